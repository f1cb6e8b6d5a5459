//! `coverage.html`: a matrix of problems by personas, and the gaps in research that are worth closing first.
//!
//! A problem and a persona are a pair if the problem names the persona or a study about it does. The personas that a
//! study names took part in it. Where a study names none, somebody was asked, but nobody wrote down whom: that covers no
//! pair.

mod gap;
mod grid;

use std::sync::Arc;

use serde::Serialize;

use super::SiteContext;
use super::line::Line;
use super::page_link::PageLink;
use super::view_names::View;
use crate::evidence::coverage::Coverage;
use crate::evidence::summary::participants;
use crate::evidence::{ProblemScores, State};
use crate::model::role;
use crate::page::{Inputs, Page};
use grid::{CoverageGrid, GridRow, MAX_TITLE_CHARS, PairCoverage, is_primary_persona};

/// The personas with the most pairs and the problems with the highest opportunity are shown, and totals of the others.
const MAX_PERSONA_COLUMNS: usize = 30;
const MAX_PROBLEM_ROWS: usize = 100;

#[derive(Serialize)]
struct CoverageMatrix<'a> {
    columns: Vec<PersonaColumn<'a>>,
    rows: Vec<CoverageRow>,
    /// How many problems have no row, and how many personas no column.
    more_problems: usize,
    more_personas: usize,
    rest: Counts,
    totals: Counts,
}

#[derive(Serialize)]
struct PersonaColumn<'a> {
    #[serde(flatten)]
    link: PageLink,
    is_primary: bool,
    kind: Option<&'a str>,
}

#[derive(Serialize)]
struct CoverageRow {
    #[serde(flatten)]
    link: PageLink,
    opportunity: Option<f64>,
    cells: Vec<Option<PairCell>>,
    counts: Counts,
}

/// The pairs of some problems.
#[derive(Serialize)]
struct Counts {
    /// With the persona of each column.
    columns: Vec<Coverage>,
    /// With the personas that have no column.
    others: Coverage,
    all: Coverage,
}

/// What is known of a pair.
#[derive(Serialize)]
struct PairCell {
    /// not_noted · answer_only · not_asked · contested · both · done · said
    state: &'static str,
    studies: usize,
    /// “9 people”
    samples: Option<String>,
}

/// True if there is a pair of problem and persona.
pub fn exists(site: &SiteContext) -> bool {
    let mut problems = site.evidence.problems.iter();
    problems.any(|(id, scores)| {
        site.graph.targets(id, "personas").next().is_some()
            || scores
                .contributions()
                .any(|study| participants(&site.graph, study).next().is_some())
    })
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let site = Arc::clone(site);
    let url = View::named("coverage").url();
    vec![Page::lazy(url, "coverage.html", move || inputs(&site))]
}

fn inputs(site: &SiteContext) -> Inputs {
    let grid = CoverageGrid::new(site);
    let pairs = grid.rows.iter().flat_map(|row| &row.pairs);
    let not_noted = pairs.filter(|(_, pair)| pair.is_not_noted()).count();
    let matrix = matrix(site, &grid);
    let shown = grid.rows.iter().take(MAX_PROBLEM_ROWS);
    let gaps = gap::gaps(site, &grid);
    let lede = Line::of("coverage_lede")
        .with("pairs", &matrix.totals.all)
        .with("gaps", &gaps.len());
    let view = View::named("coverage");
    view.inputs(site, &view.url(), lede.with("not_noted", &not_noted))
        .with_value("matrix", &matrix)
        .with_value("not_noted", &not_noted)
        .with(
            "evidence_summary",
            site.summaries(shown.map(|row| row.problem)),
        )
        .with_value("gaps", &gaps)
}

fn matrix<'a>(site: &'a SiteContext, grid: &CoverageGrid) -> CoverageMatrix<'a> {
    let mut personas = grid.personas[..grid.personas.len().min(MAX_PERSONA_COLUMNS)].to_vec();
    personas.sort_by_key(|id| !is_primary_persona(site, *id));
    let (shown, others) = grid.rows.split_at(grid.rows.len().min(MAX_PROBLEM_ROWS));
    let counts = |rows: &[GridRow]| {
        let mut counts = Counts {
            columns: vec![Coverage::default(); personas.len()],
            others: Coverage::default(),
            all: Coverage::default(),
        };
        for (persona, pair) in rows.iter().flat_map(|row| &row.pairs) {
            let column = personas.iter().position(|id| id == persona);
            pair.count_in(column.map_or(&mut counts.others, |i| &mut counts.columns[i]));
            pair.count_in(&mut counts.all);
        }
        counts
    };
    let row = |row: &GridRow| CoverageRow {
        link: PageLink::new(site, row.problem, MAX_TITLE_CHARS),
        opportunity: row.scores.opportunity.value,
        cells: personas
            .iter()
            .map(|who| Some(PairCell::new(row.scores, row.pair(*who)?)))
            .collect(),
        counts: counts(std::slice::from_ref(row)),
    };
    let columns = personas.iter().map(|id| PersonaColumn {
        link: PageLink::new(site, *id, MAX_TITLE_CHARS),
        is_primary: is_primary_persona(site, *id),
        kind: role::Persona(site.fields(*id)).persona_type(),
    });
    CoverageMatrix {
        columns: columns.collect(),
        rows: shown.iter().map(row).collect(),
        more_problems: others.len(),
        more_personas: grid.personas.len() - personas.len(),
        rest: counts(others),
        totals: counts(&grid.rows),
    }
}

impl PairCell {
    fn new(scores: &ProblemScores, pair: &PairCoverage) -> Self {
        let is_contested = scores.problem.state == State::Contested;
        let (state, studies) = match pair.studies.len() {
            _ if pair.is_not_noted() => ("not_noted", pair.studies_without_persona),
            0 if pair.tests_of_answer.is_empty() => ("not_asked", 0),
            0 => ("answer_only", pair.tests_of_answer.len()),
            n if is_contested => ("contested", n),
            n => match (pair.has_heard(), pair.has_seen()) {
                (true, true) => ("both", n),
                (false, true) => ("done", n),
                _ => ("said", n),
            },
        };
        PairCell {
            state,
            studies,
            samples: super::prose::samples(pair.studies.iter().copied()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    const FILES: [(&str, &str); 7] = [
        (
            "personas/ana.md",
            "---\nname: Ana\npriority: primary\n---\n",
        ),
        ("personas/bo.md", "---\nname: Bo\ntype: buyer\n---\n"),
        ("personas/cy.md", "---\nname: Cy\n---\n"),
        (
            "problems/know.md",
            "---\ntitle: Know why\nimportance: 9\nsatisfaction: 2\npersonas: [ana, bo]\n---\n",
        ),
        (
            "problems/send.md",
            "---\ntitle: Send it\nseverity: low\npersonas: ana\n---\n",
        ),
        (
            "validations/talks.md",
            "---\ntitle: Talks\nmethod: interview\nn: 9\ndate: 2024-10\npersonas: ana\nproblems: know\nverdict: supported\n---\n",
        ),
        (
            "validations/look.md",
            "---\ntitle: A look\nmethod: observation\nn: 4\ndate: 2024-09\nproblems: send\nverdict: supported\n---\n",
        ),
    ];

    #[test]
    fn a_matrix_of_a_small_site_with_its_gaps() {
        let html = fixture::with_site(&FILES, |site| {
            fixture::render(&pages(site), "coverage.html")
        });
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Coverage How to read this Who was asked about what \
             We have asked about 1 of 3 pairs of problem and persona. For 1 more pair somebody was asked, but nobody wrote down whom. \
             Problems against personas. “Not asked” is a question that nobody has put to somebody who has the problem. \
             Said + done talked and watched Done watched, never talked Said only talked, never watched Contested studies disagree Not asked \
             they have the problem, nobody asked them \
             Answer only they tested an answer, nobody asked about the problem \
             Not noted whom somebody was asked, nobody wrote down whom \
             – nothing says that they have the problem \
             Who was asked about which problem Problem Ana primary Bo buyer Covered \
             Know why opportunity 16 Said only 1 study, 9 people Not asked 1 of 2 \
             Send it opportunity 4 Not noted whom 1 study – 0 of 1 \
             Problems asked about 1 of 2 0 of 1 1 of 3 \
             Where a study does not say whom it asked, nobody counts as asked. \
             Close these gaps first Persona priority × opportunity × lack of evidence \
             Ana × Know why Primary persona, opportunity 16, and we only know what people say, last in Oct 2024. \
             For those who write casebook new validation 'Ana: Know why' --set problems=know --set personas=ana --set method=observation Copy \
             Bo × Know why Opportunity 16, and nobody asked them yet. \
             For those who write casebook new validation 'Bo: Know why' --set problems=know --set personas=bo --set method=interview Copy \
             Ana × Send it Primary persona, opportunity 4, and the study does not say whom it asked."
        );
    }

    #[test]
    fn a_study_of_sources_asked_nobody() {
        let files = [
            FILES[0],
            (
                "problems/know.md",
                "---\ntitle: Know why\npersonas: ana\n---\n",
            ),
            (
                "validations/threads.md",
                "---\ntitle: Threads\nmethod: desk\nn: 14\ndate: 2024-10\nproblems: know\nverdict: supported\n---\n",
            ),
        ];
        let text = fixture::with_site(&files, |site| {
            let html = fixture::render(&pages(site), "coverage.html");
            let problem = crate::site::entry::pages(site);
            let problem = fixture::render(&problem, "problems/know.html");
            [html, problem].map(|html| fixture::visible_text(&html, "main"))
        });
        assert!(text[0].contains("0 of 1 pair"), "{}", text[0]);
        assert!(text[0].contains("Know why Not asked 0 of 1"), "{}", text[0]);
        assert!(
            text[1].contains("14 sources, newest Oct 2024"),
            "{}",
            text[1]
        );
    }

    #[test]
    fn without_a_pair_there_is_no_page() {
        let none = |files: &[(&str, &str)]| {
            fixture::with_site(files, |site| pages(site).is_empty() && !exists(site))
        };
        assert!(none(&FILES[..3]));
        assert!(none(&[FILES[0], ("problems/p.md", "---\ntitle: P\n---\n")]));
    }

    #[test]
    fn a_large_matrix_is_cut_and_the_rest_is_counted() {
        let mut files = vec![];
        for i in 0..40 {
            files.push((
                format!("personas/p{i}.md"),
                format!("---\nname: P{i}\n---\n"),
            ));
        }
        for i in 0..120 {
            let who = format!(
                "---\ntitle: Q{i}\npersonas: [p{}, p{}]\n---\n",
                i % 40,
                (i + 1) % 40
            );
            files.push((format!("problems/q{i}.md"), who));
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(p, t)| (p.as_str(), t.as_str()))
            .collect();
        fixture::with_site(&files, |site| {
            let grid = CoverageGrid::new(site);
            let matrix = matrix(site, &grid);
            assert_eq!((matrix.columns.len(), matrix.rows.len()), (30, 100));
            assert_eq!(matrix.more_personas, 10);
            let coverage = |covered, total| Coverage { covered, total };
            let rest = (matrix.more_problems, matrix.rest.all);
            assert_eq!(rest, (20, coverage(0, 40)));
            assert_eq!(matrix.totals.all, coverage(0, 240));
        });
    }
}
