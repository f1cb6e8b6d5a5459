//! The groups of a list: one for each value of a property, in the order of the values.

use std::collections::HashMap;

use super::column::Column;
use crate::graph::EntryId;
use crate::property::Property;
use crate::site::SiteContext;
use crate::site::glossary::Glossary;

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
    pub note: String,
}

impl Groups {
    pub fn new(site: &SiteContext, column: Option<Column>, ids: &[EntryId]) -> Self {
        // Where no entry has a value there is nothing to group by.
        let has_values = |column: &Column| ids.iter().any(|id| !column.keys(site, *id).is_empty());
        let Some(column) = column.filter(has_values) else {
            return Groups {
                column: None,
                headings: vec![Heading {
                    id: String::new(),
                    label: String::new(),
                    note: String::new(),
                }],
                by_key: HashMap::new(),
            };
        };
        let mut keys: Vec<String> = column.property.words(&site.graph.schema);
        keys.extend(ids.iter().flat_map(|id| column.keys(site, *id)));
        keys.sort_by_cached_key(|key| column.key_order(site, key));
        keys.dedup();
        let steps = Glossary::new(&site.config).next_steps;
        let steps = steps
            .iter()
            .filter(|_| column.property == Property::NextStep);
        let notes: HashMap<&str, &str> = steps.map(|step| (&*step.name, &*step.meaning)).collect();
        let heading = |(i, key): (usize, &String)| Heading {
            id: format!("group-{}", i + 1),
            label: column.key_label(site, key),
            note: notes.get(&**key).copied().unwrap_or_default().to_owned(),
        };
        let rest = Heading {
            id: "group-none".into(),
            label: format!("No {}", column.label.to_lowercase()),
            note: String::new(),
        };
        Groups {
            headings: keys.iter().enumerate().map(heading).chain([rest]).collect(),
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

    /// The group of an entry: the first of those of its values, the last one without a value.
    pub fn of(&self, site: &SiteContext, id: EntryId) -> usize {
        let keys = self.column.iter().flat_map(|column| column.keys(site, id));
        let groups = keys.filter_map(|key| self.by_key.get(&key).copied());
        groups.min().unwrap_or(self.headings.len() - 1)
    }
}
