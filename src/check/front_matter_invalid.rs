//! `front-matter-invalid`: front matter cannot be read, or has a key that looks like `draft` or `visibility`.

use super::Check;

pub const CHECK: Check = Check {
    code: "front-matter-invalid",
    keeps_back: true,
    what: "The block between the fences cannot be read, or a key looks like `draft` or `visibility`.",
    why: "A file that is half understood could be published although its author marked it as a draft.",
    example: r#">>> personas/awinita.md
---
name: "Awinita
role: Grantee data analyst
goals: [Error-free data]
---
"#,
    example_finding: "personas/awinita.md:2:7 a quote is opened and not closed",
    correction: &[("name: \"Awinita", "name: Awinita")],
    ..Check::ERROR
};
