//! Reads a block of TOML as the same nodes as YAML, with their places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::content::yaml::{Error, Node, RawNode, Step};

/// Parses a block. A day or time is text, as it is in YAML.
pub fn parse(block: &str) -> Result<Node, Error> {
    match DeTable::parse(block) {
        Ok(table) => Ok(table_node(table.get_ref())),
        Err(error) => Err(Error {
            message: error.message().to_owned(),
            offset: error.span().map_or(0, |span| span.start),
        }),
    }
}

fn table_node(table: &DeTable) -> Node {
    let items = table.iter();
    let items = items.map(|(key, value)| (key.get_ref().to_string(), node(value.get_ref())));
    Node::Map(items.collect())
}

fn node(value: &DeValue) -> Node {
    match value {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Boolean(flag) => Node::Bool(*flag),
        DeValue::Datetime(date) => Node::Text(date.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            match i128::from_str_radix(digits, number.radix()) {
                Ok(number) => Node::Int(number),
                Err(_) => Node::Text(digits.to_owned()),
            }
        }
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => Node::Float(number),
            Err(_) => Node::Text(number.as_str().to_owned()),
        },
        DeValue::Array(items) => Node::List(items.iter().map(|i| node(i.get_ref())).collect()),
        DeValue::Table(table) => table_node(table),
    }
}

/// The scalars of a block as they are written, text without its quotes.
pub fn raw_scalars(block: &str) -> Option<RawNode> {
    let table = DeTable::parse(block).ok()?;
    Some(raw_table(block, table.get_ref()))
}

fn raw_table(block: &str, table: &DeTable) -> RawNode {
    let items = table.iter();
    let items = items.map(|(key, value)| (key.get_ref().to_string(), raw_node(block, value)));
    RawNode::Map(items.collect())
}

fn raw_node(block: &str, value: &Spanned<DeValue>) -> RawNode {
    match value.get_ref() {
        DeValue::Array(items) => {
            RawNode::List(items.iter().map(|item| raw_node(block, item)).collect())
        }
        DeValue::Table(table) => raw_table(block, table),
        DeValue::String(text) => RawNode::Scalar(text.to_string()),
        _ => RawNode::Scalar(block.get(value.span()).unwrap_or_default().to_owned()),
    }
}

/// The byte range of the node at `path` or, with `key`, of its name.
pub fn locate(block: &str, path: &[Step], key: bool) -> Option<(usize, usize)> {
    let table = DeTable::parse(block).ok()?;
    let mut table = Some(table.get_ref());
    let mut value: Option<&Spanned<DeValue>> = None;
    let mut name = None;
    for step in path {
        (name, value) = match (step, table, value.map(Spanned::get_ref)) {
            (Step::Key(wanted), Some(table), _) => {
                let found = table.iter().find(|(key, _)| *key.get_ref() == **wanted);
                let (key, value) = found?;
                (Some(key.span()), Some(value))
            }
            (Step::Index(i), _, Some(DeValue::Array(items))) => (None, Some(items.get(*i)?)),
            // A single value given for a list, or text for a map.
            _ => break,
        };
        table = value.and_then(|value| value.get_ref().as_table());
    }
    let range = match name {
        Some(name) if key => name,
        _ => value?.span(),
    };
    Some((range.start, range.end))
}
