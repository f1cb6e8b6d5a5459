//! What a command wants from a snapshot.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::graph::publish::Audience;

/// The options of a snapshot that do not come from the project's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub audience: Audience,
    /// The day for which evidence is scored.
    pub as_of: Date,
    /// Overrides the settings, as does `output`.
    pub base_url: Option<String>,
    pub output: Option<PathBuf>,
    pub with_search: bool,
    /// Make pages too, not only findings.
    pub with_pages: bool,
}
