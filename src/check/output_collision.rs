//! `output-collision`: two pages or files of the site would have the same address, on some system.

use super::Check;

pub const CHECK: Check = Check {
    code: "output-collision",
    keeps_back: true,
    what: "Two pages or files of the site would have the same address, on some system.",
    why: "One would silently replace the other.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> static/b.html
<p>B</p>
>>> b.md
---
title: B
---
B
"#,
    example_finding: "b.md:1:1 `b.html` and `static/b.html` would be one file",
    correction: &[(">>> static/b.html", ">>> static/c.html")],
    ..Check::ERROR
};
