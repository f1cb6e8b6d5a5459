//! `as-a-user`: a need starts with “as a user”.

use super::{Check, CheckContext, Finder, Findings};
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "as-a-user",
    what: "A need starts with “as a user”.",
    why: "Everybody is a user; a need that everybody has tells a team nothing about whom to ask.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: as a user, know why a file failed
personas: [awinita]
---
"#,
    example_finding: "problems/know-why.md:3:7 “a user” is nobody in particular",
    correction: &[("as a user, know why", "know why")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

const GENERIC_USER_PHRASES: [&str; 4] = [
    "as a user",
    "as an user",
    "as an end user",
    "as an end-user",
];

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if !context.is_english(&context.graph.entry(id).document) {
            continue;
        }
        let need = context.fields(id).text("need").unwrap_or_default();
        let need = need.trim_start().to_lowercase();
        let follows = |words: &str| {
            let rest = need.strip_prefix(words)?;
            // “As a user researcher” names a persona.
            (rest.starts_with([',', ':']) || rest.trim_start().starts_with("i ") || rest.is_empty())
                .then_some(())
        };
        if GENERIC_USER_PHRASES
            .iter()
            .any(|words| follows(words).is_some())
        {
            let at = context.place_of_value(id, "need");
            let help = "name who it is in `personas:`, and write only what they need to do";
            found.add(id, at, "“a user” is nobody in particular", help);
        }
    }
}
