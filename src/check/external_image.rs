//! `external-image`: an image is on another host, or something is embedded.

use super::Check;

pub const CHECK: Check = Check {
    code: "external-image",
    what: "An image is on another host, or a page, a video or a file is embedded.",
    why: "Loading it would tell that host who reads your site; it becomes a link to what it shows.",
    example: r#">>> notes.md
# Notes

![Chart](https://example.com/chart.png)
"#,
    example_finding: "notes.md:3:1 the image is on `example.com`, so the page links to it",
    correction: &[("![Chart]", "[Chart]")],
    ..Check::HINT
};
