//! `template-invalid`: a template of the theme cannot be compiled or rendered.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "template-invalid",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A template of the theme cannot be compiled or rendered.",
    why: "Its pages cannot be made.",
    example: r#">>> personas/awinita.md
>>> templates/base.html
<title>{{ page.title </title>
"#,
    example_finding: "templates/base.html:1:22 found `</` but expected }}",
    instead: r#">>> personas/awinita.md
"#,
    finder: Finder::Elsewhere,
};
