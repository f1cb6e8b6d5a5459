//! The groups of a list: one for each value of a property, in the order of the values.

use std::collections::HashMap;

use super::column::Column;
use crate::content::document::to_id;
use crate::graph::EntryId;
use crate::site::SiteContext;

pub struct Groups {
    column: Option<Column>,
    pub headings: Vec<Heading>,
    by_key: HashMap<String, usize>,
}

pub struct Heading {
    /// `#cb-ID` on the page.
    pub id: String,
    /// Empty in a list without groups.
    pub label: String,
    pub note: &'static str,
}

/// What people do with the problems of a next step.
const NOTES: [(&str, &str); 7] = [
    (
        "try a solution",
        "We know the problem is real and big. Our answer is weak or untested.",
    ),
    (
        "research next",
        "It may be big. We do not know enough to build for it.",
    ),
    (
        "find out why they disagree",
        "Studies stand against each other. More of the same will not settle it.",
    ),
    (
        "rate it",
        "It is real. Nobody has said yet how much it matters.",
    ),
    (
        "build or finish",
        "The problem is real and big, and our answer works.",
    ),
    (
        "say no, with evidence",
        "It is refuted, or it is real and small or already served.",
    ),
    ("park", "It looks small, and little is known about it."),
];

impl Groups {
    pub fn new(site: &SiteContext, column: Option<Column>, ids: &[EntryId]) -> Self {
        let Some(column) = column else {
            return Groups {
                column: None,
                headings: vec![Heading {
                    id: "all".into(),
                    label: String::new(),
                    note: "",
                }],
                by_key: HashMap::new(),
            };
        };
        let mut keys: Vec<String> = column.property.words(&site.graph.schema);
        keys.extend(ids.iter().flat_map(|id| column.keys(site, *id)));
        keys.sort_by_cached_key(|key| column.key_order(site, key));
        keys.dedup();
        let heading = |key: &String| Heading {
            id: to_id(key),
            label: column.key_label(site, key),
            note: NOTES
                .iter()
                .find(|(step, _)| step == key)
                .map_or("", |(_, note)| note),
        };
        let rest = Heading {
            id: "none".into(),
            label: format!("No {}", column.label.to_lowercase()),
            note: "",
        };
        Groups {
            headings: keys.iter().map(heading).chain([rest]).collect(),
            by_key: keys.into_iter().zip(0..).collect(),
            column: Some(column),
        }
    }

    /// What the groups are groups of.
    pub fn label(&self) -> Option<&str> {
        self.column.as_ref().map(|column| &*column.label)
    }

    pub fn is_by(&self, name: &str) -> bool {
        self.column
            .as_ref()
            .is_some_and(|column| column.name == name)
    }

    /// The group of an entry: that of its first value, the last one without a value.
    pub fn of(&self, site: &SiteContext, id: EntryId) -> usize {
        let key = self
            .column
            .as_ref()
            .and_then(|column| column.keys(site, id).into_iter().next());
        let group = key.and_then(|key| self.by_key.get(&key).copied());
        group.unwrap_or(self.headings.len() - 1)
    }
}
