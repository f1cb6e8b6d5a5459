//! `broken-footnote`: a footnote mark has no note.

use super::Check;

pub const CHECK: Check = Check {
    code: "broken-footnote",
    what: "A mark like `[^1]` has no footnote on its page.",
    why: "Readers see the brackets, and what the note would have said is missing.",
    example: r#">>> notes.md
# Notes

Two of nine gave up.[^panel]

[^panle]: A panel of nine, in May.
"#,
    example_finding: "notes.md:3:21 `[^panel]` is no footnote of this page",
    correction: &[("[^panle]:", "[^panel]:")],
    ..Check::WARNING
};
