//! What a snapshot is asked for.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::graph::publish::Audience;

/// What a command asks for, beyond what the project's config says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub audience: Audience,
    pub as_of: Date,
    pub base_url: Option<String>,
    pub output: Option<PathBuf>,
    pub with_search: bool,
    /// Lay out the pages too; `check` needs only the findings.
    pub with_pages: bool,
}
