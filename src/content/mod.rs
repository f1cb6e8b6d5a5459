//! Reads content: the files, their front matter and body, one document at a time. Knows nothing about other documents.

pub mod block;
pub mod document;
pub mod front_matter;
pub mod personal_data;
pub mod source;
pub mod yaml;
