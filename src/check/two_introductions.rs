//! `two-introductions`: a folder has two section indexes.

use super::Check;

pub const CHECK: Check = Check {
    code: "two-introductions",
    what: "Two files introduce the same folder.",
    why: "Only one of them is shown.",
    example: r#">>> guide/index.md
# Guide
>>> guide/README.md
# Read me
"#,
    example_finding: "guide/README.md:1:1 `guide/index.md` already introduces this folder",
    correction: &[(">>> guide/README.md\n# Read me\n", "")],
    ..Check::WARNING
};
