//! `template-text`: the words of a template still stand there.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::document::Document;
use crate::graph::Id;
use crate::markdown::placeholder;
use crate::schema::{Type, Value};
use crate::yaml::{Path, Step};

pub const CHECK: Check = Check {
    code: "template-text",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "Text of a template was left in: lorem ipsum, “Finding one”, “TODO”, “[Insert …]”.",
    why: "Readers take what is unfinished for careless, and careless for wrong.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---

TODO: write down what they said
"#,
    says: "validations/talks.md:11:1 “TODO” is left over from a template",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---

Five of nine told of a rejected file.
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, entry) in scene.graph.iter() {
        let document = &entry.document;
        if !scene.is_english(document) {
            continue;
        }
        for field in scene.graph.schema.fields(document.kind) {
            if let (Some(value), Type::Text | Type::Map(_)) =
                (document.fields.get(&field.name), &field.ty)
            {
                let At::Value(mut path) = scene.value_of(id, &field.name) else {
                    continue;
                };
                texts(value, &mut path, &mut |text, path| {
                    if let Some((start, end)) = placeholder::find(text) {
                        let at = At::Value(path.clone());
                        let problem = placeholder::problem(at, &text[start..end]);
                        found.push((id, problem));
                    }
                });
            }
        }
    }
}

/// Reading a text notices this in any language; is it told in that of its document?
pub(super) fn is_told(problem: &Problem, scene: &Scene, document: &Document) -> bool {
    problem.code != CHECK.code || scene.is_english(document)
}

fn texts(value: &Value, path: &mut Path, see: &mut impl FnMut(&str, &Path)) {
    match value {
        Value::Text(text) => see(text, path),
        Value::List(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push(Step::Index(i));
                texts(item, path, see);
                path.pop();
            }
        }
        Value::Map(fields) => {
            for (name, value) in &fields.0 {
                path.push(Step::Key(name.to_string()));
                texts(value, path, see);
                path.pop();
            }
        }
        _ => {}
    }
}
