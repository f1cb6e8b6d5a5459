//! `unknown-field`: a field is not declared for its kind.

use super::Check;

pub const CHECK: Check = Check {
    code: "unknown-field",
    what: "A field is not declared for its kind.",
    why: "Nothing reads it: a mistyped name loses what it says.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
gaols: [Error-free data]
---
"#,
    example_finding: "personas/awinita.md:4:1 nothing reads `gaols`",
    correction: &[("gaols: [Error-free data]", "goals: [Error-free data]")],
    ..Check::WARNING
};
