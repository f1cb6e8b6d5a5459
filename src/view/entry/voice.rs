//! Feedback: what somebody said, and the clock until they were answered and told.

use jiff::civil::Date;
use serde::Serialize;

use super::sides::unquoted;
use super::{Anatomy, Chip, Desk, Fact, MOST};
use crate::graph::{self, Id};
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
    "received",
    "channel",
    "personas",
    "problems",
    "quote",
    "count",
    "responded",
    "closed",
    "told",
    "sentiment",
];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let claims = desk.ranked(desk.targets(id, "problems"));
    let quote = fields.text("quote").map(unquoted);
    Anatomy {
        statement: quote
            .map(|quote| Sentence::new(format!("“{quote}”")))
            .unwrap_or_default(),
        voice: super::Voice::Pull,
        chips: Chip::of(fields, "channel").into_iter().collect(),
        facts: facts(desk, id, fields),
        shown: SHOWN,
        heard: &[],
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            ("clock", Shared::new(&clock(desk, fields))),
            ("waiting", Shared::new(&waiting(desk, fields))),
            (
                "problems",
                look.card_list(claims.iter().copied().take(MOST)),
            ),
        ],
    }
}

fn facts(desk: &Desk, id: Id, fields: &Fields) -> Vec<Fact> {
    let who = desk.targets(id, "personas");
    let mut facts = Vec::new();
    if !who.is_empty() {
        facts.push(Fact::new("Who", desk.named(&who, 8)));
    }
    if let Some(count) = fields.number("count") {
        let many = prose::count(count as usize, "person", "people");
        facts.push(Fact::new("How many", Sentence::new(many)));
    }
    if let Some(sentiment) = fields.number("sentiment") {
        let word = match sentiment as i64 {
            -2 => "Angry",
            -1 => "Unhappy",
            0 => "Neutral",
            1 => "Pleased",
            _ => "Delighted",
        };
        facts.push(Fact::new("Mood", Sentence::new(word)));
    }
    facts
}

/// One step of the clock.
#[derive(Serialize)]
struct Tick {
    label: &'static str,
    /// In words; none where it has not happened.
    day: Option<String>,
    note: String,
}

fn clock(desk: &Desk, fields: &Fields) -> Vec<Tick> {
    let received = fields.date("received").map(|date| date.first);
    let promised = desk.look.config.feedback.answer_days;
    let steps = [
        (
            "Received",
            "received",
            "Nobody noted when it arrived.".to_owned(),
        ),
        (
            "Answered",
            "responded",
            format!("Not yet. We promise an answer in {}.", prose::age(promised)),
        ),
        ("Settled", "closed", "Not yet.".into()),
        ("Told what changed", "told", "Not yet.".into()),
    ];
    steps
        .into_iter()
        .map(|(label, field, missing)| {
            let date = fields.date(field);
            let after = received.zip(date).filter(|_| field != "received");
            let note = match (date, after) {
                (None, _) => missing,
                (Some(_), None) => String::new(),
                (Some(date), Some((from, _))) => later(prose::days(from, date.first)),
            };
            Tick {
                label,
                day: date.map(prose::date),
                note,
            }
        })
        .collect()
}

fn later(days: i64) -> String {
    match days {
        d if d < 0 => "before it arrived".into(),
        0 => "the same day".into(),
        1 => "the next day".into(),
        d => format!("{} later", prose::age(d)),
    }
}

/// “No answer for 5 days”, once the promise is broken.
fn waiting(desk: &Desk, fields: &Fields) -> Option<String> {
    let received = fields.date("received")?.first;
    waited(
        received,
        fields,
        desk.look.as_of,
        desk.look.config.feedback.answer_days,
    )
}

fn waited(received: Date, fields: &Fields, today: Date, promised: i64) -> Option<String> {
    let is_open = !["responded", "closed", "told"]
        .iter()
        .any(|field| fields.has(field));
    let days = prose::days(received, today);
    (is_open && days > promised).then(|| format!("No answer for {}", prose::age(days)))
}

/// The feedback on a claim or of a subject, those who wait first, then the newest:
/// `{items: [{card, quote, line}], more, total}`.
pub fn about(desk: &Desk, id: Id) -> Shared {
    let look = desk.look;
    let field = match desk.role(id) {
        Some(Role::Subject) => "personas",
        _ => "problems",
    };
    let mut voices = desk.sources(id, Role::Voice, field);
    voices.sort_by_key(|voice| {
        let fields = desk.fields(*voice);
        let received = fields.date("received").map(|date| date.first);
        (
            waiting(desk, fields).is_none(),
            std::cmp::Reverse(received),
            *voice,
        )
    });
    let people = graph::voices::people(desk.look.graph, voices.iter().copied());
    let items = voices.iter().take(MOST).map(|voice| {
        let quote = desk.fields(*voice).text("quote").map(unquoted);
        Shared::map([
            ("card", look.card(*voice)),
            ("quote", &Shared::new(&quote)),
            ("line", &Shared::new(&told(desk, *voice, id))),
        ])
    });
    let total = match voices.len() {
        0 => String::new(),
        n => format!(
            "{}, {}",
            prose::count(n, "voice", "voices"),
            prose::count(people as usize, "person", "people")
        ),
    };
    let items: Vec<Shared> = items.collect();
    Shared::map([
        ("items", &Shared::list(&items)),
        ("more", &Shared::new(&desk.more(voices.len(), Role::Voice))),
        ("total", &Shared::new(&total)),
    ])
}

/// “Support, 26 October 2024 · Awinita · answered the next day”
fn told(desk: &Desk, voice: Id, about: Id) -> Sentence {
    let look = desk.look;
    let fields = desk.fields(voice);
    let note = prose::note(look.graph, look.evidence, look.config, voice);
    let mut sentence = Sentence::new(prose::capital(&note));
    let who: Vec<Id> = desk
        .targets(voice, "personas")
        .into_iter()
        .filter(|id| *id != about)
        .collect();
    if !who.is_empty() {
        sentence = sentence.say(" · ").then(desk.named(&who, 2));
    }
    if let Some(waiting) = waiting(desk, fields) {
        return sentence.say(" · ").due(waiting);
    }
    let received = fields.date("received");
    match (received, fields.date("responded")) {
        (Some(from), Some(to)) => {
            let days = prose::days(from.first, to.first);
            sentence = sentence.say(format!(" · answered {}", later(days)));
        }
        (_, None) if !fields.has("closed") => sentence = sentence.say(" · not answered yet"),
        _ => {}
    }
    match fields.has("told") {
        true => sentence.say(" · told what changed"),
        false => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_waits_before_the_promise_is_broken_or_after_an_answer() {
        let open = Fields::default();
        let today = date(2024, 10, 31);
        assert_eq!(waited(date(2024, 10, 29), &open, today, 2), None);
        let late = waited(date(2024, 10, 26), &open, today, 2);
        assert_eq!(late.as_deref(), Some("No answer for 5 days"));
        let flag = crate::schema::Value::Flag(true);
        let answered = Fields(vec![("responded".into(), flag)]);
        assert_eq!(waited(date(2024, 10, 1), &answered, today, 2), None);
    }

    #[test]
    fn how_long_it_took_is_told_as_one_would() {
        assert_eq!(
            [later(0), later(1), later(12)],
            ["the same day", "the next day", "12 days later"]
        );
    }
}
