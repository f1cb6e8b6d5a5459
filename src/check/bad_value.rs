//! `bad-value`: a field has a value of the wrong type, or outside its range.

use super::Check;

pub const CHECK: Check = Check {
    code: "bad-value",
    what: "A field has a value of the wrong type, or outside its range.",
    why: "What cannot be read is left out of lists, scores and checks.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
importance: eleven
---
"#,
    example_finding: "problems/know-why.md:5:13 `importance` cannot be `eleven`",
    correction: &[("importance: eleven", "importance: 9")],
    ..Check::ERROR
};
