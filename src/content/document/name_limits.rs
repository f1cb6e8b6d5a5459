//! Names that other pages show, or that make pages of their own, are not as long and not as many as a file can hold.

use std::borrow::Cow;

use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Fields, Value};
use crate::text::{MAX_NAME_CHARS, cut_name};

/// The most tags of a document, the most aliases and the most old addresses: each makes a page.
const MAX_NAMES: usize = 100;

/// What is to be told of a name that is too long; `None` if it is not.
pub(super) fn check(name: &str, at: Place) -> Option<Diagnostic> {
    let Cow::Owned(_) = cut_name(name) else {
        return None;
    };
    let message = format!("this has {} characters", name.chars().count());
    let help = format!("shorten it: other pages show the first {MAX_NAME_CHARS}");
    Some(Diagnostic::new("too-long", at, message).help(help))
}

/// Cuts the lists of names and the names in them; returns what is to be told.
pub(super) fn cut_lists(fields: &mut Fields) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (field, value) in &mut fields.0 {
        let Value::List(items) = value else { continue };
        if !matches!(&**field, "tags" | "aliases" | "redirect_from") {
            continue;
        }
        if items.len() > MAX_NAMES {
            let message = format!("`{field}` has {} values", items.len());
            let help = format!("keep {MAX_NAMES}: the others are not read");
            found.push(Diagnostic::new("too-long", Place::field(field), message).help(help));
            items.truncate(MAX_NAMES);
        }
        for (i, item) in items.iter_mut().enumerate() {
            let Some(name) = item.as_text() else { continue };
            let at = Place::Value(vec![Step::Key(field.to_string()), Step::Index(i)]);
            if let Some(long) = check(name, at) {
                found.push(long);
                *item = Value::Text((&*cut_name(name)).into());
            }
        }
    }
    found
}
