//! `case-mismatch`: a link matches a file or a heading only when case is ignored.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "case-mismatch",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A link matches a file or a heading only when case is ignored.",
    why: "It works on one system and breaks on another.",
    example: r#">>> personas/awinita.md
>>> notes.md
See [her](personas/Awinita.md).
"#,
    says: "notes.md:1:5 this matches `personas/awinita.md` only in another case",
    instead: r#">>> personas/awinita.md
>>> notes.md
See [her](personas/awinita.md).
"#,
    find: Find::Elsewhere,
};
