//! What a list can be filtered by, as its filter bar shows it.

use serde::Serialize;

/// A choice of what is shown.
#[derive(Serialize)]
pub struct Filter {
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
