//! The admonitions of MkDocs: `!!! type "title"`, and the lines below it that are indented.

use std::ops::Range;

/// How far the lines of an admonition are indented.
const INDENT: &str = "    ";

/// True if there may be one.
pub(super) fn is_there(text: &str) -> bool {
    text.lines().any(|line| head_of(line).is_some())
}

/// The admonitions of a text, and in each of their lines the byte that, as `>`, makes a quotation of it.
pub(super) fn find(text: &str, is_code: impl Fn(usize) -> bool) -> (Vec<Range<usize>>, Vec<usize>) {
    let (mut found, mut marks) = (Vec::new(), Vec::new());
    // The start of the admonition that the line may belong to, and the end of its last line with text.
    let mut open: Option<Range<usize>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(range) = &mut open {
            if line.starts_with(INDENT) && !line.trim().is_empty() {
                marks.push(start);
                range.end = end;
            } else if !line.trim().is_empty() {
                found.extend(open.take());
            }
        }
        if open.is_none() && head_of(line).is_some() && !is_code(start) {
            marks.push(start);
            open = Some(start..end);
        }
        start = end;
    }
    found.extend(open);
    (found, marks)
}

/// What follows the mark of an admonition, if the line begins one.
fn head_of(line: &str) -> Option<&str> {
    let marks = ["!!! ", "??? ", "???+ "];
    let head = marks.iter().find_map(|mark| line.strip_prefix(mark))?;
    head.starts_with(char::is_alphabetic).then_some(head)
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
        assert!(find("!!!\n!!! 5\n!!important\n", |_| false).0.is_empty());
        assert!(find("!!! tip\n", |_| true).0.is_empty());
    }
}
