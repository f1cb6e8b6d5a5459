//! The status, verdict, method and day of one validation, read from its fields.
//!
//! Knows nothing about the entries it assesses; those are in [`super::VerdictIndex`].

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use super::score_date::ScoreDate;
use crate::config::{Axis, Config, MethodClass};
use crate::graph::{EntryId, Graph};
use crate::model::{Name, Period, role};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidationStatus {
    Planned,
    Running,
    Done,
    Abandoned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Supported,
    Mixed,
    Refuted,
    Inconclusive,
}

/// One validation, read once for all scores it counts in.
pub(super) struct Validation {
    status_rule: StatusRule,
    /// Its status, method, verdicts and axes are words that we know; else it counts in no score.
    is_understood: bool,
    pub day: Option<Date>,
    pub verdict: Option<Verdict>,
    /// `None` if its method is missing, or it is not understood; then it counts in no score.
    pub method: Option<ValidationMethod>,
    /// Its `about`, if given: the axis of its results that give none.
    pub axis: Option<Axis>,
}

/// What the points of a validation are computed from.
pub(super) struct ValidationMethod {
    pub name: Name,
    pub class: MethodClass,
    pub n: Option<f64>,
    /// As precise as it is written; its first day counts.
    pub day: Option<Period>,
    /// The axis of the method.
    pub axis: Axis,
}

enum StatusRule {
    /// A status is given that we do not know.
    NotUnderstood,
    Fixed(ValidationStatus),
    /// Done from its day on, planned before and without a day.
    DoneFromDay,
}

impl Validation {
    pub fn from_entry(graph: &Graph, id: EntryId, config: &Config) -> Validation {
        let study = role::Validation(&graph.entry(id).document.fields);
        let day = study.day();
        let is_understood = study.is_understood();
        let verdict = study.verdict().and_then(Verdict::parse);
        let is_cited = || graph.insights_from(id).next().is_some();
        let status_rule = match study.status().and_then(ValidationStatus::parse) {
            Some(status) => StatusRule::Fixed(status),
            None if !study.0.is_understood("status") => StatusRule::NotUnderstood,
            None if verdict.is_some() || !study.results().is_empty() || is_cited() => {
                StatusRule::Fixed(ValidationStatus::Done)
            }
            None => StatusRule::DoneFromDay,
        };
        Validation {
            status_rule,
            is_understood,
            day: day.map(|day| day.first),
            verdict,
            method: ValidationMethod::of(study, day, config).filter(|_| is_understood),
            axis: axis_of(study),
        }
    }

    /// `None` if a status is given that we do not know.
    pub fn status(&self, as_of: Date) -> Option<ValidationStatus> {
        match self.status_rule {
            StatusRule::NotUnderstood => None,
            StatusRule::Fixed(status) => Some(status),
            StatusRule::DoneFromDay if self.day.is_some_and(|day| day <= as_of) => {
                Some(ValidationStatus::Done)
            }
            StatusRule::DoneFromDay => Some(ValidationStatus::Planned),
        }
    }

    /// True if it is done on that date and belongs to the validations that the date selects.
    pub fn is_counted(&self, date: ScoreDate) -> bool {
        let known = match date {
            ScoreDate::AsOf(last) => self.day.is_some_and(|day| day <= last),
            ScoreDate::Today(_) | ScoreDate::IgnoreAge(_) => true,
        };
        known && self.is_understood && self.status(date.day()) == Some(ValidationStatus::Done)
    }
}

impl ValidationMethod {
    fn of(
        study: role::Validation,
        day: Option<&Period>,
        config: &Config,
    ) -> Option<ValidationMethod> {
        let name = study.method()?;
        let method = config.evidence.methods.get(name)?;
        Some(ValidationMethod {
            name: name.into(),
            class: method.class,
            n: study.participants(),
            day: day.cloned(),
            axis: method.about,
        })
    }
}

impl ValidationStatus {
    fn parse(word: &str) -> Option<ValidationStatus> {
        [
            ValidationStatus::Planned,
            ValidationStatus::Running,
            ValidationStatus::Done,
            ValidationStatus::Abandoned,
        ]
        .into_iter()
        .find(|s| s.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ValidationStatus::Planned => "planned",
            ValidationStatus::Running => "running",
            ValidationStatus::Done => "done",
            ValidationStatus::Abandoned => "abandoned",
        }
    }
}

impl Verdict {
    /// `None` if the word is not one of the four.
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

    /// The verdict of an insight on the problems it names.
    pub(super) fn from_stance(stance: Option<&str>) -> Verdict {
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

/// The `about` of a validation or of one of its results.
pub(super) fn axis_of(study: role::Validation) -> Option<Axis> {
    let word: StrDeserializer<'_, serde::de::value::Error> = study.about()?.into_deserializer();
    Axis::deserialize(word).ok()
}
