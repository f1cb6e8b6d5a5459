//! The navigation: the home page, the views and lists that have something to show, and the plain pages.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::folder_tree::{FolderNode, FolderTree};
use super::view_names::View;
use super::{
    SiteContext, card, changes, checks, coverage, declined, evidence, list, opportunities, tags,
};
use crate::config::Config;
use crate::content::document::Document;
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::Role;
use crate::page::Shared;
use crate::text::did_you_mean;

/// With more top-level pages and folders, the navigation ends with a link to the list of all pages.
pub const MAX_NAV_PAGES: usize = 30;

/// The id of the home page in the navigation.
pub const HOME_NAV_ID: &str = "home";

type Exists = fn(&SiteContext) -> bool;

/// Whether each view that the navigation leads to has pages.
const EXISTS: [(&str, Exists); 7] = [
    ("opportunities", opportunities::exists),
    ("coverage", coverage::exists),
    ("evidence", evidence::exists),
    ("declined", declined::exists),
    ("changes", changes::exists),
    ("tags", tags::exists),
    ("checks", checks::exists),
];

/// The views that the navigation leads to.
pub fn existing_views(site: &SiteContext) -> Vec<&'static View> {
    // In parallel, because each may go through all entries.
    let views = EXISTS.par_iter().filter(|(_, exists)| exists(site));
    views.map(|(id, _)| View::named(id)).collect()
}

#[derive(Serialize)]
struct NavItem<'a> {
    id: String,
    href: String,
    icon: &'a str,
    label: &'a str,
    count: Option<usize>,
    help: &'a str,
}

/// `{views, kinds, pages}`, each `[{id, href, icon, label, count?, help}]`, and `absent`: the kinds of which there is no
/// entry, in words.
pub fn navigation(site: &SiteContext) -> Shared {
    let views = existing_views(site).into_iter();
    let views: Vec<NavItem> = views.map(|view| view_item(site, view, None)).collect();
    Shared::from_map([
        ("views", &Shared::new(&views)),
        ("kinds", &Shared::new(&kinds(site))),
        ("absent", &Shared::new(&absent_kinds(site))),
        ("pages", &Shared::new(&pages(site, &FolderTree::new(site)))),
    ])
}

fn view_item(site: &SiteContext, view: &'static View, count: Option<usize>) -> NavItem<'static> {
    NavItem {
        id: view.id.clone(),
        href: view.href(site),
        icon: &view.icon,
        label: &view.label,
        count,
        help: "",
    }
}

/// The kinds that have a list: problems first, those without a role last.
fn kinds(site: &SiteContext) -> Vec<NavItem<'_>> {
    let counts = list::entry_counts(site);
    let kinds = site.graph.schema.kinds.iter().zip(counts).enumerate();
    let mut kinds: Vec<_> = kinds.filter(|(i, _)| list::has_list(site, *i)).collect();
    kinds.sort_by_key(|(_, (kind, _))| (kind.role != Some(Role::Problem), kind.role.is_none()));
    let items = kinds.into_iter().map(|(_, (kind, count))| NavItem {
        id: kind.name.to_string(),
        href: list::list_url(kind).to_link(site.url_style()),
        icon: card::role_icon(kind.role),
        label: &kind.plural_label,
        count: Some(count),
        help: &kind.help,
    });
    items.collect()
}

fn absent_kinds(site: &SiteContext) -> Vec<String> {
    let kinds = site.graph.schema.kinds.iter().zip(list::entry_counts(site));
    let absent = kinds.filter(|(_, count)| *count == 0);
    absent
        .map(|(kind, _)| kind.plural_label.to_lowercase())
        .collect()
}

fn pages<'a>(site: &'a SiteContext, tree: &'a FolderTree) -> Vec<NavItem<'a>> {
    let nodes = top_nodes(site, tree);
    let shown = nodes.iter().take(MAX_NAV_PAGES).map(|node| NavItem {
        id: nav_id_of_node(site, tree, *node),
        href: tree.href(site, *node),
        icon: node.icon(),
        label: tree.title(site, *node),
        count: None,
        help: "",
    });
    let all = (nodes.len() > MAX_NAV_PAGES).then_some(Some(nodes.len()));
    let all = all.map(|count| view_item(site, View::named("pages"), count));
    shown.chain(all).collect()
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

/// The id of the navigation's item for a top-level page or folder.
pub fn nav_id_of_node(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> String {
    match node {
        FolderNode::Page(id) => nav_id_of_page(&site.graph.entry(id).document),
        FolderNode::Folder(folder) => nav_id_of_folder(tree.folders[folder].path),
    }
}

/// True for the folder of a kind that has a list.
pub fn is_list(site: &SiteContext, tree: &FolderTree, node: FolderNode) -> bool {
    match node {
        FolderNode::Folder(folder) => list::is_list_folder(site, tree.folders[folder].path),
        FolderNode::Page(_) => false,
    }
}

/// What `nav` in the settings names and the content does not have at its top.
pub fn unknown_names(config: &Config, documents: &[Arc<Document>]) -> Vec<Diagnostic> {
    let wanted = config.nav.iter().flatten().enumerate();
    let mut known: Vec<&str> = Vec::new();
    for document in documents {
        match document.content_path.split_once('/') {
            Some((folder, _)) => known.push(folder),
            None => known.extend([&*document.id, &*document.content_path]),
        }
    }
    let unknown = wanted.filter(|(_, name)| !known.contains(&name.trim_matches('/')));
    let told = unknown.map(|(i, name)| {
        let at = Place::Value(vec!["nav".into(), Step::Index(i)]);
        let message = format!("`nav` names `{name}`, which is no page or folder at the top");
        let help = did_you_mean(name, known.iter().copied(), "take it out");
        Diagnostic::new("config-invalid", at, message).help(help)
    });
    told.collect()
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
