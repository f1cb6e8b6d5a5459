//! Studies for and against in two columns: first those with a quotation, insight or note, then all others.

use std::collections::HashMap;

use serde::Serialize;

use super::EntryContext;
use super::fact::cap_list;
use crate::config::Axis;
use crate::evidence::{Contribution, Score, Side, State, Verdict, Via};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::site::line::Line;
use crate::site::rich_text::RichText;
use crate::site::{paging, prose};
use crate::text::cut_name;

/// The most characters of a quotation on the page of another document.
const MAX_QUOTE_CHARS: usize = 1000;
/// Maximum of studies on one side shown with a quotation; all others are listed.
const MAX_QUOTATIONS: usize = 4;

/// Input of the component `for_and_against`: one score of a problem.
#[derive(Serialize)]
pub struct ForAndAgainst<'a> {
    axis: Axis,
    /// For, then against.
    sides: [StanceSide; 2],
    /// Studies that could not tell, and those that gave no verdict.
    unclear: Option<Line>,
    silent: Option<Line>,
    is_contested: bool,
    /// Why studies disagree, if somebody knows.
    resolution: Option<&'a str>,
}

#[derive(Serialize)]
struct StanceSide {
    studies: usize,
    quotes: Vec<Quotation>,
    /// How many are not quoted, and which.
    rest_count: usize,
    rest: Vec<Line>,
}

/// Input of the component `quote`: a quotation or a text, and the studies it comes from.
#[derive(Serialize)]
struct Quotation {
    quote: Option<String>,
    text: Option<RichText>,
    /// The studies that it comes from.
    by: Vec<Line>,
    /// One insight is quoted once.
    #[serde(skip)]
    insight: Option<EntryId>,
}

/// A mixed study counts on both sides.
pub fn for_and_against<'a>(ctx: &EntryContext<'a>, score: &Score) -> ForAndAgainst<'a> {
    let without_answer = |verdict: Option<Verdict>| {
        let studies = score.contributions.iter().filter(|s| s.verdict == verdict);
        let studies: Vec<EntryId> = studies.map(|s| s.validation).collect();
        ctx.linked(&studies, 5)
    };
    ForAndAgainst {
        axis: score.axis,
        sides: Side::BOTH.map(|side| stance_side(ctx, score, side)),
        unclear: without_answer(Some(Verdict::Inconclusive)),
        silent: without_answer(None),
        is_contested: score.state == State::Contested,
        resolution: role::Problem(ctx.fields).resolution(),
    }
}

fn stance_side(ctx: &EntryContext, score: &Score, side: Side) -> StanceSide {
    let speaks = |c: &&Contribution| c.weight_on(side).is_some();
    let studies: Vec<&Contribution> = score.contributions.iter().filter(speaks).collect();
    let insights = insights_by_study(ctx, score, side);
    let (mut quoted, mut quotes): (Vec<EntryId>, Vec<Quotation>) = (vec![], vec![]);
    for study in &studies {
        let Some(quotation) = quotation(ctx, study, side, &insights) else {
            continue;
        };
        let same = quotation.insight.and_then(|insight| {
            let mut known = quotes.iter();
            known.position(|known| known.insight == Some(insight))
        });
        match same {
            Some(same) => quotes[same].by.extend(quotation.by),
            None if quotes.len() < MAX_QUOTATIONS => quotes.push(quotation),
            None => continue,
        }
        quoted.push(study.validation);
    }
    let rest = studies.iter().filter(|c| !quoted.contains(&c.validation));
    StanceSide {
        studies: studies.len(),
        rest_count: rest.clone().count(),
        rest: cap_list(rest.map(|c| study_line(ctx, c, side))),
        quotes,
    }
}

/// For each study, the insight to show for it on one side; one with a quotable quotation is preferred. Empty for a
/// solution score, because insights have a stance on problems only.
fn insights_by_study(ctx: &EntryContext, score: &Score, side: Side) -> HashMap<EntryId, EntryId> {
    let mut by_study: HashMap<EntryId, EntryId> = HashMap::new();
    if score.axis == Axis::Solution {
        return by_study;
    }
    let stance = match side {
        Side::For => "supports",
        Side::Against => "contradicts",
    };
    let insight_of = |id| role::Insight(ctx.site.fields(id));
    let has_quote = |id| insight_of(id).quotes().any(is_quotable);
    for insight in ctx.sources(Role::Insight, "problems") {
        if insight_of(insight).stance() != Some(stance) {
            continue;
        }
        for study in ctx.site.graph.studies_of(insight) {
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
    let site = ctx.site;
    let insight = insights.get(&contribution.validation).copied();
    let quote = insight.and_then(|id| {
        let quotes = || role::Insight(site.fields(id)).quotes();
        quotes().find(|q| is_quotable(q)).or(quotes().next())
    });
    let study = role::Validation(site.fields(contribution.validation));
    let note = match contribution.via {
        Via::Result(place) => study.result(place).and_then(role::Validation::note),
        _ => None,
    };
    let insight = insight.filter(|_| quote.is_some() || note.is_none());
    let text = match (quote, note, insight) {
        (Some(_), ..) => None,
        (None, Some(note), _) => Some(RichText::new(cut_name(note))),
        (None, None, Some(insight)) => Some(RichText::entry(site, insight)),
        (None, None, None) => return None,
    };
    Some(Quotation {
        quote: quote.map(quoted_elsewhere),
        text,
        by: vec![study_line(ctx, contribution, side)],
        insight,
    })
}

/// Between 40 and 300 characters: long enough to be understood alone, short enough to be read.
fn is_quotable(quote: &str) -> bool {
    (40..=300).contains(&quote.chars().count())
}

/// Removes the quotation marks around a text, because the page sets its own. Marks inside it stay.
pub fn strip_quotation_marks(quote: &str) -> &str {
    let quote = quote.trim();
    let inner = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»')]
        .iter()
        .find_map(|(open, close)| {
            let inner = quote.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains(*open) && !inner.contains(*close)).then_some(inner)
        });
    inner.unwrap_or(quote)
}

/// A quotation of one document on the page of another.
pub fn quoted_elsewhere(quote: &str) -> String {
    paging::truncate_chars(strip_quotation_marks(quote), MAX_QUOTE_CHARS)
}

/// The field `quote` as the statement of a page.
pub fn quote_statement(ctx: &EntryContext) -> Option<Line> {
    let quote = strip_quotation_marks(ctx.fields.text("quote")?);
    Some(Line::of("quote").with("quote", quote))
}

/// A study, what it was, and its points on this side.
fn study_line(ctx: &EntryContext, contribution: &Contribution, side: Side) -> Line {
    let (site, study) = (ctx.site, contribution.validation);
    let points = prose::format_points(*contribution.points.get(side), &site.config);
    Line::of("points")
        .with("study", &RichText::entry(site, study))
        .with("note", &site.note(study))
        .with("verdict", &contribution.verdict)
        .with("points", &points)
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
