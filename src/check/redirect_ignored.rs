//! `redirect-ignored`: an address in the front matter cannot be one, or an old one is that of a page.

use super::Check;

pub const CHECK: Check = Check {
    code: "redirect-ignored",
    what: "An old address cannot be one, or a page of the site stands there, perhaps in another case. A `slug` or `permalink` that cannot be an address is told too.",
    why: "No redirect is written, so that no page is displaced; who follows the old address does not arrive. A page whose address cannot be one stands at that of its folder and id.",
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
