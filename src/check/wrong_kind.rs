//! `wrong-kind`: a field names an entry of another kind than it takes.

use super::Check;

pub const CHECK: Check = Check {
    code: "wrong-kind",
    what: "A field names an entry of another kind than it takes.",
    why: "The two ends would say different things of one link.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> problems/other.md
---
title: Know why a file failed
need: know why a file failed
personas: [know-why]
---
"#,
    example_finding: "problems/other.md:4:12 `know-why` is a problem, and `personas` takes a persona",
    correction: &[("personas: [know-why]", "personas: [awinita]")],
    ..Check::ERROR
};
