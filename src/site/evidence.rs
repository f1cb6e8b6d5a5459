//! `evidence.html`: a matrix of problems by research methods, with what the studies of each method found.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::mark::StateBadge;
use super::page_link::PageLink;
use super::view_names::View;
use super::{SiteContext, opportunities, prose};
use crate::config::{Config, MethodClass};
use crate::evidence::{Contribution, ProblemScores, Side, State, Verdict};
use crate::graph::EntryId;
use crate::page::Page;

/// The matrix shows the problems with the highest opportunity and the methods with the most studies.
const MAX_PROBLEM_ROWS: usize = 100;
const MAX_METHOD_COLUMNS: usize = 30;
const MAX_TITLE_CHARS: usize = 90;

#[derive(Serialize)]
struct MethodMatrix<'a> {
    /// In order, by class.
    methods: Vec<(MethodClass, &'a str)>,
    rows: Vec<MethodMatrixRow>,
    /// How many problems are not shown.
    rest: usize,
    /// The number of studies by each method about these.
    of_rest: Vec<usize>,
    /// The number of studies by each method over all problems.
    totals: Vec<usize>,
}

#[derive(Serialize)]
struct MethodMatrixRow {
    #[serde(flatten)]
    link: PageLink,
    problem_score: StateBadge,
    solution_score: StateBadge,
    cells: Vec<Option<MethodCell>>,
}

/// What the studies of one method say about one problem.
#[derive(Serialize)]
struct MethodCell {
    /// `None`: they give no verdict.
    verdict: Option<Verdict>,
    studies: usize,
    /// `None` for no points on this side.
    support: Option<String>,
    against: Option<String>,
}

/// What the studies of one method count for one problem: one that counts on both questions stands here twice.
type StudiesByMethod<'a> = HashMap<(EntryId, &'a str), Vec<&'a Contribution>>;

pub fn exists(site: &SiteContext) -> bool {
    let mut problems = site.evidence.problems.values();
    problems.any(|scores| scores.contributions().next().is_some())
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let problems = opportunities::ranked_problems(site);
    let shown = problems.iter().take(MAX_PROBLEM_ROWS).map(|(id, _)| *id);
    let view = View::named("evidence");
    let inputs = view
        .inputs(site, &view.url(), lede(&problems))
        .with("evidence_summary", site.summaries(shown))
        .with_value("matrix", &matrix(site, &problems));
    vec![Page::template(view.url(), "evidence.html", inputs)]
}

/// For how many problems it was studied whether they are real, for how many the answer was tested, and for how many only
/// what people say is known.
fn lede(problems: &[(EntryId, &ProblemScores)]) -> Line {
    let count = |holds: fn(&ProblemScores) -> bool| {
        problems.iter().filter(|(_, scores)| holds(scores)).count()
    };
    let heard = problems.iter().filter(|(_, scores)| is_heard_only(scores));
    let heard = heard.flat_map(|(_, scores)| &scores.problem.contributions);
    Line::of("evidence_lede")
        .with("all", &problems.len())
        .with("asked", &count(|s| s.problem.state != State::Untested))
        .with("tested", &count(|s| s.solution.state != State::Untested))
        .with("heard_only", &count(is_heard_only))
        .with("heard", prose::heard(heard))
}

/// Whether the problem is real was studied, and nobody was watched for it.
fn is_heard_only(scores: &ProblemScores) -> bool {
    scores.problem.state != State::Untested && !scores.problem.has_behavioural_evidence()
}

fn matrix<'a>(
    site: &'a SiteContext,
    problems: &[(EntryId, &'a ProblemScores)],
) -> MethodMatrix<'a> {
    let mut grid: StudiesByMethod = HashMap::new();
    for (id, scores) in problems {
        for study in scores.contributions() {
            grid.entry((*id, &study.method)).or_default().push(study);
        }
    }
    let methods = used_methods(site, &grid);
    let (shown, others) = problems.split_at(problems.len().min(MAX_PROBLEM_ROWS));
    let rows = shown.iter().map(|(id, scores)| {
        let studies = methods.iter().map(|(_, method)| grid.get(&(*id, *method)));
        MethodMatrixRow {
            link: PageLink::new(site, *id, MAX_TITLE_CHARS),
            problem_score: prose::state_badge(&scores.problem, &site.config),
            solution_score: prose::state_badge(&scores.solution, &site.config),
            cells: studies
                .map(|studies| Some(MethodCell::new(studies?, &site.config)))
                .collect(),
        }
    });
    let counts = |problems: &[(EntryId, &ProblemScores)]| {
        let count = |(_, method): &(MethodClass, &str)| {
            let studies = problems
                .iter()
                .filter_map(|(id, _)| grid.get(&(*id, method)));
            count_studies(studies.flatten().copied())
        };
        methods.iter().map(count).collect()
    };
    MethodMatrix {
        rows: rows.collect(),
        rest: others.len(),
        of_rest: counts(others),
        totals: counts(problems),
        methods,
    }
}

/// The methods that were used, by class (opinions, what people say, what they do), then in the order of the settings.
fn used_methods<'a>(site: &'a SiteContext, grid: &StudiesByMethod) -> Vec<(MethodClass, &'a str)> {
    let mut used: HashMap<&str, usize> = HashMap::new();
    for ((_, method), studies) in grid {
        *used.entry(method).or_default() += count_studies(studies.iter().copied());
    }
    let all = site.config.evidence.methods.iter().zip(0..);
    let mut methods: Vec<_> = all
        .filter(|((name, _), _)| used.contains_key(name))
        .collect();
    methods.sort_by_key(|((name, _), _)| std::cmp::Reverse(used[name]));
    methods.truncate(MAX_METHOD_COLUMNS);
    methods.sort_by_key(|((_, method), place)| (method.class, *place));
    let methods = methods.into_iter();
    methods
        .map(|((name, method), _)| (method.class, name))
        .collect()
}

fn count_studies<'a>(all: impl Iterator<Item = &'a Contribution>) -> usize {
    let studies: HashSet<EntryId> = all.map(|study| study.validation).collect();
    studies.len()
}

impl MethodCell {
    fn new(studies: &[&Contribution], config: &Config) -> Self {
        let has = |verdict| studies.iter().any(|s| s.verdict == Some(verdict));
        let both = has(Verdict::Supported) && has(Verdict::Refuted);
        let first = [Verdict::Supported, Verdict::Refuted, Verdict::Inconclusive];
        let points = |side| {
            let points = studies.iter().fold(0.0, |sum, c| sum + c.points.get(side));
            (points != 0.0).then(|| prose::format_points(points, config))
        };
        MethodCell {
            verdict: match both || has(Verdict::Mixed) {
                true => Some(Verdict::Mixed),
                false => first.into_iter().find(|verdict| has(*verdict)),
            },
            studies: count_studies(studies.iter().copied()),
            support: points(Side::For),
            against: points(Side::Against),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn a_matrix_of_a_small_site() {
        let study = |method, n, verdict| {
            format!(
                "---\nmethod: {method}\nn: {n}\ndate: 2024-10-31\nproblems: know\nverdict: {verdict}\n---\n"
            )
        };
        let (talks, more, seen) = (
            study("interview", 20, "supported"),
            study("interview", 5, "refuted"),
            study("observation", 10, "supported"),
        );
        let files = [
            (
                "problems/know.md",
                "---\ntitle: Know why\nseverity: high\n---\n",
            ),
            ("problems/send.md", "---\ntitle: Send it\n---\n"),
            ("validations/talks.md", talks.as_str()),
            ("validations/more.md", more.as_str()),
            ("validations/seen.md", seen.as_str()),
        ];
        let html = fixture::with_site(&files, |site| {
            fixture::render(&pages(site), "evidence.html")
        });
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Evidence How to read this How we know \
             Whether the problem is real was studied for one of two problems. People were watched to see whether it is. \
             Problems against ways of asking. A row shows what a score rests on, a column what was never tried. \
             Which methods looked at which problem Problem Is it real? Does our answer work? What people say What people do \
             Interview Observation \
             Know why Good 4.9 Not tested Mixed 2 studies, 2.7 for, 0.9 against Supported 1 study, 3.0 points \
             Send it Not tested Not tested – – \
             Studies 2 1"
        );
    }

    #[test]
    fn a_study_that_counts_on_both_questions_is_one_with_what_it_says_of_each() {
        let files = [
            ("problems/know.md", "---\ntitle: Know why\n---\n"),
            (
                "solutions/new.md",
                "---\ntitle: New\nproblems: know\nstatus: building\n---\n",
            ),
            (
                "validations/ab.md",
                "---\nmethod: ab-test\nn: 1000\ndate: 2024-10-31\nsolutions: new\nverdict: supported\n---\n",
            ),
            (
                "insights/unsure.md",
                "---\ntitle: Unsure\nvalidations: ab\nproblems: know\nstance: neutral\n---\n",
            ),
        ];
        let html = fixture::with_site(&files, |site| {
            fixture::render(&pages(site), "evidence.html")
        });
        let text = fixture::visible_text(&html, "main");
        assert!(text.contains("Supported 1 study, "), "{text}");
        assert!(!text.contains("Inconclusive 1 study"), "{text}");
    }

    #[test]
    fn without_a_study_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
    }
}
