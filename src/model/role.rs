//! What each role promises: its fields by their meaning. Formulas, checks and views read them here, so that the name of a
//! field stands in one place.
//!
//! Links are those of the graph (`graph/role_links.rs`). A word that a choice does not know is `None` here.

use jiff::civil::Date;

use super::{Fields, Role, Value};
use crate::text::Period;

impl Role {
    /// The fields by which a study counts: that it does, for what, how much and on which side.
    pub fn decides_what_counts(self) -> &'static [&'static str] {
        match self {
            Role::Validation => &[
                "method",
                "participants",
                "date",
                "start",
                "end",
                "verdict",
                "status",
                "about",
                "results",
                "problems",
                "solutions",
            ],
            Role::Insight => &["stance", "status", "validations", "problems"],
            Role::Solution => &["status", "problems"],
            _ => &[],
        }
    }
}

/// Whom we build for, or do not.
#[derive(Clone, Copy)]
pub struct Persona<'a>(pub &'a Fields);

impl<'a> Persona<'a> {
    /// What this person does, if that is said.
    pub fn role(self) -> Option<&'a str> {
        let role = self.0.text("role").map(str::trim);
        role.filter(|role| !role.is_empty())
    }

    pub fn persona_type(self) -> Option<&'a str> {
        self.0.text("type")
    }

    /// Somebody whom we do not build for.
    pub fn is_anti(self) -> bool {
        self.persona_type() == Some("anti")
    }

    pub fn is_primary(self) -> bool {
        self.0.text("priority") == Some("primary")
    }

    /// What the front matter says it rests on.
    pub fn declared_basis(self) -> Option<&'a str> {
        self.0.text("basis")
    }

    pub fn reviewed(self) -> Option<&'a Period> {
        self.0.date("reviewed")
    }

    /// Of all customers, from 0 to 1.
    pub fn share(self) -> Option<f64> {
        self.0.number("share")
    }
}

/// What stands in their way.
#[derive(Clone, Copy)]
pub struct Problem<'a>(pub &'a Fields);

impl<'a> Problem<'a> {
    pub fn need(self) -> Option<&'a str> {
        self.0.text("need")
    }

    pub fn when(self) -> Option<&'a str> {
        self.0.text("when")
    }

    pub fn so_that(self) -> Option<&'a str> {
        self.0.text("so_that")
    }

    pub fn status(self) -> Option<&'a str> {
        self.0.text("status")
    }

    /// Its status, if nobody works on it any more.
    pub fn closed(self) -> Option<&'a str> {
        self.status()
            .filter(|status| matches!(*status, "solved" | "parked"))
    }

    pub fn importance(self) -> Option<f64> {
        self.0.number("importance")
    }

    pub fn satisfaction(self) -> Option<f64> {
        self.0.number("satisfaction")
    }

    /// A published score.
    pub fn opportunity(self) -> Option<f64> {
        self.0.number("opportunity")
    }

    pub fn severity(self) -> Option<&'a str> {
        self.0.text("severity")
    }

    /// Why studies disagree.
    pub fn resolution(self) -> Option<&'a str> {
        self.0.text("resolution")
    }

    /// The stage of its journey, as it is written behind the `#`.
    pub fn stage(self) -> Option<&'a str> {
        self.0
            .text("stage")?
            .split_once('#')
            .map(|(_, stage)| stage)
    }
}

/// A study, or one of its results.
#[derive(Clone, Copy)]
pub struct Validation<'a>(pub &'a Fields);

impl<'a> Validation<'a> {
    /// The fields besides `date` that its day is read from.
    pub const PERIOD: [&'static str; 2] = ["start", "end"];

    pub fn method(self) -> Option<&'a str> {
        self.0.text("method")
    }

    pub fn participants(self) -> Option<f64> {
        self.0.number("participants")
    }

    /// When it was made: its `date`, else the day it ended or began.
    pub fn day(self) -> Option<&'a Period> {
        self.end().or_else(|| self.0.date("start"))
    }

    /// Its `date`, else the day it ended.
    pub fn end(self) -> Option<&'a Period> {
        self.0.date("date").or_else(|| self.0.date("end"))
    }

    pub fn status(self) -> Option<&'a str> {
        self.0.text("status")
    }

    pub fn verdict(self) -> Option<&'a str> {
        self.0.text("verdict")
    }

    pub fn about(self) -> Option<&'a str> {
        self.0.text("about")
    }

    pub fn risk(self) -> Option<&'a str> {
        self.0.text("risk")
    }

    /// The items of `results`, by their place.
    pub fn results(self) -> &'a [Value] {
        self.0.list("results")
    }

    /// One of them, as what a study says of one thing.
    pub fn result(self, place: usize) -> Option<Validation<'a>> {
        Some(Validation(self.results().get(place)?.as_map()?))
    }

    /// Those that can be read.
    pub fn readable_results(self) -> impl Iterator<Item = Validation<'a>> {
        self.0.maps("results").map(Validation)
    }

    /// Of a result: it names a solution.
    pub fn names_solution(self) -> bool {
        self.0.has("solution")
    }

    pub fn has_verdict(self) -> bool {
        self.0.has("verdict")
    }

    /// True if every word that decides what a study says is known, in its results too.
    pub fn is_understood(self) -> bool {
        let knows =
            |fields: &Fields, names: &[&str]| names.iter().all(|name| fields.is_understood(name));
        knows(self.0, &["status", "method", "verdict", "about"])
            && self
                .readable_results()
                .all(|result| knows(result.0, &["verdict", "about"]))
    }

    /// What was believed before.
    pub fn hypothesis(self) -> Option<&'a str> {
        self.0.text("hypothesis")
    }

    /// Of a result: what happened.
    pub fn note(self) -> Option<&'a str> {
        self.0.text("note")
    }
}

/// What studies showed.
#[derive(Clone, Copy)]
pub struct Insight<'a>(pub &'a Fields);

impl<'a> Insight<'a> {
    /// `supports` if nothing is written; `None` if what is written is not understood.
    pub fn stance(self) -> Option<&'a str> {
        match self.0.is_understood("stance") {
            true => Some(self.0.text("stance").unwrap_or("supports")),
            false => None,
        }
    }

    pub fn is_understood(self) -> bool {
        self.0.is_understood("stance") && self.0.is_understood("status")
    }

    pub fn quotes(self) -> impl Iterator<Item = &'a str> {
        self.0.texts("quotes")
    }
}

/// What we offer for a problem.
#[derive(Clone, Copy)]
pub struct Solution<'a>(pub &'a Fields);

impl<'a> Solution<'a> {
    pub fn status(self) -> Option<&'a str> {
        self.0.text("status")
    }

    /// It is no longer offered, or nobody can tell.
    pub fn may_be_retired(self) -> bool {
        self.status() == Some("retired") || !self.0.is_understood("status")
    }

    pub fn shipped(self) -> Option<&'a Period> {
        self.0.date("shipped")
    }

    pub fn waiver(self) -> Option<&'a Fields> {
        self.0.map("waiver")
    }

    /// The last day on which its waiver holds.
    pub fn waived_until(self) -> Option<Date> {
        Some(self.waiver()?.date("until")?.last)
    }
}

/// What was decided, and why.
#[derive(Clone, Copy)]
pub struct Decision<'a>(pub &'a Fields);

impl<'a> Decision<'a> {
    pub fn date(self) -> Option<&'a Period> {
        self.0.date("date")
    }

    pub fn outcome(self) -> Option<&'a str> {
        self.0.text("outcome")
    }

    pub fn status(self) -> Option<&'a str> {
        self.0.text("status")
    }

    pub fn is_accepted(self) -> bool {
        self.status() == Some("accepted")
    }

    /// Why it was decided so, if that is said.
    pub fn because(self) -> Option<&'a str> {
        let because = self.0.text("because").map(str::trim);
        because.filter(|because| !because.is_empty())
    }

    /// Who asked for it, where that is no entry.
    pub fn asked_by(self) -> Option<&'a str> {
        self.0.text("requested_by")
    }

    pub fn revisit(self) -> Option<&'a Period> {
        self.0.date("revisit")
    }

    /// The last day of `revisit`, if that is before `as_of` and no later decision supersedes this one.
    pub fn overdue(self, as_of: Date) -> Option<Date> {
        let holds = self.0.is_understood("status") && self.status() != Some("superseded");
        let day = self.revisit()?.last;
        (holds && day < as_of).then_some(day)
    }

    pub fn names_evidence(self) -> bool {
        self.0.has("evidence")
    }

    /// How many entries of evidence it names, also such as are hidden.
    pub fn named_evidence(self) -> usize {
        self.0.list("evidence").len()
    }
}

/// What somebody said unasked.
#[derive(Clone, Copy)]
pub struct Feedback<'a>(pub &'a Fields);

impl<'a> Feedback<'a> {
    pub fn received(self) -> Option<&'a Period> {
        self.0.date("received")
    }

    pub fn responded(self) -> Option<&'a Period> {
        self.0.date("responded")
    }

    pub fn closed(self) -> Option<&'a Period> {
        self.0.date("closed")
    }

    /// It was answered, settled or told, on whatever day.
    pub fn is_settled(self) -> bool {
        ["responded", "closed", "told"]
            .iter()
            .any(|field| self.0.has(field))
    }

    pub fn is_closed(self) -> bool {
        self.0.has("closed")
    }

    pub fn is_told(self) -> bool {
        self.0.has("told")
    }

    /// How many people said it: 1 if that is not given.
    pub fn count(self) -> f64 {
        self.0.number("count").unwrap_or(1.0)
    }

    pub fn channel(self) -> Option<&'a str> {
        self.0.text("channel")
    }
}

/// A figure with its readings.
#[derive(Clone, Copy)]
pub struct Metric<'a>(pub &'a Fields);

impl<'a> Metric<'a> {
    pub fn metric_type(self) -> Option<&'a str> {
        self.0.text("type")
    }

    pub fn unit(self) -> Option<&'a str> {
        self.0.text("unit")
    }

    /// Less of it is better; `None` if what is written is not understood.
    pub fn is_down(self) -> Option<bool> {
        let is_understood = self.0.is_understood("direction");
        is_understood.then(|| self.0.text("direction") == Some("down"))
    }

    pub fn target(self) -> Option<f64> {
        self.0.number("target")
    }

    pub fn cadence_days(self) -> Option<f64> {
        self.0.number("cadence_days")
    }

    /// The items of `readings`, by their place.
    pub fn readings(self) -> &'a [Value] {
        self.0.list("readings")
    }

    pub fn reading(self, place: usize) -> Option<&'a Fields> {
        self.readings().get(place)?.as_map()
    }
}

/// The stages of an experience.
#[derive(Clone, Copy)]
pub struct Journey<'a>(pub &'a Fields);

impl<'a> Journey<'a> {
    /// The items of `stages`, by their place.
    pub fn stages(self) -> &'a [Value] {
        self.0.list("stages")
    }

    pub fn stage(self, place: usize) -> Option<Stage<'a>> {
        Some(Stage(self.stages().get(place)?.as_map()?))
    }

    /// Those that can be read.
    pub fn readable_stages(self) -> impl Iterator<Item = Stage<'a>> {
        self.0.maps("stages").map(Stage)
    }

    /// The situation it starts from, if that is said.
    pub fn scenario(self) -> Option<&'a str> {
        let scenario = self.0.text("scenario").map(str::trim);
        scenario.filter(|scenario| !scenario.is_empty())
    }
}

/// One stage of a journey.
#[derive(Clone, Copy)]
pub struct Stage<'a>(pub &'a Fields);

impl<'a> Stage<'a> {
    pub fn name(self) -> Option<&'a str> {
        self.0.text("name")
    }

    /// From −2 to 2.
    pub fn feels(self) -> Option<f64> {
        self.0.number("feels")
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Field, FieldType, Schema};

    fn names(fields: &[Field]) -> Vec<String> {
        let inner = fields.iter().filter_map(|field| match &field.ty {
            FieldType::Map(inner) => Some(names(inner)),
            _ => None,
        });
        let own = fields.iter().map(|field| field.name.to_string());
        own.chain(inner.flatten()).collect()
    }

    /// Reads this file: a field that kinds.yaml calls otherwise would be read as missing for ever.
    #[test]
    fn every_field_that_a_role_promises_is_declared_by_its_kind() {
        let schema = Schema::built_in();
        let source = include_str!("role.rs");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut read = 0;
        for block in source.split("\nimpl<'a> ").skip(1) {
            let role = block.split('<').next().unwrap_or_default();
            let kind = role.to_lowercase().replace("stage", "journey");
            let kind = schema.kinds.iter().find(|known| *known.name == *kind);
            let declared = names(&kind.expect("a kind of each role").fields);
            for name in block.split('"').skip(1).step_by(2) {
                let is_word = [
                    "anti",
                    "supports",
                    "primary",
                    "down",
                    "accepted",
                    "retired",
                    "superseded",
                    "solved",
                    "parked",
                ];
                if is_word.contains(&name) {
                    continue;
                }
                assert!(declared.iter().any(|field| field == name), "{role}: {name}");
                read += 1;
            }
        }
        assert!(read > 60, "{read} fields are read");
    }
}
