//! Where the largest need is: claims on a map of importance and satisfaction, and the tree from outcome to answer.
//!
//! The map is after Anthony Ulwick's opportunity landscape (What Customers Want, 2005), the tree after Teresa Torres'
//! opportunity solution tree (Continuous Discovery Habits, 2021).

mod tree;

use serde::Serialize;

use super::mark::Mark;
use super::sentence::Sentence;
use super::{Look, list, paging, prose};
use crate::chart::{self, Scatter};
use crate::config::Opportunity;
use crate::graph::Id;
use crate::graph::evidence::{Claim, Word, Zone};
use crate::page::{Page, Shared, Url};
use crate::schema::{Kind, Role};

const URL: &str = "opportunities.html";
/// So many claims are drawn and stand in the table, the largest opportunities, if they are not too large together.
const MOST_DRAWN: usize = 500;
const MOST_BYTES: usize = 400 << 10;
/// So many are named in the map.
const MOST_NAMED: usize = 14;
/// A title in the map, in characters; in the table.
const SHORT: usize = 32;
const LONG: usize = 160;
/// The axis of importance begins here, or lower where a claim does.
const FIRST_IMPORTANCE: f64 = 4.0;
const MOST: f64 = 10.0;

/// The map and the same as a table.
#[derive(Serialize)]
struct Map {
    layout: Scatter,
    /// In the order of the layout's points.
    dots: Vec<Dot>,
    /// What the lines say: “opportunity 10”.
    lines: Vec<String>,
    summary: String,
    /// What is not drawn, in a sentence.
    more: Sentence,
}

#[derive(Serialize)]
struct Dot {
    href: String,
    title: String,
    short: String,
    /// A class of site.css.
    class: &'static str,
    importance: String,
    satisfaction: String,
    opportunity: String,
    state: Mark,
    next: String,
}

pub fn exists(look: &Look) -> bool {
    let mut claims = look.evidence.claims.keys();
    claims.any(|id| rated(look, id).is_some()) || tree::exists(look)
}

pub fn pages(look: &Look) -> Vec<Page> {
    if !exists(look) {
        return vec![];
    }
    let url = Url::new(URL);
    let ranked = ranked(look);
    let lede = lede(look, &ranked);
    let description = lede.text();
    let title = "Where the largest need is";
    let mut head = look.head(&url, title, &description, "opportunities");
    head.as_of = Some((look.as_of.to_string(), prose::day(look.as_of)));
    let inputs = look
        .inputs(&head)
        .with("lede", Shared::new(&lede))
        .with("map", Shared::new(&map(look, &ranked)))
        .with("tree", Shared::new(&tree::tree(look)));
    vec![Page::template(url, "opportunities.html", inputs)]
}

/// Every claim, the largest opportunity first; unknown ones last.
pub fn ranked<'a>(look: &Look<'a>) -> Vec<(Id, &'a Claim)> {
    let mut claims: Vec<(Id, &Claim)> = look.evidence.claims.iter().collect();
    let worth = |claim: &Claim| claim.opportunity.value.unwrap_or(-1.0);
    claims.sort_by(|(_, a), (_, b)| worth(b).total_cmp(&worth(a)));
    claims
}

/// The list of the kind that is claimed, and its label.
pub fn claims_list(look: &Look) -> Option<(String, String)> {
    let kind: &Kind = look.graph.schema.with_role(Role::Claim)?;
    Some((
        list::url(kind).link(look.style()),
        kind.labels.to_lowercase(),
    ))
}

/// “Three problems are important and badly served. **Errors are hard to understand** leads.”
fn lede(look: &Look, ranked: &[(Id, &Claim)]) -> Sentence {
    let high: Vec<Id> = ranked
        .iter()
        .filter(|(_, claim)| claim.opportunity.zone == Zone::High)
        .map(|(id, _)| *id)
        .collect();
    let known = ranked
        .iter()
        .any(|(_, claim)| claim.opportunity.value.is_some());
    let title = |id: &Id| paging::cut(&look.graph.entry(*id).document.title, LONG);
    match high.as_slice() {
        [] if !known => Sentence::new(
            "Nobody has said yet how much the problems matter. Ask for importance and satisfaction, each 0 to 10.",
        ),
        [] => Sentence::new("No problem is both important and badly served."),
        [only] => ended(
            Sentence::new("One problem is important and badly served: "),
            title(only),
        ),
        [first, ..] => ended(
            Sentence::new(format!(
                "{} problems are important and badly served. The first is ",
                prose::capital(&prose::number(high.len()))
            )),
            title(first),
        ),
    }
}

/// With its full stop, where the title has none of its own.
fn ended(sentence: Sentence, title: String) -> Sentence {
    let stop = if title.ends_with(['.', '?', '!', '…']) {
        ""
    } else {
        "."
    };
    sentence.mark(title).say(stop)
}

/// `None` where nobody has rated both importance and satisfaction.
fn map(look: &Look, ranked: &[(Id, &Claim)]) -> Option<Map> {
    let all: Vec<(Id, &Claim, (f64, f64))> = ranked
        .iter()
        .filter_map(|(id, claim)| Some((*id, *claim, rated(look, *id)?)))
        .collect();
    let mut bytes = 0;
    let drawn: Vec<&(Id, &Claim, (f64, f64))> = all
        .iter()
        .take(MOST_DRAWN)
        .take_while(|(id, ..)| {
            // Its address and title stand in the map and in the table.
            let entry = look.graph.entry(*id);
            bytes +=
                700 + 2 * (3 * entry.url.as_str().len() + entry.document.title.len().min(4 * LONG));
            bytes < MOST_BYTES
        })
        .collect();
    let points: Vec<(f64, f64)> = drawn.iter().map(|(_, _, at)| *at).collect();
    let settings = &look.config.evidence.opportunity;
    let lowest = points.iter().map(|(i, _)| i.floor());
    let lowest = lowest.chain([FIRST_IMPORTANCE, settings.worth_a_look / 2.0]);
    let from = lowest.fold(MOST, f64::min);
    let dots: Vec<Dot> = drawn
        .iter()
        .map(|(id, claim, at)| dot(look, *id, claim, *at))
        .collect();
    if dots.is_empty() {
        return None;
    }
    let names: Vec<String> = dots
        .iter()
        .take(MOST_NAMED)
        .map(|d| d.short.clone())
        .collect();
    let layout = chart::scatter(&chart::Field {
        x: (from, MOST),
        y: (0.0, MOST),
        points: &points,
        labels: &names,
        lines: &[line(settings.worth_a_look), line(settings.high)],
        area: &area(settings.high),
    });
    Some(Map {
        layout,
        lines: [settings.worth_a_look, settings.high]
            .map(|value| format!("opportunity {}", prose::measured(value)))
            .into(),
        summary: summary(&drawn, settings),
        more: not_drawn(look, ranked.len(), all.len(), dots.len()),
        dots,
    })
}

/// Importance and satisfaction.
fn rated(look: &Look, id: Id) -> Option<(f64, f64)> {
    let fields = &look.graph.entry(id).document.fields;
    Some((fields.number("importance")?, fields.number("satisfaction")?))
}

/// Where importance + (importance − satisfaction) is one value: from satisfaction 0 up to 10, or to importance 10.
fn line(value: f64) -> [(f64, f64); 2] {
    let low = (value / 2.0).clamp(0.0, MOST);
    let importance = ((value + MOST) / 2.0).min(MOST);
    [
        (low, 0.0),
        (importance, (2.0 * importance - value).clamp(0.0, MOST)),
    ]
}

/// Everything right of that line.
fn area(value: f64) -> Vec<(f64, f64)> {
    let [start, end] = line(value);
    vec![start, (MOST, 0.0), (MOST, end.1), end]
}

fn dot(look: &Look, id: Id, claim: &Claim, (importance, satisfaction): (f64, f64)) -> Dot {
    let entry = look.graph.entry(id);
    let word = Word::of(claim.problem.support, look.config);
    Dot {
        href: entry.url.link(look.style()),
        title: paging::cut(&entry.document.title, LONG),
        short: paging::cut(&entry.document.title, SHORT),
        class: match word {
            Word::Good | Word::Strong => "chart-point-filled",
            Word::Some => "chart-point",
            Word::Hint => "chart-empty",
        },
        importance: prose::measured(importance),
        satisfaction: prose::measured(satisfaction),
        opportunity: claim
            .opportunity
            .value
            .map_or_else(String::new, prose::measured),
        state: prose::mark(&claim.problem, look.config),
        next: prose::capital(claim.next_step.as_str()),
    }
}

fn summary(drawn: &[&(Id, &Claim, (f64, f64))], settings: &Opportunity) -> String {
    let high = drawn
        .iter()
        .filter(|(_, claim, _)| claim.opportunity.zone == Zone::High);
    let high = high.count();
    format!(
        "Each circle is a problem. Right means more important, low means less satisfied. {} {} at {} or more. The table below holds the same numbers.",
        prose::capital(&prose::number(high)),
        if high == 1 { "lies" } else { "lie" },
        prose::measured(settings.high)
    )
}

/// “12 more are not drawn: nobody has rated both.”
fn not_drawn(look: &Look, all: usize, rated: usize, drawn: usize) -> Sentence {
    let mut sentence = Sentence::default();
    if rated > drawn {
        sentence = sentence.say(format!("The {} largest are drawn. ", prose::grouped(drawn)));
    }
    let without = all - rated;
    if without == 0 {
        return sentence;
    }
    let (verb, reason) = match without {
        1 => (
            "is",
            "nobody has rated both its importance and its satisfaction",
        ),
        _ => (
            "are",
            "nobody has rated both their importance and their satisfaction",
        ),
    };
    sentence = match claims_list(look) {
        Some((href, labels)) => {
            let label = if without == 1 {
                "problem".into()
            } else {
                labels
            };
            sentence.page(href, format!("{} more {label}", prose::grouped(without)))
        }
        None => sentence.say(format!("{} more", prose::grouped(without))),
    };
    sentence.say(format!(" {verb} not on the map: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    #[test]
    fn the_lines_end_at_the_edge_of_the_map() {
        assert_eq!(line(12.0), [(6.0, 0.0), (10.0, 8.0)]);
        assert_eq!(line(10.0), [(5.0, 0.0), (10.0, 10.0)]);
        assert_eq!(line(6.0), [(3.0, 0.0), (8.0, 10.0)]);
    }

    #[test]
    fn a_map_and_a_tree_of_a_small_site() {
        let files = [
            (
                "metrics/nps.md",
                "---\ntitle: More recommend it\ntype: nps\n---\n",
            ),
            (
                "problems/why.md",
                "---\ntitle: Why did it fail?\nimportance: 9.1\nsatisfaction: 2.8\noutcome: nps\n---\n",
            ),
            (
                "problems/where.md",
                "---\ntitle: Where?\nimportance: 6\nsatisfaction: 6\nparent: why\n---\n",
            ),
            (
                "problems/loose.md",
                "---\ntitle: Loose\nopportunity: 3\n---\n",
            ),
            (
                "solutions/report.md",
                "---\ntitle: A report\nproblems: where\n---\n",
            ),
        ];
        let html = fixture::look(&files, |look| fixture::render(&pages(look), URL));
        let text = fixture::text(&html, "main");
        assert_eq!(
            text,
            "Opportunities Where the largest need is One problem is important and badly served: Why did it fail? \
             Importance and satisfaction Opportunity = importance + (importance − satisfaction), out of 20 \
             Opportunity map Each circle is a problem. Right means more important, low means less satisfied. One \
             lies at 12 or more. The table below holds the same numbers. \
             4 5 6 7 8 9 10 0 2 4 6 8 10 opportunity 10 opportunity 12 ↑ How satisfied are people today? How important is it? → \
             Why did it fail? Why did it fail? Where? Where? \
             Good or strong evidence Some evidence Only a hint or none Shaded: opportunity 12 or more \
             1 more problem is not on the map: nobody has rated both its importance and its satisfaction. \
             The same numbers as a table Importance, satisfaction and opportunity Problem Importance Satisfaction Opportunity Is it real? Next step \
             Why did it fail? 9.1 2.8 15.4 Not tested Research next \
             Where? 6 6 6 Not tested Park \
             From outcome to answer Closed branches have no tested answer \
             More recommend it no reading yet Under More recommend it \
             Why did it fail? Not tested opportunity 15.4 Under Why did it fail? \
             Where? Not tested opportunity 6 Under Where? \
             A report Not tested idea \
             No outcome yet Under No outcome yet \
             Loose Not tested opportunity 3"
        );
    }

    #[test]
    fn without_a_number_or_a_branch_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::look(&files, |look| pages(look).is_empty()));
        assert!(fixture::look(&[("a.md", "# A\n")], |look| pages(look).is_empty()));
    }
}
