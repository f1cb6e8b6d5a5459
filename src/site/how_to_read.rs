//! `how-to-read.html`: what the words on the pages mean, with the numbers of this project.

use std::sync::Arc;

use serde::Serialize;

use super::{SiteContext, glossary, prose};
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
    shows: &'static str,
    most: String,
    full: String,
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
    let mut meta = site.page_meta(&url, "How to read this site", description, "how-to-read");
    meta = meta.as_of(site.as_of);
    let evidence = &site.config.evidence;
    let problem = &evidence.half_life.problem;
    let few = prose::few_people(&site.config);
    let few = few.map(|few| {
        format!("Where fewer than {few} people speak on a side, its score stays below good.")
    });
    let rules = [
        format!(
            "What we know of a need loses half its points {}, what we know of an answer {}.",
            prose::half_life_text(*problem),
            prose::half_life_text(evidence.half_life.solution)
        ),
        format!(
            "No age counts as more than {} half-lives, and a missing date counts as that.",
            prose::format_number(evidence.oldest_half_lives)
        ),
        format!(
            "Where what people were seen to do would give less than {} alone, it stays below strong.",
            prose::format_number(evidence.words.some)
        ),
    ];
    let rules: Vec<String> = rules.into_iter().chain(few).collect();
    let inputs = site
        .layout_inputs(&meta)
        .with("words", Shared::new(&glossary::words(&site.config)))
        .with("states", Shared::new(&glossary::states(&site.config)))
        .with("basis", Shared::new(&glossary::basis(&site.config)))
        .with(
            "next_steps",
            Shared::new(&glossary::next_steps(&site.config)),
        )
        .with(
            "problem_methods",
            Shared::new(&methods(site, Axis::Problem)),
        )
        .with(
            "solution_methods",
            Shared::new(&methods(site, Axis::Solution)),
        )
        .with("rules", Shared::new(&rules));
    vec![Page::template(url, "how-to-read.html", inputs)]
}

fn methods(site: &SiteContext, axis: Axis) -> Vec<MethodLine> {
    let all = site.config.evidence.methods.iter();
    let of_axis = all.filter(|(_, method)| method.about == axis);
    let line = |(name, method): (&str, &crate::config::Method)| MethodLine {
        title: prose::method_plural(name),
        shows: match method.class {
            MethodClass::Opinion => "think",
            MethodClass::Say => "say",
            MethodClass::Do => "do",
        },
        most: prose::format_number(method.weight),
        full: prose::sample(name, method.n_full),
    };
    of_axis.map(line).collect()
}
