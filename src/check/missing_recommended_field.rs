//! `missing-recommended-field`: a field that is recommended for this kind is missing.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "missing-recommended-field",
    severity: Severity::Hint,
    depends_on_date: false,
    is_private: false,
    what: "A field that a page of this kind is poorer without is not given.",
    why: "A reader will ask for it.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
---
"#,
    example_finding: "personas/awinita.md:1:1 `goals` is missing",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
"#,
    finder: Finder::Elsewhere,
};
