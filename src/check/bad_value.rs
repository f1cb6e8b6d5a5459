//! `bad-value`: a field has a value of the wrong type, or outside its range.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "bad-value",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A field has a value of the wrong type, or outside its range.",
    why: "What cannot be read is left out of lists, scores and checks.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
importance: eleven
---
"#,
    example_finding: "problems/know-why.md:5:13 `importance` cannot be `eleven`",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
importance: 9
---
"#,
    finder: Finder::Elsewhere,
};
