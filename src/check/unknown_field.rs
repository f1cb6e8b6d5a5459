//! `unknown-field`: a field is not declared for its kind.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "unknown-field",
    severity: Severity::Warning,
    depends_on_date: false,
    is_private: false,
    what: "A field is not declared for its kind.",
    why: "Nothing reads it: a mistyped name loses what it says.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
gaols: [Error-free data]
---
"#,
    example_finding: "personas/awinita.md:4:1 nothing reads `gaols`",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
"#,
    finder: Finder::Elsewhere,
};
