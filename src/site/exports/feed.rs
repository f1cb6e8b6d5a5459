//! `feed.xml`: the newest events as an Atom feed (RFC 4287). Addresses in a feed are absolute, so without a base URL
//! there is no feed.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::content::document;
use crate::page::{Page, Url};
use crate::site::{SiteContext, changes, prose};

pub const URL: &str = "feed.xml";
/// Enough for a feed reader that fetches once a month; it keeps older items itself.
const MAX_ITEMS: usize = 100;

#[derive(Serialize)]
struct FeedItem<'a> {
    /// Unique, and the same in each build.
    id: String,
    #[serde(flatten)]
    event: changes::Event<'a>,
}

pub fn exists(site: &SiteContext) -> bool {
    site.config.base_url.is_some() && changes::exists(site)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let Some(base) = &site.config.base_url else {
        return vec![];
    };
    let events = changes::between(site, Date::MIN, site.as_of);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let items = events.into_iter().take(MAX_ITEMS).map(|event| {
        let what = event.outcome.map(prose::outcome_text);
        let what = document::to_id(what.as_deref().unwrap_or(event.what));
        let id = format!("{base}{}#{}-{what}", event.link.href, event.day);
        let times = seen.entry(id.clone()).or_default();
        *times += 1;
        let id = match *times {
            1 => id,
            n => format!("{id}-{n}"),
        };
        FeedItem { id, event }
    });
    let items: Vec<FeedItem> = items.collect();
    if items.is_empty() {
        return vec![];
    }
    let url = Url::new(URL);
    let meta = site.page_meta(&url, &site.title, "", "");
    let inputs = site.layout_inputs(&meta).with_value("events", &items);
    vec![Page::template(url, "feed.xml", inputs)]
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
    fn without_a_base_url_there_is_no_feed() {
        assert!(fixture::with_site(&FILES, |site| pages(site).is_empty() && !exists(site)));
    }
}
