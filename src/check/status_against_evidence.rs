//! `status-against-evidence`: a problem's status says the opposite of its studies.

use super::{CheckContext, Findings};
use crate::evidence::StatusClaim;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        let summary = context.evidence.summaries.get(&id);
        if summary.is_none_or(|summary| summary.status != StatusClaim::Against) {
            continue;
        }
        let status = context.fields(id).text("status").unwrap_or_default();
        let what = match status {
            "solved" => "the answer",
            _ => "it",
        };
        let title = context.title(id);
        let message = format!("*{title}* says `{status}`, but the studies speak against {what}");
        let at = context.place_of_value(id, "status");
        let help = "set `status: exploring` or `parked`, or link the studies that say otherwise";
        found.add(id, at, message, help);
    }
}
