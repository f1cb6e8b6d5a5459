//! A line of text that is more than text: with links, one marked phrase, a figure that stands out.
//!
//! What a template prints with the filter `sentence`. Plain words are plain strings there; everything else is a list:
//! `[style, words]`, `["page", words, href]` or `["away", words, url]`. Knows nothing about where the words come from.

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::SiteContext;
use crate::graph::EntryId;

/// Words in order; spaces are the writer's business.
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
    /// Elsewhere.
    External(String),
}

impl RichText {
    pub fn new(text: impl Into<String>) -> Self {
        RichText::default().text(text)
    }

    /// Words with code between backticks.
    pub fn from_backticks(text: &str) -> Self {
        let parts = text.split('`').enumerate();
        parts.fold(RichText::default(), |sentence, (i, part)| match i % 2 {
            0 => sentence.text(part),
            _ => sentence.code(part),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Plain words.
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

    /// The one phrase of the page that a highlighter marks.
    pub fn highlight(self, text: impl Into<String>) -> Self {
        self.styled("highlight", text)
    }

    /// Second to what is beside it.
    pub fn muted(self, text: impl Into<String>) -> Self {
        self.styled("muted", text)
    }

    pub fn strong(self, text: impl Into<String>) -> Self {
        self.styled("strong", text)
    }

    /// Somebody waits, or a date was promised and missed.
    pub fn due(self, text: impl Into<String>) -> Self {
        self.styled("due", text)
    }

    /// With a clock: past its limit.
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
        let title = &*site.graph.entry(id).document.title;
        self.entry_link_as(site, id, title)
    }

    /// Words that lead to an entry.
    pub fn entry_link_as(
        mut self,
        site: &SiteContext,
        id: EntryId,
        text: impl Into<String>,
    ) -> Self {
        let href = site.graph.entry(id).url.to_link(site.url_style());
        self.push(text.into(), SpanTarget::Internal(href), None);
        self
    }

    /// Words that lead to a page of the site; `href` from its root.
    pub fn internal(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.push(text.into(), SpanTarget::Internal(href.into()), None);
        self
    }

    /// Words that lead elsewhere. An address that is no web or mail address stays text.
    pub fn external(mut self, url: &str, text: impl Into<String>) -> Self {
        let target = match is_safe_url(url) {
            true => SpanTarget::External(url.into()),
            false => SpanTarget::None,
        };
        self.push(text.into(), target, None);
        self
    }

    /// Another sentence right after this one.
    pub fn append(mut self, other: RichText) -> Self {
        for span in other.0 {
            match span.style.is_none() && span.target == SpanTarget::None {
                true => self = self.text(span.text),
                false => self.0.push(span),
            }
        }
        self
    }

    /// “a, b and c”.
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

    /// The words alone.
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

/// May an address from somebody's front matter become a link?
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
    fn plain_words_are_strings_and_run_together() {
        let sentence = RichText::new("As ").text("we ").highlight("know").text(".");
        let json = serde_json::to_value(&sentence).expect("plain data");
        let mark = serde_json::json!(["highlight", "know"]);
        assert_eq!(json, serde_json::json!(["As we ", mark, "."]));
        assert_eq!(sentence.to_plain_text(), "As we know.");
    }

    #[test]
    fn words_between_backticks_are_code() {
        let coded = RichText::from_backticks("add `personas:` here");
        let spelled = RichText::new("add ").code("personas:").text(" here");
        assert_eq!(coded, spelled);
    }

    #[test]
    fn a_list_reads_as_one_would_say_it() {
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
    fn addresses_that_could_run_something_stay_text() {
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
