//! What happened and when, by the dates in the front matter.

use jiff::civil::Date;
use serde::Serialize;

use super::{Look, prose};
use crate::graph::{Id, estimate};
use crate::schema::{Fields, Role};

/// Something that happened to an entry on a day.
pub struct Event {
    pub day: Date,
    /// In words, as precise as it was written: “28 October 2024”, “2024 Q3”.
    pub when: String,
    pub entry: Id,
    /// “Declined”, “New reading of”: the words before the title.
    pub what: String,
    /// A sentence after the title, without its full stop; often empty.
    pub tail: String,
}

/// An event as the component `feed` prints it; `href` from the root of the site.
#[derive(Serialize)]
pub struct Line<'a> {
    pub date: String,
    /// In words; none where the line before is of the same day.
    pub day: Option<String>,
    pub what: &'a str,
    pub href: String,
    pub title: &'a str,
    pub tail: &'a str,
}

/// Every event after `from` and up to `until`, newest first, then in path order.
pub fn between(look: &Look, from: Date, until: Date) -> Vec<Event> {
    let entries = look.graph.iter().map(|(id, _)| id);
    let mut events: Vec<Event> = entries.flat_map(|id| of_entry(look, id)).collect();
    events.retain(|event| event.day > from && event.day <= until);
    events.sort_by_key(|event| std::cmp::Reverse(event.day));
    events
}

/// Did anything happen up to that day?
pub fn any(look: &Look, until: Date) -> bool {
    let mut entries = look.graph.iter().map(|(id, _)| id);
    entries.any(|id| of_entry(look, id).iter().any(|event| event.day <= until))
}

/// The events as lines, each day named once.
pub fn lines<'a>(look: &'a Look, events: &'a [Event]) -> Vec<Line<'a>> {
    let before = std::iter::once(None).chain(events.iter().map(|e| Some(&e.when)));
    let lines = events.iter().zip(before);
    lines
        .map(|(event, before)| event.line(look, before != Some(&event.when)))
        .collect()
}

impl Event {
    fn line<'a>(&'a self, look: &'a Look, is_new_day: bool) -> Line<'a> {
        let entry = look.graph.entry(self.entry);
        Line {
            date: self.day.to_string(),
            day: is_new_day.then(|| self.when.clone()),
            what: &self.what,
            href: entry.url.link(look.style()),
            title: &entry.document.title,
            tail: &self.tail,
        }
    }
}

/// Everything that has a date in one entry.
fn of_entry(look: &Look, id: Id) -> Vec<Event> {
    let fields = &look.graph.entry(id).document.fields;
    let plain = |name: &str, what: &str| {
        let date = fields.date(name)?;
        Some(Event {
            day: date.first,
            when: prose::date(date),
            entry: id,
            what: what.into(),
            tail: String::new(),
        })
    };
    let found: Vec<Option<Event>> = match look.graph.role(id) {
        Some(Role::Subject) => vec![plain("reviewed", "Reviewed")],
        Some(Role::Study) => vec![plain("start", "Study began:"), study(look, id)],
        Some(Role::Answer) => vec![plain("shipped", "Shipped")],
        Some(Role::Choice) => vec![choice(look, id)],
        Some(Role::Voice) => vec![
            plain("received", "Feedback:"),
            plain("responded", "Answered"),
            plain("told", "Told what changed:"),
        ],
        Some(Role::Measure) => return readings(look, id),
        Some(Role::Claim | Role::Finding | Role::Path) | None => vec![],
    };
    found.into_iter().flatten().collect()
}

fn study(look: &Look, id: Id) -> Option<Event> {
    use crate::graph::evidence::Status;
    let fields = &look.graph.entry(id).document.fields;
    if look.evidence.studies.get(&id) != Some(&Status::Done) {
        return None;
    }
    let day = ["date", "end"]
        .into_iter()
        .find_map(|name| fields.date(name))?;
    let verdict = fields.text("verdict");
    Some(Event {
        day: day.first,
        when: prose::date(day),
        entry: id,
        what: "Study done:".into(),
        tail: verdict.map_or_else(String::new, |v| prose::capital(&prose::plain(v))),
    })
}

fn choice(look: &Look, id: Id) -> Option<Event> {
    let fields = &look.graph.entry(id).document.fields;
    let outcome = fields
        .text("outcome")
        .map_or_else(|| "Decided".into(), prose::outcome);
    let date = fields.date("date")?;
    Some(Event {
        day: date.first,
        when: prose::date(date),
        entry: id,
        what: format!("{outcome}:"),
        tail: String::new(),
    })
}

fn readings(look: &Look, id: Id) -> Vec<Event> {
    let fields: &Fields = &look.graph.entry(id).document.fields;
    let unit = prose::measure::Unit::of(fields);
    let readings = estimate::readings(fields);
    let dated = readings.iter().filter_map(|reading| {
        let date = reading.date.as_ref()?;
        Some(Event {
            day: date.first,
            when: prose::date(date),
            entry: id,
            what: "New reading of".into(),
            tail: unit.reading(reading, look.config).unwrap_or_default(),
        })
    });
    dated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;
    use jiff::civil::date;

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
        let said = fixture::look(&files, |look| {
            let events = between(look, date(2024, 10, 24), date(2024, 10, 31));
            let lines = lines(look, &events).into_iter();
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
