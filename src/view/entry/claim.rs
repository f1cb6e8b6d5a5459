//! A problem: is it real, does our answer work, and everything that hangs on it.

use super::{Anatomy, Chip, Desk, Fact, MOST, Voice, axis, choice, fact, sides, voice};
use crate::graph::Id;
use crate::graph::evidence::{Claim, NextStep, OpportunitySource, State, Zone, coverage};
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
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

const HEARD: &[(Role, &str)] = &[
    (Role::Claim, "parent"),
    (Role::Study, "problems"),
    (Role::Study, "results"),
    (Role::Finding, "problems"),
    (Role::Answer, "problems"),
    (Role::Choice, "problems"),
    (Role::Voice, "problems"),
    (Role::Path, "stages"),
];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let claim = &look
        .evidence
        .claims
        .get(&id)
        .expect("every claim is scored");
    // Studies may speak of an answer that nobody has written down.
    let answer = claim
        .best
        .or(Some(id).filter(|_| claim.solution.state != State::Untested));
    let real = axis::verdict(desk, Some(id), &claim.problem, Sentence::default());
    let works = axis::verdict(desk, answer, &claim.solution, answers(desk, claim));
    let mut asked = vec![sides::sides(desk, id, &claim.problem)];
    if claim.solution.state != State::Untested {
        asked.push(sides::sides(desk, id, &claim.solution));
    }
    let findings = desk.sources(id, Role::Finding, "problems");
    let parts = desk.ranked(desk.sources(id, Role::Claim, "parent"));
    let offered: Vec<Id> = claim
        .best
        .into_iter()
        .chain(claim.others.iter().copied())
        .collect();
    let paths = desk.sources(id, Role::Path, "stages");
    Anatomy {
        statement: prose::need(look, id).unwrap_or_default(),
        voice: Voice::Say,
        chips: [Chip::of(fields, "status"), Chip::of(fields, "type")]
            .into_iter()
            .flatten()
            .collect(),
        facts: facts(desk, id, claim, fields, &paths),
        shown: SHOWN,
        heard: HEARD,
        claim: Some(id),
        claims: 1,
        inputs: vec![
            ("verdicts", Shared::new(&[real, works])),
            ("for_and_against", Shared::new(&asked)),
            ("ideas", Shared::new(&fields.text("hmw"))),
            (
                "acceptance",
                Shared::new(&fact::texts(fields, "acceptance")),
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
                Shared::new(&desk.more(parts.len(), Role::Claim)),
            ),
            (
                "solutions",
                look.card_list(offered.iter().copied().take(MOST)),
            ),
            ("decisions", choice::about(desk, id)),
            ("feedback", voice::about(desk, id)),
            (
                "insights",
                look.card_list(findings.iter().copied().take(MOST)),
            ),
            (
                "insights_more",
                Shared::new(&desk.more(findings.len(), Role::Finding)),
            ),
            ("insights_total", Shared::new(&findings.len())),
        ],
    }
}

fn is_contested(claim: &Claim) -> bool {
    [&claim.problem, &claim.solution]
        .iter()
        .any(|score| score.state == State::Contested)
}

/// Which answer the second question is about.
fn answers(desk: &Desk, claim: &Claim) -> Sentence {
    let Some(best) = claim.best else {
        return match claim.others.is_empty() {
            true => Sentence::default(),
            false => Sentence::new("Its answers are all retired."),
        };
    };
    let sentence = Sentence::new("Our answer: ").entry(desk.look, best);
    match claim.others.len() {
        0 => sentence,
        1 => sentence.say(", the better known of two"),
        n => sentence.say(format!(", the best known of {}", prose::number(n + 1))),
    }
}

fn facts(desk: &Desk, id: Id, claim: &Claim, fields: &Fields, paths: &[Id]) -> Vec<Fact> {
    let look = desk.look;
    let who = desk.targets(id, "personas");
    let mut facts = vec![Fact::new(
        "Who has it",
        match who.as_slice() {
            [] => Sentence::new("Nobody is named yet."),
            who => desk.named(who, 8),
        },
    )];
    facts.push(Fact::new("Opportunity", opportunity(claim, fields)));
    facts.push(Fact::new(
        "Next step",
        Sentence::new(next_step(claim.next_step)),
    ));
    facts.push(Fact::new("Last tested", last_tested(desk, claim)));
    facts.push(Fact::new("Risks looked at", risks(desk, id)));
    if let Some(outcome) = look.graph.targets(id, "outcome").next() {
        let line = Sentence::default().entry(look, outcome);
        facts.push(Fact::new("Should move", line));
    }
    if let Some(parent) = look.graph.targets(id, "parent").next() {
        let line = Sentence::default().entry(look, parent);
        facts.push(Fact::new("Part of", line));
    }
    let mut places: Vec<Sentence> = Vec::new();
    if let Some(path) = look.graph.targets(id, "stage").next() {
        let stage = fields.text("stage").and_then(|s| s.split_once('#'));
        let stages = desk.fields(path).list("stages");
        let index = stage.and_then(|(_, s)| coverage::stage_index(desk.fields(path), s));
        let name = index.and_then(|i| stages.get(i)?.as_map()?.text("name"));
        let line = Sentence::default().entry(look, path);
        places.push(match name {
            Some(name) => line.say(format!(", “{name}”")),
            None => line,
        });
    }
    let others = paths
        .iter()
        .filter(|p| look.graph.targets(id, "stage").all(|t| t != **p));
    places.extend(
        others
            .take(5)
            .map(|path| Sentence::default().entry(look, *path)),
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
fn opportunity(claim: &Claim, fields: &Fields) -> Sentence {
    let Some(value) = claim.opportunity.value else {
        let ask = "Ask how important it is and how well it is solved today, 0 to 10.";
        return Sentence::new("Not rated yet. ").dim(ask);
    };
    let of = |field: &str| {
        fields
            .number(field)
            .map(prose::measured)
            .unwrap_or_default()
    };
    let zone = match claim.opportunity.zone {
        Zone::OverServed => ", over-served",
        Zone::High => ", high",
        Zone::WorthALook => ", worth a look",
        Zone::Served => ", served",
        Zone::Unknown => "",
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
    let sentence = Sentence::default()
        .strong(prose::measured(value))
        .say(format!(" of 20{zone} "))
        .dim(basis);
    match also.is_empty() {
        true => sentence,
        false => sentence.dim(format!(" {}", also.join(", "))),
    }
}

pub fn next_step(step: NextStep) -> &'static str {
    match step {
        NextStep::ResearchNext => "Research it next",
        NextStep::RateIt => "Rate it: how important is it, how well is it solved?",
        NextStep::TryASolution => "Try an answer, then test it",
        NextStep::BuildOrFinish => "Build it, or finish it",
        NextStep::SayNo => "Say no, with evidence",
        NextStep::Park => "Park it",
    }
}

fn last_tested(desk: &Desk, claim: &Claim) -> Sentence {
    let look = desk.look;
    let Some(last) = claim.problem.last else {
        return Sentence::new(match claim.problem.studies.is_empty() {
            true => "Never",
            false => "No study has a date",
        });
    };
    let days = prose::days(last, look.as_of);
    let sentence = Sentence::new(format!("{} ", prose::month(last)));
    match claim.problem.stale(look.config, look.as_of) {
        None => sentence.dim(format!("({})", prose::ago(days))),
        Some(_) => {
            let limit = look.config.evidence.stale.problem;
            sentence.stale(format!("{} ago, limit {limit} days", prose::age(days)))
        }
    }
}

/// “value and usability, not yet feasibility and viability”
fn risks(desk: &Desk, id: Id) -> Sentence {
    let found = coverage::risks(desk.look.graph, desk.look.evidence, id);
    let words = |seen: bool| {
        let risks = coverage::Risk::ALL
            .iter()
            .filter(|r| found.contains(r) == seen);
        let words = risks.map(|r| Sentence::new(r.as_str()));
        Sentence::listed(words.collect(), "and").text()
    };
    match (found.len(), words(true), words(false)) {
        (0, ..) => Sentence::new("None of the four yet"),
        (4, ..) => Sentence::new("All four"),
        (_, seen, open) => Sentence::new(prose::capital(&seen)).dim(format!(", not yet {open}")),
    }
}
