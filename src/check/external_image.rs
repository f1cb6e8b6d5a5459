//! `external-image`: an image is on another host.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "external-image",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "An image is on another host.",
    why: "Loading it would tell that host who reads your site; it becomes a link.",
    example: r#">>> notes.md
# Notes

![Chart](https://example.com/chart.png)
"#,
    says: "notes.md:3:1 the image is on `example.com`, so the page links to it",
    instead: r#">>> notes.md
# Notes

[Chart](https://example.com/chart.png)
"#,
    find: Find::Elsewhere,
};
