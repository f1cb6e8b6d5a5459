//! `broken-anchor`: a link points at a heading that its page does not have.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "broken-anchor",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A link points at a heading that its page does not have.",
    why: "Readers land at the top and search.",
    example: r#">>> notes.md
# Notes

## What we saw

[up](#what-we-heard)
"#,
    example_finding: "notes.md:5:1 `#what-we-heard` is no heading on this page",
    instead: r#">>> notes.md
# Notes

## What we saw

[up](#what-we-saw)
"#,
    finder: Finder::Elsewhere,
};
