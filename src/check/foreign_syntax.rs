//! `foreign-syntax`: a page has templates of another generator, components of MDX, or a formula that cannot be read.

use super::Check;

pub const CHECK: Check = Check {
    code: "foreign-syntax",
    what: "A page has a template of another generator, attributes of kramdown, imports or components of MDX, or a formula that \
           cannot be read.",
    why: "It is shown as it stands, and readers wonder what it says; of MDX only the text between tags is shown.",
    example: r#">>> notes.md
# Notes

Ask {{ site.team }} in May.
"#,
    example_finding: "notes.md:3:5 `{{ site.team }}` is for another program, and is shown as it stands",
    correction: &[("{{ site.team }}", "Mara's team")],
    ..Check::HINT
};
