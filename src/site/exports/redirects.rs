//! Redirect pages at the old addresses in `aliases` and `redirect_from`.
//!
//! An old path is free text: it is normalized to a URL of the site, and left out if that is impossible. If another page
//! has that URL, the other page is kept and the conflict is reported when the pages are put together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::document;
use crate::graph::{Entry, EntryId};
use crate::page::{Inputs, Page, Shared, Url};
use crate::site::SiteContext;

/// The longest part of an address; file systems take 255 bytes.
const MAX_SEGMENT_BYTES: usize = 200;

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let mut found: BTreeMap<Url, EntryId> = BTreeMap::new();
    for id in site.graph.ids() {
        let entry = site.graph.entry(id);
        let own = old_urls(entry).filter(|url| *url != entry.url);
        for url in own {
            // The first entry in path order keeps it; the linker reports aliases that two entries share.
            found.entry(url).or_insert(id);
        }
    }
    found
        .into_iter()
        .map(|(url, id)| redirect_page(site, url, id))
        .collect()
}

fn old_urls(entry: &Entry) -> impl Iterator<Item = Url> {
    let document = &entry.document;
    let folder = document::parent_folder(entry.url.as_str());
    let aliases = document.fields.texts("aliases").filter_map(move |alias| {
        let form = document::to_id(alias);
        let form = (!form.is_empty() && form.len() <= MAX_SEGMENT_BYTES).then_some(form)?;
        Some(match folder {
            "" => Url::new(format!("{form}.html")),
            folder => Url::new(format!("{folder}/{form}.html")),
        })
    });
    aliases.chain(
        document
            .fields
            .texts("redirect_from")
            .filter_map(url_of_old_path),
    )
}

fn redirect_page(site: &SiteContext, url: Url, id: EntryId) -> Page {
    let entry = site.graph.entry(id);
    let link = entry.url.to_link(site.url_style());
    let base = site.config.base_url.as_deref();
    let inputs = Inputs::new()
        .with("site", site.layout.site.clone())
        .with("title", Shared::new(&*entry.document.title))
        .with("to", Shared::new(&format!("{}{link}", url.root_prefix())))
        .with(
            "canonical",
            Shared::new(&base.map(|base| format!("{base}{link}"))),
        );
    Page::template(url, "redirect.html", inputs)
}

/// The URL of an old path: `old/page`, `old/page.md` and `old/page.html` are `old/page.html`; with a slash at its end
/// it is the folder's index. `None` if the path leads out of the site or is no valid file name.
pub fn url_of_old_path(path: &str) -> Option<Url> {
    let path = path.trim();
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let is_folder = path.ends_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.starts_with('.') || part.len() > MAX_SEGMENT_BYTES => return None,
            part if part.contains(|c: char| c.is_control() || r#"\:*?"<>|"#.contains(c)) => {
                return None;
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    let page = match joined.strip_suffix(".md") {
        _ if joined.is_empty() => return None,
        _ if is_folder => format!("{joined}/index.html"),
        Some(stem) => format!("{stem}.html"),
        None if joined.ends_with(".html") || joined.ends_with(".htm") => joined,
        None => format!("{joined}.html"),
    };
    Some(Url::new(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_paths_become_addresses_inside_the_site() {
        for (path, url) in [
            ("/old/page", Some("old/page.html")),
            ("old/page.md", Some("old/page.html")),
            ("old/page.html?a=b#c", Some("old/page.html")),
            ("/old/page/", Some("old/page/index.html")),
            ("old/./x/../page", Some("old/page.html")),
            ("v1.2/notes", Some("v1.2/notes.html")),
            ("../../etc/passwd", None),
            ("/", None),
            (".git/config", None),
            ("c:\\windows", None),
            ("a\u{0}b", None),
        ] {
            assert_eq!(
                url_of_old_path(path).as_ref().map(Url::as_str),
                url,
                "{path}"
            );
        }
    }
}
