//! `redirect-ignored`: an old address cannot be one, or is that of a page.

use super::Check;

pub const CHECK: Check = Check {
    code: "redirect-ignored",
    what: "An old address cannot be one, or a page of the site stands there, perhaps in another case.",
    why: "No redirect is written, so that no page is displaced; who follows the old address does not arrive.",
    example: r#">>> personas/awinita.md
>>> a.md
---
redirect_from: b.html
---
A
>>> b.md
---
title: B
---
B
"#,
    example_finding: "a.md:2:16 `b.html` is the address of `b.md`, which stays there",
    correction: &[("redirect_from: b.html", "redirect_from: c.html")],
    ..Check::WARNING
};
