//! Queries over the graph, such as `kind=problem and support<3 and persona=awinita`.
//!
//! [`expression`] parses the text, [`mod@crate::property`] resolves its names in this project, [`Query`] selects the entries.
//! Pure: it prints nothing.

mod evaluate;
pub mod expression;

use crate::evidence::ScoredGraph;
use crate::graph::EntryId;
use crate::property::Property;

pub use expression::Error;

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
    pub fn parse(text: &str, context: ScoredGraph) -> Result<Self, Error> {
        let tree = expression::parse(text)?;
        let mut properties = Vec::new();
        let condition = evaluate::Condition::from_expression(&tree, context, &mut properties)?;
        Ok(Query {
            condition,
            properties,
        })
    }

    /// The entries that match, sorted by id.
    pub fn matching_entries(&self, context: ScoredGraph) -> Vec<EntryId> {
        let ids = context.graph.iter().map(|(id, _)| id);
        let matching = ids.filter(|id| self.condition.matches_entry(context, *id));
        let mut matching: Vec<EntryId> = matching.collect();
        matching.sort_by_key(|id| &context.graph.entry(*id).document.id);
        matching
    }
}
