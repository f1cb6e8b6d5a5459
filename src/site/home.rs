//! The home page: what waits, recent events, what to research next, the state of the evidence, and links to
//! the lists. Parts with nothing to show are left out; on a site of plain pages it is the index file and a page list.

mod at_a_glance;

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use serde::Serialize;

use super::changes::moves::ScoreMove;
use super::folder_tree::{self, FolderTree, PageItem};
use super::line::Line;
use super::view_names::View;
use super::waits::{self, Wait};
use super::{SiteContext, changes, checks, contribute, list, nav, prose};
use crate::evidence::{NextStep, ProblemScores};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::page::{Page, Shared, Url};

const MAX_EVENTS: usize = 12;
const MAX_MOVES: usize = 6;
const RECENT_DAYS: i64 = 7;
const MAX_RESEARCH: usize = 6;
/// How many further ones that nobody has rated the home page has, folded.
const MAX_UNRATED: usize = 50;
/// How many entries the home page names for one way to wait; the lists have all of them.
const MAX_WAITING: usize = 2;

/// How many entries of one kind wait in one way.
#[derive(Serialize)]
struct KindCount<'a> {
    /// What follows the count.
    label: Cow<'a, str>,
    count: usize,
    /// The list of them, from the root of the site; `None` where no single page has it.
    href: Option<String>,
}

/// A way to wait, and who does.
#[derive(Serialize)]
struct WaitingNow<'a> {
    id: &'a str,
    label: &'a str,
    count: usize,
    kinds: Vec<KindCount<'a>>,
    /// `{card, days?}`: with the days that it is late, or that a person has waited.
    first: Vec<Shared>,
}

/// Why a problem is worth one more study, and which study that could be.
#[derive(Serialize)]
struct ResearchSuggestion {
    studies: usize,
    answer_was_tested: bool,
    was_watched: bool,
    /// “what people say”
    heard: &'static str,
    last: Option<Period>,
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
    if let Some(document) = document {
        meta.set_language(document.fields.text("lang"));
        contribute::set_file(&mut meta, site, &document.path);
    }
    if has_knowledge && document.is_none() {
        meta = meta.with_heading(Line::of("this_week"));
    }
    if has_knowledge {
        meta = meta.as_of(site.as_of);
        meta.findings = checks::exists(site).then_some(site.findings.len());
    }
    let waiting = waiting_now(site);
    let all: usize = waiting.iter().map(|wait| wait.count).sum();
    let first = waiting.first().map(|wait| wait.label);
    let lede = (section_index.is_none() && has_knowledge)
        .then(|| Line::of("waits").with("all", &all).with("first", &first));
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
        .with_value("waits", &waiting)
        .with_value("events", &recent_events(site))
        .with_value("moves", &recent_moves(site))
        .with("research", research_suggestions(site))
        .with_value("research_list", &research_list(site))
        .with("unrated", unrated(site))
        .with_value("glance", &at_a_glance::at_a_glance(site))
        .with_value("page_count", &site.graph.iter().count())
        .with_value("pages", &shown)
        .with_value("more_pages", &all_pages);
    vec![Page::template(url, "home.html", inputs)]
}

/// The newest scores that moved in the last [`RECENT_DAYS`] days.
fn recent_moves(site: &SiteContext) -> Vec<ScoreMove> {
    let mut moves = changes::recent_moves(site, RECENT_DAYS);
    moves.truncate(MAX_MOVES);
    moves
}

/// The newest events of the last [`RECENT_DAYS`] days.
fn recent_events(site: &SiteContext) -> Vec<changes::Event<'_>> {
    let from = site.as_of.checked_sub(jiff::Span::new().days(RECENT_DAYS));
    let mut events = from.map_or_else(|_| vec![], |from| changes::between(site, from, site.as_of));
    events.truncate(MAX_EVENTS);
    events
}

fn waiting_now(site: &SiteContext) -> Vec<WaitingNow<'_>> {
    let waits = waits::WAITS.iter().zip(waits::entries(site));
    let waits = waits.filter(|(_, ids)| !ids.is_empty());
    let waits = waits.map(|(wait, mut ids)| {
        let days = |id: EntryId| {
            waits::since(site, wait, id).map(|day| prose::days_between(day, site.as_of))
        };
        ids.sort_by_key(|id| Reverse(days(*id)));
        let first = ids.iter().take(MAX_WAITING).map(|id| {
            Shared::from_map([("card", site.card(*id)), ("days", &Shared::new(&days(*id)))])
        });
        WaitingNow {
            id: &wait.id,
            label: &wait.label,
            count: ids.len(),
            kinds: count_by_kind(site, wait, &ids),
            first: first.collect(),
        }
    });
    waits.collect()
}

/// The entries by kind, in the order of the kinds.
fn count_by_kind<'a>(site: &'a SiteContext, wait: &Wait, ids: &[EntryId]) -> Vec<KindCount<'a>> {
    let kinds = site.graph.schema.kinds.iter().enumerate();
    let counts = kinds.filter_map(|(index, kind)| {
        let of_kind = |id: &&EntryId| site.graph.entry(**id).document.kind == Some(index);
        let count = ids.iter().filter(of_kind).count();
        (count > 0).then(|| KindCount {
            label: kind.counted(count),
            count,
            href: list::link_with_filters(site, index, &[(waits::WAITS_FILTER, &wait.id)]),
        })
    });
    counts.collect()
}

/// The open problems of a next step that are rated, or those that are not, in the order of the list of problems.
fn problems<'a>(
    site: &'a SiteContext,
    steps: &[NextStep],
    rated: bool,
) -> Vec<(EntryId, &'a ProblemScores)> {
    let problems = site.evidence.problems.iter();
    let problems = problems.filter(|(id, scores)| {
        let is_open = role::Problem(site.fields(*id)).closed().is_none();
        let is_wanted = steps.contains(&scores.next_step);
        is_open && is_wanted && scores.opportunity.value.is_some() == rated
    });
    let mut problems: Vec<(EntryId, &ProblemScores)> = problems.collect();
    problems.sort_by(|(_, a), (_, b)| {
        let by_opportunity = b.opportunity.value.partial_cmp(&a.opportunity.value);
        let by_support = b.problem.support.total_cmp(&a.problem.support);
        by_opportunity.unwrap_or(Ordering::Equal).then(by_support)
    });
    problems
}

/// The rated problems to research next: `[{card, more}]` with a [`ResearchSuggestion`].
fn research_suggestions(site: &SiteContext) -> Shared {
    let problems = problems(site, &[NextStep::ResearchNext], true).into_iter();
    let rows: Vec<Shared> = problems
        .take(MAX_RESEARCH)
        .map(|(id, scores)| {
            let more = Shared::new(&ResearchSuggestion::new(site, scores));
            Shared::from_map([("card", site.card(id)), ("more", &more)])
        })
        .collect();
    Shared::from_list(&rows)
}

/// The problems that have no place in that order until somebody rates them: `{rows: [{card, edit?}], further: [card], more}`;
/// empty without one. Their list has no filter for it, so the home page has the further ones too.
fn unrated(site: &SiteContext) -> Shared {
    let problems = problems(site, &[NextStep::ResearchNext, NextStep::RateIt], false);
    if problems.is_empty() {
        return Shared::default();
    }
    let more = Shared::new(&problems.len().saturating_sub(MAX_RESEARCH + MAX_UNRATED));
    let further = problems.iter().skip(MAX_RESEARCH).take(MAX_UNRATED);
    let further = Shared::from_list(further.map(|(id, _)| site.card(*id)));
    let rows = problems.iter().take(MAX_RESEARCH).map(|(id, _)| {
        let edit = contribute::edit_link(site, &site.graph.entry(*id).document.path);
        Shared::from_map([("card", site.card(*id)), ("edit", &Shared::new(&edit))])
    });
    let rows = Shared::from_list(rows.collect::<Vec<_>>());
    Shared::from_map([("rows", &rows), ("further", &further), ("more", &more)])
}

/// Where all problems to research next are, if the home page has not all.
fn research_list(site: &SiteContext) -> Option<(usize, String)> {
    let step = NextStep::ResearchNext;
    let count = problems(site, &[step], true).len() + problems(site, &[step], false).len();
    let link = list::filtered_link(site, Role::Problem, &[("next_step", step.as_str())])?;
    (count > MAX_RESEARCH).then_some((count, link))
}

impl ResearchSuggestion {
    fn new(site: &SiteContext, scores: &ProblemScores) -> Self {
        let score = &scores.problem;
        ResearchSuggestion {
            studies: score.contributions.len(),
            answer_was_tested: !scores.solution.contributions.is_empty(),
            was_watched: score.has_behavioural_evidence(),
            heard: prose::heard(&score.contributions),
            last: score.last.clone(),
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
            let parts = ["body", "events", "unrated", "glance", "kinds", "pages"];
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
        assert_eq!(parts(&problems), ["unrated", "glance", "kinds"]);
    }

    #[test]
    fn the_kinds_that_have_no_entry_are_named() {
        let files = [("personas/a.md", "---\nname: A\n---\n")];
        let html = fixture::with_site(&files, |site| fixture::render(&pages(site), "index.html"));
        let text = fixture::visible_text(&html, "main");
        let said = "This site has no problems, validations, insights, solutions, decisions, feedback, metrics or journeys.";
        assert!(text.contains(said), "{text}");
    }

    #[test]
    fn what_waits_stands_in_its_order_and_late_items_say_by_how_much() {
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
                "31 October 2024 This week 4 things wait, most serious first: contested. \
                 What waits Most serious first \
                 1 Contested 1 problem Know why Not tested \
                 1 Waiver has run out 1 solution A report 10 days late \
                 1 Overdue 1 piece of feedback Which file? 5 days \
                 1 Promised to look again 1 decision Not now 1 month late"
            )
        );
    }
}
