//! `waiver-expired`: the `until:` date of a waiver is past.

use super::solution_without_demand::missing_demand;
use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::DemandState;
use crate::evidence::commitment::is_committed;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let waiver = context.fields(id).map("waiver");
        let Some(until) = waiver.and_then(|w| w.date("until")) else {
            continue;
        };
        if !is_committed(context.graph, id) || until.last >= context.as_of {
            continue;
        }
        let at = Place::Value(vec!["waiver".into(), "until".into()]);
        let (message, help) = match demand.state {
            DemandState::Known => (
                format!("the waiver ran out on {}, and nothing needs it", until.last),
                "a problem is known to be real: delete the `waiver:`".into(),
            ),
            _ => {
                let (lack, advice) = missing_demand(context, id, demand);
                (
                    format!("the waiver ran out on {}, and {lack}", until.last),
                    format!("{advice}, or have the waiver renewed"),
                )
            }
        };
        found.add(id, at, message, help);
    }
}
