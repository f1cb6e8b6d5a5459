//! Redirect pages at the old addresses in `aliases` and `redirect_from`, and of views that have moved.
//!
//! Never at the address of an entry. If another page or file of the site has an address, the redirect gives way when
//! the pages are put together.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::graph::old_address::old_addresses;
use crate::page::{Inputs, Page, Shared, Url};
use crate::path_safety::comparison_key;
use crate::site::view_names::View;
use crate::site::{SiteContext, nav};

pub const TEMPLATE: &str = "redirect.html";

/// The title and the address of the page that a redirect leads to.
type Target<'a> = (&'a str, &'a Url);

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let entries = &site.graph.entries;
    let mut found: BTreeMap<String, (Url, Target)> = BTreeMap::new();
    for id in site.graph.ids() {
        let (own, _) = old_addresses(site.graph.entry(id));
        for address in own {
            // The first entry in path order keeps it; the linker tells of addresses that two entries share.
            let key = comparison_key(address.url.as_str());
            let target = || {
                let entry = site.graph.entry(id);
                (address.url, (&*entry.document.title, &entry.url))
            };
            found.entry(key).or_insert_with(target);
        }
    }
    let views: Vec<&View> = nav::existing_views(site);
    let moved: Vec<(Url, &View, Url)> = views
        .iter()
        .filter_map(|view| Some((view.old_url()?, *view, view.url())))
        .collect();
    for (old, view, url) in &moved {
        let key = comparison_key(old.as_str());
        found
            .entry(key)
            .or_insert((old.clone(), (&view.title, url)));
    }
    if found.is_empty() {
        return vec![];
    }
    let taken: HashSet<String> = entries
        .iter()
        .map(|e| comparison_key(e.url.as_str()))
        .collect();
    found
        .into_iter()
        .filter(|(key, _)| {
            let beside = site.url_style().page_beside(key);
            !taken.contains(key) && beside.is_none_or(|page| !taken.contains(&page))
        })
        .map(|(_, (url, target))| redirect_page(site, url, target))
        .collect()
}

fn redirect_page(site: &SiteContext, url: Url, (title, target): Target) -> Page {
    let link = target.to_link(site.url_style());
    let base = site.config.base_url.as_deref();
    let inputs = Inputs::new()
        .with("site", site.layout.site.clone())
        .with("title", Shared::new(title))
        .with("root", Shared::new(&url.root_prefix()))
        .with("to", Shared::new(&format!("{}{link}", url.root_prefix())))
        .with(
            "canonical",
            Shared::new(&base.map(|base| format!("{base}{link}"))),
        );
    Page::template(url, TEMPLATE, inputs)
}
