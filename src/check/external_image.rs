//! `external-image`: an image is on another host.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "external-image",
    severity: Severity::Hint,
    depends_on_date: false,
    is_private: false,
    what: "An image is on another host.",
    why: "Loading it would tell that host who reads your site; it becomes a link.",
    example: r#">>> notes.md
# Notes

![Chart](https://example.com/chart.png)
"#,
    example_finding: "notes.md:3:1 the image is on `example.com`, so the page links to it",
    instead: r#">>> notes.md
# Notes

[Chart](https://example.com/chart.png)
"#,
    finder: Finder::Elsewhere,
};
