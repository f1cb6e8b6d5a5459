//! The log: everything that has a date in the front matter, newest first, by month.

use jiff::civil::Date;
use serde::Serialize;

use super::rich_text::RichText;
use super::{SiteContext, event, paging, prose};
use crate::page::{Page, Shared, Url};
use event::Event;

pub const URL: &str = "changes.html";

/// The events of one month, as far as they stand on this page.
#[derive(Serialize)]
struct Month<'a> {
    /// `2024-10`, and “Oct 2024”.
    key: String,
    label: String,
    events: Vec<event::EventLine<'a>>,
}

pub fn exists(site: &SiteContext) -> bool {
    event::any_until(site, site.as_of)
}

pub fn pages(site: &SiteContext) -> Vec<Page> {
    let events = event::between(site, Date::MIN, site.as_of);
    if events.is_empty() {
        return vec![];
    }
    let lede = lede(site, &events);
    let description = lede.to_plain_text();
    let parts = paging::paginate(
        &Url::new(URL),
        &events,
        site.url_style(),
        |event: &Event| {
            200 + event.after_title.len()
                + paging::estimated_entry_bytes(site.graph.entry(event.entry))
        },
    );
    let page = |part: paging::ListPage<Event>| {
        let mut meta = site.page_meta(&part.url, "What happened", &description, "changes");
        meta.as_of = Some((site.as_of.to_string(), prose::format_day(site.as_of)));
        let mut months: Vec<Month> = Vec::new();
        for (event, line) in part.items.iter().zip(event::lines(site, part.items)) {
            let key = event.day.strftime("%Y-%m").to_string();
            if months.last().is_none_or(|month| month.key != key) {
                months.push(Month {
                    key,
                    label: prose::format_month(event.day),
                    events: vec![],
                });
            }
            if let Some(month) = months.last_mut() {
                month.events.push(line);
            }
        }
        let inputs = site
            .layout_inputs(&meta)
            .with("lede", Shared::new(&lede))
            .with("months", Shared::new(&months))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "changes.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// “12 events since June 2019. The newest was 3 days ago.”
fn lede(site: &SiteContext, events: &[Event]) -> RichText {
    let (Some(newest), Some(oldest)) = (events.first(), events.last()) else {
        return RichText::default();
    };
    let count = prose::pluralize(events.len(), "event", "events");
    let ago = prose::format_ago(prose::days_between(newest.day, site.as_of));
    match events.len() {
        1 => RichText::new(format!("One event, {ago}.")),
        _ => RichText::new(format!(
            "{count} since {}. The newest was {ago}.",
            prose::format_month(oldest.day)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn a_log_of_a_small_site() {
        let files = [
            (
                "decisions/no.md",
                "---\ntitle: No mail\noutcome: decline\ndate: 2024-10-29\n---\n",
            ),
            (
                "validations/talks.md",
                "---\ntitle: Talks\nmethod: interview\ndate: 2024-09-03\nverdict: mixed\n---\n",
            ),
            (
                "validations/next.md",
                "---\ntitle: Next year\nmethod: interview\ndate: 2025-01-01\n---\n",
            ),
            (
                "feedback/a.md",
                "---\ntitle: Which file?\nreceived: 2024-10-29\n---\n",
            ),
        ];
        let html = fixture::with_site(&files, |site| fixture::render(&pages(site), URL));
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Changes What happened 3 events since Sep 2024. The newest was 2 days ago. \
             Oct 2024 29 October 2024 Declined: No mail Feedback: Which file? \
             Sep 2024 3 September 2024 Study done: Talks. Mixed"
        );
    }

    #[test]
    fn without_a_date_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
    }
}
