//! What the search can be narrowed by: filters of lists, by a name that all kinds share. A record of the search and a row of
//! a list have the same values of them.

use super::column::Column;
use crate::model::{FieldType, Role, Schema};

/// Each facet of the entries of a kind, and the column that says its values.
pub fn facets(kind: usize, schema: &Schema) -> Vec<(&'static str, Column)> {
    let role = schema.kinds[kind].role;
    let evidence = match role {
        Some(Role::Problem) => "problem.state",
        Some(Role::Solution) => "state",
        Some(Role::Decision) => "evidence",
        _ => "",
    };
    // The day of a study, a decision, feedback, or that a solution shipped.
    let day = match role {
        Some(Role::Validation | Role::Decision) => "date",
        Some(Role::Feedback) => "received",
        Some(Role::Solution) => "shipped",
        _ => "",
    };
    let named = [
        ("status", "status"),
        ("evidence", evidence),
        ("method", "method"),
        ("verdict", "verdict"),
        ("owner", "owner"),
        ("year", day),
        ("tag", "tags"),
    ];
    let kinds = schema.kinds.iter();
    let personas = kinds.filter(|kind| kind.role == Some(Role::Persona));
    let personas = personas.map(|kind| ("persona", &*kind.name));
    let facets = named.into_iter().chain(personas);
    let facets = facets.map(|(facet, name)| Some((facet, Column::new(name, kind, schema)?)));
    facets.flatten().collect()
}

/// The facet that finds what a filter of the kind's list does; `None` if the search does not have it.
pub fn facet_of(filter: &Column, kind: usize, schema: &Schema) -> Option<&'static str> {
    let is_same = |(_, column): &(&'static str, Column)| column.property == filter.property;
    if let Some((facet, _)) = facets(kind, schema).into_iter().find(is_same) {
        return Some(facet);
    }
    let field = schema.kinds[kind].field(&filter.name)?;
    let is_persona = |name: &Option<crate::model::Name>| {
        let kind = name.as_ref().and_then(|name| schema.kind_by_name(name));
        schema.role(kind) == Some(Role::Persona)
    };
    let is_of_persona =
        matches!(field.ty, FieldType::Link) && field.link_targets().iter().all(is_persona);
    is_of_persona.then_some("persona")
}
