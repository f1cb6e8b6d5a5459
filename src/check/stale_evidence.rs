//! `stale-evidence`: something goes ahead on studies that are too old.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::Score;
use crate::evidence::commitment::is_committed;
use crate::graph::EntryId;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, _) in context
        .graph
        .iter()
        .filter(|(id, _)| is_committed(context.graph, *id))
    {
        let problems = super::problems_behind(context, id);
        let problem_scores =
            problems.filter_map(|c| Some((c, &context.evidence.problems.get(&c)?.problem)));
        let of_problems = newest_score(problem_scores.collect());
        let solutions = super::solutions_behind(context, id);
        let solution_scores =
            solutions.filter_map(|a| Some((a, context.evidence.solutions.get(&a)?)));
        let of_solutions = newest_score(solution_scores.collect());
        for ((about, score), what, days) in [
            (
                of_problems,
                "is real",
                context.config.evidence.stale.problem,
            ),
            (
                of_solutions,
                "works",
                context.config.evidence.stale.solution,
            ),
        ]
        .into_iter()
        .filter_map(|(newest, what, days)| Some((newest?, what, days)))
        {
            let (Some(last), Some(_)) = (
                &score.last,
                score.days_over_limit(context.config, context.as_of),
            ) else {
                continue;
            };
            let about = match about == id {
                true => "this".to_owned(),
                false => format!("*{}*", context.title(about)),
            };
            let message = format!(
                "nobody has looked since {} whether {about} {what}",
                last.first
            );
            let help = format!("repeat a study; such evidence is stale after {days} days");
            found.add(id, Place::Start, message, help);
        }
    }
}

/// The score with the latest study: one that is fresh is enough.
fn newest_score(scores: Vec<(EntryId, &Score)>) -> Option<(EntryId, &Score)> {
    let dated = scores.into_iter().filter(|(_, score)| score.last.is_some());
    dated.max_by_key(|(_, score)| score.last.as_ref())
}
