//! Raw HTML, reduced to what an author may use.
//!
//! Nothing of the author's markup is copied. It is read into [`Token`]s, and the writer writes anew the elements and
//! attributes that [`ELEMENTS`] lists, escapes what stands between them and closes whatever is open. So a mistake in
//! reading can lose markup, but never let any through; and the cost is linear, which no HTML5 tree builder promises:
//! in html5ever (and so in ammonia) unclosed `<b class=…>` tags turned 22 KB into 20 MB, and nested `<div>`s took
//! time quadratic in their number.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

/// An element that authors may use, or one whose content must not be shown.
#[derive(Debug)]
pub(super) struct Element {
    pub name: &'static str,
    pub kind: Kind,
    /// The elements one of which must be around it; empty if it may stand anywhere.
    pub parents: &'static [&'static str],
    /// The attributes it may have besides those in [`ANYWHERE`].
    attributes: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of a line of text: ends with the block that it began in.
    Inline,
    /// Ends a paragraph and may not stand in one.
    Block,
    /// A block that may hold Markdown: stays open until its end tag.
    Container,
    /// Has no content.
    Void,
    /// Neither it nor its content is shown.
    Hidden,
}

const ANYWHERE: &[&str] = &["id", "class", "title", "lang", "dir", "align"];

const fn element(name: &'static str, kind: Kind) -> Element {
    Element {
        name,
        kind,
        parents: &[],
        attributes: &[],
    }
}

const fn part(
    name: &'static str,
    parents: &'static [&'static str],
    attributes: &'static [&'static str],
) -> Element {
    Element {
        name,
        kind: Kind::Container,
        parents,
        attributes,
    }
}

const fn with(name: &'static str, kind: Kind, attributes: &'static [&'static str]) -> Element {
    Element {
        name,
        kind,
        parents: &[],
        attributes,
    }
}

/// What GitHub allows, less `source` and `srcset` (addresses that no link check sees) and microdata.
const ELEMENTS: &[Element] = &[
    with("a", Kind::Inline, &["href", "name"]),
    with("img", Kind::Void, &["src", "alt", "width", "height"]),
    element("br", Kind::Void),
    element("hr", Kind::Void),
    element("wbr", Kind::Void),
    element("abbr", Kind::Inline),
    element("b", Kind::Inline),
    element("bdi", Kind::Inline),
    element("bdo", Kind::Inline),
    element("cite", Kind::Inline),
    element("code", Kind::Inline),
    element("del", Kind::Inline),
    element("dfn", Kind::Inline),
    element("em", Kind::Inline),
    element("i", Kind::Inline),
    element("ins", Kind::Inline),
    element("kbd", Kind::Inline),
    element("mark", Kind::Inline),
    element("q", Kind::Inline),
    element("ruby", Kind::Inline),
    Element {
        name: "rt",
        kind: Kind::Inline,
        parents: &["ruby"],
        attributes: &[],
    },
    Element {
        name: "rp",
        kind: Kind::Inline,
        parents: &["ruby"],
        attributes: &[],
    },
    element("s", Kind::Inline),
    element("samp", Kind::Inline),
    element("small", Kind::Inline),
    element("span", Kind::Inline),
    element("strong", Kind::Inline),
    element("sub", Kind::Inline),
    element("sup", Kind::Inline),
    with("time", Kind::Inline, &["datetime"]),
    element("u", Kind::Inline),
    element("var", Kind::Inline),
    element("h1", Kind::Block),
    element("h2", Kind::Block),
    element("h3", Kind::Block),
    element("h4", Kind::Block),
    element("h5", Kind::Block),
    element("h6", Kind::Block),
    element("p", Kind::Block),
    element("pre", Kind::Block),
    element("article", Kind::Container),
    element("aside", Kind::Container),
    element("blockquote", Kind::Container),
    with("details", Kind::Container, &["open"]),
    part("summary", &["details"], &[]),
    element("div", Kind::Container),
    element("dl", Kind::Container),
    part("dt", &["dl"], &[]),
    part("dd", &["dl"], &[]),
    element("figure", Kind::Container),
    part("figcaption", &["figure"], &[]),
    with("ol", Kind::Container, &["start", "reversed"]),
    element("section", Kind::Container),
    element("ul", Kind::Container),
    part("li", &["ul", "ol"], &["value"]),
    element("table", Kind::Container),
    part("caption", &["table"], &[]),
    part("thead", &["table"], &[]),
    part("tbody", &["table"], &[]),
    part("tfoot", &["table"], &[]),
    part("tr", &["table", "thead", "tbody", "tfoot"], &[]),
    part("td", &["tr"], &["colspan", "rowspan"]),
    part("th", &["tr"], &["colspan", "rowspan", "scope"]),
    element("iframe", Kind::Hidden),
    element("math", Kind::Hidden),
    element("noembed", Kind::Hidden),
    element("noframes", Kind::Hidden),
    element("noscript", Kind::Hidden),
    element("object", Kind::Hidden),
    element("script", Kind::Hidden),
    element("select", Kind::Hidden),
    element("style", Kind::Hidden),
    element("svg", Kind::Hidden),
    element("template", Kind::Hidden),
    element("textarea", Kind::Hidden),
    element("title", Kind::Hidden),
    element("xmp", Kind::Hidden),
];

/// The elements whose content a browser does not read as HTML: it ends at their end tag and nowhere else.
const RAW_TEXT: &[&str] = &[
    "iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp",
];

impl Element {
    fn named(name: &str) -> Option<&'static Element> {
        ELEMENTS.iter().find(|e| e.name.eq_ignore_ascii_case(name))
    }

    fn attribute(&self, name: &str) -> Option<&'static str> {
        ANYWHERE
            .iter()
            .chain(self.attributes)
            .copied()
            .find(|a| a.eq_ignore_ascii_case(name))
    }

    /// Whether an element that wants to stand inside another may end this one to get there, as browsers let `<li>`
    /// end the `<li>` before it. A list, a table or a division is ended by its end tag alone.
    pub fn yields(&self) -> bool {
        self.kind != Kind::Container || !self.parents.is_empty()
    }
}

/// What raw HTML says, tag by tag. Comments, declarations and unknown elements say nothing.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// Text as written: entities are still encoded.
    Text(&'a str),
    Open(Tag<'a>),
    Close(&'static Element),
}

#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub element: &'static Element,
    /// The bytes of the tag in the HTML that was read.
    pub span: (usize, usize),
    /// The allowed ones, each once, with entities decoded.
    attributes: Vec<(&'static str, Cow<'a, str>)>,
}

impl Tag<'_> {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| &**value)
    }

    /// A whole number of at most four digits.
    pub fn number(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|v| is_number(v))
    }

    /// A number of pixels, or a percentage.
    pub fn length(&self, name: &str) -> Option<&str> {
        let value = self.get(name)?.trim();
        let value = value.strip_suffix("px").unwrap_or(value);
        Some(value).filter(|v| is_number(v.strip_suffix('%').unwrap_or(v)))
    }

    /// One of a few words.
    pub fn one_of(&self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let value = self.get(name)?.trim();
        words
            .iter()
            .copied()
            .find(|w| w.eq_ignore_ascii_case(value))
    }

    pub fn align(&self) -> Option<&'static str> {
        self.one_of("align", &["left", "center", "right"])
    }
}

fn is_number(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Reads raw HTML. A tag or comment that does not end in it says nothing, as in a browser.
pub(super) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0 }
}

pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            let text = markup_start(rest);
            if text > 0 {
                self.at += text;
                return rest.get(..text).map(Token::Text);
            }
            if let Some(token) = self.markup() {
                return Some(token);
            }
        }
    }
}

/// Where the next tag, comment or declaration starts.
fn markup_start(text: &str) -> usize {
    text.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| {
            matches!(
                text.as_bytes().get(at + 1),
                Some(b'!' | b'?' | b'/' | b'a'..=b'z' | b'A'..=b'Z')
            )
        })
        .unwrap_or(text.len())
}

impl<'a> Tokens<'a> {
    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Reads what starts with `<` here.
    fn markup(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_comment();
            return None;
        }
        let closes = rest.starts_with("</");
        self.at += if closes { 2 } else { 1 };
        if !self.rest().starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.skip_past(">");
            return None;
        }
        let name = self.take(|c| !c.is_ascii_whitespace() && c != '/' && c != '>');
        let element = Element::named(name);
        let attributes = self.attributes(element)?;
        let element = element?;
        if closes {
            return Some(Token::Close(element));
        }
        let span = (start, self.at);
        if RAW_TEXT.contains(&element.name) && self.skip_raw_text(element.name) {
            return None;
        }
        Some(Token::Open(Tag {
            element,
            span,
            attributes,
        }))
    }

    /// Reads the attributes up to and with the `>`; `None` if the tag does not end.
    fn attributes(
        &mut self,
        element: Option<&Element>,
    ) -> Option<Vec<(&'static str, Cow<'a, str>)>> {
        let mut attributes: Vec<(&'static str, Cow<str>)> = Vec::new();
        loop {
            self.take(|c| c.is_ascii_whitespace() || c == '/');
            match self.rest().chars().next()? {
                '>' => {
                    self.at += 1;
                    return Some(attributes);
                }
                // A name may start with `=`, but with nothing else that ends a name.
                first => {
                    let start = self.at;
                    self.at += first.len_utf8();
                    self.take(|c| !c.is_ascii_whitespace() && !"/>=".contains(c));
                    let name = self.html.get(start..self.at)?;
                    let value = self.value()?;
                    let Some(name) = element.and_then(|e| e.attribute(name)) else {
                        continue;
                    };
                    if attributes.iter().all(|(n, _)| *n != name) {
                        attributes.push((name, html_escape::decode_html_entities(value)));
                    }
                }
            }
        }
    }

    /// The value after `=`, quoted or not; empty if there is none.
    fn value(&mut self) -> Option<&'a str> {
        let before = self.at;
        self.take(|c| c.is_ascii_whitespace());
        if !self.rest().starts_with('=') {
            self.at = before;
            return Some("");
        }
        self.at += 1;
        self.take(|c| c.is_ascii_whitespace());
        let quote = self.rest().chars().next()?;
        if quote != '"' && quote != '\'' {
            return Some(self.take(|c| !c.is_ascii_whitespace() && c != '>'));
        }
        self.at += 1;
        let value = self.take(|c| c != quote);
        self.rest().chars().next()?;
        self.at += 1;
        Some(value)
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn skip_past(&mut self, end: &str) {
        let rest = self.rest();
        self.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
    }

    /// `<!-->` and `<!--->` are whole comments.
    fn skip_comment(&mut self) {
        self.at += "<!--".len();
        match self.rest() {
            rest if rest.starts_with('>') => self.at += 1,
            rest if rest.starts_with("->") => self.at += 2,
            _ => self.skip_past("-->"),
        }
    }

    /// Goes past the end tag of an element whose content is no HTML. `false` if it does not end here: then everything
    /// up to the end is its content.
    fn skip_raw_text(&mut self, name: &str) -> bool {
        let rest = self.rest();
        let ends = |at: &usize| {
            let after = rest.get(at + 2..).unwrap_or_default();
            let named = after
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            named
                && after[name.len()..]
                    .starts_with(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        };
        let Some(end) = rest.match_indices("</").map(|(at, _)| at).find(ends) else {
            self.at = self.html.len();
            return false;
        };
        self.at += end;
        self.skip_past(">");
        true
    }
}

/// Writes text of raw HTML: what reads as an entity stays one, everything else is escaped.
pub(super) fn write_text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match special.as_bytes().first() {
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ if is_entity(special) => "&",
            _ => "&amp;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Whether a text starts with a character reference that means something: one that HTML does not know, or to what no
/// page may hold, is the text it is.
fn is_entity(text: &str) -> bool {
    let name: &str = text.get(1..).unwrap_or_default();
    let digits = name.strip_prefix('#').unwrap_or(name);
    let length = digits
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .take(32)
        .count();
    let end = text.len() - digits.len() + length;
    if text.as_bytes().get(end) != Some(&b';') {
        return false;
    }
    let written = text.get(..=end).unwrap_or_default();
    let read = html_escape::decode_html_entities(written);
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n') || is_noncharacter(c);
    *read != *written && !read.contains(odd)
}

/// The characters that Unicode will never assign.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}
