//! The navigation, with only what there is: the views that it leads to, the list of each kind, and the plain pages.

use rayon::prelude::*;
use serde::Serialize;

use super::folder::{Node, Tree};
use super::{Look, card, changes, checks, coverage, evidence, list, no, opportunities, tags};
use crate::document::Document;
use crate::page::{Shared, Url};
use crate::schema::Role;

/// So many plain pages and folders stand in the navigation; the others are in the list of all pages.
pub const MOST_PAGES: usize = 30;

/// The id of the home page in the navigation.
pub const HOME: &str = "home";

/// The list of all plain pages, where there are more than the navigation holds.
pub const ALL_PAGES: &str = "pages.html";

/// A view that the navigation leads to.
pub struct View {
    /// As a page of it says where it stands.
    pub id: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub url: &'static str,
    /// Does the view have anything to show?
    pub exists: fn(&Look) -> bool,
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
    view("no", "declined", "No register", "no.html", no::exists),
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
    exists: fn(&Look) -> bool,
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
struct Group {
    label: Option<&'static str>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    href: String,
    icon: &'static str,
    label: String,
    count: Option<usize>,
}

/// `[{label?, items: [{id, href, icon, label, count?}]}]`, without empty groups.
pub fn navigation(look: &Look) -> Shared {
    let tree = Tree::new(look);
    let groups = [
        (None, vec![home(look)]),
        (Some("Views"), views(look)),
        (Some("Knowledge"), kinds(look)),
        (Some("Pages"), pages(look, &tree)),
    ];
    let groups = groups.into_iter().filter(|(_, items)| !items.is_empty());
    let groups: Vec<Group> = groups
        .map(|(label, items)| Group { label, items })
        .collect();
    Shared::new(&groups)
}

/// The item of the navigation that leads to a plain page, or to a folder around it.
pub fn of_page(document: &Document) -> String {
    match document.inner.split_once('/') {
        Some((folder, _)) => of_folder(folder),
        None => of_folder(&document.id),
    }
}

/// The same by the path of a folder.
pub fn of_folder(path: &str) -> String {
    format!("page:{}", path.split('/').next().unwrap_or(path))
}

fn item(look: &Look, id: &str, url: &str, icon: &'static str, label: &str) -> Item {
    Item {
        id: id.to_owned(),
        href: Url::new(url).link(look.style()),
        icon,
        label: label.to_owned(),
        count: None,
    }
}

fn home(look: &Look) -> Item {
    let (icon, label) = match look.has_knowledge() {
        true => ("week", "This week"),
        false => ("page", "Home"),
    };
    item(look, HOME, "index.html", icon, label)
}

fn views(look: &Look) -> Vec<Item> {
    // Each looks through all entries.
    let shown = VIEWS.par_iter().filter(|view| (view.exists)(look));
    let items = shown.map(|view| item(look, view.id, view.url, view.icon, view.label));
    items.collect()
}

fn kinds(look: &Look) -> Vec<Item> {
    let mut kinds: Vec<(usize, &crate::schema::Kind)> =
        look.graph.schema.kinds.iter().enumerate().collect();
    // What people need stands first, then who needs it.
    kinds.sort_by_key(|(_, kind)| (kind.role != Some(Role::Claim), kind.role.is_none()));
    let counts = list::counts(look);
    kinds
        .into_iter()
        .filter(|(index, _)| list::exists(look, *index))
        .map(|(index, kind)| Item {
            id: kind.name.to_string(),
            href: list::url(kind).link(look.style()),
            icon: card::icon(kind.role),
            label: kind.labels.clone(),
            count: Some(counts[index]),
        })
        .collect()
}

fn pages(look: &Look, tree: &Tree) -> Vec<Item> {
    let mut nodes = top_nodes(look, tree);
    let all = nodes.len();
    nodes.truncate(MOST_PAGES);
    let mut items: Vec<Item> = nodes
        .into_iter()
        .map(|node| of_tree(look, tree, node))
        .collect();
    if all > MOST_PAGES {
        let count = Some(all);
        let all = item(look, "pages", ALL_PAGES, "folder", "All pages");
        items.push(Item { count, ..all });
    }
    items
}

/// The id of a page or folder at the top in the navigation.
pub fn of_node(look: &Look, tree: &Tree, node: Node) -> String {
    match node {
        Node::Page(id) => of_page(&look.graph.entry(id).document),
        Node::Folder(folder) => of_folder(tree.folders[folder].path),
    }
}

fn of_tree(look: &Look, tree: &Tree, node: Node) -> Item {
    let icon = match node {
        Node::Page(_) => "page",
        Node::Folder(_) => "folder",
    };
    Item {
        id: of_node(look, tree, node),
        href: tree.href(look, node),
        icon,
        label: tree.title(look, node).to_owned(),
        count: None,
    }
}

/// The pages and folders at the top: those that `nav` names in its order, then the others in theirs.
pub fn top_nodes(look: &Look, tree: &Tree) -> Vec<Node> {
    let is_list = |node: &Node| match node {
        Node::Folder(folder) => list::is_at(look, tree.folders[*folder].path),
        Node::Page(_) => false,
    };
    let mut nodes: Vec<Node> = tree.top().nodes.clone();
    nodes.retain(|node| !is_list(node));
    let wanted = look.config.nav.as_deref().unwrap_or_default();
    let place = |node: &Node| {
        let (path, id) = match node {
            Node::Page(id) => {
                let document = &look.graph.entry(*id).document;
                (&*document.inner, &*document.id)
            }
            Node::Folder(folder) => (tree.folders[*folder].path, tree.folders[*folder].path),
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
