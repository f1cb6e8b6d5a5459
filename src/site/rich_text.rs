//! Text in spans: plain, with a style, or as a link. Templates print it with the filter `sentence`.
//!
//! Serialized as a list of spans. Plain text is a string; the other spans are `[style, text]`, `["page", text, href]`
//! for a link inside the site and `["away", text, url]` for any other link.

use serde::Serialize;

use super::SiteContext;
use crate::graph::EntryId;
use crate::model::Value;

/// Spans in order. No space is added between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RichText(Vec<Span>);

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Span {
    Text(String),
    Styled(&'static str, String),
    /// `page` with an address from the root of the site, or `away` with a web or mail address.
    Linked(&'static str, String, String),
}

impl RichText {
    pub fn new(text: impl Into<String>) -> Self {
        RichText::default().text(text)
    }

    /// The title of an entry, as a link to it.
    pub fn entry(site: &SiteContext, id: EntryId) -> Self {
        RichText::default().entry_link(site, id)
    }

    /// Plain text with code between backticks.
    pub fn from_backticks(text: &str) -> Self {
        let parts = text.split('`').enumerate();
        parts.fold(RichText::default(), |rich_text, (i, part)| match i % 2 {
            0 => rich_text.text(part),
            _ => rich_text.code(part),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Span::Text(last)) => last.push_str(&text),
            _ => self.0.push(Span::Text(text)),
        }
        self
    }

    /// Marked as if with a highlighter; at most one phrase of a page.
    pub fn highlight(self, text: impl Into<String>) -> Self {
        self.styled("highlight", text)
    }

    /// Less prominent than the text beside it.
    pub fn muted(self, text: impl Into<String>) -> Self {
        self.styled("muted", text)
    }

    pub fn strong(self, text: impl Into<String>) -> Self {
        self.styled("strong", text)
    }

    pub fn code(self, text: impl Into<String>) -> Self {
        self.styled("code", text)
    }

    fn styled(mut self, style: &'static str, text: impl Into<String>) -> Self {
        self.0.push(Span::Styled(style, text.into()));
        self
    }

    pub fn entry_link(self, site: &SiteContext, id: EntryId) -> Self {
        self.internal(site.href(id), site.title_of(id))
    }

    /// A text as a link to a page of the site; `href` from its root.
    pub fn internal(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.push(Span::Linked("page", text.into(), href.into()));
        self
    }

    /// A text as a link to another site. If `url` is no web or mail address, it stays plain text.
    pub fn external(mut self, url: &str, text: impl Into<String>) -> Self {
        if !is_safe_url(url) {
            return self.text(text);
        }
        self.0.push(Span::Linked("away", text.into(), url.into()));
        self
    }

    /// An address as a link, called as it is written; `None` for a value that is none.
    pub fn of_address(value: &Value) -> Option<Self> {
        let (url, text) = match value {
            Value::Text(url) => (&**url, &**url),
            Value::Map(map) => (map.text("url")?, map.text("text").or(map.text("url"))?),
            _ => return None,
        };
        Some(RichText::default().external(url, text))
    }

    /// Appends the spans of another text.
    pub fn append(mut self, other: RichText) -> Self {
        for span in other.0 {
            match span {
                Span::Text(text) => self = self.text(text),
                span => self.0.push(span),
            }
        }
        self
    }

    /// “a, b and c” with `last` as “and”.
    pub fn join_list(items: Vec<RichText>, last: &str) -> Self {
        let all = items.len();
        let mut whole = RichText::default();
        for (i, item) in items.into_iter().enumerate() {
            whole = match i {
                0 => whole,
                _ if i + 1 == all => whole.text(format!(" {last} ")),
                _ => whole.text(", "),
            };
            whole = whole.append(item);
        }
        whole
    }

    /// “a, b and 3 more”: at most `max` of the items, and how many more there are.
    pub fn join_some(mut items: impl Iterator<Item = RichText>, max: usize) -> Self {
        let mut named: Vec<RichText> = items.by_ref().take(max).collect();
        let more = items.count();
        named.extend((more > 0).then(|| RichText::new(format!("{more} more"))));
        RichText::join_list(named, "and")
    }

    /// Without styles and links.
    pub fn to_plain_text(&self) -> String {
        let texts = self.0.iter().map(|span| match span {
            Span::Text(text) | Span::Styled(_, text) | Span::Linked(_, text, _) => text.as_str(),
        });
        texts.collect()
    }
}

/// True for http, https and mailto. Front matter can hold any address, and a link to `javascript:` would run it.
fn is_safe_url(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    plain && scheme.is_some_and(|s| ["https", "http", "mailto"].contains(&&*s.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_plain_texts_are_one_string() {
        let sentence = RichText::new("As ").text("we ").highlight("know").text(".");
        let json = serde_json::to_value(&sentence).expect("plain data");
        let mark = serde_json::json!(["highlight", "know"]);
        assert_eq!(json, serde_json::json!(["As we ", mark, "."]));
        assert_eq!(sentence.to_plain_text(), "As we know.");
    }

    #[test]
    fn text_between_backticks_is_code() {
        let coded = RichText::from_backticks("add `personas:` here");
        let spelled = RichText::new("add ").code("personas:").text(" here");
        assert_eq!(coded, spelled);
    }

    #[test]
    fn a_list_has_commas_and_a_word_before_its_last_item() {
        let list = |n: usize| {
            let items = ["a", "b", "c"].into_iter().take(n);
            RichText::join_list(items.map(RichText::new).collect(), "and").to_plain_text()
        };
        assert_eq!(
            [list(0), list(1), list(2), list(3)],
            ["", "a", "a and b", "a, b and c"]
        );
    }

    #[test]
    fn only_web_and_mail_addresses_become_links() {
        for (url, safe) in [
            ("https://example.org/a", true),
            ("HTTP://example.org", true),
            ("mailto:team@example.org", true),
            ("javascript:alert(1)", false),
            ("java\nscript:alert(1)", false),
            ("data:text/html,x", false),
            ("problems/a.md", false),
        ] {
            assert_eq!(is_safe_url(url), safe, "{url}");
        }
    }
}
