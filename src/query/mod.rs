//! Queries over the graph, such as `kind=problem and support<3 and persona=awinita`.
//!
//! [`expression`] parses the text, [`property`] resolves its names in this project, [`Query`] selects the entries.
//! Pure: it prints nothing.

mod evaluate;
pub mod expression;
pub mod property;
mod value;

use std::cmp::Ordering;

use crate::graph::EntryId;

pub use expression::Error;
pub use property::{Property, QueryContext};
pub use value::{QueryValue, values_of};

/// A parsed query with its names resolved.
pub struct Query {
    condition: evaluate::Condition,
    /// The properties it uses and how they are written: each once, in order of first use.
    pub properties: Vec<(String, Property)>,
}

impl Query {
    /// # Errors
    ///
    /// The first syntax error, unknown name or unfitting value, with its place in the text.
    pub fn parse(text: &str, context: QueryContext) -> Result<Self, Error> {
        let tree = expression::parse(text)?;
        let mut properties = Vec::new();
        let condition = evaluate::Condition::from_expression(&tree, context, &mut properties)?;
        Ok(Query {
            condition,
            properties,
        })
    }

    /// The entries that match, sorted by id.
    pub fn matching_entries(&self, context: QueryContext) -> Vec<EntryId> {
        let matching = context
            .graph
            .iter()
            .map(|(id, _)| id)
            .filter(|id| self.condition.matches_entry(context, *id));
        let mut matching: Vec<EntryId> = matching.collect();
        matching.sort_by_key(|id| &context.graph.entry(*id).document.id);
        matching
    }
}

/// Sorts by the first value of a property; entries without a value come last in either direction.
pub fn sort_entries(
    ids: &mut [EntryId],
    name: &Property,
    is_descending: bool,
    context: QueryContext,
) {
    ids.sort_by_cached_key(|id| SortKey {
        value: values_of(context, *id, name).into_iter().next(),
        is_descending,
    });
}

struct SortKey {
    value: Option<QueryValue>,
    is_descending: bool,
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if self.is_descending => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for SortKey {}
