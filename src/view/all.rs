//! The list of views, in the order their pages are made.

use super::{
    Look, changes, checks, coverage, entry, evidence, feed, home, list, llms, machine, no,
    not_found, opportunities, plain, redirect, search, spreadsheet, tags,
};
use crate::page::Page;

/// Each makes the pages of one view.
pub const ALL: &[fn(&Look) -> Vec<Page>] = &[
    home::pages,
    list::pages,
    entry::pages,
    plain::pages,
    opportunities::pages,
    coverage::pages,
    evidence::pages,
    no::pages,
    changes::pages,
    tags::pages,
    checks::pages,
    search::pages,
    not_found::pages,
    machine::pages,
    feed::pages,
    spreadsheet::pages,
    llms::pages,
    // Last: where an old address is taken, the page that has it stays.
    redirect::pages,
];
