//! `broken-link`: a link in a text matches no page or file.

use super::Check;

pub const CHECK: Check = Check {
    code: "broken-link",
    what: "A link in a text leads nowhere.",
    why: "Readers run into a wall, and the link to the evidence is lost.",
    example: r#">>> personas/awinita.md
>>> notes.md
See [why](problems/know-wy.md).
>>> problems/know-why.md
"#,
    example_finding: "notes.md:1:5 `problems/know-wy.md` leads nowhere",
    correction: &[("know-wy.md", "know-why.md")],
    ..Check::ERROR
};
