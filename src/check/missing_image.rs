//! `missing-image`: the file of an image does not exist.

use super::Check;

pub const CHECK: Check = Check {
    code: "missing-image",
    what: "An image is not there.",
    why: "Readers see a gap.",
    example: r#">>> notes.md
# Notes

![A sketch](sketch.png)
"#,
    example_finding: "notes.md:3:1 `sketch.png` leads nowhere",
    correction: &[("![A sketch](sketch.png)", "A sketch will follow.")],
    ..Check::ERROR
};
