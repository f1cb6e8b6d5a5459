//! The list of views, in the order their pages are made.

use super::{View, entry};

pub const ALL: &[View] = &[View {
    name: "entry",
    pages: entry::pages,
}];
