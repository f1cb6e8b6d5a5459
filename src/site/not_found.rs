//! `404.html`. A host serves it at addresses of any depth, so its links start at the root of the host.

use std::sync::Arc;

use super::SiteContext;
use super::line::Line;
use crate::page::{Page, Url};

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let url = Url::new("404.html");
    let mut meta = site.page_meta(&url, "", "", "");
    meta = meta.with_heading(Line::of("not_found"));
    meta.root = root_path(site.config.base_url.as_deref());
    // It is served at many addresses, so it has no canonical one.
    meta.href = String::new();
    let inputs = site.layout_inputs(&meta);
    vec![Page::template(url, "404.html", inputs)]
}

/// The path of the base URL, with a slash at both ends.
fn root_path(base_url: Option<&str>) -> String {
    let path = base_url
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    match path.trim_matches('/') {
        "" => "/".into(),
        path => format!("/{path}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_start_at_the_path_of_the_base_url() {
        assert_eq!(root_path(None), "/");
        assert_eq!(root_path(Some("https://example.org/")), "/");
        assert_eq!(root_path(Some("https://example.org/a/b/")), "/a/b/");
    }
}
