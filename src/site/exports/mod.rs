//! Files of the site for programs: data, feeds, lists of addresses, redirects, and the records of the search index.

pub mod csv;
pub mod feed;
pub mod graph_json;
pub mod llms;
pub mod redirects;
pub mod search;
pub mod sitemap;
