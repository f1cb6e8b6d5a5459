//! `opportunities.html`: problems on a map of importance and satisfaction, and the tree from outcomes to solutions.
//!
//! The map is after Anthony Ulwick's opportunity landscape (What Customers Want, 2005), the tree after Teresa Torres'
//! opportunity solution tree (Continuous Discovery Habits, 2021).

mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::mark::StateBadge;
use super::page_link::PageLink;
use super::view_names::View;
use super::{SiteContext, list, paging, prose};
use crate::chart::{self, Scatter};
use crate::evidence::{OpportunitySource, OpportunityZone, ProblemScores};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::page::Page;

/// Limits of the map and its table, which hold the problems with the largest opportunities.
const MAX_DOTS: usize = 500;
const MAX_MAP_BYTES: usize = 400 << 10;
/// How many dots of the map have a label.
const MAX_LABELS: usize = 24;
/// The longest line of a label, how many a title has, and the longest title in the table.
const MAX_LINE_CHARS: usize = 26;
const MAX_LINES: usize = 2;
const MAX_TITLE_CHARS: usize = 160;
/// The axis of importance begins here, or lower if a problem lies lower.
const IMPORTANCE_AXIS_START: f64 = 4.0;
const MAX_RATING: f64 = 10.0;

/// The map, and the same as a table.
#[derive(Serialize)]
struct OpportunityMap {
    layout: Scatter,
    /// In the order of the layout's points.
    dots: Vec<MapDot>,
    /// The opportunities whose lines are drawn; the problems on the right of the last are many that many.
    lines: [f64; 2],
    high: usize,
    /// How many problems have no rating, and how many of those that have one are not drawn.
    not_rated: usize,
    not_drawn: usize,
    /// The list of problems and what it is called.
    list: Option<PageLink>,
}

#[derive(Serialize)]
struct MapDot {
    #[serde(flatten)]
    link: PageLink,
    /// Its label: its title, and the titles of those at the same place. Empty where another dot has its title.
    lines: Vec<String>,
    /// How many dots are at this place.
    together: usize,
    /// See [`Score::level`](crate::evidence::Score::level).
    level: &'static str,
    importance: f64,
    satisfaction: f64,
    opportunity: Option<f64>,
    state: StateBadge,
    /// The next step; of a problem that is solved or parked, only that it is.
    next: String,
}

pub fn exists(site: &SiteContext) -> bool {
    let mut problems = site.evidence.problems.keys();
    problems.any(|id| rating(site, id).is_some()) || tree::exists(site)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let ranked = ranked_problems(site);
    let shown = ranked.iter().take(MAX_DOTS).map(|(id, _)| *id);
    let view = View::named("opportunities");
    let inputs = view
        .inputs(site, &view.url(), lede(site, &ranked))
        .with_value("map", &opportunity_map(site, &ranked))
        .with("evidence_summary", site.summaries(shown))
        .with_value("tree", &tree::opportunity_tree(site));
    vec![Page::template(view.url(), "opportunities.html", inputs)]
}

/// Every problem, the largest opportunity first; those without one last.
pub fn ranked_problems(site: &SiteContext) -> Vec<(EntryId, &ProblemScores)> {
    let mut problems: Vec<(EntryId, &ProblemScores)> = site.evidence.problems.iter().collect();
    let opportunity = |scores: &ProblemScores| scores.opportunity.value.unwrap_or(-1.0);
    problems.sort_by(|(_, a), (_, b)| opportunity(b).total_cmp(&opportunity(a)));
    problems
}

/// How many problems are important and badly served, who says so, and the first of them.
fn lede(site: &SiteContext, ranked: &[(EntryId, &ProblemScores)]) -> Line {
    let opportunities = || ranked.iter().map(|(_, scores)| &scores.opportunity);
    let high = || opportunities().filter(|of| of.zone == OpportunityZone::High);
    let by = |source| high().filter(|of| of.source == source).count();
    let first = ranked.iter();
    let mut first = first.filter(|(_, scores)| scores.opportunity.zone == OpportunityZone::High);
    let first = first
        .next()
        .map(|(id, _)| PageLink::new(site, *id, MAX_TITLE_CHARS).title);
    let guessed = by(OpportunitySource::Importance) + by(OpportunitySource::Severity);
    Line::of("opportunities_lede")
        .with("is_known", &opportunities().any(|of| of.value.is_some()))
        .with("high", &high().count())
        .with("rated", &by(OpportunitySource::Rated))
        .with("published", &by(OpportunitySource::Published))
        .with("guessed", &guessed)
        .with("first", &first)
}

/// `None` if no problem has both importance and satisfaction.
fn opportunity_map(
    site: &SiteContext,
    ranked: &[(EntryId, &ProblemScores)],
) -> Option<OpportunityMap> {
    let rated = ranked.iter();
    let rated = rated.filter_map(|(id, scores)| Some((*id, *scores, rating(site, *id)?)));
    let mut bytes = 0;
    let dots = rated.clone().take(MAX_DOTS).take_while(|(id, ..)| {
        // The address and the title are in the map and in the table; the address percent-encoded.
        let entry = site.graph.entry(*id);
        let title = entry.document.title.len().min(4 * MAX_TITLE_CHARS);
        bytes += 700 + 2 * (3 * entry.url.as_str().len() + title);
        bytes < MAX_MAP_BYTES
    });
    let mut dots: Vec<MapDot> = dots
        .map(|(id, scores, rating)| map_dot(site, id, scores, rating))
        .collect();
    name_dots(&mut dots);
    if dots.is_empty() {
        return None;
    }
    let points = dots.iter().map(|dot| (dot.importance, dot.satisfaction));
    let points: Vec<(f64, f64)> = points.collect();
    let settings = &site.config.evidence.opportunity;
    let lowest = points.iter().map(|(importance, _)| importance.floor());
    let lowest = lowest.chain([IMPORTANCE_AXIS_START, settings.worth_a_look / 2.0]);
    let names = dots.iter().take(MAX_LABELS).map(|dot| dot.lines.clone());
    let [start, end] = opportunity_line(settings.high);
    let layout = chart::scatter(&chart::ScatterData {
        x: (lowest.fold(MAX_RATING, f64::min), MAX_RATING),
        y: (0.0, MAX_RATING),
        points: &points,
        labels: &names.collect::<Vec<_>>(),
        lines: &[opportunity_line(settings.worth_a_look), [start, end]],
        // Right of the line of high opportunities.
        area: &[start, (MAX_RATING, 0.0), (MAX_RATING, end.1), end],
    });
    let drawn = rated.clone().take(dots.len());
    let high = drawn.filter(|(_, scores, _)| scores.opportunity.zone == OpportunityZone::High);
    let list = site.graph.schema.first_with_role(Role::Problem);
    Some(OpportunityMap {
        layout,
        lines: [settings.worth_a_look, settings.high],
        high: high.count(),
        not_rated: ranked.len() - rated.clone().count(),
        not_drawn: rated.count() - dots.len(),
        list: list.map(|kind| PageLink {
            href: list::list_url(kind).to_link(site.url_style()),
            title: kind.plural_label.to_lowercase(),
        }),
        dots,
    })
}

/// Importance and satisfaction, each 0–10.
fn rating(site: &SiteContext, id: EntryId) -> Option<(f64, f64)> {
    let fields = site.fields(id);
    Some((fields.number("importance")?, fields.number("satisfaction")?))
}

/// The points with importance + (importance − satisfaction) = `value`, from satisfaction 0 to the edge of the map.
fn opportunity_line(value: f64) -> [(f64, f64); 2] {
    let low = (value / 2.0).clamp(0.0, MAX_RATING);
    let importance = ((value + MAX_RATING) / 2.0).min(MAX_RATING);
    let satisfaction = (2.0 * importance - value).clamp(0.0, MAX_RATING);
    [(low, 0.0), (importance, satisfaction)]
}

fn map_dot(
    site: &SiteContext,
    id: EntryId,
    scores: &ProblemScores,
    (importance, satisfaction): (f64, f64),
) -> MapDot {
    MapDot {
        link: PageLink::new(site, id, MAX_TITLE_CHARS),
        lines: vec![],
        together: 1,
        level: scores.problem.level(&site.config),
        importance,
        satisfaction,
        opportunity: scores.opportunity.value,
        state: prose::state_badge(&scores.problem, &site.config),
        next: match role::Problem(site.fields(id)).closed() {
            Some(status) => status.to_owned(),
            None => scores.next_step.as_str().to_owned(),
        },
    }
}

/// Gives each dot its label, but one to all that would cover each other.
fn name_dots(dots: &mut [MapDot]) {
    let mut places: BTreeMap<[i64; 2], Vec<usize>> = BTreeMap::new();
    for (i, dot) in dots.iter().enumerate() {
        let place = [dot.importance, dot.satisfaction].map(|value| (value * 10.0).round() as i64);
        places.entry(place).or_default().push(i);
    }
    for together in places.into_values() {
        let title = |i: &usize| &*dots[*i].link.title;
        let lines = match &together[..] {
            [only] => wrap(title(only)),
            all => {
                let shown = if all.len() == 3 { 3 } else { 2 };
                let titles = all.iter().take(shown).map(title);
                let titles = titles.map(|title| paging::truncate_chars(title, MAX_LINE_CHARS));
                let more = all.len().saturating_sub(shown);
                let more = (more > 0).then(|| format!("and {more} more"));
                titles.chain(more).collect()
            }
        };
        dots[together[0]].lines = lines;
        for i in &together {
            dots[*i].together = together.len();
        }
    }
}

/// A title in lines that end between words where they can; what has no room is cut off.
fn wrap(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in title.split_whitespace() {
        let is_last = lines.len() == MAX_LINES;
        let line = lines.last_mut().expect("it begins with a line");
        let length = line.chars().count() + word.chars().count();
        if !line.is_empty() && length >= MAX_LINE_CHARS && !is_last {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let cut = |line: String| paging::truncate_chars(&line, MAX_LINE_CHARS);
    lines.into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn the_lines_end_at_the_edge_of_the_map() {
        assert_eq!(opportunity_line(12.0), [(6.0, 0.0), (10.0, 8.0)]);
        assert_eq!(opportunity_line(10.0), [(5.0, 0.0), (10.0, 10.0)]);
        assert_eq!(opportunity_line(6.0), [(3.0, 0.0), (8.0, 10.0)]);
    }

    #[test]
    fn titles_are_wrapped_and_one_label_names_all_at_a_place() {
        let lines = wrap("Know before the journey whether it can be mended");
        assert_eq!(
            lines,
            ["Know before the journey", "whether it can be mended"]
        );
        let long = "a".repeat(40);
        assert_eq!(wrap(&long), [format!("{}…", &long[..MAX_LINE_CHARS])]);
        let problem = |n| format!("---\ntitle: Problem {n}\nimportance: 8\nsatisfaction: 4\n---\n");
        let files: Vec<(String, String)> = (1..6)
            .map(|n| (format!("problems/p{n}.md"), problem(n)))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        let html = fixture::with_site(&files, |site| {
            fixture::render(&pages(site), "opportunities.html")
        });
        let text = fixture::visible_text(&html, "svg");
        assert!(text.contains("Problem 1 Problem 2 and 3 more"), "{text}");
        assert!(html.contains("chart-ring"));
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
        let html = fixture::with_site(&files, |site| {
            fixture::render(&pages(site), "opportunities.html")
        });
        let text = fixture::visible_text(&html, "main");
        assert_eq!(
            text,
            "Opportunities How to read this Where the largest need is \
             One problem is important and badly served, as rated: Why did it fail? \
             How much each problem matters, against how well it is solved today. Look first where much matters and \
             little is solved. \
             Importance and satisfaction Opportunity = importance + (importance − satisfaction), out of 20 \
             Opportunity map Each circle is a problem. Right means more important, low means less satisfied. One \
             lies at 12 or more. The table below holds the same numbers. \
             4 5 6 7 8 9 10 0 2 4 6 8 10 opportunity 10 opportunity 12 ↑ How satisfied are people today? How important is it? → \
             Why did it fail? Why did it fail? Where? Where? \
             Good or strong evidence Some evidence Only a hint or none Contested Refuted Shaded: opportunity 12 or more \
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
             Loose Not tested opportunity 3 \
             People were seen to do it Only heard, never seen Contested Refuted Not known yet"
        );
    }

    #[test]
    fn without_ratings_and_links_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
        assert!(fixture::with_site(&[("a.md", "# A\n")], |site| pages(site).is_empty()));
    }
}
