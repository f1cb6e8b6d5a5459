//! A finding: the words it rests on, how many showed it, and what should follow.

use super::sides::unquoted;
use super::{Anatomy, Chip, Desk, Fact, MOST, Voice, fact};
use crate::graph::Id;
use crate::page::Shared;
use crate::schema::Fields;
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
    "validations",
    "problems",
    "personas",
    "stance",
    "quotes",
    "observed",
    "recommendations",
    "status",
];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let studies = desk.targets(id, "validations");
    let claims = desk.ranked(desk.targets(id, "problems"));
    let quotes: Vec<String> = fields.texts("quotes").take(MOST).map(unquoted).collect();
    Anatomy {
        statement: Sentence::default(),
        voice: Voice::Lede,
        chips: chips(fields),
        facts: facts(desk, id, fields, &studies),
        shown: SHOWN,
        heard: &[],
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            ("quotes", Shared::new(&quotes)),
            (
                "validations",
                look.card_list(studies.iter().copied().take(MOST)),
            ),
            (
                "problems",
                look.card_list(claims.iter().copied().take(MOST)),
            ),
            ("stance", Shared::new(&stance(fields))),
            (
                "recommendations",
                Shared::new(&fact::texts(fields, "recommendations")),
            ),
        ],
    }
}

fn stance(fields: &Fields) -> &'static str {
    match fields.text("stance") {
        Some("contradicts") => "It speaks against these problems",
        Some("neutral") => "It says neither yes nor no to these problems",
        _ => "Problems it supports",
    }
}

fn chips(fields: &Fields) -> Vec<Chip> {
    let stance = match fields.text("stance") {
        Some("contradicts") => Chip::new("Contradicts").icon("cross"),
        Some("neutral") => Chip::new("Neutral").icon("untested"),
        _ => Chip::new("Supports").icon("check"),
    };
    let status = fields.text("status").filter(|s| *s != "new");
    [stance]
        .into_iter()
        .chain(status.map(|s| Chip::new(prose::capital(s))))
        .collect()
}

fn facts(desk: &Desk, id: Id, fields: &Fields, studies: &[Id]) -> Vec<Fact> {
    let mut facts = vec![Fact::new(
        "Comes from",
        match studies {
            [] => Sentence::new("No study is named yet."),
            studies => desk.named(studies, 5),
        },
    )];
    if let Some(observed) = fields.map("observed") {
        let count = observed.number("count");
        let line = match (count, observed.number("of")) {
            (Some(count), Some(of)) if of > 0.0 => {
                let share = prose::share(count, of, desk.look.config);
                let exact = format!("{} of {}", prose::measured(count), prose::measured(of));
                match share == exact {
                    true => Sentence::default().strong(exact),
                    false => Sentence::default().strong(share).dim(format!(" ({exact})")),
                }
            }
            (Some(count), _) => Sentence::default().strong(prose::measured(count)),
            (None, of) => Sentence::new(format!(
                "of {}",
                of.map(prose::measured).unwrap_or_default()
            )),
        };
        facts.push(Fact::new("Seen with", line));
    }
    let who = desk.targets(id, "personas");
    if !who.is_empty() {
        facts.push(Fact::new("About", desk.named(&who, 8)));
    }
    if let Some(status) = fields.text("status") {
        facts.push(Fact::new("Status", Sentence::new(prose::capital(status))));
    }
    facts
}
