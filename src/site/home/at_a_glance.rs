//! The part “at a glance”: how strong the evidence is over all problems, and a few figures that show where it is thin.

use serde::Serialize;

use crate::evidence::coverage::{self, Coverage};
use crate::evidence::{
    Basis, DecisionEvidence, LEVELS, ProblemScores, Score, ValidationStatus, decision_evidence,
};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::site::view_names::View;
use crate::site::{self, SiteContext, list, prose};

const MAX_FIGURES: usize = 4;

#[derive(Serialize)]
pub struct AtAGlance {
    problems: usize,
    /// Are the problems real, and do our answers work? Empty without a problem.
    bars: Vec<Vec<BarSegment>>,
    figures: Vec<KeyFigure>,
    /// How many accepted decisions name no evidence, and their list.
    without_evidence: Option<(usize, String)>,
    /// The page `coverage.html`, if there is one; from the root of the site.
    href: Option<String>,
}

/// The problems of one level of evidence, as a part of a bar over all problems.
#[derive(Serialize)]
struct BarSegment {
    level: &'static str,
    count: usize,
    /// Start and width in per cent of the bar.
    x: f64,
    width: f64,
    /// The list of those it counts.
    href: Option<String>,
}

/// How many of all; of the last study, the days since then.
#[derive(Serialize)]
struct KeyFigure {
    name: &'static str,
    count: usize,
    all: usize,
}

/// `None` if there is nothing to count.
pub fn at_a_glance(site: &SiteContext) -> Option<AtAGlance> {
    let problems: Vec<&ProblemScores> = site.evidence.problems.values().collect();
    let bars = match problems.as_slice() {
        [] => vec![],
        all => vec![
            bar(site, "problem.state", all.iter().map(|c| &c.problem)),
            bar(site, "solution.state", all.iter().map(|c| &c.solution)),
        ],
    };
    let figures = figures(site, &problems);
    let href = site::coverage::exists(site).then(|| View::named("coverage").href(site));
    (!bars.is_empty() || !figures.is_empty()).then_some(AtAGlance {
        problems: problems.len(),
        bars,
        figures,
        without_evidence: decisions_without_evidence(site),
        href,
    })
}

fn bar<'a>(
    site: &SiteContext,
    filter: &str,
    scores: impl Iterator<Item = &'a Score>,
) -> Vec<BarSegment> {
    let levels: Vec<&str> = scores.map(|score| score.level(&site.config)).collect();
    let of_all = |n: usize| (1000.0 * n as f64 / levels.len() as f64).round() / 10.0;
    let mut before = 0;
    let parts = LEVELS.into_iter().filter_map(|level| {
        let count = levels.iter().filter(|of| **of == level).count();
        let x = of_all(before);
        before += count;
        (count > 0).then(|| BarSegment {
            level,
            count,
            x,
            width: of_all(count),
            href: list::filtered_link(site, Role::Problem, &[(filter, level)]),
        })
    });
    parts.collect()
}

fn decisions_without_evidence(site: &SiteContext) -> Option<(usize, String)> {
    let decisions = site.graph.of_role(Role::Decision).into_iter();
    let accepted = decisions.filter(|id| role::Decision(site.fields(*id)).is_accepted());
    let without = accepted.filter(|id| {
        let stands = decision_evidence(&site.graph, &site.evidence, *id);
        stands == Some(DecisionEvidence::None)
    });
    let filters = [("status", "accepted"), ("evidence", "none")];
    let link = list::filtered_link(site, Role::Decision, &filters)?;
    Some((without.count(), link)).filter(|(count, _)| *count > 0)
}

/// Those that have something to tell.
fn figures(site: &SiteContext, problems: &[&ProblemScores]) -> Vec<KeyFigure> {
    let (graph, evidence) = (&site.graph, &site.evidence);
    let personas = || evidence.personas.iter();
    let primary = personas().filter(|(id, _)| role::Persona(site.fields(*id)).is_primary());
    let primary = count(primary.map(|(_, persona)| persona.basis >= Basis::Qualitative));
    // Neither a study nor a problem links to them.
    let is_named = |id: EntryId| {
        let back = graph.edges_of(&graph.entry(id).incoming);
        let mut roles = back.map(|edge| graph.role(edge.from));
        roles.any(|role| matches!(role, Some(Role::Validation | Role::Problem)))
    };
    let unnamed = count(personas().map(|(id, _)| !is_named(id)));
    let says_something = |id: EntryId| {
        let fields = site.fields(id);
        let mut insights = graph.sources(id, Role::Insight, "validations");
        fields.has("verdict")
            || fields.maps("results").any(|r| r.has("verdict"))
            || insights.next().is_some()
    };
    let done = evidence.validations.iter();
    let done = done.filter(|(_, status)| **status == ValidationStatus::Done);
    let silent = count(done.map(|(id, _)| !says_something(id)));
    let last = problems
        .iter()
        .flat_map(|c| [&c.problem.last, &c.solution.last]);
    let days = last.flatten().max();
    let days = days.map_or(0, |last| prose::days_between(last.first, site.as_of));
    let days = Coverage {
        covered: usize::try_from(days).unwrap_or_default(),
        total: 0,
    };
    let decisions = coverage::decisions(graph);
    let all = [
        ("personas_studied", primary, primary.total > 0),
        ("personas_unnamed", unnamed, unnamed.covered > 0),
        ("studies_without_verdict", silent, silent.covered > 0),
        // A gap of less than a month is not worth showing.
        ("last_study", days, days.covered > 31),
        ("decisions_with_evidence", decisions, decisions.total > 0),
    ];
    let told = all.into_iter().filter(|(_, _, is_told)| *is_told);
    let figures = told.map(|(name, of, _)| KeyFigure {
        name,
        count: of.covered,
        all: of.total,
    });
    figures.take(MAX_FIGURES).collect()
}

/// How many are true.
fn count(each: impl Iterator<Item = bool>) -> Coverage {
    each.fold(Coverage::default(), |sum, is_true| Coverage {
        covered: sum.covered + usize::from(is_true),
        total: sum.total + 1,
    })
}
