//! Fields of the front matter that say something else, and readings of metrics.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::names::{EntryName, Names};
use crate::content::document::Document;
use crate::engine::Snapshot;
use crate::graph::{EntryId, Graph};
use crate::model::{Field, FieldType, Fields, Value};

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
                    base: base.map(|value| names.text(&value)),
                    head: head.map(|value| names.text(&value)),
                });
            }
        };
        if kinds[0] != kinds[1] {
            add("kind", kinds.map(|kind| Some(kind.to_owned())));
            continue;
        }
        add(
            "title",
            documents.map(|document| Some(document.title.to_string())),
        );
        let is_told = |field: &&Field| {
            TOLD_OF_EVERY_PAGE.contains(&&*field.name)
                || !schema.shared.iter().any(|shared| shared.name == field.name)
        };
        for field in schema.fields(entry.document.kind).iter().filter(is_told) {
            let given = documents.map(|document| document.fields.get(&field.name));
            match &field.ty {
                FieldType::Map(inner) if &*field.name == READINGS => {
                    for (name, values) in reading_changes(inner, documents) {
                        add(&name, values);
                    }
                }
                // Told as a link; or, where one side withholds the entry, not at all.
                FieldType::Person
                    if is_link(&base.graph, old, &field.name)
                        || is_link(&head.graph, id, &field.name) => {}
                FieldType::Map(inner) if !field.is_list => {
                    for part in inner {
                        let given = given.map(|value| value?.as_map()?.get(&part.name));
                        add(
                            &format!("{}.{}", field.name, part.name),
                            given.map(|value| told_value(part, value)),
                        );
                    }
                }
                _ => add(&field.name, given.map(|value| told_value(field, value))),
            }
        }
    }
    changes.sort_by_key(|change| change.field != "status");
    changes
}

const READINGS: &str = "readings";

/// The numbers of readings that differ, by the day and the segment of the reading.
fn reading_changes(
    inner: &[Field],
    documents: [&Document; 2],
) -> Vec<(String, [Option<String>; 2])> {
    let of_document = documents.map(|document| {
        let readings = document.fields.maps(READINGS).map(|reading| {
            let day = reading.date("date").map(|day| &*day.written);
            let of = [day, reading.text("segment")];
            (
                of.into_iter().flatten().collect::<Vec<_>>().join(", "),
                reading,
            )
        });
        readings.collect::<BTreeMap<String, &Fields>>()
    });
    let [before, after] = &of_document;
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let parts = inner.iter().filter(|part| &*part.name != "date");
    let changes = parts.flat_map(|part| {
        let of_document = &of_document;
        all.iter().map(move |of| {
            let of_side = of_document.each_ref().map(|readings| readings.get(*of));
            let values = of_side.map(|reading| told_value(part, reading?.get(&part.name)));
            (format!("{READINGS}[{of}].{}", part.name), values)
        })
    });
    changes.collect()
}

/// True if the field of an entry names another entry.
fn is_link(graph: &Graph, id: EntryId, field: &str) -> bool {
    let mut edges = graph.edges_of(&graph.entry(id).outgoing);
    edges.any(|edge| &*edge.field == field)
}

/// A value that is told whole; `None` if it is a text, a link or a list.
fn told_value(field: &Field, value: Option<&Value>) -> Option<String> {
    use FieldType::{Choice, Date, Deadline, Flag, Integer, Number, Person};
    let is_told = matches!(
        field.ty,
        Choice(_) | Date | Deadline | Flag | Integer { .. } | Number { .. } | Person
    ) || &*field.name == "owner";
    let json = serde_json::to_value(value.filter(|_| is_told && !field.is_list)?).ok()?;
    Some(
        json.as_str()
            .map_or_else(|| json.to_string(), str::to_owned),
    )
}
