//! `odd-field`: a field that every page may have is in a shape that casebook cannot use.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "odd-field",
    severity: Severity::Hint,
    depends_on_date: false,
    is_private: false,
    what: "A field that every page may have is in a shape that casebook cannot use.",
    why: "It is not shown.",
    example: r#">>> notes.md
---
title: Notes
tags: {a: 1}
---
Text
"#,
    example_finding: "notes.md:3:7 `tags` is a map here",
    instead: r#">>> notes.md
---
title: Notes
tags: [a]
---
Text
"#,
    finder: Finder::Elsewhere,
};
