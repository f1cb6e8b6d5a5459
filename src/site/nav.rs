//! The navigation, with only what there is: the views that it leads to, the list of each kind, and the plain pages.

use rayon::prelude::*;
use serde::Serialize;

use super::folder_tree::{FolderNode, FolderTree};
use super::{
    SiteContext, card, changes, checks, coverage, declined, evidence, list, opportunities, tags,
};
use crate::content::document::Document;
use crate::model::Role;
use crate::page::{Shared, Url};

/// So many plain pages and folders stand in the navigation; the others are in the list of all pages.
pub const MAX_NAV_PAGES: usize = 30;

/// The id of the home page in the navigation.
pub const HOME_NAV_ID: &str = "home";

/// The list of all plain pages, where there are more than the navigation holds.
pub const ALL_PAGES_URL: &str = "pages.html";

/// A view that the navigation leads to.
pub struct View {
    /// As a page of it says where it stands.
    pub id: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub url: &'static str,
    /// Does the view have anything to show?
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

/// The item of the navigation that leads to a plain page, or to a folder around it.
pub fn nav_id_of_page(document: &Document) -> String {
    match document.content_path.split_once('/') {
        Some((folder, _)) => nav_id_of_folder(folder),
        None => nav_id_of_folder(&document.id),
    }
}

/// The same by the path of a folder.
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
    // Each looks through all entries.
    let shown = VIEWS.par_iter().filter(|view| (view.exists)(site));
    let items = shown.map(|view| node_item(site, view.id, view.url, view.icon, view.label));
    items.collect()
}

fn kinds(site: &SiteContext) -> Vec<NavItem> {
    let mut kinds: Vec<(usize, &crate::model::Kind)> =
        site.graph.schema.kinds.iter().enumerate().collect();
    // What people need stands first, then who needs it.
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

/// The id of a page or folder at the top in the navigation.
pub fn nav_id_of_node(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> String {
    match node {
        FolderNode::Page(id) => nav_id_of_page(&site.graph.entry(id).document),
        FolderNode::Folder(folder) => nav_id_of_folder(tree.folders[folder].path),
    }
}

fn of_tree(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> NavItem {
    let icon = match node {
        FolderNode::Page(_) => "page",
        FolderNode::Folder(_) => "folder",
    };
    NavItem {
        id: nav_id_of_node(site, tree, node),
        href: tree.href(site, node),
        icon,
        label: tree.title(site, node).to_owned(),
        count: None,
    }
}

/// The pages and folders at the top: those that `nav` names in its order, then the others in theirs.
pub fn top_nodes(site: &SiteContext, tree: &FolderTree) -> Vec<FolderNode> {
    let is_list = |node: &FolderNode| match node {
        FolderNode::Folder(folder) => list::is_list_folder(site, tree.folders[*folder].path),
        FolderNode::Page(_) => false,
    };
    let mut nodes: Vec<FolderNode> = tree.root().children.clone();
    nodes.retain(|node| !is_list(node));
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
