//! A diff in sentences: what happened first, then one section for each sort of change. Each format prints these.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::causes::{Cause, CauseKind};
use super::moves::{self, Move, ScoreValue};
use super::not_compared;
use super::study_facts::StudyFacts;
use super::{Change, DecisionFacts, Diff, EntryChange, EntryName, GateChange, ValueChange};
use crate::config::Axis;
use crate::graph::BODY_FIELD;
use crate::model::Period;
use crate::site::prose::{
    self, capitalize, format_date, format_day, humanize, number_word, pluralize,
};

/// Everything that is said about a diff.
#[derive(Debug, Serialize)]
pub struct Report {
    /// “main at 1a2b3c4d5e”, “the working tree”.
    pub base: String,
    pub head: String,
    pub as_of: Date,
    pub headline: String,
    pub notes: Vec<String>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    pub note: String,
    /// The last may be a sentence about the section.
    pub rows: Vec<Row>,
}

#[derive(Debug, Default, Serialize)]
pub struct Row {
    /// A word before the name: “Newly fails”, “New study”.
    pub label: String,
    pub entry: Option<EntryName>,
    pub text: String,
    /// The score before and after; empty where no score is told.
    pub from: String,
    pub to: String,
    /// How the score after stands: `for`, `against`, `mixed`, `thin`; empty where no score is told.
    pub tone: &'static str,
    /// That of the score after; empty where no score is told.
    pub glyph: &'static str,
}

impl Report {
    /// `base` and `head` are what the two states are called.
    pub fn new(diff: &Diff, base: String, head: String) -> Report {
        let all_new = "The base has no documents, so everything is new.".to_owned();
        let as_of = diff.as_of;
        let scored = format!(
            "Both sides are scored as of {}, so nothing moved by age.",
            format_day(as_of)
        );
        Report {
            headline: headline(diff),
            notes: strict_note(diff)
                .into_iter()
                .chain([scored])
                .chain(diff.is_all_new.then_some(all_new))
                .chain(not_compared::sentences(&diff.not_compared))
                .collect(),
            sections: sections(diff),
            as_of,
            base,
            head,
        }
    }
}

fn headline(diff: &Diff) -> String {
    let [mended, broken] = not_compared::count_broken(&diff.not_compared);
    let what = match diff.is_empty() && mended + broken > 0 {
        true => "Nothing else changed.".to_owned(),
        false => headline_of_rest(diff),
    };
    let files = |n| capitalize(&pluralize(n, "file", "files"));
    let mended =
        (mended > 0).then(|| format!("{} of the base could not be compared.", files(mended)));
    let broken = (broken > 0).then(|| format!("{} could not be compared.", files(broken)));
    let all = mended.into_iter().chain(broken).chain([what]);
    all.collect::<Vec<_>>().join(" ")
}

fn headline_of_rest(diff: &Diff) -> String {
    if diff.is_empty() {
        return "Nothing changed.".to_owned();
    }
    if diff.moves_nothing() {
        let texts = pluralize(diff.texts.len(), "text", "texts");
        return format!("No knowledge moved. {texts} changed.");
    }
    let gates = |by_settings, passed, passes| {
        let of = |gate: &&GateChange| {
            (gate.by_settings, gate.passed, gate.passes) == (by_settings, passed, passes)
        };
        diff.gates.iter().filter(of).count()
    };
    let new_and_gone = |entries: &[EntryChange]| {
        let new = entries.iter().filter(|entry| entry.change == Change::New);
        let new = new.count();
        (new, entries.len() - new)
    };
    let (new, gone) = new_and_gone(&diff.entries);
    let (new_by_rules, gone_by_rules) = new_and_gone(&diff.entries_by_settings);
    let parts = [
        (gates(false, true, false), "gate closes", "gates close"),
        (gates(false, false, true), "gate opens", "gates open"),
        (
            gates(false, true, true),
            "gate is waived",
            "gates are waived",
        ),
        (
            gates(true, true, false),
            "gate closes by new rules",
            "gates close by new rules",
        ),
        (
            gates(true, false, true),
            "gate opens by new rules",
            "gates open by new rules",
        ),
        (
            moves::told(&diff.moves).count(),
            "score moves",
            "scores move",
        ),
        (
            moves::told(&diff.moved_by_settings).count(),
            "score moves by new rules",
            "scores move by new rules",
        ),
        (
            diff.next_steps_by_settings.len(),
            "next step changes by new rules",
            "next steps change by new rules",
        ),
        (
            diff.fields_by_settings.len(),
            "field changes by new rules",
            "fields change by new rules",
        ),
        (
            new_by_rules,
            "entry is new by new rules",
            "entries are new by new rules",
        ),
        (
            gone_by_rules,
            "entry is gone by new rules",
            "entries are gone by new rules",
        ),
        (own_fields(diff).count(), "field changes", "fields change"),
        (new, "entry is new", "entries are new"),
        (gone, "entry is gone", "entries are gone"),
    ];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
    let parts: Vec<String> = parts
        .map(|(n, one, many)| format!("{} {}", number_word(n), if n == 1 { one } else { many }))
        .collect();
    match parts.is_empty() {
        true if diff.settings.is_empty() => {
            "No score moved by 0.1 or more, and no gate.".to_owned()
        }
        true => format!(
            "{} changed, and no score moved by it.",
            pluralize(diff.settings.len(), "setting", "settings")
        ),
        false => format!("{}.", capitalize(&parts.join(", "))),
    }
}

fn strict_note(diff: &Diff) -> Option<String> {
    let (gates, axes) = diff.losses();
    let gates =
        (gates > 0).then(|| format!("{} newly", pluralize(gates, "gate fails", "gates fail")));
    let axes = (axes > 0).then(|| {
        let scores = pluralize(axes, "score is", "scores are");
        format!("{scores} newly contested or refuted")
    });
    let losses: Vec<String> = gates.into_iter().chain(axes).collect();
    (!losses.is_empty()).then(|| format!("With --strict this fails: {}.", losses.join(", ")))
}

fn sections(diff: &Diff) -> Vec<Section> {
    let (rules, small_rules) = move_rows(&diff.next_steps_by_settings, &diff.moved_by_settings);
    let steps_by_rules = next_step_rows(&diff.next_steps_by_settings, &diff.moved_by_settings);
    let steps_by_rules = steps_by_rules.into_iter().map(|row| Row {
        label: "Next step".to_owned(),
        ..row
    });
    let (moves, small) = move_rows(&diff.next_steps, &diff.moves);
    let below = |n: usize| match n {
        0 => String::new(),
        n => format!(
            "{} moved by less than 0.1.",
            pluralize(n, "score", "scores")
        ),
    };
    let gates = gate_rows(diff, true);
    let rules = setting_rows(diff).into_iter().chain(gates).chain(rules);
    let rules = rules
        .chain(steps_by_rules)
        .chain(field_rows(diff.fields_by_settings.iter()))
        .chain(entry_rows(&diff.entries_by_settings));
    let rules: Vec<Row> = rules.collect();
    let measured = match rules.is_empty() {
        true => "",
        false => "Everything below is measured with the new rules on both sides.",
    };
    let all = [
        Section {
            note: "casebook.yaml".to_owned(),
            ..Section::new("rules", "First the rules", rules)
                .ending(joined(&[measured, &below(small_rules)], " "))
        },
        Section::new("gates", "Gates", gate_rows(diff, false)),
        Section::new("moved", "Scores that moved", moves).ending(below(small)),
        Section::new("fields", "Fields", field_rows(own_fields(diff))),
        Section::new(
            "next",
            "Next steps",
            next_step_rows(&diff.next_steps, &diff.moves),
        ),
        Section::new("new", "New and gone", entry_rows(&diff.entries)),
        Section::new("touched", "Who is touched", touched_rows(diff)),
        Section::new("links", "Links", link_rows(diff)),
        Section::new("texts", "Texts", text_rows(diff)),
    ];
    let is_shown = |section: &Section| !section.rows.is_empty();
    all.into_iter().filter(is_shown).collect()
}

fn setting_rows(diff: &Diff) -> Vec<Row> {
    let rows = diff.settings.iter().map(|setting| {
        let default = setting.default.as_ref();
        let unset = default.map_or("none".to_owned(), |value| format!("{value} by default"));
        // Of the others only the name is known.
        let value = |value: &Option<String>| match setting.is_rule {
            true => value.clone().unwrap_or_else(|| unset.clone()),
            false => String::new(),
        };
        let word = match (&setting.base, &setting.head) {
            (None, _) => " is newly set",
            (_, None) => " is no longer set",
            _ if setting.is_rule => "",
            _ => " changed",
        };
        Row {
            text: format!("{}{word}", setting.name),
            from: value(&setting.base),
            to: value(&setting.head),
            ..Row::default()
        }
    });
    rows.collect()
}

impl Section {
    fn new(id: &'static str, title: &'static str, rows: Vec<Row>) -> Section {
        Section {
            id,
            title,
            note: prose::count(rows.len() as f64),
            rows,
        }
    }

    /// With a sentence below the rows, if there is one. Where it stands alone, nothing is counted.
    fn ending(mut self, text: String) -> Section {
        if self.rows.is_empty() {
            self.note.clear();
        }
        let row = Row {
            text,
            ..Row::default()
        };
        self.rows.extend((!row.text.is_empty()).then_some(row));
        self
    }
}

/// A row for each large move, and how many are small.
fn move_rows(steps: &[ValueChange<String>], moves: &[Move]) -> (Vec<Row>, usize) {
    let rows = moves::told(moves).map(|moved| {
        let question = match (moved.axis, &moved.answer) {
            (Axis::Problem, _) => "Is it real?".to_owned(),
            (_, Some(answer)) => format!("Does our answer, {}, work?", answer.title),
            (_, None) => "Does our answer work?".to_owned(),
        };
        let mut steps = steps.iter();
        let step =
            steps.find(|step| step.entry.id == moved.entry.id && moved.axis == Axis::Problem);
        let step = step.map_or(String::new(), |step| {
            format!(
                "Next step: {} → {}.",
                value_text(&step.base),
                value_text(&step.head)
            )
        });
        Row {
            entry: Some(moved.entry.clone()),
            text: joined(&[&question, &causes_text(moved), &step], " "),
            from: lower(&moved.base),
            to: lower(&moved.head),
            tone: moved.head.tone,
            glyph: moved.head.glyph,
            ..Row::default()
        }
    });
    (rows.collect(), moves::count_small(moves))
}

fn lower(score: &ScoreValue) -> String {
    both_sides(score).to_lowercase()
}

/// “Good 4.0”; with the other side where it has something, “Good 4.0, 1.3 against”.
fn both_sides(score: &ScoreValue) -> String {
    let [support, against] = &score.shown;
    match (score.state, score.support > 0.0, score.against > 0.0) {
        ("supported" | "weak", true, true) if score.against > score.support => {
            format!("{}, {support} for", score.text)
        }
        ("supported" | "weak", true, true) => format!("{}, {against} against", score.text),
        ("contested", ..) => format!("{} {support} for, {against} against", score.text),
        _ => score.text.clone(),
    }
}

/// How many studies are named behind one score.
const MAX_CAUSES: usize = 4;

/// The causes that are told, and how many more there are.
fn shown_causes(moved: &Move) -> (Vec<&Cause>, usize) {
    // That another answer is judged says of its studies that they count, and of those of the last that they do not.
    let answer = moved
        .causes
        .iter()
        .find(|cause| matches!(cause.change, CauseKind::OtherAnswer | CauseKind::NoAnswer));
    let is_said = |cause: &&Cause| {
        matches!(cause.change, CauseKind::Counts | CauseKind::CountsNoLonger)
            && answer.is_some_and(|answer| cause.by.iter().all(|by| answer.by.contains(by)))
    };
    let causes = moved.causes.iter().filter(|cause| !is_said(cause));
    let mut causes: Vec<&Cause> = causes.collect();
    let more = causes.len().saturating_sub(MAX_CAUSES);
    causes.truncate(MAX_CAUSES);
    (causes, more)
}

fn causes_text(moved: &Move) -> String {
    let (shown, more) = shown_causes(moved);
    let mut causes: Vec<String> = shown.into_iter().map(cause_text).collect();
    // A sentence that begins with our own words, and not with a title, begins with a capital.
    if let Some(first) = causes.first_mut()
        && OWN_BEGINNINGS.iter().any(|words| first.starts_with(words))
    {
        *first = capitalize(first);
    }
    if more > 0 {
        causes.push(format!("and {} more", number_word(more)));
    }
    let methods = moved.methods.iter().map(|method| {
        let name = prose::method_plural(&method.method).to_lowercase();
        let side = |word, base: f64, head: f64| {
            let (base, head) = (format!("{base:.1}"), format!("{head:.1}"));
            (base != head).then(|| format!("{name} {base} → {head}{word}"))
        };
        let support = side("", method.base.support, method.head.support);
        let against = side(" against", method.base.against, method.head.against);
        [support, against]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    });
    let methods: Vec<String> = methods.filter(|text| !text.is_empty()).collect();
    match (causes.is_empty(), methods.is_empty()) {
        (true, true) => "By the rules alone.".to_owned(),
        (true, false) => format!("By the rules alone: {}.", methods.join("; ")),
        (false, true) => format!("{}.", causes.join("; ")),
        (false, false) => format!("{}: {}.", causes.join("; "), methods.join("; ")),
    }
}

const NOT_SHOWN: &str = "something that is not shown here";
const OWN_BEGINNINGS: [&str; 3] = [NOT_SHOWN, "the answer that is judged", "no answer is live"];

fn cause_text(cause: &Cause) -> String {
    fn title(entry: &Option<EntryName>) -> &str {
        entry.as_ref().map_or(NOT_SHOWN, |entry| &entry.title)
    }
    let name = title(&cause.counts);
    if cause.counts.is_none() {
        return name.to_owned();
    }
    let others = cause.by.iter().filter(|entry| **entry != cause.counts);
    let others: Vec<&str> = others.map(title).collect();
    let is_by_itself = others.len() < cause.by.len();
    let makes = if others.len() == 1 { "makes" } else { "make" };
    let others = prose::first_names(others.into_iter());
    let with = match others.is_empty() {
        true => String::new(),
        false => format!(" (with {others})"),
    };
    let changes = changes_text(cause);
    match (cause.change, is_by_itself) {
        (CauseKind::New, _) => format!("{name}, new{}", in_brackets(cause.head.as_ref())),
        (CauseKind::Gone, _) => {
            format!("{name}, gone{}{with}", in_brackets(cause.base.as_ref()))
        }
        (CauseKind::Changed, true) if changes.is_empty() => {
            format!("{name} counts otherwise{with}")
        }
        (CauseKind::Changed, true) => format!("{name}, {changes}{with}"),
        (CauseKind::Counts, true) => format!("{name} counts here now{with}"),
        (CauseKind::CountsNoLonger, true) => format!("{name} no longer counts here{with}"),
        (CauseKind::OtherAnswer, true) => format!("the answer that is judged is now {name}{with}"),
        (CauseKind::NoAnswer, true) => {
            format!("no answer is live any more, the last was {name}{with}")
        }
        (CauseKind::Changed, false) if changes.is_empty() => {
            format!("{others} {makes} {name} count otherwise")
        }
        (CauseKind::Changed, false) => {
            format!("{others} {makes} {name} count otherwise ({changes})")
        }
        (CauseKind::Counts, false) => format!("{others} {makes} {name} count here"),
        (CauseKind::CountsNoLonger, false) => {
            format!("{others} {makes} {name} no longer count here")
        }
        (CauseKind::OtherAnswer, false) => {
            format!("{others} {makes} {name} the answer that is judged")
        }
        (CauseKind::NoAnswer, false) => {
            format!("{others} {makes} {name} no longer the answer that is judged")
        }
    }
}

/// “ (survey, 240 people, 26 November 2026, supported)”.
fn in_brackets(facts: Option<&StudyFacts>) -> String {
    let text = facts_text(facts);
    match facts {
        None => String::new(),
        Some(StudyFacts { verdict: None, .. }) => format!(" ({text}, no verdict)"),
        Some(_) => format!(" ({text})"),
    }
}

/// “survey, 240 people, 26 November 2026, supported”.
fn facts_text(facts: Option<&StudyFacts>) -> String {
    let Some(facts) = facts else {
        return String::new();
    };
    let method = facts.method.as_deref().map_or(String::new(), humanize);
    let day = facts.day.as_ref().map_or(String::new(), format_date);
    let verdict = facts.verdict.unwrap_or_default();
    joined(&[&method, &people_text(facts), &day, verdict], ", ")
}

fn people_text(facts: &StudyFacts) -> String {
    let method = facts.method.as_deref().unwrap_or_default();
    let people = facts.participants.map(|n| prose::sample(method, n));
    people.unwrap_or_default()
}

/// “8 people → 4 people, supported → mixed”; empty where only its weight is another one.
fn changes_text(cause: &Cause) -> String {
    let (base, head) = (
        cause.base.clone().unwrap_or_default(),
        cause.head.clone().unwrap_or_default(),
    );
    let arrow = |a: String, b: String| {
        let none = |text: String| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                text
            }
        };
        (a != b).then(|| format!("{} → {}", none(a), none(b)))
    };
    let word = |text: &Option<String>| text.as_deref().map_or(String::new(), humanize);
    let day = |day: &Option<Period>| day.as_ref().map_or("no date".to_owned(), format_date);
    let verdict = |verdict: Option<&str>| verdict.unwrap_or("no verdict").to_owned();
    let parts = [
        arrow(word(&base.method), word(&head.method)),
        arrow(people_text(&base), people_text(&head)),
        arrow(day(&base.day), day(&head.day)),
        arrow(verdict(base.verdict), verdict(head.verdict)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn gate_rows(diff: &Diff, by_settings: bool) -> Vec<Row> {
    let gates = diff.gates.iter();
    let rows = gates
        .filter(|gate| gate.by_settings == by_settings)
        .map(|gate| {
            let why = match (gate.demand, &gate.stands) {
                ("waived", _) => ". A waiver lets it pass".to_owned(),
                ("ignored", _) => ". It ignores the check".to_owned(),
                ("off", _) => ". The settings turn the check off".to_owned(),
                ("expired", _) => ". Its waiver is over".to_owned(),
                (_, Some(stands)) => format!(", and {stands}"),
                ("hidden", _) => ". Its problem is not shown here".to_owned(),
                _ if gate.score.is_some() => ". Its problem is not shown here".to_owned(),
                _ => ". It names no problem".to_owned(),
            };
            Row {
                label: match (gate.passed, gate.passes) {
                    (_, false) => "Newly fails",
                    (false, true) => "Newly passes",
                    (true, true) => "Newly waived",
                }
                .to_owned(),
                entry: Some(gate.entry.clone()),
                text: format!("{}{why}.", capitalize(&gate.status)),
                tone: if gate.passes { "for" } else { "against" },
                ..Row::default()
            }
        });
    rows.collect()
}

/// The fields that no row of a score tells with its cause.
fn own_fields(diff: &Diff) -> impl Iterator<Item = &ValueChange<String>> {
    let causes = moves::told(&diff.moves).flat_map(|moved| shown_causes(moved).0);
    let causes: Vec<&Cause> = causes.collect();
    let tells = |cause: &Cause, change: &ValueChange<String>| {
        cause.change == CauseKind::Changed
            && cause.counts.as_ref() == Some(&change.entry)
            && cause.by.contains(&cause.counts)
            && tells_field(cause, &change.field)
    };
    let fields = diff.fields.iter();
    fields.filter(move |change| !causes.iter().any(|cause| tells(cause, change)))
}

/// True if [`changes_text`] has both values of a field of the study.
fn tells_field(cause: &Cause, field: &str) -> bool {
    let (Some(base), Some(head)) = (&cause.base, &cause.head) else {
        return false;
    };
    match field {
        "method" => base.method != head.method,
        "participants" => base.participants != head.participants,
        "date" | "start" | "end" => base.day != head.day,
        "verdict" => base.verdict != head.verdict,
        _ => false,
    }
}

fn field_rows<'a>(changes: impl Iterator<Item = &'a ValueChange<String>>) -> Vec<Row> {
    let rows = changes.map(|change| {
        let value = |value: &Option<String>| match (&*change.field, value) {
            ("title" | "owner", Some(name)) => name.clone(),
            (_, value) => value_text(value),
        };
        Row {
            label: field_label(&change.field),
            entry: Some(change.entry.clone()),
            from: value(&change.base),
            to: value(&change.head),
            ..Row::default()
        }
    });
    rows.collect()
}

/// “Waiver: until”; of an item of a list “Value of 2026-03-01, visitors”, and without a name “Value of measures 2”.
fn field_label(field: &str) -> String {
    let part = |name: &str| humanize(&name.replace('.', ": "));
    let of_item = field.split_once('[').zip(field.rsplit_once("]."));
    capitalize(&match of_item {
        Some(((list, rest), (_, name))) => {
            let item = &rest[..rest.len() - name.len() - "].".len()];
            match item.parse::<usize>() {
                Ok(number) => format!("{} of {} {number}", part(name), humanize(list)),
                Err(_) => format!("{} of {item}", part(name)),
            }
        }
        None => part(field),
    })
}

fn value_text(value: &Option<String>) -> String {
    let is_of_word = |c: char| c.is_ascii_lowercase() || c == '-' || c == '_';
    // Words are said as people say them; a name, a day or a number stands as it was written.
    match value.as_deref().unwrap_or("none") {
        value if value.starts_with('-') || !value.chars().all(is_of_word) => value.to_owned(),
        word => humanize(word),
    }
}

/// The next steps of problems that no row of a score tells.
fn next_step_rows(steps: &[ValueChange<String>], moves: &[Move]) -> Vec<Row> {
    let is_told = |id: &str| {
        moves::told(moves).any(|moved| moved.entry.id == id && moved.axis == Axis::Problem)
    };
    let steps = steps.iter().filter(|step| !is_told(&step.entry.id));
    let rows = steps.map(|step| Row {
        entry: Some(step.entry.clone()),
        from: value_text(&step.base),
        to: value_text(&step.head),
        ..Row::default()
    });
    rows.collect()
}

fn entry_rows(changes: &[EntryChange]) -> Vec<Row> {
    let rows = changes.iter().map(|change| Row {
        label: match change.change {
            Change::New => format!("New {}", change.entry.kind),
            Change::Gone => format!("Gone {}", change.entry.kind),
        },
        entry: Some(change.entry.clone()),
        text: {
            let known = change.scores.iter().filter(|one| one.score.is_known());
            let said = known.map(|one| match &one.answer {
                None => format!("{}.", both_sides(&one.score)),
                Some(answer) => format!("Its answer, {}: {}.", answer.title, lower(&one.score)),
            });
            let study = facts_text(change.study.as_ref());
            let decision = change
                .decision
                .as_ref()
                .map_or(String::new(), decision_text);
            let said: Vec<String> = said.chain([study, decision]).collect();
            said.join(" ").trim().to_owned()
        },
        ..Row::default()
    });
    rows.collect()
}

/// “Proposed: build, supersedes The shelf”.
fn decision_text(facts: &DecisionFacts) -> String {
    let superseded = facts.supersedes.iter().map(|entry| &*entry.title);
    let superseded = prose::first_names(superseded);
    let supersedes = match superseded.is_empty() {
        true => String::new(),
        false => format!("supersedes {superseded}"),
    };
    capitalize(&joined(&[&facts.said, &supersedes], ", "))
}

/// “, which is gone” after the name of an entry that is.
fn gone_mark(diff: &Diff, entry: &EntryName) -> &'static str {
    let all = diff.entries.iter().chain(&diff.entries_by_settings);
    let mut gone = all.filter(|one| one.change == Change::Gone);
    match gone.any(|one| one.entry == *entry) {
        true => ", which is gone",
        false => "",
    }
}

fn touched_rows(diff: &Diff) -> Vec<Row> {
    let rows = diff.touched.iter().map(|touched| Row {
        label: touched
            .owner
            .clone()
            .unwrap_or_else(|| "No owner".to_owned()),
        entry: Some(touched.entry.clone()),
        text: format!(
            "Leans on {}{}.",
            touched.leans_on.title,
            gone_mark(diff, &touched.leans_on)
        ),
        ..Row::default()
    });
    rows.collect()
}

fn link_rows(diff: &Diff) -> Vec<Row> {
    let field_name = |field: &str| match field {
        BODY_FIELD => "text".to_owned(),
        field => humanize(field),
    };
    let rows = diff.links.iter().map(|link| {
        let end = link.base.as_ref().or(link.head.as_ref());
        let title = end.map_or("", |end| end.title.as_str());
        let mark = link.base.as_ref().map_or("", |end| gone_mark(diff, end));
        Row {
            label: if link.base.is_none() { "New" } else { "Gone" }.to_owned(),
            entry: Some(link.entry.clone()),
            text: format!("{}: {title}{mark}", field_name(&link.field)),
            ..Row::default()
        }
    });
    rows.collect()
}

/// Entries whose texts changed, and what moved a score and is named by no other row: of a study that is not among the
/// first, the results.
fn text_rows(diff: &Diff) -> Vec<Row> {
    fn by<'a>(causes: impl Iterator<Item = &'a Cause>) -> impl Iterator<Item = &'a EntryName> {
        causes.flat_map(|cause| cause.by.iter().flatten())
    }
    let shown = moves::told(&diff.moves).flat_map(|moved| shown_causes(moved).0);
    let of_fields = own_fields(diff).map(|change| &change.entry);
    let of_entries = diff.entries.iter().map(|change| &change.entry);
    let of_links = diff.links.iter().map(|link| &link.entry);
    let told = by(shown).chain(of_fields).chain(of_entries).chain(of_links);
    let told: BTreeSet<&EntryName> = told.collect();
    let all: BTreeSet<&EntryName> = by(diff.moves.iter().flat_map(|moved| &moved.causes)).collect();
    let rows = diff.texts.iter().chain(all.difference(&told).copied());
    let rows = rows.map(|entry| Row {
        entry: Some(entry.clone()),
        ..Row::default()
    });
    rows.collect()
}

/// The parts that are not empty.
fn joined(parts: &[&str], between: &str) -> String {
    let given = parts.iter().filter(|part| !part.is_empty());
    given.copied().collect::<Vec<_>>().join(between)
}
