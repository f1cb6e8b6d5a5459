//! The one thing that escaping cannot make safe: a value in an attribute without quotes, as in `<a title={{ v }}>`,
//! where a blank in the value ends the attribute.
//!
//! Reads a template as HTML as far as that needs. Tera's own tags are stepped over whole, strings and all.

use std::sync::Arc;

use super::report::{at_offset, invalid};
use crate::diagnostic::Finding;

/// Every value that is printed into an attribute without quotes.
pub fn check(path: &Arc<str>, text: &str) -> Vec<Finding> {
    let mut scan = Scan {
        text,
        at: 0,
        found: Vec::new(),
    };
    while scan.at < text.len() {
        scan.content();
    }
    let problem = |offset| {
        let message = "a value in an attribute needs quotes";
        let mut problem = invalid(path, at_offset(text, offset), message);
        problem.help = Some("write `name=\"{{ value }}\"`".to_owned());
        problem
    };
    scan.found.into_iter().map(problem).collect()
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Where the offending `{{` stand.
    found: Vec<usize>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn skip_past(&mut self, end: &str) {
        self.at = self
            .rest()
            .find(end)
            .map_or(self.text.len(), |i| self.at + i + end.len());
    }

    /// Steps to the next tag of HTML or Tera and over it.
    fn content(&mut self) {
        let Some(next) = self.rest().find(['<', '{']) else {
            self.at = self.text.len();
            return;
        };
        self.at += next;
        if self.tera() {
            return;
        }
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_past("-->");
        } else if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '{')
        {
            self.at += 1;
            self.tag();
        } else {
            self.step();
        }
    }

    /// Steps over `{{ … }}`, `{% … %}` or `{# … #}`, if one starts here; a raw block as a whole.
    fn tera(&mut self) -> bool {
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
        self.at += 2;
        while self.at < self.text.len() && !self.rest().starts_with(end) {
            match self.peek() {
                Some(quote @ ('"' | '\'' | '`')) => {
                    self.at += 1;
                    self.string(quote);
                }
                _ => self.step(),
            }
        }
        self.at = (self.at + end.len()).min(self.text.len());
        if raw {
            self.skip_past("endraw");
            self.skip_past("%}");
        }
        true
    }

    fn string(&mut self, quote: char) {
        while let Some(c) = self.peek() {
            self.step();
            match c {
                '\\' => self.step(),
                _ if c == quote => return,
                _ => {}
            }
        }
    }

    /// From behind `<` to behind `>`.
    fn tag(&mut self) {
        while let Some(c) = self.peek() {
            if self.tera() {
                continue;
            }
            self.step();
            match c {
                '>' => return,
                '=' => self.value(),
                _ => {}
            }
        }
    }

    /// The value of an attribute, from behind `=`.
    fn value(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.at += 1;
            while self.peek().is_some_and(|c| c != quote) {
                if !self.tera() {
                    self.step();
                }
            }
            self.step();
            return;
        }
        while self
            .peek()
            .is_some_and(|c| !c.is_ascii_whitespace() && c != '>')
        {
            if self.rest().starts_with("{{") {
                self.found.push(self.at);
            }
            if !self.tera() {
                self.step();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::At;

    fn found(text: &str) -> Vec<At> {
        check(&"a.html".into(), text)
            .into_iter()
            .map(|problem| problem.at)
            .collect()
    }

    #[test]
    fn a_value_without_quotes_is_found_wherever_it_stands() {
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
            assert_eq!(found(text), [At::Line(1, column)], "{text}");
        }
        assert_eq!(
            found("<p>\n  <a title={{ a }} href={{ b }}>"),
            [At::Line(2, 12), At::Line(2, 25)]
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
