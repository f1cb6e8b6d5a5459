//! A problem: is it real, does our answer work, and everything that hangs on it.

use super::{
    Chip, EntryContext, EntryLayout, Fact, MOST, Voice, decision, fact, feedback, for_and_against,
    score_panel,
};
use crate::evidence::{
    NextStep, OpportunitySource, OpportunityZone, ProblemScores, State, coverage,
};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &[&str] = &[
    "personas",
    "need",
    "so_that",
    "when",
    "type",
    "parent",
    "outcome",
    "status",
    "importance",
    "satisfaction",
    "opportunity",
    "severity",
    "stage",
    "hmw",
    "acceptance",
    "resolution",
];

const SHOWN_BACKLINKS: &[(Role, &str)] = &[
    (Role::Problem, "parent"),
    (Role::Validation, "problems"),
    (Role::Validation, "results"),
    (Role::Insight, "problems"),
    (Role::Solution, "problems"),
    (Role::Decision, "problems"),
    (Role::Feedback, "problems"),
    (Role::Journey, "stages"),
];

pub fn layout(desk: &EntryContext, id: EntryId) -> EntryLayout {
    let look = desk.site;
    let fields = desk.fields(id);
    let claim = &look
        .evidence
        .problems
        .get(&id)
        .expect("every claim is scored");
    // Studies may speak of an answer that nobody has written down.
    let answer = claim
        .best_solution
        .or(Some(id).filter(|_| claim.solution.state != State::Untested));
    let real = score_panel::score_panel(desk, Some(id), &claim.problem, RichText::default());
    let works = score_panel::score_panel(
        desk,
        answer,
        &claim.solution,
        solution_sentence(desk, claim),
    );
    let mut asked = vec![for_and_against::for_and_against(desk, id, &claim.problem)];
    if claim.solution.state != State::Untested {
        asked.push(for_and_against::for_and_against(desk, id, &claim.solution));
    }
    let findings = desk.sources(id, Role::Insight, "problems");
    let parts = desk.ranked_problems(desk.sources(id, Role::Problem, "parent"));
    let offered: Vec<EntryId> = claim
        .best_solution
        .into_iter()
        .chain(claim.other_solutions.iter().copied())
        .collect();
    let paths = desk.sources(id, Role::Journey, "stages");
    EntryLayout {
        statement: prose::need_statement(look, id).unwrap_or_default(),
        statement_style: Voice::Need,
        chips: [
            Chip::from_field(fields, "status"),
            Chip::from_field(fields, "type"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        facts: facts(desk, id, claim, fields, &paths),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        chain_problem: Some(id),
        chain_problem_count: 1,
        extra_inputs: vec![
            ("verdicts", Shared::new(&[real, works])),
            ("for_and_against", Shared::new(&asked)),
            ("ideas", Shared::new(&fields.text("hmw"))),
            (
                "acceptance",
                Shared::new(&fact::text_items(fields, "acceptance")),
            ),
            // A contested axis tells it beside its two sides.
            (
                "resolution",
                Shared::new(
                    &fields
                        .text("resolution")
                        .filter(|_| !is_contested(claim))
                        .map(fact::paragraphs),
                ),
            ),
            ("parts", look.card_list(parts.iter().copied().take(MOST))),
            (
                "parts_more",
                Shared::new(&desk.more_link(parts.len(), Role::Problem)),
            ),
            (
                "solutions",
                look.card_list(offered.iter().copied().take(MOST)),
            ),
            ("decisions", decision::decisions_about(desk, id)),
            ("feedback", feedback::feedback_about(desk, id)),
            (
                "insights",
                look.card_list(findings.iter().copied().take(MOST)),
            ),
            (
                "insights_more",
                Shared::new(&desk.more_link(findings.len(), Role::Insight)),
            ),
            ("insights_total", Shared::new(&findings.len())),
        ],
    }
}

fn is_contested(claim: &ProblemScores) -> bool {
    [&claim.problem, &claim.solution]
        .iter()
        .any(|score| score.state == State::Contested)
}

/// Which answer the second question is about.
fn solution_sentence(desk: &EntryContext, claim: &ProblemScores) -> RichText {
    let Some(best) = claim.best_solution else {
        return match claim.other_solutions.is_empty() {
            true => RichText::default(),
            false => RichText::new("Its answers are all retired."),
        };
    };
    let sentence = RichText::new("Our answer: ").entry_link(desk.site, best);
    match claim.other_solutions.len() {
        0 => sentence,
        1 => sentence.text(", the better known of two"),
        n => sentence.text(format!(", the best known of {}", prose::number_word(n + 1))),
    }
}

fn facts(
    desk: &EntryContext,
    id: EntryId,
    claim: &ProblemScores,
    fields: &Fields,
    paths: &[EntryId],
) -> Vec<Fact> {
    let look = desk.site;
    let who = desk.targets(id, "personas");
    let mut facts = vec![Fact::new(
        "Who has it",
        match who.as_slice() {
            [] => RichText::new("Nobody is named yet."),
            who => desk.entry_links(who, 8),
        },
    )];
    facts.push(Fact::new("Opportunity", opportunity_text(claim, fields)));
    facts.push(Fact::new(
        "Next step",
        RichText::new(next_step_text(claim.next_step)),
    ));
    facts.push(Fact::new("Last tested", last_tested_text(desk, claim)));
    facts.push(Fact::new("Risks looked at", risks_text(desk, id)));
    if let Some(outcome) = look.graph.targets(id, "outcome").next() {
        let line = RichText::default().entry_link(look, outcome);
        facts.push(Fact::new("Should move", line));
    }
    if let Some(parent) = look.graph.targets(id, "parent").next() {
        let line = RichText::default().entry_link(look, parent);
        facts.push(Fact::new("Part of", line));
    }
    let mut places: Vec<RichText> = Vec::new();
    if let Some(path) = look.graph.targets(id, "stage").next() {
        let stage = fields.text("stage").and_then(|s| s.split_once('#'));
        let stages = desk.fields(path).list("stages");
        let index = stage.and_then(|(_, s)| coverage::stage_index(desk.fields(path), s));
        let name = index.and_then(|i| stages.get(i)?.as_map()?.text("name"));
        let line = RichText::default().entry_link(look, path);
        places.push(match name {
            Some(name) => line.text(format!(", “{name}”")),
            None => line,
        });
    }
    let others = paths
        .iter()
        .filter(|p| look.graph.targets(id, "stage").all(|t| t != **p));
    places.extend(
        others
            .take(5)
            .map(|path| RichText::default().entry_link(look, *path)),
    );
    if !places.is_empty() {
        facts.push(Fact {
            label: "Journey".into(),
            lines: places,
            print: true,
        });
    }
    facts
}

/// “15.4 of 20, high (importance 9.1, satisfaction 2.8)”
fn opportunity_text(claim: &ProblemScores, fields: &Fields) -> RichText {
    let Some(value) = claim.opportunity.value else {
        let ask = "Ask how important it is and how well it is solved today, 0 to 10.";
        return RichText::new("Not rated yet. ").muted(ask);
    };
    let of = |field: &str| {
        fields
            .number(field)
            .map(prose::format_number)
            .unwrap_or_default()
    };
    let zone = match claim.opportunity.zone {
        OpportunityZone::OverServed => ", over-served",
        OpportunityZone::High => ", high",
        OpportunityZone::WorthALook => ", worth a look",
        OpportunityZone::Served => ", served",
        OpportunityZone::Unknown => "",
    };
    let basis = match claim.opportunity.source {
        OpportunitySource::Rated => format!(
            "(importance {}, satisfaction {})",
            of("importance"),
            of("satisfaction")
        ),
        OpportunitySource::Importance => {
            format!("(estimated from importance {} alone)", of("importance"))
        }
        OpportunitySource::Severity => format!(
            "(estimated from severity {})",
            fields.text("severity").unwrap_or_default()
        ),
        OpportunitySource::Published => "(a published score)".into(),
        OpportunitySource::Unknown => String::new(),
    };
    // Whatever else was written down about it is told too.
    let mut also = Vec::new();
    let source = claim.opportunity.source;
    if let (Some(severity), false) = (
        fields.text("severity"),
        source == OpportunitySource::Severity,
    ) {
        also.push(format!("severity {severity}"));
    }
    if fields.has("opportunity") && source != OpportunitySource::Published {
        also.push(format!("published score {}", of("opportunity")));
    }
    if fields.has("satisfaction") && source != OpportunitySource::Rated {
        also.push(format!("satisfaction {}", of("satisfaction")));
    }
    let sentence = RichText::default()
        .strong(prose::format_number(value))
        .text(format!(" of 20{zone} "))
        .muted(basis);
    match also.is_empty() {
        true => sentence,
        false => sentence.muted(format!(" {}", also.join(", "))),
    }
}

pub fn next_step_text(step: NextStep) -> &'static str {
    match step {
        NextStep::ResearchNext => "Research it next",
        NextStep::RateIt => "Rate it: how important is it, how well is it solved?",
        NextStep::TryASolution => "Try an answer, then test it",
        NextStep::BuildOrFinish => "Build it, or finish it",
        NextStep::SayNo => "Say no, with evidence",
        NextStep::Park => "Park it",
    }
}

fn last_tested_text(desk: &EntryContext, claim: &ProblemScores) -> RichText {
    let look = desk.site;
    let Some(last) = claim.problem.last else {
        return RichText::new(match claim.problem.contributions.is_empty() {
            true => "Never",
            false => "No study has a date",
        });
    };
    let days = prose::days_between(last, look.as_of);
    let sentence = RichText::new(format!("{} ", prose::format_month(last)));
    match claim.problem.days_over_limit(look.config, look.as_of) {
        None => sentence.muted(format!("({})", prose::format_ago(days))),
        Some(_) => {
            let limit = look.config.evidence.stale.problem;
            sentence.stale(format!(
                "{} ago, limit {limit} days",
                prose::format_age(days)
            ))
        }
    }
}

/// “value and usability, not yet feasibility and viability”
fn risks_text(desk: &EntryContext, id: EntryId) -> RichText {
    let found = coverage::risks(desk.site.graph, desk.site.evidence, id);
    let words = |seen: bool| {
        let risks = coverage::Risk::ALL
            .iter()
            .filter(|r| found.contains(r) == seen);
        let words = risks.map(|r| RichText::new(r.as_str()));
        RichText::join_list(words.collect(), "and").to_plain_text()
    };
    match (found.len(), words(true), words(false)) {
        (0, ..) => RichText::new("None of the four yet"),
        (4, ..) => RichText::new("All four"),
        (_, seen, open) => {
            RichText::new(prose::capitalize(&seen)).muted(format!(", not yet {open}"))
        }
    }
}
