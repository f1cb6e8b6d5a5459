//! `alias-used`: a field or a value is written by an alias instead of its own name.

use super::Check;

pub const CHECK: Check = Check {
    code: "alias-used",
    what: "A field or a word is written in another way than the model does.",
    why: "It is understood; one spelling for all is easier to search.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: validated
---
"#,
    example_finding: "validations/talks.md:8:10 `validated` is read as `supported`",
    correction: &[("verdict: validated", "verdict: supported")],
    ..Check::HINT
};
