//! Questions about the graph, as people type them: `kind=problem and support<3 and persona=awinita`.
//!
//! [`expression`] turns text into a tree, [`name`] says what a name stands for in this project, [`Question`] is both
//! together and knows which entries fit. Pure: it prints nothing.

mod evaluate;
pub mod expression;
pub mod property;
mod value;

use std::cmp::Ordering;

use crate::graph::EntryId;

pub use expression::Error;
pub use property::{Property, QueryContext};
pub use value::{QueryValue, values_of};

/// A question that was understood.
pub struct Query {
    condition: evaluate::Condition,
    /// The names it uses, each once, in their order.
    pub properties: Vec<(String, Property)>,
}

impl Query {
    /// # Errors
    ///
    /// What cannot be understood, with its place in the text.
    pub fn parse(text: &str, context: QueryContext) -> Result<Self, Error> {
        let tree = expression::parse(text)?;
        let mut names = Vec::new();
        let test = evaluate::Condition::from_expression(&tree, context, &mut names)?;
        Ok(Query {
            condition: test,
            properties: names,
        })
    }

    /// The entries that fit, by id.
    pub fn matching_entries(&self, context: QueryContext) -> Vec<EntryId> {
        let fits = context
            .graph
            .iter()
            .map(|(id, _)| id)
            .filter(|id| self.condition.matches_entry(context, *id));
        let mut fits: Vec<EntryId> = fits.collect();
        fits.sort_by_key(|id| &context.graph.entry(*id).document.id);
        fits
    }
}

/// Sorts by a name's first value, what has none last; `down` turns the others round.
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
