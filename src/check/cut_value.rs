//! `cut-value`: YAML reads less than the author wrote, because of ` #` or a mark at the start of a value.

use super::Check;

pub const CHECK: Check = Check {
    code: "cut-value",
    what: "A value loses text to YAML: what follows ` #` is a comment, `&name` at the start is a mark.",
    why: "The page would say less than was written, and nobody would see that something is missing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Ticket #1042 comes back
need: know why it was closed
personas: awinita
---
"#,
    example_finding: "problems/know-why.md:2:8 what follows ` #` is a comment and no part of the value",
    correction: &[(
        "title: Ticket #1042 comes back",
        "title: \"Ticket #1042 comes back\"",
    )],
    ..Check::WARNING
};
