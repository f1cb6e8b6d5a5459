//! `ignore-unused`: a code under `ignore:` matches no finding of its document.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "ignore-unused",
    severity: Severity::Hint,
    depends_on_date: false,
    is_private: false,
    what: "A document ignores a finding that it does not have, or that cannot be ignored.",
    why: "Left in place, it would hide the finding when it comes.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
ignore: {unused-persona: she is new}
---
>>> problems/know-why.md
"#,
    example_finding: "personas/awinita.md:5:10 there is no `unused-persona` here to ignore",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
"#,
    finder: Finder::AfterAll,
};
