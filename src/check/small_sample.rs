//! `small-sample`: a study saw few people for its method.

use super::{Check, CheckContext, Finder, Findings};
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "small-sample",
    what: "A study saw less than a quarter of the people at which its method counts in full.",
    why: "What three people say may be true of three people.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 3
criterion: 2 of 3 tell of one
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:5:15 3 is a small sample: `interview` counts in full from 20",
    correction: &[(
        "participants: 3\ncriterion: 2 of 3 tell of one",
        "participants: 12\ncriterion: 5 of 9 tell of one",
    )],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    let settings = &context.config.evidence;
    for id in context
        .entries_of_role(Role::Validation)
        .filter(|id| context.is_done_validation(*id))
    {
        let fields = context.fields(id);
        let method = fields
            .text("method")
            .and_then(|m| Some((m, settings.methods.get(m)?)));
        let (Some((name, method)), Some(n)) = (method, fields.number("participants")) else {
            continue;
        };
        if n <= 0.0 || n * settings.small_sample >= method.n_full {
            continue;
        }
        let message = format!(
            "{n} is a small sample: `{name}` counts in full from {}",
            method.n_full
        );
        found.add(
            id,
            context.place_of_value(id, "participants"),
            message,
            "take it for a first look, and ask more",
        );
    }
}
