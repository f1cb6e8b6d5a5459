//! The page of a decision: what was decided and why, the scores on that day and today, and when to revisit it.

use serde::Serialize;

use super::past::decision_day;
use super::{Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, fact};
use crate::evidence::{Score, commitment};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &str = "date outcome status problems solutions evidence because requested_by supersedes revisit \
     revisit_when reply";

const SHOWN_BACKLINKS: &[(Role, &str)] = &[(Role::Decision, "supersedes")];

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let fields = ctx.fields(id);
    let problems = ctx.targets(id, "problems");
    let solutions = ctx.targets(id, "solutions");
    let evidence = ctx.targets(id, "evidence");
    let of_problems = problems
        .iter()
        .take(MAX_LIST_ITEMS)
        .map(|problem| score_comparison(ctx, id, *problem));
    let of_solutions = solutions
        .iter()
        .take(MAX_LIST_ITEMS)
        .map(|solution| score_comparison(ctx, id, *solution));
    let because = fields
        .text("because")
        .map(str::trim)
        .filter(|b| !b.is_empty());
    EntryLayout {
        statement: because
            .map(|because| RichText::default().muted("Because: ").text(because))
            .unwrap_or_default(),
        chips: chips(ctx, fields),
        facts: facts(ctx, id, fields),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        extra_inputs: vec![
            ("scores", Shared::from_list(of_problems.chain(of_solutions))),
            (
                "date",
                Shared::new(&fields.date("date").map(prose::format_date)),
            ),
            ("evidence", ctx.card_list(&evidence)),
            (
                "evidence_more",
                Shared::new(&super::backlinks::more_not_shown(evidence.len())),
            ),
            ("reply", Shared::new(&fields.text("reply"))),
            ("history", superseding_decisions(ctx, id)),
        ],
        chain_problems: problems,
        ..EntryLayout::default()
    }
}

fn chips(ctx: &EntryContext, fields: &Fields) -> Vec<Chip> {
    let mut chips = Vec::new();
    if let Some(outcome) = fields.text("outcome") {
        let icon = match outcome {
            "decline" | "stop" | "defer" => "declined",
            "research" => "validation",
            _ => "check",
        };
        chips.push(Chip::new(prose::outcome_text(outcome)).with_icon(icon));
    }
    if let Some(status) = fields.written("status").filter(|s| *s != "accepted") {
        chips.push(Chip::new(prose::capitalize(status)));
    }
    if let Some(late) = days_overdue(ctx, fields) {
        chips.push(Chip::new(format!("{} late", prose::format_age(late))).with_icon("clock"));
    }
    chips
}

/// Days since `revisit`, if that is past and no later decision supersedes this one.
fn days_overdue(ctx: &EntryContext, fields: &Fields) -> Option<i64> {
    let revisit = fields.date("revisit")?;
    let holds = fields.is_understood("status") && fields.text("status") != Some("superseded");
    let days = prose::days_between(revisit.last, ctx.site.as_of);
    (days > 0 && holds).then_some(days)
}

fn facts(ctx: &EntryContext, id: EntryId, fields: &Fields) -> Vec<Fact> {
    let site = ctx.site;
    let mut facts = Vec::new();
    let source = fact::date_source(ctx, id, "date");
    if let Some(outcome) = fields.text("outcome") {
        let day = fields
            .date("date")
            .map(|date| format!(", {}", prose::format_date(date)));
        let status = fields.written("status").unwrap_or("accepted");
        let source = source.map_or(String::new(), |source| format!(", {source}"));
        let line = RichText::new(prose::outcome_text(outcome))
            .text(day.unwrap_or_default())
            .muted(format!(" ({status}{source})"));
        facts.push(Fact::new("Decided", line));
    } else if let (Some(date), Some(source)) = (fields.date("date"), source) {
        let line = RichText::new(prose::format_date(date)).muted(format!(" ({source})"));
        facts.push(Fact::new("Date", line));
    }
    let requested_by = match site.graph.targets(id, "requested_by").next() {
        Some(who) => Some(RichText::entry(site, who)),
        None => fields.text("requested_by").map(RichText::new),
    };
    facts.extend(requested_by.map(|line| Fact::new("Asked by", line)));
    let revisit = fields
        .date("revisit")
        .map(|date| match days_overdue(ctx, fields) {
            None => RichText::new(prose::format_date(date)),
            Some(days) => RichText::new(format!("{} ", prose::format_date(date)))
                .due(format!("{} late", prose::format_age(days))),
        });
    let when = fields
        .text("revisit_when")
        .map(|when| RichText::default().muted("when ").text(when));
    let lines: Vec<RichText> = revisit.into_iter().chain(when).collect();
    if !lines.is_empty() {
        facts.push(Fact::with_lines("We look again", lines));
    }
    facts
}

/// The scores of a problem or solution on the day of the decision and today.
#[derive(Serialize)]
struct ScoreComparison {
    is_solution: bool,
    problem_score: Option<ThenAndNow>,
    solution_score: Option<ThenAndNow>,
}

#[derive(Serialize)]
struct ThenAndNow {
    then: String,
    now: crate::site::mark::StateBadge,
}

/// `{card, scores}` of the problem or solution `about`, for the decision `id`.
fn score_comparison(ctx: &EntryContext, id: EntryId, about: EntryId) -> Shared {
    let site = ctx.site;
    let past = ctx
        .index
        .past_scores
        .state_on(about, decision_day(ctx.fields(id)));
    let then = |past: Option<&String>, is: &Score| ThenAndNow {
        then: past.cloned().unwrap_or("No date".into()),
        now: prose::state_badge(is, &site.config),
    };
    let problem_then = past.and_then(|past| past.problem.as_ref());
    let solution_then = past.and_then(|past| past.solution.as_ref());
    let problem = site.evidence.problems.get(&about);
    let solution = site.evidence.solutions.get(&about);
    let both = ScoreComparison {
        is_solution: solution.is_some(),
        problem_score: problem.map(|problem| then(problem_then, &problem.problem)),
        solution_score: problem
            .map(|problem| &problem.solution)
            .or(solution)
            .map(|is| then(solution_then, is)),
    };
    Shared::from_map([("card", site.card(about)), ("scores", &Shared::new(&both))])
}

/// The decisions about a problem or solution: `{items: [{card, line}], more}`.
pub fn decisions_about(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let scores = site.evidence.problems.get(&id);
    let best = scores.and_then(|scores| scores.best_solution);
    let decisions = commitment::decisions_on(&site.graph, id, best);
    let items = decisions.iter().take(MAX_LIST_ITEMS).map(|each| {
        let line = decision_line(ctx, *each, id);
        Shared::from_map([("card", site.card(*each)), ("line", &Shared::new(&line))])
    });
    Shared::from_map([
        ("items", &Shared::from_list(items)),
        ("more", &ctx.more_link(decisions.len(), Role::Decision)),
    ])
}

/// “Build, 9 May 2023. Evidence then: good 4.2, today contested.”
fn decision_line(ctx: &EntryContext, decision: EntryId, about: EntryId) -> RichText {
    let site = ctx.site;
    let fields = ctx.fields(decision);
    let note = site.note(decision);
    let sentence = RichText::new(prose::capitalize(&note));
    let is = match site.evidence.problems.get(&about) {
        Some(problem) => Some(&problem.problem),
        None => site.evidence.solutions.get(&about),
    };
    let was = ctx.index.past_scores.state_on(about, decision_day(fields));
    let was = was.and_then(|was| was.problem.as_ref().or(was.solution.as_ref()));
    let (Some(was), Some(is)) = (was, is) else {
        return sentence;
    };
    let (was, is) = (
        was.to_lowercase(),
        prose::state_text(is, &site.config).to_lowercase(),
    );
    sentence.text(match was == is {
        true => format!(" · {is}, then as now"),
        false => format!(" · then {was}, today {is}"),
    })
}

/// The decisions before and after this one by `supersedes`, oldest first: `[{card, is_current}]`; empty if none.
fn superseding_decisions(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let mut chain = vec![id];
    let before = |id: EntryId| site.graph.targets(id, "supersedes").next();
    let after = |id: EntryId| site.graph.sources(id, Role::Decision, "supersedes").next();
    while let Some(earlier) =
        before(chain[0]).filter(|e| !chain.contains(e) && chain.len() < MAX_LIST_ITEMS)
    {
        chain.insert(0, earlier);
    }
    while let Some(later) =
        after(chain[chain.len() - 1]).filter(|l| !chain.contains(l) && chain.len() < MAX_LIST_ITEMS)
    {
        chain.push(later);
    }
    if chain.len() == 1 {
        return Shared::from_list::<Shared>([]);
    }
    let items: Vec<Shared> = chain
        .iter()
        .map(|each| {
            let is_current = Shared::new(&(*each == id));
            Shared::from_map([("card", site.card(*each)), ("is_current", &is_current)])
        })
        .collect();
    Shared::from_list(items)
}
