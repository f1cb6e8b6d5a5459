//! `missing-method`: a study does not say how it was done.

use super::Check;

pub const CHECK: Check = Check {
    code: "missing-method",
    what: "A study does not say how it was done.",
    why: "The method decides how much a study weighs; without it nothing can be scored.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:1:1 `method` is missing",
    correction: &[("title: Talks", "title: Talks\nmethod: interview")],
    ..Check::ERROR
};
