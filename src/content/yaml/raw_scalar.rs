//! The scalars of a block as they are written: `007`, not seven.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Node, Step, locate};

/// Looks up scalars as they are written. The block is parsed again only once, at the first look-up.
pub struct RawScalars<'b> {
    block: &'b str,
    root: OnceCell<Option<RawNode>>,
}

/// What a block says, its scalars as they are written.
pub enum RawNode {
    Scalar(String),
    List(Vec<RawNode>),
    Map(HashMap<String, RawNode>),
}

impl<'b> RawScalars<'b> {
    pub fn new(block: &'b str) -> Self {
        RawScalars {
            block,
            root: OnceCell::new(),
        }
    }

    /// Those of a block that was read before.
    pub fn of(block: &'b str, read: Option<RawNode>) -> Self {
        RawScalars {
            block,
            root: OnceCell::from(read),
        }
    }

    /// The scalar at a path, without its quotes.
    pub fn get(&self, path: &[Step]) -> Option<&str> {
        let root = self.root.get_or_init(|| read(self.block)).as_ref()?;
        let found = path.iter().try_fold(root, |at, step| match (at, step) {
            (RawNode::Map(map), Step::Key(key)) => map.get(key),
            (RawNode::List(items), Step::Index(i)) => items.get(*i),
            _ => None,
        });
        match found? {
            RawNode::Scalar(text) => Some(text),
            RawNode::List(_) | RawNode::Map(_) => None,
        }
    }
}

impl RawScalars<'_> {
    /// True if a comment stands where the value of a key would: `title: # of the page`.
    pub fn has_comment_for_value(&self, path: &[Step]) -> bool {
        let Some((_, end)) = locate(self.block, path, true) else {
            return false;
        };
        let line = self.block[end..].lines().next().unwrap_or_default();
        line.trim_start_matches([' ', '\t', ':']).starts_with('#')
    }
}

fn read(block: &str) -> Option<RawNode> {
    let node = super::parse(block).ok()?;
    let document = serde_yaml::Deserializer::from_str(block).next()?;
    RawNodeSeed(&node).deserialize(document).ok()
}

/// Reads the same YAML as this node, with all scalars as strings. serde_yaml turns `007` into a number unless a string
/// is requested, so it must be known beforehand which nodes are scalars.
struct RawNodeSeed<'n>(&'n Node);

impl<'de> DeserializeSeed<'de> for RawNodeSeed<'_> {
    type Value = RawNode;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<RawNode, D::Error> {
        match self.0 {
            Node::List(_) => d.deserialize_seq(self),
            Node::Map(_) => d.deserialize_map(self),
            _ => d.deserialize_str(self),
        }
    }
}

impl<'de> Visitor<'de> for RawNodeSeed<'_> {
    type Value = RawNode;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("what was read before")
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(v.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawNode, A::Error> {
        let Node::List(nodes) = self.0 else {
            return Ok(RawNode::List(vec![]));
        };
        let mut list = Vec::with_capacity(nodes.len());
        for node in nodes {
            list.extend(items.next_element_seed(RawNodeSeed(node))?);
        }
        Ok(RawNode::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<RawNode, A::Error> {
        let Node::Map(nodes) = self.0 else {
            return Ok(RawNode::Map(HashMap::new()));
        };
        let mut map = HashMap::with_capacity(nodes.len());
        for (key, node) in nodes {
            if items.next_key::<IgnoredAny>()?.is_some() {
                map.insert(key.clone(), items.next_value_seed(RawNodeSeed(node))?);
            }
        }
        Ok(RawNode::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_its_spelling() {
        let block = "a: &n 007\nb: [1.10, {c: no, 08: *n}, ~, '0x1F']\nd: >-\n  1e3\n  x\n";
        let scalars = RawScalars::new(block);
        let at = |steps: &[&str]| {
            let step = |s: &&str| match s.strip_prefix('#') {
                Some(n) => Step::Index(n.parse().unwrap()),
                None => Step::Key((*s).to_owned()),
            };
            scalars.get(&steps.iter().map(step).collect::<Vec<_>>())
        };
        assert_eq!(at(&["a"]), Some("007"));
        assert_eq!(at(&["b", "#0"]), Some("1.10"));
        assert_eq!(at(&["b", "#1", "c"]), Some("no"));
        assert_eq!(at(&["b", "#1", "08"]), Some("007"));
        assert_eq!(at(&["b", "#2"]), Some("~"));
        assert_eq!(at(&["b", "#3"]), Some("0x1F"));
        assert_eq!(at(&["d"]), Some("1e3 x"));
        for nothing in [&["b"][..], &["b", "#1"], &["b", "#9"], &["a", "x"], &["e"]] {
            assert_eq!(at(nothing), None, "{nothing:?}");
        }
    }
}
