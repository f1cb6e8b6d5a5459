//! `changes.html`: the events of all entries by month, newest first. Events are read from dates in the front matter.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::line::Line;
use super::page_link::PageLink;
use super::view_names::View;
use super::{SiteContext, paging, prose};
use crate::evidence::{ValidationStatus, interval};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::page::Page;

/// A date in the front matter of an entry, and what happened then.
#[derive(Serialize)]
pub struct Event<'a> {
    #[serde(skip)]
    pub entry: EntryId,
    #[serde(flatten)]
    pub link: PageLink,
    /// The first day of `date`, which is as precise as it was written.
    pub day: String,
    pub date: Period,
    pub what: &'static str,
    /// Of a decision.
    pub outcome: Option<&'a str>,
    /// Of a study.
    verdict: Option<&'a str>,
    /// Of a metric, with its unit.
    reading: Option<String>,
}

impl Event<'_> {
    /// `2024-10`
    fn month(&self) -> &str {
        self.day.rsplit_once('-').map_or("", |(month, _)| month)
    }
}

/// The events that are nothing but a date.
const DATES: [(Role, &str, &str); 6] = [
    (Role::Persona, "reviewed", "reviewed"),
    (Role::Validation, "start", "study-began"),
    (Role::Solution, "shipped", "shipped"),
    (Role::Feedback, "received", "feedback"),
    (Role::Feedback, "responded", "answered"),
    (Role::Feedback, "told", "told-what-changed"),
];

/// The events of one month that are on one page.
#[derive(Serialize)]
struct Month<'a> {
    /// `2024-10`
    key: &'a str,
    events: &'a [Event<'a>],
}

pub fn exists(site: &SiteContext) -> bool {
    let mut entries = site.graph.iter();
    entries.any(|(id, _)| {
        let mut events = of_entry(site, id).into_iter();
        events.any(|event| event.date.first <= site.as_of)
    })
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let events = between(site, Date::MIN, site.as_of);
    let (Some(newest), Some(oldest)) = (events.first(), events.last()) else {
        return vec![];
    };
    let newest = prose::days_between(newest.date.first, site.as_of);
    let view = View::named("changes");
    let bytes = |event: &Event| {
        let tail = event.reading.as_deref().or(event.verdict);
        let entry = paging::estimated_entry_bytes(site.graph.entry(event.entry));
        200 + tail.map_or(0, str::len) + entry
    };
    paging::pages(site, "changes.html", &view.url(), &events, bytes, |part| {
        let lede = Line::of("changes_lede").with("events", &events.len());
        let lede = lede.with("since", &oldest.day).with("newest", &newest);
        let months = part.items.chunk_by(|a, b| a.month() == b.month());
        let months = months.map(|events| Month {
            key: events[0].month(),
            events,
        });
        view.inputs(site, &part.url, lede)
            .with_value("months", &months.collect::<Vec<_>>())
            .with_value("lines", &part.items.len())
    })
}

/// Every event after `from` up to and including `until`, newest first, then in path order.
pub fn between(site: &SiteContext, from: Date, until: Date) -> Vec<Event<'_>> {
    let entries = site.graph.iter().map(|(id, _)| id);
    let mut events: Vec<Event> = entries.flat_map(|id| of_entry(site, id)).collect();
    events.retain(|event| event.date.first > from && event.date.first <= until);
    events.sort_by_key(|event| std::cmp::Reverse(event.date.first));
    events
}

/// The events of one entry, by its role.
fn of_entry(site: &SiteContext, id: EntryId) -> Vec<Event<'_>> {
    let (fields, role) = (site.fields(id), site.graph.role(id));
    let event = |date: &Period, what| Event {
        entry: id,
        link: PageLink::new(site, id, usize::MAX),
        day: date.first.to_string(),
        date: date.clone(),
        what,
        outcome: None,
        verdict: None,
        reading: None,
    };
    let dates = DATES.iter().filter(|(of, ..)| Some(*of) == role);
    let dated = dates.filter_map(|(_, field, what)| Some(event(fields.date(field)?, what)));
    let mut events: Vec<Event> = dated.collect();
    let is_done = site.evidence.validations.get(&id) == Some(&ValidationStatus::Done);
    match role {
        Some(Role::Validation) if is_done => {
            let day = role::Validation(fields).end();
            events.extend(day.map(|day| Event {
                verdict: fields.text("verdict"),
                ..event(day, "study-done")
            }));
        }
        Some(Role::Decision) => events.extend(fields.date("date").map(|day| Event {
            outcome: fields.text("outcome"),
            ..event(day, "decided")
        })),
        Some(Role::Metric) => {
            let unit = prose::metric_format::MetricFormat::from_fields(fields);
            let readings = interval::readings(fields).into_iter();
            events.extend(readings.filter_map(|reading| {
                Some(Event {
                    reading: unit.format_reading(&reading, &site.config),
                    ..event(reading.date.as_ref()?, "new-reading-of")
                })
            }));
        }
        _ => {}
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;
    use jiff::civil::date;

    #[test]
    fn the_page_of_a_small_site_lists_events_by_month() {
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
        let html = fixture::with_site(&files, |site| fixture::render(&pages(site), "changes.html"));
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Changes How to read this What changed 3 events since Sep 2024. The newest was 2 days ago. \
             What happened each week. Start where you last looked. \
             Oct 2024 29 October 2024 Declined: No mail Feedback: Which file? \
             Sep 2024 3 September 2024 Study done: Talks. Mixed"
        );
    }

    #[test]
    fn without_a_date_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
    }

    #[test]
    fn events_are_read_from_the_dates_in_the_front_matter_newest_first() {
        let files = [
            (
                "decisions/no-mail.md",
                "---\ntitle: No mail\noutcome: decline\ndate: 2024-10-29\n---\n",
            ),
            (
                "feedback/a.md",
                "---\ntitle: Which file?\nreceived: 2024-10-25\nresponded: 2024-10-30\n---\n",
            ),
            (
                "validations/old.md",
                "---\ntitle: Old\nmethod: interview\ndate: 2024-10-24\n---\n",
            ),
            (
                "validations/new.md",
                "---\ntitle: New\nmethod: interview\ndate: 2024-10-28\nverdict: mixed\n---\n",
            ),
        ];
        let said = fixture::with_site(&files, |site| {
            let events = between(site, date(2024, 10, 24), date(2024, 10, 31));
            let said = events.iter().map(|event| {
                let (outcome, verdict) = (event.outcome, event.verdict);
                let more = outcome.or(verdict).unwrap_or_default();
                format!("{} {} {}. {more}", event.day, event.what, event.link.title)
            });
            said.collect::<Vec<_>>()
        });
        assert_eq!(
            said,
            [
                "2024-10-30 answered Which file?. ",
                "2024-10-29 decided No mail. decline",
                "2024-10-28 study-done New. mixed",
                "2024-10-25 feedback Which file?. ",
            ]
        );
    }
}
