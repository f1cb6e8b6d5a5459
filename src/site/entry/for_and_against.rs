//! Studies for and against in two columns: first those with a quotation, insight or note, then all others.

use std::collections::HashMap;

use serde::Serialize;

use super::{EntryContext, MAX_LIST_ITEMS, StatementStyle};
use crate::config::Axis;
use crate::evidence::{Contribution, Score, Side, State, Verdict, Via};
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// Maximum of studies on one side shown with a quotation; all others are listed.
const MAX_QUOTATIONS: usize = 4;

/// Input of the component `for_and_against`: one score of a problem.
#[derive(Serialize)]
pub struct ForAndAgainst {
    pub sides: [StanceSide; 2],
    /// Studies that could not tell or gave no verdict.
    pub silent: Option<RichText>,
    /// Only if the score is contested: why studies disagree.
    pub contested: Option<RichText>,
}

#[derive(Serialize)]
pub struct StanceSide {
    pub title: &'static str,
    pub icon: &'static str,
    /// for · against · neutral
    pub tone: &'static str,
    pub count: String,
    pub quotes: Vec<Quotation>,
    /// “Seven more studies”, and which.
    pub rest_label: String,
    pub rest: Vec<RichText>,
    /// If there are no studies: a heading and a sentence that say so.
    pub empty: Option<(&'static str, &'static str)>,
}

/// Input of the component `quote`: a quotation or a text, and the study it comes from.
#[derive(Serialize)]
pub struct Quotation {
    pub quote: Option<String>,
    pub text: Option<RichText>,
    pub by: RichText,
}

/// A mixed study counts on both sides.
pub fn for_and_against(ctx: &EntryContext, problem: EntryId, score: &Score) -> ForAndAgainst {
    let on = |side| {
        let speaks = |c: &&Contribution| c.weight_on(side).is_some();
        score
            .contributions
            .iter()
            .filter(speaks)
            .collect::<Vec<_>>()
    };
    let (yes, no) = (on(Side::For), on(Side::Against));
    let (titles, against) = match score.axis {
        Axis::Problem => (
            [
                "For: the problem is real",
                "Against: it is not a real problem",
            ],
            "No study has looked for the opposite either.",
        ),
        Axis::Solution => (
            ["For: our answer works", "Against: our answer does not work"],
            "No study has found it wanting.",
        ),
    };
    let none_for = match no.is_empty() {
        true => (
            "Nothing speaks for it yet.",
            "Ask, watch or measure, and link the study here.",
        ),
        false => (
            "Nothing speaks for it.",
            "What we know so far speaks against it.",
        ),
    };
    let stance_side = |title, side, studies: &[&Contribution], empty| {
        let (icon, tone, stance) = match side {
            Side::For => ("check", "for", "supports"),
            Side::Against => ("cross", "against", "contradicts"),
        };
        let insights = insights_by_study(ctx, problem, score, stance);
        let shown = studies
            .iter()
            .filter_map(|c| Some((c.validation, quotation(ctx, c, side, &insights)?)));
        let (quoted, quotes): (Vec<EntryId>, Vec<Quotation>) = shown.take(MAX_QUOTATIONS).unzip();
        let rest: Vec<&&Contribution> = studies
            .iter()
            .filter(|c| !quoted.contains(&c.validation))
            .collect();
        let more = prose::capital_number_word(rest.len());
        let rest_label = match (quoted.is_empty(), rest.len()) {
            (true, 1) => "One study".into(),
            (true, _) => format!("{more} studies"),
            (false, 1) => "One more study".into(),
            (false, _) => format!("{more} more studies"),
        };
        let lines = rest
            .iter()
            .take(MAX_LIST_ITEMS + 1)
            .map(|c| study_line(ctx, c, side));
        StanceSide {
            title,
            icon,
            tone: if studies.is_empty() { "neutral" } else { tone },
            count: match studies.len() {
                0 => "none".into(),
                n => prose::studies(n),
            },
            quotes,
            rest_label,
            rest: super::fact::cap_list(lines.collect()),
            empty: studies.is_empty().then_some(empty),
        }
    };
    ForAndAgainst {
        sides: [
            stance_side(titles[0], Side::For, &yes, none_for),
            stance_side(
                titles[1],
                Side::Against,
                &no,
                ("Nothing speaks against it.", against),
            ),
        ],
        silent: studies_without_answer(ctx, score),
        contested: contested_note(ctx, problem, score),
    }
}

/// For each study, the insight to show for it on one side; one with a quotable quotation is preferred. Empty for a
/// solution score, because insights have a stance on problems only.
fn insights_by_study(
    ctx: &EntryContext,
    problem: EntryId,
    score: &Score,
    stance: &str,
) -> HashMap<EntryId, EntryId> {
    let mut by_study: HashMap<EntryId, EntryId> = HashMap::new();
    if score.axis == Axis::Solution {
        return by_study;
    }
    let has_quote = |id: EntryId| ctx.fields(id).texts("quotes").any(is_quotable);
    for insight in ctx.sources(problem, Role::Insight, "problems") {
        if ctx.fields(insight).text("stance").unwrap_or("supports") != stance {
            continue;
        }
        for study in ctx.targets(insight, "validations") {
            let chosen = by_study.entry(study).or_insert(insight);
            if !has_quote(*chosen) && has_quote(insight) {
                *chosen = insight;
            }
        }
    }
    by_study
}

fn quotation(
    ctx: &EntryContext,
    contribution: &Contribution,
    side: Side,
    insights: &HashMap<EntryId, EntryId>,
) -> Option<Quotation> {
    let insight = insights.get(&contribution.validation).copied();
    let quote = insight.and_then(|id| {
        let quotes = || ctx.fields(id).texts("quotes");
        quotes().find(|q| is_quotable(q)).or(quotes().next())
    });
    let note = match contribution.via {
        Via::Result(i) => ctx
            .fields(contribution.validation)
            .list("results")
            .get(i)
            .and_then(|result| result.as_map()?.text("note")),
        _ => None,
    };
    let text = match (quote, note, insight) {
        (Some(_), ..) => None,
        (None, Some(note), _) => Some(RichText::new(note)),
        (None, None, Some(insight)) => Some(RichText::entry(ctx.site, insight)),
        (None, None, None) => return None,
    };
    Some(Quotation {
        quote: quote.map(strip_quotation_marks),
        text,
        by: study_line(ctx, contribution, side),
    })
}

/// Between 40 and 300 characters: long enough to be understood alone, short enough to be read.
fn is_quotable(quote: &str) -> bool {
    (40..=300).contains(&quote.chars().count())
}

/// Removes the quotation marks around a text, because the page sets its own. Marks inside it stay.
pub fn strip_quotation_marks(quote: &str) -> String {
    let quote = quote.trim();
    let inner = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»')]
        .iter()
        .find_map(|(open, close)| {
            let inner = quote.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains(*open) && !inner.contains(*close)).then_some(inner)
        });
    inner.unwrap_or(quote).to_owned()
}

/// The field `quote` as the statement of a page.
pub fn quote_statement(ctx: &EntryContext, id: EntryId) -> Option<(RichText, StatementStyle)> {
    let quote = strip_quotation_marks(ctx.fields(id).text("quote")?);
    Some((
        RichText::new(format!("“{quote}”")),
        StatementStyle::PullQuote,
    ))
}

/// “Pilot 3.0 · pilot, 36 people, Feb 2023 · 2.7 points”
fn study_line(ctx: &EntryContext, contribution: &Contribution, side: Side) -> RichText {
    let status = ctx
        .site
        .evidence
        .validations
        .get(&contribution.validation)
        .copied();
    let what = prose::validation_note(ctx.fields(contribution.validation), status);
    let half = match contribution.verdict {
        Some(Verdict::Mixed) => ", mixed",
        _ => "",
    };
    RichText::entry(ctx.site, contribution.validation).text(format!(
        " · {what}{half} · {} points",
        prose::format_points(*contribution.points.get(side), &ctx.site.config)
    ))
}

fn studies_without_answer(ctx: &EntryContext, score: &Score) -> Option<RichText> {
    let of = |verdict: Option<Verdict>| {
        let studies = score.contributions.iter().filter(|s| s.verdict == verdict);
        studies.map(|s| s.validation).collect::<Vec<_>>()
    };
    let mut sentence = RichText::default();
    for (studies, lead) in [
        (of(Some(Verdict::Inconclusive)), "Could not tell: "),
        (of(None), "Gave no verdict: "),
    ] {
        if !studies.is_empty() {
            let space = if sentence.is_empty() { "" } else { " " };
            let names = ctx.entry_links(&studies, 5);
            sentence = sentence
                .text(format!("{space}{lead}"))
                .append(names)
                .text(".");
        }
    }
    (!sentence.is_empty()).then_some(sentence)
}

fn contested_note(ctx: &EntryContext, problem: EntryId, score: &Score) -> Option<RichText> {
    if score.state != State::Contested {
        return None;
    }
    let lead = RichText::default().strong("Contested.");
    Some(match ctx.fields(problem).text("resolution") {
        Some(resolution) => lead.text(format!(" {resolution}")),
        None => lead
            .text(" Studies disagree. If you know why, say so in ")
            .code("resolution:")
            .text(" and this note tells it."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pair_of_marks_around_the_whole_quotation_is_removed() {
        assert_eq!(
            strip_quotation_marks("“So I go to my book.”"),
            "So I go to my book."
        );
        assert_eq!(strip_quotation_marks("\"a\" and \"b\""), "\"a\" and \"b\"");
        assert_eq!(strip_quotation_marks(" plain "), "plain");
    }
}
