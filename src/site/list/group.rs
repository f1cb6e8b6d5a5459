//! The groups of a list: one for each value of a property, in the order of the values.

use std::collections::HashMap;

use serde::Serialize;

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

#[derive(Serialize)]
pub struct Heading {
    /// `#cb-ID` on the page; empty in a list without groups.
    pub id: String,
    /// Empty for the entries without a value.
    label: String,
    note: String,
}

impl Groups {
    pub fn new(site: &SiteContext, column: Option<Column>, ids: &[EntryId]) -> Self {
        let keys_of = |column: &Column| {
            let keys = ids.iter().flat_map(|id| column.keys(site, *id));
            keys.collect::<Vec<String>>()
        };
        // Where no entry has a value there is nothing to group by.
        let column = column.map(|column| (keys_of(&column), column));
        let Some((used, column)) = column.filter(|(used, _)| !used.is_empty()) else {
            return Groups {
                column: None,
                headings: vec![Heading::new("", String::new())],
                by_key: HashMap::new(),
            };
        };
        let mut keys: Vec<String> = column.words(&site.graph.schema);
        keys.extend(used);
        keys.sort_by_cached_key(|key| column.key_order(site, key));
        keys.dedup();
        let mut headings: Vec<Heading> = Vec::with_capacity(keys.len() + 1);
        for (key, number) in keys.iter().zip(1..) {
            let id = format!("group-{number}");
            headings.push(Heading::new(&id, column.key_label(site, key)));
        }
        if column.property == Property::NextStep {
            let steps = Glossary::new(&site.config).next_steps;
            for (heading, key) in headings.iter_mut().zip(&keys) {
                let step = steps.iter().find(|step| step.name == *key);
                heading.note = step.map_or_else(String::new, |step| step.meaning.clone());
            }
        }
        headings.push(Heading::new("group-none", String::new()));
        Groups {
            headings,
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

impl Heading {
    fn new(id: &str, label: String) -> Self {
        Heading {
            id: id.to_owned(),
            label,
            note: String::new(),
        }
    }
}
