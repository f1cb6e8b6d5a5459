//! The page of a decision: what was decided and why, the scores on that day and today, and when to revisit it.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::entries;
use super::past::{PastState, decision_day};
use super::role_parts::RoleParts;
use super::{EntryContext, MAX_LIST_ITEMS, fact};
use crate::evidence::commitment;
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::mark::StateBadge;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("because", |ctx| {
        let because = decision(ctx).because()?;
        Some(Line::of("because").with("because", because))
    })],
    chips: &[
        ("outcome", |ctx| {
            let outcome = decision(ctx).outcome()?;
            Some(Line::of("outcome").with("outcome", outcome))
        }),
        ("status", |ctx| {
            let status = ctx.fields.written("status");
            let status = status.filter(|status| *status != "accepted")?;
            Some(Line::of("word").with("word", status))
        }),
        ("revisit", |ctx| {
            Some(Line::of("late").with("days", &days_overdue(ctx)?))
        }),
    ],
    facts: &[
        ("outcome", |ctx| {
            let (outcome, date) = (decision(ctx).outcome(), decision(ctx).date());
            (outcome.is_some() || date.is_some()).then(|| {
                Line::of("decided")
                    .with("outcome", &outcome)
                    .with("date", &date)
                    .with("status", ctx.fields.written("status").unwrap_or("accepted"))
                    .with("is_of_name", &fact::is_date_of_name(ctx, "date"))
            })
        }),
        ("requested_by", |ctx| {
            let who = ctx.site.graph.requester_of(ctx.id);
            let who = who.map(|who| RichText::entry(ctx.site, who));
            let words = || decision(ctx).asked_by().map(RichText::new);
            who.or_else(words).map(Line::from)
        }),
        ("revisit", |ctx| {
            let day = decision(ctx).revisit().map(|date| {
                let line = Line::of("revisit").with("date", date);
                line.with("overdue", &days_overdue(ctx))
            });
            let when = ctx.fields.text("revisit_when");
            let when = when.map(|when| Line::of("revisit_when").with("when", when));
            Some(Line::All(day.into_iter().chain(when).collect()))
        }),
    ],
    blocks: &[
        ("then_and_now", then_and_now),
        // The entries, not how they stand to the decision.
        ("evidence", |ctx| {
            entries(ctx, ctx.targets("evidence"), true, None)
        }),
        ("reply", |ctx| {
            Some(Block::new("").with("reply", ctx.fields.text("reply")?))
        }),
        ("succession", succession),
    ],
    chain_problems: |ctx| ctx.targets("problems"),
};

fn decision<'a>(ctx: &EntryContext<'a>) -> role::Decision<'a> {
    role::Decision(ctx.fields)
}

/// Days since `revisit`, if that is past and no later decision supersedes this one.
fn days_overdue(ctx: &EntryContext) -> Option<i64> {
    let day = decision(ctx).overdue(ctx.site.as_of)?;
    Some(prose::days_between(day, ctx.site.as_of))
}

/// The scores of a problem or solution on the day of the decision and today.
#[derive(Serialize)]
struct ThenAndNow<'a> {
    /// On that day: `None` without a day.
    then: Option<&'a PastState>,
    is_solution: bool,
    is_real: Option<StateBadge>,
    does_work: Option<StateBadge>,
}

fn then_and_now(ctx: &EntryContext) -> Option<Block> {
    let site = ctx.site;
    let day = decision_day(decision(ctx));
    let about = ["problems", "solutions"].into_iter();
    let about = about.flat_map(|field| ctx.targets(field).into_iter().take(MAX_LIST_ITEMS));
    let rows = about.map(|about| {
        let problem = site.evidence.problems.get(&about);
        let solution = site.evidence.solutions.get(&about);
        let answer = problem.map(|problem| &problem.solution).or(solution);
        let scores = Shared::new(&ThenAndNow {
            then: ctx.index.past_scores.state_on(about, day),
            is_solution: solution.is_some(),
            is_real: problem.map(|problem| prose::state_badge(&problem.problem, &site.config)),
            does_work: answer.map(|answer| prose::state_badge(answer, &site.config)),
        });
        Shared::from_map([("card", site.card(about)), ("scores", &scores)])
    });
    let rows: Vec<Shared> = rows.collect();
    let block = Block::new("").with("day", &decision(ctx).date());
    (!rows.is_empty()).then(|| block.with_shared("scores", Shared::from_list(rows)))
}

/// The decisions about a problem or solution, each with the evidence then and today.
pub fn decisions_about(ctx: &EntryContext) -> Option<Block> {
    let site = ctx.site;
    let problem = site.evidence.problems.get(&ctx.id);
    let best = problem.and_then(|scores| scores.best_solution);
    let own = problem.map(|problem| &problem.problem);
    let own = own.or_else(|| site.evidence.solutions.get(&ctx.id));
    let now = own.map(|score| prose::state_text(score, &site.config));
    let decisions = commitment::decisions_on(&site.graph, ctx.id, best);
    let items = decisions.iter().take(MAX_LIST_ITEMS).map(|each| {
        let day = decision_day(role::Decision(site.fields(*each)));
        let was = ctx.index.past_scores.state_on(ctx.id, day);
        let was = was.and_then(|was| was.problem.as_ref().or(was.solution.as_ref()));
        let line = Line::of("decision").with("note", &site.note(*each));
        let line = line.with("then", &was).with("now", &now);
        Shared::from_map([("card", site.card(*each)), ("line", &Shared::new(&line))])
    });
    (!decisions.is_empty()).then(|| {
        let block = Block::new("").with_shared("items", Shared::from_list(items));
        block.with_shared("more", ctx.more_of(&decisions))
    })
}

/// The decisions before and after this one by `supersedes`, oldest first.
fn succession(ctx: &EntryContext) -> Option<Block> {
    let graph = &ctx.site.graph;
    let mut chain = vec![ctx.id];
    let is_new =
        |chain: &[EntryId], id: &EntryId| chain.len() < MAX_LIST_ITEMS && !chain.contains(id);
    let before = |id| graph.targets(id, "supersedes").next();
    while let Some(earlier) = before(chain[0]).filter(|id| is_new(&chain, id)) {
        chain.insert(0, earlier);
    }
    let after = |id| graph.sources(id, Role::Decision, "supersedes").next();
    while let Some(later) = after(chain[chain.len() - 1]).filter(|id| is_new(&chain, id)) {
        chain.push(later);
    }
    let steps = chain.iter().map(|each| {
        let is_current = Shared::new(&(*each == ctx.id));
        Shared::from_map([("card", ctx.site.card(*each)), ("is_current", &is_current)])
    });
    let steps = Shared::from_list(steps);
    (chain.len() > 1).then(|| Block::new("").with_shared("steps", steps))
}
