//! `no-verdict`: a study was done, and has no verdict, no results and no insight.

use super::{CheckContext, Findings};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.done_validations() {
        let lacks = |field| context.lacks_field(id, field);
        let mut citing = context.graph.insights_from(id);
        if citing.next().is_none() && lacks("verdict") && lacks("results") {
            let message = match context.is_told_in_text(id, "results") {
                true => "it was done, and only its text says what came of it",
                false => "it was done, and nobody says what came of it",
            };
            let help = "add `verdict:` or `results:`, or write an insight that cites it";
            found.add(
                id,
                context.place_of_lacking(id, ["verdict", "results"]),
                message,
                help,
            );
        }
    }
}
