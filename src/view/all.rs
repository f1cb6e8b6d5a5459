//! The list of views, in the order their pages are made.

use super::View;

pub const ALL: &[View] = &[];
