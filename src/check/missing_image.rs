//! `missing-image`: the file of an image does not exist.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "missing-image",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "An image is not there.",
    why: "Readers see a gap.",
    example: r#">>> notes.md
# Notes

![A sketch](sketch.png)
"#,
    example_finding: "notes.md:3:1 `sketch.png` leads nowhere",
    instead: r#">>> notes.md
# Notes

A sketch will follow.
"#,
    finder: Finder::Elsewhere,
};
