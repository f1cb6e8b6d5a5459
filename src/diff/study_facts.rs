//! What a study says, as far as a score depends on it.

use serde::Serialize;

use super::names::Names;
use crate::engine::Snapshot;
use crate::evidence::Contribution;
use crate::graph::EntryId;
use crate::model::{Period, Role, role};

/// What a study says, as far as a score depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StudyFacts {
    pub method: Option<String>,
    pub participants: Option<f64>,
    pub day: Option<Period>,
    pub verdict: Option<&'static str>,
}

impl StudyFacts {
    /// `None` if the entry is no study.
    pub fn of(snapshot: &Snapshot, id: EntryId, names: &Names) -> Option<StudyFacts> {
        let graph = &snapshot.graph;
        (graph.role(id) == Some(Role::Validation)).then_some(())?;
        let study = role::Validation(&graph.entry(id).document.fields);
        let verdict = study.verdict();
        let verdict = verdict.and_then(crate::evidence::Verdict::parse);
        Some(StudyFacts {
            method: study.method().map(|method| names.method(method)),
            participants: study.participants(),
            day: study.day().cloned(),
            verdict: verdict.map(|verdict| verdict.as_str()),
        })
    }

    pub fn from_contribution(contribution: &Contribution, names: &Names) -> StudyFacts {
        StudyFacts {
            method: Some(names.method(&contribution.method)),
            participants: contribution.n,
            day: contribution.day.clone(),
            verdict: contribution.verdict.map(|verdict| verdict.as_str()),
        }
    }
}
