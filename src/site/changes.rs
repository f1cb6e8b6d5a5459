//! `changes.html`: what happened, by week, the newest first: scores that moved with what moved them, and the events of all
//! entries. Both are read from dates in the front matter. Where the settings ask for it, new and edited files follow, by
//! the commits of git.

mod files;
pub mod moves;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::line::Line;
use super::list::filter::{Filter, FilterOption, MAX_FILTER_OPTIONS};
use super::page_link::PageLink;
use super::view_names::View;
use super::{SiteContext, paging, prose};
use crate::evidence::{ValidationStatus, interval};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::page::Page;
use files::FileChange;
use moves::ScoreMove;

/// The kind of a row about a score.
const SCORES: &str = "score";

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
    /// Of a decision that is not accepted, as it is written.
    pub status: Option<&'a str>,
    /// Of a study.
    verdict: Option<&'a str>,
    /// Of a metric, with its unit.
    reading: Option<String>,
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

/// What happened, a score that moved, or a file that was new or edited.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What<'a> {
    Event(Event<'a>),
    Move(ScoreMove),
    File(FileChange),
}

/// A row of the list of changes.
#[derive(Serialize)]
struct ChangeRow<'a> {
    #[serde(flatten)]
    what: What<'a>,
    /// What it can be filtered by: the name of a kind, or `score`; its personas with `|` between; its day.
    kind: &'a str,
    personas: String,
    day: Date,
}

/// The rows of one week that are on one page.
#[derive(Serialize)]
struct Week<'a> {
    monday: Date,
    sunday: Date,
    /// How many scores moved in it.
    moves: usize,
    rows: &'a [ChangeRow<'a>],
}

/// Where the weeks that begin in a month stand: the newest of them, and how many rows they have.
#[derive(Serialize)]
struct Month {
    monday: Date,
    rows: usize,
}

/// Scores are compared and commits are read for so many days; older changes are told without them.
pub const SCORED_DAYS: i64 = 371;

/// The first and the last of these days.
pub fn scored_days(as_of: Date) -> [Date; 2] {
    [moves::days_after(as_of, -SCORED_DAYS), as_of]
}

pub fn exists(site: &SiteContext) -> bool {
    has_events(site) || !files::by_week(site).is_empty()
}

pub fn has_events(site: &SiteContext) -> bool {
    let mut entries = site.graph.iter();
    entries.any(|(id, _)| {
        let mut events = of_entry(site, id).into_iter();
        events.any(|event| event.date.first <= site.as_of)
    })
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let events = between(site, Date::MIN, site.as_of);
    let events = events.into_iter().map(|event| event_row(site, event));
    let files = files::by_week(site).into_iter();
    let files = files.map(|file| file_row(site, file));
    let mut rows: Vec<ChangeRow> = events.chain(files).collect();
    let days = rows.iter().map(|row| row.day);
    let (Some(newest), Some(since)) = (days.clone().max(), days.min()) else {
        return vec![];
    };
    let newest = prose::days_between(newest, site.as_of);
    let count = rows.len();
    let moves = moves::between(site, days_before(site, SCORED_DAYS), site.as_of);
    rows.extend(moves.into_iter().map(|found| move_row(site, found)));
    // The sorts before it are kept.
    rows.sort_by_key(|row| {
        let place = match row.what {
            What::Move(_) => 0,
            What::Event(_) => 1,
            What::File(_) => 2,
        };
        (Reverse(moves::monday(row.day)), place, Reverse(row.day))
    });
    let filters = filters(site, &rows);
    let view = View::named("changes");
    let bytes = |row: &ChangeRow| match &row.what {
        What::Event(event) => {
            let tail = event.reading.as_deref().or(event.verdict);
            let entry = paging::estimated_entry_bytes(site.graph.entry(event.entry));
            400 + tail.map_or(0, str::len) + entry
        }
        What::File(file) => 400 + paging::estimated_entry_bytes(site.graph.entry(file.entry)),
        What::Move(found) => {
            1500 + 4 * paging::estimated_entry_bytes(site.graph.entry(found.entry))
        }
    };
    paging::pages(site, "changes.html", &view.url(), &rows, bytes, |part| {
        let lede = Line::of("changes_lede").with("events", &count);
        let lede = lede.with("since", &since).with("newest", &newest);
        let weeks = part
            .items
            .chunk_by(|a, b| moves::monday(a.day) == moves::monday(b.day));
        let weeks = weeks.map(|rows| {
            let monday = moves::monday(rows[0].day);
            Week {
                monday,
                sunday: moves::days_after(monday, 6),
                moves: rows
                    .iter()
                    .filter(|row| matches!(row.what, What::Move(_)))
                    .count(),
                rows,
            }
        });
        let weeks: Vec<Week> = weeks.collect();
        let months = weeks.chunk_by(|a, b| a.monday.first_of_month() == b.monday.first_of_month());
        let months = months.map(|weeks| Month {
            monday: weeks[0].monday,
            rows: weeks.iter().map(|week| week.rows.len()).sum(),
        });
        view.inputs(site, &part.url, lede)
            .with_value("months", &months.collect::<Vec<_>>())
            .with_value("weeks", &weeks)
            .with_value("filters", &filters)
            .with_value("reads_files", &site.config.history.files)
            .with_value(
                "range",
                &(
                    part.items_before + 1,
                    part.items_before + part.items.len(),
                    rows.len(),
                ),
            )
    })
}

/// The moves of the last days, newest first.
pub fn recent_moves(site: &SiteContext, days: i64) -> Vec<ScoreMove> {
    moves::between(site, days_before(site, days), site.as_of)
}

fn days_before(site: &SiteContext, days: i64) -> Date {
    moves::days_after(site.as_of, -days)
}

fn event_row<'a>(site: &'a SiteContext, event: Event<'a>) -> ChangeRow<'a> {
    ChangeRow {
        kind: site.graph.kind_name(event.entry),
        personas: personas_of(site, event.entry),
        day: event.date.first,
        what: What::Event(event),
    }
}

fn move_row<'a>(site: &'a SiteContext, found: ScoreMove) -> ChangeRow<'a> {
    ChangeRow {
        kind: SCORES,
        personas: personas_of(site, found.entry),
        day: found.date.first,
        what: What::Move(found),
    }
}

fn file_row(site: &SiteContext, file: FileChange) -> ChangeRow<'_> {
    ChangeRow {
        kind: site.graph.kind_name(file.entry),
        personas: personas_of(site, file.entry),
        day: file.day,
        what: What::File(file),
    }
}

/// Whom it is about: a persona itself, else those it names, else those of its problems. Their ids, with `|` between.
fn personas_of(site: &SiteContext, id: EntryId) -> String {
    let graph = &site.graph;
    let own = (graph.role(id) == Some(Role::Persona)).then_some(id);
    let mut all: BTreeSet<EntryId> = own.into_iter().chain(graph.personas_of(id)).collect();
    if all.is_empty() {
        all.extend(
            graph
                .problems_of(id)
                .flat_map(|problem| graph.personas_of(problem)),
        );
    }
    let ids = all.iter().map(|id| &*graph.entry(*id).document.id);
    ids.collect::<Vec<_>>().join("|")
}

/// The kinds and the personas that something changed about.
fn filters(site: &SiteContext, rows: &[ChangeRow]) -> Vec<Filter> {
    let option = |value: &str, label: &str, count| FilterOption {
        value: value.to_owned(),
        label: label.to_owned(),
        is_none: false,
        count: Some(count),
    };
    let of_kind = |name: &str| rows.iter().filter(|row| row.kind == name).count();
    let kinds = site.graph.schema.kinds.iter();
    let kinds = kinds.map(|kind| (&*kind.name, &*kind.plural_label));
    let kinds = [(SCORES, "Scores that moved")].into_iter().chain(kinds);
    let kinds = kinds.chain([("page", "Pages")]);
    let kinds = kinds.map(|(name, label)| option(name, label, of_kind(name)));
    let personas = site.graph.of_role(Role::Persona).into_iter().map(|id| {
        let value = &*site.graph.entry(id).document.id;
        let is_about = |row: &&ChangeRow| row.personas.split('|').any(|id| id == value);
        option(
            value,
            site.title_of(id),
            rows.iter().filter(is_about).count(),
        )
    });
    let filters = [
        ("kind", "What", kinds.collect::<Vec<_>>()),
        ("persona", "Persona", personas.collect()),
    ];
    let filters = filters.into_iter().map(|(name, label, options)| {
        let options = options.into_iter().filter(|option| option.count > Some(0));
        Filter {
            name: name.into(),
            label: label.into(),
            is_date: false,
            facet: None,
            options: options.collect(),
        }
    });
    filters
        .filter(|filter| (2..=MAX_FILTER_OPTIONS).contains(&filter.options.len()))
        .collect()
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
        status: None,
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
        Some(Role::Decision) => events.extend(fields.date("date").map(|day| {
            Event {
                outcome: fields.text("outcome"),
                status: fields
                    .written("status")
                    .filter(|status| *status != "accepted"),
                ..event(day, "decided")
            }
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
    fn the_page_of_a_small_site_lists_events_by_week() {
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
             What moved each week, and which study moved it. Choose a day to start where you last looked. \
             Words What All Validations (1) Decisions (1) Feedback (1) Since 3 changes, by week \
             Nothing changed that fits these filters. Take one away, or show all weeks. 3 changes, by week What Day \
             28 October 2024 to 3 November 2024 2 Declined: No mail 29 October 2024 Feedback: Which file? 29 October 2024 \
             2 September 2024 to 8 September 2024 1 Study done: Talks Mixed 3 September 2024 Show more \
             A week is compared as of its Sunday: what was known before it, and with what came in it. So a score moves for a \
             study, and one that moves without says so. Studies without a date are left out, and scores are compared for the \
             last year."
        );
    }

    #[test]
    fn a_score_moves_on_a_date_as_precise_as_that_of_its_study() {
        for (date, says) in [
            ("2024-10", "Oct 2024"),
            ("2024-Q3", "2024 Q3"),
            ("2024", "2024"),
            ("2024-10-03", "3 October 2024"),
        ] {
            let study = format!(
                "---\ntitle: Talks\nmethod: interview\ndate: {date}\nparticipants: 9\nverdict: supported\nproblems: p\n---\n"
            );
            let files = [
                ("problems/p.md", "---\ntitle: P\n---\n"),
                ("validations/talks.md", &study),
            ];
            let html =
                fixture::with_site(&files, |site| fixture::render(&pages(site), "changes.html"));
            let text = fixture::visible_text(&html, "main");
            assert!(
                text.contains(&format!("9 people, supported. {says} ")),
                "{text}"
            );
        }
    }

    #[test]
    fn a_decision_that_is_not_accepted_is_told_as_what_it_is() {
        let decision = |status| {
            format!(
                "---\ntitle: The shelf\noutcome: stop\nstatus: {status}\ndate: 2024-10-29\n---\n"
            )
        };
        for (status, said) in [
            ("accepted", "Stopped: The shelf"),
            ("proposed", "Proposed: The shelf"),
            ("superseded", "Stopped, superseded since: The shelf"),
            ("vertagt", "Vertagt: The shelf"),
        ] {
            let file = decision(status);
            let files = [("decisions/shelf.md", file.as_str())];
            let html =
                fixture::with_site(&files, |site| fixture::render(&pages(site), "changes.html"));
            let text = fixture::visible_text(&html, "main");
            assert!(
                text.contains(&format!("1 {said} 29 October")),
                "{status}: {text}"
            );
        }
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
