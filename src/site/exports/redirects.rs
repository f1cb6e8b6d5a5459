//! Redirect pages at the old addresses in `aliases` and `redirect_from`.
//!
//! Never at the address of an entry. If another page or file of the site has an address, the redirect gives way when
//! the pages are put together.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::graph::EntryId;
use crate::graph::old_address::old_addresses;
use crate::page::{Inputs, Page, Shared, Url};
use crate::path_safety::comparison_key;
use crate::site::SiteContext;

pub const TEMPLATE: &str = "redirect.html";

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let entries = &site.graph.entries;
    let mut found: BTreeMap<String, (Url, EntryId)> = BTreeMap::new();
    for id in site.graph.ids() {
        let (own, _) = old_addresses(site.graph.entry(id));
        for address in own {
            // The first entry in path order keeps it; the linker tells of addresses that two entries share.
            let key = comparison_key(address.url.as_str());
            found.entry(key).or_insert((address.url, id));
        }
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
        .filter(|(key, _)| !taken.contains(key))
        .map(|(_, (url, id))| redirect_page(site, url, id))
        .collect()
}

fn redirect_page(site: &SiteContext, url: Url, id: EntryId) -> Page {
    let entry = site.graph.entry(id);
    let link = entry.url.to_link(site.url_style());
    let base = site.config.base_url.as_deref();
    let inputs = Inputs::new()
        .with("site", site.layout.site.clone())
        .with("title", Shared::new(&*entry.document.title))
        .with("root", Shared::new(&url.root_prefix()))
        .with("to", Shared::new(&format!("{}{link}", url.root_prefix())))
        .with(
            "canonical",
            Shared::new(&base.map(|base| format!("{base}{link}"))),
        );
    Page::template(url, TEMPLATE, inputs)
}
