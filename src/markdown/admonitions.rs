//! The admonitions of MkDocs: `!!! type "title"`, and the lines below it that are indented.

use std::ops::Range;

use super::box_types::is_type;

/// How far the lines of an admonition are indented.
const INDENT: &str = "    ";

/// True if there may be one.
pub(super) fn is_there(text: &str) -> bool {
    text.lines().any(is_head)
}

/// The admonitions of a text, and in each of their lines the byte that, as `>`, makes a quotation of it.
pub(super) fn find(text: &str, is_code: impl Fn(usize) -> bool) -> (Vec<Range<usize>>, Vec<usize>) {
    let (mut found, mut marks) = (Vec::new(), Vec::new());
    // The line that may begin an admonition, until a line belongs to it.
    let mut head: Option<usize> = None;
    // The start of the admonition that the line may belong to, and the end of its last line with text.
    let mut open: Option<Range<usize>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let is_blank = line.trim().is_empty();
        let is_body = line.starts_with(INDENT) || line.trim_start_matches(' ').starts_with('\t');
        if is_body && !is_blank {
            if let Some(head) = head.take() {
                marks.push(head);
                open = Some(head..end);
            }
            if let Some(range) = &mut open {
                marks.push(start);
                range.end = end;
            }
        } else if !is_blank {
            found.extend(open.take());
            head = Some(start).filter(|start| is_head(line) && !is_code(*start));
        }
        start = end;
    }
    found.extend(open);
    (found, marks)
}

/// True for a mark, a type, and no more than further classes and a title in quotes. Several words without a title are a
/// sentence, unless the first is a type that is known.
fn is_head(line: &str) -> bool {
    let marks = ["!!!", "???+", "???"];
    let Some(head) = marks.iter().find_map(|mark| line.strip_prefix(mark)) else {
        return false;
    };
    let head = head.trim();
    let (words, is_titled) = match head.split_once(['"', '“']) {
        Some((words, title)) if title.ends_with(['"', '”']) => (words, true),
        Some(_) => return false,
        None => (head, false),
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let is_class = |word: &&str| {
        let mut signs = word.chars();
        word.starts_with(char::is_alphabetic)
            && signs.all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let Some((first, further)) = words.split_first() else {
        return false;
    };
    words.iter().all(is_class) && (is_titled || further.is_empty() || is_type(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_lines_belong_to_the_admonition_above() {
        let text = "a\n!!! tip \"T\"\n    one\n\n    two\nthree\n";
        let (found, marks) = find(text, |_| false);
        assert_eq!(
            &text[found[0].clone()],
            "!!! tip \"T\"\n    one\n\n    two\n"
        );
        assert_eq!(marks.len(), 3);
        for head in [
            "!!!",
            "!!! 5",
            "!!important",
            "!!! Do not delete this file",
            "!!! Note that it moves",
            "!!! please, read \"T\"",
            "??? what is this about",
            "!!! IMPORTANT: read",
            "!!! tip \"T",
            "!!! tip \"T\" and more",
            "!!! \"T\"",
        ] {
            let text = format!("{head}\n    one\n");
            assert!(find(&text, |_| false).0.is_empty(), "{head}");
        }
        for text in [
            "!!! tip\n",
            "!!! tip\n\nOutside.\n",
            "!!! tip\nOutside.\n    one\n",
        ] {
            assert!(find(text, |_| false).0.is_empty(), "{text}");
        }
        assert!(find("!!! tip\n    one\n", |_| true).0.is_empty());
    }
}
