//! What stands around every page: the site's name and settings, and the navigation with only what there is.

use rayon::prelude::*;
use serde::Serialize;

use super::folder::{Node, Tree};
use super::{Frame, Look, all, card, changes, feed, list};
use crate::config::External;
use crate::document::Document;
use crate::page::{Shared, Url};
use crate::schema::Role;

/// So many plain pages and folders stand in the navigation; the others are in the list of all pages.
pub const MOST_PAGES: usize = 30;

/// The id of the home page in the navigation.
pub const HOME: &str = "home";

/// The list of all plain pages, where there are more than the navigation holds.
pub const ALL_PAGES: &str = "pages.html";

/// What templates see as `site`. Addresses are from the root of the site.
#[derive(Serialize)]
pub struct Site<'a> {
    pub title: &'a str,
    pub description: Option<&'a str>,
    pub language: &'a str,
    /// With one slash at its end.
    pub base_url: Option<&'a str>,
    pub repository: Option<&'a str>,
    /// The build is for the team only.
    pub internal: bool,
    /// The content security policy of every page.
    pub csp: &'static str,
    pub home: String,
    pub logo: Option<String>,
    pub checks: String,
    /// The log, and the feed of it, where there is one.
    pub changes: Option<String>,
    pub feed: Option<String>,
    /// Where there is a search index.
    pub search: Option<String>,
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

/// Builds what is the same on every page; the look's own frame is not yet there.
pub fn frame(look: &Look) -> Frame {
    let link = |url: &str| Url::new(url).link(look.style());
    let site = Site {
        title: look.title,
        description: look.config.description.as_deref(),
        language: &look.config.language,
        base_url: look.config.base_url.as_deref(),
        repository: look.config.repository.as_deref(),
        internal: look.audience.internal,
        csp: policy(look.config.images.external),
        home: link("index.html"),
        logo: look.logo.map(link),
        checks: link("checks.html"),
        changes: changes::exists(look).then(|| link(changes::URL)),
        feed: feed::exists(look).then(|| link(feed::URL)),
        search: look.search.then(|| link(super::search::URL)),
    };
    let tree = Tree::new(look);
    let groups = [
        Group {
            label: None,
            items: vec![home(look)],
        },
        Group {
            label: Some("Views"),
            items: views(look),
        },
        Group {
            label: Some("Knowledge"),
            items: kinds(look),
        },
        Group {
            label: Some("Pages"),
            items: pages(look, &tree),
        },
    ];
    let groups: Vec<&Group> = groups.iter().filter(|g| !g.items.is_empty()).collect();
    Frame {
        site: Shared::new(&site),
        nav: Shared::new(&groups),
    }
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

/// Do people, problems and studies stand on this site, or only plain pages?
pub fn has_knowledge(look: &Look) -> bool {
    look.graph.iter().any(|(_, e)| e.document.kind.is_some())
}

/// No third party, no inline script or style; images elsewhere only where the project allows them.
fn policy(images: External) -> &'static str {
    match images {
        External::Link => {
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
        }
        External::Allow => {
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https: http:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
        }
    }
}

fn home(look: &Look) -> Item {
    let (icon, label) = match has_knowledge(look) {
        true => ("week", "This week"),
        false => ("page", "Home"),
    };
    Item {
        id: HOME.into(),
        href: Url::new("index.html").link(look.style()),
        icon,
        label: label.into(),
        count: None,
    }
}

fn views(look: &Look) -> Vec<Item> {
    // Each looks through all entries.
    let shown = all::ALL.par_iter().filter_map(|view| {
        let nav = view.nav.as_ref().filter(|nav| (nav.exists)(look))?;
        Some(Item {
            id: view.name.into(),
            href: Url::new(nav.url).link(look.style()),
            icon: nav.icon,
            label: nav.label.into(),
            count: None,
        })
    });
    shown.collect()
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
        .map(|node| item(look, tree, node))
        .collect();
    if all > MOST_PAGES {
        items.push(Item {
            id: "pages".into(),
            href: Url::new(ALL_PAGES).link(look.style()),
            icon: "folder",
            label: "All pages".into(),
            count: Some(all),
        });
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

fn item(look: &Look, tree: &Tree, node: Node) -> Item {
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
