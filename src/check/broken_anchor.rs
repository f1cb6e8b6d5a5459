//! `broken-anchor`: a link points at a heading that its page does not have.

use super::Check;

pub const CHECK: Check = Check {
    code: "broken-anchor",
    what: "A link points at a heading that its page does not have.",
    why: "Readers land at the top and search.",
    example: r#">>> notes.md
# Notes

## What we saw

[up](#what-we-heard)
"#,
    example_finding: "notes.md:5:1 `#what-we-heard` is no heading on this page",
    correction: &[("[up](#what-we-heard)", "[up](#what-we-saw)")],
    ..Check::ERROR
};
