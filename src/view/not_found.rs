//! `404.html`. A host serves it at any depth, so its links start at the root of the host.

use super::Look;
use crate::page::{Page, Shared, Url};
use crate::view::list;

pub fn pages(look: &Look) -> Vec<Page> {
    let url = Url::new("404.html");
    let mut head = look.head(&url, "This page does not exist (any more)", "", "");
    head.root = root(look.config.base_url.as_deref());
    // It is found at every address, so it has none of its own.
    head.href = String::new();
    let lists: Vec<(String, &str)> = look
        .graph
        .schema
        .kinds
        .iter()
        .enumerate()
        .filter(|(index, _)| list::exists(look, *index))
        .map(|(_, kind)| (list::url(kind).link(look.style()), kind.labels.as_str()))
        .collect();
    let inputs = look
        .inputs(&head)
        .with("lists", Shared::new(&lists))
        .with("has_knowledge", Shared::new(&look.has_knowledge()));
    vec![Page::template(url, "404.html", inputs)]
}

/// The path of the base URL, with a slash at both ends.
fn root(base_url: Option<&str>) -> String {
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
        assert_eq!(root(None), "/");
        assert_eq!(root(Some("https://example.org/")), "/");
        assert_eq!(root(Some("https://example.org/a/b/")), "/a/b/");
    }
}
