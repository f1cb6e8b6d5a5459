//! `verdict-before-done`: a study that is not done has a verdict.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let fields = context.fields(id);
        let Some(status @ ("planned" | "running")) = fields.text("status") else {
            continue;
        };
        let result = fields.list("results").iter();
        let mut results = result.map(|r| r.as_map().is_some_and(|r| r.has("verdict")));
        let at = match (fields.has("verdict"), results.position(|has| has)) {
            (true, _) => context.place_of_value(id, "verdict"),
            (false, Some(i)) => Place::Value(vec!["results".into(), i.into(), "verdict".into()]),
            (false, None) => continue,
        };
        let message = format!("a verdict, and the study is still `{status}`: it does not count");
        let help = "set `status: done`, or take the verdict out";
        found.add(id, at, message, help);
    }
}
