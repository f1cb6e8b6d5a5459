//! `bad-enum`: a field has a value that is not in its list of values.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "bad-enum",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A field has a word that is not one of its words.",
    why: "Lists, scores and checks know these words only.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: testing
---
"#,
    example_finding: "problems/know-why.md:5:9 `testing` is no `status`",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: exploring
---
"#,
    finder: Finder::Elsewhere,
};
