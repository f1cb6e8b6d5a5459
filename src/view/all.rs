//! The list of views, in the order their pages are made.

use super::{
    Nav, View, checks, entry, home, list, machine, not_found, plain, redirect, search, tags,
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
    // Last: where an old address is taken, the page that has it stays.
    View {
        name: "redirect",
        pages: redirect::pages,
        nav: None,
    },
];
