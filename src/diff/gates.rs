//! Solutions that the team has committed to, and whether a problem that is known to be real asks for them.

use jiff::civil::Date;
use serde::Serialize;

use super::moves::ScoreValue;
use super::names::{EntryName, Names};
use super::states::States;
use crate::diagnostic::Severity;
use crate::engine::Snapshot;
use crate::evidence::advice_words::{bar_text, lack_of_demand};
use crate::evidence::{DemandState, commitment};
use crate::graph::EntryId;
use crate::model::Role;

/// A solution that the team has committed to, and whether a problem that is known to be real asks for it.
#[derive(Debug, Serialize)]
pub struct GateChange {
    pub entry: EntryName,
    pub status: String,
    /// Where it passes and passed, a waiver is new.
    pub passed: bool,
    pub passes: bool,
    /// The settings alone do it.
    pub by_settings: bool,
    /// `known`, `waived`, `missing`, `expired` or `against`; `hidden` if its problems are not shown here, `ignored` if the
    /// solution silences the check, `off` if the settings do.
    pub demand: &'static str,
    /// The problem that is nearest to the bar, and its score: of what has shipped as it was on that day.
    pub problem: Option<EntryName>,
    pub score: Option<ScoreValue>,
    pub shipped: Option<Date>,
    /// Where that problem stands and where the bar is, as `check` says it; `None` if the problem is not shown.
    #[serde(skip)]
    pub stands: Option<String>,
}

const NO_DEMAND: &str = "solution-without-demand";

/// Whether a gate fails, and by what it passes or fails; `None` if the team has not committed to the solution.
fn gate(snapshot: &Snapshot, id: EntryId) -> Option<(bool, &'static str)> {
    let demand = snapshot.evidence.demands.get(&id)?;
    commitment::is_committed(&snapshot.graph, id).then_some(())?;
    let code = match demand.state {
        DemandState::Known | DemandState::Waived => return Some((false, demand.state.as_str())),
        DemandState::Expired => "waiver-expired",
        DemandState::Missing | DemandState::Against => NO_DEMAND,
    };
    // As `check --strict` sees it, which knows `ignore:` and `checks:`.
    let document = &snapshot.graph.entry(id).document;
    let fails = snapshot.findings.iter().any(|finding| {
        finding.code == code
            && finding.path == document.path
            && finding.severity >= Severity::Warning
    });
    let is_ignored = || {
        document
            .fields
            .map("ignore")
            .is_some_and(|map| map.has(code))
    };
    let names_hidden = || snapshot.graph.entry(id).names_hidden("problems");
    Some(match fails {
        true if code == NO_DEMAND && demand.nearest.is_none() && names_hidden() => (true, "hidden"),
        true => (true, demand.state.as_str()),
        false if is_ignored() => (false, "ignored"),
        false => (false, "off"),
    })
}

/// `names` are those of the base under the rules of the head, `old_names` those under its own.
pub fn changes(states: &States, names: &Names, old_names: &Names) -> Vec<GateChange> {
    let (before, head) = (&states.base, &states.head);
    let base = states.base_by_old_rules.as_ref().unwrap_or(before);
    let solutions = head.graph.ids_with_role(Role::Solution);
    let changes = solutions.filter_map(|id| {
        let (fails, demand) = gate(head, id)?;
        let old = old_names.base_of(id).and_then(|id| gate(base, id));
        let (failed, old_demand) = old.unwrap_or((false, ""));
        let is_waived = ["waived", "ignored"].contains(&demand) && demand != old_demand;
        if failed == fails && !is_waived {
            return None;
        }
        let by_rules = names.base_of(id).and_then(|id| gate(before, id));
        let demand_of = head.evidence.demands.get(&id)?;
        let nearest = demand_of.nearest.as_ref();
        let problem = nearest.and_then(|(problem, _)| names.in_head(*problem));
        let stands = problem.as_ref().zip(nearest).map(|(name, (_, score))| {
            let (title, shipped) = (&name.title, demand_of.shipped);
            if demand == DemandState::Known.as_str() {
                let bar = bar_text(score, shipped, &head.config);
                return format!("{title} is known to be real: {bar}");
            }
            let is_only = head.graph.problems_of(id).count() == 1;
            lack_of_demand(title, is_only, score, shipped, &head.config)
        });
        let fields = &head.graph.entry(id).document.fields;
        Some(GateChange {
            entry: names.in_head(id)?,
            status: names.text(fields.text("status").unwrap_or_default()),
            passed: !failed,
            passes: !fails,
            by_settings: old.is_some() && old != by_rules && by_rules == Some((fails, demand)),
            demand,
            problem,
            shipped: demand_of.shipped,
            stands,
            score: nearest.map(|(_, score)| ScoreValue::new(score, &head.config)),
        })
    });
    let mut changes: Vec<GateChange> = changes.collect();
    changes.sort_by_key(|change| change.passes);
    changes
}
