//! `how-to-read.html`: what the words on the pages mean, with the numbers of this project.

use std::cmp::Reverse;
use std::sync::Arc;

use serde::Serialize;

use super::glossary::{Glossary, Term};
use super::view_names::View;
use super::waits::WAITS;
use super::{SiteContext, contribute, list, nav, prose, score_sum};
use crate::config::{Axis, MethodClass};
use crate::evidence::{NextStep, ProblemScores, State};
use crate::model::Role;
use crate::page::{Page, Shared, Url};

pub const URL: &str = "how-to-read.html";
/// A method with its numbers.
#[derive(Serialize)]
struct MethodLine {
    title: String,
    class: MethodClass,
    most: f64,
    full: String,
}

/// The numbers of the project that the page names besides.
#[derive(Serialize)]
struct Rules {
    half_life_of_problem: f64,
    half_life_of_solution: f64,
    oldest_half_lives: f64,
    some: f64,
    few_people: Option<String>,
    stale_problem: i64,
    stale_solution: i64,
    stale_persona: i64,
    answer_days: i64,
    loop_days: i64,
}

/// A next step, and how many problems have it.
#[derive(Serialize)]
struct NextStepLine {
    #[serde(flatten)]
    term: Term,
    problems: usize,
    href: Option<String>,
}

/// True if the site has entries of kinds.
pub fn exists(site: &SiteContext) -> bool {
    site.has_knowledge()
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let url = Url::new(URL);
    let description = "What the words on these pages mean, and how a score comes about.";
    let meta = site.page_meta(&url, "How to read this site", description, "how-to-read");
    let meta = meta.as_of(site.as_of);
    let (evidence, feedback) = (&site.config.evidence, &site.config.feedback);
    let rules = Rules {
        half_life_of_problem: evidence.half_life.problem,
        half_life_of_solution: evidence.half_life.solution,
        oldest_half_lives: evidence.oldest_half_lives,
        some: evidence.words.some,
        few_people: prose::few_people(&site.config),
        stale_problem: evidence.stale.problem,
        stale_solution: evidence.stale.solution,
        stale_persona: evidence.stale.persona,
        answer_days: feedback.answer_days,
        loop_days: feedback.loop_days,
    };
    let has_scores = !site.evidence.problems.is_empty() || !site.evidence.solutions.is_empty();
    let mut glossary = Glossary::new(&site.config);
    let next_steps = std::mem::take(&mut glossary.next_steps).into_iter();
    let next_steps: Vec<NextStepLine> = next_steps.map(|term| next_step(site, term)).collect();
    let views = [View::named("home")].into_iter();
    let views = views.chain(nav::existing_views(site));
    let views: Vec<_> = views.map(|view| (view, view.href(site))).collect();
    let inputs = site
        .layout_inputs(&meta)
        .with_value("has_scores", &has_scores)
        .with("example", example(site))
        .with_value("glossary", &glossary)
        .with_value("next_steps", &next_steps)
        .with_value("problems", &site.evidence.problems.len())
        .with_value("waits", &*WAITS)
        .with_value("views", &views)
        .with_value("additions", &additions(site))
        .with_value("entries", &site.graph.iter().count())
        .with(
            "methods",
            Shared::new(&[Axis::Problem, Axis::Solution].map(|axis| methods(site, axis))),
        )
        .with_value("rules", &rules);
    vec![Page::template(url, "how-to-read.html", inputs)]
}

/// The problem that the page explains its sum by, as `{card, sum}`: the one with the most ways of asking on both questions.
fn example(site: &SiteContext) -> Shared {
    let ways =
        |scores: &ProblemScores| scores.problem.methods.len() + scores.solution.methods.len();
    let problems = site.evidence.problems.iter();
    let problems = problems.filter(|(_, scores)| scores.problem.state == State::Supported);
    let best = problems.max_by_key(|(id, scores)| (ways(scores), Reverse(*id)));
    let Some((id, scores)) = best else {
        return Shared::default();
    };
    let sum = score_sum::score_sum(site.scored(), &scores.problem);
    Shared::from_map([("card", site.card(id)), ("sum", &Shared::new(&sum))])
}

/// What readers bring: `(kind, link)`, with the links that open a new file of it.
fn additions(site: &SiteContext) -> Vec<(&str, String)> {
    let roles = [Role::Feedback, Role::Problem, Role::Validation].into_iter();
    let kinds = roles.filter_map(|role| site.graph.schema.first_with_role(role));
    let links =
        kinds.filter_map(|kind| Some((&*kind.label, contribute::new_entry_link(site, kind)?)));
    links.collect()
}

fn next_step(site: &SiteContext, term: Term) -> NextStepLine {
    let step = NextStep::ALL
        .into_iter()
        .find(|step| step.as_str() == term.name);
    let problems = site.evidence.problems.values();
    let problems = problems
        .filter(|scores| Some(scores.next_step) == step)
        .count();
    let link = || list::filtered_link(site, Role::Problem, &[("next_step", &term.name)]);
    NextStepLine {
        href: (problems > 0).then(link).flatten(),
        problems,
        term,
    }
}

fn methods(site: &SiteContext, axis: Axis) -> Vec<MethodLine> {
    let all = site.config.evidence.methods.iter();
    let of_axis = all.filter(|(_, method)| method.about == axis);
    let line = |(name, method): (&str, &crate::config::Method)| MethodLine {
        title: prose::method_plural(name),
        class: method.class,
        most: method.weight,
        full: prose::sample(name, method.n_full),
    };
    of_axis.map(line).collect()
}
