//! `external-image`: an image or an embedded page is on another host.

use super::Check;

pub const CHECK: Check = Check {
    code: "external-image",
    what: "An image or an embedded page is on another host.",
    why: "Loading it would tell that host who reads your site; it becomes a link.",
    example: r#">>> notes.md
# Notes

![Chart](https://example.com/chart.png)
"#,
    example_finding: "notes.md:3:1 the image is on `example.com`, so the page links to it",
    correction: &[("![Chart]", "[Chart]")],
    ..Check::HINT
};
