//! `cycle`: references such as `parent:` form a cycle.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "cycle",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
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
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> problems/other.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    finder: Finder::Elsewhere,
};
