//! The home page: what needs attention, recent events, what to research next, the state of the evidence, and links to
//! the lists. Parts with nothing to show are left out; on a site of plain pages it is the index file and a page list.

mod at_a_glance;
mod attention;

use std::sync::Arc;

use serde::Serialize;

use super::folder_tree::{self, FolderTree, PageItem};
use super::line::Line;
use super::view_names::View;
use super::{SiteContext, changes, list, nav, prose};
use crate::evidence::{NextStep, ProblemScores};
use crate::graph::EntryId;
use crate::model::Role;
use crate::page::{Page, Shared, Url};

const MAX_EVENTS: usize = 12;
const RECENT_DAYS: i64 = 7;
const MAX_RESEARCH: usize = 6;

/// Why a problem is worth one more study, and which study that could be.
#[derive(Serialize)]
struct ResearchSuggestion<'a> {
    /// The first of its personas, and how many others there are.
    who: Option<&'a str>,
    others: usize,
    opportunity: Option<f64>,
    studies: usize,
    answer_was_tested: bool,
    was_watched: bool,
    /// “what people say”
    heard: &'static str,
    last: Option<String>,
    advice: String,
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let url = Url::new("index.html");
    let section_index = folder_tree::section_indexes(site).get(&url).copied();
    let has_knowledge = site.has_knowledge();
    let document = section_index.map(|id| &site.graph.entry(id).document);
    let title = document.map_or(&*site.title, |document| document.whole_title());
    let summary = document.and_then(|d| d.fields.text("summary"));
    let description = summary.or(site.config.description.as_deref()).unwrap_or("");
    let mut meta = site.page_meta(&url, title, description, nav::HOME_NAV_ID);
    meta.set_language(document.and_then(|d| d.fields.text("lang")));
    if has_knowledge && document.is_none() {
        meta = meta.with_heading(Line::of("this_week"));
    }
    if has_knowledge {
        meta = meta.as_of(site.as_of);
        meta.findings = Some(site.findings.len()).filter(|n| *n > 0);
    }
    let todo = attention::attention(site);
    let lede = (section_index.is_none() && has_knowledge)
        .then(|| Line::of("attention").with("all", &todo.all));
    let tree = FolderTree::new(site);
    let nodes = nav::top_nodes(site, &tree);
    let shown = nodes.iter().take(nav::MAX_NAV_PAGES);
    let shown: Vec<PageItem> = shown.map(|node| tree.item(site, *node)).collect();
    let all_pages = View::named("pages").href(site);
    let all_pages = (nodes.len() > shown.len()).then_some(all_pages);
    let inputs = site
        .layout_inputs(&meta)
        .with_value("lede", &lede)
        .with("body", site.body_or_none(section_index))
        .with_value("todo", &todo)
        .with_value("events", &recent_events(site))
        .with("research", research_suggestions(site))
        .with_value("research_list", &research_list(site))
        .with_value("glance", &at_a_glance::at_a_glance(site))
        .with_value("page_count", &site.graph.iter().count())
        .with_value("pages", &shown)
        .with_value("more_pages", &all_pages);
    vec![Page::template(url, "home.html", inputs)]
}

/// The newest events of the last [`RECENT_DAYS`] days.
fn recent_events(site: &SiteContext) -> Vec<changes::Event<'_>> {
    let from = site.as_of.checked_sub(jiff::Span::new().days(RECENT_DAYS));
    let mut events = from.map_or_else(|_| vec![], |from| changes::between(site, from, site.as_of));
    events.truncate(MAX_EVENTS);
    events
}

/// The problems to research next, the largest opportunity first: `[{card, more}]` with a [`ResearchSuggestion`].
fn research_suggestions(site: &SiteContext) -> Shared {
    let mut problems: Vec<(EntryId, &ProblemScores)> = site
        .evidence
        .problems
        .iter()
        .filter(|(_, scores)| scores.next_step == NextStep::ResearchNext)
        .collect();
    let opportunity = |scores: &ProblemScores| scores.opportunity.value.unwrap_or(-1.0);
    problems.sort_by(|(_, a), (_, b)| {
        let by_opportunity = opportunity(b).total_cmp(&opportunity(a));
        by_opportunity.then(a.problem.support.total_cmp(&b.problem.support))
    });
    let cards: Vec<Shared> = problems
        .into_iter()
        .take(MAX_RESEARCH)
        .map(|(id, scores)| {
            let more = Shared::new(&ResearchSuggestion::new(site, id, scores));
            Shared::from_map([("card", site.card(id)), ("more", &more)])
        })
        .collect();
    Shared::from_list(&cards)
}

/// Where all problems to research next are, if the home page has not all.
fn research_list(site: &SiteContext) -> Option<(usize, String)> {
    let step = NextStep::ResearchNext;
    let problems = site.evidence.problems.values();
    let count = problems.filter(|scores| scores.next_step == step).count();
    let link = list::filtered_link(site, Role::Problem, &[("next_step", step.as_str())])?;
    (count > MAX_RESEARCH).then_some((count, link))
}

impl<'a> ResearchSuggestion<'a> {
    fn new(site: &'a SiteContext, id: EntryId, scores: &ProblemScores) -> Self {
        let score = &scores.problem;
        let mut who = site.graph.personas_of(id);
        ResearchSuggestion {
            who: who.next().map(|id| site.title_of(id)),
            others: who.count(),
            opportunity: scores.opportunity.value,
            studies: score.contributions.len(),
            answer_was_tested: !scores.solution.contributions.is_empty(),
            was_watched: score.has_behavioural_evidence(),
            heard: prose::heard(&score.contributions),
            last: score.last.map(|day| day.to_string()),
            advice: prose::advice_text(score, &site.config),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Finding, Place, Severity};
    use crate::page::Content;
    use crate::site::fixture;

    /// The names of the parts of the home page that have something to show.
    fn parts(files: &[(&str, &str)]) -> Vec<&'static str> {
        fixture::with_site(files, |site| {
            let home = pages(site).remove(0);
            let Content::Template { inputs, .. } = home.content else {
                return vec![];
            };
            let parts = ["body", "events", "research", "glance", "kinds", "pages"];
            let inputs = inputs.compute();
            let input = |name: &str| inputs.get(name).map(|shared| shared.value());
            // The kinds are those of the navigation.
            let kinds = input("nav").and_then(|nav| nav.get_from_path("kinds"));
            let is_there = |name: &&str| {
                let value = if *name == "kinds" { kinds } else { input(name) };
                value.is_some_and(|value| value.is_truthy())
            };
            parts.into_iter().filter(is_there).collect()
        })
    }

    #[test]
    fn parts_with_nothing_to_show_are_absent() {
        assert!(parts(&[]).is_empty());
        assert_eq!(parts(&[("a.md", "# A\n")]), ["pages"]);
        assert_eq!(
            parts(&[("index.md", "Welcome.\n"), ("a.md", "# A\n")]),
            ["body", "pages"]
        );
        let personas = [("personas/a.md", "---\nname: A\n---\n")];
        assert_eq!(parts(&personas), ["glance", "kinds"]);
        let problems = [("problems/a.md", "---\ntitle: A\n---\n")];
        assert_eq!(parts(&problems), ["research", "glance", "kinds"]);
    }

    #[test]
    fn people_who_wait_come_first_and_late_items_say_by_how_much() {
        let files = [
            (
                "feedback/a.md",
                "---\ntitle: Which file?\nreceived: 2024-10-26\n---\n",
            ),
            (
                "decisions/no.md",
                "---\ntitle: Not now\noutcome: defer\nrevisit: 2024-09-30\n---\n",
            ),
            ("problems/p.md", "---\ntitle: Know why\n---\n"),
            (
                "solutions/s.md",
                "---\ntitle: A report\nwaiver: {by: Ana, reason: A law, until: 2024-10-21}\n---\n",
            ),
        ];
        let finding = |path: &str, code, message: &str| {
            let told = Diagnostic::new(code, Place::Start, message);
            Finding::new(path.into(), Severity::Warning, told)
        };
        let findings = [
            finding("problems/p.md", "contested", "studies disagree"),
            finding("problems/p.md", "untested", "nobody has tested this"),
            finding("solutions/s.md", "waiver-expired", "its waiver has run out"),
            finding(
                "decisions/no.md",
                "revisit-due",
                "we promised to look again",
            ),
            finding(
                "feedback/a.md",
                "feedback-overdue",
                "nobody has answered yet",
            ),
        ];
        let html = fixture::with_site(&files, |site| {
            let site = SiteContext {
                findings: findings.into(),
                ..SiteContext::clone(site)
            };
            fixture::render(&pages(&Arc::new(site)), "index.html")
        });
        let text = fixture::visible_text(&html, "main");
        let said = text.split(" In the last 7 days").next();
        assert_eq!(
            said,
            Some(
                "31 October 2024 This week Four things need a decision or an answer. Everything else can wait. \
                 Needs attention People who wait come first \
                 Which file? Nobody has answered yet. 5 days \
                 Not now We promised to look again. 1 month late \
                 A report Its waiver has run out. 10 days late \
                 Know why Studies disagree. Contested"
            )
        );
    }
}
