//! Plain pages with the tree of their folder, the previous and the next page and a table of contents; and the page of
//! each folder.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use serde::Serialize;

use super::folder::{Node, Tree};
use super::{Look, card, list, navigation, paging, prose};
use crate::document;
use crate::graph::Id;
use crate::page::{Inputs, Page, Shared, Url, encode_path};

/// A tree of up to so many pages is shown whole; of a larger one, the folder the page is in.
const LARGEST_TREE: usize = 150;
/// Templates end a component that calls itself more often than about 20 times.
const DEEPEST_TREE: usize = 12;
/// A table of contents of less says no more than the page.
const FEWEST_HEADINGS: usize = 3;
const MOST_HEADINGS: usize = 200;
/// So many links to a page are named on it.
const MOST_MENTIONS: usize = 50;
const LONGEST_SUMMARY: usize = 300;

/// A page or a folder in the tree beside a page. The current one is the one whose address is the page's.
#[derive(Serialize)]
struct Branch<'a> {
    href: String,
    title: &'a str,
    children: Vec<Branch<'a>>,
}

#[derive(Serialize)]
struct Heading<'a> {
    level: u8,
    href: String,
    text: &'a str,
}

#[derive(Serialize)]
struct Turn<'a> {
    href: String,
    title: &'a str,
}

/// A page, a folder or an entry in the list of a folder.
#[derive(Serialize)]
struct Line<'a> {
    href: String,
    title: &'a str,
    summary: String,
    icon: &'static str,
}

impl Line<'_> {
    /// About how large it will be.
    fn bytes(&self) -> usize {
        200 + self.href.len() + self.title.len() + self.summary.len()
    }
}

/// What is the same for many pages, built once.
struct Book<'a> {
    tree: Tree<'a>,
    /// Everything in reading order, and where each stands in it.
    order: Vec<Node>,
    place: HashMap<Node, usize>,
    /// By folder: its label and its tree.
    beside: Vec<Shared>,
    /// The items of the navigation that lead to plain pages.
    in_nav: HashSet<String>,
}

pub fn pages(look: &Look) -> Vec<Page> {
    let book = Book::new(look);
    let plain: Vec<Id> = look
        .graph
        .iter()
        .filter(|(_, e)| e.document.kind.is_none())
        .map(|(id, _)| id)
        .collect();
    let mut pages: Vec<Page> = plain.par_iter().map(|id| book.page(look, *id)).collect();
    let entries = book.entries(look);
    for folder in 1..book.tree.folders.len() {
        if !list::is_at(look, book.tree.folders[folder].path) {
            pages.extend(book.folder(look, folder, entries.get(&folder).map_or(&[], |e| e)));
        }
    }
    pages.extend(book.all(look));
    pages
}

impl<'a> Book<'a> {
    fn new(look: &Look<'a>) -> Self {
        let tree = Tree::new(look);
        let top = navigation::top_nodes(look, &tree);
        let shown = top.iter().take(navigation::MOST_PAGES);
        let in_nav = shown
            .map(|node| navigation::of_node(look, &tree, *node))
            .collect();
        let mut order = Vec::with_capacity(tree.top().size);
        for node in top {
            order.push(node);
            if let Node::Folder(folder) = node {
                order.extend(tree.reading_order(folder));
            }
        }
        let place = order
            .iter()
            .enumerate()
            .map(|(i, node)| (*node, i))
            .collect();
        let beside = beside(look, &tree);
        Book {
            tree,
            order,
            place,
            beside,
            in_nav,
        }
    }

    /// The item of the navigation to mark: the page's own, or that of all pages.
    fn nav(&self, own: String) -> String {
        match self.in_nav.contains(&own) {
            true => own,
            false => "pages".into(),
        }
    }

    fn page(&self, look: &Look, id: Id) -> Page {
        let entry = look.graph.entry(id);
        let document = &entry.document;
        let folder = self
            .tree
            .find(document::folder(&document.inner))
            .unwrap_or(0);
        let summary = prose::summary(entry);
        let nav = self.nav(navigation::of_page(document));
        let mut head = look.head(&entry.url, &document.title, summary, &nav);
        head.speak(document.fields.text("lang"));
        let inputs = self
            .inputs(look, &head, Node::Page(id), folder)
            .with("body", look.body(id))
            .with("toc", Shared::new(&contents(look, id)))
            .with("mentions", mentions(look, id))
            .with("source", Shared::new(&source(look, &document.path)))
            .with("entries", Shared::new::<[(); 0]>(&[]))
            .with("pager", Shared::default());
        Page::template(entry.url.clone(), "plain.html", inputs)
    }

    /// The page of a folder: its introduction, then what is in it.
    fn folder(&self, look: &Look, index: usize, entries: &[Id]) -> Vec<Page> {
        let folder = &self.tree.folders[index];
        let document = folder.introduction.map(|id| &look.graph.entry(id).document);
        let introduction = folder.introduction.map(|id| look.graph.entry(id));
        let description = introduction.map(prose::summary).unwrap_or_default();
        let nodes = folder.nodes.iter().map(|node| self.line(look, *node));
        let entries = entries.iter().map(|id| entry_line(look, *id));
        let lines: Vec<Line> = nodes.chain(entries).collect();
        let nav = self.nav(navigation::of_folder(folder.path));
        let parent = folder.parent.unwrap_or(0);
        let page = |part: paging::Part<Line>| {
            let mut head = look.head(&part.url, &folder.title, description, &nav);
            head.speak(document.and_then(|d| d.fields.text("lang")));
            let introduction = folder.introduction.filter(|_| part.number == 1);
            let inputs = self
                .inputs(look, &head, Node::Folder(index), parent)
                .with(
                    "body",
                    introduction.map_or_else(|| Shared::html(""), |id| look.body(id)),
                )
                .with(
                    "toc",
                    Shared::new(&introduction.map(|id| contents(look, id))),
                )
                .with(
                    "mentions",
                    introduction.map_or_else(Shared::default, |id| mentions(look, id)),
                )
                .with(
                    "source",
                    Shared::new(&document.and_then(|d| source(look, &d.path))),
                )
                .with("entries", Shared::new(part.items))
                .with("pager", Shared::new(&part.pager));
            Page::template(part.url, "plain.html", inputs)
        };
        let url = self.tree.url(look, index);
        let parts = paging::parts(&url, &lines, look.style(), Line::bytes);
        parts.into_iter().map(page).collect()
    }

    /// The list of everything at the top, where the navigation does not hold it.
    fn all(&self, look: &Look) -> Vec<Page> {
        let nodes = navigation::top_nodes(look, &self.tree);
        if nodes.len() <= navigation::MOST_PAGES {
            return vec![];
        }
        let lines: Vec<Line> = nodes.into_iter().map(|n| self.line(look, n)).collect();
        let page = |part: paging::Part<Line>| {
            let head = look.head(&part.url, "All pages", "", "pages");
            let inputs = look
                .inputs(&head)
                .with("folder_tree", Shared::default())
                .with("breadcrumb", Shared::default())
                .with("previous", Shared::default())
                .with("next", Shared::default())
                .with("body", Shared::html(""))
                .with("toc", Shared::default())
                .with("mentions", Shared::default())
                .with("source", Shared::default())
                .with("entries", Shared::new(part.items))
                .with("pager", Shared::new(&part.pager));
            Page::template(part.url, "plain.html", inputs)
        };
        let first = Url::new(navigation::ALL_PAGES);
        let parts = paging::parts(&first, &lines, look.style(), Line::bytes);
        parts.into_iter().map(page).collect()
    }

    /// The inputs that depend on where a page stands.
    fn inputs(&self, look: &Look, head: &super::Head, node: Node, folder: usize) -> Inputs {
        let turn = |place: Option<usize>| {
            let node = self.order.get(place?)?;
            Some(Turn {
                href: self.tree.href(look, *node),
                title: self.tree.title(look, *node),
            })
        };
        let place = self.place.get(&node).copied();
        let own = match node {
            Node::Folder(own) => own,
            Node::Page(_) => folder,
        };
        look.inputs(head)
            .with("folder_tree", self.beside[own].clone())
            .with("breadcrumb", self.crumb(look, folder))
            .with(
                "previous",
                Shared::new(&turn(place.and_then(|p| p.checked_sub(1)))),
            )
            .with("next", Shared::new(&turn(place.map(|p| p + 1))))
    }

    fn crumb(&self, look: &Look, folder: usize) -> Shared {
        let crumb = (folder != 0).then(|| Turn {
            href: self.tree.href(look, Node::Folder(folder)),
            title: &self.tree.folders[folder].title,
        });
        Shared::new(&crumb)
    }

    fn line<'b>(&'b self, look: &'b Look, node: Node) -> Line<'b> {
        let (id, icon) = match node {
            Node::Page(id) => (Some(id), "page"),
            Node::Folder(folder) => (self.tree.folders[folder].introduction, "folder"),
        };
        let summary = id.map(|id| prose::summary(look.graph.entry(id)));
        Line {
            href: self.tree.href(look, node),
            title: self.tree.title(look, node),
            summary: paging::cut(summary.unwrap_or_default(), LONGEST_SUMMARY),
            icon,
        }
    }

    /// Entries with a kind by the nearest folder around them that has a page.
    fn entries(&self, look: &Look) -> HashMap<usize, Vec<Id>> {
        let mut found: HashMap<usize, Vec<Id>> = HashMap::new();
        if self.tree.folders.len() == 1 {
            return found;
        }
        for (id, entry) in look.graph.iter().filter(|(_, e)| e.document.kind.is_some()) {
            let mut path = document::folder(&entry.document.inner);
            while !path.is_empty() {
                if let Some(folder) = self.tree.find(path) {
                    found.entry(folder).or_default().push(id);
                    break;
                }
                path = document::folder(path);
            }
        }
        found
    }
}

/// For each folder the tree that stands beside its pages: `{label, branches, more?}`, or none at the top.
fn beside(look: &Look, tree: &Tree) -> Vec<Shared> {
    let mut whole: HashMap<usize, Shared> = HashMap::new();
    (0..tree.folders.len())
        .map(|folder| {
            let outermost = tree.outermost(folder);
            match tree.folders[outermost].size {
                _ if folder == 0 => Shared::default(),
                0 => Shared::default(),
                size if size <= LARGEST_TREE => whole
                    .entry(outermost)
                    .or_insert_with(|| grown(look, tree, outermost, true))
                    .clone(),
                _ => grown(look, tree, folder, false),
            }
        })
        .collect()
}

#[derive(Serialize)]
struct Grown<'a> {
    label: &'a str,
    branches: Vec<Branch<'a>>,
    /// Where the others are listed.
    more: Option<String>,
}

fn grown(look: &Look, tree: &Tree, folder: usize, is_whole: bool) -> Shared {
    let nodes = &tree.folders[folder].nodes;
    let shown = nodes.iter().take(LARGEST_TREE);
    let here = Node::Folder(folder);
    // The navigation itself leads to the outermost folder.
    let levels = if is_whole { DEEPEST_TREE } else { 0 };
    let inner = Some(here).filter(|_| !is_whole && tree.folders[folder].parent != Some(0));
    Shared::new(&Grown {
        label: &tree.folders[folder].title,
        branches: inner
            .into_iter()
            .map(|node| branch(look, tree, node, 0))
            .chain(shown.map(|node| branch(look, tree, *node, levels)))
            .collect(),
        more: (nodes.len() > LARGEST_TREE).then(|| tree.href(look, here)),
    })
}

/// Of a folder so many levels below it are told, and then its own page is the way on.
fn branch<'a>(look: &'a Look, tree: &'a Tree, node: Node, levels: usize) -> Branch<'a> {
    let children = match node {
        Node::Folder(folder) if levels > 0 => &tree.folders[folder].nodes,
        _ => &vec![],
    };
    Branch {
        href: tree.href(look, node),
        title: tree.title(look, node),
        children: children
            .iter()
            .map(|n| branch(look, tree, *n, levels - 1))
            .collect(),
    }
}

/// The headings of the second and third level; none where there are few.
fn contents<'a>(look: &'a Look, id: Id) -> Vec<Heading<'a>> {
    let entry = look.graph.entry(id);
    let headings = entry.document.body.headings.iter();
    let shown = headings.filter(|h| (2..=3).contains(&h.level) && !h.id.is_empty());
    let headings: Vec<Heading> = shown
        .take(MOST_HEADINGS)
        .map(|h| Heading {
            level: h.level,
            href: format!("#{}", encode_path(&h.id)),
            text: &h.text,
        })
        .collect();
    match headings.len() < FEWEST_HEADINGS {
        true => vec![],
        false => headings,
    }
}

/// The cards of what links to this page, each once.
fn mentions(look: &Look, id: Id) -> Shared {
    let back = look
        .graph
        .entry(id)
        .back
        .iter()
        .map(|e| look.graph.edge(*e).from);
    let mut from: Vec<Id> = back.filter(|from| *from != id).collect();
    from.sort();
    from.dedup();
    from.truncate(MOST_MENTIONS);
    look.card_list(from)
}

/// Where a file is in the repository.
fn source(look: &Look, path: &str) -> Option<String> {
    let repository = look.config.repository.as_deref()?;
    let (branch, path) = (encode_path(&look.config.branch), encode_path(path));
    Some(format!(
        "{}/blob/{branch}/{path}",
        repository.trim_end_matches('/')
    ))
}

fn entry_line<'a>(look: &'a Look, id: Id) -> Line<'a> {
    let entry = look.graph.entry(id);
    let document = &entry.document;
    Line {
        href: entry.url.link(look.style()),
        title: &document.title,
        summary: paging::cut(prose::summary(entry), LONGEST_SUMMARY),
        icon: card::icon(look.graph.role(id)),
    }
}
