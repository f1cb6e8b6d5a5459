//! `verdict-before-done`: a study that is not done has a verdict.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let study = role::Validation(context.fields(id));
        let Some(status @ ("planned" | "running")) = study.status() else {
            continue;
        };
        let mut places = 0..study.results().len();
        let with_verdict = places.find(|place| {
            study
                .result(*place)
                .is_some_and(role::Validation::has_verdict)
        });
        let at = match (study.has_verdict(), with_verdict) {
            (true, _) => context.place_of_value(id, "verdict"),
            (false, Some(i)) => Place::Value(vec!["results".into(), i.into(), "verdict".into()]),
            (false, None) => continue,
        };
        let message = format!("a verdict, and the study is still `{status}`: it does not count");
        let help = "set `status: done`, or take the verdict out";
        found.add(id, at, message, help);
    }
}
