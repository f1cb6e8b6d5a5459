//! `evidence.html`: a matrix of problems by research methods, with what the studies of each method found.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::mark::{MatrixCell, StateBadge};
use super::rich_text::RichText;
use super::{SiteContext, opportunities, paging, prose};
use crate::config::{Config, MethodClass};
use crate::evidence::{Contribution, ProblemScores, Side, State, Verdict};
use crate::graph::EntryId;
use crate::page::{Page, Shared, Url};

const URL: &str = "evidence.html";
/// The matrix shows the problems with the highest opportunity and the methods with the most studies.
const MAX_PROBLEM_ROWS: usize = 100;
const MAX_METHOD_COLUMNS: usize = 30;
const MAX_TITLE_CHARS: usize = 90;

#[derive(Serialize)]
struct MethodMatrix {
    /// “What people say”, and how many methods it spans.
    classes: Vec<(&'static str, usize)>,
    methods: Vec<String>,
    rows: Vec<MethodMatrixRow>,
    /// A row for the problems that are not shown: its title, and the number of studies by each method.
    rest: Option<(String, Vec<String>)>,
    /// The number of studies by each method over all problems.
    totals: Vec<String>,
}

#[derive(Serialize)]
struct MethodMatrixRow {
    href: String,
    title: String,
    problem_score: StateBadge,
    solution_score: StateBadge,
    cells: Vec<Option<MatrixCell>>,
}

/// The studies of one method about one problem, each once.
#[derive(Default)]
struct MethodStudies<'a>(Vec<&'a Contribution>);

type StudiesByMethod<'a> = HashMap<(EntryId, &'a str), MethodStudies<'a>>;

pub fn exists(site: &SiteContext) -> bool {
    let mut problems = site.evidence.problems.values();
    problems.any(|scores| scores.contributions().next().is_some())
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let problems = opportunities::ranked_problems(site);
    let lede = lede(&problems);
    let url = Url::new(URL);
    let description = lede.to_plain_text();
    let mut meta = site.page_meta(&url, "How we know", &description, "evidence");
    meta.as_of = Some((site.as_of.to_string(), prose::format_day(site.as_of)));
    let inputs = site
        .layout_inputs(&meta)
        .with("lede", Shared::new(&lede))
        .with(
            "evidence_summary",
            site.summaries(problems.iter().take(MAX_PROBLEM_ROWS).map(|(id, _)| *id)),
        )
        .with("matrix", Shared::new(&matrix(site, &problems)));
    vec![Page::template(url, "evidence.html", inputs)]
}

/// “Whether the problem is real was studied for seven of ten problems, the answer was tested for two. **For three of the
/// seven, only what people say tells whether the problem is real.**”
fn lede(problems: &[(EntryId, &ProblemScores)]) -> RichText {
    let of = |n: usize| match (n, problems.len()) {
        (1, 1) => "the one problem".to_owned(),
        (n, all) if n == all => format!("all {} problems", prose::number_word(all)),
        (n, all) => format!(
            "{} of {} problems",
            prose::number_word(n),
            prose::number_word(all)
        ),
    };
    let count = |holds: fn(&ProblemScores) -> bool| {
        problems.iter().filter(|(_, scores)| holds(scores)).count()
    };
    let asked = count(|scores| scores.problem.state != State::Untested);
    let tested = count(|scores| scores.solution.state != State::Untested);
    let heard_only: Vec<&Contribution> = problems
        .iter()
        .filter(|(_, scores)| is_heard_only(scores))
        .flat_map(|(_, scores)| &scores.problem.contributions)
        .collect();
    let heard = count(is_heard_only);
    let known = match (asked, tested) {
        (0, tested) => format!(
            "The answer was tested for {}, and for none whether the problem is real.",
            of(tested)
        ),
        (asked, 0) => format!("Whether the problem is real was studied for {}.", of(asked)),
        (asked, tested) => format!(
            "Whether the problem is real was studied for {}, the answer was tested for {}.",
            of(asked),
            of(tested)
        ),
    };
    let whom = match (heard, asked) {
        (_, 0) => return RichText::new(known),
        (0, 1) => {
            return RichText::new(known).text(" People were watched to see whether it is.");
        }
        (0, asked) => {
            let all = prose::number_word(asked);
            let seen = format!(" People were watched to see it for each of the {all}.");
            return RichText::new(known).text(seen);
        }
        (1, 1) => "For it".to_owned(),
        (heard, asked) if heard == asked => format!("For all {}", prose::number_word(asked)),
        (heard, asked) => format!(
            "For {} of the {}",
            prose::number_word(heard),
            prose::number_word(asked)
        ),
    };
    let what = prose::heard(heard_only);
    let rest = format!("{whom}, only {what} tells whether the problem is real.");
    RichText::new(known).text(" ").highlight(rest)
}

/// Whether the problem is real was studied, and nobody was watched for it.
fn is_heard_only(scores: &ProblemScores) -> bool {
    scores.problem.state != State::Untested && !scores.problem.has_behavioural_evidence()
}

fn matrix(site: &SiteContext, problems: &[(EntryId, &ProblemScores)]) -> MethodMatrix {
    let mut grid: StudiesByMethod = HashMap::new();
    for (id, scores) in problems {
        let mut seen = HashSet::new();
        for study in scores
            .contributions()
            .filter(|study| seen.insert(study.validation))
        {
            let studies = grid.entry((*id, &*study.method)).or_default();
            studies.0.push(study);
        }
    }
    let methods = used_methods(site, &grid);
    let shown = &problems[..problems.len().min(MAX_PROBLEM_ROWS)];
    let rows = shown.iter().map(|(id, scores)| {
        let entry = site.graph.entry(*id);
        let cell = |method: &&str| {
            let studies = grid.get(&(*id, *method))?;
            Some(studies.to_cell(&site.config))
        };
        MethodMatrixRow {
            href: entry.url.to_link(site.url_style()),
            title: paging::truncate_chars(&entry.document.title, MAX_TITLE_CHARS),
            problem_score: prose::state_badge(&scores.problem, &site.config),
            solution_score: prose::state_badge(&scores.solution, &site.config),
            cells: methods.iter().map(|(_, method)| cell(method)).collect(),
        }
    });
    let rows: Vec<MethodMatrixRow> = rows.collect();
    let count = |listed: &[(EntryId, &ProblemScores)], method: &str| {
        let found = listed.iter().filter_map(|(id, _)| grid.get(&(*id, method)));
        let studies: HashSet<EntryId> = found
            .flat_map(|s| s.0.iter().map(|s| s.validation))
            .collect();
        prose::group_digits(studies.len())
    };
    let counts = |problems| {
        methods
            .iter()
            .map(|(_, method)| count(problems, method))
            .collect()
    };
    let others = &problems[shown.len()..];
    let rest = (!others.is_empty()).then(|| {
        let title = prose::pluralize(others.len(), "more problem", "more problems");
        (title, counts(others))
    });
    MethodMatrix {
        classes: class_headings(&methods),
        methods: methods
            .iter()
            .map(|(_, method)| prose::label(method))
            .collect(),
        rows,
        rest,
        totals: counts(problems),
    }
}

/// The methods that were used, by class (opinions, what people say, what they do), then in the order of the settings.
fn used_methods<'a>(site: &'a SiteContext, grid: &StudiesByMethod) -> Vec<(MethodClass, &'a str)> {
    let mut used: HashMap<&str, usize> = HashMap::new();
    for ((_, method), studies) in grid {
        *used.entry(method).or_default() += studies.0.len();
    }
    let all = site.config.evidence.methods.iter();
    let mut methods: Vec<(MethodClass, &str)> = all
        .filter(|(name, _)| used.contains_key(name))
        .map(|(name, method)| (method.class, name))
        .collect();
    methods.sort_by_key(|(_, name)| std::cmp::Reverse(used[name]));
    methods.truncate(MAX_METHOD_COLUMNS);
    let place = |name: &str| {
        site.config
            .evidence
            .methods
            .keys()
            .position(|key| key == name)
    };
    methods.sort_by_key(|(class, name)| (*class, place(name)));
    methods
}

fn class_headings(methods: &[(MethodClass, &str)]) -> Vec<(&'static str, usize)> {
    let all = [
        (MethodClass::Opinion, "What experts think"),
        (MethodClass::Say, "What people say"),
        (MethodClass::Do, "What people do"),
    ];
    let count = |class| methods.iter().filter(|(c, _)| *c == class).count();
    let given = all.into_iter().map(|(class, label)| (label, count(class)));
    given.filter(|(_, count)| *count > 0).collect()
}

impl MethodStudies<'_> {
    fn to_cell(&self, config: &Config) -> MatrixCell {
        let has = |verdict| self.0.iter().any(|s| s.verdict == Some(verdict));
        let both = has(Verdict::Supported) && has(Verdict::Refuted);
        let (glyph, word, tone, class) = match () {
            () if both || has(Verdict::Mixed) => ("split", "Mixed", "mixed", "cell-mixed"),
            () if has(Verdict::Supported) => ("check", "Supported", "for", "cell-for"),
            () if has(Verdict::Refuted) => ("cross", "Refuted", "against", "cell-against"),
            () if has(Verdict::Inconclusive) => ("untested", "Inconclusive", "thin", ""),
            () => ("untested", "No verdict", "thin", ""),
        };
        let sum = |side| self.0.iter().fold(0.0, |sum, c| sum + c.points.get(side));
        let shown = |points| prose::format_points(points, config);
        let points = match (sum(Side::For), sum(Side::Against)) {
            (yes, 0.0) => format!("{} points", shown(yes)),
            (0.0, no) => format!("{} points", shown(no)),
            (yes, no) => format!("{} for, {} against", shown(yes), shown(no)),
        };
        MatrixCell {
            mark: StateBadge::new(glyph, word, tone),
            class,
            note: format!("{}, {points}", prose::studies(self.0.len())),
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
        let html = fixture::with_site(&files, |site| fixture::render(&pages(site), URL));
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Evidence How we know Whether the problem is real was studied for one of two problems. People were watched to see whether it is. \
             Which methods looked at which problem Problem Is it real? Does our answer work? What people say What people do \
             Interview Observation \
             Know why Good 4.9 Not tested Mixed 2 studies, 2.7 for, 0.9 against Supported 1 study, 3.0 points \
             Send it Not tested Not tested – – \
             Studies 2 1"
        );
    }

    #[test]
    fn without_a_study_there_is_no_page() {
        let files = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
    }
}
