//! `two-introductions`: two files introduce the same folder.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "two-introductions",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "Two files introduce the same folder.",
    why: "Only one of them is shown.",
    example: r#">>> guide/index.md
# Guide
>>> guide/README.md
# Read me
"#,
    says: "guide/README.md:1:1 `guide/index.md` already introduces this folder",
    instead: r#">>> guide/index.md
"#,
    find: Find::Elsewhere,
};
