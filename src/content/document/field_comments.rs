//! Takes Obsidian's comments (`%%…%%`) out of fields of text. Titles, names and ids have none.

use crate::content::yaml::{NodePath, Step};
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown;
use crate::model::{Field, FieldType, Fields, Value};

/// Fields of names and ids; separated by spaces.
const NAMES: &str = "aliases id kind lang name permalink redirect_from slug tags title";

/// Changes the fields; returns what is to be told of comments without an end.
pub(super) fn remove(
    fields: &mut Fields,
    declared: &[Field],
    title_field: &str,
) -> Vec<Diagnostic> {
    let mut removal = Removal {
        title_field,
        diagnostics: vec![],
    };
    removal.fields(fields, declared, &mut vec![]);
    removal.diagnostics
}

struct Removal<'a> {
    title_field: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Removal<'_> {
    fn fields(&mut self, fields: &mut Fields, declared: &[Field], path: &mut NodePath) {
        for (name, value) in &mut fields.0 {
            let field = declared.iter().find(|field| field.name == *name);
            let Some(field) = field.filter(|f| !NAMES.split(' ').any(|name| *f.name == *name))
            else {
                continue;
            };
            if *field.name == *self.title_field {
                continue;
            }
            path.push(Step::Key(name.to_string()));
            self.value(value, field, path);
            path.pop();
        }
    }

    fn value(&mut self, value: &mut Value, field: &Field, path: &mut NodePath) {
        match (value, &field.ty) {
            (Value::List(items), _) => {
                for (i, item) in items.iter_mut().enumerate() {
                    path.push(Step::Index(i));
                    self.value(item, field, path);
                    path.pop();
                }
            }
            (Value::Map(map), FieldType::Map(inner)) => self.fields(map, inner, path),
            (Value::Map(map), FieldType::OpenMap | FieldType::Address) => {
                for (name, value) in &mut map.0 {
                    path.push(Step::Key(name.to_string()));
                    self.value(value, field, path);
                    path.pop();
                }
            }
            (
                Value::Text(text),
                FieldType::Text | FieldType::Person | FieldType::OpenMap | FieldType::Address,
            ) => {
                let (rest, unclosed) = markdown::without_comments(text);
                if unclosed.is_some() {
                    let told = markdown::unclosed_comment(Place::Value(path.clone()));
                    self.diagnostics.push(told);
                }
                if *rest != **text {
                    *text = (&*rest).into();
                }
            }
            _ => {}
        }
    }
}
