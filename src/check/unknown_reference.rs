//! `unknown-reference`: a field names an entry that does not exist.

use super::Check;

pub const CHECK: Check = Check {
    code: "unknown-reference",
    what: "A field names an entry that does not exist.",
    why: "A link that leads nowhere hides a gap.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinta]
---
"#,
    example_finding: "problems/know-why.md:4:12 `awinta` matches nothing",
    correction: &[("personas: [awinta]", "personas: [awinita]")],
    ..Check::ERROR
};
