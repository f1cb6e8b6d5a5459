//! The tree of plain pages: folders, their index files and pages, in reading order.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use super::page_link::PageLink;
use super::{SiteContext, card, prose};
use crate::content::document;
use crate::graph::{BodyLink, EntryId, Graph};
use crate::model::Schema;
use crate::page::Url;

/// Every folder that holds plain pages, and the folders around them.
pub struct FolderTree<'a> {
    /// The first is the content folder itself.
    pub folders: Vec<Folder<'a>>,
    /// By path as [`Schema::address_of`] writes it.
    by_path: HashMap<Cow<'a, str>, usize>,
    schema: &'a Schema,
}

pub struct Folder<'a> {
    /// From the content folder; empty for the content folder itself.
    pub path: &'a str,
    /// The path in the address of its page: without the tails that Notion gives folders.
    address: &'a str,
    pub title: String,
    /// Its index file: `index.md`, `_index.md` or `README.md`. One with a kind is the entry that the folder is.
    pub section_index: Option<EntryId>,
    pub parent: Option<usize>,
    /// Pages and folders by `order`, then a leading number of the name, then title.
    pub children: Vec<FolderNode>,
    /// Nodes in this folder and in all folders below it.
    pub descendant_count: usize,
    order: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FolderNode {
    Page(EntryId),
    /// An index into [`FolderTree::folders`].
    Folder(usize),
}

/// A page, a folder or an entry in a list.
#[derive(Serialize)]
pub struct PageItem<'a> {
    /// From the root of the site.
    pub href: String,
    pub title: &'a str,
    pub summary: Cow<'a, str>,
    /// page · folder · the role of an entry
    pub what: &'static str,
}

impl<'a> PageItem<'a> {
    pub fn of_page(site: &'a SiteContext, id: EntryId) -> Self {
        PageItem {
            href: site.href(id),
            title: site.title_of(id),
            summary: prose::short_summary(site.graph.entry(id)),
            what: card::role_icon(site.graph.role(id)),
        }
    }
}

impl FolderNode {
    pub fn icon(self) -> &'static str {
        match self {
            FolderNode::Page(_) => "page",
            FolderNode::Folder(_) => "folder",
        }
    }
}

impl<'a> FolderTree<'a> {
    pub fn new(site: &'a SiteContext) -> Self {
        let mut tree = FolderTree {
            folders: vec![],
            by_path: HashMap::new(),
            schema: &site.graph.schema,
        };
        tree.find_or_insert(site, "");
        let graph = &site.graph;
        let plain = graph.ids().filter(|id| {
            let document = &graph.entry(*id).document;
            document.kind.is_none() && document.introduces.is_none()
        });
        for id in plain {
            let document = &graph.entry(id).document;
            let folder = tree.find_or_insert(site, document::parent_folder(&document.content_path));
            match document.is_section_index {
                true => tree.set_section_index(site, folder, id),
                false => tree.folders[folder].children.push(FolderNode::Page(id)),
            }
            if !document.is_given("id") {
                tree.set_addresses(folder, document::parent_folder(&document.id));
            }
        }
        for path in linked_folders(site) {
            let folder = tree.find_or_insert(site, path);
            tree.folders[folder].address = path;
        }
        for (path, id) in whole_folders(graph) {
            if let Some(folder) = tree.find(path) {
                tree.set_section_index(site, folder, id);
            }
        }
        tree.link_and_sort(site);
        tree
    }

    pub fn root(&self) -> &Folder<'a> {
        &self.folders[0]
    }

    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(&*self.schema.address_of(path)).copied()
    }

    /// The URL of the page of a folder.
    pub fn folder_url(&self, site: &SiteContext, folder: usize) -> Url {
        let folder = &self.folders[folder];
        match folder.section_index {
            Some(id) => site.graph.entry(id).url.clone(),
            None if folder.path.is_empty() => Url::new("index.html"),
            None => {
                let address = self.schema.address_of(folder.address);
                Url::new(format!("{address}/index.html"))
            }
        }
    }

    /// The ancestor of a folder directly below the content folder, or the folder itself.
    pub fn outermost_ancestor(&self, mut folder: usize) -> usize {
        while let Some(parent) = self.folders[folder].parent.filter(|p| *p != 0) {
            folder = parent;
        }
        folder
    }

    /// The pages and folders below a folder, depth first, without the folder itself.
    pub fn reading_order(&self, folder: usize) -> Vec<FolderNode> {
        let mut found = Vec::with_capacity(self.folders[folder].descendant_count);
        let mut stack: Vec<FolderNode> = self.folders[folder]
            .children
            .iter()
            .rev()
            .copied()
            .collect();
        while let Some(node) = stack.pop() {
            found.push(node);
            if let FolderNode::Folder(inner) = node {
                stack.extend(self.folders[inner].children.iter().rev());
            }
        }
        found
    }

    /// The same with the node itself before them.
    pub fn whole_branch(&self, node: FolderNode) -> Vec<FolderNode> {
        let mut found = vec![node];
        if let FolderNode::Folder(folder) = node {
            found.extend(self.reading_order(folder));
        }
        found
    }

    /// The page, or the index file of the folder.
    pub fn entry_of(&self, node: FolderNode) -> Option<EntryId> {
        match node {
            FolderNode::Page(id) => Some(id),
            FolderNode::Folder(folder) => self.folders[folder].section_index,
        }
    }

    /// The folder that a node is in; the content folder is in itself.
    pub fn parent_of(&self, site: &SiteContext, node: FolderNode) -> usize {
        let found = match node {
            FolderNode::Page(id) => {
                let path = &site.graph.entry(id).document.content_path;
                self.find(document::parent_folder(path))
            }
            FolderNode::Folder(folder) => self.folders[folder].parent,
        };
        found.unwrap_or(0)
    }

    pub fn link(&self, site: &SiteContext, node: FolderNode) -> PageLink {
        PageLink {
            href: self.href(site, node),
            title: self.title(site, node).to_owned(),
        }
    }

    pub fn item<'b>(&'b self, site: &'b SiteContext, node: FolderNode) -> PageItem<'b> {
        match node {
            FolderNode::Page(id) => PageItem::of_page(site, id),
            FolderNode::Folder(folder) => PageItem {
                href: self.href(site, node),
                title: &self.folders[folder].title,
                summary: self.folders[folder]
                    .section_index
                    .map(|id| prose::short_summary(site.graph.entry(id)))
                    .unwrap_or_default(),
                what: node.icon(),
            },
        }
    }

    pub fn title<'b>(&'b self, site: &'b SiteContext, node: FolderNode) -> &'b str {
        match node {
            FolderNode::Page(id) => site.title_of(id),
            FolderNode::Folder(folder) => &self.folders[folder].title,
        }
    }

    pub fn href(&self, site: &SiteContext, node: FolderNode) -> String {
        match node {
            FolderNode::Page(id) => site.href(id),
            FolderNode::Folder(folder) => self.folder_url(site, folder).to_link(site.url_style()),
        }
    }

    /// The index of a folder. Adds it and its missing ancestors.
    fn find_or_insert(&mut self, site: &SiteContext, path: &'a str) -> usize {
        if let Some(found) = self.find(path) {
            return found;
        }
        let parent =
            (!path.is_empty()).then(|| self.find_or_insert(site, document::parent_folder(path)));
        let index = self.folders.len();
        let title = match path {
            "" => site.title.to_owned(),
            _ => document::title_of_name(last_part(path)),
        };
        self.folders.push(Folder {
            path,
            address: path,
            title,
            section_index: None,
            parent,
            children: vec![],
            descendant_count: 0,
            order: f64::INFINITY,
        });
        self.by_path.insert(self.schema.address_of(path), index);
        index
    }

    /// Gives a folder and those above it the addresses that a page in it has.
    fn set_addresses(&mut self, folder: usize, address: &'a str) {
        if self.folders[folder].path.matches('/').count() != address.matches('/').count() {
            return;
        }
        let (mut folder, mut address) = (Some(folder), address);
        while let Some(at) = folder.filter(|at| *at != 0) {
            self.folders[at].address = address;
            (folder, address) = (self.folders[at].parent, document::parent_folder(address));
        }
    }

    fn set_section_index(&mut self, site: &SiteContext, folder: usize, id: EntryId) {
        let document = &site.graph.entry(id).document;
        let folder = &mut self.folders[folder];
        folder.section_index = Some(id);
        folder.title = document.title.to_string();
        folder.order = document.fields.number("order").unwrap_or(f64::INFINITY);
    }

    /// Adds folders to the children of their parents, sorts all children and counts descendants.
    fn link_and_sort(&mut self, site: &SiteContext) {
        for index in 1..self.folders.len() {
            if let Some(parent) = self.folders[index].parent {
                self.folders[parent]
                    .children
                    .push(FolderNode::Folder(index));
            }
        }
        let keys: Vec<(f64, _)> = self
            .folders
            .iter()
            .map(|f| {
                (
                    f.order,
                    (
                        document::leading_numbers(last_part(f.path)),
                        f.title.to_lowercase(),
                    ),
                )
            })
            .collect();
        let key = |node: &FolderNode| match node {
            FolderNode::Folder(index) => keys[*index].clone(),
            FolderNode::Page(id) => {
                let document = &site.graph.entry(*id).document;
                let order = document.fields.number("order").unwrap_or(f64::INFINITY);
                let number = document::leading_numbers(document::file_stem(&document.content_path));
                (order, (number, document.title.to_lowercase()))
            }
        };
        for folder in &mut self.folders {
            let mut keyed: Vec<_> = folder.children.iter().map(|n| (key(n), *n)).collect();
            keyed.sort_by(|((a, s), _), ((b, t), _)| a.total_cmp(b).then_with(|| s.cmp(t)));
            folder.children = keyed.into_iter().map(|(_, node)| node).collect();
        }
        // A parent has a lower index than its children, so in this order their counts are complete when it adds them.
        for index in (0..self.folders.len()).rev() {
            self.folders[index].descendant_count += self.folders[index].children.len();
            if let Some(parent) = self.folders[index].parent {
                self.folders[parent].descendant_count += self.folders[index].descendant_count;
            }
        }
    }
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The index files of folders by the URL of the folder's page.
pub fn section_indexes(site: &SiteContext) -> BTreeMap<&Url, EntryId> {
    let graph = &site.graph;
    let found = graph
        .ids()
        .filter(|id| graph.entry(*id).document.is_section_index);
    found.map(|id| (&graph.entry(id).url, id)).collect()
}

/// The entries that are a whole folder, by its path.
pub fn whole_folders(graph: &Graph) -> HashMap<&str, EntryId> {
    let entries = graph.iter().filter(|(_, e)| e.document.is_whole_folder);
    entries
        .map(|(id, e)| (document::parent_folder(&e.document.content_path), id))
        .collect()
}

/// Folders that a body links to. They get a page even without plain pages, so that the link is not broken.
fn linked_folders(site: &SiteContext) -> BTreeSet<&str> {
    let kinds = site.graph.schema.kinds.iter();
    let lists: HashSet<&str> = kinds.map(|k| &*k.page_folder).collect();
    let entries = site.graph.entries.iter();
    let pages = entries.filter_map(|e| e.url.as_str().strip_suffix("/index.html"));
    let pages: HashSet<&str> = pages.collect();
    let links = site.graph.entries.iter().flat_map(|e| &e.body_links);
    let folders = links.filter_map(|link| match link {
        BodyLink::Page { url, .. } => url.as_str().strip_suffix("/index.html"),
        _ => None,
    });
    folders
        .filter(|path| !lists.contains(path) && !pages.contains(path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    const FILES: [(&str, &str); 10] = [
        ("guide/index.md", "---\ntitle: The guide\norder: 2\n---\n"),
        ("guide/zebra.md", "---\ntitle: Zebra\norder: 1\n---\n"),
        ("guide/apple.md", "# Apple\n"),
        ("guide/deep/er/page.md", "# Page\n"),
        ("guide/10-mid.md", "# A tenth\n"),
        ("guide/2-alpha.md", "text"),
        ("09_why/1. First.md", "text"),
        ("about.md", "# About\n"),
        ("personas/index.md", "# Our people\n"),
        ("personas/ana.md", "---\nname: Ana\n---\n"),
    ];

    #[test]
    fn the_tree_is_sorted_by_order_then_number_then_title_and_has_no_folders_of_kinds() {
        let titles = fixture::with_site(&FILES, |site| {
            let tree = FolderTree::new(site);
            let order = tree.reading_order(0).into_iter();
            order
                .map(|node| format!("{} {}", tree.title(site, node), tree.href(site, node)))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            titles,
            [
                "The guide guide/index.html",
                "Zebra guide/zebra.html",
                "Alpha guide/2-alpha.html",
                "A tenth guide/10-mid.html",
                "Apple guide/apple.html",
                "Deep guide/deep/index.html",
                "Er guide/deep/er/index.html",
                "Page guide/deep/er/page.html",
                "Why 09_why/index.html",
                "First 09_why/1.%20First.html",
                "About about.html",
            ]
        );
    }

    #[test]
    fn a_folder_that_a_page_links_to_has_a_page() {
        let files = [
            ("products/x/personas/ana.md", "---\nname: Ana\n---\n"),
            ("a.md", "See [x](products/x/).\n"),
        ];
        let found = fixture::with_site(&files, |site| {
            FolderTree::new(site).find("products/x").is_some()
        });
        assert!(found);
    }
}
