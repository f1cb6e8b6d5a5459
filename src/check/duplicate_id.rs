//! `duplicate-id`: two documents have the same id.

use super::Check;

pub const CHECK: Check = Check {
    code: "duplicate-id",
    keeps_back: true,
    what: "Two documents have the same id.",
    why: "A link by that id could mean either.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> needs/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    example_finding: "problems/know-why.md:1:1 the id `know-why` is already that of `needs/know-why.md`",
    correction: &[(">>> needs/know-why.md", ">>> needs/know-how.md")],
    ..Check::ERROR
};
