//! What waits for somebody: entries that go against their evidence, run late, or owe an answer. `waits.yaml` names the ways.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SiteContext;
use crate::evidence::{StatusClaim, feedback_clock};
use crate::graph::EntryId;
use crate::model::{Role, role};

/// One way to wait.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    pub id: String,
    pub label: String,
    #[serde(default, skip_serializing)]
    codes: Vec<String>,
    pub about: String,
}

/// The name of the filter of lists by what waits.
pub const WAITS_FILTER: &str = "waits";

/// The most serious first.
pub static WAITS: LazyLock<Vec<Wait>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("waits.yaml")).expect("a test reads it"));

/// For each of [`WAITS`], the entries that wait in this way, in path order.
pub fn entries(site: &SiteContext) -> Vec<Vec<EntryId>> {
    let all = site.graph.iter();
    let by_path: HashMap<&str, EntryId> = all.map(|(id, e)| (&*e.document.path, id)).collect();
    let mut waiting: Vec<Vec<EntryId>> = WAITS.iter().map(|_| vec![]).collect();
    for finding in &site.findings {
        let way = WAITS
            .iter()
            .position(|wait| wait.codes.iter().any(|code| code == finding.code));
        if let (Some(way), Some(id)) = (way, by_path.get(&*finding.path)) {
            waiting[way].push(*id);
        }
    }
    let refuted = site.graph.of_role(Role::Solution).into_iter();
    let refuted = refuted.filter(|id| site.evidence.status_claim(*id) == StatusClaim::Against);
    waiting[way("against")].extend(refuted);
    let clock = feedback_clock::compute(&site.graph, &site.config.feedback, site.as_of);
    waiting[way("untold")] = clock.untold;
    for ids in &mut waiting {
        ids.sort_unstable();
        ids.dedup();
    }
    waiting
}

fn way(id: &str) -> usize {
    let way = WAITS.iter().position(|wait| wait.id == id);
    way.expect("waits.yaml has every way that the code names")
}

/// The day since when an entry waits or is late, if one is written.
pub fn since(site: &SiteContext, wait: &Wait, id: EntryId) -> Option<Date> {
    let fields = site.fields(id);
    match (&*wait.id, site.graph.role(id)?) {
        ("overdue" | "untold", Role::Feedback) => Some(role::Feedback(fields).received()?.first),
        ("overdue", Role::Validation) => Some(role::Validation(fields).day()?.last),
        ("revisit", Role::Decision) => Some(role::Decision(fields).revisit()?.last),
        ("waiver", Role::Solution) => role::Solution(fields).waived_until(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn every_code_is_that_of_a_check() {
        for code in WAITS.iter().flat_map(|wait| &wait.codes) {
            assert!(crate::check::by_code(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_refuted_solution_in_use_and_people_who_were_never_told_wait() {
        let files = [
            ("solutions/s.md", "---\ntitle: S\nstatus: shipped\n---\n"),
            (
                "validations/v.md",
                "---\ntitle: V\nmethod: usability-test\ndate: 2024-10-01\nparticipants: 9\nverdict: refuted\nsolutions: s\n---\n",
            ),
            (
                "feedback/f.md",
                "---\ntitle: F\nreceived: 2024-01-02\nresponded: 2024-01-03\n---\n",
            ),
        ];
        let said = fixture::with_site(&files, |site| {
            let waiting = entries(site);
            let said = WAITS.iter().zip(waiting).flat_map(|(wait, ids)| {
                let said = ids
                    .into_iter()
                    .map(|id| format!("{} {}", wait.id, site.title_of(id)));
                said.collect::<Vec<_>>()
            });
            said.collect::<Vec<_>>()
        });
        assert_eq!(said, ["against S", "untold F"]);
    }
}
