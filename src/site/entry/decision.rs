//! A decision: what, why, what was known then and is known now, and when to look again.

use serde::Serialize;

use super::past::decision_day;
use super::{Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, StatementStyle};
use crate::evidence::Score;
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &[&str] = &[
    "date",
    "outcome",
    "status",
    "problems",
    "solutions",
    "evidence",
    "because",
    "requested_by",
    "supersedes",
    "revisit",
    "revisit_when",
    "reply",
];

const SHOWN_BACKLINKS: &[(Role, &str)] = &[(Role::Decision, "supersedes")];

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let claims = ctx.targets(id, "problems");
    let answers = ctx.targets(id, "solutions");
    let evidence = ctx.targets(id, "evidence");
    let of_claims = claims
        .iter()
        .take(MAX_LIST_ITEMS)
        .map(|claim| score_comparison(ctx, id, *claim));
    let of_answers = answers
        .iter()
        .take(MAX_LIST_ITEMS)
        .map(|answer| score_comparison(ctx, id, *answer));
    let because = fields
        .text("because")
        .map(str::trim)
        .filter(|b| !b.is_empty());
    EntryLayout {
        statement: because
            .map(|because| RichText::default().muted("Because: ").text(because))
            .unwrap_or_default(),
        statement_style: StatementStyle::Lede,
        chips: chips(ctx, fields),
        facts: facts(ctx, id, fields),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        chain_problem: claims.first().copied(),
        chain_problem_count: claims.len(),
        extra_inputs: vec![
            (
                "scores",
                Shared::from_list(&of_claims.chain(of_answers).collect::<Vec<_>>()),
            ),
            (
                "date",
                Shared::new(&fields.date("date").map(prose::format_date)),
            ),
            (
                "evidence",
                site.card_list(evidence.iter().copied().take(MAX_LIST_ITEMS)),
            ),
            (
                "evidence_more",
                Shared::new(&super::backlinks::more_not_shown(evidence.len())),
            ),
            ("reply", Shared::new(&fields.text("reply"))),
            ("history", superseding_decisions(ctx, id)),
        ],
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
    if let Some(status) = fields.text("status").filter(|s| *s != "accepted") {
        chips.push(Chip::new(prose::capitalize(status)));
    }
    if let Some(late) = days_overdue(ctx, fields) {
        chips.push(Chip::new(format!("{} late", prose::format_age(late))).with_icon("clock"));
    }
    chips
}

/// By how many days the day to look again is over.
fn days_overdue(ctx: &EntryContext, fields: &Fields) -> Option<i64> {
    let revisit = fields.date("revisit")?;
    let holds = fields.text("status") != Some("superseded");
    let days = prose::days_between(revisit.last, ctx.site.as_of);
    (days > 0 && holds).then_some(days)
}

fn facts(ctx: &EntryContext, id: EntryId, fields: &Fields) -> Vec<Fact> {
    let site = ctx.site;
    let mut facts = Vec::new();
    if let Some(outcome) = fields.text("outcome") {
        let day = fields
            .date("date")
            .map(|date| format!(", {}", prose::format_date(date)));
        let status = fields.text("status").unwrap_or("accepted");
        let line = RichText::new(prose::outcome_text(outcome))
            .text(day.unwrap_or_default())
            .muted(format!(" ({status})"));
        facts.push(Fact::new("Decided", line));
    }
    let asked = match site.graph.targets(id, "requested_by").next() {
        Some(who) => Some(RichText::default().entry_link(site, who)),
        None => fields.text("requested_by").map(RichText::new),
    };
    facts.extend(asked.map(|line| Fact::new("Asked by", line)));
    let again = fields
        .date("revisit")
        .map(|date| match days_overdue(ctx, fields) {
            None => RichText::new(prose::format_date(date)),
            Some(days) => RichText::new(format!("{} ", prose::format_date(date)))
                .due(format!("{} late", prose::format_age(days))),
        });
    let when = fields
        .text("revisit_when")
        .map(|when| RichText::default().muted("when ").text(when));
    let lines: Vec<RichText> = again.into_iter().chain(when).collect();
    if !lines.is_empty() {
        facts.push(Fact {
            label: "We look again".into(),
            lines,
            print: true,
        });
    }
    facts
}

/// One row of a comparison: the scores on the day of the decision and today.
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

/// `{card, scores}` of a claim or an answer that a decision is about.
fn score_comparison(ctx: &EntryContext, id: EntryId, about: EntryId) -> Shared {
    let site = ctx.site;
    let was = ctx
        .index
        .past_scores
        .state_on(about, decision_day(ctx.fields(id)));
    let then = |was: Option<&String>, is: &Score| ThenAndNow {
        then: was.cloned().unwrap_or("No date".into()),
        now: prose::state_badge(is, site.config),
    };
    let real = was.and_then(|was| was.problem.as_ref());
    let works = was.and_then(|was| was.solution.as_ref());
    let claim = site.evidence.problems.get(&about);
    let answer = site.evidence.solutions.get(&about);
    let known = ScoreComparison {
        is_solution: answer.is_some(),
        problem_score: claim.map(|claim| then(real, &claim.problem)),
        solution_score: claim
            .map(|claim| &claim.solution)
            .or(answer)
            .map(|is| then(works, is)),
    };
    Shared::from_map([("card", site.card(about)), ("scores", &Shared::new(&known))])
}

/// The decisions about a claim or an answer, newest first: `{items: [{card, line}], more}`.
pub fn decisions_about(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let field = match ctx.role(id) {
        Some(Role::Solution) => "solutions",
        _ => "problems",
    };
    let mut choices = ctx.sources(id, Role::Decision, field);
    let day = |choice: &EntryId| ctx.fields(*choice).date("date").map(|date| date.first);
    choices.sort_by_key(|choice| (std::cmp::Reverse(day(choice)), *choice));
    let items = choices.iter().take(MAX_LIST_ITEMS).map(|choice| {
        let line = decision_line(ctx, *choice, id);
        Shared::from_map([("card", site.card(*choice)), ("line", &Shared::new(&line))])
    });
    let items: Vec<Shared> = items.collect();
    Shared::from_map([
        ("items", &Shared::from_list(&items)),
        (
            "more",
            &Shared::new(&ctx.more_link(choices.len(), Role::Decision)),
        ),
    ])
}

/// “Build, 9 May 2023. Evidence then: good 4.2, today contested.”
fn decision_line(ctx: &EntryContext, choice: EntryId, about: EntryId) -> RichText {
    let site = ctx.site;
    let fields = ctx.fields(choice);
    let note = prose::entry_note(site.graph, site.evidence, site.config, choice);
    let sentence = RichText::new(prose::capitalize(&note));
    let is = match site.evidence.problems.get(&about) {
        Some(claim) => Some(&claim.problem),
        None => site.evidence.solutions.get(&about),
    };
    let was = ctx.index.past_scores.state_on(about, decision_day(fields));
    let was = was.and_then(|was| was.problem.as_ref().or(was.solution.as_ref()));
    let (Some(was), Some(is)) = (was, is) else {
        return sentence;
    };
    let (was, is) = (
        was.to_lowercase(),
        prose::state_text(is, site.config).to_lowercase(),
    );
    sentence.text(match was == is {
        true => format!(" · {is}, then as now"),
        false => format!(" · then {was}, today {is}"),
    })
}

/// The decisions before and after this one, oldest first: `[{card, is_current}]`; nothing where it stands alone.
fn superseding_decisions(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let mut line = vec![id];
    let before = |id: EntryId| site.graph.targets(id, "supersedes").next();
    let after = |id: EntryId| site.graph.sources(id, Role::Decision, "supersedes").next();
    while let Some(earlier) =
        before(line[0]).filter(|e| !line.contains(e) && line.len() < MAX_LIST_ITEMS)
    {
        line.insert(0, earlier);
    }
    while let Some(later) =
        after(line[line.len() - 1]).filter(|l| !line.contains(l) && line.len() < MAX_LIST_ITEMS)
    {
        line.push(later);
    }
    if line.len() == 1 {
        return Shared::from_list([]);
    }
    let items: Vec<Shared> = line
        .iter()
        .map(|step| {
            let is_current = Shared::new(&(*step == id));
            Shared::from_map([("card", site.card(*step)), ("is_current", &is_current)])
        })
        .collect();
    Shared::from_list(&items)
}
