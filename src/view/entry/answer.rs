//! A solution: what it answers, whether it works, and who let it go ahead. Its body is the product's documentation.

use super::{Anatomy, Chip, Desk, Fact, MOST, Voice, axis, choice};
use crate::graph::Id;
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &["problems", "status", "shipped", "waiver"];

const HEARD: &[(Role, &str)] = &[
    (Role::Study, "solutions"),
    (Role::Study, "results"),
    (Role::Choice, "solutions"),
];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let claims = desk.ranked(desk.targets(id, "problems"));
    let score = look
        .evidence
        .answers
        .get(&id)
        .expect("every answer is scored");
    let works = axis::verdict(desk, Some(id), score, Sentence::default());
    Anatomy {
        statement: Sentence::default(),
        voice: Voice::Lede,
        chips: Chip::of(fields, "status").into_iter().collect(),
        facts: facts(desk, fields, &claims),
        shown: SHOWN,
        heard: HEARD,
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            (
                "problems",
                look.card_list(claims.iter().copied().take(MOST)),
            ),
            (
                "problems_more",
                Shared::new(&desk.more(claims.len(), Role::Claim)),
            ),
            ("verdicts", Shared::new(&[works])),
            ("waiver", Shared::new(&waiver(desk, fields))),
            ("decisions", choice::about(desk, id)),
        ],
    }
}

fn facts(desk: &Desk, fields: &Fields, claims: &[Id]) -> Vec<Fact> {
    let look = desk.look;
    let mut facts = vec![Fact::new(
        "Answers",
        match claims {
            [] => Sentence::new("No problem is named yet."),
            claims => desk.named(claims, 3),
        },
    )];
    if let Some(shipped) = fields.date("shipped") {
        let days = prose::days(shipped.first, look.as_of);
        let line = Sentence::new(prose::date(shipped)).dim(format!(" ({})", prose::ago(days)));
        facts.push(Fact::new("Shipped", line));
    }
    facts
}

/// “Sam lets it go ahead without evidence until 31 December 2024: …”
fn waiver(desk: &Desk, fields: &Fields) -> Option<Sentence> {
    let waiver = fields.map("waiver")?;
    let by = waiver.text("by").unwrap_or("Somebody");
    let until = waiver.date("until");
    let is_over = until.is_some_and(|until| until.last < desk.look.as_of);
    let sentence = Sentence::default().strong(by).say(match is_over {
        true => " let it go ahead without evidence",
        false => " lets it go ahead without evidence",
    });
    let sentence = match until {
        Some(until) if is_over => sentence
            .say(" until ")
            .due(prose::date(until))
            .say(", which is over"),
        Some(until) => sentence.say(format!(" until {}", prose::date(until))),
        None => sentence,
    };
    Some(match waiver.text("reason") {
        Some(reason) => sentence.say(format!(": {reason}")),
        None => sentence.say("."),
    })
}
