//! `waiver-expired`: the `until:` date of a waiver is past.

use super::solution_without_demand::missing_demand;
use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::DemandState;
use crate::evidence::commitment::is_committed;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let Some(until) = role::Solution(context.fields(id)).waived_until() else {
            continue;
        };
        if !is_committed(context.graph, id) || until >= context.as_of {
            continue;
        }
        let at = Place::Value(vec!["waiver".into(), "until".into()]);
        let (message, help) = match demand.state {
            DemandState::Known => (
                format!("the waiver ran out on {}, and nothing needs it", until),
                "a problem is known to be real: delete the `waiver:`".into(),
            ),
            _ => {
                let (lack, advice) = missing_demand(context, id, demand);
                (
                    format!("the waiver ran out on {}, and {lack}", until),
                    format!("{advice}, or have the waiver renewed"),
                )
            }
        };
        found.add(id, at, message, help);
    }
}
