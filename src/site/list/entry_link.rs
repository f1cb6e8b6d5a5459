//! The title of an entry in a list, cut and as a link.

use serde::Serialize;

use crate::graph::EntryId;
use crate::site::{SiteContext, paging};

/// Longer texts are cut, so that a page of 500 rows stays small.
const MAX_CHARS: usize = 160;

#[derive(Serialize)]
pub struct EntryLink {
    pub href: String,
    pub title: String,
}

impl EntryLink {
    pub fn new(site: &SiteContext, id: EntryId) -> Self {
        let entry = site.graph.entry(id);
        EntryLink {
            href: entry.url.to_link(site.url_style()),
            title: short(&entry.document.title),
        }
    }
}

pub fn short(text: &str) -> String {
    paging::truncate_chars(text, MAX_CHARS)
}
