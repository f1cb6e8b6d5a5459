//! `case-mismatch`: a link matches a file or a heading only when case is ignored.

use super::Check;

pub const CHECK: Check = Check {
    code: "case-mismatch",
    what: "A link matches a file or a heading only when case is ignored.",
    why: "It works on one system and breaks on another.",
    example: r#">>> personas/awinita.md
>>> notes.md
See [her](personas/Awinita.md).
"#,
    example_finding: "notes.md:1:5 this matches `personas/awinita.md` only in another case",
    correction: &[("Awinita.md", "awinita.md")],
    ..Check::WARNING
};
