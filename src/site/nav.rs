//! The navigation: the home page, the views and lists that have something to show, and the plain pages.

use rayon::prelude::*;
use serde::Serialize;

use super::folder_tree::{FolderNode, FolderTree};
use super::{
    SiteContext, card, changes, checks, coverage, declined, evidence, list, opportunities, tags,
};
use crate::content::document::Document;
use crate::model::Role;
use crate::page::{Shared, Url};

/// With more top-level pages and folders, the navigation ends with a link to the list of all pages.
pub const MAX_NAV_PAGES: usize = 30;

/// The id of the home page in the navigation.
pub const HOME_NAV_ID: &str = "home";

/// The list of all top-level pages and folders, if there are more than [`MAX_NAV_PAGES`].
pub const ALL_PAGES_URL: &str = "pages.html";

/// A view that the navigation leads to.
pub struct View {
    /// What pages of the view pass as [`super::PageMeta::nav`], so that this item is marked as current.
    pub id: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub url: &'static str,
    /// True if the view has pages.
    pub exists: fn(&SiteContext) -> bool,
}

/// The views that the navigation leads to, in its order.
pub const VIEWS: &[View] = &[
    view(
        "opportunities",
        "map",
        "Opportunities",
        "opportunities.html",
        opportunities::exists,
    ),
    view(
        "coverage",
        "matrix",
        "Coverage",
        "coverage.html",
        coverage::exists,
    ),
    view(
        "evidence",
        "board",
        "Evidence",
        "evidence.html",
        evidence::exists,
    ),
    view("no", "declined", "No register", "no.html", declined::exists),
    view(
        "changes",
        "clock",
        "Changes",
        "changes.html",
        changes::exists,
    ),
    view("tags", "tag", "Tags", "tags/index.html", tags::exists),
    view("checks", "check", "Checks", "checks.html", checks::exists),
];

const fn view(
    id: &'static str,
    icon: &'static str,
    label: &'static str,
    url: &'static str,
    exists: fn(&SiteContext) -> bool,
) -> View {
    View {
        id,
        icon,
        label,
        url,
        exists,
    }
}

#[derive(Serialize)]
struct NavGroup {
    label: Option<&'static str>,
    items: Vec<NavItem>,
}

#[derive(Serialize)]
struct NavItem {
    id: String,
    href: String,
    icon: &'static str,
    label: String,
    count: Option<usize>,
}

/// `[{label?, items: [{id, href, icon, label, count?}]}]`, without empty groups.
pub fn navigation(site: &SiteContext) -> Shared {
    let tree = FolderTree::new(site);
    let groups = [
        (None, vec![home_item(site)]),
        (Some("Views"), view_items(site)),
        (Some("Knowledge"), kinds(site)),
        (Some("Pages"), pages(site, &tree)),
    ];
    let groups = groups.into_iter().filter(|(_, items)| !items.is_empty());
    let groups: Vec<NavGroup> = groups
        .map(|(label, items)| NavGroup { label, items })
        .collect();
    Shared::new(&groups)
}

/// The id of the navigation's item for a plain page: that of its outermost folder, or its own at the top.
pub fn nav_id_of_page(document: &Document) -> String {
    match document.content_path.split_once('/') {
        Some((folder, _)) => nav_id_of_folder(folder),
        None => nav_id_of_folder(&document.id),
    }
}

/// The id of the navigation's item for a folder: that of its outermost ancestor.
pub fn nav_id_of_folder(path: &str) -> String {
    format!("page:{}", path.split('/').next().unwrap_or(path))
}

fn node_item(site: &SiteContext, id: &str, url: &str, icon: &'static str, label: &str) -> NavItem {
    NavItem {
        id: id.to_owned(),
        href: Url::new(url).to_link(site.url_style()),
        icon,
        label: label.to_owned(),
        count: None,
    }
}

fn home_item(site: &SiteContext) -> NavItem {
    let (icon, label) = match site.has_knowledge() {
        true => ("week", "This week"),
        false => ("page", "Home"),
    };
    node_item(site, HOME_NAV_ID, "index.html", icon, label)
}

fn view_items(site: &SiteContext) -> Vec<NavItem> {
    // In parallel, because each `exists` may go through all entries.
    let shown = VIEWS.par_iter().filter(|view| (view.exists)(site));
    let items = shown.map(|view| node_item(site, view.id, view.url, view.icon, view.label));
    items.collect()
}

fn kinds(site: &SiteContext) -> Vec<NavItem> {
    let mut kinds: Vec<(usize, &crate::model::Kind)> =
        site.graph.schema.kinds.iter().enumerate().collect();
    // Problems first, kinds without a role last.
    kinds.sort_by_key(|(_, kind)| (kind.role != Some(Role::Problem), kind.role.is_none()));
    let counts = list::entry_counts(site);
    kinds
        .into_iter()
        .filter(|(index, _)| list::has_list(site, *index))
        .map(|(index, kind)| NavItem {
            id: kind.name.to_string(),
            href: list::list_url(kind).to_link(site.url_style()),
            icon: card::role_icon(kind.role),
            label: kind.plural_label.clone(),
            count: Some(counts[index]),
        })
        .collect()
}

fn pages(site: &SiteContext, tree: &FolderTree) -> Vec<NavItem> {
    let mut nodes = top_nodes(site, tree);
    let all = nodes.len();
    nodes.truncate(MAX_NAV_PAGES);
    let mut items: Vec<NavItem> = nodes
        .into_iter()
        .map(|node| of_tree(site, tree, node))
        .collect();
    if all > MAX_NAV_PAGES {
        let count = Some(all);
        let all = node_item(site, "pages", ALL_PAGES_URL, "folder", "All pages");
        items.push(NavItem { count, ..all });
    }
    items
}

/// The id of the navigation's item for a top-level page or folder.
pub fn nav_id_of_node(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> String {
    match node {
        FolderNode::Page(id) => nav_id_of_page(&site.graph.entry(id).document),
        FolderNode::Folder(folder) => nav_id_of_folder(tree.folders[folder].path),
    }
}

fn of_tree(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> NavItem {
    NavItem {
        id: nav_id_of_node(site, tree, node),
        href: tree.href(site, node),
        icon: node.icon(),
        label: tree.title(site, node).to_owned(),
        count: None,
    }
}

/// True for the folder of a kind that has a list.
pub fn is_list(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> bool {
    match node {
        FolderNode::Folder(folder) => list::is_list_folder(site, tree.folders[folder].path),
        FolderNode::Page(_) => false,
    }
}

/// The top-level pages and folders without lists of kinds: those in the setting `nav` in its order, then the others.
pub fn top_nodes(site: &SiteContext, tree: &FolderTree) -> Vec<FolderNode> {
    let mut nodes: Vec<FolderNode> = tree.root().children.clone();
    nodes.retain(|node| !is_list(site, tree, *node));
    let wanted = site.config.nav.as_deref().unwrap_or_default();
    let place = |node: &FolderNode| {
        let (path, id) = match node {
            FolderNode::Page(id) => {
                let document = &site.graph.entry(*id).document;
                (&*document.content_path, &*document.id)
            }
            FolderNode::Folder(folder) => (tree.folders[*folder].path, tree.folders[*folder].path),
        };
        let named = |name: &&String| {
            let name = name.trim_matches('/');
            name == path || name == id
        };
        wanted
            .iter()
            .position(|name| named(&name))
            .unwrap_or(wanted.len())
    };
    nodes.sort_by_key(place);
    nodes
}
