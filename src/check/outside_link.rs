//! `outside-link`: a link leads to a file outside the content folder, and no repository is configured.

use super::Check;

pub const CHECK: Check = Check {
    code: "outside-link",
    what: "A link leads to a file outside the content folder, and no repository is configured.",
    why: "Readers of the site cannot follow it.",
    example: r#">>> casebook.yaml
title: x
>>> content/notes.md
See [the licence](../LICENSE.txt).
>>> LICENSE.txt
MIT
"#,
    example_finding: "content/notes.md:1:5 `../LICENSE.txt` lies outside the content folder",
    correction: &[("title: x", "repository: https://github.com/example/docs")],
    ..Check::WARNING
};
