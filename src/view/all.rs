//! The list of views, in the order their pages are made.

use super::{
    Nav, View, changes, checks, coverage, entry, evidence, feed, home, list, llms, machine, no,
    not_found, opportunities, plain, redirect, search, spreadsheet, tags,
};

pub const ALL: &[View] = &[
    View {
        name: "home",
        pages: home::pages,
        nav: None,
    },
    View {
        name: "list",
        pages: list::pages,
        nav: None,
    },
    View {
        name: "entry",
        pages: entry::pages,
        nav: None,
    },
    View {
        name: "plain",
        pages: plain::pages,
        nav: None,
    },
    View {
        name: "opportunities",
        pages: opportunities::pages,
        nav: Some(Nav {
            icon: "map",
            label: "Opportunities",
            url: "opportunities.html",
            exists: opportunities::exists,
        }),
    },
    View {
        name: "coverage",
        pages: coverage::pages,
        nav: Some(Nav {
            icon: "matrix",
            label: "Coverage",
            url: "coverage.html",
            exists: coverage::exists,
        }),
    },
    View {
        name: "evidence",
        pages: evidence::pages,
        nav: Some(Nav {
            icon: "board",
            label: "Evidence",
            url: "evidence.html",
            exists: evidence::exists,
        }),
    },
    View {
        name: "no",
        pages: no::pages,
        nav: Some(Nav {
            icon: "declined",
            label: "No register",
            url: "no.html",
            exists: no::exists,
        }),
    },
    View {
        name: "changes",
        pages: changes::pages,
        nav: Some(Nav {
            icon: "clock",
            label: "Changes",
            url: "changes.html",
            exists: changes::exists,
        }),
    },
    View {
        name: "tags",
        pages: tags::pages,
        nav: Some(Nav {
            icon: "tag",
            label: "Tags",
            url: "tags/index.html",
            exists: tags::exists,
        }),
    },
    View {
        name: "checks",
        pages: checks::pages,
        nav: Some(Nav {
            icon: "check",
            label: "Checks",
            url: "checks.html",
            exists: checks::exists,
        }),
    },
    View {
        name: "search",
        pages: search::pages,
        nav: None,
    },
    View {
        name: "not-found",
        pages: not_found::pages,
        nav: None,
    },
    View {
        name: "machine",
        pages: machine::pages,
        nav: None,
    },
    View {
        name: "feed",
        pages: feed::pages,
        nav: None,
    },
    View {
        name: "spreadsheet",
        pages: spreadsheet::pages,
        nav: None,
    },
    View {
        name: "llms",
        pages: llms::pages,
        nav: None,
    },
    // Last: where an old address is taken, the page that has it stays.
    View {
        name: "redirect",
        pages: redirect::pages,
        nav: None,
    },
];
