//! Raw HTML, reduced to an allowlist.
//!
//! No markup of an author is copied. It is parsed into [`HtmlToken`]s; the writer then writes the elements and
//! attributes that [`ELEMENTS`] lists, escapes the text between them and closes what is open. So a parsing mistake can
//! lose markup but never let any through, and the cost is linear, which no HTML5 tree builder promises: in html5ever
//! (and so in ammonia) unclosed `<b class=…>` tags turned 22 KB into 20 MB, and nested `<div>`s took time quadratic in
//! their number.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::LazyLock;

use ElementKind::{Block, Container, Hidden, Inline, Void};

/// An element that authors may use, or one whose content must not be shown.
#[derive(Debug)]
pub(super) struct Element {
    pub name: &'static str,
    pub kind: ElementKind,
    /// The element must be inside one of these; empty if it may be anywhere.
    pub parents: &'static [&'static str],
    /// Allowed attributes besides [`GLOBAL_ATTRIBUTES`].
    attributes: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementKind {
    /// Part of a line of text: closed at the end of its block.
    Inline,
    /// Ends a paragraph and is not allowed in one.
    Block,
    /// A block that may contain Markdown: stays open until its end tag.
    Container,
    /// Has no content.
    Void,
    /// Neither the element nor its content is shown.
    Hidden,
}

const GLOBAL_ATTRIBUTES: &[&str] = &["id", "class", "title", "lang", "dir", "align"];

/// What GitHub allows, without `source` and `srcset` (whose addresses no link check sees) and microdata: first the
/// elements that may be anywhere and have no attributes of their own.
const PLAIN_ELEMENTS: &[(ElementKind, &str)] = &[
    (Void, "br hr wbr"),
    (
        Inline,
        "abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby s samp small span strong sub \
         sup u var",
    ),
    (Block, "h1 h2 h3 h4 h5 h6 p pre"),
    (
        Container,
        "article aside blockquote div dl figure section ul table",
    ),
    (Hidden, "script style svg"),
];

/// The other elements, each with the parents it needs and the attributes it may have.
const ELEMENTS_WITH_RULES: &[(&str, ElementKind, &[&str], &[&str])] = &[
    ("a", Inline, &[], &["href", "name"]),
    ("img", Void, &[], &["src", "alt", "width", "height"]),
    ("rt", Inline, &["ruby"], &[]),
    ("rp", Inline, &["ruby"], &[]),
    ("iframe", Hidden, &[], &["src"]),
    ("video", Hidden, &[], &["src"]),
    ("audio", Hidden, &[], &["src"]),
    ("object", Hidden, &[], &["data"]),
    ("embed", Void, &[], &["src"]),
    ("frame", Void, &[], &["src"]),
    ("area", Void, &[], &["href", "alt"]),
    ("form", Void, &[], &["action"]),
    (
        "input",
        Void,
        &[],
        &["type", "value", "placeholder", "alt", "checked"],
    ),
    ("source", Void, &[], &["src"]),
    ("time", Inline, &[], &["datetime"]),
    ("details", Container, &[], &["open"]),
    ("summary", Container, &["details"], &[]),
    ("dt", Container, &["dl"], &[]),
    ("dd", Container, &["dl"], &[]),
    ("figcaption", Container, &["figure"], &[]),
    ("ol", Container, &[], &["start", "reversed"]),
    ("li", Container, &["ul", "ol"], &["value"]),
    ("caption", Container, &["table"], &[]),
    ("thead", Container, &["table"], &[]),
    ("tbody", Container, &["table"], &[]),
    ("tfoot", Container, &["table"], &[]),
    ("tr", Container, &["table", "thead", "tbody", "tfoot"], &[]),
    ("td", Container, &["tr"], &["colspan", "rowspan"]),
    ("th", Container, &["tr"], &["colspan", "rowspan", "scope"]),
];

static ELEMENTS: LazyLock<Vec<Element>> = LazyLock::new(|| {
    let plain = PLAIN_ELEMENTS.iter().flat_map(|(kind, names)| {
        let names = names.split_ascii_whitespace();
        names.map(|name| (name, *kind, &[][..], &[][..]))
    });
    let all = plain.chain(ELEMENTS_WITH_RULES.iter().copied());
    let element = |(name, kind, parents, attributes)| Element {
        name,
        kind,
        parents,
        attributes,
    };
    all.map(element).collect()
});

/// Elements whose content browsers do not parse as HTML: it ends only at their end tag.
const RAW_TEXT: &[&str] = &["iframe", "script", "style", "svg"];

/// Elements whose tags are text, as on GitHub: what stands between them is text for readers, and people write of them.
/// <https://github.github.com/gfm/#disallowed-raw-html-extension->
const TAGS_AS_TEXT: &[&str] = &[
    "noembed",
    "noframes",
    "plaintext",
    "textarea",
    "title",
    "xmp",
];

/// The other elements that say how their content looks or what it is: their tags are left out.
const OTHER_LOOKS: &str = "
    acronym address big blink body center col colgroup data fieldset font footer form head header hgroup html label legend
    main map marquee nav nobr noscript picture rb rtc search strike tt";

/// The other elements of HTML and MathML: their tags are left out too, and told. What is no element is text, because people
/// write of `<your-name>` and `List<String>`. Not here are names that HTML gave up and people fill in (`<dir>`, `<image>`).
const OTHER_ELEMENTS: &str = "
    applet base basefont bgsound button canvas datalist dialog frameset link menu meta meter optgroup option output param
    progress select slot template track
    math annotation annotation-xml maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom
    mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics";

/// The element whose tag is left out, and whether this is told.
fn other_element(name: &str) -> Option<(&'static str, bool)> {
    let find = |names: &'static str| {
        let mut names = names.split_ascii_whitespace();
        names.find(|own| own.eq_ignore_ascii_case(name))
    };
    let told = find(OTHER_ELEMENTS).map(|own| (own, true));
    told.or_else(|| find(OTHER_LOOKS).map(|own| (own, false)))
}

impl Element {
    pub fn from_name(name: &str) -> Option<&'static Element> {
        ELEMENTS.iter().find(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// What it shows, if it is linked in its place.
    pub fn embedded_noun(&self) -> Option<&'static str> {
        match self.name {
            "iframe" | "frame" => Some("page"),
            "video" => Some("video"),
            "audio" => Some("recording"),
            "object" | "embed" => Some("file"),
            "area" => Some("area"),
            _ => None,
        }
    }

    fn allowed_attribute(&self, name: &str) -> Option<&'static str> {
        GLOBAL_ATTRIBUTES
            .iter()
            .chain(self.attributes)
            .copied()
            .find(|a| a.eq_ignore_ascii_case(name))
    }

    /// True if a new element may close this one to get into its parent, as browsers let `<li>` close the `<li>` before
    /// it. Lists, tables and `<div>` end only at their end tag.
    pub fn has_implied_end(&self) -> bool {
        self.kind != ElementKind::Container || !self.parents.is_empty()
    }
}

/// A token of raw HTML. Comments produce none.
#[derive(Debug)]
pub(super) enum HtmlToken<'a> {
    /// Text as written, with entities still encoded.
    Text(&'a str),
    Open(HtmlTag<'a>),
    Close(&'static Element),
    LeftOut(LeftOut),
}

/// A declaration (`<!X>`, `<?x ?>`), or a tag of an element that is not allowed.
#[derive(Debug)]
pub(super) struct LeftOut {
    /// The name of the element; empty for a declaration.
    pub name: &'static str,
    pub closes: bool,
    pub is_told: bool,
    /// Its bytes in the parsed HTML.
    pub span: (usize, usize),
}

#[derive(Debug)]
pub(super) struct HtmlTag<'a> {
    pub element: &'static Element,
    /// The bytes of the tag in the parsed HTML.
    pub span: (usize, usize),
    /// Allowed attributes, each once, with entities decoded.
    attributes: Vec<(&'static str, Cow<'a, str>)>,
    /// True if the content and the end tag were read too.
    pub is_complete: bool,
}

impl HtmlTag<'_> {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| &**value)
    }

    /// The value of an attribute, if it is a whole number of at most four digits.
    pub fn number(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(str::trim).filter(|v| is_number(v))
    }

    /// The value of an attribute, if it is a number of pixels or a percentage; without `px`.
    pub fn length(&self, name: &str) -> Option<&str> {
        let value = self.attribute(name)?.trim();
        let value = value.strip_suffix("px").unwrap_or(value);
        Some(value).filter(|v| is_number(v.strip_suffix('%').unwrap_or(v)))
    }

    /// The value of an attribute, if it is one of `words` in any case.
    pub fn one_of(&self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let value = self.attribute(name)?.trim();
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

/// The tokens of raw HTML. A tag or declaration that is not closed is text with all that follows, and a comment is none. In
/// a block, an element that hides its content and has no end is text itself, because people write of `<script>`; one that is
/// shown as a link ends at once.
pub(super) fn tokens(html: &str, is_block: bool) -> HtmlTokens<'_> {
    HtmlTokens {
        html,
        at: 0,
        is_block,
        endless: Vec::new(),
    }
}

pub(super) struct HtmlTokens<'a> {
    html: &'a str,
    at: usize,
    is_block: bool,
    /// The elements whose end tag was looked for and is not there.
    endless: Vec<&'static str>,
}

impl<'a> Iterator for HtmlTokens<'a> {
    type Item = HtmlToken<'a>;

    fn next(&mut self) -> Option<HtmlToken<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            let text = markup_start(rest);
            if text > 0 {
                self.at += text;
                return rest.get(..text).map(HtmlToken::Text);
            }
            if let Some(token) = self.read_markup() {
                return Some(token);
            }
        }
    }
}

/// The offset of the next tag, comment or declaration, or else the length of the text.
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

impl<'a> HtmlTokens<'a> {
    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Reads a tag, comment or declaration; `None` if it produces no token.
    fn read_markup(&mut self) -> Option<HtmlToken<'a>> {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_comment();
            return None;
        }
        let closes = rest.starts_with("</");
        self.at += if closes { 2 } else { 1 };
        if !self.rest().starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(match self.skip_past(">") {
                true => self.left_out(start, "", true),
                false => HtmlToken::Text(rest),
            });
        }
        let name = self.read_while(|c| !c.is_ascii_whitespace() && c != '/' && c != '>');
        let element = Element::from_name(name);
        let Some(attributes) = self.read_attributes(element) else {
            // All of it: reading on behind the first character could take time quadratic in the length.
            self.at = self.html.len();
            return Some(HtmlToken::Text(rest));
        };
        let mut as_text = TAGS_AS_TEXT.iter();
        if as_text.any(|own| own.eq_ignore_ascii_case(name))
            || element.is_none() && other_element(name).is_none()
        {
            return self.html.get(start..self.at).map(HtmlToken::Text);
        }
        let Some(element) = element else {
            let (name, is_told) = other_element(name)?;
            return Some(self.left_out(start, name, is_told));
        };
        if closes {
            return Some(HtmlToken::Close(element));
        }
        let span = (start, self.at);
        let name = element.name;
        let is_embedded = element.embedded_noun().is_some();
        let tag = self.html.get(start..self.at).unwrap_or_default();
        // Not in HTML, but whoever writes `/>` means no content.
        let is_empty = element.kind == Hidden
            && tag.ends_with("/>")
            && !self.rest().trim_start().starts_with("</");
        let mut is_complete = is_embedded && is_empty;
        if RAW_TEXT.contains(&name) && !is_empty {
            is_complete = self.skip_raw_text(name);
        }
        let may_be_endless = self.is_block && element.kind == Hidden && !is_complete;
        if may_be_endless && (is_empty || self.find_end(name).is_none()) {
            if !is_embedded {
                return Some(HtmlToken::Text(tag));
            }
            is_complete = true;
        }
        Some(HtmlToken::Open(HtmlTag {
            element,
            span,
            attributes,
            is_complete,
        }))
    }

    fn left_out(&self, start: usize, name: &'static str, is_told: bool) -> HtmlToken<'a> {
        let tag = self.html.get(start..self.at).unwrap_or_default();
        HtmlToken::LeftOut(LeftOut {
            name,
            closes: tag.starts_with("</"),
            is_told,
            span: (start, self.at),
        })
    }

    /// Reads the attributes and the `>`; `None` if the tag is not closed.
    fn read_attributes(
        &mut self,
        element: Option<&Element>,
    ) -> Option<Vec<(&'static str, Cow<'a, str>)>> {
        let mut attributes: Vec<(&'static str, Cow<str>)> = Vec::new();
        loop {
            self.read_while(|c| c.is_ascii_whitespace() || c == '/');
            match self.rest().chars().next()? {
                '>' => {
                    self.at += 1;
                    return Some(attributes);
                }
                // A name may start with `=`, but contains none.
                first => {
                    let start = self.at;
                    self.at += first.len_utf8();
                    self.read_while(|c| !c.is_ascii_whitespace() && !"/>=".contains(c));
                    let name = self.html.get(start..self.at)?;
                    let value = self.read_value()?;
                    let Some(name) = element.and_then(|e| e.allowed_attribute(name)) else {
                        continue;
                    };
                    if attributes.iter().all(|(n, _)| *n != name) {
                        attributes.push((name, html_escape::decode_html_entities(value)));
                    }
                }
            }
        }
    }

    /// The value after `=`, quoted or not; empty if there is no `=`. `None` if the tag is not closed.
    fn read_value(&mut self) -> Option<&'a str> {
        let before = self.at;
        self.read_while(|c| c.is_ascii_whitespace());
        if !self.rest().starts_with('=') {
            self.at = before;
            return Some("");
        }
        self.at += 1;
        self.read_while(|c| c.is_ascii_whitespace());
        let quote = self.rest().chars().next()?;
        if quote != '"' && quote != '\'' {
            return Some(self.read_while(|c| !c.is_ascii_whitespace() && c != '>'));
        }
        self.at += 1;
        let value = self.read_while(|c| c != quote);
        self.rest().chars().next()?;
        self.at += 1;
        Some(value)
    }

    fn read_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// `false` if there is no such end; all of the rest is skipped then.
    fn skip_past(&mut self, end: &str) -> bool {
        let rest = self.rest();
        let found = rest.find(end);
        self.at += found.map_or(rest.len(), |at| at + end.len());
        found.is_some()
    }

    /// `<!-->` and `<!--->` are complete comments.
    fn skip_comment(&mut self) {
        self.at += "<!--".len();
        match self.rest() {
            rest if rest.starts_with('>') => self.at += 1,
            rest if rest.starts_with("->") => self.at += 2,
            _ => drop(self.skip_past("-->")),
        }
    }

    /// Skips the content and end tag of a [`RAW_TEXT`] element. `false` if it has no end tag.
    fn skip_raw_text(&mut self, name: &'static str) -> bool {
        let Some(end) = self.find_end(name) else {
            return false;
        };
        self.at += end;
        self.skip_past(">");
        true
    }

    /// Where the next end tag of an element begins, from here.
    fn find_end(&mut self, name: &'static str) -> Option<usize> {
        if self.endless.contains(&name) {
            return None;
        }
        let rest = self.rest();
        let ends = |at: &usize| {
            let after = rest.get(at + 2..).unwrap_or_default();
            let named = after
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            let behind = after.get(name.len()..).unwrap_or_default();
            let is_whole = || behind[behind.find(['<', '>']).unwrap_or(0)..].starts_with('>');
            named
                && behind.starts_with(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
                && is_whole()
        };
        let end = rest.match_indices("</").map(|(at, _)| at).find(ends);
        if end.is_none() {
            self.endless.push(name);
        }
        end
    }
}

/// Writes text of raw HTML: valid entities are kept, everything else is escaped.
pub(super) fn write_raw_text(text: &str, out: &mut String) {
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

/// True if a text starts with a character reference that HTML knows, to characters that a page may contain.
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
