//! Splits a file into front matter and body.
//!
//! Fails closed: what looks like front matter and is not closed is an error, never “no front matter”, because the
//! text of a draft must not become a page. Knows nothing about what stands in the block.

/// What a block is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`, as in Hugo.
    Toml,
    /// A file that begins with `{` and a name in quotes, as in Hugo.
    Json,
}

/// The parts of a file, as byte offsets. A fence is a line of exactly three hyphens or plus signs; blanks after it and a
/// byte order mark before the first are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// The whole file is body.
    NoFrontMatter,
    /// Byte ranges of the block between the fences (of JSON with its braces), and where the body starts.
    Fenced {
        block: (usize, usize),
        body: usize,
        format: Format,
    },
    /// Something starts like front matter at byte `at` and cannot be read as such.
    Broken {
        at: usize,
        message: &'static str,
        help: &'static str,
    },
}

const BOM: char = '\u{feff}';

pub fn split(text: &str) -> Split {
    let rest = text.strip_prefix(BOM).unwrap_or(text);
    let start = text.len() - rest.len();
    if let Some(split) = split_json(text, start) {
        return split;
    }
    let first = first_line(rest);
    let Some(format) = format_of_fence(first) else {
        return split_without_fence(text, start);
    };
    let block = start + first.len();
    let mut at = block;
    while at < text.len() {
        let next = first_line(&text[at..]);
        if format_of_fence(next) == Some(format) {
            return Split::Fenced {
                block: (block, at),
                body: at + next.len(),
                format,
            };
        }
        at += next.len();
    }
    match format {
        // A line of plus signs alone is text.
        Format::Toml if !looks_like_field(first_line(&text[block..]), '=') => Split::NoFrontMatter,
        Format::Toml => not_closed(start, "end it with a line of three plus signs: `+++`"),
        _ => not_closed(start, "end it with a line of three hyphens: `---`"),
    }
}

fn not_closed(at: usize, help: &'static str) -> Split {
    Split::Broken {
        at,
        message: "the front matter is not closed",
        help,
    }
}

/// Splits a file that begins with an object of JSON; `None` for any other.
fn split_json(text: &str, start: usize) -> Option<Split> {
    let inside = text[start..].strip_prefix('{')?.trim_start();
    let quoted = inside.strip_prefix('"');
    let name = quoted.and_then(|rest| rest.split_once('"'));
    let has_name = name.is_some_and(|(_, behind)| behind.trim_start().starts_with(':'));
    if !has_name && !inside.starts_with('}') {
        return None;
    }
    let json = &text[start..];
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<serde::de::IgnoredAny>();
    match values.next()? {
        Ok(_) => {
            let end = start + values.byte_offset();
            let rest = first_line(&text[end..]);
            rest.trim().is_empty().then(|| Split::Fenced {
                block: (start, end),
                body: end + rest.len(),
                format: Format::Json,
            })
        }
        Err(error) if error.is_eof() => Some(not_closed(start, "end it with a brace: `}`")),
        Err(error) => {
            let lines = json.split_inclusive('\n').take(error.line() - 1);
            let line = start + lines.map(str::len).sum::<usize>();
            Some(Split::Broken {
                at: line + error.column().saturating_sub(1),
                message: "the front matter is no JSON",
                help: "check the line and the one above for a quote or comma too many or too few",
            })
        }
    }
}

/// The byte at which the body starts; 0 without front matter.
pub fn body_start(text: &str) -> usize {
    match split(text) {
        Split::Fenced { body, .. } => body,
        _ => 0,
    }
}

fn split_without_fence(text: &str, start: usize) -> Split {
    let rest = &text[start..];
    let is_lone = |fence: &str| {
        let behind = rest.strip_prefix(fence);
        behind.is_some_and(|rest| rest.starts_with('\r') && !rest.starts_with("\r\n"))
    };
    if is_lone("---") || is_lone("+++") {
        return Split::Broken {
            at: start,
            message: "the lines end with a lone carriage return",
            help: "save the file with LF or CRLF line endings",
        };
    }
    // `---`, then `name:`, after blank lines, comments or invisible characters: front matter that no tool would find.
    let trimmed = skip_preamble(rest);
    let fence = first_line(trimmed);
    let at = text.len() - trimmed.len();
    let next = first_line(&trimmed[fence.len()..]);
    let (sign, help) = match format_of_fence(fence) {
        Some(Format::Toml) => ('=', "remove what stands before `+++`"),
        _ => (':', "remove what stands before `---`"),
    };
    if is_fence(fence) && looks_like_field(next, sign) {
        return Split::Broken {
            at,
            message: "the front matter does not start on the first line",
            help,
        };
    }
    let is_more = |mark: &str, sign: &[char]| {
        let behind = fence.strip_prefix(mark);
        behind.is_some_and(|behind| !behind.starts_with(&mark[..1]))
            && sign.iter().any(|sign| looks_like_field(next, *sign))
    };
    if is_more("---", &[':', '=']) || is_more("+++", &['=']) {
        return Split::Broken {
            at,
            message: "the first line is more than a fence",
            help: "write three hyphens (of TOML three plus signs) and nothing else: `---`",
        };
    }
    Split::NoFrontMatter
}

/// The text after leading blanks, byte order marks and other invisible characters, HTML comments and YAML directives.
fn skip_preamble(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_invisible);
        let behind = match rest.strip_prefix("<!--") {
            // Front matter inside a comment counts too.
            Some(comment) => match first_line(comment.trim_start_matches(is_invisible)) {
                first if is_fence(first) => Some(comment),
                _ => comment.split_once("-->").map(|(_, behind)| behind),
            },
            None if rest.starts_with("%YAML") || rest.starts_with("%TAG") => {
                Some(&rest[first_line(rest).len()..])
            }
            None => None,
        };
        match behind {
            Some(behind) => rest = behind,
            None => return rest,
        }
    }
}

/// True for white space, control characters and characters without width.
pub fn is_invisible(c: char) -> bool {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
    c.is_whitespace() || c.is_control() || c.general_category() == GeneralCategory::Format
}

/// The byte range of a line at the start of a body that looks like a field whose name `is_meant` accepts. It is there
/// when a fence is missing or of another kind, or when a second block follows.
pub fn find_stray_field(body: &str, is_meant: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let (mut fenced, mut fields, mut at) = (false, false, 0);
    for whole in body.split_inclusive('\n') {
        let start = at;
        at += whole.len();
        let line = whole.trim_matches(is_invisible);
        let name = |part: &str| {
            let name = part.split([':', '=']).next().unwrap_or_default();
            name.trim_matches(|c: char| is_invisible(c) || "\"'{".contains(c))
                .to_owned()
        };
        let is_data = fenced && (whole.starts_with([' ', '\t']) || line.starts_with(['#', '-']));
        if line.is_empty() {
            if fields && !fenced {
                return None;
            }
        } else if line.starts_with('{') || fenced && line.starts_with(['"', '\'']) {
            if line.contains(':') && line.split(',').any(|part| is_meant(&name(part))) {
                return Some((start, start + whole.trim_end().len()));
            }
            (fenced, fields) = (true, true);
        } else if is_fence_like(line) {
            if fields {
                return None;
            }
            fenced = true;
        } else if looks_like_field(line, ':') || fenced && looks_like_field(line, '=') {
            let value = line.split_once([':', '=']).map_or("", |(_, value)| value);
            // Without a fence, `draft: a few words` may be prose.
            if is_meant(&name(line)) && (fenced || value.split_whitespace().count() == 1) {
                return Some((start, start + whole.trim_end().len()));
            }
            fields = true;
        } else if !is_data {
            return None;
        }
    }
    None
}

/// True if a line may be meant as a fence: dashes of any kind, plus signs, semicolons, a comment or a directive.
fn is_fence_like(line: &str) -> bool {
    let of = |marks: &str| line.chars().all(|c| marks.contains(c) || is_invisible(c));
    let mut starts = ["<!--", "%YAML", "---", "-->"].iter();
    of("-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}")
        || (line.len() > 2 && (of("+") || of(";")))
        || starts.any(|start| line.starts_with(start))
}

fn looks_like_field(line: &str, sign: char) -> bool {
    let (name, _) = line.split_once(sign).unwrap_or_default();
    let (name, is_part) = (name.trim_end(), |c: char| {
        c.is_alphanumeric() || "_-".contains(c)
    });
    !name.is_empty() && name.chars().all(is_part)
}

fn is_fence(line: &str) -> bool {
    format_of_fence(line).is_some()
}

fn format_of_fence(line: &str) -> Option<Format> {
    let (format, rest) = match (line.strip_prefix("---"), line.strip_prefix("+++")) {
        (Some(rest), _) => (Format::Yaml, rest),
        (_, Some(rest)) => (Format::Toml, rest),
        (None, None) => return None,
    };
    let is_fence = rest.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n'))
        && (!line.contains('\r') || line.ends_with("\r\n"));
    is_fence.then_some(format)
}

/// The first line with its line ending.
fn first_line(text: &str) -> &str {
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
            Split::Fenced { block, body, .. } => Some((&text[block.0..block.1], &text[body..])),
            _ => None,
        }
    }

    #[test]
    fn front_matter_is_between_two_fences() {
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
    fn unclosed_or_late_front_matter_is_an_error() {
        for text in [
            "---",
            "---\na: 1\nx",
            "---\na: 1\n...\nx",
            "---\ra: 1\r---\rx",
            "+++\na = 1\nx",
            "+++\na = 1\n---\nx",
            "+++\ra = 1\r+++\rx",
            "{\"a\": 1\nx",
            "{\n\"a\": [1,]\n}\n",
            "\n\n---\na: 1\n---\nx",
        ] {
            assert!(matches!(split(text), Split::Broken { .. }), "{text:?}");
        }
    }

    #[test]
    fn toml_and_json_are_front_matter_as_in_hugo() {
        for (text, block, body) in [
            ("+++\na = 1\n+++\nx", "a = 1\n", "x"),
            ("\u{feff}+++ \r\na = 1\r\n+++\r\nx", "a = 1\r\n", "x"),
            ("+++\n---\n+++\nx", "---\n", "x"),
            ("{\"a\": \"}\"}\nx", "{\"a\": \"}\"}", "x"),
            (
                "\u{feff}{\n  \"a\": 1\n} \r\n\nx",
                "{\n  \"a\": 1\n}",
                "\nx",
            ),
            ("{}\nx", "{}", "x"),
            ("{\"a\": 1}", "{\"a\": 1}", ""),
        ] {
            assert_eq!(block_and_body(text), Some((block, body)), "{text:?}");
        }
        for text in [
            "+++\ntext\n",
            "{{ shortcode }}\n",
            "{\"a\"} is a set\n",
            "{\"a\": 1} is a map\n",
            "{: .class}\n",
            "{ a: 1 }\n",
        ] {
            assert_eq!(split(text), Split::NoFrontMatter, "{text:?}");
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
            assert_eq!(split(text), Split::NoFrontMatter, "{text:?}");
        }
    }

    #[test]
    fn late_front_matter_is_reported_at_its_fence() {
        for (before, fence) in [
            ("\n", "---"),
            ("\u{200b}", "---"),
            ("\u{1}", "---"),
            ("<!-- c -->\n", "---"),
            ("<!--\n", "---"),
            ("%YAML 1.2\n", "---"),
            ("%TAG ! x\n", "---"),
            ("", "--- # a"),
            ("\n", "+++"),
        ] {
            let sign = if fence == "+++" { '=' } else { ':' };
            let text = format!("{before}{fence}\na {sign} 1\n");
            let Split::Broken { at, .. } = split(&text) else {
                panic!("{text:?}");
            };
            assert_eq!(at, before.len(), "{text:?}");
        }
        for text in [
            "%x\n---\na: 1\n",
            "+++\ntext\n",
            "x\na = 1\n",
            "<!-- c\n---\na: 1\n",
            "x\n\n--- \na: 1\n",
        ] {
            assert_eq!(split(text), Split::NoFrontMatter, "{text:?}");
        }
    }

    #[test]
    fn a_stray_field_is_found_where_front_matter_may_be_meant() {
        for (body, stray) in [
            ("draft: true\n", "draft: true"),
            ("\n\ndraft: true", "draft: true"),
            ("a: 1\ndraft: true \n", "draft: true"),
            ("\u{200b}draft: true\n", "\u{200b}draft: true"),
            ("---\ndraft: a b\n", "draft: a b"),
            ("---\n\na: 1\n\ndraft: a b\n", "draft: a b"),
            ("---\n  x y\n# z\n- z\ndraft: a b\n", "draft: a b"),
            ("---\n\tx y\ndraft: a b\n", "draft: a b"),
            ("–––\ndraft: a b\n", "draft: a b"),
            ("- -\ndraft: a b\n", "draft: a b"),
            ("--- # x\ndraft: a b\n", "draft: a b"),
            ("+++\ndraft = true\n", "draft = true"),
            (";;;\ndraft: a b\n", "draft: a b"),
            ("<!-- x\ndraft: a b\n", "draft: a b"),
            ("-->\ndraft: a b\n", "draft: a b"),
            ("%YAML 1.2\ndraft: a b\n", "draft: a b"),
            ("{\"draft\": true}\n", "{\"draft\": true}"),
            ("\n{a: 1, draft: true} \n", "{a: 1, draft: true}"),
            ("{draft}\ndraft: a b\n", "draft: a b"),
            ("---\n\"draft\": true\n", "\"draft\": true"),
        ] {
            let found = find_stray_field(body, |name| name == "draft");
            assert_eq!(found.map(|(a, b)| &body[a..b]), Some(stray), "{body:?}");
        }
        for body in [
            "draft: a sentence\n",
            "draft = true\n",
            "a: 1\n\ndraft: true\n",
            "---\na: 1\n---\ndraft: true\n",
            "text\ndraft: true\n",
            "- a\ndraft: true\n",
            "  a b\ndraft: true\n",
            "++\ndraft: a b\n",
            ";;\ndraft: a b\n",
            "+;+\ndraft: a b\n",
            "\"draft\": true\n",
            "---\n\"a\": \"draft: x\"\n",
            "---\ntext\ndraft: true\n",
        ] {
            assert_eq!(
                find_stray_field(body, |name| name == "draft"),
                None,
                "{body:?}"
            );
        }
    }
}
