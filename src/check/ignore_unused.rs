//! `ignore-unused`: a code under `ignore:` matches no finding of its document.

use super::{Check, Finder};

pub const CHECK: Check = Check {
    code: "ignore-unused",
    what: "A document ignores a finding that it does not have, or that cannot be ignored.",
    why: "Left in place, it would hide the finding when it comes.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
ignore: {unused-persona: she is new}
---
>>> problems/know-why.md
"#,
    example_finding: "personas/awinita.md:5:10 there is no `unused-persona` here to ignore",
    correction: &[("ignore: {unused-persona: she is new}\n", "")],
    finder: Finder::AfterAll,
    ..Check::HINT
};
