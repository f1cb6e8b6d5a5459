//! A link to a page of the site, as templates print it.

use serde::Serialize;

use super::{SiteContext, paging};
use crate::graph::EntryId;

/// `href` from the root of the site.
#[derive(Serialize, Clone, Debug, Default)]
pub struct PageLink {
    pub href: String,
    pub title: String,
}

impl PageLink {
    /// The title of an entry, cut to so many characters.
    pub fn new(site: &SiteContext, id: EntryId, max_chars: usize) -> Self {
        PageLink {
            href: site.href(id),
            title: paging::truncate_chars(site.title_of(id), max_chars),
        }
    }
}
