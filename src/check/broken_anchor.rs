//! `broken-anchor`: a link points at a heading that its page does not have.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "broken-anchor",
    severity: Severity::Error,
    due: false,
    private: false,
    what: "A link points at a heading that its page does not have.",
    why: "Readers land at the top and search.",
    example: r#">>> notes.md
# Notes

## What we saw

[up](#what-we-heard)
"#,
    says: "notes.md:5:1 `#what-we-heard` is no heading on this page",
    instead: r#">>> notes.md
# Notes

## What we saw

[up](#what-we-saw)
"#,
    find: Find::Elsewhere,
};
