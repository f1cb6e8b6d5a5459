//! `missing-recommended-field`: a field that is recommended for this kind is missing.

use super::Check;

pub const CHECK: Check = Check {
    code: "missing-recommended-field",
    what: "A field that a page of this kind is poorer without is not given.",
    why: "A reader will ask for it.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
---
"#,
    example_finding: "personas/awinita.md:1:1 `goals` is missing",
    correction: &[("analyst\n", "analyst\ngoals: [Error-free data]\n")],
    ..Check::HINT
};
