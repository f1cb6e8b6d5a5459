//! `odd-field`: a field that every page may have is in a shape that casebook cannot use.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "odd-field",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A field that every page may have is in a shape that casebook cannot use.",
    why: "It is not shown.",
    example: r#">>> notes.md
---
title: Notes
tags: {a: 1}
---
Text
"#,
    says: "notes.md:3:7 `tags` is a map here",
    instead: r#">>> notes.md
---
title: Notes
tags: [a]
---
Text
"#,
    find: Find::Elsewhere,
};
