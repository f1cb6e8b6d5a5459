//! `contested`: studies disagree, and the problem has no `resolution:`.

use super::{CheckContext, Findings};
use crate::evidence::advice_words::disagreement;
use crate::evidence::{Score, State, format_points};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, problem_scores) in context.evidence.problems.iter() {
        if !context.lacks_field(id, "resolution") {
            continue;
        }
        let axes = [
            (&problem_scores.problem, "whether it is real"),
            (&problem_scores.solution, "whether the answer works"),
        ];
        let contested = axes
            .into_iter()
            .filter(|(score, _)| score.state == State::Contested);
        let contested: Vec<(&Score, &str)> = contested.collect();
        let message = match contested.as_slice() {
            [] => continue,
            [(one, of_one), (other, of_other)] if disagreement(one) == disagreement(other) => {
                format!("{} about {of_one} and {of_other}", disagreement(one))
            }
            all => {
                let parts = all
                    .iter()
                    .map(|(s, what)| format!("{} about {what}", disagreement(s)));
                parts.collect::<Vec<_>>().join(", and ")
            }
        };
        let score = contested[0].0;
        let [support, against] =
            [score.support, score.against].map(|s| format_points(s, context.config));
        let help = format!(
            "it is {support} for and {against} against: say what explains it in `resolution:`"
        );
        found.add(
            id,
            context.place_of_lacking(id, ["resolution"]),
            message,
            help,
        );
    }
}
