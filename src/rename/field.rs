//! Edits of references in the front matter.

use super::edit::{self, Renaming};
use super::quoted;
use crate::content::block::Block;
use crate::content::document;
use crate::content::front_matter::{self, Split};
use crate::content::yaml::{self, NodePath, Step};
use crate::graph::EntryId;
use crate::model::{Field, FieldType, Value};
use crate::scaffold::scalar::yaml_scalar;
use crate::text_edit::Edit;

impl Renaming<'_> {
    /// The edits, and true if they cover every reference. A value that a YAML alias repeats cannot be edited in place.
    pub(super) fn front_matter_edits(&self, id: EntryId, text: &str) -> (Vec<Edit>, bool) {
        let document = &self.graph.entry(id).document;
        let Split::Fenced { block, .. } = front_matter::split(text) else {
            return (vec![], true);
        };
        let mut found = Vec::new();
        for field in self.graph.schema.fields(document.kind) {
            if let Some(value) = document.fields.get(&field.name) {
                let mut path = vec![Step::Key(field.name.to_string())];
                self.collect_references(field, value, &mut path, &mut found);
            }
        }
        let folder = document::parent_folder(&document.content_path);
        let (mut edits, mut all) = (Vec::new(), true);
        for (path, name) in found {
            let (means, stage) = match name.split_once('#') {
                Some((means, stage)) => (means, format!("#{stage}")),
                None => (name.as_str(), String::new()),
            };
            let is_meant = self.means_target(means, folder);
            let Some(new) = self.with_new_id(means).filter(|_| is_meant) else {
                continue;
            };
            let path = path_as_written(text, path, self.graph.schema.fields(document.kind));
            match scalar_edit(text, block, &path, &name, &format!("{new}{stage}")) {
                Some(edit) => edits.push(edit),
                None => all = false,
            }
        }
        (edits, all)
    }

    /// Collects every reference in a field, with its path.
    fn collect_references(
        &self,
        field: &Field,
        value: &Value,
        path: &mut NodePath,
        found: &mut Vec<(NodePath, String)>,
    ) {
        match (value, &field.ty) {
            (Value::List(items), _) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(Step::Index(i));
                    self.collect_references(field, item, path, found);
                    path.pop();
                }
            }
            (Value::Map(map), FieldType::Map(fields)) => {
                for inner in fields {
                    if let Some(value) = map.get(&inner.name) {
                        path.push(Step::Key(inner.name.to_string()));
                        self.collect_references(inner, value, path, found);
                        path.pop();
                    }
                }
            }
            (Value::Text(name), FieldType::Link | FieldType::Stage | FieldType::Person) => {
                found.push((path.clone(), name.to_string()));
            }
            _ => {}
        }
    }
}

/// The path with the name that the file has for its field.
fn path_as_written(text: &str, mut path: NodePath, declared: &[Field]) -> NodePath {
    if let Some(Step::Key(first)) = path.first_mut() {
        *first = key_as_written(text, first, declared);
    }
    path
}

/// The other name of a field if the file uses that, else its own.
pub(super) fn key_as_written(text: &str, name: &str, declared: &[Field]) -> String {
    let (_, block) = Block::of_file(text);
    let is_there = |key: &&str| block.locate(&[Step::from(*key)], true).is_some();
    let fields = declared.iter().filter(|f| *f.name == *name);
    let others = fields.flat_map(|f| f.aliases.iter().map(|alias| &**alias));
    let mut names = [name].into_iter().chain(others);
    names.find(is_there).unwrap_or(name).to_owned()
}

/// The edit of one scalar from `old` to `new`; quotes stay. `None` if the scalar is not found or not written as `old`.
pub(super) fn scalar_edit(
    text: &str,
    block: (usize, usize),
    path: &NodePath,
    old: &str,
    new: &str,
) -> Option<Edit> {
    let old = old.trim();
    if let Some(quoted) = quoted::block(text) {
        return quoted::scalar_edit(quoted, path, old, new);
    }
    let (start, _) = yaml::locate(&text[block.0..block.1], path, false)?;
    let start = block.0 + start;
    let rest = &text[start..block.1];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = quote.map_or(0, char::len_utf8);
    // Those of a wikilink stay.
    let brackets = rest.len() - inside - rest[inside..].trim_start_matches(['!', '[']).len();
    let inside = inside + brackets;
    if rest[inside..].starts_with(old) {
        let range = start + inside..start + inside + old.len();
        let plain = || plain_or_quoted(new);
        return Some(Edit::replace(
            range,
            quote.map_or_else(plain, |_| new.to_owned()),
        ));
    }
    // With escapes, or with blanks inside the quotes.
    let end = rest[inside..].find(quote?)? + inside + 1;
    Some(Edit::replace(start..start + end, format!("\"{new}\"")))
}

/// The edit that adds a field at the end of the front matter; `value` is written as YAML.
pub(super) fn append_line(text: &str, block: (usize, usize), name: &str, value: &str) -> Edit {
    let ending = edit::line_ending(&text[..block.1]);
    Edit::insert(block.1, format!("{name}: {value}{ending}"))
}

/// A path, a stage or an id that begins with a digit without quotes, because casebook reads it as written; others as
/// [`yaml_scalar`].
fn plain_or_quoted(new: &str) -> String {
    match new.contains(['#', '/', '.']) || new.starts_with(|c: char| c.is_ascii_digit()) {
        true => new.to_owned(),
        false => yaml_scalar(new),
    }
}
