//! The list of views, in the order their pages are made.

use super::{View, machine};

pub const ALL: &[View] = &[View {
    name: "machine",
    pages: machine::pages,
}];
