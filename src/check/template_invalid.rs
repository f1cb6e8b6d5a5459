//! `template-invalid`: a template of the theme cannot be compiled or rendered.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "template-invalid",
    severity: Severity::Error,
    due: false,
    private: false,
    what: "A template of the theme cannot be compiled or rendered.",
    why: "Its pages cannot be made.",
    example: r#">>> personas/awinita.md
>>> templates/base.html
<title>{{ page.title </title>
"#,
    says: "templates/base.html:1:22 found `</` but expected }}",
    instead: r#">>> personas/awinita.md
"#,
    find: Find::Elsewhere,
};
