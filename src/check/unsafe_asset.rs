//! `unsafe-asset`: a file beside the content is not copied.

use super::Check;

pub const CHECK: Check = Check {
    code: "unsafe-asset",
    keeps_back: true,
    what: "A file that a page refers to is not copied: it could carry script, is not what its name says, or holds \
           metadata that `images.metadata` refuses.",
    why: "A file opened from your site acts in its name, and a photo can tell where it was taken.",
    example: r#">>> notes.md
# Notes

![How files travel](flow.svg)
>>> flow.svg
<svg xmlns="http://www.w3.org/2000/svg" onload="track()"><path d="M0 0h9"/></svg>
"#,
    example_finding: "notes.md:3:1 `flow.svg` is not copied: its `onload` runs a script",
    correction: &[(" onload=\"track()\"", "")],
    ..Check::WARNING
};
