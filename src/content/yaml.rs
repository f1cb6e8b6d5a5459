//! Parses YAML to [`Node`], and finds the place of a node in the text ([`locate`]) and its spelling ([`RawScalars`]).
//!
//! The only module that uses serde_yaml. Knows nothing about front matter fields.

mod cut_value;
mod position;
mod raw_scalar;

use std::cell::Cell;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

pub use cut_value::{CutValue, cut_values};
pub use position::locate;
pub use raw_scalar::{RawNode, RawScalars};

/// A parsed value. Numbers and booleans have lost their spelling (`007`), which [`RawScalars`] has.
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

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

/// The way from the root of a YAML block to one of its nodes.
pub type NodePath = Vec<Step>;

/// The path one step further.
pub fn child_path(path: &[Step], step: impl Into<Step>) -> NodePath {
    let mut path = path.to_vec();
    path.push(step.into());
    path
}

/// The deepest nesting that is read: the parser is quadratic in the depth of flow collections.
pub const MAX_DEPTH: usize = 64;

/// How large a block may become by its aliases, in bytes of text and number of values: this many times its own size,
/// and at least [`MIN_ALIAS_BUDGET`]. A list of a thousand values with a thousand aliases would be a million.
const MAX_ALIAS_FACTOR: usize = 16;
const MIN_ALIAS_BUDGET: usize = 256 << 10;

/// Why a block could not be read, and at which byte of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub offset: usize,
}

impl Node {
    /// Adds every text in it, with its path, which begins with `path`.
    pub fn add_texts(&self, path: &mut NodePath, found: &mut Vec<(NodePath, String)>) {
        let mut add = |step: Step, node: &Node| {
            path.push(step);
            node.add_texts(path, found);
            path.pop();
        };
        match self {
            Node::Map(map) => map
                .iter()
                .for_each(|(key, node)| add(Step::Key(key.clone()), node)),
            Node::List(items) => items
                .iter()
                .enumerate()
                .for_each(|(i, node)| add(Step::Index(i), node)),
            Node::Text(text) => found.push((path.clone(), text.clone())),
            _ => {}
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(items) => items.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The same, and of a map only these keys.
    pub fn with_keys(&self, is_kept: impl Fn(&str) -> bool) -> Node {
        match self {
            Node::Map(items) => {
                let kept = items.iter().filter(|(key, _)| is_kept(key));
                Node::Map(kept.cloned().collect())
            }
            other => other.clone(),
        }
    }

    /// Gives a map this value for a key.
    pub fn set(&mut self, key: &str, value: Node) {
        if let Node::Map(items) = self {
            match items.iter_mut().find(|(known, _)| known == key) {
                Some(known) => known.1 = value,
                None => items.push((key.to_owned(), value)),
            }
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self {
            Node::Int(number) => Some(*number as f64),
            Node::Float(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<String> {
        match self {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// What this is, for an error message.
    pub fn type_name(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Int(_) | Node::Float(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a map",
        }
    }
}

impl serde::Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => s.serialize_unit(),
            Node::Bool(b) => s.serialize_bool(*b),
            Node::Int(i) => match i64::try_from(*i) {
                Ok(i) => s.serialize_i64(i),
                Err(_) => s.serialize_str(&i.to_string()),
            },
            Node::Float(f) => s.serialize_f64(*f),
            Node::Text(t) => s.serialize_str(t),
            Node::List(items) => s.collect_seq(items),
            Node::Map(items) => s.collect_map(items.iter().map(|(k, v)| (k, v))),
        }
    }
}

/// Parses one block of YAML. An empty block is [`Node::Null`]. Refused: a second document, a key given twice (at its
/// second use), tags, nesting deeper than [`MAX_DEPTH`], aliases that make the block too large.
pub fn parse(block: &str) -> Result<Node, Error> {
    if let Some(offset) = too_deep_at(block) {
        let message = format!("nested more than {MAX_DEPTH} levels deep");
        return Err(Error { message, offset });
    }
    let mut documents = serde_yaml::Deserializer::from_str(block);
    let Some(first) = documents.next() else {
        return Ok(Node::Null);
    };
    let left = Cell::new(MIN_ALIAS_BUDGET.max(block.len().saturating_mul(MAX_ALIAS_FACTOR)));
    let node = NodeSeed(&left)
        .deserialize(first)
        .map_err(|e| Error::new(block, &e))?;
    match documents.next() {
        None => Ok(node),
        Some(_) => Err(Error {
            message: "a second YAML document starts here".into(),
            offset: second_document_at(block),
        }),
    }
}

impl Error {
    fn new(block: &str, error: &serde_yaml::Error) -> Self {
        let mut message = error.to_string();
        let unclosed_offset = unclosed_at(block, &message);
        // The position is in `offset`, so the message need not repeat it.
        if let Some(at) = message.rfind(" at line ") {
            message.truncate(at);
        }
        // Nor need it repeat the path (`results[0].n: …`).
        if let Some((path, rest)) = message.split_once(": ")
            && !path.contains(' ')
        {
            message = rest.to_owned();
        }
        if message == "end of stream" || message.starts_with("EOF while parsing") {
            let message = "nothing to read".into();
            return Error { message, offset: 0 };
        }
        let place = error.location();
        let parser_offset = place.map_or(0, |l| offset_of(block, l.line(), l.column()));
        let offset = unclosed_offset.unwrap_or(parser_offset);
        let causes = [
            (TAB, tab_at_fault(block, parser_offset)),
            (NO_COLON, missing_colon(block, &message)),
            (CUT_BRACKET, cut_bracket(block, &message, offset)),
        ];
        let mut causes = causes.into_iter();
        match causes.find_map(|(message, at)| Some((message, at?))) {
            Some((message, offset)) => {
                let message = message.to_owned();
                Error { message, offset }
            }
            None => Error { message, offset },
        }
    }
}

/// A tab in the indentation of the line at which the parser stops, or the first of the block if the block would be read
/// with blanks in place of its tabs: parsers complain of what a tab leads to, not of the tab.
fn tab_at_fault(block: &str, offset: usize) -> Option<usize> {
    let line_start = block[..offset].rfind('\n').map_or(0, |i| i + 1);
    if let Some(tab) = tab_in_indentation(&block[line_start..]) {
        return Some(line_start + tab);
    }
    let mut first = None;
    let mut with_blanks = String::with_capacity(block.len());
    let mut start = 0;
    for line in block.split_inclusive('\n') {
        if let Some(tab) = tab_in_indentation(line) {
            first.get_or_insert(start + tab);
        }
        let text = line.trim_start_matches([' ', '\t', '-']);
        let indentation = &line[..line.len() - text.len()];
        with_blanks += &indentation.replace('\t', "  ");
        with_blanks += text;
        start += line.len();
    }
    let first = first?;
    let document = serde_yaml::Deserializer::from_str(&with_blanks).next()?;
    let read = serde::de::IgnoredAny::deserialize(document);
    read.is_ok().then_some(first)
}

/// The first tab before the text of a line.
fn tab_in_indentation(line: &str) -> Option<usize> {
    let text = line.find(|c| !matches!(c, ' ' | '\t' | '-'));
    line[..text.unwrap_or(line.len())].find('\t')
}

const TAB: &str = "found a tab character";
const NO_COLON: &str = "could not find expected ':'";
const CUT_BRACKET: &str = "a comment in brackets";

/// The first line with a value, if it has no colon: parsers take the next line as part of it, and stumble over its colon.
fn missing_colon(block: &str, message: &str) -> Option<usize> {
    let lines = block.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line.trim_end()))
    });
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (at, line) = lines.next()?;
    let has_colon = line.contains(": ") || line.ends_with(':');
    let is_at_fault = message.contains("mapping values are not allowed") && !has_colon;
    (is_at_fault && line.starts_with(char::is_alphabetic)).then_some(at)
}

/// The comment that cuts the closing bracket of its line off: `[Plan #1, b]`. `offset` is that of the opening one, or in a
/// line behind it where nothing is left of a part: `[a, #b]`.
fn cut_bracket(block: &str, message: &str, offset: usize) -> Option<usize> {
    let comment = |line: &str| {
        let open = line.find(['[', '{'])?;
        let signs = line
            .match_indices('#')
            .map(|(at, _)| at)
            .filter(|at| *at > open);
        let mut cut = signs.filter(|at| line[..*at].ends_with([' ', '\t', '[', '{', ',']));
        cut.next().filter(|at| line[*at..].contains([']', '}']))
    };
    if message.contains("did not find expected ',' or") {
        let line = block[offset..].lines().next()?;
        return Some(offset + comment(line)?);
    }
    let mut end = offset;
    let is_at_fault = message.contains("did not find expected node content");
    let lines = block[..offset].split_inclusive('\n').rev();
    let mut lines = lines.filter(|_| is_at_fault).map(|line| {
        end -= line.len();
        (end, line)
    });
    lines.find_map(|(start, line)| Some(start + comment(line)?))
}

impl Error {
    /// The message in plain words, and the most likely fix.
    pub fn explain(&self) -> (String, &'static str) {
        let message = &self.message;
        let is_meant = |e: &&Explanation| e.says.iter().any(|part| message.contains(&**part));
        let Some(explanation) = EXPLANATIONS.iter().find(is_meant) else {
            // Its line is that of the block, not of the file.
            let what = message.split(" at line ").next().unwrap_or(message);
            let help = "check the line for a missing quote, blank or bracket";
            return (what.to_owned(), help);
        };
        let means = explanation.means.as_ref().unwrap_or(message);
        (means.clone(), &explanation.help)
    }
}

/// What `mistakes.yaml` says.
struct Explanation {
    says: Vec<String>,
    means: Option<String>,
    help: String,
}

static EXPLANATIONS: LazyLock<Vec<Explanation>> = LazyLock::new(|| {
    let all = parse(include_str!("yaml/mistakes.yaml")).expect("a unit test reads it");
    let Node::List(all) = all else { return vec![] };
    let read = |node: &Node| {
        let says = match node.get("says")? {
            Node::List(parts) => parts.iter().filter_map(Node::as_text).collect(),
            _ => return None,
        };
        Some(Explanation {
            says,
            means: node.get("means").and_then(Node::as_text),
            help: node.get("help")?.as_text()?,
        })
    };
    all.iter().filter_map(read).collect()
});

/// The byte at which an unclosed quote or bracket opens: the parser's position is only the end of the block.
fn unclosed_at(block: &str, message: &str) -> Option<usize> {
    let opening = [
        "quoted scalar at line ",
        "flow sequence at line ",
        "flow mapping at line ",
        "simple key at line ",
        "an alias at line ",
        "an anchor at line ",
    ];
    let rest = opening.iter().find_map(|o| message.split_once(o))?.1;
    let (line, rest) = rest.split_once(" column ")?;
    let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(offset_of(block, line.parse().ok()?, column.parse().ok()?))
}

/// The byte offset of a line and column, both from 1; columns count characters.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(i) => start += i + 1,
            None => return text.len(),
        }
    }
    let rest = &text[start..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let at = line.char_indices().nth(column.saturating_sub(1));
    start + at.map_or(line.len(), |(i, _)| i)
}

/// The bytes from a line and column, counted from 1, to the end of that line.
pub fn line_range_from(text: &str, line: usize, column: usize) -> (usize, usize) {
    let start = offset_of(text, line, column);
    let end = text[start..].find('\n').map(|i| start + i);
    (start, end.unwrap_or(text.len()))
}

/// The byte at which nesting exceeds [`MAX_DEPTH`], found in one linear pass before parsing. Brackets in quotes and
/// comments do not count; block collections count by their indentation and by the dashes of a line.
fn too_deep_at(block: &str) -> Option<usize> {
    let mut flow = 0usize;
    let mut quote = None;
    let mut indents: Vec<usize> = Vec::new();
    let mut offset = 0;
    for line in block.split_inclusive('\n') {
        if flow == 0 && quote.is_none() {
            let text = line.trim_start_matches(' ');
            let mut indent = line.len() - text.len();
            if !text.trim().is_empty() && !text.starts_with('#') {
                while indents.last().is_some_and(|i| *i >= indent) {
                    indents.pop();
                }
                indents.push(indent);
                let mut rest = text;
                while let Some(next) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) {
                    let inner = next.trim_start_matches(' ');
                    indent += rest.len() - inner.len();
                    indents.push(indent);
                    rest = inner;
                }
                if indents.len() > MAX_DEPTH {
                    return Some(offset + line.len() - text.len());
                }
            }
        }
        let mut before = ' ';
        let mut chars = line.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            match quote {
                Some('"') if c == '\\' => {
                    chars.next();
                }
                Some(q) => {
                    if c == q {
                        quote = None;
                    }
                }
                None => match c {
                    '[' | '{' => {
                        flow += 1;
                        if flow > MAX_DEPTH {
                            return Some(offset + i);
                        }
                    }
                    ']' | '}' => flow = flow.saturating_sub(1),
                    '"' | '\'' if matches!(before, ' ' | '\t' | '[' | '{' | ',' | ':') => {
                        quote = Some(c)
                    }
                    '#' if matches!(before, ' ' | '\t') => break,
                    _ => {}
                },
            }
            before = c;
        }
        offset += line.len();
    }
    None
}

fn second_document_at(block: &str) -> usize {
    let mut offset = 0;
    for (i, line) in block.split_inclusive('\n').enumerate() {
        let marker = line.trim_end();
        if i > 0 && (marker == "---" || marker.starts_with("--- ") || marker == "...") {
            return offset;
        }
        offset += line.len();
    }
    0
}

const TOO_MANY_ALIASED: &str = "too many values by way of aliases";

/// Reads any node and counts its size against the budget of aliases, which all seeds of a block share.
#[derive(Clone, Copy)]
struct NodeSeed<'a>(&'a Cell<usize>);

impl NodeSeed<'_> {
    fn spend<E: de::Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.0.get().checked_sub(bytes + 1);
        self.0.set(left.ok_or_else(|| E::custom(TOO_MANY_ALIASED))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Node, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text, a number, a list or a map")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Int(v.into()))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Node, E> {
        Ok(Node::Int(v.into()))
    }
    fn visit_i128<E>(self, v: i128) -> Result<Node, E> {
        Ok(Node::Int(v))
    }
    fn visit_u128<E: de::Error>(self, v: u128) -> Result<Node, E> {
        i128::try_from(v)
            .map(Node::Int)
            .map_err(|_| E::custom("the number is too large"))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Node, E> {
        Ok(Node::Float(v))
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<Node, E> {
        self.spend(v.len())?;
        Ok(Node::Text(v.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            self.spend(0)?;
            list.push(item);
        }
        Ok(Node::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut map: Vec<(String, Node)> = Vec::new();
        while let Some(key) = items.next_key_seed(UniqueKey(&map))? {
            self.spend(key.len())?;
            let value = items.next_value_seed(self)?;
            map.push((key, value));
        }
        Ok(Node::Map(map))
    }
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(de::Error::custom("a YAML tag (`!…`) has no meaning here"))
    }
}

/// Reads a key and fails, at the key, if the map already has it.
struct UniqueKey<'a>(&'a [(String, Node)]);

impl<'de> DeserializeSeed<'de> for UniqueKey<'_> {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<String, D::Error> {
        d.deserialize_str(self)
    }
}

impl Visitor<'_> for UniqueKey<'_> {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name before the colon")
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<String, E> {
        match self.0.iter().any(|(k, _)| k == v) {
            true => Err(E::custom(format!("`{v}` is given twice"))),
            false => Ok(v.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_is_refused_at_its_second_use() {
        let block = "title: a\ndraft: true\ndraft: false\n";
        let error = parse(block).unwrap_err();
        assert_eq!(
            error.message,
            "draft: `draft` is given twice".trim_start_matches("draft: ")
        );
        assert_eq!(&block[error.offset..], "draft: false\n");
    }

    #[test]
    fn a_tab_is_named_wherever_it_is_the_cause() {
        for (block, at) in [
            ("personas:\n\t- mira\nneed: k\n", 10),
            ("need: k\nsource:\n\trepo: x\n", 16),
            ("results:\n  -\tproblem: a\n\tverdict: b\n", 12),
            ("results:\n  - problem: a\n\t  verdict: b\n", 24),
            ("a:\n  b: 1\n \tc: 2\n", 11),
            ("\ttitle: a\n", 0),
        ] {
            let error = parse(block).unwrap_err();
            let said = (error.explain().0, error.offset);
            assert_eq!(said, ("a tab in the indentation".into(), at), "{block:?}");
        }
        for block in ["a:\tb\n", "a: |\n  x\n  \ty\n", "a: [b,\n\tc]\n"] {
            assert!(parse(block).is_ok(), "{block:?}");
        }
        assert_ne!(parse("a:\tb: c\n").unwrap_err().message, TAB);
    }

    #[test]
    fn deep_nesting_is_refused_before_it_costs_anything() {
        let flow = format!("x: {}", "[".repeat(60_000));
        let block: String = (0..3_000)
            .map(|i| format!("{}a:\n", " ".repeat(i)))
            .collect();
        let dashes = "- ".repeat(20_000);
        let fine = format!(
            "x: {}1{}\ny: \"{}\"\n",
            "[".repeat(60),
            "]".repeat(60),
            "[".repeat(100)
        );
        assert!(
            parse(&flow)
                .unwrap_err()
                .message
                .starts_with("nested more than")
        );
        assert!(
            parse(&block)
                .unwrap_err()
                .message
                .starts_with("nested more than")
        );
        assert!(
            parse(&dashes)
                .unwrap_err()
                .message
                .starts_with("nested more than")
        );
        parse(&fine).unwrap();
    }

    #[test]
    fn a_second_document_and_a_tag_are_refused() {
        assert_eq!(parse("a: 1\n---\nb: 2\n").unwrap_err().offset, 5);
        assert!(parse("a: !x y\n").is_err());
    }

    #[test]
    fn aliases_may_enlarge_a_block_only_up_to_their_budget() {
        let block = |n: usize| format!("a: &a [{}]\nb: [{}]\n", "1,".repeat(n), "*a,".repeat(n));
        let node = parse(&block(100)).unwrap();
        let Some(Node::List(items)) = node.get("b") else {
            panic!("a list of lists");
        };
        assert_eq!(items.len(), 100);
        assert_eq!(
            parse(&block(5_000)).unwrap_err().explain().0,
            TOO_MANY_ALIASED
        );
        let text = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(9_000),
            "*a,".repeat(9_000)
        );
        assert_eq!(parse(&text).unwrap_err().explain().0, TOO_MANY_ALIASED);
        // The same size without aliases.
        parse(&format!(
            "a: [{}]\nb: {}\n",
            "1,".repeat(90_000),
            "x".repeat(900_000)
        ))
        .unwrap();
    }
}
