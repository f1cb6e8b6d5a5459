//! The pages of entries without a kind, with a side tree, links to the previous and next page and a table of contents;
//! the page of each folder; and the list of all pages.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::folder_tree::{FolderNode, FolderTree};
use super::{SiteContext, card, list, nav, paging, prose};
use crate::content::document;
use crate::graph::EntryId;
use crate::page::{Inputs, Page, Shared, Url, encode_path};

/// A tree of up to this many nodes is shown whole; of a larger one, only the folder that the page is in.
const MAX_WHOLE_TREE: usize = 150;
/// Templates stop a component that calls itself more than about 20 times.
const MAX_TREE_DEPTH: usize = 12;
/// With fewer headings a page has no table of contents.
const MIN_HEADINGS: usize = 3;
const MAX_HEADINGS: usize = 200;
const MAX_BACKLINKS: usize = 50;

/// A page or a folder in the side tree. Templates find the current one by its address.
#[derive(Serialize)]
struct NavTreeNode<'a> {
    href: String,
    title: &'a str,
    children: Vec<NavTreeNode<'a>>,
}

#[derive(Serialize)]
struct TocItem<'a> {
    level: u8,
    href: String,
    text: &'a str,
}

#[derive(Serialize)]
struct TitledLink<'a> {
    href: String,
    title: &'a str,
}

/// A page, a folder or an entry in the list of a folder.
#[derive(Serialize)]
struct FolderItem<'a> {
    href: String,
    title: &'a str,
    summary: Cow<'a, str>,
    icon: &'static str,
}

impl FolderItem<'_> {
    /// The approximate size of its HTML.
    fn estimated_bytes(&self) -> usize {
        200 + self.href.len() + self.title.len() + self.summary.len()
    }
}

/// What many plain pages share, built once.
struct PlainPagesContext<'a> {
    tree: FolderTree<'a>,
    /// All nodes in reading order, and the index of each in it.
    reading_order: Vec<FolderNode>,
    position: HashMap<FolderNode, usize>,
    /// The [`SideTree`] of each folder.
    side_trees: Vec<Shared>,
    /// The ids of the navigation's items for plain pages and folders.
    nav_ids: HashSet<String>,
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let context = PlainPagesContext::new(site);
    let plain: Vec<EntryId> = site
        .graph
        .iter()
        .filter(|(_, e)| e.document.kind.is_none())
        .map(|(id, _)| id)
        .collect();
    let mut pages: Vec<Page> = plain
        .par_iter()
        .map(|id| context.plain_page(site, *id))
        .collect();
    let entries = context.entries_by_folder(site);
    for folder in 1..context.tree.folders.len() {
        let node = &context.tree.folders[folder];
        let index = node.section_index.map(|id| &site.graph.entry(id).document);
        let is_entry = index.is_some_and(|document| document.kind.is_some());
        if !is_entry && !list::is_list_folder(site, node.path) {
            let entries: &[EntryId] = entries.get(&folder).map_or(&[], |e| e);
            pages.extend(context.folder_pages(site, folder, entries));
        }
    }
    pages.extend(context.all_pages_list(site));
    pages
}

impl<'a> PlainPagesContext<'a> {
    fn new(site: &'a SiteContext) -> Self {
        let tree = FolderTree::new(site);
        let top = nav::top_nodes(site, &tree);
        let shown = top.iter().take(nav::MAX_NAV_PAGES);
        let nav_ids = shown
            .map(|node| nav::nav_id_of_node(site, &tree, *node))
            .collect();
        let mut reading_order = Vec::with_capacity(tree.root().descendant_count);
        for node in top {
            reading_order.push(node);
            if let FolderNode::Folder(folder) = node {
                reading_order.extend(tree.reading_order(folder));
            }
        }
        let folders_of_lists = tree
            .root()
            .children
            .iter()
            .filter(|n| nav::is_list(site, &tree, **n));
        for node in folders_of_lists {
            if let FolderNode::Folder(folder) = node {
                reading_order.extend(tree.reading_order(*folder));
            }
        }
        let position = reading_order
            .iter()
            .enumerate()
            .map(|(i, node)| (*node, i))
            .collect();
        let side_trees = build_side_trees(site, &tree);
        PlainPagesContext {
            tree,
            reading_order,
            position,
            side_trees,
            nav_ids,
        }
    }

    /// The item of the navigation to mark as current: the page's own, or “All pages” if it has none.
    fn current_nav_id(&self, own: String) -> String {
        match self.nav_ids.contains(&own) {
            true => own,
            false => "pages".into(),
        }
    }

    fn plain_page(&self, site: &SiteContext, id: EntryId) -> Page {
        let entry = site.graph.entry(id);
        let document = &entry.document;
        let folder = self
            .tree
            .find(document::parent_folder(&document.content_path))
            .unwrap_or(0);
        let summary = prose::summary(entry);
        let nav = self.current_nav_id(nav::nav_id_of_page(document));
        let mut meta = site.page_meta(&entry.url, document.whole_title(), summary, &nav);
        meta.set_language(document.fields.text("lang"));
        let mut inputs = self.position_inputs(site, &meta, FolderNode::Page(id), folder);
        set_entry_inputs(&mut inputs, site, id);
        inputs.set("source", Shared::new(&site.source_url(&document.path)));
        plain_html(entry.url.clone(), inputs)
    }

    /// The page of a folder: the body of its index file, then the list of what is in it.
    fn folder_pages(&self, site: &SiteContext, index: usize, entries: &[EntryId]) -> Vec<Page> {
        let folder = &self.tree.folders[index];
        let document = folder
            .section_index
            .map(|id| &site.graph.entry(id).document);
        let section_index = folder.section_index.map(|id| site.graph.entry(id));
        let description = section_index.map(prose::summary).unwrap_or_default();
        let nodes = folder
            .children
            .iter()
            .map(|node| self.node_item(site, *node));
        let entries = entries.iter().map(|id| entry_item(site, *id));
        let lines: Vec<FolderItem> = nodes.chain(entries).collect();
        let nav = self.current_nav_id(nav::nav_id_of_folder(folder.path));
        let parent = folder.parent.unwrap_or(0);
        let page = |part: paging::ListPage<FolderItem>| {
            let title = document.map_or(&*folder.title, |document| document.whole_title());
            let mut meta = site.page_meta(&part.url, title, description, &nav);
            meta.set_language(document.and_then(|d| d.fields.text("lang")));
            let section_index = folder.section_index.filter(|_| part.number == 1);
            let node = FolderNode::Folder(index);
            let mut inputs = self.position_inputs(site, &meta, node, parent);
            if let Some(id) = section_index {
                set_entry_inputs(&mut inputs, site, id);
            }
            let source = document.and_then(|d| site.source_url(&d.path));
            inputs.set("source", Shared::new(&source));
            inputs.set("entries", Shared::new(part.items));
            inputs.set("pager", Shared::new(&part.pager));
            plain_html(part.url, inputs)
        };
        let url = self.tree.folder_url(site, index);
        let parts = paging::paginate(&url, &lines, site.url_style(), FolderItem::estimated_bytes);
        parts.into_iter().map(page).collect()
    }

    /// The list of all top-level nodes, if there are more than the navigation holds.
    fn all_pages_list(&self, site: &SiteContext) -> Vec<Page> {
        let nodes = nav::top_nodes(site, &self.tree);
        if nodes.len() <= nav::MAX_NAV_PAGES {
            return vec![];
        }
        let lines: Vec<FolderItem> = nodes.into_iter().map(|n| self.node_item(site, n)).collect();
        let page = |part: paging::ListPage<FolderItem>| {
            let meta = site.page_meta(&part.url, "All pages", "", "pages");
            let mut inputs = site.layout_inputs(&meta);
            inputs.set("entries", Shared::new(part.items));
            inputs.set("pager", Shared::new(&part.pager));
            plain_html(part.url, inputs)
        };
        let url = Url::new(nav::ALL_PAGES_URL);
        let parts = paging::paginate(&url, &lines, site.url_style(), FolderItem::estimated_bytes);
        parts.into_iter().map(page).collect()
    }

    /// The inputs that depend on the position of a page in the tree.
    fn position_inputs(
        &self,
        site: &SiteContext,
        meta: &super::PageMeta,
        node: FolderNode,
        folder: usize,
    ) -> Inputs {
        let neighbour = |position: Option<usize>| {
            let node = self.reading_order.get(position?)?;
            Some(self.link(site, *node))
        };
        let position = self.position.get(&node).copied();
        let own = match node {
            FolderNode::Folder(own) => own,
            FolderNode::Page(_) => folder,
        };
        let breadcrumb = (folder != 0).then(|| self.link(site, FolderNode::Folder(folder)));
        let previous = neighbour(position.and_then(|p| p.checked_sub(1)));
        let next = neighbour(position.map(|p| p + 1));
        let mut inputs = site.layout_inputs(meta);
        inputs.set("folder_tree", self.side_trees[own].clone());
        inputs.set("breadcrumb", Shared::new(&breadcrumb));
        inputs.set("previous", Shared::new(&previous));
        inputs.set("next", Shared::new(&next));
        inputs
    }

    fn link<'b>(&'b self, site: &'b SiteContext, node: FolderNode) -> TitledLink<'b> {
        TitledLink {
            href: self.tree.href(site, node),
            title: self.tree.title(site, node),
        }
    }

    fn node_item<'b>(&'b self, site: &'b SiteContext, node: FolderNode) -> FolderItem<'b> {
        let id = match node {
            FolderNode::Page(id) => Some(id),
            FolderNode::Folder(folder) => self.tree.folders[folder].section_index,
        };
        let summary = id.map(|id| prose::short_summary(site.graph.entry(id)));
        FolderItem {
            href: self.tree.href(site, node),
            title: self.tree.title(site, node),
            summary: summary.unwrap_or_default(),
            icon: node.icon(),
        }
    }

    /// Entries with a kind, by their nearest ancestor folder that has a page.
    fn entries_by_folder(&self, site: &SiteContext) -> HashMap<usize, Vec<EntryId>> {
        let mut found: HashMap<usize, Vec<EntryId>> = HashMap::new();
        if self.tree.folders.len() == 1 {
            return found;
        }
        for (id, entry) in site.graph.iter().filter(|(_, e)| e.document.kind.is_some()) {
            let mut path = document::parent_folder(&entry.document.content_path);
            // As a folder it is in the tree, if there are pages in it.
            if entry.document.is_whole_folder && self.tree.find(path).is_some() {
                continue;
            }
            while !path.is_empty() {
                if let Some(folder) = self.tree.find(path) {
                    found.entry(folder).or_default().push(id);
                    break;
                }
                path = document::parent_folder(path);
            }
        }
        found
    }
}

/// A page of `plain.html`. Inputs that it lacks are empty.
fn plain_html(url: Url, mut inputs: Inputs) -> Page {
    let names = "folder_tree breadcrumb previous next body toc mentions source entries pager";
    for name in names.split(' ') {
        let empty = match name {
            "body" => Shared::from_html(""),
            "entries" => Shared::from_list::<Shared>([]),
            _ => Shared::default(),
        };
        if inputs.get(name).is_none() {
            inputs.set(name, empty);
        }
    }
    Page::template(url, "plain.html", inputs)
}

/// Sets what a page or the index file of a folder has itself.
fn set_entry_inputs(inputs: &mut Inputs, site: &SiteContext, id: EntryId) {
    inputs.set("body", site.body(id));
    inputs.set("toc", Shared::new(&table_of_contents(site, id)));
    inputs.set("mentions", backlinks(site, id));
}

/// The side tree of each folder; null for the content folder and for folders with nothing below them.
fn build_side_trees(site: &SiteContext, tree: &FolderTree) -> Vec<Shared> {
    let mut whole: HashMap<usize, Shared> = HashMap::new();
    (0..tree.folders.len())
        .map(|folder| {
            let outermost = tree.outermost_ancestor(folder);
            match tree.folders[outermost].descendant_count {
                _ if folder == 0 => Shared::default(),
                0 => Shared::default(),
                size if size <= MAX_WHOLE_TREE => whole
                    .entry(outermost)
                    .or_insert_with(|| side_tree(site, tree, outermost, true))
                    .clone(),
                _ => side_tree(site, tree, folder, false),
            }
        })
        .collect()
}

#[derive(Serialize)]
struct SideTree<'a> {
    label: &'a str,
    branches: Vec<NavTreeNode<'a>>,
    /// The page that lists the nodes that are left out, if there are any.
    more: Option<String>,
}

fn side_tree(site: &SiteContext, tree: &FolderTree, folder: usize, is_whole: bool) -> Shared {
    let nodes = &tree.folders[folder].children;
    let shown = nodes.iter().take(MAX_WHOLE_TREE);
    let here = FolderNode::Folder(folder);
    // The tree of one folder begins with a link to it, unless it is an outermost one: the navigation links to that.
    let levels = if is_whole { MAX_TREE_DEPTH } else { 0 };
    let own_node = Some(here).filter(|_| !is_whole && tree.folders[folder].parent != Some(0));
    Shared::new(&SideTree {
        label: &tree.folders[folder].title,
        branches: own_node
            .into_iter()
            .map(|node| nav_tree_node(site, tree, node, 0))
            .chain(shown.map(|node| nav_tree_node(site, tree, *node, levels)))
            .collect(),
        more: (nodes.len() > MAX_WHOLE_TREE).then(|| tree.href(site, here)),
    })
}

/// A node with at most `levels` levels of children.
fn nav_tree_node<'a>(
    site: &'a SiteContext,
    tree: &'a FolderTree,
    node: FolderNode,
    levels: usize,
) -> NavTreeNode<'a> {
    let children = match node {
        FolderNode::Folder(folder) if levels > 0 => &tree.folders[folder].children,
        _ => &vec![],
    };
    NavTreeNode {
        href: tree.href(site, node),
        title: tree.title(site, node),
        children: children
            .iter()
            .map(|n| nav_tree_node(site, tree, *n, levels - 1))
            .collect(),
    }
}

/// The headings of the second and third level; empty if there are fewer than [`MIN_HEADINGS`].
fn table_of_contents<'a>(site: &'a SiteContext, id: EntryId) -> Vec<TocItem<'a>> {
    let entry = site.graph.entry(id);
    let headings = entry.document.body.headings.iter();
    let shown = headings.filter(|h| (2..=3).contains(&h.level) && !h.id.is_empty());
    let headings: Vec<TocItem> = shown
        .take(MAX_HEADINGS)
        .map(|h| TocItem {
            level: h.level,
            href: format!("#{}", encode_path(&h.id)),
            text: &h.text,
        })
        .collect();
    match headings.len() < MIN_HEADINGS {
        true => vec![],
        false => headings,
    }
}

/// The cards of entries that link to this page, each once.
fn backlinks(site: &SiteContext, id: EntryId) -> Shared {
    let back = site
        .graph
        .entry(id)
        .incoming
        .iter()
        .map(|e| site.graph.edge(*e).from);
    let mut from: Vec<EntryId> = back.filter(|from| *from != id).collect();
    from.sort();
    from.dedup();
    from.truncate(MAX_BACKLINKS);
    site.card_list(from)
}

fn entry_item<'a>(site: &'a SiteContext, id: EntryId) -> FolderItem<'a> {
    let entry = site.graph.entry(id);
    let document = &entry.document;
    FolderItem {
        href: entry.url.to_link(site.url_style()),
        title: &document.title,
        summary: prose::short_summary(entry),
        icon: card::role_icon(site.graph.role(id)),
    }
}
