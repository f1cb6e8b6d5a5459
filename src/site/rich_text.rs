//! Text in spans: plain, with a style, or as a link. Templates print it with the filter `sentence`.
//!
//! Serialized as a list of spans. Plain text is a string; the other spans are `[style, text]`, `["page", text, href]`
//! for a link inside the site and `["away", text, url]` for any other link.

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::SiteContext;
use crate::graph::EntryId;

/// Spans in order. No space is added between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RichText(Vec<Span>);

#[derive(Clone, Debug, PartialEq)]
struct Span {
    text: String,
    target: SpanTarget,
    style: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq)]
enum SpanTarget {
    None,
    /// From the root of the site.
    Internal(String),
    /// A web or mail address.
    External(String),
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
            Some(last) if last.style.is_none() && last.target == SpanTarget::None => {
                last.text.push_str(&text);
            }
            _ => self.push(text, SpanTarget::None, None),
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

    /// For a person who waits, or a promised date that has passed.
    pub fn due(self, text: impl Into<String>) -> Self {
        self.styled("due", text)
    }

    /// With a clock icon, for evidence that is older than its limit.
    pub fn stale(self, text: impl Into<String>) -> Self {
        self.styled("stale", text)
    }

    pub fn code(self, text: impl Into<String>) -> Self {
        self.styled("code", text)
    }

    pub fn styled(mut self, style: &'static str, text: impl Into<String>) -> Self {
        self.push(text.into(), SpanTarget::None, Some(style));
        self
    }

    /// The title of an entry, as a link to it.
    pub fn entry_link(self, site: &SiteContext, id: EntryId) -> Self {
        let title = site.title_of(id);
        self.entry_link_as(site, id, title)
    }

    /// A text as a link to an entry.
    pub fn entry_link_as(
        mut self,
        site: &SiteContext,
        id: EntryId,
        text: impl Into<String>,
    ) -> Self {
        let href = site.href(id);
        self.push(text.into(), SpanTarget::Internal(href), None);
        self
    }

    /// A text as a link to a page of the site; `href` from its root.
    pub fn internal(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.push(text.into(), SpanTarget::Internal(href.into()), None);
        self
    }

    /// A text as a link to another site. If `url` is no web or mail address, it stays plain text.
    pub fn external(mut self, url: &str, text: impl Into<String>) -> Self {
        let target = match is_safe_url(url) {
            true => SpanTarget::External(url.into()),
            false => SpanTarget::None,
        };
        self.push(text.into(), target, None);
        self
    }

    /// Appends the spans of another text.
    pub fn append(mut self, other: RichText) -> Self {
        for span in other.0 {
            match span.style.is_none() && span.target == SpanTarget::None {
                true => self = self.text(span.text),
                false => self.0.push(span),
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
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    fn push(&mut self, text: String, target: SpanTarget, style: Option<&'static str>) {
        self.0.push(Span {
            text,
            target,
            style,
        });
    }
}

/// True for http, https and mailto. Front matter can hold any address, and a link to `javascript:` would run it.
fn is_safe_url(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    plain && scheme.is_some_and(|s| ["https", "http", "mailto"].contains(&&*s.to_ascii_lowercase()))
}

impl Serialize for RichText {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(self.0.len()))?;
        for span in &self.0 {
            seq.serialize_element(span)?;
        }
        seq.end()
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.style.is_none() && self.target == SpanTarget::None {
            return s.serialize_str(&self.text);
        }
        match (&self.target, self.style) {
            (SpanTarget::Internal(href), _) => ("page", &self.text, href).serialize(s),
            (SpanTarget::External(url), _) => ("away", &self.text, url).serialize(s),
            (SpanTarget::None, style) => (style.unwrap_or_default(), &self.text).serialize(s),
        }
    }
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
