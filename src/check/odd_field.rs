//! `odd-field`: a field that every page may have is in a shape that casebook cannot use.

use super::Check;

pub const CHECK: Check = Check {
    code: "odd-field",
    what: "A field that every page may have is in a shape that casebook cannot use.",
    why: "It is not shown.",
    example: r#">>> notes.md
---
title: Notes
tags: {a: 1}
---
Text
"#,
    example_finding: "notes.md:3:7 `tags` is a map here",
    correction: &[("tags: {a: 1}", "tags: [a]")],
    ..Check::HINT
};
