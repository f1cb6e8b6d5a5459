//! `too-long`: a title, tag, alias or list of them that would be written too often.

use super::Check;

pub const CHECK: Check = Check {
    code: "too-long",
    what: "A title, name, tag or alias has more than 300 characters, or a document more than 100 tags or aliases.",
    why: "Every page that names the document shows its title. Other pages cut it, and what is over 100 is not read.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
tags:
  - how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline
---
>>> problems/know-why.md
---
need: know why a file failed
personas: awinita
---
"#,
    example_finding: "personas/awinita.md:6:5 this has 329 characters",
    correction: &[(
        "how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline how a file is rejected and why nobody says so before the deadline",
        "files",
    )],
    ..Check::WARNING
};
