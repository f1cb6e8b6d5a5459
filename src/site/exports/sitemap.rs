//! `robots.txt`, and with a base URL `sitemap.xml` (sitemaps.org) with the address of every HTML page.
//!
//! Built after all other pages, from their URLs. With more than one sitemap may hold, it is an index of several.

use crate::page::{Content, Page, Shared, Url};
use crate::site::SiteContext;

const URL: &str = "sitemap.xml";
/// The limit of the protocol.
const MAX_URLS_PER_SITEMAP: usize = 50_000;

pub fn pages(site: &SiteContext, pages: &[Page]) -> Vec<Page> {
    let Some(base) = site
        .config
        .base_url
        .as_deref()
        .filter(|_| !site.audience.shows_internal)
    else {
        return vec![robots_txt(site, None)];
    };
    let is_listed = |page: &&Page| match &page.content {
        Content::Template { template, .. } => {
            template.ends_with(".html") && !["404.html", "redirect.html"].contains(template)
        }
        _ => false,
    };
    let link = |url: &Url| match url.to_link(site.url_style()).as_str() {
        // The home page has the base URL itself.
        "index.html" | "./" => base.to_owned(),
        link => format!("{base}{link}"),
    };
    let mut urls: Vec<String> = pages
        .iter()
        .filter(is_listed)
        .map(|p| link(&p.url))
        .collect();
    urls.sort();
    let mut made = vec![robots_txt(site, Some(&link(&Url::new(URL))))];
    let page = |url: Url, urls: &[String], maps: &[String]| {
        let inputs = site
            .layout_inputs(&site.page_meta(&url, &site.title, "", ""))
            .with("urls", Shared::new(urls))
            .with("maps", Shared::new(maps));
        Page::template(url, "sitemap.xml", inputs)
    };
    let parts: Vec<&[String]> = urls.chunks(MAX_URLS_PER_SITEMAP).collect();
    match parts.as_slice() {
        [] => {}
        [one] => made.push(page(Url::new(URL), one, &[])),
        many => {
            let url = |i: usize| Url::new(format!("sitemap-{}.xml", i + 1));
            let maps: Vec<String> = (0..many.len()).map(|i| link(&url(i))).collect();
            let parts = many.iter().enumerate();
            made.extend(parts.map(|(i, part)| page(url(i), part, &[])));
            made.push(page(Url::new(URL), &[], &maps));
        }
    }
    made
}

/// A build that shows internal entries disallows every crawler. Crawlers only read this file at the root of a host.
fn robots_txt(site: &SiteContext, sitemap: Option<&str>) -> Page {
    let rule = if site.audience.shows_internal {
        "Disallow: /"
    } else {
        "Allow: /"
    };
    let sitemap = sitemap.map_or(String::new(), |url| format!("\nSitemap: {url}\n"));
    let text = format!("User-agent: *\n{rule}\n{sitemap}");
    Page::bytes(Url::new("robots.txt"), text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{fixture, registry};

    fn made(config: &str, files: &[(&str, &str)]) -> (String, Option<Vec<String>>) {
        fixture::with_site_and_config(config, files, |site| {
            let all_pages: Vec<Page> = registry::VIEWS
                .iter()
                .flat_map(|pages| pages(site))
                .collect();
            let made = pages(site, &all_pages);
            let robots = match &made[0].content {
                Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                other => panic!("{other:?}"),
            };
            let map = made.iter().any(|p| p.url.as_str() == URL).then(|| {
                let xml = fixture::render(&made, URL);
                let tree = roxmltree::Document::parse(&xml).expect("valid XML");
                let locs = tree.descendants().filter(|n| n.has_tag_name("loc"));
                locs.filter_map(|n| n.text().map(str::to_owned)).collect()
            });
            (robots, map)
        })
    }

    const FILES: [(&str, &str); 2] = [
        ("a & b.md", "---\ntitle: A\nredirect_from: old\n---\n"),
        ("personas/ana.md", "---\nname: Ana\n---\n"),
    ];

    #[test]
    fn a_sitemap_has_every_html_page_but_redirects_and_404() {
        let (robots, map) = made("base_url: https://example.org/x/\n", &FILES);
        assert_eq!(
            robots,
            "User-agent: *\nAllow: /\n\nSitemap: https://example.org/x/sitemap.xml\n"
        );
        assert_eq!(
            map.expect("a map"),
            [
                "https://example.org/x/",
                "https://example.org/x/a%20%26%20b.html",
                "https://example.org/x/how-to-read.html",
                "https://example.org/x/personas/ana.html",
                "https://example.org/x/personas/index.html",
            ]
        );
    }

    #[test]
    fn without_a_base_url_there_is_no_sitemap() {
        assert_eq!(made("", &FILES), ("User-agent: *\nAllow: /\n".into(), None));
    }
}
