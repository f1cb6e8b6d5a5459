//! `output-collision`: two pages or files of the site would have the same address, on some system.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "output-collision",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "Two pages or files of the site would have the same address, on some system.",
    why: "One would silently replace the other.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> a.md
---
redirect_from: b.html
---
A
>>> b.md
---
title: B
---
B
"#,
    example_finding: "b.md:1:1 `b.html` and `b.html` would be one file",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> a.md
---
redirect_from: c.html
---
A
>>> b.md
"#,
    finder: Finder::Elsewhere,
};
