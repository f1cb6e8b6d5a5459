//! `unclosed-comment`: a comment of Obsidian has no end.

use super::Check;

pub const CHECK: Check = Check {
    code: "unclosed-comment",
    what: "A comment that begins with `%%` does not end.",
    why: "Obsidian hides the rest of the page; here it would be published.",
    example: r#">>> notes.md
# Notes

Two of nine gave up. %% ask Mira again
"#,
    example_finding: "notes.md:3:22 `%%` begins a comment that does not end, so the text is shown",
    correction: &[("ask Mira again", "ask Mira again %%")],
    ..Check::WARNING
};
