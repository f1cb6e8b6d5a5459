//! `config-invalid`: `casebook.yaml` or `theme.yaml` has an unknown key, or a value that cannot be used.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "config-invalid",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "`casebook.yaml` or `theme.yaml` has a key or a value that means nothing; as a warning, a colour of `theme.yaml` \
           with which text is hard to read.",
    why: "A setting that is not read is a setting somebody relies on.",
    example: r#">>> personas/awinita.md
>>> casebook.yaml
titel: Our customers
content: .
"#,
    example_finding: "casebook.yaml:1:1 nothing reads `titel`",
    instead: r#">>> personas/awinita.md
>>> casebook.yaml
title: Our customers
content: .
"#,
    finder: Finder::Elsewhere,
};
