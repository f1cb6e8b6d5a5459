//! `unsafe-name`: the name of a file cannot be a URL, or is not allowed on every system.

use super::Check;

pub const CHECK: Check = Check {
    code: "unsafe-name",
    keeps_back: true,
    what: "The name of a file cannot be an address, or not on every system.",
    why: "The page would be lost for some readers, or on somebody's machine.",
    example: r#">>> personas/awinita.md
>>> problems/404.md
---
need: find the page
personas: awinita
title: Find the page
---
"#,
    example_finding: "problems/404.md:1:1 `404` is a page of the site itself",
    correction: &[(">>> problems/404.md", ">>> problems/find-the-page.md")],
    ..Check::ERROR
};
