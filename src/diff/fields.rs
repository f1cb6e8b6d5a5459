//! Fields of the front matter that say something else, and readings of metrics.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::names::{EntryName, Names};
use crate::content::document::Document;
use crate::engine::Snapshot;
use crate::evidence::interval;
use crate::graph::{EntryId, Graph};
use crate::model::{Field, FieldType, Fields, Value};
use crate::text::visible;

/// A field, a next step or a link of an entry that is another one now: `None` where there was none, or is none.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ValueChange<T> {
    pub entry: EntryName,
    pub field: String,
    pub base: Option<T>,
    pub head: Option<T>,
}

/// What every page has says nothing about customers, but for these.
const TOLD_OF_EVERY_PAGE: [&str; 3] = ["owner", "visibility", "draft"];

/// What entries that are in both say otherwise in words of a choice, numbers, days, flags and names of people, what they
/// are called and of which kind they are. Other texts are told of as texts.
pub fn changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<String>> {
    let schema = &head.graph.schema;
    let mut changes = Vec::new();
    for (id, entry) in head.graph.iter() {
        let Some((old, name)) = names.base_of(id).zip(names.in_head(id)) else {
            continue;
        };
        let documents = [&*base.graph.entry(old).document, &*entry.document];
        let kinds = [base.graph.kind_name(old), head.graph.kind_name(id)];
        let mut add = |field: &str, [base, head]: [Option<String>; 2]| {
            if base != head {
                changes.push(ValueChange {
                    entry: name.clone(),
                    field: names.text(field),
                    base,
                    head,
                });
            }
        };
        if kinds[0] != kinds[1] {
            add("kind", kinds.map(|kind| Some(visible(kind).into_owned())));
            continue;
        }
        let title = |document: &Document| Some(names.text(&document.title));
        add("title", documents.map(title));
        let is_told = |field: &&Field| {
            TOLD_OF_EVERY_PAGE.contains(&&*field.name)
                || !schema.shared.iter().any(|shared| shared.name == field.name)
        };
        for field in schema.fields(entry.document.kind).iter().filter(is_told) {
            let given = documents.map(|document| document.fields.get(&field.name));
            match &field.ty {
                FieldType::Map(inner) if field.is_list => {
                    // Where an item is about something that is not shown, nothing is said of it; a reading is about
                    // its metric.
                    let sides: [(&Graph, EntryId); 2] = [(&base.graph, old), (&head.graph, id)];
                    let is_told = &*field.name == READINGS
                        || !sides
                            .iter()
                            .any(|(graph, id)| graph.entry(*id).names_hidden(&field.name));
                    if is_told {
                        let names_of = [
                            items(sides[0], &field.name, |id| names.head_of(id), &head.graph),
                            items(sides[1], &field.name, Some, &head.graph),
                        ];
                        item_changes(&field.name, inner, documents, names_of, names)
                            .into_iter()
                            .for_each(|(name, values)| add(&name, values));
                    }
                }
                // Told as a link; or, where one side withholds the entry, not at all.
                FieldType::Person
                    if is_link(&base.graph, old, &field.name)
                        || is_link(&head.graph, id, &field.name) => {}
                FieldType::Map(inner) => {
                    for part in inner {
                        let given = given.map(|value| value?.as_map()?.get(&part.name));
                        add(
                            &format!("{}.{}", field.name, part.name),
                            given.map(|value| told_value(part, value, names)),
                        );
                    }
                }
                _ => add(
                    &field.name,
                    given.map(|value| told_value(field, value, names)),
                ),
            }
        }
    }
    changes.sort_by_key(|change| change.field != "status");
    changes
}

const READINGS: &str = "readings";

/// What differs in the items of a list, as `readings[2026-03-01, visitors].value`.
fn item_changes(
    list: &str,
    inner: &[Field],
    documents: [&Document; 2],
    of_document: [BTreeMap<String, (usize, &Fields)>; 2],
    names: &Names,
) -> Vec<(String, [Option<String>; 2])> {
    // The value of a reading may follow from its counts.
    let computed = documents.map(|document| match list {
        READINGS => interval::readings(&document.fields),
        _ => Vec::new(),
    });
    let value = |side: usize, of: &String| {
        let (index, _) = of_document[side].get(of)?;
        let reading = computed[side]
            .iter()
            .find(|reading| reading.index == *index);
        reading?.value
    };
    let written = |side: usize, of: &String, part: &Field| {
        let (_, item) = of_document[side].get(of)?;
        told_value(part, item.get(&part.name), names)
    };
    let [before, after] = &of_document;
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let parts = inner.iter().filter(|part| &*part.name != "date");
    let mut changes = Vec::new();
    for (part, of) in parts.flat_map(|part| all.iter().map(move |of| (part, *of))) {
        let values = match [0, 1].map(|side| value(side, of)) {
            [old, new] if &*part.name == "value" && old != new => {
                [old, new].map(|value| value.map(rounded))
            }
            _ => [0, 1].map(|side| written(side, of, part)),
        };
        if values[0] != values[1] {
            changes.push((format!("{list}[{of}].{}", part.name), values));
        }
    }
    changes
}

/// Six decimals, which shows any written value whole and cuts a share.
fn rounded(value: f64) -> String {
    ((value * 1e6).round() / 1e6).to_string()
}

/// The items of a list, with their places in it, by their day and segment, else by their name, by the entries that they
/// are about as the head calls them, or by their number. A second one of the same name has its number too.
fn items<'a>(
    (graph, id): (&'a Graph, EntryId),
    list: &str,
    to_head: impl Fn(EntryId) -> Option<EntryId>,
    head: &Graph,
) -> BTreeMap<String, (usize, &'a Fields)> {
    let entry = graph.entry(id);
    let edges: Vec<_> = graph.edges_of(&entry.outgoing).collect();
    let mut items = BTreeMap::new();
    for (index, item) in entry.document.fields.maps(list).enumerate() {
        let day = item.date("date").map(|day| &*day.written);
        let called = [day, item.text("segment"), item.text("name")];
        let of_item = edges
            .iter()
            .filter(|edge| *edge.field == *list && edge.item == index);
        let about = of_item.filter_map(|edge| to_head(edge.to));
        let about = about.map(|id| &*head.entry(id).document.id);
        let called: Vec<&str> = match called.iter().any(Option::is_some) {
            true => called.into_iter().flatten().collect(),
            false => about.collect(),
        };
        let (called, number) = (called.join(", "), index + 1);
        let name = match called.is_empty() {
            true => number.to_string(),
            false if items.contains_key(&called) => format!("{called}, {number}"),
            false => called,
        };
        items.insert(name, (index, item));
    }
    items
}

/// True if the field of an entry names another entry.
fn is_link(graph: &Graph, id: EntryId, field: &str) -> bool {
    let mut edges = graph.edges_of(&graph.entry(id).outgoing);
    edges.any(|edge| &*edge.field == field)
}

/// A value that is told whole; `None` if it is a text, a link or a list.
fn told_value(field: &Field, value: Option<&Value>, names: &Names) -> Option<String> {
    use FieldType::{Choice, Date, Deadline, Flag, Integer, Number, Person};
    let is_told = matches!(
        field.ty,
        Choice(_) | Date | Deadline | Flag | Integer { .. } | Number { .. } | Person
    ) || &*field.name == "owner";
    let json = serde_json::to_value(value.filter(|_| is_told && !field.is_list)?).ok()?;
    let text = json
        .as_str()
        .map_or_else(|| json.to_string(), str::to_owned);
    // A word of the model names nobody, even where something withheld is called so.
    let is_of_model =
        matches!(&field.ty, Choice(words) if words.iter().any(|choice| *choice.word == *text));
    Some(match is_of_model {
        true => visible(&text).into_owned(),
        false => names.text(&text),
    })
}
