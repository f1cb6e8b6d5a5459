//! `how-to-read.html`: what the words on the pages mean, with the numbers of this project.

use std::sync::Arc;

use serde::Serialize;

use super::glossary::Glossary;
use super::{SiteContext, prose};
use crate::config::{Axis, MethodClass};
use crate::page::{Page, Shared, Url};

pub const URL: &str = "how-to-read.html";
/// The sections that other pages link to.
pub const WORDS_ID: &str = "cb-words";
pub const NEXT_STEPS_ID: &str = "cb-next-steps";

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
}

/// True if a page shows a score.
pub fn exists(site: &SiteContext) -> bool {
    !site.evidence.problems.is_empty() || !site.evidence.solutions.is_empty()
}

/// The address of a section, from the root of the site.
pub fn link(site: &SiteContext, section: &str) -> String {
    format!("{}#{section}", Url::new(URL).to_link(site.url_style()))
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let url = Url::new(URL);
    let description = "What the words on these pages mean, and how a score comes about.";
    let meta = site.page_meta(&url, "How to read this site", description, "how-to-read");
    let meta = meta.as_of(site.as_of);
    let evidence = &site.config.evidence;
    let rules = Rules {
        half_life_of_problem: evidence.half_life.problem,
        half_life_of_solution: evidence.half_life.solution,
        oldest_half_lives: evidence.oldest_half_lives,
        some: evidence.words.some,
        few_people: prose::few_people(&site.config),
    };
    let inputs = site
        .layout_inputs(&meta)
        .with("glossary", Shared::new(&Glossary::new(&site.config)))
        .with(
            "methods",
            Shared::new(&[Axis::Problem, Axis::Solution].map(|axis| methods(site, axis))),
        )
        .with("rules", Shared::new(&rules));
    vec![Page::template(url, "how-to-read.html", inputs)]
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
