//! Queries over the graph, such as `kind=problem and support<3 and persona=awinita`.
//!
//! [`expression`] parses the text, [`property`] resolves its names in this project, [`Query`] selects the entries.
//! Pure: it prints nothing.

mod evaluate;
pub mod expression;
pub mod property;
mod value;

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
        let ids = context.graph.iter().map(|(id, _)| id);
        let matching = ids.filter(|id| self.condition.matches_entry(context, *id));
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
    let first_value = |id: &EntryId| values_of(context, *id, name).into_iter().next();
    let mut keyed: Vec<(Option<QueryValue>, EntryId)> =
        ids.iter().map(|id| (first_value(id), *id)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if is_descending => b.compare(a),
        (Some(a), Some(b)) => a.compare(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    for (at, (_, id)) in ids.iter_mut().zip(keyed) {
        *at = id;
    }
}
