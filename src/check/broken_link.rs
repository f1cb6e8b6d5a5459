//! `broken-link`: a link in a text matches no page or file.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "broken-link",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A link in a text leads nowhere.",
    why: "Readers run into a wall, and the link to the evidence is lost.",
    example: r#">>> personas/awinita.md
>>> notes.md
See [why](problems/know-wy.md).
>>> problems/know-why.md
"#,
    example_finding: "notes.md:1:5 `problems/know-wy.md` leads nowhere",
    instead: r#">>> personas/awinita.md
>>> notes.md
See [why](problems/know-why.md).
>>> problems/know-why.md
"#,
    finder: Finder::Elsewhere,
};
