//! `feed.xml`: the newest events and the scores that moved, as an Atom feed (RFC 4287). Addresses in a feed are absolute, so without a base URL
//! there is no feed.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::config::Axis;
use crate::content::document;
use crate::page::{Page, Url};
use crate::site::changes::moves::{self, ScoreMove};
use crate::site::changes::{Event, What};
use crate::site::{SiteContext, changes, prose};

pub const URL: &str = "feed.xml";
/// Enough for a feed reader that fetches once a month; it keeps older items itself.
const MAX_ITEMS: usize = 100;

#[derive(Serialize)]
struct FeedItem<'a> {
    /// Unique, and the same in each build.
    id: String,
    day: Date,
    href: String,
    #[serde(flatten)]
    what: What<'a>,
}

impl<'a> FeedItem<'a> {
    fn of_event(event: Event<'a>, base: &str) -> Self {
        let what = event.outcome.map(prose::outcome_text);
        let what = document::to_id(what.as_deref().unwrap_or(event.what));
        FeedItem {
            id: format!("{base}{}#{}-{what}", event.link.href, event.day),
            day: event.date.first,
            href: event.link.href.clone(),
            what: What::Event(event),
        }
    }

    /// A score moves once in a week for its studies, which others may join; by age alone it moves on a day.
    fn of_move(found: ScoreMove, base: &str) -> Self {
        let day = found.date.first;
        let axis = match found.axis {
            Axis::Problem => "problem",
            Axis::Solution => "solution",
        };
        let (when, how) = match found.causes.is_empty() {
            true => (day, "aged"),
            false => (moves::monday(day), "moved"),
        };
        FeedItem {
            id: format!("{base}{}#{when}-{axis}-{how}", found.link.href),
            day,
            href: found.link.href.clone(),
            what: What::Move(found),
        }
    }
}

pub fn exists(site: &SiteContext) -> bool {
    site.config.base_url.is_some() && changes::has_events(site)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let Some(base) = &site.config.base_url else {
        return vec![];
    };
    let mut events = changes::between(site, Date::MIN, site.as_of);
    events.truncate(MAX_ITEMS);
    // Scores are compared by whole weeks, so that an item says the same in each build.
    let oldest = events.last().map_or(site.as_of, |event| event.date.first);
    let oldest = oldest.max(moves::days_after(site.as_of, -changes::SCORED_DAYS));
    let from = moves::days_after(moves::monday(oldest), -1);
    let moves = moves::between(site, from, site.as_of).into_iter();
    let mut items: Vec<FeedItem> = moves.map(|found| FeedItem::of_move(found, base)).collect();
    items.extend(
        events
            .into_iter()
            .map(|event| FeedItem::of_event(event, base)),
    );
    items.sort_by_key(|item| Reverse(item.day));
    items.truncate(MAX_ITEMS);
    let mut seen: HashMap<String, usize> = HashMap::new();
    for item in &mut items {
        let times = seen.entry(item.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            item.id += &format!("-{times}");
        }
    }
    if items.is_empty() {
        return vec![];
    }
    let url = Url::new(URL);
    let meta = site.page_meta(&url, &site.title, "", "");
    let inputs = site.layout_inputs(&meta).with_value("items", &items);
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
    fn scores_that_moved_are_in_the_feed_with_their_cause_and_an_id_that_stays() {
        let study = |day: &str, more: &str| {
            format!(
                "---\ntitle: Talks of {day}\nmethod: interview\ndate: {day}\nparticipants: 9\nproblems: p\n{more}---\n"
            )
        };
        let (talks, later) = (
            study("2024-10-22", "verdict: supported\n"),
            study("2024-10-24", "verdict: supported\n"),
        );
        let files = [
            ("problems/p.md", "---\ntitle: \"P & <q>\"\n---\n"),
            ("validations/talks.md", &*talks),
            ("validations/later.md", &*later),
        ];
        let items = |files: &[(&str, &str)]| {
            let config = "base_url: https://example.org/\n";
            let xml = fixture::with_site_and_config(config, files, |site| {
                fixture::render(&pages(site), URL)
            });
            let feed = Feed::read_from(xml.as_bytes()).expect("valid Atom");
            let moves = feed
                .entries()
                .iter()
                .filter(|e| e.id().contains("/problems/"));
            let said = moves.map(|e| {
                let summary = e.summary().map_or("", |text| text.as_str());
                format!("{} | {} | {summary}", e.id(), e.title().as_str())
            });
            said.collect::<Vec<_>>()
        };
        let id = "https://example.org/problems/p.html#2024-10-21-problem-moved";
        assert_eq!(
            items(&files[..2]),
            [format!(
                "{id} | P & <q>: Not tested → Good 2.6 | Is it real? Talks of 2024-10-22, 9 people, supported."
            )]
        );
        // Another study of that week changes what it says, not which item it is.
        let [both] = &items(&files)[..] else {
            panic!("one item")
        };
        assert!(
            both.starts_with(&format!("{id} | P & <q>: Not tested → Good")),
            "{both}"
        );
        assert!(both.contains("Talks of 2024-10-24"), "{both}");
    }

    #[test]
    fn without_a_base_url_there_is_no_feed() {
        assert!(fixture::with_site(&FILES, |site| pages(site).is_empty() && !exists(site)));
    }
}
