//! `feed.xml`: the newest events as an Atom feed (RFC 4287). Addresses in a feed are absolute, so without a base URL
//! there is no feed.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::content::document;
use crate::page::{Page, Shared, Url};
use crate::site::{SiteContext, changes};

pub const URL: &str = "feed.xml";
/// Enough for a feed reader that fetches once a month; it keeps older items itself.
const MAX_ITEMS: usize = 100;

#[derive(Serialize)]
struct Feed {
    title: String,
    subtitle: String,
    /// The address of the site.
    home: String,
    /// The address of the feed.
    own: String,
    updated: String,
}

#[derive(Serialize)]
struct FeedItem {
    /// Unique, and the same in each build.
    id: String,
    href: String,
    title: String,
    summary: String,
    updated: String,
}

pub fn exists(site: &SiteContext) -> bool {
    site.config.base_url.is_some() && changes::any_until(site, site.as_of)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let Some(base) = &site.config.base_url else {
        return vec![];
    };
    let events = changes::between(site, Date::MIN, site.as_of);
    let Some(newest) = events.first() else {
        return vec![];
    };
    let link = |url: &Url| format!("{base}{}", url.to_link(site.url_style()));
    let url = Url::new(URL);
    let feed = Feed {
        title: to_xml_text(&site.title),
        subtitle: to_xml_text(site.config.description.as_deref().unwrap_or_default()),
        home: base.clone(),
        own: link(&url),
        updated: to_rfc3339(newest.day),
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    let items = events.iter().take(MAX_ITEMS).map(|event| {
        let entry = site.graph.entry(event.entry);
        let href = link(&entry.url);
        let id = format!(
            "{href}#{}-{}",
            event.day,
            document::to_id(&event.before_title)
        );
        let times = seen.entry(id.clone()).or_default();
        *times += 1;
        let title = &*entry.document.title;
        FeedItem {
            id: match *times {
                1 => id,
                n => format!("{id}-{n}"),
            },
            href,
            title: to_xml_text(&format!("{} {title}", event.before_title)),
            summary: to_xml_text(&event.after_title),
            updated: to_rfc3339(event.day),
        }
    });
    let items: Vec<FeedItem> = items.collect();
    let inputs = site
        .layout_inputs(&site.page_meta(&url, &site.title, "", ""))
        .with("feed", Shared::new(&feed))
        .with("items", Shared::new(&items));
    vec![Page::template(url, "feed.xml", inputs)]
}

/// Midnight UTC: Atom needs a time (RFC 3339), and front matter has only dates.
fn to_rfc3339(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// Removes the characters that are invalid in XML 1.0 even when escaped.
fn to_xml_text(text: &str) -> String {
    let is_valid = |c: &char| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_valid).collect()
}

#[cfg(test)]
mod tests {
    use atom_syndication::Feed;

    use super::*;
    use crate::site::fixture;

    const FILES: [(&str, &str); 3] = [
        (
            "decisions/no.md",
            "---\ntitle: \"No <b>mail</b> & ]]> no fax\"\noutcome: decline\ndate: 2024-10-29\n---\n",
        ),
        (
            "validations/talks.md",
            "---\ntitle: Talks\nmethod: interview\ndate: 2024-09\nverdict: mixed\n---\n",
        ),
        (
            "validations/next.md",
            "---\ntitle: Next\nmethod: interview\ndate: 2025\n---\n",
        ),
    ];

    #[test]
    fn events_become_a_valid_atom_feed() {
        let config = "title: Ours\nbase_url: https://example.org/a/\n";
        let xml = fixture::with_site_and_config(config, &FILES, |site| {
            fixture::render(&pages(site), URL)
        });
        let feed = Feed::read_from(xml.as_bytes()).expect("valid Atom");
        assert_eq!(feed.id(), "https://example.org/a/");
        assert_eq!(feed.updated().to_rfc3339(), "2024-10-29T00:00:00+00:00");
        let entry = |e: &atom_syndication::Entry| {
            let summary = e.summary().map_or("", |s| s.as_str());
            format!(
                "{} | {} | {summary} | {}",
                e.id(),
                e.title().as_str(),
                e.updated().date_naive()
            )
        };
        let entries: Vec<String> = feed.entries().iter().map(entry).collect();
        assert_eq!(
            entries,
            [
                "https://example.org/a/decisions/no.html#2024-10-29-declined | Declined: No <b>mail</b> & ]]> no fax |  | 2024-10-29",
                "https://example.org/a/validations/talks.html#2024-09-01-study-done | Study done: Talks | Mixed | 2024-09-01",
            ]
        );
    }

    #[test]
    fn characters_that_are_invalid_in_xml_are_removed() {
        assert_eq!(to_xml_text("a\u{b}b\n\u{fffe}c"), "ab\nc");
    }

    #[test]
    fn without_a_base_url_there_is_no_feed() {
        assert!(fixture::with_site(&FILES, |site| pages(site).is_empty() && !exists(site)));
    }
}
