//! `untested`: no study says anything about a problem.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::State;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "untested",
    what: "No study says anything about whether a problem is real.",
    why: "Until somebody asks, it is a guess.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
"#,
    example_finding: "problems/know-why.md:1:1 nobody has tested yet whether this is real",
    correction: &[("", ">>> validations/talks.md\n")],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    for (id, problem_scores) in context
        .entries_of_role(Role::Problem)
        .filter_map(|id| Some((id, context.evidence.problems.get(&id)?)))
    {
        if problem_scores.problem.state == State::Untested {
            let method = context
                .graph
                .schema
                .first_with_role(Role::Validation)
                .map_or("study".into(), |k| k.label.to_lowercase());
            let help = format!("link a {method} that names it in `problems:`");
            found.add(
                id,
                Place::Start,
                "nobody has tested yet whether this is real",
                help,
            );
        }
    }
}
