//! One score with its question: state, bars, a sentence and what would raise it; and the sum behind it.

use serde::Serialize;

use super::EntryContext;
use super::block::Block;
use crate::config::{Axis, MethodClass};
use crate::evidence::{Score, ScoreWord, State, Verdict};
use crate::site::line::Line;
use crate::site::mark::StateBadge;
use crate::site::prose;
use crate::site::score_sum::{ScoreSum, score_sum};
use crate::site::view_names::{WORDS_ID, how_to_read_link};

/// Input of the component `verdict`.
#[derive(Serialize)]
pub struct ScorePanel {
    axis: Axis,
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
    /// The word to mark on the scale; `None` if no study gives a verdict.
    scale_word: Option<ScoreWord>,
    /// Which solution the question is about, if that is not clear from the page.
    about: Option<Line>,
    studies: usize,
    /// How many of them watched people.
    watched: usize,
    /// How many of them say yes, no, partly, that they could not tell, and nothing.
    said: [usize; 5],
    /// The limit in days, if all of them are older.
    stale: Option<i64>,
    /// The sum behind it stands on the page.
    is_explained: bool,
    /// “What would raise it:”, and what does; `None` if there is no answer to test.
    next_validation: Option<(&'static str, String)>,
}

impl ScorePanel {
    /// `can_test` is false if there is nothing to test.
    pub fn new(ctx: &EntryContext, can_test: bool, score: &Score, about: Option<Line>) -> Self {
        let config = &ctx.site.config;
        let is_tested = !matches!(
            score.state,
            State::Untested | State::NoVerdict | State::Inconclusive
        );
        let studies = score.contributions.len();
        let watched = score.contributions.iter();
        let watched = watched.filter(|study| study.class == MethodClass::Do);
        let stale = score.days_over_limit(config, ctx.site.as_of);
        let said = [
            Some(Verdict::Supported),
            Some(Verdict::Refuted),
            Some(Verdict::Mixed),
            Some(Verdict::Inconclusive),
            None,
        ];
        ScorePanel {
            axis: score.axis,
            mark: StateBadge {
                word: prose::state_word(score, config),
                ..prose::state_badge(score, config)
            },
            words_href: how_to_read_link(ctx.site, WORDS_ID),
            is_tested,
            support: score.support,
            against: score.against,
            points: [score.support, score.against].map(|value| prose::format_points(value, config)),
            scale_word: is_tested.then(|| score.word(config)),
            about,
            studies,
            watched: watched.count(),
            said: said.map(|verdict| score.count(verdict)),
            stale: stale.map(|_| config.evidence.stale.of(score.axis)),
            is_explained: studies > 0 && ctx.kind.page.has_panel("sums"),
            next_validation: (can_test || studies > 0)
                .then(|| prose::advice(score, can_test, config)),
        }
    }
}

/// Input of the component `score_sum`.
#[derive(Serialize)]
pub struct SumPanel {
    axis: Axis,
    /// Where the words are explained, from the root of the site.
    words_href: String,
    sum: ScoreSum,
}

/// The block with the sums behind these scores; `None` if no study counts.
pub fn sums<'s>(ctx: &EntryContext, scores: impl IntoIterator<Item = &'s Score>) -> Option<Block> {
    let panel = |score: &Score| {
        Some(SumPanel {
            axis: score.axis,
            words_href: how_to_read_link(ctx.site, WORDS_ID),
            sum: score_sum(ctx.site.scored(), score)?,
        })
    };
    let panels: Vec<SumPanel> = scores.into_iter().filter_map(panel).collect();
    (!panels.is_empty()).then(|| Block::new("").with("panels", &panels))
}
