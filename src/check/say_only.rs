//! `say-only`: something goes ahead on studies of what people say, with none of what they do.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use std::collections::HashSet;

use crate::config::MethodClass;
use crate::evidence::Score;
use crate::evidence::commitment::is_committed;
use crate::graph::EntryId;

pub const CHECK: Check = Check {
    code: "say-only",
    what: "What is planned, built or called validated rests on studies of what people say alone.",
    why: "People are poor judges of what they will do; saying yes costs them nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
waiver: {by: Lilah, reason: The law asks for it, until: 2026-12-31}
---
"#,
    example_finding: "solutions/error-report.md:1:1 rests on one study, and that is what people say",
    correction: &[("", ">>> validations/watched.md\n")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
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
