//! `case-mismatch`: a link matches a file or a heading only when case is ignored.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "case-mismatch",
    severity: Severity::Warning,
    depends_on_date: false,
    is_private: false,
    what: "A link matches a file or a heading only when case is ignored.",
    why: "It works on one system and breaks on another.",
    example: r#">>> personas/awinita.md
>>> notes.md
See [her](personas/Awinita.md).
"#,
    example_finding: "notes.md:1:5 this matches `personas/awinita.md` only in another case",
    instead: r#">>> personas/awinita.md
>>> notes.md
See [her](personas/awinita.md).
"#,
    finder: Finder::Elsewhere,
};
