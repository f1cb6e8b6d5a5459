//! The opportunity score of a problem, and the recommended next step.
//!
//! Opportunity = importance + max(importance − satisfaction, 0), after Anthony Ulwick's opportunity algorithm
//! (What Customers Want, 2005).

use super::score::{Score, State, round_to_hundredths};
use crate::config::Config;
use crate::model::role;

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Opportunity {
    /// 0–20, rounded to two decimals.
    pub value: Option<f64>,
    pub source: OpportunitySource,
    pub zone: OpportunityZone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpportunitySource {
    /// Importance and satisfaction.
    Rated,
    /// Importance alone, an estimate.
    Importance,
    /// The field `opportunity`, a score from elsewhere.
    Published,
    /// Severity, an estimate.
    Severity,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityZone {
    OverServed,
    High,
    WorthALook,
    Served,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextStep {
    FindOutWhy,
    ResearchNext,
    RateIt,
    TryASolution,
    BuildOrFinish,
    SayNo,
    Park,
}

impl Opportunity {
    /// From the fields of a problem: importance and satisfaction, else importance alone, else the published score, else
    /// the severity; unknown where importance or satisfaction is not understood.
    pub fn of(problem: role::Problem, config: &Config) -> Opportunity {
        let settings = &config.evidence.opportunity;
        let importance = problem.importance();
        let satisfaction = problem.satisfaction();
        let published = problem.opportunity();
        let severity = problem.severity();
        let severity = severity.and_then(|s| settings.severity.get(s));
        let is_understood = |name: &&str| problem.0.is_understood(name);
        let (value, source) = match (importance, satisfaction, published, severity) {
            // What is written and means nothing is neither absent nor a guess.
            _ if !["importance", "satisfaction"].iter().all(is_understood) => {
                (None, OpportunitySource::Unknown)
            }
            (Some(i), Some(s), ..) => (Some(i + (i - s).max(0.0)), OpportunitySource::Rated),
            (Some(i), ..) => (Some(i), OpportunitySource::Importance),
            (_, _, Some(score), _) => (Some(score), OpportunitySource::Published),
            (_, _, _, Some(score)) => (Some(*score), OpportunitySource::Severity),
            _ => (None, OpportunitySource::Unknown),
        };
        // 6.1 + (6.1 − 2.2) is 10, not 9.999….
        let value = value.map(round_to_hundredths);
        let over = &settings.overserved;
        let is_over_served = importance.is_some_and(|i| i < over.importance_below)
            && satisfaction.is_some_and(|s| s > over.satisfaction_above);
        let zone = match value {
            None => OpportunityZone::Unknown,
            Some(_) if is_over_served => OpportunityZone::OverServed,
            Some(value) if value >= settings.high => OpportunityZone::High,
            Some(value) if value >= settings.worth_a_look => OpportunityZone::WorthALook,
            Some(_) => OpportunityZone::Served,
        };
        Opportunity {
            value,
            source,
            zone,
        }
    }

    /// True if the value is an estimate because importance and satisfaction were not both rated.
    pub fn is_estimated(&self) -> bool {
        use OpportunitySource::{Importance, Severity};
        matches!(self.source, Importance | Severity)
    }
}

impl NextStep {
    /// In the order in which a team takes them up.
    pub const ALL: [NextStep; 7] = [
        NextStep::TryASolution,
        NextStep::ResearchNext,
        NextStep::FindOutWhy,
        NextStep::RateIt,
        NextStep::BuildOrFinish,
        NextStep::SayNo,
        NextStep::Park,
    ];

    /// From the state of the problem axis, the opportunity and the support of both axes.
    pub fn from_scores(
        opportunity: &Opportunity,
        problem: &Score,
        solution: &Score,
        config: &Config,
    ) -> NextStep {
        let is_good = |score: &Score| score.support >= config.evidence.words.good;
        match problem.state {
            State::Refuted => return NextStep::SayNo,
            State::Contested => return NextStep::FindOutWhy,
            _ => {}
        }
        let Some(value) = opportunity.value else {
            return match is_good(problem) {
                true => NextStep::RateIt,
                false => NextStep::ResearchNext,
            };
        };
        let is_worth_it = value >= config.evidence.opportunity.worth_a_look;
        match (is_worth_it, is_good(problem), is_good(solution)) {
            (true, false, _) => NextStep::ResearchNext,
            (true, true, false) => NextStep::TryASolution,
            (true, true, true) => NextStep::BuildOrFinish,
            (false, true, _) => NextStep::SayNo,
            (false, false, _) => NextStep::Park,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            NextStep::FindOutWhy => "find out why they disagree",
            NextStep::ResearchNext => "research next",
            NextStep::RateIt => "rate it",
            NextStep::TryASolution => "try a solution",
            NextStep::BuildOrFinish => "build or finish",
            NextStep::SayNo => "say no, with evidence",
            NextStep::Park => "park",
        }
    }
}

impl OpportunitySource {
    pub fn as_str(self) -> &'static str {
        match self {
            OpportunitySource::Rated => "rated",
            OpportunitySource::Importance => "importance",
            OpportunitySource::Published => "published",
            OpportunitySource::Severity => "severity",
            OpportunitySource::Unknown => "unknown",
        }
    }
}

impl OpportunityZone {
    pub fn as_str(self) -> &'static str {
        match self {
            OpportunityZone::OverServed => "over-served",
            OpportunityZone::High => "high",
            OpportunityZone::WorthALook => "worth-a-look",
            OpportunityZone::Served => "served",
            OpportunityZone::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::score;

    fn opportunity(fields: &str) -> Opportunity {
        let graph = graph_from_text(&format!(">>> problems/p.md\ntitle: P\n{fields}\n"));
        let fields = &graph.entry(id_of(&graph, "p")).document.fields;
        Opportunity::of(role::Problem(fields), &Config::default())
    }

    #[test]
    fn an_opportunity_is_computed_from_the_first_source_that_is_given() {
        let of = |fields: &str| {
            let found = opportunity(fields);
            let value = found.value.map_or("–".to_owned(), |v| v.to_string());
            format!("{value} {} {}", found.source.as_str(), found.zone.as_str())
        };
        assert_eq!(of("importance: 9\nsatisfaction: 3"), "15 rated high");
        assert_eq!(
            of("importance: 6.1\nsatisfaction: 2.2"),
            "10 rated worth-a-look"
        );
        assert_eq!(of("importance: 4\nsatisfaction: 8"), "4 rated over-served");
        assert_eq!(of("importance: 9"), "9 importance served");
        assert_eq!(of("opportunity: 12\nseverity: low"), "12 published high");
        assert_eq!(
            of("severity: critical\nsatisfaction: 1"),
            "16 severity high"
        );
        assert_eq!(of("satisfaction: 9"), "– unknown unknown");
        assert!(opportunity("importance: 9").is_estimated());
        assert!(!opportunity("opportunity: 9").is_estimated());
    }

    #[test]
    fn the_next_step_follows_from_opportunity_and_evidence() {
        let step = |fields: &str, studies: &str| {
            let graph = graph_from_text(&format!(
                ">>> problems/p.md\ntitle: P\n{fields}\n>>> solutions/s.md\nproblems: p\n{studies}"
            ));
            let evidence = score(&graph, &Config::default(), date(2026, 7, 1));
            let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
            scores.next_step.as_str()
        };
        let study = |name: &str, method: &str, n: u32, verdict: &str| {
            format!(
                ">>> validations/{name}.md\nmethod: {method}\nn: {n}\ndate: 2026-07-01\nproblems: p\nverdict: {verdict}\n"
            )
        };
        let talks = |n| study("talks", "interview", n, "supported");
        let doubts = |n| study("doubts", "interview", n, "refuted");
        let tests = study("tests", "usability-test", 5, "supported");
        let works = format!("{}{tests}", talks(12));
        let (high, low) = ("opportunity: 10", "opportunity: 9.9");
        assert_eq!(step("", &talks(8)), "research next");
        assert_eq!(step("", &talks(9)), "rate it");
        assert_eq!(step(high, &talks(8)), "research next");
        assert_eq!(step(high, &talks(9)), "try a solution");
        assert_eq!(step(high, &works), "build or finish");
        assert_eq!(step(low, &talks(9)), "say no, with evidence");
        assert_eq!(step(low, &tests), "park");
        assert_eq!(step(high, &doubts(9)), "say no, with evidence");
        let both = format!("{}{}", talks(12), doubts(12));
        assert_eq!(step(high, &both), "find out why they disagree");
        assert_eq!(step("", &both), "find out why they disagree");
    }
}
