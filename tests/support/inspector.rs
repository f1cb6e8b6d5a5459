//! Inspects the HTML of a body with an independent tokenizer. Fuzz targets use it too.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use casebook::markdown::{Body, LinkTarget, Options, Resolved, read};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

/// The HTML of a text in which every link has a target.
pub fn page(text: &str) -> String {
    fill(&read(text, None, &Options::default()))
}

pub fn fill(body: &Body) -> String {
    body.fill_links(|_, link| {
        let href: Cow<str> = match &link.target {
            LinkTarget::External(address) => Cow::Owned(address.to_string()),
            LinkTarget::OwnSource => Cow::Borrowed("./source"),
            LinkTarget::Local { path, .. } => Cow::Owned(format!("./{}", path.replace(':', "%3A"))),
            LinkTarget::Wikilink { id, .. } => {
                Cow::Owned(format!("./{}.html", id.replace(':', "%3A")))
            }
        };
        Resolved::Linked { href, text: None }
    })
}

const VOID: [&str; 5] = ["br", "hr", "img", "input", "wbr"];
const FORBIDDEN: [&str; 24] = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "button",
    "svg",
    "math",
    "meta",
    "link",
    "base",
    "template",
    "html",
    "head",
    "body",
    "main",
    "textarea",
    "title",
    "noscript",
    "frame",
    "frameset",
    "select",
    "plaintext",
];
const ATTRIBUTES: [&str; 26] = [
    "alt",
    "aria-label",
    "checked",
    "class",
    "colspan",
    "datetime",
    "dir",
    "disabled",
    "height",
    "href",
    "id",
    "lang",
    "loading",
    "open",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "value",
    "width",
];

/// Collects everything unsafe or unbalanced in some HTML.
#[derive(Default)]
struct Inspector {
    open: RefCell<Vec<String>>,
    ids: RefCell<HashSet<String>>,
    faults: RefCell<Vec<String>>,
    ended: Cell<bool>,
}

impl Inspector {
    fn fault(&self, fault: String) {
        self.faults.borrow_mut().push(fault);
    }

    fn tag(&self, tag: &Tag) {
        let name = tag.name.to_string();
        if FORBIDDEN.contains(&&*name) {
            self.fault(format!("a `{name}` element"));
        }
        if tag.kind == TagKind::EndTag {
            match self.open.borrow_mut().pop() {
                Some(open) if open == name => {}
                open => self.fault(format!("`</{name}>` ends {open:?}")),
            }
            return;
        }
        if !VOID.contains(&&*name) {
            self.open.borrow_mut().push(name.clone());
        }
        let value = |wanted: &str| {
            tag.attrs
                .iter()
                .find(|a| &*a.name.local == wanted)
                .map(|a| a.value.to_string())
        };
        if name == "input"
            && (value("type").as_deref() != Some("checkbox") || value("disabled").is_none())
        {
            self.fault("an input that is no task".into());
        }
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            if !ATTRIBUTES.contains(&name) {
                self.fault(format!("an attribute `{name}`"));
            }
            let address = attribute.value.trim().to_lowercase();
            let allowed = ["http:", "https:", "mailto:", "tel:", "./", "#"]
                .iter()
                .any(|a| address.starts_with(a));
            if ["href", "src"].contains(&name) && !allowed {
                self.fault(format!("the address `{address}`"));
            }
        }
        if let Some(id) = value("id")
            && !self.ids.borrow_mut().insert(id.clone())
        {
            self.fault(format!("the id `{id}` twice"));
        }
    }
}

impl TokenSink for Inspector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CommentToken(text) => self.fault(format!("the comment `{text}`")),
            Token::DoctypeToken(_) => self.fault("a doctype".into()),
            Token::ParseError(error) => self.fault(error.into_owned()),
            Token::EOFToken => self.ended.set(true),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Everything unsafe or unbalanced in some HTML.
/// The HTML without formulas, if they are nothing but MathML: `src/markdown/formula.rs` checks what it writes.
fn without_formulas(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some(start) = rest.find("<math display=\"") {
        let end = rest[start..].find("</math>").expect("a formula ends") + start + 7;
        let formula = &rest[start..end];
        let is_mathml = |tag: &str| tag.trim_start_matches('/').starts_with('m');
        assert!(formula.split('<').skip(1).all(is_mathml), "{formula}");
        assert!(
            !formula.contains(" on") && !formula.contains("style="),
            "{formula}"
        );
        out.push_str(&rest[..start]);
        rest = &rest[end..];
    }
    out + rest
}

pub fn faults(html: &str) -> Vec<String> {
    let html = without_formulas(html);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(&html));
    let tokenizer = Tokenizer::new(Inspector::default(), Default::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let inspector = tokenizer.sink;
    assert!(inspector.ended.get());
    let mut faults = inspector.faults.take();
    faults.extend(
        inspector
            .open
            .take()
            .into_iter()
            .map(|name| format!("`<{name}>` is not closed")),
    );
    faults
}
