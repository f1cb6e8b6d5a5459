//! `template-text`: a text still has placeholder text, such as “TODO”.

use super::{CheckContext, Findings};
use crate::content::document::Document;
use crate::content::yaml::{NodePath, Step};
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown::placeholder;
use crate::model::{FieldType, Value};

pub fn find(context: &CheckContext, found: &mut Findings) {
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
    diagnostic.code != "template-text" || context.is_english(document)
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
