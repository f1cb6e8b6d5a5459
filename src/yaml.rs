//! The only file that names serde_yaml: text to [`Node`], and a path in a node back to its place in the text.
//!
//! Knows nothing about front matter fields. A node carries no position; [`locate`] reads the text again with a seed
//! that fails where the path ends, so the error's mark is the place.

use std::fmt;
use std::ops::Range;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value as YAML means it. Text that only looks like a number or a boolean has lost its spelling here: whoever
/// wants it as written asks [`written`].
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// One step into a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// The way from the root of a YAML block to one of its nodes.
pub type Path = Vec<Step>;
