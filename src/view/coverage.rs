//! Who was asked about what: claims by subjects, and the gaps that are worth closing first.
//!
//! A claim and a subject belong together where the claim names the subject, or a study about the claim does. Whoever a
//! study names took part; one that names nobody counts for everybody who has the problem.

mod gap;
mod grid;

use std::collections::HashSet;

use serde::Serialize;

use super::mark::Mark;
use super::sentence::Sentence;
use super::{Look, prose};
use crate::graph::Id;
use crate::graph::evidence::{Claim, State};
use crate::page::{Page, Shared, Url};
use grid::{Count, Grid, Pair, counted, is_primary, named, title};

pub const URL: &str = "coverage.html";
/// The subjects with the most links, and the claims with the highest opportunity; of the others there are totals.
const MOST_SUBJECTS: usize = 30;
const MOST_CLAIMS: usize = 100;

#[derive(Serialize)]
struct Matrix {
    columns: Vec<Head>,
    rows: Vec<Row>,
    /// One row for all claims that are not shown.
    rest: Option<Row>,
    /// For each head, then for the others, then over all: “7 of 10”.
    totals: Vec<String>,
    /// “12 more”, where not every subject has a column.
    others: Option<String>,
}

#[derive(Serialize)]
struct Head {
    href: String,
    title: String,
    note: String,
}

#[derive(Serialize)]
struct Row {
    /// Empty for the row of the others.
    href: String,
    title: String,
    note: String,
    cells: Vec<Option<Cell>>,
    others: Option<String>,
    covered: String,
}

#[derive(Serialize)]
struct Cell {
    mark: Mark,
    /// A class of site.css.
    class: &'static str,
    note: String,
}

/// Is there a claim that names a subject, or a study of a claim that does?
pub fn exists(look: &Look) -> bool {
    let mut claims = look.evidence.claims.iter();
    claims.any(|(id, claim)| {
        look.graph.targets(id, "personas").next().is_some()
            || counted(claim).any(|study| !named(look, study).is_empty())
    })
}

pub fn pages(look: &Look) -> Vec<Page> {
    if !exists(look) {
        return vec![];
    }
    let grid = Grid::new(look);
    let gaps = gap::gaps(look, &grid);
    let matrix = matrix(look, &grid);
    let lede = lede(&grid);
    let url = Url::new(URL);
    let description = lede.text();
    let mut head = look.head(&url, "Who was asked about what", &description, "coverage");
    head.as_of = Some((look.as_of.to_string(), prose::day(look.as_of)));
    let inputs = look
        .inputs(&head)
        .with("lede", Shared::new(&lede))
        .with("matrix", Shared::new(&matrix))
        .with("assumed", Shared::new(&grid.assumed))
        .with("gaps", Shared::new(&gaps));
    vec![Page::template(url, "coverage.html", inputs)]
}

/// “We have asked about **43 of 60** pairs of problem and persona.”
fn lede(grid: &Grid) -> Sentence {
    let Count(covered, all) = grid.count(|_, _| true);
    let lede = Sentence::new("We have asked about ")
        .mark(format!(
            "{} of {}",
            prose::grouped(covered),
            prose::grouped(all)
        ))
        .say(" pairs of problem and persona.");
    match (covered, all) {
        (0, _) => lede.say(" The first talk closes the first gap."),
        (c, a) if c == a => lede.say(" Everybody who has a problem was asked about it."),
        _ => lede,
    }
}

fn matrix(look: &Look, grid: &Grid) -> Matrix {
    let mut subjects = grid.subjects[..grid.subjects.len().min(MOST_SUBJECTS)].to_vec();
    subjects.sort_by_key(|id| !is_primary(look, *id));
    let claims = &grid.claims[..grid.claims.len().min(MOST_CLAIMS)];
    let shown_subjects: HashSet<Id> = subjects.iter().copied().collect();
    let shown_claims: HashSet<Id> = claims.iter().map(|(id, _)| *id).collect();
    let has_others = grid.subjects.len() > subjects.len();
    // Of the subjects that are not shown: for each claim, and for all claims that are not.
    let of_others = grid.count_by(|claim, subject| {
        let shown = Some(claim).filter(|claim| shown_claims.contains(claim));
        (!shown_subjects.contains(&subject)).then_some(shown)
    });
    let others = |claim| has_others.then(|| of(of_others.get(&claim).copied().unwrap_or_default()));
    let covered = grid.count_by(|claim, _| Some(claim));
    let of_rest = grid.count_by(|claim, subject| {
        let is_shown = shown_claims.contains(&claim);
        (!is_shown).then_some(subject)
    });
    let of_all = grid.count_by(|_, subject| Some(subject));
    let rows = claims.iter().map(|(id, claim)| Row {
        href: look.graph.entry(*id).url.link(look.style()),
        title: title(look, *id),
        note: claim.opportunity.value.map_or_else(String::new, |v| {
            format!("opportunity {}", prose::measured(v))
        }),
        cells: subjects
            .iter()
            .map(|subject| {
                grid.pairs
                    .get(&(*id, *subject))
                    .map(|pair| cell(claim, pair))
            })
            .collect(),
        others: others(Some(*id)),
        covered: of(covered.get(id).copied().unwrap_or_default()),
    });
    let rows: Vec<Row> = rows.collect();
    let more = grid.claims.len() - claims.len();
    let rest = (more > 0).then(|| Row {
        href: String::new(),
        title: prose::count(more, "more problem", "more problems"),
        note: String::new(),
        cells: subjects
            .iter()
            .map(|subject| {
                Some(Cell {
                    mark: Mark {
                        glyph: "",
                        word: String::new(),
                        tone: "thin",
                    },
                    class: "cell-empty",
                    note: of(of_rest.get(subject).copied().unwrap_or_default()),
                })
            })
            .collect(),
        others: others(None),
        covered: of(grid.count(|c, _| !shown_claims.contains(&c))),
    });
    let mut totals: Vec<String> = subjects
        .iter()
        .map(|subject| of(of_all.get(subject).copied().unwrap_or_default()))
        .collect();
    if has_others {
        totals.push(of(grid.count(|_, s| !shown_subjects.contains(&s))));
    }
    totals.push(of(grid.count(|_, _| true)));
    Matrix {
        columns: subjects.iter().map(|id| head(look, *id)).collect(),
        rows,
        rest,
        totals,
        others: has_others.then(|| {
            format!(
                "{} more",
                prose::grouped(grid.subjects.len() - subjects.len())
            )
        }),
    }
}

fn of(Count(covered, all): Count) -> String {
    match all {
        0 => String::new(),
        _ => format!("{} of {}", prose::grouped(covered), prose::grouped(all)),
    }
}

fn head(look: &Look, id: Id) -> Head {
    let entry = look.graph.entry(id);
    let fields = &entry.document.fields;
    Head {
        href: entry.url.link(look.style()),
        title: title(look, id),
        note: match (fields.text("priority"), fields.text("type")) {
            (Some("primary"), _) => "primary".into(),
            (_, Some(kind)) if kind != "user" => prose::plain(kind),
            _ => String::new(),
        },
    }
}

fn cell(claim: &Claim, pair: &Pair) -> Cell {
    let is_contested = [&claim.problem, &claim.solution].into_iter().any(|score| {
        score.state == State::Contested
            && score
                .studies
                .iter()
                .any(|s| pair.studies.contains(&s.study))
    });
    let (glyph, word, tone, class) =
        match (pair.studies.is_empty(), is_contested, pair.say, pair.does) {
            (true, ..) => ("untested", "Not asked", "thin", "cell-empty"),
            (_, true, ..) => ("split", "Contested", "mixed", "cell-mixed"),
            (_, _, true, true) => ("both", "Said + done", "for", "cell-for"),
            (_, _, false, true) => ("both", "Done", "for", "cell-for"),
            _ => ("say", "Said only", "for", ""),
        };
    let studies = prose::count(pair.studies.len(), "study", "studies");
    Cell {
        mark: Mark {
            glyph,
            word: word.into(),
            tone,
        },
        class,
        note: match pair.studies.is_empty() {
            true => String::new(),
            false if pair.people > 0.0 => {
                format!(
                    "{studies}, {}",
                    prose::count(pair.people as usize, "person", "people")
                )
            }
            false => studies,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

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
        let html = fixture::look(&FILES, |look| fixture::render(&pages(look), URL));
        assert_eq!(
            fixture::text(&html, "main"),
            "Coverage Who was asked about what We have asked about 2 of 3 pairs of problem and persona. \
             Said + done talked and watched Said only talked, never watched Contested studies disagree Not asked \
             they have the problem, nobody asked them \
             Who was asked about which problem Problem Ana primary Bo buyer Covered \
             Know why opportunity 16 Said only 1 study, 9 people Not asked 1 of 2 \
             Send it opportunity 4 Done 1 study, 4 people – 1 of 1 \
             Problems asked about 2 of 2 0 of 1 2 of 3 \
             A study that names no persona counts for everybody who has the problem. \
             Close these gaps first Persona priority × opportunity × lack of evidence \
             Ana × Know why Primary persona, opportunity 16, and we only know what people said, last in Oct 2024. \
             casebook new validation 'Ana: Know why' --set problems=know --set personas=ana --set method=observation Copy \
             Bo × Know why Opportunity 16, and nobody asked them yet. \
             casebook new validation 'Bo: Know why' --set problems=know --set personas=bo --set method=interview Copy"
        );
    }

    #[test]
    fn without_a_pair_there_is_no_page() {
        let none = |files: &[(&str, &str)]| {
            fixture::look(files, |look| pages(look).is_empty() && !exists(look))
        };
        assert!(none(&FILES[..3]));
        assert!(none(&[FILES[0], ("problems/p.md", "---\ntitle: P\n---\n")]));
    }

    #[test]
    fn a_large_site_shows_the_largest_and_counts_the_others() {
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
        fixture::look(&files, |look| {
            let grid = Grid::new(look);
            let matrix = matrix(look, &grid);
            assert_eq!((matrix.columns.len(), matrix.rows.len()), (30, 100));
            assert_eq!(matrix.others.as_deref(), Some("10 more"));
            let rest = matrix.rest.expect("a row for the others");
            assert_eq!(
                (rest.title.as_str(), rest.covered.as_str()),
                ("20 more problems", "0 of 40")
            );
            assert_eq!(matrix.totals.last().map(String::as_str), Some("0 of 240"));
        });
    }
}
