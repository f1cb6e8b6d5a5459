//! The tree of plain pages: folders, their pages and introductions, in reading order. Built once, for every view that
//! shows plain pages.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Look;
use crate::document;
use crate::graph::{BodyLink, Id};
use crate::page::Url;

/// Every folder that holds plain pages, and the folders around them.
pub struct Tree<'a> {
    /// The first is the content folder itself.
    pub folders: Vec<Folder<'a>>,
    by_path: HashMap<&'a str, usize>,
}

pub struct Folder<'a> {
    /// From the content folder; empty at the top.
    pub path: &'a str,
    pub title: String,
    pub introduction: Option<Id>,
    pub parent: Option<usize>,
    /// Pages and folders by `order`, then title.
    pub nodes: Vec<Node>,
    /// Nodes in this folder and all below.
    pub size: usize,
    order: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Page(Id),
    /// An index into [`Tree::folders`].
    Folder(usize),
}

impl<'a> Tree<'a> {
    pub fn new(look: &Look<'a>) -> Self {
        let mut tree = Tree {
            folders: vec![],
            by_path: HashMap::new(),
        };
        tree.folder(look, "");
        let graph = look.graph;
        let plain = graph.ids().filter(|id| {
            let document = &graph.entry(*id).document;
            document.kind.is_none() && !is_of_kind(look, *id)
        });
        for id in plain {
            let document = &graph.entry(id).document;
            let folder = tree.folder(look, document::folder(&document.inner));
            match document.introduction {
                true => tree.introduce(look, folder, id),
                false => tree.folders[folder].nodes.push(Node::Page(id)),
            }
        }
        for path in linked_folders(look) {
            tree.folder(look, path);
        }
        tree.finish(look);
        tree
    }

    pub fn top(&self) -> &Folder<'a> {
        &self.folders[0]
    }

    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Where the page of a folder stands.
    pub fn url(&self, look: &Look, folder: usize) -> Url {
        let folder = &self.folders[folder];
        match folder.introduction {
            Some(id) => look.graph.entry(id).url.clone(),
            None if folder.path.is_empty() => Url::new("index.html"),
            None => Url::new(format!("{}/index.html", folder.path)),
        }
    }

    /// The outermost folder around this one, below the content folder.
    pub fn outermost(&self, mut folder: usize) -> usize {
        while let Some(parent) = self.folders[folder].parent.filter(|p| *p != 0) {
            folder = parent;
        }
        folder
    }

    /// The pages and folders below a folder, in reading order, the folder itself not counted.
    pub fn reading_order(&self, folder: usize) -> Vec<Node> {
        let mut found = Vec::with_capacity(self.folders[folder].size);
        let mut stack: Vec<Node> = self.folders[folder].nodes.iter().rev().copied().collect();
        while let Some(node) = stack.pop() {
            found.push(node);
            if let Node::Folder(inner) = node {
                stack.extend(self.folders[inner].nodes.iter().rev());
            }
        }
        found
    }

    pub fn title<'b>(&'b self, look: &'b Look, node: Node) -> &'b str {
        match node {
            Node::Page(id) => &look.graph.entry(id).document.title,
            Node::Folder(folder) => &self.folders[folder].title,
        }
    }

    pub fn href(&self, look: &Look, node: Node) -> String {
        match node {
            Node::Page(id) => look.graph.entry(id).url.link(look.style()),
            Node::Folder(folder) => self.url(look, folder).link(look.style()),
        }
    }

    /// Finds a folder, or makes it and those around it.
    fn folder(&mut self, look: &Look, path: &'a str) -> usize {
        if let Some(found) = self.by_path.get(path) {
            return *found;
        }
        let parent = (!path.is_empty()).then(|| self.folder(look, document::folder(path)));
        let index = self.folders.len();
        let name = path.rsplit('/').next().unwrap_or(path);
        let title = match path {
            "" => look.title.to_owned(),
            _ => super::prose::capital(&name.replace(['-', '_'], " ")),
        };
        self.folders.push(Folder {
            path,
            title,
            introduction: None,
            parent,
            nodes: vec![],
            size: 0,
            order: f64::INFINITY,
        });
        self.by_path.insert(path, index);
        index
    }

    fn introduce(&mut self, look: &Look, folder: usize, id: Id) {
        let document = &look.graph.entry(id).document;
        let folder = &mut self.folders[folder];
        folder.introduction = Some(id);
        folder.title = document.title.to_string();
        folder.order = document.fields.number("order").unwrap_or(f64::INFINITY);
    }

    /// Hangs folders into their parents, sorts, and counts.
    fn finish(&mut self, look: &Look) {
        for index in 1..self.folders.len() {
            if let Some(parent) = self.folders[index].parent {
                self.folders[parent].nodes.push(Node::Folder(index));
            }
        }
        let keys: Vec<(f64, String)> = self
            .folders
            .iter()
            .map(|f| (f.order, f.title.to_lowercase()))
            .collect();
        let key = |node: &Node| match node {
            Node::Folder(index) => keys[*index].clone(),
            Node::Page(id) => {
                let document = &look.graph.entry(*id).document;
                let order = document.fields.number("order").unwrap_or(f64::INFINITY);
                (order, document.title.to_lowercase())
            }
        };
        for folder in &mut self.folders {
            let mut keyed: Vec<_> = folder.nodes.iter().map(|n| (key(n), *n)).collect();
            keyed.sort_by(|((a, s), _), ((b, t), _)| a.total_cmp(b).then_with(|| s.cmp(t)));
            folder.nodes = keyed.into_iter().map(|(_, node)| node).collect();
        }
        // A folder is made after the one around it, so from the last to the first everything below is counted.
        for index in (0..self.folders.len()).rev() {
            self.folders[index].size += self.folders[index].nodes.len();
            if let Some(parent) = self.folders[index].parent {
                self.folders[parent].size += self.folders[index].size;
            }
        }
    }
}

/// The introductions of folders by the address of the folder's page.
pub fn introductions<'a>(look: &Look<'a>) -> BTreeMap<&'a Url, Id> {
    let graph = look.graph;
    let found = graph
        .ids()
        .filter(|id| graph.entry(*id).document.introduction);
    found.map(|id| (&graph.entry(id).url, id)).collect()
}

/// Does it introduce the list of a kind?
fn is_of_kind(look: &Look, id: Id) -> bool {
    let entry = look.graph.entry(id);
    let folder = document::folder(&entry.document.inner);
    entry.document.introduction && look.graph.schema.kind_of_folder(folder).is_some()
}

/// Folders without plain pages that some body links to: the link must lead somewhere.
fn linked_folders<'a>(look: &Look<'a>) -> BTreeSet<&'a str> {
    let lists: HashSet<&str> = look.graph.schema.kinds.iter().map(|k| k.folder()).collect();
    let links = look.graph.entries.iter().flat_map(|e| &e.body_links);
    let folders = links.filter_map(|link| match link {
        BodyLink::Page { url, .. } => url.as_str().strip_suffix("/index.html"),
        _ => None,
    });
    folders.filter(|path| !lists.contains(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    const FILES: [(&str, &str); 7] = [
        ("guide/index.md", "---\ntitle: The guide\norder: 2\n---\n"),
        ("guide/zebra.md", "---\ntitle: Zebra\norder: 1\n---\n"),
        ("guide/apple.md", "# Apple\n"),
        ("guide/deep/er/page.md", "# Page\n"),
        ("about.md", "# About\n"),
        ("personas/index.md", "# Our people\n"),
        ("personas/ana.md", "---\nname: Ana\n---\n"),
    ];

    #[test]
    fn pages_and_folders_are_in_order_then_by_title_and_lists_of_kinds_are_none_of_them() {
        let titles = fixture::look(&FILES, |look| {
            let tree = Tree::new(look);
            let order = tree.reading_order(0).into_iter();
            order
                .map(|node| format!("{} {}", tree.title(look, node), tree.href(look, node)))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            titles,
            [
                "The guide guide/index.html",
                "Zebra guide/zebra.html",
                "Apple guide/apple.html",
                "Deep guide/deep/index.html",
                "Er guide/deep/er/index.html",
                "Page guide/deep/er/page.html",
                "About about.html",
            ]
        );
    }

    #[test]
    fn a_folder_that_is_only_linked_to_has_a_page_too() {
        let files = [
            ("products/x/personas/ana.md", "---\nname: Ana\n---\n"),
            ("a.md", "See [x](products/x/).\n"),
        ];
        let found = fixture::look(&files, |look| Tree::new(look).find("products/x").is_some());
        assert!(found);
    }
}
