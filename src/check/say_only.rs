//! `say-only`: something goes ahead on studies of what people say, with none of what they do.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use std::collections::HashSet;

use crate::config::MethodClass;
use crate::evidence::Score;
use crate::evidence::commitment::is_committed;
use crate::graph::EntryId;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let some = context.config.evidence.words.some;
    for (id, _) in context
        .graph
        .iter()
        .filter(|(id, _)| is_committed(context.graph, *id))
    {
        let scores: Vec<&Score> = super::problems_behind(context, id)
            .filter_map(|problem| Some(&context.evidence.problems.get(&problem)?.problem))
            .collect();
        let contributions = || scores.iter().flat_map(|score| &score.contributions);
        if contributions().any(|c| c.class == MethodClass::Do)
            || !scores.iter().any(|s| s.support >= some)
        {
            continue;
        }
        let studies: HashSet<EntryId> = contributions().map(|c| c.validation).collect();
        let message = match studies.len() {
            1 => "rests on one study, and that is what people say".to_owned(),
            n => format!("rests on {n} studies, all of them what people say"),
        };
        let help = "watch or measure before building";
        found.add(id, Place::Start, message, help);
    }
}
