//! `wrong-kind`: a field names an entry of another kind than it takes.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "wrong-kind",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
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
