//! `config-invalid`: `casebook.yaml` or `theme.yaml` has an unknown key, or a value that cannot be used.

use super::Check;

pub const CHECK: Check = Check {
    code: "config-invalid",
    keeps_back: true,
    what: "`casebook.yaml` or `theme.yaml` has a key or a value that means nothing; as a warning, a colour of `theme.yaml` \
           with which text is hard to read.",
    why: "A setting that is not read is a setting somebody relies on.",
    example: r#">>> personas/awinita.md
>>> casebook.yaml
titel: Our customers
content: .
"#,
    example_finding: "casebook.yaml:1:1 nothing reads `titel`",
    correction: &[("titel: Our customers", "title: Our customers")],
    ..Check::ERROR
};
