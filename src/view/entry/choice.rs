//! A decision: what, why, what was known then and is known now, and when to look again.

use serde::Serialize;

use super::past::day;
use super::{Anatomy, Chip, Desk, Fact, MOST, Voice};
use crate::graph::Id;
use crate::graph::evidence::Score;
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
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

const HEARD: &[(Role, &str)] = &[(Role::Choice, "supersedes")];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let claims = desk.targets(id, "problems");
    let answers = desk.targets(id, "solutions");
    let evidence = desk.targets(id, "evidence");
    let of_claims = claims
        .iter()
        .take(MOST)
        .map(|claim| known(desk, id, *claim));
    let of_answers = answers
        .iter()
        .take(MOST)
        .map(|answer| known(desk, id, *answer));
    let because = fields
        .text("because")
        .map(str::trim)
        .filter(|b| !b.is_empty());
    Anatomy {
        statement: because
            .map(|because| Sentence::default().dim("Because: ").say(because))
            .unwrap_or_default(),
        voice: Voice::Lede,
        chips: chips(desk, fields),
        facts: facts(desk, id, fields),
        shown: SHOWN,
        heard: HEARD,
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            (
                "scores",
                Shared::list(&of_claims.chain(of_answers).collect::<Vec<_>>()),
            ),
            ("date", Shared::new(&fields.date("date").map(prose::date))),
            (
                "evidence",
                look.card_list(evidence.iter().copied().take(MOST)),
            ),
            (
                "evidence_more",
                Shared::new(&super::link::beyond(evidence.len())),
            ),
            ("reply", Shared::new(&fields.text("reply"))),
            ("history", line(desk, id)),
        ],
    }
}

fn chips(desk: &Desk, fields: &Fields) -> Vec<Chip> {
    let mut chips = Vec::new();
    if let Some(outcome) = fields.text("outcome") {
        let icon = match outcome {
            "decline" | "stop" | "defer" => "declined",
            "research" => "validation",
            _ => "check",
        };
        chips.push(Chip::new(prose::outcome(outcome)).icon(icon));
    }
    if let Some(status) = fields.text("status").filter(|s| *s != "accepted") {
        chips.push(Chip::new(prose::capital(status)));
    }
    if let Some(late) = late(desk, fields) {
        chips.push(Chip::new(format!("{} late", prose::age(late))).icon("clock"));
    }
    chips
}

/// By how many days the day to look again is over.
fn late(desk: &Desk, fields: &Fields) -> Option<i64> {
    let revisit = fields.date("revisit")?;
    let holds = fields.text("status") != Some("superseded");
    let days = prose::days(revisit.last, desk.look.as_of);
    (days > 0 && holds).then_some(days)
}

fn facts(desk: &Desk, id: Id, fields: &Fields) -> Vec<Fact> {
    let look = desk.look;
    let mut facts = Vec::new();
    if let Some(outcome) = fields.text("outcome") {
        let day = fields
            .date("date")
            .map(|date| format!(", {}", prose::date(date)));
        let status = fields.text("status").unwrap_or("accepted");
        let line = Sentence::new(prose::outcome(outcome))
            .say(day.unwrap_or_default())
            .dim(format!(" ({status})"));
        facts.push(Fact::new("Decided", line));
    }
    let asked = match look.graph.targets(id, "requested_by").next() {
        Some(who) => Some(Sentence::default().entry(look, who)),
        None => fields.text("requested_by").map(Sentence::new),
    };
    facts.extend(asked.map(|line| Fact::new("Asked by", line)));
    let again = fields.date("revisit").map(|date| match late(desk, fields) {
        None => Sentence::new(prose::date(date)),
        Some(days) => Sentence::new(format!("{} ", prose::date(date)))
            .due(format!("{} late", prose::age(days))),
    });
    let when = fields
        .text("revisit_when")
        .map(|when| Sentence::default().dim("when ").say(when));
    let lines: Vec<Sentence> = again.into_iter().chain(when).collect();
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
struct Known {
    is_solution: bool,
    problem_score: Option<Then>,
    solution_score: Option<Then>,
}

#[derive(Serialize)]
struct Then {
    then: String,
    now: crate::view::mark::Mark,
}

/// `{card, scores}` of a claim or an answer that a decision is about.
fn known(desk: &Desk, id: Id, about: Id) -> Shared {
    let look = desk.look;
    let was = desk.index.past.was(about, day(desk.fields(id)));
    let then = |was: Option<&String>, is: &Score| Then {
        then: was.cloned().unwrap_or("No date".into()),
        now: prose::mark(is, look.config),
    };
    let real = was.and_then(|was| was.real.as_ref());
    let works = was.and_then(|was| was.works.as_ref());
    let claim = look.evidence.claims.get(&about);
    let answer = look.evidence.answers.get(&about);
    let known = Known {
        is_solution: answer.is_some(),
        problem_score: claim.map(|claim| then(real, &claim.problem)),
        solution_score: claim
            .map(|claim| &claim.solution)
            .or(answer)
            .map(|is| then(works, is)),
    };
    Shared::map([("card", look.card(about)), ("scores", &Shared::new(&known))])
}

/// The decisions about a claim or an answer, newest first: `{items: [{card, line}], more}`.
pub fn about(desk: &Desk, id: Id) -> Shared {
    let look = desk.look;
    let field = match desk.role(id) {
        Some(Role::Answer) => "solutions",
        _ => "problems",
    };
    let mut choices = desk.sources(id, Role::Choice, field);
    let day = |choice: &Id| desk.fields(*choice).date("date").map(|date| date.first);
    choices.sort_by_key(|choice| (std::cmp::Reverse(day(choice)), *choice));
    let items = choices.iter().take(MOST).map(|choice| {
        let line = told(desk, *choice, id);
        Shared::map([("card", look.card(*choice)), ("line", &Shared::new(&line))])
    });
    let items: Vec<Shared> = items.collect();
    Shared::map([
        ("items", &Shared::list(&items)),
        (
            "more",
            &Shared::new(&desk.more(choices.len(), Role::Choice)),
        ),
    ])
}

/// “Build, 9 May 2023. Evidence then: good 4.2, today contested.”
fn told(desk: &Desk, choice: Id, about: Id) -> Sentence {
    let look = desk.look;
    let fields = desk.fields(choice);
    let note = prose::note(look.graph, look.evidence, look.config, choice);
    let sentence = Sentence::new(prose::capital(&note));
    let is = match look.evidence.claims.get(&about) {
        Some(claim) => Some(&claim.problem),
        None => look.evidence.answers.get(&about),
    };
    let was = desk.index.past.was(about, day(fields));
    let was = was.and_then(|was| was.real.as_ref().or(was.works.as_ref()));
    let (Some(was), Some(is)) = (was, is) else {
        return sentence;
    };
    let (was, is) = (
        was.to_lowercase(),
        prose::state(is, look.config).to_lowercase(),
    );
    sentence.say(match was == is {
        true => format!(" · {is}, then as now"),
        false => format!(" · then {was}, today {is}"),
    })
}

/// The decisions before and after this one, oldest first: `[{card, is_current}]`; nothing where it stands alone.
fn line(desk: &Desk, id: Id) -> Shared {
    let look = desk.look;
    let mut line = vec![id];
    let before = |id: Id| look.graph.targets(id, "supersedes").next();
    let after = |id: Id| look.graph.sources(id, Role::Choice, "supersedes").next();
    while let Some(earlier) = before(line[0]).filter(|e| !line.contains(e) && line.len() < MOST) {
        line.insert(0, earlier);
    }
    while let Some(later) =
        after(line[line.len() - 1]).filter(|l| !line.contains(l) && line.len() < MOST)
    {
        line.push(later);
    }
    if line.len() == 1 {
        return Shared::list([]);
    }
    let items: Vec<Shared> = line
        .iter()
        .map(|step| {
            let is_current = Shared::new(&(*step == id));
            Shared::map([("card", look.card(*step)), ("is_current", &is_current)])
        })
        .collect();
    Shared::list(&items)
}
