//! Finds values that lose text to YAML: what follows ` #` is a comment, and `&name` or `!name` at the start of a value
//! is a mark and no text.
//!
//! The parser is asked, not imitated: what can be taken out of the block without changing what it reads was no text.

use super::{Node, NodePath, child_path, parse};

/// The most bytes parsed for one block: each place that may be cut parses it again.
const MAX_BYTES_READ: usize = 4 << 20;

/// Text of a plain value that YAML does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutValue {
    pub path: NodePath,
    /// The byte range of what is not read.
    pub range: (usize, usize),
    pub is_comment: bool,
    /// Nothing is left of it.
    pub is_empty: bool,
    /// The whole value in quotes.
    pub quoted: String,
}

/// Every value of a block that loses text. A comment that begins with `#` and a blank is meant as one.
pub fn cut_values(block: &str) -> Vec<CutValue> {
    let mut found = Vec::new();
    let mut bytes_left = MAX_BYTES_READ;
    let mut original = None;
    let mut offset = 0;
    for line in block.split_inclusive('\n') {
        let end = offset + line.trim_end().len();
        let mut at = offset;
        while let Some((start, is_comment)) = next_candidate(block, offset, at, end) {
            let mark_end = match is_comment {
                true => end,
                false => start + mark_length(&block[start..end]),
            };
            at = mark_end;
            // Twice the block, and once more for the original.
            let Some(left) = bytes_left.checked_sub(3 * block.len()) else {
                return found;
            };
            bytes_left = left;
            let Some(read) = original.get_or_insert_with(|| parse(block).ok()) else {
                return found;
            };
            let cut = (start, mark_end);
            if let Some((path, left, whole)) = whole_value(block, read, cut) {
                found.push(CutValue {
                    path,
                    range: cut,
                    is_comment,
                    is_empty: *left == Node::Null,
                    quoted: in_quotes(&whole),
                });
            }
        }
        offset += line.len();
    }
    found
}

/// The next place in a line, between `at` and `end`, that may be no text, and whether it would be a comment.
fn next_candidate(block: &str, line_start: usize, at: usize, end: usize) -> Option<(usize, bool)> {
    block[at..end].char_indices().find_map(|(i, c)| {
        let before = &block[line_start..at + i];
        let rest = &block[at + i..end];
        let after_blank = before.is_empty() || before.ends_with([' ', '\t']);
        // On a line of its own it is the value of the key above.
        let is_text = || {
            !before.trim().is_empty()
                || !before.is_empty() && block[..line_start].trim_end().ends_with(':')
        };
        match c {
            '#' if after_blank && is_text() && !is_remark(rest) => Some((at + i, true)),
            '&' | '!' if after_blank || before.ends_with(['[', ',', '{']) => Some((at + i, false)),
            _ => None,
        }
    })
}

/// True for what somebody means as a comment. A `#` with nothing behind it is none: `C #`.
fn is_remark(comment: &str) -> bool {
    let text = comment.trim_start_matches('#');
    text.starts_with(char::is_whitespace) || text.is_empty() && comment.len() > 1
}

/// The bytes of a mark: up to a blank or what ends a value in brackets.
fn mark_length(text: &str) -> usize {
    text.find([' ', '\t', ',', ']', '}', '\r', '\n'])
        .unwrap_or(text.len())
}

/// The path of a value, what is read of it, and what would be if a part of the block were text; `None` if it is text, or stands in no
/// plain value.
fn whole_value<'n>(
    block: &str,
    read: &'n Node,
    (start, end): (usize, usize),
) -> Option<(NodePath, &'n Node, String)> {
    let with = |part: &str| format!("{}{part}{}", &block[..start], &block[end..]);
    if parse(&with("")).ok().as_ref() != Some(read) {
        return None;
    }
    let marker = unused_word(block);
    let as_text = parse(&with(&marker)).ok()?;
    let (path, left, whole) = changed_scalar(read, &as_text, &vec![])?;
    Some((path, left, whole.replacen(&marker, &block[start..end], 1)))
}

/// A word that the block does not have.
fn unused_word(block: &str) -> String {
    let mut word = "x".to_owned();
    while block.contains(&word) {
        word.push('x');
    }
    word
}

/// The path of the one scalar in which two nodes differ, what it is in `a`, and its text in `b`.
fn changed_scalar<'a, 'b>(
    a: &'a Node,
    b: &'b Node,
    path: &NodePath,
) -> Option<(NodePath, &'a Node, &'b str)> {
    let mut pairs: Vec<(&'a Node, &'b Node, NodePath)> = match (a, b) {
        (Node::Map(a), Node::Map(b)) if a.len() == b.len() => {
            if a.iter().zip(b).any(|((a, _), (b, _))| a != b) {
                return None;
            }
            let values = a.iter().zip(b);
            values
                .map(|((key, a), (_, b))| (a, b, child_path(path, &**key)))
                .collect()
        }
        (Node::List(a), Node::List(b)) if a.len() == b.len() => {
            let items = a.iter().zip(b).enumerate();
            items
                .map(|(i, (a, b))| (a, b, child_path(path, i)))
                .collect()
        }
        (Node::Map(_) | Node::List(_), _) => return None,
        (_, Node::Text(text)) => return Some((path.clone(), a, text)),
        _ => return None,
    };
    pairs.retain(|(a, b, _)| a != b);
    match &pairs[..] {
        [(a, b, path)] => changed_scalar(a, b, path),
        _ => None,
    }
}

/// A text as a quoted YAML value.
fn in_quotes(text: &str) -> String {
    match text.contains(['"', '\\']) {
        // A tab in a message could not be copied.
        _ if text.contains('\t') => {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", escaped.replace('\t', "\\t"))
        }
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(block: &str) -> Vec<(String, String)> {
        let found = cut_values(block).into_iter();
        found
            .map(|c| (block[c.range.0..c.range.1].to_owned(), c.quoted))
            .collect()
    }

    #[test]
    fn text_that_yaml_does_not_read_is_found_with_the_whole_value() {
        for (block, what, whole) in [
            (
                "title: Ticket #1042 comes back\n",
                "#1042 comes back",
                "\"Ticket #1042 comes back\"",
            ),
            (
                "so_that: &Later I can answer\n",
                "&Later",
                "\"&Later I can answer\"",
            ),
            ("tags:\n  - sprint #12\n", "#12", "\"sprint #12\""),
            ("tags: #urgent\n", "#urgent", "\"#urgent\""),
            ("tags:\n  #urgent\nneed: x\n", "#urgent", "\"#urgent\""),
            (
                "so_that:\n\n  #1042 fails\n",
                "#1042 fails",
                "\"#1042 fails\"",
            ),
            ("tags: [a, b] \nneed: 9 #x\n", "#x", "\"9 #x\""),
            ("- a\n- R &D\n- x\t#y\r\n", "#y", "\"x\\t#y\""),
            ("a: b - #1 c\n", "#1 c", "\"b - #1 c\""),
            ("title: C #\n", "#", "\"C #\""),
            ("a: {b: c #d\n }\n", "#d", "\"c #d\""),
            ("a: say \"so\" #1: it\n", "#1: it", "'say \"so\" #1: it'"),
            ("a: it's #1 \\ x\n", "#1 \\ x", "'it''s #1 \\ x'"),
            ("a: [&x b, c]\n", "&x", "\"&x b\""),
            (
                "a: x # remark\nb: y ## remark\nc: z ##\nd: q #1\n",
                "#1",
                "\"q #1\"",
            ),
        ] {
            assert_eq!(cut(block), [(what.to_owned(), whole.to_owned())], "{block}");
        }
    }

    #[test]
    fn comments_quotes_and_marks_that_are_used_lose_nothing() {
        for block in [
            "title: Ticket # a remark\n",
            "#1 title\ntitle: a\n  #urgent\n",
            "title: 'Ticket #1' #x\n",
            "title: \"Ticket\n  #1\"\n",
            "need: |\n  see #1\n  and &x\n",
            "need: | #x\n  see\n",
            "tags: #x\n  - a\n",
            "tags:\n  #- x\n  - a\n",
            "tags:\n#x\ntitle: a\n",
            "tags: [a] #x\n",
            "a: &x b\nc: *x\n",
            "a: b # with &x and !y\n",
            "a: C#1\nb: R&D\nc: d&amp; !\n",
            "a: see\n  &x this\n",
            "a: https://example.org/#top\n",
        ] {
            assert_eq!(cut(block), [], "{block}");
        }
    }

    #[test]
    fn a_block_full_of_places_is_not_parsed_for_ever() {
        let block = format!("a: |\n{}", "  x #y\n".repeat(8_000));
        assert_eq!(cut(&block), []);
    }
}
