//! One score with its question: state, bars, a sentence, the sum behind it, and what would raise it.

use serde::Serialize;

use super::block::Block;
use super::{EntryContext, Line};
use crate::config::{Axis, MethodClass};
use crate::evidence::{Score, State, Verdict};
use crate::site::mark::StateBadge;
use crate::site::score_sum::{ScoreSum, score_sum};
use crate::site::{how_to_read, prose};

/// Input of the components `verdict` and `score_sum`.
#[derive(Serialize)]
pub struct ScorePanel {
    /// real · works
    id: &'static str,
    /// “Strong”, “Contested”, “Not tested”.
    mark: StateBadge,
    /// Where its word is explained, from the root of the site.
    words_href: String,
    /// A study says yes or no.
    is_tested: bool,
    support: f64,
    against: f64,
    /// Both as texts show them.
    points: [String; 2],
    /// The word to mark on the scale; empty if no study gives a verdict.
    scale_word: &'static str,
    /// Which solution the question is about, if that is not clear from the page.
    about: Option<Line>,
    studies: usize,
    /// How many of them watched people.
    watched: usize,
    /// How many of them say what: yes, no, partly, could_not_tell, no_verdict. Empty if none gives a verdict.
    said: Vec<(usize, &'static str)>,
    /// The limit in days, if all of them are older.
    stale: Option<i64>,
    sum: Option<ScoreSum>,
    /// “What would raise it:”, and what does; `None` if there is no answer to test.
    next_validation: Option<(&'static str, String)>,
}

/// Scores as large words (`scores`) or as the sums behind them (`sums`).
pub fn panels(form: &'static str, panels: &[ScorePanel]) -> Block {
    Block::new(form, form, "")
        .wide()
        .with_value("panels", panels)
}

/// `can_test` is false if there is nothing to test.
pub fn score_panel(
    ctx: &EntryContext,
    can_test: bool,
    score: &Score,
    about: Option<Line>,
) -> ScorePanel {
    let config = &ctx.site.config;
    let is_tested = !matches!(
        score.state,
        State::Untested | State::NoVerdict | State::Inconclusive
    );
    let studies = score.contributions.len();
    let watched = score.contributions.iter();
    let watched = watched.filter(|study| study.class == MethodClass::Do);
    let limits = &config.evidence.stale;
    let (id, limit) = match score.axis {
        Axis::Problem => ("real", limits.problem),
        Axis::Solution => ("works", limits.solution),
    };
    ScorePanel {
        id,
        mark: StateBadge {
            word: prose::state_word(score, config),
            ..prose::state_badge(score, config)
        },
        words_href: how_to_read::link(ctx.site, how_to_read::WORDS_ID),
        is_tested,
        support: score.support,
        against: score.against,
        points: [score.support, score.against].map(|value| prose::format_points(value, config)),
        scale_word: match is_tested {
            true => score.word(config).as_str(),
            false => "",
        },
        about,
        studies,
        watched: watched.count(),
        said: said(score),
        stale: score.days_over_limit(config, ctx.site.as_of).map(|_| limit),
        sum: score_sum(ctx.site.scored(), score),
        next_validation: (can_test || studies > 0).then(|| prose::advice(score, can_test, config)),
    }
}

fn said(score: &Score) -> Vec<(usize, &'static str)> {
    let [yes, no, partly, unclear, silent] = [
        Some(Verdict::Supported),
        Some(Verdict::Refuted),
        Some(Verdict::Mixed),
        Some(Verdict::Inconclusive),
        None,
    ]
    .map(|verdict| score.count(verdict));
    if silent == score.contributions.len() {
        return vec![];
    }
    let counts = [
        (yes, "yes"),
        (no, "no"),
        (partly, "partly"),
        (unclear, "could_not_tell"),
        (silent, "no_verdict"),
    ];
    let counts = counts.into_iter();
    counts
        .filter(|(n, what)| *n > 0 || *what == "no" && yes > 0)
        .collect()
}
