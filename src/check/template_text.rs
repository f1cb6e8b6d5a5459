//! `template-text`: a text still has placeholder text, such as “TODO”.

use super::{Check, CheckContext, Finder, Findings};
use crate::content::document::Document;
use crate::content::yaml::{NodePath, Step};
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown::placeholder;
use crate::model::{FieldType, Value};

pub const CHECK: Check = Check {
    code: "template-text",
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
    example_finding: "validations/talks.md:11:1 “TODO” is left over from a template",
    correction: &[(
        "TODO: write down what they said",
        "Five of nine told of a rejected file.",
    )],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for (id, entry) in context.graph.iter() {
        let document = &entry.document;
        if !context.is_english(document) {
            continue;
        }
        for field in context.graph.schema.fields(document.kind) {
            if let (Some(value), FieldType::Text | FieldType::Map(_)) =
                (document.fields.get(&field.name), &field.ty)
            {
                let Place::Value(mut path) = context.place_of_value(id, &field.name) else {
                    continue;
                };
                visit_texts(value, &mut path, &mut |text, path| {
                    if let Some((start, end)) = placeholder::find(text) {
                        let at = Place::Value(path.clone());
                        let diagnostic = placeholder::diagnostic(at, &text[start..end]);
                        found.list.push((id, diagnostic));
                    }
                });
            }
        }
    }
}

/// False for a placeholder in a document that is not in English; reading a body finds them in any language.
pub(super) fn is_reported(
    diagnostic: &Diagnostic,
    context: &CheckContext,
    document: &Document,
) -> bool {
    diagnostic.code != CHECK.code || context.is_english(document)
}

fn visit_texts(value: &Value, path: &mut NodePath, visit: &mut impl FnMut(&str, &NodePath)) {
    match value {
        Value::Text(text) => visit(text, path),
        Value::List(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push(Step::Index(i));
                visit_texts(item, path, visit);
                path.pop();
            }
        }
        Value::Map(fields) => {
            for (name, value) in &fields.0 {
                path.push(Step::Key(name.to_string()));
                visit_texts(value, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}
