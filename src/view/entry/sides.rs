//! What speaks for and against, side by side: the words of customers first, then the rest of the studies.

use std::collections::HashMap;

use serde::Serialize;

use super::{Desk, MOST};
use crate::config::Axis;
use crate::graph::Id;
use crate::graph::evidence::{Counted, Score, State, Verdict, Via};
use crate::schema::Role;
use crate::view::prose;
use crate::view::sentence::Sentence;

/// Quotations of one side before the rest becomes a list.
const HEARD: usize = 4;

/// The two sides of one question: `for_and_against` in the theme.
#[derive(Serialize)]
pub struct Sides {
    pub sides: [Side; 2],
    /// Studies that could not tell or gave no verdict.
    pub silent: Option<Sentence>,
    /// Why studies disagree.
    pub contested: Option<Sentence>,
}

#[derive(Serialize)]
pub struct Side {
    pub title: &'static str,
    pub icon: &'static str,
    /// for · against · neutral
    pub tone: &'static str,
    pub count: String,
    pub quotes: Vec<Voice>,
    /// “Seven more studies”, and which.
    pub rest_label: String,
    pub rest: Vec<Sentence>,
    /// Where there is nothing: that there is nothing, and what it means.
    pub empty: Option<(&'static str, &'static str)>,
}

/// `quote` in the theme.
#[derive(Serialize)]
pub struct Voice {
    pub quote: Option<String>,
    pub text: Option<Sentence>,
    pub by: Sentence,
}

/// Of a claim on one axis.
pub fn sides(desk: &Desk, claim: Id, score: &Score) -> Sides {
    let of = |verdict: Verdict| {
        let on = |s: &&Counted| s.verdict == Some(verdict) || s.verdict == Some(Verdict::Mixed);
        score.studies.iter().filter(on).collect::<Vec<_>>()
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
    let side = |title, icon, tone, stance: &'static str, studies: &[&Counted], empty| {
        let findings = findings(desk, claim, score, stance);
        let spoken = studies
            .iter()
            .filter_map(|c| Some((c.study, voice(desk, c, &findings)?)));
        let (heard, voices): (Vec<Id>, Vec<Voice>) = spoken.take(HEARD).unzip();
        let rest: Vec<&&Counted> = studies
            .iter()
            .filter(|c| !heard.contains(&c.study))
            .collect();
        let more = prose::capital(&prose::number(rest.len()));
        let rest_label = match (heard.is_empty(), rest.len()) {
            (true, 1) => "One study".into(),
            (true, _) => format!("{more} studies"),
            (false, 1) => "One more study".into(),
            (false, _) => format!("{more} more studies"),
        };
        let lines = rest.iter().take(MOST + 1).map(|c| line(desk, c));
        Side {
            title,
            icon,
            tone: if studies.is_empty() { "neutral" } else { tone },
            count: match studies.len() {
                0 => "none".into(),
                n => prose::count(n, "study", "studies"),
            },
            quotes: voices,
            rest_label,
            rest: super::fact::capped(lines.collect()),
            empty: studies.is_empty().then_some(empty),
        }
    };
    Sides {
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
        silent: silent(desk, score),
        contested: contested(desk, claim, score),
    }
}

/// For each study, the finding whose words stand for it on one side: one with a telling quotation, if there is any.
fn findings(desk: &Desk, claim: Id, score: &Score, stance: &str) -> HashMap<Id, Id> {
    let mut found: HashMap<Id, Id> = HashMap::new();
    if score.axis == Axis::Solution {
        return found;
    }
    let has_quote = |id: Id| desk.fields(id).texts("quotes").any(speaks_for_itself);
    for finding in desk.sources(claim, Role::Finding, "problems") {
        if desk.fields(finding).text("stance").unwrap_or("supports") != stance {
            continue;
        }
        for study in desk.targets(finding, "validations") {
            let known = found.entry(study).or_insert(finding);
            if !has_quote(*known) && has_quote(finding) {
                *known = finding;
            }
        }
    }
    found
}

fn voice(desk: &Desk, counted: &Counted, findings: &HashMap<Id, Id>) -> Option<Voice> {
    let finding = findings.get(&counted.study).copied();
    let quote = finding.and_then(|id| {
        let quotes = || desk.fields(id).texts("quotes");
        quotes().find(|q| speaks_for_itself(q)).or(quotes().next())
    });
    let note = match counted.via {
        Via::Result(i) => desk
            .fields(counted.study)
            .list("results")
            .get(i)
            .and_then(|result| result.as_map()?.text("note")),
        _ => None,
    };
    let text = match (quote, note, finding) {
        (Some(_), ..) => None,
        (None, Some(note), _) => Some(Sentence::new(note)),
        (None, None, Some(finding)) => Some(Sentence::default().entry(desk.look, finding)),
        (None, None, None) => return None,
    };
    Some(Voice {
        quote: quote.map(unquoted),
        text,
        by: line(desk, counted),
    })
}

/// Long enough to be understood without the rest, short enough to be read.
fn speaks_for_itself(quote: &str) -> bool {
    (40..=300).contains(&quote.chars().count())
}

/// A quotation without the marks the page sets around it.
pub fn unquoted(quote: &str) -> String {
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
fn line(desk: &Desk, counted: &Counted) -> Sentence {
    let status = desk.look.evidence.studies.get(&counted.study).copied();
    let what = prose::study(desk.fields(counted.study), status);
    let (points, half) = match counted.verdict {
        Some(Verdict::Mixed) => (counted.points / 2.0, ", mixed"),
        _ => (counted.points, ""),
    };
    Sentence::default()
        .entry(desk.look, counted.study)
        .say(format!(
            " · {what}{half} · {} points",
            prose::points(points, desk.look.config)
        ))
}

fn silent(desk: &Desk, score: &Score) -> Option<Sentence> {
    let of = |verdict: Option<Verdict>| {
        let studies = score.studies.iter().filter(|s| s.verdict == verdict);
        studies.map(|s| s.study).collect::<Vec<_>>()
    };
    let mut sentence = Sentence::default();
    for (studies, lead) in [
        (of(Some(Verdict::Inconclusive)), "Could not tell: "),
        (of(None), "Gave no verdict: "),
    ] {
        if !studies.is_empty() {
            let space = if sentence.is_empty() { "" } else { " " };
            let names = desk.named(&studies, 5);
            sentence = sentence.say(format!("{space}{lead}")).then(names).say(".");
        }
    }
    (!sentence.is_empty()).then_some(sentence)
}

fn contested(desk: &Desk, claim: Id, score: &Score) -> Option<Sentence> {
    if score.state != State::Contested {
        return None;
    }
    let lead = Sentence::default().strong("Contested.");
    Some(match desk.fields(claim).text("resolution") {
        Some(resolution) => lead.say(format!(" {resolution}")),
        None => lead
            .say(" Studies disagree. If you know why, say so in ")
            .code("resolution:")
            .say(" and this note tells it."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_a_quotation_are_set_once() {
        assert_eq!(unquoted("“So I go to my book.”"), "So I go to my book.");
        assert_eq!(unquoted("\"a\" and \"b\""), "\"a\" and \"b\"");
        assert_eq!(unquoted(" plain "), "plain");
    }
}
