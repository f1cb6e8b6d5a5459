//! What a list can be filtered by, as its filter bar shows it.

use serde::Serialize;

/// A choice of what is shown.
#[derive(Serialize)]
pub struct Filter {
    /// Its key in the address; see [`address_key`].
    pub name: String,
    pub label: String,
    /// Its options are years.
    pub is_date: bool,
    /// What the search calls it, if it has it too.
    pub facet: Option<&'static str>,
    pub options: Vec<FilterOption>,
}

#[derive(Serialize)]
pub struct FilterOption {
    pub value: String,
    pub label: String,
    /// It is that of entries without a value, which the search does not know.
    pub is_none: bool,
    /// How many entries have it; `None` where a page has not all of them.
    pub count: Option<usize>,
}

/// A filter with more options would be too long to use and is left out.
pub const MAX_FILTER_OPTIONS: usize = 100;

/// What a list's address has besides filters, and what `list.js` asks of the form: a control of such a name would stand
/// before it.
const TAKEN_KEYS: [&str; 9] = [
    "q",
    "as",
    "sort",
    "hidden",
    "elements",
    "dataset",
    "addEventListener",
    "querySelector",
    "querySelectorAll",
];

/// The key of a filter in the address of a list: its name, which is followed by `_` where the list itself has that key.
pub fn address_key(name: &str) -> String {
    match TAKEN_KEYS.contains(&name.trim_end_matches('_')) {
        true => format!("{name}_"),
        false => name.to_owned(),
    }
}

/// The key of a filter as part of an attribute's name, where HTML knows neither capitals nor blanks: `·` and a number stand
/// for what it does not know. `list.js` writes it alike.
pub fn attribute_key(key: &str) -> String {
    let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-' | '.');
    let escaped = |c: char| match is_plain(c) {
        true => c.to_string(),
        false => format!("·{:x}·", u32::from(c)),
    };
    key.chars().map(escaped).collect()
}
