//! `proto-in-build`: a solution is built for personas whose basis is still `proto`.

use super::{CheckContext, Findings};
use crate::evidence::Basis;
use crate::graph::EntryId;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Solution) {
        if !matches!(
            role::Solution(context.fields(id)).status(),
            Some("building" | "shipped")
        ) {
            continue;
        }
        let problems = context.graph.problems_of(id);
        let mut personas: Vec<EntryId> = problems
            .flat_map(|problem| context.graph.personas_of(problem))
            .collect();
        personas.sort_unstable();
        personas.dedup();
        let is_proto = |id: &EntryId| {
            let persona = context.evidence.personas.get(id);
            persona.is_some_and(|s| s.basis == Basis::Proto)
        };
        if personas.is_empty() || !personas.iter().all(is_proto) {
            continue;
        }
        let people = |id: &EntryId| context.evidence.personas.get(id).map_or(0.0, |s| s.people);
        let met: f64 = personas.iter().map(people).sum();
        let studies = |id: &EntryId| context.evidence.personas.get(id).map_or(0, |s| s.studies);
        let has_studies = personas.iter().any(|id| studies(id) > 0);
        let whom = match personas.as_slice() {
            [one] => format!("*{}*", context.title(*one)),
            [one, other] => format!("*{}* and *{}*", context.title(*one), context.title(*other)),
            more => format!("{} personas", more.len()),
        };
        let message = match met {
            0.0 if has_studies => {
                format!("built for {whom}, of whom no study says how many were met")
            }
            0.0 => format!("built for {whom}, whom nobody has met"),
            1.0 => format!("built for {whom}, of whom only 1 has been met"),
            met => format!("built for {whom}, of whom only {met} have been met"),
        };
        let enough = context.config.evidence.basis.qualitative;
        let help = format!("talk to {enough} of them, and name them in the study's `personas:`");
        let at = context.place_of_value(id, "status");
        found.add(id, at, message, help);
    }
}
