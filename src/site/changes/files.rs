//! Documents that git says are new or edited: one row for each of them and each week.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::moves;
use crate::graph::EntryId;
use crate::site::SiteContext;
use crate::site::page_link::PageLink;

#[derive(Serialize)]
pub struct FileChange {
    #[serde(skip)]
    pub entry: EntryId,
    #[serde(flatten)]
    link: PageLink,
    /// The last of the week on which it changed.
    #[serde(skip)]
    pub day: Date,
    /// True if it was new in that week.
    is_new: bool,
}

/// In path order, and of each document the oldest week first. What is not published has no entry, and so no row.
pub fn by_week(site: &SiteContext) -> Vec<FileChange> {
    let mut rows = Vec::new();
    for entry in site.graph.ids() {
        let path = &site.graph.entry(entry).document.content_path;
        let mut weeks: BTreeMap<Date, (Date, bool)> = BTreeMap::new();
        for (day, is_new) in site.history.get(&**path).into_iter().flatten() {
            let week = weeks.entry(moves::monday(*day)).or_insert((*day, false));
            *week = (*day, week.1 || *is_new);
        }
        rows.extend(weeks.into_values().map(|(day, is_new)| FileChange {
            entry,
            link: PageLink::new(site, entry, usize::MAX),
            day,
            is_new,
        }));
    }
    rows
}
