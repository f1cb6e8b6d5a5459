//! What speaks for and against, side by side: the words of customers first, then the rest of the studies.

use std::collections::HashMap;

use serde::Serialize;

use super::{EntryContext, MAX_LIST_ITEMS};
use crate::config::Axis;
use crate::evidence::{Contribution, Score, State, Verdict, Via};
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// Quotations of one side before the rest becomes a list.
const MAX_QUOTATIONS: usize = 4;

/// The two sides of one question: `for_and_against` in the theme.
#[derive(Serialize)]
pub struct ForAndAgainst {
    pub sides: [StanceSide; 2],
    /// Studies that could not tell or gave no verdict.
    pub silent: Option<RichText>,
    /// Why studies disagree.
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
    /// Where there is nothing: that there is nothing, and what it means.
    pub empty: Option<(&'static str, &'static str)>,
}

/// `quote` in the theme.
#[derive(Serialize)]
pub struct Quotation {
    pub quote: Option<String>,
    pub text: Option<RichText>,
    pub by: RichText,
}

/// Of a claim on one axis.
pub fn for_and_against(ctx: &EntryContext, claim: EntryId, score: &Score) -> ForAndAgainst {
    let of = |verdict: Verdict| {
        let on =
            |s: &&Contribution| s.verdict == Some(verdict) || s.verdict == Some(Verdict::Mixed);
        score.contributions.iter().filter(on).collect::<Vec<_>>()
    };
    let (yes, no) = (of(Verdict::Supported), of(Verdict::Refuted));
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
    let side = |title, icon, tone, stance: &'static str, studies: &[&Contribution], empty| {
        let findings = insights_by_study(ctx, claim, score, stance);
        let spoken = studies
            .iter()
            .filter_map(|c| Some((c.validation, quotation(ctx, c, &findings)?)));
        let (heard, voices): (Vec<EntryId>, Vec<Quotation>) = spoken.take(MAX_QUOTATIONS).unzip();
        let rest: Vec<&&Contribution> = studies
            .iter()
            .filter(|c| !heard.contains(&c.validation))
            .collect();
        let more = prose::capitalize(&prose::number_word(rest.len()));
        let rest_label = match (heard.is_empty(), rest.len()) {
            (true, 1) => "One study".into(),
            (true, _) => format!("{more} studies"),
            (false, 1) => "One more study".into(),
            (false, _) => format!("{more} more studies"),
        };
        let lines = rest
            .iter()
            .take(MAX_LIST_ITEMS + 1)
            .map(|c| study_line(ctx, c));
        StanceSide {
            title,
            icon,
            tone: if studies.is_empty() { "neutral" } else { tone },
            count: match studies.len() {
                0 => "none".into(),
                n => prose::pluralize(n, "study", "studies"),
            },
            quotes: voices,
            rest_label,
            rest: super::fact::cap_list(lines.collect()),
            empty: studies.is_empty().then_some(empty),
        }
    };
    ForAndAgainst {
        sides: [
            side(titles[0], "check", "for", "supports", &yes, none_for),
            side(
                titles[1],
                "cross",
                "against",
                "contradicts",
                &no,
                ("Nothing speaks against it.", against),
            ),
        ],
        silent: studies_without_answer(ctx, score),
        contested: contested_note(ctx, claim, score),
    }
}

/// For each study, the finding whose words stand for it on one side: one with a telling quotation, if there is any.
fn insights_by_study(
    ctx: &EntryContext,
    claim: EntryId,
    score: &Score,
    stance: &str,
) -> HashMap<EntryId, EntryId> {
    let mut found: HashMap<EntryId, EntryId> = HashMap::new();
    if score.axis == Axis::Solution {
        return found;
    }
    let has_quote = |id: EntryId| ctx.fields(id).texts("quotes").any(is_quotable);
    for finding in ctx.sources(claim, Role::Insight, "problems") {
        if ctx.fields(finding).text("stance").unwrap_or("supports") != stance {
            continue;
        }
        for study in ctx.targets(finding, "validations") {
            let known = found.entry(study).or_insert(finding);
            if !has_quote(*known) && has_quote(finding) {
                *known = finding;
            }
        }
    }
    found
}

fn quotation(
    ctx: &EntryContext,
    counted: &Contribution,
    findings: &HashMap<EntryId, EntryId>,
) -> Option<Quotation> {
    let finding = findings.get(&counted.validation).copied();
    let quote = finding.and_then(|id| {
        let quotes = || ctx.fields(id).texts("quotes");
        quotes().find(|q| is_quotable(q)).or(quotes().next())
    });
    let note = match counted.via {
        Via::Result(i) => ctx
            .fields(counted.validation)
            .list("results")
            .get(i)
            .and_then(|result| result.as_map()?.text("note")),
        _ => None,
    };
    let text = match (quote, note, finding) {
        (Some(_), ..) => None,
        (None, Some(note), _) => Some(RichText::new(note)),
        (None, None, Some(finding)) => Some(RichText::default().entry_link(ctx.site, finding)),
        (None, None, None) => return None,
    };
    Some(Quotation {
        quote: quote.map(strip_quotation_marks),
        text,
        by: study_line(ctx, counted),
    })
}

/// Long enough to be understood without the rest, short enough to be read.
fn is_quotable(quote: &str) -> bool {
    (40..=300).contains(&quote.chars().count())
}

/// A quotation without the marks the page sets around it.
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

/// “Pilot 3.0 · pilot, 36 people, Feb 2023 · 2.7 points”
fn study_line(ctx: &EntryContext, counted: &Contribution) -> RichText {
    let status = ctx
        .site
        .evidence
        .validations
        .get(&counted.validation)
        .copied();
    let what = prose::validation_note(ctx.fields(counted.validation), status);
    let (points, half) = match counted.verdict {
        Some(Verdict::Mixed) => (counted.points / 2.0, ", mixed"),
        _ => (counted.points, ""),
    };
    RichText::default()
        .entry_link(ctx.site, counted.validation)
        .text(format!(
            " · {what}{half} · {} points",
            prose::format_points(points, ctx.site.config)
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

fn contested_note(ctx: &EntryContext, claim: EntryId, score: &Score) -> Option<RichText> {
    if score.state != State::Contested {
        return None;
    }
    let lead = RichText::default().strong("Contested.");
    Some(match ctx.fields(claim).text("resolution") {
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
    fn marks_around_a_quotation_are_set_once() {
        assert_eq!(
            strip_quotation_marks("“So I go to my book.”"),
            "So I go to my book."
        );
        assert_eq!(strip_quotation_marks("\"a\" and \"b\""), "\"a\" and \"b\"");
        assert_eq!(strip_quotation_marks(" plain "), "plain");
    }
}
