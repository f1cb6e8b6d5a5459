//! Checks that each address of an old list still leads to a page, a file or a redirect of the site.
//!
//! Pure: a list and the pages of a site in, diagnostics out. Never uses the network.

mod base_path;
mod suggest_redirect;
pub mod url_list;

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::graph::Graph;
use crate::page::{Page, UrlStyle};
use base_path::candidate_files;
use url_list::OldUrl;

pub const LOST_ADDRESS: &str = "lost-address";

/// The maximum number of diagnostics. With more lost addresses, the whole site has moved.
const MAX_REPORTED: usize = 1000;

/// The result of checking a list of old addresses.
#[derive(Debug)]
pub struct Comparison {
    /// The number of different addresses.
    pub total: usize,
    /// How many of them lead nowhere.
    pub lost_count: usize,
    /// One for each of the first 1000 lost addresses, at its place in the list.
    pub diagnostics: Vec<Diagnostic>,
    /// The host and base path of the old site, for each host; without those at `/`.
    pub base_paths: Vec<String>,
}

/// Compares the addresses below their base path, because a site that moves from `/repo/` to `/` keeps its addresses.
/// `base_url` is the address of the new site, if it is known.
pub fn compare(
    addresses: &[OldUrl],
    pages: &[Page],
    graph: &Graph,
    base_url: Option<&str>,
    style: UrlStyle,
) -> Comparison {
    let site: HashSet<&str> = pages.iter().map(|page| page.url.as_str()).collect();
    let mut by_host: BTreeMap<&str, Vec<&OldUrl>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for address in addresses {
        if seen.insert((&address.host, &address.path, &address.written)) {
            by_host.entry(&address.host).or_default().push(address);
        }
    }
    let mut base_paths = Vec::new();
    let mut lost: Vec<(&OldUrl, Option<&str>)> = Vec::new();
    for (host, addresses) in &by_host {
        let paths: Vec<&str> = addresses.iter().filter_map(|a| a.path.as_deref()).collect();
        let own_base = base_url.and_then(|url| base_path::base_on_host(url, host));
        // Paths without a host may count from the site's own root.
        let is_below = |base: &&str| {
            let mut paths = paths.iter();
            paths.any(|p| base_path::strip_base(p, base).is_some())
        };
        let own_base = own_base.filter(|base| !host.is_empty() || is_below(base));
        let base = base_path::detect(&paths, own_base, |path| is_served(&site, path));
        for address in addresses {
            let path = address.path.as_deref();
            let from_root = || {
                let inner = path.filter(|_| host.is_empty())?.strip_prefix('/');
                inner.filter(|inner| is_served(&site, inner))
            };
            let below = path.and_then(|path| base_path::strip_base(path, &base));
            let inner = below.filter(|inner| is_served(&site, inner));
            let inner = inner.or_else(from_root).or(below);
            if !inner.is_some_and(|inner| is_served(&site, inner)) {
                lost.push((address, inner));
            }
        }
        if base != "/" {
            base_paths.push(format!("{host}{base}"));
        }
    }
    lost.sort_by_key(|(address, _)| address.span.start);
    let lost_count = lost.len();
    lost.truncate(MAX_REPORTED);
    let inner: Vec<Option<&str>> = lost.iter().map(|(_, inner)| *inner).collect();
    let suggestions = suggest_redirect::suggestions(&inner, &site, graph, style);
    let diagnostics = lost
        .iter()
        .zip(suggestions)
        .map(|((address, inner), help)| {
            let at = Place::Bytes(address.span.start, address.span.end);
            let message = format!("`{}` leads nowhere any more", address.written);
            let is_outside = address.path.is_some() && inner.is_none();
            let help = match base_url.filter(|_| is_outside) {
                Some(url) => format!("it is not below `{url}`, where this site stands"),
                None => help,
            };
            Diagnostic::new(LOST_ADDRESS, at, message).help(help)
        });
    Comparison {
        total: by_host.values().map(Vec::len).sum(),
        lost_count,
        diagnostics: diagnostics.collect(),
        base_paths,
    }
}

/// True if a host serves this path (below the base, decoded, without a slash in front), as GitHub Pages and the preview
/// do: `x` is `x`, `x.html` or `x/index.html`; `x/` is only `x/index.html`.
fn is_served(site: &HashSet<&str>, inner: &str) -> bool {
    let files = candidate_files(inner);
    files.iter().any(|file| site.contains(file.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    const FILES: [(&str, &str); 3] = [
        (
            "problems/know-why.md",
            "---\ntitle: Know why a file failed\naliases: [KW-12]\nredirect_from: [old/why, older/]\n---\n",
        ),
        ("personas/ana.md", "---\nname: Ana\n---\n"),
        ("guide/first page.md", "# The first page\n"),
    ];

    /// One line for each lost address with its help, and the base paths.
    fn check(base_url: Option<&str>, list: &str) -> (Vec<String>, Vec<String>) {
        let addresses = url_list::parse(list).unwrap();
        fixture::with_site_and_config("", &FILES, |site| {
            let views = crate::site::registry::VIEWS.iter();
            let pages: Vec<Page> = views.flat_map(|pages| pages(site)).collect();
            let found = compare(&addresses, &pages, &site.graph, base_url, UrlStyle::File);
            assert_eq!(found.lost_count, found.diagnostics.len());
            let lines = found.diagnostics.into_iter().map(|p| {
                let help = p.help.unwrap_or_default();
                let name = p.message.split('`').nth(1).unwrap_or_default();
                format!("{name} → {help}")
            });
            (lines.collect(), found.base_paths)
        })
    }

    fn lost(list: &str) -> Vec<String> {
        check(None, list).0
    }

    #[test]
    fn an_address_that_a_host_serves_is_not_lost() {
        let list = "https://example.org/\n/index.html\n/problems/know-why.html\n/problems/know-why\n/problems\n\
                    /problems/\n/problems/index.html?a=b#c\n/personas/ana.html\n/guide/first%20page.html\n/feed.xml\n\
                    /old/why\n/old/why.html\n/older/\n/older\n/problems/kw-12.html\n";
        // Without a base URL there is no feed.
        let file =
            "/feed.xml → a redirect cannot stand for this file: put one at `static/feed.xml`";
        assert_eq!(lost(list), [file]);
    }

    #[test]
    fn a_slash_at_the_end_is_another_address() {
        assert_eq!(
            lost("/problems/know-why/\n"),
            [
                "/problems/know-why/ → make it `redirect_from: [old/why, older/, problems/know-why/]` in `problems/know-why.md`"
            ]
        );
    }

    #[test]
    fn the_suggested_file_is_found_by_id_alias_title_or_similar_id() {
        let at = "`problems/know-why.md`";
        let old = "redirect_from: [old/why, older/";
        for (address, help) in [
            ("/p/ana", "write `redirect_from: [p/ana]` into `personas/ana.md`".into()),
            ("/p/KW_12.html", format!("make it `{old}, p/KW_12.html]` in {at}")),
            ("/know-why-a-file-failed/", format!("make it `{old}, know-why-a-file-failed/]` in {at}")),
            ("/know-wy", format!("if it has become {at}, make it `{old}, know-wy]` there")),
            ("/imprint", "write `redirect_from: [imprint]` into the page that has taken its place; none has a name like it".into()),
            ("/a/deck.pdf", "a redirect cannot stand for this file: put one at `static/a/deck.pdf`".into()),
            ("/404.HTML", "no redirect can stand at this address: another file is in its way".into()),
            ("/pagefind/x", "no redirect can stand at this address".into()),
            ("/.hidden/x", "no redirect can stand at this address".into()),
            ("/a%2Fb", "no redirect can stand at this address".into()),
            ("/%ff", "no redirect can stand at this address".into()),
            ("/why%3F", "no redirect can stand at this address".into()),
            ("/Größe, Maß", "write".into()),
        ] {
            let lines = lost(&format!("/\n{}\n", address.replace(' ', "%20")));
            let name = address.replace(' ', "%20");
            assert_eq!(lines.len(), 1, "{address}");
            assert!(lines[0].starts_with(&format!("{name} → {help}")), "{}", lines[0]);
        }
    }

    #[test]
    fn one_suggestion_holds_all_lost_addresses_of_a_file() {
        let line = "write `redirect_from: [a/ana, \"b, c/ana/\"]` into `personas/ana.md`";
        assert_eq!(
            lost("/a/ana\n/b,%20c/ana/\n/a/ana\n"),
            [format!("/a/ana → {line}"), format!("/b,%20c/ana/ → {line}")]
        );
        for line in lost("/p/ana\n/p/ana?x=1\n") {
            assert!(line.contains("`redirect_from: [p/ana]`"), "{line}");
        }
    }

    #[test]
    fn each_address_is_compared_below_its_base_path() {
        let under = |base: &str| {
            format!("https://me.github.io{base}\nhttps://me.github.io{base}/personas/ana.html\n")
        };
        let none: [&str; 0] = [];
        for base in ["/repo", "/a/b"] {
            let (lost, base_paths) = check(None, &under(base));
            assert_eq!(lost, none);
            assert_eq!(base_paths, [format!("me.github.io{base}/")]);
        }
        // The base path of the new site counts if all addresses are below it.
        let list = "https://me.github.io/repo/gone/ana\n";
        let (lost, base_paths) = check(Some("https://me.github.io/repo/"), list);
        assert!(lost[0].contains("[gone/ana]"), "{lost:?}");
        assert_eq!(base_paths, ["me.github.io/repo/"]);
        // A folder of the site is not a base path.
        assert_eq!(
            check(None, "/problems/know-why.html\n/problems/\n"),
            (vec![], vec![])
        );
    }
}
