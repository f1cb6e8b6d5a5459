//! What a study says of itself: its status, its verdict, its weight, its day.
//!
//! Knows nothing about what it speaks about; that is [`super::History`]'s part.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use super::score_date::ScoreDate;
use crate::config::{Axis, Class, Config};
use crate::graph::{Graph, Id};
use crate::schema::{Fields, Name, Role, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Planned,
    Running,
    Done,
    Abandoned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Supported,
    Mixed,
    Refuted,
    Inconclusive,
}

/// One study, read once for every score it counts in.
pub(super) struct Study {
    progress: Progress,
    pub day: Option<Date>,
    pub verdict: Option<Verdict>,
    /// `None` where its method is missing or unknown: then it cannot be weighed and counts nowhere.
    pub weighing: Option<Weighing>,
    /// The axis it speaks about unless one of its results says otherwise, if it says so itself.
    pub about: Option<Axis>,
}

/// What decides how much a study says.
pub(super) struct Weighing {
    pub method: Name,
    pub class: Class,
    /// The method's weight, or the study's own `strength`.
    pub weight: f64,
    /// The sample from which more people add nothing.
    pub n_full: f64,
    pub n: Option<f64>,
    pub day: Option<Date>,
    /// The axis the method asks about.
    pub about: Axis,
}

enum Progress {
    Is(Status),
    /// Done from its day on.
    ByDay,
}

impl Study {
    pub fn read(graph: &Graph, id: Id, config: &Config) -> Study {
        let fields = &graph.entry(id).document.fields;
        let day = ["date", "end", "start"]
            .iter()
            .find_map(|name| fields.date(name))
            .map(|date| date.first);
        let verdict = fields.text("verdict").and_then(Verdict::parse);
        let is_cited = || {
            graph
                .sources(id, Role::Finding, "validations")
                .next()
                .is_some()
        };
        let progress = match fields.text("status").and_then(Status::parse) {
            Some(status) => Progress::Is(status),
            None if verdict.is_some() || !fields.list("results").is_empty() || is_cited() => {
                Progress::Is(Status::Done)
            }
            None => Progress::ByDay,
        };
        Study {
            progress,
            day,
            verdict,
            weighing: Weighing::read(fields, day, config),
            about: axis(fields),
        }
    }

    pub fn status(&self, as_of: Date) -> Status {
        match self.progress {
            Progress::Is(status) => status,
            Progress::ByDay if self.day.is_some_and(|day| day <= as_of) => Status::Done,
            Progress::ByDay => Status::Planned,
        }
    }

    /// Is it done, and known on that day?
    pub fn counts(&self, date: ScoreDate) -> bool {
        let known = match date {
            ScoreDate::AsOf(last) => self.day.is_some_and(|day| day <= last),
            ScoreDate::Today(_) | ScoreDate::IgnoreAge(_) => true,
        };
        known && self.status(date.day()) == Status::Done
    }
}

impl Weighing {
    fn read(fields: &Fields, day: Option<Date>, config: &Config) -> Option<Weighing> {
        let Some(Value::Text(name)) = fields.get("method") else {
            return None;
        };
        let method = config.evidence.methods.get(name)?;
        Some(Weighing {
            method: name.clone(),
            class: method.class,
            weight: fields.number("strength").unwrap_or(method.weight),
            n_full: method.n_full,
            n: fields.number("participants"),
            day,
            about: method.about,
        })
    }
}

impl Status {
    fn parse(word: &str) -> Option<Status> {
        [
            Status::Planned,
            Status::Running,
            Status::Done,
            Status::Abandoned,
        ]
        .into_iter()
        .find(|s| s.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Planned => "planned",
            Status::Running => "running",
            Status::Done => "done",
            Status::Abandoned => "abandoned",
        }
    }
}

impl Verdict {
    /// `None` where a word is none of the four.
    pub fn parse(word: &str) -> Option<Verdict> {
        [
            Verdict::Supported,
            Verdict::Mixed,
            Verdict::Refuted,
            Verdict::Inconclusive,
        ]
        .into_iter()
        .find(|v| v.as_str() == word)
    }

    /// What an insight's stance says about the problems it names.
    pub(super) fn of_stance(stance: Option<&str>) -> Verdict {
        match stance {
            Some("contradicts") => Verdict::Refuted,
            Some("neutral") => Verdict::Inconclusive,
            _ => Verdict::Supported,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Mixed => "mixed",
            Verdict::Refuted => "refuted",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

/// The `about` of a study or of one of its results.
pub(super) fn axis(fields: &Fields) -> Option<Axis> {
    let word: StrDeserializer<'_, serde::de::value::Error> =
        fields.text("about")?.into_deserializer();
    Axis::deserialize(word).ok()
}
