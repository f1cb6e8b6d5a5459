//! Finds values in attributes without quotes, as in `<a title={{ v }}>`: escaping cannot make them safe, because a
//! blank in the value ends the attribute.
//!
//! Parses a template as HTML as far as needed. Tera's own tags are skipped whole, including the strings in them.

use std::sync::Arc;

use super::invalid::template_invalid;
use super::tera_errors::at_offset;
use crate::diagnostic::Finding;

/// A finding for every value that is printed into an attribute without quotes.
pub fn check_attribute_quotes(path: &Arc<str>, text: &str) -> Vec<Finding> {
    let mut scan = TemplateScan {
        text,
        position: 0,
        unquoted_values: Vec::new(),
    };
    while scan.position < text.len() {
        scan.skip_content();
    }
    let finding = |offset| {
        let message = "a value in an attribute needs quotes";
        let mut finding = template_invalid(path, at_offset(text, offset), message);
        finding.help = Some("write `name=\"{{ value }}\"`".to_owned());
        finding
    };
    scan.unquoted_values.into_iter().map(finding).collect()
}

struct TemplateScan<'a> {
    text: &'a str,
    position: usize,
    /// Offsets of the offending `{{`.
    unquoted_values: Vec<usize>,
}

impl<'a> TemplateScan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self) {
        self.position += self.peek().map_or(0, char::len_utf8);
    }

    fn skip_past(&mut self, end: &str) {
        self.position = self
            .rest()
            .find(end)
            .map_or(self.text.len(), |i| self.position + i + end.len());
    }

    /// Moves past the next tag of HTML or Tera.
    fn skip_content(&mut self) {
        let Some(next) = self.rest().find(['<', '{']) else {
            self.position = self.text.len();
            return;
        };
        self.position += next;
        if self.skip_tera_tag() {
            return;
        }
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_past("-->");
        } else if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '{')
        {
            self.position += 1;
            self.skip_html_tag();
        } else {
            self.advance();
        }
    }

    /// Skips `{{ … }}`, `{% … %}` or `{# … #}`, or a whole raw block. `false` if none starts here.
    fn skip_tera_tag(&mut self) -> bool {
        let rest = self.rest();
        let end = match rest.get(..2) {
            Some("{#") => {
                self.skip_past("#}");
                return true;
            }
            Some("{{") => "}}",
            Some("{%") => "%}",
            _ => return false,
        };
        let raw = end == "%}"
            && rest[2..]
                .trim_start_matches('-')
                .trim_start()
                .starts_with("raw");
        self.position += 2;
        while self.position < self.text.len() && !self.rest().starts_with(end) {
            match self.peek() {
                Some(quote @ ('"' | '\'' | '`')) => {
                    self.position += 1;
                    self.skip_string(quote);
                }
                _ => self.advance(),
            }
        }
        self.position = (self.position + end.len()).min(self.text.len());
        if raw {
            self.skip_past("endraw");
            self.skip_past("%}");
        }
        true
    }

    fn skip_string(&mut self, quote: char) {
        while let Some(c) = self.peek() {
            self.advance();
            match c {
                '\\' => self.advance(),
                _ if c == quote => return,
                _ => {}
            }
        }
    }

    /// Skips a tag, from after its `<` to after its `>`.
    fn skip_html_tag(&mut self) {
        while let Some(c) = self.peek() {
            if self.skip_tera_tag() {
                continue;
            }
            self.advance();
            match c {
                '>' => return,
                '=' => self.skip_attribute_value(),
                _ => {}
            }
        }
    }

    /// Skips the value of an attribute, from after its `=`, and records `{{` outside quotes.
    fn skip_attribute_value(&mut self) {
        self.position += self.rest().len() - self.rest().trim_start().len();
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.position += 1;
            while self.peek().is_some_and(|c| c != quote) {
                if !self.skip_tera_tag() {
                    self.advance();
                }
            }
            self.advance();
            return;
        }
        while self
            .peek()
            .is_some_and(|c| !c.is_ascii_whitespace() && c != '>')
        {
            if self.rest().starts_with("{{") {
                self.unquoted_values.push(self.position);
            }
            if !self.skip_tera_tag() {
                self.advance();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn found(text: &str) -> Vec<Place> {
        check_attribute_quotes(&"a.html".into(), text)
            .into_iter()
            .map(|problem| problem.place)
            .collect()
    }

    #[test]
    fn a_value_without_quotes_is_found_in_any_tag() {
        for (text, column) in [
            ("<a title={{ v }}>", 10),
            ("<a title = {{ v }}>", 12),
            ("<a title=x{{ v }}>", 11),
            ("<a class=\"ü{{ '\"' }}\" title={{ v }}>", 29),
            ("<a title={% if v %}{{ v }}{% endif %}>", 20),
            ("<{{ tag }} title={{ v }}>", 18),
            ("{{ \"}} <a\" }}<a\ttitle={{ v }}", 23),
            ("{% raw %}<a b={{ v }}>{% endraw %}<a b={{ v }}>", 40),
        ] {
            assert_eq!(found(text), [Place::Line(1, column)], "{text}");
        }
        assert_eq!(
            found("<p>\n  <a title={{ a }} href={{ b }}>"),
            [Place::Line(2, 12), Place::Line(2, 25)]
        );
    }

    #[test]
    fn quoted_values_text_and_comments_are_fine() {
        for text in [
            "<a title=\"{{ v }}\" href='{{ root }}{{ url }}'>a = {{ v }}</a>",
            "<a title=\"{{ v | replace(from='\"', to='>') }}\" b=\"=\">",
            "<a {% if current %}aria-current=\"page\"{% endif %} href=plain>",
            "<!-- <a title={{ v }}> --> {# <a title={{ v }}> #} a < b={{ v }}",
            "{{ <Meter value={v} label=\"x\" /> }} {% <Card title={v}> %}{% </Card> %}",
            "{% raw %}<a b={{ v }}>{% endraw %}",
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b=\"",
            "{{",
            "{% raw",
            "{{ \"",
            "<a b=\"{{ '",
            "<ü",
            "<a b=\"ü",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
