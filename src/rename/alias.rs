//! Adds the old id to the aliases of the renamed document.

use super::{field, quoted};
use crate::content::document::to_id;
use crate::content::yaml::{self, Node, NodePath, Step, child_path};
use crate::scaffold::Error;
use crate::scaffold::scalar::yaml_scalar;
use crate::text_edit::Edit;

/// The edit that adds the old id to the aliases, which the file has as `key`; it replaces the new id if that is among them.
pub(super) fn add_alias(
    text: &str,
    block: (usize, usize),
    key: &str,
    old: &str,
    new: &str,
) -> Result<Edit, Error> {
    let quoted = quoted::block(text);
    let yaml = &text[block.0..block.1];
    let read = yaml::parse(yaml).ok();
    let value = read.as_ref().and_then(|node| node.get(key));
    let path: NodePath = vec![Step::from(key)];
    let edit = match value {
        _ if quoted.is_some() => quoted.and_then(|quoted| quoted::add_alias(quoted, key, old, new)),
        None => {
            let list = format!("[{}]", yaml_scalar(old));
            Some(field::append_line(text, block, key, &list))
        }
        Some(Node::List(items)) => {
            let mut found = items.iter().enumerate().filter_map(|(i, node)| match node {
                Node::Text(alias) if to_id(alias) == new => Some((i, alias)),
                _ => None,
            });
            match found.next() {
                Some((i, alias)) => {
                    let path = [path, vec![Step::Index(i)]].concat();
                    field::scalar_edit(text, block, &path, alias, old)
                }
                None => append_to_list(text, block, &path, items.len(), old),
            }
        }
        Some(Node::Null) => fill_empty_key(text, block, &path, old),
        Some(Node::Text(alias)) if to_id(alias) == new => {
            field::scalar_edit(text, block, &path, alias, old)
        }
        Some(_) => scalar_to_list(text, block, &path, old),
    };
    edit.ok_or_else(|| {
        let message = format!("`{key}` is written in a way that cannot be changed here");
        Error::new(message, "write it as a list: [one, two]")
    })
}

/// Adds a list to an `aliases:` without a value.
fn fill_empty_key(text: &str, block: (usize, usize), path: &NodePath, old: &str) -> Option<Edit> {
    let (start, _) = yaml::locate(&text[block.0..block.1], path, true)?;
    let start = block.0 + start;
    let colon = start + text[start..block.1].find(':')? + 1;
    Some(Edit::insert(colon, format!(" [{}]", yaml_scalar(old))))
}

fn scalar_to_list(text: &str, block: (usize, usize), path: &NodePath, old: &str) -> Option<Edit> {
    let (start, end) = yaml::locate(&text[block.0..block.1], path, false)?;
    let range = block.0 + start..block.0 + end;
    let list = format!("[{}, {}]", &text[range.clone()], yaml_scalar(old));
    Some(Edit::replace(range, list))
}

fn append_to_list(
    text: &str,
    block: (usize, usize),
    path: &NodePath,
    length: usize,
    old: &str,
) -> Option<Edit> {
    let yaml = &text[block.0..block.1];
    let (start, _) = yaml::locate(yaml, path, false)?;
    let start = block.0 + start;
    if text[start..].starts_with('[') {
        let end = start + closing_bracket(&text[start..block.1])?;
        let before = text[start + 1..end].trim_end();
        let needs_comma = !before.is_empty() && !before.ends_with(',');
        let comma = if needs_comma { ", " } else { "" };
        let at = start + 1 + before.len();
        return Some(Edit::insert(at, format!("{comma}{}", yaml_scalar(old))));
    }
    let last = child_path(path, length.checked_sub(1)?);
    let (item, _) = yaml::locate(yaml, &last, false)?;
    let line = block.0 + yaml[..item].rfind('\n').map_or(0, |at| at + 1);
    let dash = text[line..block.0 + item].find('-')?;
    let end = line + text[line..block.1].find('\n')? + 1;
    let ending = super::edit::line_ending(&text[..end]);
    let indent = &text[line..line + dash];
    Some(Edit::insert(
        end,
        format!("{indent}- {}{ending}", yaml_scalar(old)),
    ))
}

/// The offset of the bracket that closes the one this text begins with.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, ']') => return Some(at),
            _ => {}
        }
        None
    })
}
