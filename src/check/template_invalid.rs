//! `template-invalid`: a template of the theme cannot be compiled or rendered.

use super::Check;

pub const CHECK: Check = Check {
    code: "template-invalid",
    keeps_back: true,
    what: "A template of the theme cannot be compiled or rendered.",
    why: "Its pages cannot be made.",
    example: r#">>> personas/awinita.md
>>> templates/base.html
<title>{{ page.title </title>
"#,
    example_finding: "templates/base.html:1:22 found `</` but expected }}",
    correction: &[(
        ">>> templates/base.html\n<title>{{ page.title </title>\n",
        "",
    )],
    ..Check::ERROR
};
