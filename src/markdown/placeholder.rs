//! Text of a template that was left in: “lorem ipsum”, “Finding one”, “TODO”, “[Insert …]”.
//!
//! Prefers to miss one rather than to report real text: an author may write about a to-do list or about lorem ipsum.
//! Only knows English placeholders; does not check the language of the text.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::diagnostic::{Diagnostic, Place};

/// Maximum bytes between the brackets of “[Insert …]”.
const MAX_INSERT_BYTES: usize = 80;

/// The byte range of the first placeholder in the text of one paragraph, heading or value.
pub fn find(text: &str) -> Option<(usize, usize)> {
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    find_lorem_ipsum(text, trimmed, start)
        .or_else(|| is_numbered_finding(trimmed).then_some((start, start + trimmed.len())))
        .or_else(|| find_todo(text, trimmed))
        .or_else(|| find_insert(text))
}

pub fn diagnostic(at: Place, words: &str) -> Diagnostic {
    let shown: String = words.chars().take(40).collect();
    let message = format!("“{shown}” is left over from a template");
    Diagnostic::new("template-text", at, message).help("write your own words, or delete it")
}

/// A diagnostic for each placeholder in a body, outside code and links.
pub(super) fn find_in_body(events: &[(Event, Range<usize>)], text: &str) -> Vec<Diagnostic> {
    const SIGNS: [&str; 4] = ["orem ipsum", "TODO", "inding ", "nsert"];
    let is_in = |sign: &&str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    if !SIGNS.iter().any(is_in) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut block = TextBlock::default();
    let (mut code, mut link) = (0, 0);
    for (event, span) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code -= 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => link += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => link -= 1,
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            // The text of a link is usually the title of another page.
            Event::Text(words) if code == 0 && link == 0 => block.add(words, span),
            Event::SoftBreak | Event::HardBreak => block.add(" ", span),
            Event::Text(_) | Event::Code(_) => block.add("\u{fffc}", span),
            // A heading “TODO” introduces a real list of tasks.
            Event::End(TagEnd::Heading(_)) if block.text.trim() == "TODO" => block.clear(),
            _ => block.finish(text, &mut found),
        }
    }
    block.finish(text, &mut found);
    found
}

/// The text of one paragraph, heading, list item or cell, with the positions of its parts.
#[derive(Default)]
struct TextBlock {
    text: String,
    /// The offset of each part in `text`, and its range in the body.
    parts: Vec<(usize, Range<usize>)>,
}

impl TextBlock {
    fn add(&mut self, words: &str, span: &Range<usize>) {
        self.parts.push((self.text.len(), span.clone()));
        self.text.push_str(words);
    }

    fn finish(&mut self, body: &str, found: &mut Vec<Diagnostic>) {
        if let Some((start, end)) = find(&self.text)
            && let Some((begins, span)) = self.parts.iter().rev().find(|(at, _)| *at <= start)
        {
            let words = &self.text[start..end];
            let from = span.start + (start - begins);
            // If the part contains escapes, its offsets differ from the source: the place is the whole part.
            let at = match body.get(from..from + words.len()) == Some(words) {
                true => Place::Body(from, from + words.len()),
                false => Place::Body(span.start, span.end),
            };
            found.push(diagnostic(at, words));
        }
        self.clear();
    }

    fn clear(&mut self) {
        self.text.clear();
        self.parts.clear();
    }
}

/// “Lorem ipsum” at the start of a text, or anywhere before “dolor”.
fn find_lorem_ipsum(text: &str, trimmed: &str, start: usize) -> Option<(usize, usize)> {
    const LOREM: &str = "lorem ipsum";
    let lower = text.to_ascii_lowercase();
    let at = lower.find("lorem ipsum dolor").or_else(|| {
        let begins = trimmed.to_ascii_lowercase().starts_with(LOREM);
        let ends = || trimmed[LOREM.len()..].starts_with(|c: char| !c.is_alphanumeric());
        (begins && (trimmed.len() == LOREM.len() || ends())).then_some(start)
    })?;
    Some((at, at + LOREM.len()))
}

/// True for “Finding one” to “Finding five” without other text.
fn is_numbered_finding(text: &str) -> bool {
    const NUMBERS: [&str; 5] = ["one", "two", "three", "four", "five"];
    let Some((what, number)) = text.trim_end_matches([':', '.']).split_once(' ') else {
        return false;
    };
    what.eq_ignore_ascii_case("finding") && NUMBERS.iter().any(|n| number.eq_ignore_ascii_case(n))
}

/// “TODO” alone, in brackets or before a colon.
fn find_todo(text: &str, trimmed: &str) -> Option<(usize, usize)> {
    let mut found = text.match_indices("TODO");
    found.find_map(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let is_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let bracketed = before.ends_with(['(', '[']) && after.starts_with([')', ']', ':']);
        let is_note = trimmed == word || after.starts_with(':') || bracketed;
        (is_word && is_note).then_some((at, at + word.len()))
    })
}

/// “[Insert name here]”.
fn find_insert(text: &str) -> Option<(usize, usize)> {
    let mut found = text.match_indices('[');
    found.find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let words = inside
            .strip_prefix("Insert ")
            .or_else(|| inside.strip_prefix("insert "))
            .or_else(|| inside.strip_prefix("INSERT "))?;
        // The limit keeps the cost linear in the size of the page.
        let end = words
            .bytes()
            .take(MAX_INSERT_BYTES)
            .position(|b| b == b']')?;
        let all = inside.len() - words.len() + end + 2;
        (!words[..end].contains('[')).then_some((at, at + all))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_distinguished_from_text_about_them() {
        for (text, words) in [
            ("Lorem ipsum dolor sit amet", "Lorem ipsum"),
            (" lorem ipsum ", "lorem ipsum"),
            ("Finding one", "Finding one"),
            ("Finding Two:", "Finding Two:"),
            ("TODO", "TODO"),
            ("Ask her. TODO: when?", "TODO"),
            ("When? (TODO)", "TODO"),
            ("Dear [Insert name here],", "[Insert name here]"),
        ] {
            let (start, end) = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[start..end], words);
        }
        for text in [
            "Finding one thing at a time",
            "The finding one would expect",
            "They keep a TODO list",
            "TODOs are never done",
            "We replaced lorem ipsum by real words",
            "[insert]",
            "Lorem Ipsumson said",
            "[Insert](https://example.org)",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn placeholders_in_code_and_links_are_not_reported() {
        let found = |text: &str| {
            let body = crate::markdown::read(text, None, &crate::markdown::Options::default());
            let places = body
                .diagnostics
                .iter()
                .filter(|p| p.code == "template-text");
            let place = |p: &Diagnostic| match p.place {
                Place::Body(start, end) => text[start..end].to_owned(),
                _ => panic!("{p:?}"),
            };
            places.map(place).collect::<Vec<_>>()
        };
        assert_eq!(
            found("# Finding one\n\n- TODO: *ask*\n"),
            ["Finding one", "TODO"]
        );
        assert_eq!(found("Dear [Insert the\nname],\n"), ["["]);
        assert_eq!(found("Dear [Insert the name],\n"), ["[Insert the name]"]);
        assert_eq!(found("| a |\n|---|\n| TODO |\n"), ["TODO"]);
        for silent in [
            "```\nTODO: x\n```\n",
            "`TODO:` is a word\n",
            "[Insert a row](x.md)\n",
            "<!-- TODO: x -->\n",
            "[x](TODO:x)\n",
            "## TODO\n\n- Sleep\n",
        ] {
            assert_eq!(found(silent), [""; 0], "{silent}");
        }
    }
}
