//! `alias-clash`: two documents claim one alias or one old address.

use super::Check;

pub const CHECK: Check = Check {
    code: "alias-clash",
    what: "Two documents claim one alias or one old address.",
    why: "It can lead to one of them only, and a reference by that alias would be a guess.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why
need: know why a file failed
personas: awinita
aliases: OLD-1
---
>>> problems/wait-less.md
---
title: Wait less
need: hear of it sooner
personas: awinita
aliases: OLD-1
---
"#,
    example_finding: "problems/wait-less.md:5:10 `OLD-1` is an alias of `problems/know-why.md` too",
    correction: &[(
        "sooner\npersonas: awinita\naliases: OLD-1",
        "sooner\npersonas: awinita",
    )],
    ..Check::WARNING
};
