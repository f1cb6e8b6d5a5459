//! `changes.html`: the events of all entries by month, newest first. Events are read from dates in the front matter.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::line::Line;
use super::{SiteContext, paging, prose};
use crate::evidence::interval;
use crate::graph::EntryId;
use crate::model::{Fields, Role, role};
use crate::page::{Page, Shared, Url};

pub const URL: &str = "changes.html";

/// The events of one month that are on one page.
#[derive(Serialize)]
struct Month<'a> {
    /// `2024-10`
    key: String,
    events: Vec<EventLine<'a>>,
}

pub fn exists(site: &SiteContext) -> bool {
    any_until(site, site.as_of)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let events = between(site, Date::MIN, site.as_of);
    if events.is_empty() {
        return vec![];
    }
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
        let meta = site.page_meta(&part.url, "What happened", "", "changes");
        let meta = meta.with_lede(lede(site, &events)).as_of(site.as_of);
        let mut months: Vec<Month> = Vec::new();
        for (event, line) in part.items.iter().zip(lines(site, part.items)) {
            let key = event.day.strftime("%Y-%m").to_string();
            if months.last().is_none_or(|month| month.key != key) {
                months.push(Month {
                    key,
                    events: vec![],
                });
            }
            if let Some(month) = months.last_mut() {
                month.events.push(line);
            }
        }
        let inputs = site
            .layout_inputs(&meta)
            .with("months", Shared::new(&months))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "changes.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// How many events there are since when, and how old the newest is.
fn lede(site: &SiteContext, events: &[Event]) -> Line {
    let newest = events
        .first()
        .map(|newest| prose::days_between(newest.day, site.as_of));
    let line = Line::of("changes_lede").with("events", &events.len());
    let line = line.with("since", &events.last().map(|oldest| oldest.day.to_string()));
    line.with("newest", &newest)
}

/// A date in the front matter of an entry, with words that say what happened.
pub struct Event {
    pub day: Date,
    /// As precise as it was written: “28 October 2024”, “2024 Q3”.
    pub date_text: String,
    pub entry: EntryId,
    /// The words before the title: “Declined:”, “New reading of”.
    pub before_title: String,
    /// A sentence after the title, without its full stop; often empty.
    pub after_title: String,
}

/// An event as the component `feed` prints it; `href` from the root of the site.
#[derive(Serialize)]
pub struct EventLine<'a> {
    pub date: String,
    /// In words; `None` if the line before has the same date.
    pub day: Option<String>,
    pub what: &'a str,
    pub href: String,
    pub title: &'a str,
    pub tail: &'a str,
}

/// Every event after `from` up to and including `until`, newest first, then in path order.
pub fn between(site: &SiteContext, from: Date, until: Date) -> Vec<Event> {
    let entries = site.graph.iter().map(|(id, _)| id);
    let mut events: Vec<Event> = entries.flat_map(|id| of_entry(site, id)).collect();
    events.retain(|event| event.day > from && event.day <= until);
    events.sort_by_key(|event| std::cmp::Reverse(event.day));
    events
}

/// True if there is an event up to and including that day.
pub fn any_until(site: &SiteContext, until: Date) -> bool {
    let mut entries = site.graph.iter().map(|(id, _)| id);
    entries.any(|id| of_entry(site, id).iter().any(|event| event.day <= until))
}

/// The events as lines; a date is named only on the first line that has it.
pub fn lines<'a>(site: &'a SiteContext, events: &'a [Event]) -> Vec<EventLine<'a>> {
    let before = std::iter::once(None).chain(events.iter().map(|e| Some(&e.date_text)));
    let lines = events.iter().zip(before);
    lines
        .map(|(event, before)| event.to_line(site, before != Some(&event.date_text)))
        .collect()
}

impl Event {
    fn to_line<'a>(&'a self, site: &'a SiteContext, is_new_day: bool) -> EventLine<'a> {
        let entry = site.graph.entry(self.entry);
        EventLine {
            date: self.day.to_string(),
            day: is_new_day.then(|| self.date_text.clone()),
            what: &self.before_title,
            href: entry.url.to_link(site.url_style()),
            title: &entry.document.title,
            tail: &self.after_title,
        }
    }
}

/// The events of one entry, by its role.
fn of_entry(site: &SiteContext, id: EntryId) -> Vec<Event> {
    let fields = site.fields(id);
    let plain = |name: &str, what: &str| {
        let date = fields.date(name)?;
        Some(Event {
            day: date.first,
            date_text: prose::format_date(date),
            entry: id,
            before_title: what.into(),
            after_title: String::new(),
        })
    };
    let found: Vec<Option<Event>> = match site.graph.role(id) {
        Some(Role::Persona) => vec![plain("reviewed", "Reviewed")],
        Some(Role::Validation) => vec![plain("start", "Study began:"), validation_done(site, id)],
        Some(Role::Solution) => vec![plain("shipped", "Shipped")],
        Some(Role::Decision) => vec![decision_made(site, id)],
        Some(Role::Feedback) => vec![
            plain("received", "Feedback:"),
            plain("responded", "Answered"),
            plain("told", "Told what changed:"),
        ],
        Some(Role::Metric) => return metric_readings(site, id),
        Some(Role::Problem | Role::Insight | Role::Journey) | None => vec![],
    };
    found.into_iter().flatten().collect()
}

fn validation_done(site: &SiteContext, id: EntryId) -> Option<Event> {
    use crate::evidence::ValidationStatus;
    let study = role::Validation(site.fields(id));
    if site.evidence.validations.get(&id) != Some(&ValidationStatus::Done) {
        return None;
    }
    let day = study.end()?;
    let verdict = study.verdict();
    Some(Event {
        day: day.first,
        date_text: prose::format_date(day),
        entry: id,
        before_title: "Study done:".into(),
        after_title: verdict.map_or_else(String::new, prose::label),
    })
}

fn decision_made(site: &SiteContext, id: EntryId) -> Option<Event> {
    let decision = role::Decision(site.fields(id));
    let outcome = decision
        .outcome()
        .map_or_else(|| "Decided".into(), prose::outcome_text);
    let date = decision.date()?;
    Some(Event {
        day: date.first,
        date_text: prose::format_date(date),
        entry: id,
        before_title: format!("{outcome}:"),
        after_title: String::new(),
    })
}

fn metric_readings(site: &SiteContext, id: EntryId) -> Vec<Event> {
    let fields: &Fields = site.fields(id);
    let unit = prose::metric_format::MetricFormat::from_fields(fields);
    let readings = interval::readings(fields);
    let dated = readings.iter().filter_map(|reading| {
        let date = reading.date.as_ref()?;
        Some(Event {
            day: date.first,
            date_text: prose::format_date(date),
            entry: id,
            before_title: "New reading of".into(),
            after_title: unit
                .format_reading(reading, &site.config)
                .unwrap_or_default(),
        })
    });
    dated.collect()
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
            let lines = lines(site, &events).into_iter();
            lines
                .map(|l| format!("{} {} {}. {}", l.date, l.what, l.title, l.tail))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            said,
            [
                "2024-10-30 Answered Which file?. ",
                "2024-10-29 Declined: No mail. ",
                "2024-10-28 Study done: New. Mixed",
                "2024-10-25 Feedback: Which file?. ",
            ]
        );
    }
}
