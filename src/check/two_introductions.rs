//! `two-introductions`: a folder has two section indexes.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "two-introductions",
    severity: Severity::Warning,
    depends_on_date: false,
    is_private: false,
    what: "Two files introduce the same folder.",
    why: "Only one of them is shown.",
    example: r#">>> guide/index.md
# Guide
>>> guide/README.md
# Read me
"#,
    example_finding: "guide/README.md:1:1 `guide/index.md` already introduces this folder",
    instead: r#">>> guide/index.md
"#,
    finder: Finder::Elsewhere,
};
