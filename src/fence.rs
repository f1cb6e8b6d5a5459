//! Where a file's front matter ends and its body begins.
//!
//! Fails closed: what looks like front matter and is not closed is an error, never “no front matter”, because the
//! text of a draft must not become a page. Knows nothing about YAML.

/// A fence is a line of exactly three hyphens; trailing blanks are tolerated, a byte order mark before the first too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// The whole file is body.
    Plain,
    /// Byte ranges of the block between the fences, and where the body starts.
    Fenced { block: (usize, usize), body: usize },
    /// Something starts like front matter and cannot be read as such.
    Broken {
        at: usize,
        message: &'static str,
        help: &'static str,
    },
}

const BOM: char = '\u{feff}';

/// Finds the fences of a file.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with(BOM) {
        BOM.len_utf8()
    } else {
        0
    };
    let rest = &text[start..];
    let first = line(rest);
    if !is_fence(first) {
        return without_fence(text, start);
    }
    let block = start + first.len();
    let mut at = block;
    while at < text.len() {
        let next = line(&text[at..]);
        if is_fence(next) {
            return Split::Fenced {
                block: (block, at),
                body: at + next.len(),
            };
        }
        at += next.len();
    }
    Split::Broken {
        at: start,
        message: "the front matter is not closed",
        help: "end it with a line of three hyphens: `---`",
    }
}

/// Where the body starts; 0 where there is no front matter.
pub fn body_start(text: &str) -> usize {
    match split(text) {
        Split::Fenced { body, .. } => body,
        _ => 0,
    }
}

/// Where the YAML of a file stands: between the fences, or, without fences, the whole file.
pub fn block(text: &str) -> (usize, usize) {
    match split(text) {
        Split::Fenced { block, .. } => block,
        _ => (0, text.len()),
    }
}

fn without_fence(text: &str, start: usize) -> Split {
    let rest = &text[start..];
    if rest.starts_with("---\r") && !rest.starts_with("---\r\n") {
        return Split::Broken {
            at: start,
            message: "the lines end with a lone carriage return",
            help: "save the file with LF or CRLF line endings",
        };
    }
    // `---`, then `name:`, after blank lines or blanks: front matter that no tool would find.
    let trimmed = rest.trim_start();
    let fence = line(trimmed);
    let at = text.len() - trimmed.len();
    if at > start && is_fence(fence) && looks_like_a_field(line(&trimmed[fence.len()..])) {
        return Split::Broken {
            at,
            message: "the front matter does not start on the first line",
            help: "remove what stands before `---`",
        };
    }
    Split::Plain
}

fn looks_like_a_field(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    line.contains(':')
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_-".contains(c))
}

fn is_fence(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n')))
        && (!line.contains('\r') || line.ends_with("\r\n"))
}

/// The first line with its line ending.
fn line(text: &str) -> &str {
    match text.find('\n') {
        Some(i) => &text[..=i],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_and_body(text: &str) -> Option<(&str, &str)> {
        match split(text) {
            Split::Fenced { block, body } => Some((&text[block.0..block.1], &text[body..])),
            _ => None,
        }
    }

    #[test]
    fn front_matter_stands_between_two_fences() {
        for text in [
            "---\na: 1\n---\nx",
            "\u{feff}---\na: 1\n---\nx",
            "--- \t\na: 1\n---  \nx",
        ] {
            assert_eq!(block_and_body(text), Some(("a: 1\n", "x")), "{text:?}");
        }
        assert_eq!(
            block_and_body("---\r\na: 1\r\n---\r\nx"),
            Some(("a: 1\r\n", "x"))
        );
        assert_eq!(block_and_body("---\n---\nx"), Some(("", "x")));
        assert_eq!(block_and_body("---\na: 1\n---"), Some(("a: 1\n", "")));
        assert_eq!(
            block_and_body("---\na: b ---\n---\nx"),
            Some(("a: b ---\n", "x"))
        );
    }

    #[test]
    fn what_only_looks_like_front_matter_is_an_error() {
        for text in [
            "---",
            "---\na: 1\nx",
            "---\na: 1\n...\nx",
            "---\ra: 1\r---\rx",
            "\n\n---\na: 1\n---\nx",
        ] {
            assert!(matches!(split(text), Split::Broken { .. }), "{text:?}");
        }
    }

    #[test]
    fn a_thematic_break_is_not_front_matter() {
        for text in [
            "",
            "x",
            "----\nx",
            "# a\n\n---\n\nb: c\n",
            "\n---\n\ntext\n",
        ] {
            assert_eq!(split(text), Split::Plain, "{text:?}");
        }
    }
}
