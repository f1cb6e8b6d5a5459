//! A page keeps its header, main part and footer whatever a body opens or leaves open. Compares the trees that a browser
//! builds: every tag may be closed and text stand beside the footer all the same.

use crate::support::Project;
use crate::support::site::{Random, build, cases};
use casebook::markdown::{Options, Resolved, read};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::cell::RefCell;

/// Every element that a body may have, and some that it may not.
const ELEMENTS: &str = "a abbr article aside b bdi bdo blockquote br button caption cite code col colgroup dd del details \
    dfn div dl dt em fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd legend li main \
    mark menu nav ol optgroup option p pre q rp rt ruby s samp section select small span strong sub summary sup svg table \
    tbody td template textarea tfoot th thead time tr u ul var wbr";

/// What may stand behind a start tag.
const BEHIND: &[&str] = &[
    "",
    "x",
    " ",
    "x **y ",
    "\n\nx\n\n",
    "\n\n- x\n- y\n\n",
    "\n\n|x|\n|-|\n|y|\n\n",
    "\n\n## x\n\n",
    "\n\n> x\n\n",
];

/// What may stand before the first tag.
const BEFORE: &[&str] = &["", "", "- ", "x ", "> ", "|", "1. x\n\n   "];

/// A page that was built, cut where its body stands.
struct Shell {
    before: String,
    after: String,
    /// The tree of the page without what is in its body.
    tree: String,
}

impl Shell {
    fn built() -> Shell {
        let project = Project::new(
            ">>> casebook.yaml\ntitle: T\n>>> content/a.md\n---\ntitle: T\n---\nBODY\n",
        );
        build(project.root(), &["--no-search", "--quiet"]).exits(0);
        let html = std::fs::read_to_string(project.root().join("public/a.html")).unwrap();
        let (before, after) = html.split_once("<p>BODY</p>").unwrap();
        let shell = Shell {
            before: before.to_owned(),
            after: after.to_owned(),
            tree: String::new(),
        };
        let tree = shell.with("<p>BODY</p>").0;
        Shell { tree, ..shell }
    }

    /// The tree around the body, and the elements of the body, each with those around it.
    fn with(&self, body: &str) -> (String, Vec<String>) {
        let page = format!("{}{body}{}", self.before, self.after);
        let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(page);
        let (mut outside, mut inside) = (String::new(), vec![]);
        walk(&dom.document, 0, &mut outside, &mut inside);
        (outside, inside)
    }
}

fn walk(node: &Handle, depth: usize, outside: &mut String, inside: &mut Vec<String>) {
    for child in node.children.borrow().iter() {
        let mut is_body = false;
        match &child.data {
            NodeData::Element { name, attrs, .. } => {
                let attrs = attrs.borrow();
                let class = attrs.iter().find(|a| &*a.name.local == "class");
                let class = class.map_or("", |a| &*a.value);
                is_body = class.split(' ').any(|name| name == "prose");
                *outside += &format!("{:depth$}<{} {class}>\n", "", name.local);
            }
            NodeData::Text { contents } => {
                let text = contents.borrow();
                *outside += &format!("{:depth$}{}\n", "", text.trim());
            }
            _ => {}
        }
        match is_body {
            true => elements(child, "", inside),
            false => walk(child, depth + 1, outside, inside),
        }
    }
}

fn elements(node: &Handle, around: &str, found: &mut Vec<String>) {
    for child in node.children.borrow().iter() {
        let NodeData::Element { name, .. } = &child.data else {
            continue;
        };
        // The parser adds it to a table without one.
        let path = match &*name.local {
            "tbody" => around.to_owned(),
            name => format!("{around} {name}"),
        };
        found.extend((&*name.local != "tbody").then(|| path.clone()));
        elements(child, &path, found);
    }
}

/// The elements of some HTML as its tags are written, each with those around it.
#[derive(Default)]
struct Written {
    open: RefCell<Vec<String>>,
    found: RefCell<Vec<String>>,
}

impl TokenSink for Written {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(Tag { kind, name, .. }) = token else {
            return TokenSinkResult::Continue;
        };
        let mut open = self.open.borrow_mut();
        if kind == TagKind::EndTag {
            open.pop();
            return TokenSinkResult::Continue;
        }
        open.push(name.to_string());
        if &*name != "tbody" {
            let path = open.iter().filter(|name| *name != "tbody");
            let path: String = path.map(|name| format!(" {name}")).collect();
            self.found.borrow_mut().push(path);
        }
        if ["br", "hr", "img", "input", "wbr"].contains(&&*name) {
            open.pop();
        }
        TokenSinkResult::Continue
    }
}

fn written(html: &str) -> Vec<String> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Written::default(), Default::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.found.take()
}

#[track_caller]
fn assert_whole(shell: &Shell, text: &str) {
    let body = read(text, None, &Options::default());
    let html = body.fill_links(|_, _| Resolved::Linked {
        href: "x".into(),
        text: None,
    });
    let (outside, inside) = shell.with(&html);
    assert!(outside == shell.tree, "{text:?}\n{html}\n{outside}");
    assert_eq!(inside, written(&html), "{text:?}\n{html}");
}

/// Tags in this order, with text and Markdown behind them, some of them closed.
fn body_of(elements: &[&str], random: &mut Random) -> String {
    let mut text = (*random.pick(BEFORE)).to_owned();
    for name in elements {
        text += &format!("<{name}>{}", random.pick(BEHIND));
    }
    let mut closed: Vec<&&str> = elements.iter().filter(|_| random.below(2) == 0).collect();
    random.shuffle(&mut closed);
    for name in closed {
        text += &format!("</{name}>{}", random.pick(BEHIND));
    }
    text
}

#[test]
fn no_two_or_three_elements_bring_text_out_of_the_body() {
    let shell = Shell::built();
    let elements: Vec<&str> = ELEMENTS.split_ascii_whitespace().collect();
    let mut random = Random(3);
    for first in &elements {
        for second in &elements {
            if random.below(10) < cases(1, 10) {
                let text = body_of(&[first, second], &mut random);
                assert_whole(&shell, &text);
            }
        }
    }
    for _ in 0..cases(300, 3_000) {
        let three: Vec<&str> = (0..3).map(|_| *random.pick(&elements)).collect();
        assert_whole(&shell, &body_of(&three, &mut random));
    }
}

/// Those that content or a table moves, and those that end a paragraph: nested up to seven deep.
#[test]
fn no_parts_of_tables_and_lists_bring_text_out_of_the_body() {
    let shell = Shell::built();
    let parts = "table table table tr td th thead tbody caption p div ul li dl dt dd a b h2 details summary ruby rt";
    let parts: Vec<&str> = parts.split_ascii_whitespace().collect();
    let mut random = Random(5);
    for _ in 0..cases(300, 3_000) {
        let count = 2 + random.below(6);
        let some: Vec<&str> = (0..count).map(|_| *random.pick(&parts)).collect();
        assert_whole(&shell, &body_of(&some, &mut random));
    }
}

#[test]
fn a_table_inside_a_table_opens_only_in_a_cell() {
    let shell = Shell::built();
    for text in [
        "<table><table>",
        "<table><tr><table>x",
        "<table><table><table><table><table><table>x</table>y",
        "<table>\n\n|x|\n|-|\n|y|\n",
        "<table><tr>\n\n> |x|\n> |-|\n> |y|\n\nz",
        "<table><div><table>x</div></table>y",
        "<table><thead><b><table>x",
        "<table><caption><table><tr><td>x</table></caption><tr><td>y</table>",
        "|a|\n|-|\n|<table> x **y** <table>|\n",
        "- x <table> y\n- z",
    ] {
        assert_whole(&shell, text);
    }
}
