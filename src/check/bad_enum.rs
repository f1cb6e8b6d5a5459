//! `bad-enum`: a field has a value that is not in its list of values.

use super::Check;

pub const CHECK: Check = Check {
    code: "bad-enum",
    what: "A field has a word that is not one of its words.",
    why: "Lists, scores and checks know these words only.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: testing
---
"#,
    example_finding: "problems/know-why.md:5:9 `testing` is no `status`",
    correction: &[("status: testing", "status: exploring")],
    ..Check::ERROR
};
