//! The list of views, in the order their pages are made.

use std::sync::Arc;

use super::exports::{csv, feed, graph_json, llms, redirects, search};
use super::{
    SiteContext, changes, checks, coverage, declined, entry, evidence, home, how_to_read, list,
    not_found, opportunities, plain_pages, tags,
};
use crate::page::Page;

/// Returns the pages of one view; none if it has nothing to show.
pub type View = fn(&Arc<SiteContext>) -> Vec<Page>;

pub const VIEWS: &[View] = &[
    home::pages,
    list::pages,
    entry::pages,
    plain_pages::pages,
    opportunities::pages,
    coverage::pages,
    evidence::pages,
    declined::pages,
    changes::pages,
    how_to_read::pages,
    tags::pages,
    checks::pages,
    search::pages,
    not_found::pages,
    graph_json::pages,
    feed::pages,
    csv::pages,
    llms::pages,
    // Last, so that a redirect never takes the address of another page.
    redirects::pages,
];
