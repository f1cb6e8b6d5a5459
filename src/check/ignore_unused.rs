//! `ignore-unused`: a document asks to ignore what nothing says.

use crate::diagnostic::{At, Problem, Severity};
use std::sync::Arc;

use super::judge::{can_be_ignored, nearest_code};
use super::{Check, Find, Scene, Told};
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "ignore-unused",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A document ignores a finding that it does not have, or that cannot be ignored.",
    why: "Left in place, it would hide the finding when it comes.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
ignore: {unused-persona: she is new}
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    says: "personas/awinita.md:5:10 there is no `unused-persona` here to ignore",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    find: Find::Last,
};

/// Entries under `ignore:` that silenced nothing; `fired` knows what was noticed.
pub(super) fn find(scene: &Scene, fired: impl Fn(&Arc<str>, &str) -> bool) -> Vec<Told> {
    let mut unused = Vec::new();
    let sees_all = scene.audience.drafts && scene.audience.internal;
    for entry in &scene.graph.entries {
        let document = &entry.document;
        let Some(ignored) = document.fields.map("ignore") else {
            continue;
        };
        for (code, _) in &ignored.0 {
            let check = super::find(code);
            let (message, help) = match check {
                None => {
                    let help = match nearest_code(code) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "`casebook explain` lists them".to_owned(),
                    };
                    (format!("there is no check `{code}`"), help)
                }
                Some(check) if !can_be_ignored(check.severity) => {
                    let message = format!("`{code}` cannot be ignored");
                    (message, "mend what it tells".to_owned())
                }
                // What a build does not see it cannot judge.
                Some(check) if check.private && !sees_all => continue,
                Some(check) if check.code == CHECK.code => continue,
                Some(check) if fired(&document.path, check.code) => continue,
                Some(_) => {
                    let message = format!("there is no `{code}` here to ignore");
                    (message, "remove it".to_owned())
                }
            };
            let path = vec![Step::Key("ignore".into()), Step::Key(code.to_string())];
            unused.push(Told {
                path: document.path.clone(),
                problem: Problem::new(CHECK.code, At::Key(path), message).help(help),
                due: false,
            });
        }
    }
    unused
}
