//! The page of a decision: what was decided and why, the scores on that day and today, and when to revisit it.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::{entries, note};
use super::past::decision_day;
use super::role_parts::RoleParts;
use super::{Chip, EntryContext, Line, MAX_LIST_ITEMS, StatementStyle, fact};
use crate::evidence::{Score, commitment};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("because", |ctx, id| {
        let because = ctx.fields(id).text("because").map(str::trim);
        let because = because.filter(|because| !because.is_empty())?;
        let line = Line::of("because").with("because", because);
        Some((line, StatementStyle::Lede))
    })],
    chips: &[
        ("outcome", outcome_chip),
        ("status", |ctx, id| {
            let status = ctx
                .fields(id)
                .written("status")
                .filter(|s| *s != "accepted");
            status.map(|status| Chip::new(prose::capitalize(status)))
        }),
        ("revisit", |ctx, id| {
            let late = prose::format_age(days_overdue(ctx, ctx.fields(id))?);
            Some(Chip::new(format!("{late} late")).with_icon("clock"))
        }),
    ],
    facts: &[
        ("outcome", "Decided", decided),
        ("requested_by", "Asked by", |ctx, id| {
            let who = ctx.site.graph.targets(id, "requested_by").next();
            let who = who.map(|who| RichText::entry(ctx.site, who));
            let words = || ctx.fields(id).text("requested_by").map(RichText::new);
            who.or_else(words).map(Line::from).into_iter().collect()
        }),
        ("revisit", "We look again", revisit),
    ],
    blocks: &[
        ("then_and_now", then_and_now),
        ("evidence", |ctx, id| {
            let missing = Some("No evidence is named. If there is any, link it in `evidence:`.");
            let (title, ids) = ("Evidence it rests on", ctx.targets(id, "evidence"));
            entries(ctx, "evidence", title, ids, true, missing)
        }),
        ("reply", |ctx, id| {
            let reply = ctx.fields(id).text("reply")?;
            let block = Block::new("reply", "reply", "What we tell those who asked");
            Some(block.not_printed().with_value("reply", reply))
        }),
        ("succession", succession),
    ],
    chain_problems: |ctx, id| ctx.targets(id, "problems"),
};

fn outcome_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let outcome = ctx.fields(id).text("outcome")?;
    let icon = match outcome {
        "decline" | "stop" | "defer" => "declined",
        "research" => "validation",
        _ => "check",
    };
    Some(Chip::new(prose::outcome_text(outcome)).with_icon(icon))
}

fn decided(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let fields = ctx.fields(id);
    let (outcome, date) = (fields.text("outcome"), fields.date("date"));
    let line = (outcome.is_some() || date.is_some()).then(|| {
        Line::of("decided")
            .with("outcome", &outcome.map(prose::outcome_text))
            .with("date", &date)
            .with("status", fields.written("status").unwrap_or("accepted"))
            .with("is_of_name", &fact::is_date_of_name(ctx, id, "date"))
    });
    line.into_iter().collect()
}

/// The day of `revisit` and what `revisit_when` says.
fn revisit(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let fields = ctx.fields(id);
    let day = fields.date("revisit").map(|date| {
        let line = Line::of("revisit").with("date", date);
        line.with("overdue", &days_overdue(ctx, fields))
    });
    let when = fields.text("revisit_when");
    let when = when.map(|when| Line::of("revisit_when").with("when", when));
    day.into_iter().chain(when).collect()
}

fn then_and_now(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let about = ["problems", "solutions"].into_iter();
    let about = about.flat_map(|field| ctx.targets(id, field).into_iter().take(MAX_LIST_ITEMS));
    let rows: Vec<Shared> = about
        .map(|about| score_comparison(ctx, id, about))
        .collect();
    let day = ctx.fields(id).date("date").map(prose::format_date);
    let meta = format!(
        "Scores of {} and of today",
        day.as_deref().unwrap_or("that day")
    );
    let block = Block::new("then_and_now", "known", "What we knew, and what we know").meta(meta);
    (!rows.is_empty()).then(|| block.wide().with("scores", Shared::from_list(rows)))
}

/// Days since `revisit`, if that is past and no later decision supersedes this one.
fn days_overdue(ctx: &EntryContext, fields: &Fields) -> Option<i64> {
    let revisit = fields.date("revisit")?;
    let holds = fields.is_understood("status") && fields.text("status") != Some("superseded");
    let days = prose::days_between(revisit.last, ctx.site.as_of);
    (days > 0 && holds).then_some(days)
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

/// The decisions about a problem or solution.
pub fn decisions_about(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let site = ctx.site;
    let scores = site.evidence.problems.get(&id);
    let best = scores.and_then(|scores| scores.best_solution);
    let decisions = commitment::decisions_on(&site.graph, id, best);
    let Some(first) = decisions.first() else {
        return Some(note(
            "decisions",
            "Decisions",
            "Nothing has been decided yet.",
        ));
    };
    let items = decisions.iter().take(MAX_LIST_ITEMS).map(|each| {
        let line = decision_line(ctx, *each, id);
        Shared::from_map([("card", site.card(*each)), ("line", &Shared::new(&line))])
    });
    let more = ctx.more_link(decisions.len(), site.graph.entry(*first).document.kind);
    let block = Block::new("annotated", "decisions", "Decisions")
        .not_printed()
        .with("more", more);
    Some(block.with("items", Shared::from_list(items)))
}

/// The decision, and the evidence then and today.
fn decision_line(ctx: &EntryContext, decision: EntryId, about: EntryId) -> Line {
    let site = ctx.site;
    let is = match site.evidence.problems.get(&about) {
        Some(problem) => Some(&problem.problem),
        None => site.evidence.solutions.get(&about),
    };
    let day = decision_day(ctx.fields(decision));
    let was = ctx.index.past_scores.state_on(about, day);
    let was = was.and_then(|was| was.problem.as_ref().or(was.solution.as_ref()));
    Line::of("decision")
        .with("note", &site.note(decision))
        .with("then", &was)
        .with("now", &is.map(|is| prose::state_text(is, &site.config)))
}

/// The decisions before and after this one by `supersedes`, oldest first.
fn succession(ctx: &EntryContext, id: EntryId) -> Option<Block> {
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
        return None;
    }
    let items: Vec<Shared> = chain
        .iter()
        .map(|each| {
            let is_current = Shared::new(&(*each == id));
            Shared::from_map([("card", site.card(*each)), ("is_current", &is_current)])
        })
        .collect();
    let block = Block::new("succession", "line", "Earlier and later decisions");
    Some(block.wide().with("steps", Shared::from_list(items)))
}
