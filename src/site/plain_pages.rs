//! The pages of entries without a kind, with a side tree, links to the previous and next page and a table of contents;
//! the page of each folder; and the list of all pages.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::folder_tree::{FolderNode, FolderTree, PageItem};
use super::page_link::PageLink;
use super::view_names::View;
use super::{BODY_INPUT, SiteContext, contribute, list, nav, paging, prose};
use crate::content::document;
use crate::graph::{BodyLink, EntryId};
use crate::page::{Inputs, Page, Shared, Url, encode_path};

const TEMPLATE: &str = "plain.html";
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
struct NavTreeNode {
    #[serde(flatten)]
    link: PageLink,
    children: Vec<NavTreeNode>,
}

#[derive(Serialize)]
pub struct TocItem<'a> {
    level: u8,
    href: String,
    text: &'a str,
}

/// What many plain pages share, built once.
struct PlainPagesContext<'a> {
    site: &'a SiteContext,
    tree: FolderTree<'a>,
    /// The top-level pages and folders as the navigation has them.
    top: Vec<FolderNode>,
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
    let ids: Vec<EntryId> = site.graph.iter().map(|(id, _)| id).collect();
    let plain = ids.into_par_iter();
    let plain = plain.filter(|id| site.graph.entry(*id).document.kind.is_none());
    let mut pages: Vec<Page> = plain.map(|id| context.plain_page(id)).collect();
    let entries = context.entries_by_folder();
    for folder in 1..context.tree.folders.len() {
        let node = &context.tree.folders[folder];
        let index = node.section_index.map(|id| &site.graph.entry(id).document);
        let is_entry = index.is_some_and(|document| document.kind.is_some());
        if !is_entry && !list::is_list_folder(site, node.path) {
            let entries: &[EntryId] = entries.get(&folder).map_or(&[], |e| e);
            pages.extend(context.folder_pages(folder, entries));
        }
    }
    if context.top.len() > nav::MAX_NAV_PAGES {
        pages.extend(context.pages_of_items(&View::named("pages").url(), None, &context.top, &[]));
    }
    pages
}

impl<'a> PlainPagesContext<'a> {
    fn new(site: &'a SiteContext) -> Self {
        let tree = FolderTree::new(site);
        let top = nav::top_nodes(site, &tree);
        let shown = top.iter().take(nav::MAX_NAV_PAGES);
        let nav_ids = shown.map(|node| nav::nav_id_of_node(site, &tree, *node));
        let nav_ids = nav_ids.collect();
        let lists = tree.root().children.iter();
        let lists = lists.filter(|node| nav::is_list(site, &tree, **node));
        let mut reading_order = Vec::with_capacity(tree.root().descendant_count);
        reading_order.extend(top.iter().flat_map(|node| tree.whole_branch(*node)));
        // A list is no plain page, what is in its folder is.
        reading_order.extend(lists.flat_map(|node| tree.whole_branch(*node).into_iter().skip(1)));
        PlainPagesContext {
            site,
            position: reading_order.iter().copied().zip(0..).collect(),
            side_trees: build_side_trees(site, &tree),
            tree,
            top,
            reading_order,
            nav_ids,
        }
    }

    fn plain_page(&self, id: EntryId) -> Page {
        let url = self.site.graph.entry(id).url.clone();
        let inputs = self.inputs(&url, Some(FolderNode::Page(id)), true, &[]);
        Page::template(url, TEMPLATE, inputs.with("pager", Shared::default()))
    }

    /// The page of a folder: the body of its index file, then the list of what is in it.
    fn folder_pages(&self, folder: usize, entries: &[EntryId]) -> Vec<Page> {
        let url = self.tree.folder_url(self.site, folder);
        let node = FolderNode::Folder(folder);
        self.pages_of_items(
            &url,
            Some(node),
            &self.tree.folders[folder].children,
            entries,
        )
    }

    /// A list of pages, folders and entries, but for those that its own text links to: that of a folder, or without one of
    /// all pages.
    fn pages_of_items(
        &self,
        url: &Url,
        folder: Option<FolderNode>,
        nodes: &[FolderNode],
        entries: &[EntryId],
    ) -> Vec<Page> {
        let site = self.site;
        let index = folder.and_then(|node| self.tree.entry_of(node));
        let linked = index
            .into_iter()
            .flat_map(|id| &site.graph.entry(id).body_links);
        let linked = linked.filter_map(|link| match link {
            BodyLink::Page { url, .. } => Some(url.to_link(site.url_style())),
            _ => None,
        });
        let linked: HashSet<String> = linked.collect();
        let nodes = nodes.iter().map(|node| self.tree.item(site, *node));
        let entries = entries.iter().map(|id| PageItem::of_page(site, *id));
        let items = nodes
            .chain(entries)
            .filter(|item| !linked.contains(&item.href));
        let items: Vec<PageItem> = items.collect();
        let bytes = |item: &PageItem| 200 + item.href.len() + item.title.len() + item.summary.len();
        paging::pages(site, TEMPLATE, url, &items, bytes, |part| {
            self.inputs(&part.url, folder, part.number == 1, part.items)
        })
    }

    /// The inputs of a page; without a node of that of all pages. Only the first page of a folder has the body of its index.
    fn inputs(
        &self,
        url: &Url,
        node: Option<FolderNode>,
        is_first: bool,
        items: &[PageItem],
    ) -> Inputs {
        let (site, tree) = (self.site, &self.tree);
        let entry = node.and_then(|node| tree.entry_of(node));
        let document = entry.map(|id| &site.graph.entry(id).document);
        // Without an item of its own the page is found under “All pages”.
        let nav = node.map(|node| nav::nav_id_of_node(site, tree, node));
        let nav = nav.filter(|id| self.nav_ids.contains(id));
        let title = match (document, node) {
            (Some(document), _) => document.whole_title(),
            (None, Some(node)) => tree.title(site, node),
            (None, None) => &View::named("pages").title,
        };
        let summary = entry.map(|id| prose::summary(site.graph.entry(id)));
        let nav = nav.as_deref().unwrap_or("pages");
        let mut meta = site.page_meta(url, title, summary.unwrap_or_default(), nav);
        meta.set_language(document.and_then(|d| d.fields.text("lang")));
        let parent = node.map_or(0, |node| tree.parent_of(site, node));
        let own = match node {
            Some(FolderNode::Folder(own)) => own,
            _ => parent,
        };
        let position = node.and_then(|node| self.position.get(&node).copied());
        let link = |node: &FolderNode| tree.link(site, *node);
        let neighbour = |position: Option<usize>| Some(link(self.reading_order.get(position?)?));
        let breadcrumb = (parent != 0).then(|| link(&FolderNode::Folder(parent)));
        let source = document.and_then(|document| site.source_url(&document.path));
        let edit = document.and_then(|document| contribute::edit_link(site, &document.path));
        let shown = entry.filter(|_| is_first);
        let mentions = shown.map_or_else(Vec::new, |id| backlinks(site, id));
        site.layout_inputs(&meta)
            .with("folder_tree", self.side_trees[own].clone())
            .with_value("breadcrumb", &breadcrumb)
            .with_value(
                "previous",
                &neighbour(position.and_then(|p| p.checked_sub(1))),
            )
            .with_value("next", &neighbour(position.map(|p| p + 1)))
            .with(BODY_INPUT, site.body_or_none(shown))
            .with_value("toc", &shown.map(|id| table_of_contents(site, id, 3)))
            .with("mentions", site.card_list(mentions))
            .with_value("source", &source)
            .with_value("edit", &edit)
            .with_value("entries", items)
    }

    /// Entries with a kind, by their nearest ancestor folder that has a page.
    fn entries_by_folder(&self) -> HashMap<usize, Vec<EntryId>> {
        let mut found: HashMap<usize, Vec<EntryId>> = HashMap::new();
        for (id, entry) in self.site.graph.iter() {
            let path = document::parent_folder(&entry.document.content_path);
            // As a folder it is in the tree, if there are pages in it.
            let is_in_tree = entry.document.is_whole_folder && self.tree.find(path).is_some();
            if entry.document.kind.is_none() || is_in_tree {
                continue;
            }
            let above = std::iter::successors(Some(path), |p| Some(document::parent_folder(p)));
            let mut above = above.take_while(|path| !path.is_empty());
            if let Some(folder) = above.find_map(|path| self.tree.find(path)) {
                found.entry(folder).or_default().push(id);
            }
        }
        found
    }
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
    branches: Vec<NavTreeNode>,
    /// The page that lists the nodes that are left out, if there are any.
    more: Option<String>,
}

fn side_tree(site: &SiteContext, tree: &FolderTree, folder: usize, is_whole: bool) -> Shared {
    let nodes = &tree.folders[folder].children;
    let here = FolderNode::Folder(folder);
    // The tree of one folder begins with a link to it, unless it is an outermost one: the navigation links to that.
    let own_node = Some(here).filter(|_| !is_whole && tree.folders[folder].parent != Some(0));
    let levels = if is_whole { MAX_TREE_DEPTH } else { 0 };
    let own_node = own_node.map(|node| nav_tree_node(site, tree, node, 0));
    let shown = nodes.iter().take(MAX_WHOLE_TREE);
    let shown = shown.map(|node| nav_tree_node(site, tree, *node, levels));
    Shared::new(&SideTree {
        label: &tree.folders[folder].title,
        branches: own_node.into_iter().chain(shown).collect(),
        more: (nodes.len() > MAX_WHOLE_TREE).then(|| tree.href(site, here)),
    })
}

/// A node with at most `levels` levels of children.
fn nav_tree_node(
    site: &SiteContext,
    tree: &FolderTree,
    node: FolderNode,
    levels: usize,
) -> NavTreeNode {
    let children = match node {
        FolderNode::Folder(folder) if levels > 0 => &*tree.folders[folder].children,
        _ => &[],
    };
    let children = children.iter();
    NavTreeNode {
        link: tree.link(site, node),
        children: children
            .map(|node| nav_tree_node(site, tree, *node, levels - 1))
            .collect(),
    }
}

/// The headings down to this level, from the second; empty if there are few.
pub fn table_of_contents(site: &SiteContext, id: EntryId, deepest: u8) -> Vec<TocItem<'_>> {
    let headings = site.graph.entry(id).document.body.headings.iter();
    let shown = headings.filter(|h| (2..=deepest).contains(&h.level) && !h.id.is_empty());
    let items = shown.take(MAX_HEADINGS).map(|h| TocItem {
        level: h.level,
        href: format!("#{}", encode_path(&h.id)),
        text: &h.text,
    });
    let mut items: Vec<TocItem> = items.collect();
    if items.len() < MIN_HEADINGS {
        items.clear();
    }
    items
}

/// The entries that link to this page, each once.
fn backlinks(site: &SiteContext, id: EntryId) -> Vec<EntryId> {
    let back = site.graph.entry(id).incoming.iter();
    let back = back.map(|edge| site.graph.edge(*edge).from);
    let mut from: Vec<EntryId> = back.filter(|from| *from != id).collect();
    from.sort();
    from.dedup();
    from.truncate(MAX_BACKLINKS);
    from
}
