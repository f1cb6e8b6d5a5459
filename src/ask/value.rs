//! The values that a name has in one entry.

use std::cmp::Ordering;

use serde::Serialize;

use super::name::{self, Name, Part, World};
use crate::graph::Id;
use crate::schema::{Date, Fields, Value};

/// One value, ready to be compared and shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(Date),
}

impl Cell {
    pub fn show(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            // No score has more than two decimals, and no reading is clearer with more.
            Cell::Number(n) => format!("{}", (n * 100.0).round() / 100.0),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Day(date) => date.written.to_string(),
        }
    }

    /// Numbers before days before text, each in its own order.
    pub fn compare(&self, other: &Cell) -> Ordering {
        match (self, other) {
            (Cell::Number(a), Cell::Number(b)) => a.total_cmp(b),
            (Cell::Day(a), Cell::Day(b)) => (a.first, a.last).cmp(&(b.first, b.last)),
            (Cell::Text(a), Cell::Text(b)) => a
                .to_lowercase()
                .cmp(&b.to_lowercase())
                .then_with(|| a.cmp(b)),
            (a, b) => a
                .rank()
                .cmp(&b.rank())
                .then_with(|| a.show().cmp(&b.show())),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Cell::Number(_) => 0,
            Cell::Day(_) => 1,
            Cell::Flag(_) => 2,
            Cell::Text(_) => 3,
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => s.serialize_i64(*n as i64),
            Cell::Number(n) => s.serialize_f64(*n),
            Cell::Flag(flag) => s.serialize_bool(*flag),
            cell => s.serialize_str(&cell.show()),
        }
    }
}

/// Everything a name says of an entry; nothing where it says nothing.
pub fn cells(world: World, id: Id, name: &Name) -> Vec<Cell> {
    let document = &world.graph.entry(id).document;
    let text = |text: &str| vec![Cell::Text(text.to_owned())];
    match name {
        Name::Id => text(&document.id),
        Name::Kind => text(world.graph.kind_name(id)),
        Name::Title => text(&document.title),
        Name::Path => text(&document.path),
        Name::Score(axis, part) => {
            let score = name::score(world, id, *axis);
            score
                .and_then(|score| part_of(score, *part))
                .into_iter()
                .collect()
        }
        Name::Opportunity => {
            let value = world
                .evidence
                .claims
                .get(&id)
                .and_then(|c| c.opportunity.value);
            value.map(Cell::Number).into_iter().collect()
        }
        Name::NextStep => {
            let claim = world.evidence.claims.get(&id);
            claim
                .map(|c| Cell::Text(c.next_step.as_str().to_owned()))
                .into_iter()
                .collect()
        }
        Name::Basis => {
            let subject = world.evidence.subjects.get(&id);
            subject
                .map(|s| Cell::Text(s.basis.as_str().to_owned()))
                .into_iter()
                .collect()
        }
        Name::Linked(kind) => {
            let near = world.graph.neighbours(id).into_iter();
            let documents = near.map(|id| &world.graph.entry(id).document);
            let of_kind = documents.filter(|document| document.kind == Some(*kind));
            of_kind
                .map(|document| Cell::Text(document.id.to_string()))
                .collect()
        }
        Name::Field(path) => {
            let mut cells = Vec::new();
            collect(&document.fields, path, &mut cells);
            // A study's status is derived where nobody gave one.
            if let ([only], []) = (path.as_slice(), cells.as_slice())
                && only == "status"
                && let Some(status) = world.evidence.studies.get(&id)
            {
                return text(status.as_str());
            }
            as_ids(world, name, cells)
        }
    }
}

fn part_of(score: &crate::graph::evidence::Score, part: Part) -> Option<Cell> {
    Some(match part {
        Part::Support => Cell::Number(score.support),
        Part::Against => Cell::Number(score.against),
        Part::Net => Cell::Number(score.net),
        Part::State => Cell::Text(score.state.as_str().to_owned()),
        Part::Studies => Cell::Number(score.studies.len() as f64),
        Part::Last => {
            let day = score.last?;
            Cell::Day(Date {
                first: day,
                last: day,
                written: day.to_string().into(),
            })
        }
    })
}

fn collect(fields: &Fields, path: &[String], cells: &mut Vec<Cell>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if let Some(value) = fields.get(first) {
        flatten(value, rest, cells);
    }
}

fn flatten(value: &Value, path: &[String], cells: &mut Vec<Cell>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| flatten(item, path, cells)),
        Value::Map(map) if !path.is_empty() => collect(map, path, cells),
        // An address with a text of its own, or a map as a whole: that it is there.
        Value::Map(map) => cells.push(Cell::Text(
            map.text("url")
                .or(map.text("name"))
                .unwrap_or("…")
                .to_owned(),
        )),
        _ if !path.is_empty() => {}
        Value::Text(text) => cells.push(Cell::Text(text.to_string())),
        Value::Number(n) => cells.push(Cell::Number(*n)),
        Value::Flag(flag) => cells.push(Cell::Flag(*flag)),
        Value::Date(date) => cells.push(Cell::Day(date.clone())),
        Value::Unreadable => {}
    }
}

/// References as the ids they mean, however they are written.
fn as_ids(world: World, name: &Name, cells: Vec<Cell>) -> Vec<Cell> {
    if name
        .fields(&world.graph.schema)
        .iter()
        .all(|f| f.link.is_none())
    {
        return cells;
    }
    let id = |cell: Cell| match cell {
        Cell::Text(text) => {
            let found = world.graph.look_up(text.split('#').next().unwrap_or(&text));
            Cell::Text(found.map_or(text, |id| world.graph.entry(id).document.id.to_string()))
        }
        cell => cell,
    };
    cells.into_iter().map(id).collect()
}
