//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{Check, CheckContext, Finder, Findings};
use crate::config::Config;
use crate::diagnostic::Place;
use crate::evidence::commitment::is_committed;
use crate::evidence::method_words::{proposed_study, times};
use crate::evidence::{
    Advice, DemandState, NextValidation, Score, ScoreWord, State, is_settled, rounded_for_display,
};

pub const CHECK: Check = Check {
    code: "solution-without-demand",
    what: "A solution is planned, built or shipped, and no problem it names is supported and good (2.5 of 10 unless the settings say otherwise).",
    why: "Most features that nobody needs were never asked for by a validated problem.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
---
"#,
    example_finding: "solutions/error-report.md:4:9 `planned`, and nobody knows yet that `know-why` is real: not tested; good is 2.5",
    correction: &[("status: planned", "status: idea")],
    finder: Finder::Scores(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let fields = context.fields(id);
        let status = fields.text("status").unwrap_or_default();
        // An expired waiver is a finding of `waiver-expired` instead.
        let is_open = matches!(demand.state, DemandState::Missing | DemandState::Against);
        if !is_committed(context.graph, id) || !is_open {
            continue;
        }
        let shipped = demand.shipped;
        let (message, advice) = match &demand.nearest {
            None => (
                format!("`{status}`, and it names no problem"),
                "add `problems:`".to_owned(),
            ),
            Some((problem, score)) => {
                let name = &context.graph.entry(*problem).document.id;
                let on_day =
                    shipped.map_or(String::new(), |day| format!(" when it shipped on {day}"));
                let of_all = match context.graph.targets(id, "problems").count() {
                    1 => "",
                    _ => "none of its problems is known to be real, the best of them ",
                };
                let bar = bar_text(score, &on_day, context.config);
                let message = match (is_settled(score), of_all) {
                    (true, "") => format!("`{status}`, and `{name}` is {bar}"),
                    (false, "") => {
                        format!("`{status}`, and nobody knows yet that `{name}` is real: {bar}")
                    }
                    _ => format!("`{status}`, and {of_all}`{name}`: {bar}"),
                };
                (
                    message,
                    advice_text(score, shipped.is_some(), context.config),
                )
            }
        };
        let way_out = match fields.has("waiver") {
            true => "give the `waiver:` an `until:`, the last day on which it holds",
            false => "set `status: idea`, or add a `waiver:`",
        };
        found.add(
            id,
            Place::field("status"),
            message,
            format!("{advice}, {way_out}"),
        );
    }
}

/// “some 1.9; good is 2.5”, or how far the sides are apart where the state is what fails.
fn bar_text(score: &Score, on_day: &str, config: &Config) -> String {
    let words = |value| {
        let word = ScoreWord::from_score(value, config).as_str();
        format!("{word} {:.1}", rounded_for_display(value, config))
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

/// What would get it over the bar: “watching 3 people would do”.
fn advice_text(score: &Score, is_past: bool, config: &Config) -> String {
    if is_past {
        return "link a study of before that day that supports the problem".into();
    }
    let study = |next: &NextValidation| proposed_study(&next.method, next.participants);
    match score.advice(Some(config.evidence.words.good), config) {
        Advice::Enough(next) => {
            let days = next
                .days
                .map_or(String::new(), |days| format!(" for {days} days"));
            format!("{} would do{days}", study(&next))
        }
        Advice::Most(next) => format!(
            "no single study is enough: {} would make it {:.1}",
            study(&next),
            rounded_for_display(next.support, config)
        ),
        Advice::Disagreement => "find out why studies disagree".into(),
        Advice::NothingNeeded => "link a study that supports the problem".into(),
    }
}
