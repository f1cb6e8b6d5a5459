//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{CheckContext, Findings};
use crate::config::Config;
use crate::diagnostic::Place;
use crate::evidence::advice_words::way_to_good;
use crate::evidence::commitment::is_committed;
use crate::evidence::method_words::times;
use crate::evidence::{Demand, DemandState, Score, ScoreWord, State, format_points, is_settled};
use crate::graph::EntryId;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let solution = role::Solution(context.fields(id));
        let status = solution.status().unwrap_or_default();
        // An expired waiver is a finding of `waiver-expired` instead.
        let is_open = matches!(demand.state, DemandState::Missing | DemandState::Against);
        if !is_committed(context.graph, id) || !is_open {
            continue;
        }
        let (lack, advice) = missing_demand(context, id, demand);
        let way_out = match solution.0.has("waiver") {
            true => "give the `waiver:` an `until:`, the last day on which it holds",
            false => "set `status: idea`, or add a `waiver:`",
        };
        let message = format!("`{status}`, and {lack}");
        let help = format!("{advice}, {way_out}");
        found.add(id, Place::field("status"), message, help);
    }
}

/// What is missing, “nobody knows yet that `know-why` is real: some 1.9; good is 2.5”, and what would get there.
pub(super) fn missing_demand(
    context: &CheckContext,
    id: EntryId,
    demand: &Demand,
) -> (String, String) {
    let Some((problem, score)) = &demand.nearest else {
        return match context.graph.entry(id).names_hidden("problems") {
            true => (
                "no problem that it names is published".into(),
                "publish one".into(),
            ),
            false => ("it names no problem".into(), "add `problems:`".into()),
        };
    };
    let name = &context.graph.entry(*problem).document.id;
    let on_day = match demand.shipped {
        Some(day) => format!(" when it shipped on {day}"),
        None => String::new(),
    };
    let bar = bar_text(score, &on_day, context.config);
    let is_only = context.graph.problems_of(id).count() == 1;
    let lack = match (is_only, is_settled(score)) {
        (true, true) => format!("`{name}` is {bar}"),
        (true, false) => format!("nobody knows yet that `{name}` is real: {bar}"),
        (false, _) => {
            format!("none of its problems is known to be real, the best of them `{name}`: {bar}")
        }
    };
    let advice = match demand.shipped {
        Some(_) => "link a study of before that day that supports the problem".into(),
        None => way_to_good(score, context.config),
    };
    (lack, advice)
}

/// “some 1.9; good is 2.5”, or how far the sides are apart where the state is what fails.
fn bar_text(score: &Score, on_day: &str, config: &Config) -> String {
    let words = |value| {
        let word = ScoreWord::from_score(value, config).as_str();
        format!("{word} {}", format_points(value, config))
    };
    let good = config.evidence.words.good;
    match score.state {
        State::Untested => format!("not tested{on_day}; good is {good}"),
        State::NoVerdict => format!("no verdict{on_day}; good is {good}"),
        State::Inconclusive => format!("inconclusive{on_day}; good is {good}"),
        State::Contested | State::Refuted => format!(
            "{}{on_day}, {} for, {} against; supported needs {} as much for as against",
            score.state.as_str(),
            words(score.support),
            words(score.against),
            times(config.evidence.ratio)
        ),
        State::Supported | State::Weak => {
            format!("{}{on_day}; good is {good}", words(score.support))
        }
    }
}
