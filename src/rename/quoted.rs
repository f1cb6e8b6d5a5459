//! Edits of front matter in TOML and JSON. Text has quotes in both, and a list of texts is written in the same way.

use serde_json::json;

use crate::content::block::Block;
use crate::content::document::to_id;
use crate::content::front_matter::Format;
use crate::content::yaml::{Node, Step};
use crate::text_edit::Edit;

/// The block of a file, if it is not YAML, and the byte at which it starts.
pub(super) fn block(text: &str) -> Option<(usize, Block<'_>)> {
    Some(Block::of_file(text)).filter(|(_, block)| block.format != Format::Yaml)
}

/// The edit of one text from `old` to `new`; what stands behind it in a wikilink stays.
pub(super) fn scalar_edit(
    (start, block): (usize, Block),
    path: &[Step],
    old: &str,
    new: &str,
) -> Option<Edit> {
    let (from, to) = block.locate(path, false)?;
    let written = &block.text[from..to];
    let name = written.trim_start_matches(['"', '\'', '!', '[']);
    let before = &written[..written.len() - name.len()];
    let text = match name.strip_prefix(old) {
        Some(behind) => format!("{before}{new}{behind}"),
        None => json!(new).to_string(),
    };
    Some(Edit::replace(start + from..start + to, text))
}

/// The edit that adds a field before the others: tables of TOML come last.
pub(super) fn add_field(
    (start, block): (usize, Block),
    name: &str,
    value: &serde_json::Value,
) -> Edit {
    let (at, text) = match block.text.strip_prefix('{') {
        Some(inside) if block.format == Format::Json => {
            let rest = inside.trim_start();
            let blanks = &inside[..inside.len() - rest.len()];
            let comma = if rest.starts_with('}') { "" } else { "," };
            (start + 1, format!("{blanks}\"{name}\": {value}{comma}"))
        }
        _ => {
            let ending = super::edit::line_ending(block.text);
            (start, format!("{name} = {value}{ending}"))
        }
    };
    Edit::insert(at, text)
}

/// The edit that adds the old id to the aliases, which the file has as `key`; it replaces the new id if that is among them.
pub(super) fn add_alias(place: (usize, Block), key: &str, old: &str, new: &str) -> Option<Edit> {
    let (start, block) = place;
    let node = block.parse().ok()?;
    let mut path = vec![Step::from(key)];
    let is_new = |node: &Node| matches!(node, Node::Text(alias) if to_id(alias) == new);
    let value = match node.get(key) {
        None => return Some(add_field(place, key, &json!([old]))),
        Some(value) => value,
    };
    let (from, to) = block.locate(&path, false)?;
    let written = &block.text[from..to];
    let list = match value {
        value if is_new(value) => return scalar_edit(place, &path, new, old),
        Node::List(items) => match items.iter().position(is_new) {
            Some(i) => {
                path.push(i.into());
                return scalar_edit(place, &path, new, old);
            }
            None => {
                let inside = block.text[from..].strip_prefix('[')?;
                let comma = if items.is_empty() { "" } else { ", " };
                let at = start + block.text.len() - inside.len();
                return Some(Edit::insert(at, format!("{}{comma}", json!(old))));
            }
        },
        Node::Null => json!([old]).to_string(),
        _ => format!("[{written}, {}]", json!(old)),
    };
    Some(Edit::replace(start + from..start + to, list))
}
