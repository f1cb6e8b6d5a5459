//! One score with its question: state, bars, a sentence, the sum behind it, and what would raise it.

use serde::Serialize;

use super::EntryContext;
use super::block::Block;
use crate::config::{Axis, MethodClass};
use crate::evidence::{self, Score, State};
use crate::site::mark::StateBadge;
use crate::site::rich_text::RichText;
use crate::site::score_sum::{ScoreSum, SumContext, score_sum};
use crate::site::{how_to_read, prose};

/// Input of the components `verdict` and `score_sum`.
#[derive(Serialize)]
pub struct ScorePanel {
    pub id: &'static str,
    pub question: &'static str,
    /// “Strong”, “Contested”, “Not tested”.
    pub mark: StateBadge,
    /// Where its word is explained, from the root of the site.
    pub words_href: String,
    /// “8.1 of 10”, “for 2.3, against 1.2 of 10”; empty if there is nothing to count.
    pub figure: String,
    pub support: f64,
    pub against: f64,
    /// Show two bars, because `against` is above zero.
    pub show_both_sides: bool,
    /// The word to mark on the scale; empty if no study gives a verdict.
    pub scale_word: &'static str,
    /// Which solution the question is about; empty if that is clear from the page.
    pub about: RichText,
    pub sentence: RichText,
    /// “How we got to 3.2 and 1.7”; empty without a sum.
    pub sum_link: String,
    /// The heading of the sum: “How sure are we that the problem is real?”
    pub sum_title: &'static str,
    pub sum: Option<ScoreSum>,
    /// “What would raise it:”, and what does.
    pub next_validation: Option<(&'static str, String)>,
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
    about: RichText,
) -> ScorePanel {
    let config = &ctx.site.config;
    let is_tested = !matches!(
        score.state,
        State::Untested | State::NoVerdict | State::Inconclusive
    );
    let sum = SumContext {
        graph: &ctx.site.graph,
        config,
    };
    let sum = score_sum(sum, score);
    let show_both_sides = is_tested && score.against > 0.0;
    ScorePanel {
        id: match score.axis {
            Axis::Problem => "real",
            Axis::Solution => "works",
        },
        question: match score.axis {
            Axis::Problem => "Is the problem real?",
            Axis::Solution => "Does our answer work?",
        },
        mark: StateBadge {
            word: state_word(score, ctx),
            ..prose::state_badge(score, config)
        },
        words_href: how_to_read::link(ctx.site, how_to_read::WORDS_ID),
        figure: figure_text(score, ctx),
        support: score.support,
        against: score.against,
        show_both_sides,
        scale_word: match is_tested {
            true => score.word(config).as_str(),
            false => "",
        },
        about,
        sentence: match can_test || !score.contributions.is_empty() {
            true => panel_sentence(ctx, score),
            false => RichText::new("There is no answer to test yet."),
        },
        sum_link: match (&sum, show_both_sides) {
            (None, _) => String::new(),
            (Some(_), true) => {
                let points = |value| prose::format_points(value, config);
                let (support, against) = (points(score.support), points(score.against));
                format!("How we got to {support} and {against}")
            }
            (Some(_), false) => {
                let value = score.support.max(score.against);
                format!("How we got to {}", prose::format_points(value, config))
            }
        },
        sum_title: match score.axis {
            Axis::Problem => "How sure are we that the problem is real?",
            Axis::Solution => "How sure are we that our answer works?",
        },
        sum,
        next_validation: (can_test || !score.contributions.is_empty())
            .then(|| prose::advice(score, can_test, config)),
    }
}

fn state_word(score: &Score, ctx: &EntryContext) -> String {
    match score.state {
        State::Supported => prose::capitalize(score.word(&ctx.site.config).as_str()),
        State::Weak if score.against > score.support => "Hint against".into(),
        State::Weak => "Hint".into(),
        State::Refuted => "Refuted".into(),
        _ => prose::state_text(score, &ctx.site.config),
    }
}

fn figure_text(score: &Score, ctx: &EntryContext) -> String {
    let points = |value| prose::format_points(value, &ctx.site.config);
    let (support, against) = (points(score.support), points(score.against));
    match score.state {
        State::Untested | State::NoVerdict | State::Inconclusive => String::new(),
        _ if score.against > 0.0 && score.support > 0.0 => {
            format!("for {support}, against {against} of 10")
        }
        _ if score.against > 0.0 => format!("{against} of 10"),
        _ => format!("{support} of 10"),
    }
}

/// “Eleven studies say yes, none says no. Six of them watched people.”
fn panel_sentence(ctx: &EntryContext, score: &Score) -> RichText {
    use evidence::Verdict::{Inconclusive, Mixed, Refuted, Supported};
    let count = |verdict| score.count(verdict);
    let all = score.contributions.len();
    if all == 0 {
        return RichText::new("Nobody has tested this yet.");
    }
    let silent = count(None);
    if silent == all {
        let many = prose::capital_number_word(all);
        return RichText::new(match all {
            1 => "One study looked at this and gives no verdict.".into(),
            _ => format!("{many} studies looked at this, and none of them gives a verdict."),
        });
    }
    let (yes, no) = (count(Some(Supported)), count(Some(Refuted)));
    let mut parts: Vec<String> = Vec::new();
    for (n, one, many) in [
        (yes, "says yes", "say yes"),
        (no, "says no", "say no"),
        (count(Some(Mixed)), "says partly", "say partly"),
        (
            count(Some(Inconclusive)),
            "could not tell",
            "could not tell",
        ),
        (silent, "gives no verdict", "give no verdict"),
    ] {
        let noun = match (parts.is_empty(), n) {
            (false, _) => "",
            (true, 1) => " study",
            (true, _) => " studies",
        };
        match n {
            0 if many == "say no" && yes > 0 => parts.push("none says no".into()),
            0 => {}
            1 => parts.push(format!("one{noun} {one}")),
            n => parts.push(format!("{}{noun} {many}", prose::number_word(n))),
        }
    }
    let list = RichText::join_list(parts.into_iter().map(RichText::new).collect(), "and");
    // “yes, none says no” needs its comma, not an “and”.
    let list = prose::capitalize(
        &list
            .to_plain_text()
            .replace(" and none says no", ", none says no"),
    );
    let saw = score
        .contributions
        .iter()
        .filter(|s| s.class == MethodClass::Do)
        .count();
    let seen = match saw {
        0 => " Nobody has watched people do it yet.".into(),
        n if n == all && all == 1 => " It watched what people do.".into(),
        n if n == all => " All of them watched what people do.".into(),
        n => format!(
            " {} of them watched what people do.",
            prose::capital_number_word(n)
        ),
    };
    append_staleness(ctx, score, RichText::new(format!("{list}.{seen}")))
}

fn append_staleness(ctx: &EntryContext, score: &Score, sentence: RichText) -> RichText {
    let limits = &ctx.site.config.evidence.stale;
    let (limit, what) = match score.axis {
        Axis::Problem => (limits.problem, "a study of a problem"),
        Axis::Solution => (limits.solution, "a study of an answer"),
    };
    match score.days_over_limit(&ctx.site.config, ctx.site.as_of) {
        None => sentence,
        Some(_) => {
            let all = match score.contributions.len() {
                1 => "It is older",
                _ => "All are older",
            };
            let rest = format!(" than the {limit} days we trust {what}.");
            sentence.text(" ").styled("stale", all).text(rest)
        }
    }
}
