//! `unknown-reference`: a field names an entry that does not exist.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "unknown-reference",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
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
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    finder: Finder::Elsewhere,
};
