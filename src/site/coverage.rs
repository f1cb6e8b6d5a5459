//! `coverage.html`: a matrix of problems by personas, and the gaps in research that are worth closing first.
//!
//! A problem and a persona are a pair if the problem names the persona or a study about it does. The personas that a
//! study names took part in it. Where a study names none, somebody was asked, but nobody wrote down whom: that covers no
//! pair.

mod gap;
mod grid;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::SiteContext;
use super::line::Line;
use crate::evidence::coverage::Coverage;
use crate::evidence::summary::{count_people, participants};
use crate::evidence::{ProblemScores, State};
use crate::graph::EntryId;
use crate::model::role;
use crate::page::{Page, Shared, Url};
use grid::{CoverageGrid, PairCoverage, is_primary_persona, short_title};

pub const URL: &str = "coverage.html";
/// The personas with the most pairs and the problems with the highest opportunity are shown, and totals of the others.
const MAX_PERSONA_COLUMNS: usize = 30;
const MAX_PROBLEM_ROWS: usize = 100;

#[derive(Serialize)]
struct CoverageMatrix {
    columns: Vec<PersonaColumn>,
    rows: Vec<CoverageRow>,
    rest: Option<UnshownProblems>,
    /// One for each column, one for the personas without a column if there are any, one over all.
    totals: Vec<Coverage>,
    /// How many personas have no column.
    others: usize,
}

#[derive(Serialize)]
struct PersonaColumn {
    href: String,
    title: String,
    is_primary: bool,
    /// `None` for a user.
    kind: Option<String>,
}

#[derive(Serialize)]
struct CoverageRow {
    href: String,
    title: String,
    opportunity: Option<f64>,
    cells: Vec<Option<PairCell>>,
    /// With the personas that have no column.
    others: Coverage,
    covered: Coverage,
}

/// One row for all problems that are not shown.
#[derive(Serialize)]
struct UnshownProblems {
    problems: usize,
    cells: Vec<Coverage>,
    others: Coverage,
    covered: Coverage,
}

/// What is known of a pair.
#[derive(Serialize)]
struct PairCell {
    /// not_noted · answer_only · not_asked · contested · both · done · said
    state: &'static str,
    studies: usize,
    people: Option<f64>,
}

/// True if there is a pair of problem and persona.
pub fn exists(site: &SiteContext) -> bool {
    let mut problems = site.evidence.problems.iter();
    problems.any(|(id, scores)| {
        site.graph.personas_of(id).next().is_some()
            || scores
                .contributions()
                .any(|study| participants(&site.graph, study).next().is_some())
    })
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let grid = CoverageGrid::new(site);
    let gaps = gap::gaps(site, &grid);
    let matrix = matrix(site, &grid);
    let url = Url::new(URL);
    let meta = site.page_meta(&url, "Who was asked about what", "", "coverage");
    let lede = Line::of("coverage_lede")
        .with("pairs", &grid.count_pairs(|_, _| true))
        .with("not_noted", &grid.count_not_noted());
    let meta = meta.with_lede(lede).as_of(site.as_of);
    let inputs = site
        .layout_inputs(&meta)
        .with("matrix", Shared::new(&matrix))
        .with("not_noted", Shared::new(&grid.count_not_noted()))
        .with(
            "evidence_summary",
            site.summaries(
                grid.problems
                    .iter()
                    .take(MAX_PROBLEM_ROWS)
                    .map(|(id, _)| *id),
            ),
        )
        .with("gaps", Shared::new(&gaps));
    vec![Page::template(url, "coverage.html", inputs)]
}

fn matrix(site: &SiteContext, grid: &CoverageGrid) -> CoverageMatrix {
    let mut personas = grid.personas[..grid.personas.len().min(MAX_PERSONA_COLUMNS)].to_vec();
    personas.sort_by_key(|id| !is_primary_persona(site, *id));
    let problems = &grid.problems[..grid.problems.len().min(MAX_PROBLEM_ROWS)];
    let shown_personas: HashSet<EntryId> = personas.iter().copied().collect();
    let shown_problems: HashSet<EntryId> = problems.iter().map(|(id, _)| *id).collect();
    let has_others = grid.personas.len() > personas.len();
    // Pairs of the personas without a column, by problem; `None` is the group of the problems that are not shown.
    let of_others = grid.count_pairs_by(|problem, persona| {
        let shown = Some(problem).filter(|problem| shown_problems.contains(problem));
        (!shown_personas.contains(&persona)).then_some(shown)
    });
    let others = |problem| of_others.get(&problem).copied().unwrap_or_default();
    let covered = grid.count_pairs_by(|problem, _| Some(problem));
    let of_rest = grid.count_pairs_by(|problem, persona| {
        let is_shown = shown_problems.contains(&problem);
        (!is_shown).then_some(persona)
    });
    let of_all = grid.count_pairs_by(|_, persona| Some(persona));
    let of_personas = |counts: &HashMap<EntryId, Coverage>| -> Vec<Coverage> {
        let counts = personas.iter().map(|who| counts.get(who).copied());
        counts.map(Option::unwrap_or_default).collect()
    };
    let rows = problems.iter().map(|(id, scores)| CoverageRow {
        href: site.href(*id),
        title: short_title(site, *id),
        opportunity: scores.opportunity.value,
        cells: personas
            .iter()
            .map(|persona| Some(PairCell::new(scores, grid.pairs.get(&(*id, *persona))?)))
            .collect(),
        others: others(Some(*id)),
        covered: covered.get(id).copied().unwrap_or_default(),
    });
    let more = grid.problems.len() - problems.len();
    let rest = (more > 0).then(|| UnshownProblems {
        problems: more,
        cells: of_personas(&of_rest),
        others: others(None),
        covered: grid.count_pairs(|c, _| !shown_problems.contains(&c)),
    });
    let mut totals = of_personas(&of_all);
    if has_others {
        totals.push(grid.count_pairs(|_, s| !shown_personas.contains(&s)));
    }
    totals.push(grid.count_pairs(|_, _| true));
    CoverageMatrix {
        columns: personas
            .iter()
            .map(|id| persona_column(site, *id))
            .collect(),
        rows: rows.collect(),
        rest,
        totals,
        others: grid.personas.len() - personas.len(),
    }
}

fn persona_column(site: &SiteContext, id: EntryId) -> PersonaColumn {
    let kind = role::Persona(site.fields(id)).persona_type();
    let kind = kind.filter(|kind| *kind != "user");
    PersonaColumn {
        href: site.href(id),
        title: short_title(site, id),
        is_primary: is_primary_persona(site, id),
        kind: kind.map(str::to_owned),
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
        let people = count_people(pair.studies.iter().copied());
        PairCell {
            state,
            studies,
            people: people.filter(|_| !pair.studies.is_empty()).map(f64::trunc),
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
        let html = fixture::with_site(&FILES, |site| fixture::render(&pages(site), URL));
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Coverage Who was asked about what We have asked about 1 of 3 pairs of problem and persona. For 1 more pair somebody was asked, but nobody wrote down whom. \
             Said + done talked and watched Done watched, never talked Said only talked, never watched Contested studies disagree Not asked \
             they have the problem, nobody asked them \
             Answer only they tested an answer, nobody asked about the problem \
             Not noted whom somebody was asked, nobody wrote down whom \
             Who was asked about which problem Problem Ana primary Bo buyer Covered \
             Know why opportunity 16 Said only 1 study, 9 people Not asked 1 of 2 \
             Send it opportunity 4 Not noted whom 1 study – 0 of 1 \
             Problems asked about 1 of 2 0 of 1 1 of 3 \
             Where a study does not say whom it asked, nobody counts as asked. Name them in its personas:. \
             Close these gaps first Persona priority × opportunity × lack of evidence \
             Ana × Know why Primary persona, opportunity 16, and we only know what people say, last in Oct 2024. \
             casebook new validation 'Ana: Know why' --set problems=know --set personas=ana --set method=observation Copy \
             Bo × Know why Opportunity 16, and nobody asked them yet. \
             casebook new validation 'Bo: Know why' --set problems=know --set personas=bo --set method=interview Copy \
             Ana × Send it Primary persona, opportunity 4, and the study does not say whom it asked: add personas: to it."
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
            assert_eq!(matrix.others, 10);
            let rest = matrix.rest.expect("a row for the others");
            let coverage = |covered, total| Coverage { covered, total };
            assert_eq!((rest.problems, rest.covered), (20, coverage(0, 40)));
            assert_eq!(matrix.totals.last(), Some(&coverage(0, 240)));
        });
    }
}
