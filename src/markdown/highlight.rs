//! Syntax highlighting: marks keywords, strings, comments, numbers, functions and types.
//!
//! Six classes, so that a theme's style sheet stays small: `hl-keyword`, `hl-string`, `hl-comment`, `hl-number`,
//! `hl-function`, `hl-type`. One pass over the code, driven by a row of [`super::language`]. Grammars of regular
//! expressions (syntect's) were measured and rejected: 0.06 to 0.5 ms for six lines, after up to 50 ms for the first
//! block of each language.

use super::body::write_escaped;
use super::language::{Language, StringSyntax, SyntaxFamily, find_language};

const KEYWORD: &str = "hl-keyword";
const STRING: &str = "hl-string";
const COMMENT: &str = "hl-comment";
const NUMBER: &str = "hl-number";
const FUNCTION: &str = "hl-function";
const TYPE: &str = "hl-type";

/// Code with a longer line or a larger block, in bytes, is not highlighted: its HTML would be several times as long.
const MAX_LINE: usize = 2_000;
const MAX_BLOCK: usize = 64 * 1024;

/// Highlighted code that would be more than this many times as long is written plain.
const MAX_GROWTH: usize = 12;

/// Writes code as HTML, highlighted if the language is known and the code is within the limits.
pub(super) fn write(code: &str, language: &str, out: &mut String) {
    let readable = code.len() <= MAX_BLOCK && code.lines().all(|line| line.len() <= MAX_LINE);
    let Some(language) = find_language(language).filter(|_| readable) else {
        return write_escaped(code, out);
    };
    let start = out.len();
    let mut highlighter = Highlighter {
        code,
        position: 0,
        language,
        span: SpanWriter {
            out,
            class: "",
            pending_whitespace: String::new(),
        },
    };
    match language.syntax {
        SyntaxFamily::Code => highlighter.highlight_code(),
        SyntaxFamily::Markup => highlighter.highlight_markup(),
        SyntaxFamily::Diff => highlighter.highlight_diff(),
    }
    highlighter.span.end();
    if out.len() - start > code.len() * MAX_GROWTH {
        out.truncate(start);
        write_escaped(code, out);
    }
}

struct Highlighter<'a> {
    code: &'a str,
    position: usize,
    language: &'static Language,
    span: SpanWriter<'a>,
}

impl<'a> Highlighter<'a> {
    fn rest(&self) -> &'a str {
        self.code.get(self.position..).unwrap_or_default()
    }

    /// Writes the next `length` bytes with a class.
    fn write_marked(&mut self, length: usize, class: &'static str) {
        let text = self.rest().get(..length).unwrap_or(self.rest());
        self.span.write(text, class);
        self.position += text.len();
    }

    fn highlight_code(&mut self) {
        let mut before = '\n';
        while let Some(first) = self.rest().chars().next() {
            let start = self.position;
            if let Some(length) = self.comment_length(before) {
                self.write_marked(length, COMMENT);
            } else if let Some(length) = self.key_length(before) {
                self.write_marked(length, TYPE);
            } else if let Some(length) = self.string_length() {
                self.write_marked(length, STRING);
            } else if first.is_ascii_digit() {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
                self.write_marked(prefix_length(self.rest(), is_part), NUMBER);
            } else if is_word_char(first) || "@#!~<.".contains(first) {
                self.highlight_word(first);
            } else {
                self.write_marked(first.len_utf8(), "");
            }
            let written = self.code.get(start..self.position).unwrap_or_default();
            before = written.chars().next_back().unwrap_or('\n');
        }
    }

    fn string_length(&self) -> Option<usize> {
        let mut strings = self.language.strings.iter();
        strings.find_map(|quote| string_length(self.rest(), quote))
    }

    fn comment_length(&self, before: char) -> Option<usize> {
        let rest = self.rest();
        if let Some((open, close)) = &self.language.block_comment
            && let Some(inside) = rest.strip_prefix(&**open)
        {
            let end = inside.find(&**close);
            return Some(end.map_or(rest.len(), |at| open.len() + at + close.len()));
        }
        let starts = |mark: &&String| {
            rest.starts_with(&**mark) && (mark.len() > 1 || before.is_whitespace())
        };
        self.language.line_comments.iter().find(starts)?;
        Some(prefix_length(rest, |c| c != '\n'))
    }

    /// The length of a key's name before its separator: a string, or the words since the start of the line or its `- `.
    fn key_length(&self, before: char) -> Option<usize> {
        let (mark, rest) = (self.language.key_separator?, self.rest());
        let name = match self.string_length() {
            Some(length) => length,
            None if !before.is_whitespace() && !"{,;[".contains(before) => return None,
            None => prefix_length(rest, |c| is_word_char(c) || c == '-' || c == '.'),
        };
        let after = rest
            .get(name..)?
            .trim_start_matches([' ', '\t'])
            .strip_prefix(mark)?;
        let ends = mark != ':'
            || after.is_empty()
            || after.starts_with([' ', '\t', '\n', '"', '\'', '[', '{'])
            || rest.starts_with('"');
        (name > 0 && ends).then_some(name)
    }

    /// Writes a word, including a leading sign that belongs to a keyword (`#include`, `@media`).
    fn highlight_word(&mut self, first: char) {
        let rest = self.rest();
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        let length = first.len_utf8() + prefix_length(behind, is_word_char);
        let word = rest.get(..length).unwrap_or_default();
        let after = rest.get(length..).unwrap_or_default();
        let language = self.language;
        let is_keyword = |keyword: &str| match language.ignores_case {
            true => keyword.eq_ignore_ascii_case(word),
            false => keyword == word,
        };
        let class = match word {
            "true" | "false" | "null" | "None" | "True" | "False" | "nil" | "undefined" => NUMBER,
            _ if language.keywords.split_ascii_whitespace().any(is_keyword) => KEYWORD,
            _ if !is_word_char(first) => return self.write_marked(first.len_utf8(), ""),
            _ if after.starts_with('(') => FUNCTION,
            _ if language.has_capitalised_types && first.is_uppercase() => TYPE,
            _ => "",
        };
        self.write_marked(length, class);
    }

    fn highlight_markup(&mut self) {
        while !self.rest().is_empty() {
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.write_marked(rest.find("-->").map_or(rest.len(), |at| at + 3), COMMENT);
            } else if rest.starts_with('<') {
                let is_name = |c: char| !c.is_whitespace() && c != '>';
                self.write_marked(prefix_length(rest, is_name), TYPE);
                self.highlight_tag();
            } else {
                self.write_marked(prefix_length(rest, |c| c != '<'), "");
            }
        }
    }

    /// Writes the attributes of a tag and its `>`.
    fn highlight_tag(&mut self) {
        while let Some(first) = self.rest().chars().next() {
            match first {
                '>' => return self.write_marked(1, TYPE),
                '<' => return,
                '"' | '\'' => {
                    let value = self.rest().get(1..).and_then(|inside| inside.find(first));
                    self.write_marked(value.map_or(usize::MAX, |at| at + 2), STRING);
                }
                _ if is_word_char(first) => {
                    let is_name = |c: char| is_word_char(c) || "-:.".contains(c);
                    self.write_marked(prefix_length(self.rest(), is_name), FUNCTION);
                }
                _ => self.write_marked(first.len_utf8(), ""),
            }
        }
    }

    fn highlight_diff(&mut self) {
        for line in self.code.split_inclusive('\n') {
            let class = match line.as_bytes() {
                [b'+', ..] => STRING,
                [b'-', ..] => KEYWORD,
                [b'@', ..] => FUNCTION,
                _ => "",
            };
            self.write_marked(line.len(), class);
        }
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn prefix_length(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

/// The length of the string literal that starts here. An unclosed one ends with its line or, if multiline, with the
/// code.
fn string_length(text: &str, quote: &StringSyntax) -> Option<usize> {
    let inside = text.strip_prefix(&*quote.mark)?;
    let mut escaped = false;
    for (count, (at, c)) in inside.char_indices().enumerate() {
        let end = quote.mark.len() + at;
        if escaped {
            escaped = false;
        } else if c == '\\' && quote.has_escapes {
            escaped = true;
        } else if inside[at..].starts_with(&*quote.mark) {
            return Some(end + quote.mark.len()).filter(|_| !quote.is_single_char || count > 0);
        } else if c == '\n' && !quote.is_multiline {
            return Some(end).filter(|_| !quote.is_single_char);
        } else if quote.is_single_char && count > 0 && !inside.starts_with('\\') {
            return None;
        }
    }
    Some(text.len()).filter(|_| !quote.is_single_char)
}

/// Writes spans; adjacent tokens of one class share a span.
struct SpanWriter<'a> {
    out: &'a mut String,
    class: &'static str,
    /// White space not written yet: it becomes part of the span only if the next token has the same class.
    pending_whitespace: String,
}

impl SpanWriter<'_> {
    fn write(&mut self, text: &str, class: &'static str) {
        let inner = text.trim();
        if inner.is_empty() {
            return self.pending_whitespace.push_str(text);
        }
        let leading = text.len() - text.trim_start().len();
        self.pending_whitespace
            .push_str(text.get(..leading).unwrap_or_default());
        if class != self.class {
            self.end();
            self.class = class;
            if !class.is_empty() {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
            }
        }
        self.out.push_str(&self.pending_whitespace);
        self.pending_whitespace.clear();
        write_escaped(inner, self.out);
        self.pending_whitespace
            .push_str(text.get(leading + inner.len()..).unwrap_or_default());
    }

    fn end(&mut self) {
        if !self.class.is_empty() {
            self.out.push_str("</span>");
            self.class = "";
        }
        self.out.push_str(&self.pending_whitespace);
        self.pending_whitespace.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Highlighted code with each span written as `k(…)`.
    fn marked(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(code, language, &mut out);
        for class in [KEYWORD, STRING, COMMENT, NUMBER, FUNCTION, TYPE] {
            let letter = &class["hl-".len()..][..1];
            out = out.replace(&format!("<span class=\"{class}\">"), &format!("{letter}("));
        }
        out.replace("</span>", ")")
    }

    #[test]
    fn code_in_a_known_language_is_marked() {
        for (language, code, expected) in [
            (
                "json",
                "{\"a\": [1, true, \"b\\\"c\"]}\n",
                "{t(\"a\"): [n(1), n(true), s(\"b\\\"c\")]}\n",
            ),
            (
                "yaml",
                "a-b: 1 # why\nu: http://x#y\n- c: 'd'",
                "t(a-b): n(1) c(# why)\nt(u): http://x#y\n- t(c): s('d')",
            ),
            (
                "SQL",
                "Select 'a<b', f(x) -- no\n",
                "k(Select) s('a&lt;b'), f(f)(x) c(-- no)\n",
            ),
            (
                "python",
                "def f(x: Str):\n  \"\"\"a\nb\"\"\"\n",
                "k(def) f(f)(x: t(Str)):\n  s(\"\"\"a\nb\"\"\")\n",
            ),
            (
                "ts",
                "const x = `a\nb`; /* c */ // d",
                "k(const) x = s(`a\nb`); c(/* c */ // d)",
            ),
            (
                "rust",
                "fn f<'a>(x: &'a str) { 'b'; '\\n' }",
                "k(fn) f&lt;'a&gt;(x: &amp;'a k(str)) { s('b'); s('\\n') }",
            ),
            ("sh", "echo \"$#\" don't # c", "echo s(\"$#\") dons('t # c)"),
            ("c", "#include <a.h>\n", "k(#include) &lt;a.h&gt;\n"),
            (
                "html",
                "<a b-c=\"d\">e</a><!-- f -->",
                "t(&lt;a) f(b-c)=s(\"d\")t(&gt;)et(&lt;/a&gt;)c(&lt;!-- f --&gt;)",
            ),
            ("diff", "@@ 1\n+a\n-b\n c\n", "f(@@ 1)\ns(+a)\nk(-b)\n c\n"),
        ] {
            assert_eq!(marked(code, language), expected, "{language}");
        }
    }

    #[test]
    fn code_in_an_unknown_language_is_shown_as_it_is() {
        assert_eq!(marked("graph TD; A-->B", "mermaid"), "graph TD; A--&gt;B");
        assert_eq!(marked("\"<b>\"", ""), "\"&lt;b&gt;\"");
    }

    #[test]
    fn code_that_would_grow_too_large_is_shown_as_it_is() {
        for code in [
            format!("x = \"{}\"\n", "a".repeat(MAX_LINE)),
            "x = 1\n".repeat(MAX_BLOCK / 6 + 1),
            "1,".repeat(99),
        ] {
            assert_eq!(marked(&code, "python"), code);
        }
    }
}
