//! The text of new documents and its quoting, for `casebook new`, `init` and `rename`.
//!
//! Pure: values in, text out. Knows nothing about files on disk.

pub mod command;
pub mod example;
pub mod field_words;
mod folder_words;
pub mod mapping;
pub mod scalar;
pub mod slug;
pub mod template;
mod translation;

/// Why a document cannot be written, and how to fix that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub help: Option<String>,
}

impl Error {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Error {
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  = help: {help}"),
            None => Ok(()),
        }
    }
}
