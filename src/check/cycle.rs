//! `cycle`: references such as `parent:` form a cycle.

use super::Check;

pub const CHECK: Check = Check {
    code: "cycle",
    what: "Links that should lead up or back go round in a circle.",
    why: "No page could tell where such a chain begins.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
parent: other
---
>>> problems/other.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
parent: know-why
---
"#,
    example_finding: "problems/know-why.md:5:9 `parent` goes round in a circle: know-why → other → know-why",
    correction: &[("parent: know-why\n", "")],
    ..Check::ERROR
};
