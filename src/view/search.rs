//! `search.html`, and what of every page can be found.

use super::{Look, home};
use crate::graph::Id;
use crate::page::{Page, Shared, Url};
use crate::schema::{self, Role, Type};
use crate::search::Record;

pub const URL: &str = "search.html";

/// The page to search on. Without a script it is a page of ways in.
pub fn pages(look: &Look) -> Vec<Page> {
    if !look.search {
        return vec![];
    }
    let url = Url::new(URL);
    let head = look.head(&url, "Search", "", "search");
    let inputs = look
        .inputs(&head)
        .with("kinds", Shared::new(&home::kinds(look)))
        .with("knowledge", Shared::new(&look.has_knowledge()));
    vec![Page::template(url, "search.html", inputs)]
}

/// One record for each entry and plain page that is published.
pub fn records(look: &Look) -> Vec<Record> {
    look.graph.ids().map(|id| record(look, id)).collect()
}

fn record(look: &Look, id: Id) -> Record {
    let entry = look.graph.entry(id);
    let document = &entry.document;
    let card = look.card(id).value();
    let shown = |path| card.get_from_path(path).and_then(|v| v.as_str());
    let kind = document.kind.map(|kind| &look.graph.schema.kinds[kind]);
    let label = kind.map_or("Pages", |kind| &kind.labels);

    let mut record = Record {
        url: entry.url.link(look.style()),
        language: document
            .fields
            .text("lang")
            .unwrap_or(&look.config.language)
            .to_owned(),
        title: document.title.to_string(),
        filters: vec![("kind", label.to_owned())],
        ..Record::default()
    };
    if let Some(status) = document.fields.text("status") {
        record.filters.push((
            "status",
            super::prose::capital(&super::prose::plain(status)),
        ));
    }
    for persona in personas(look, id) {
        let title = &look.graph.entry(persona).document.title;
        record.filters.push(("persona", title.to_string()));
    }
    for (name, path) in [("icon", "icon"), ("state", "state.word"), ("note", "note")] {
        if let Some(text) = shown(path).filter(|text| !text.is_empty()) {
            record.shown.push((name, text.to_owned()));
        }
    }
    if let Some(kind) = kind {
        words(&kind.fields, &document.fields, &mut record.html);
    }
    record.html.push_str(&look.html(id));
    record
}

/// Who an entry is about: itself, or those that it names.
fn personas(look: &Look, id: Id) -> Vec<Id> {
    let is_subject = |id: &Id| look.graph.role(*id) == Some(Role::Subject);
    if is_subject(&id) {
        return vec![id];
    }
    let edges = look.graph.entry(id).out.iter();
    let mut found: Vec<Id> = edges.map(|edge| look.graph.edge(*edge).to).collect();
    found.retain(is_subject);
    found.sort();
    found.dedup();
    found
}

/// The texts of front matter that its page shows: a need, a quotation, the reason of a decision.
fn words(declared: &[schema::Field], fields: &schema::Fields, html: &mut String) {
    for field in declared {
        let Some(value) = fields.get(&field.name) else {
            continue;
        };
        match value {
            schema::Value::List(items) => items.iter().for_each(|item| word(field, item, html)),
            value => word(field, value, html),
        }
    }
}

fn word(field: &schema::Field, value: &schema::Value, html: &mut String) {
    match (&field.ty, value) {
        (Type::Text | Type::Person, schema::Value::Text(text)) => {
            html.push_str("<p>");
            html.push_str(&html_escape::encode_text(&**text));
            html.push_str("</p>");
        }
        (Type::Map(inner), schema::Value::Map(fields)) => words(inner, fields, html),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    #[test]
    fn an_entry_is_found_by_its_fields_and_narrowed_by_whom_it_is_about() {
        let files = [
            ("personas/a.md", "---\nname: Awinita\n---\n"),
            (
                "problems/p.md",
                "---\ntitle: Why\nstatus: validated\npersonas: [a]\nneed: know <why>\n---\nBody [[a]].\n",
            ),
        ];
        let record = fixture::look(&files, |look| records(look).pop()).expect("two records");
        assert_eq!(record.url, "problems/p.html");
        let filters: Vec<_> = record
            .filters
            .iter()
            .map(|(n, v)| format!("{n} {v}"))
            .collect();
        assert_eq!(
            filters,
            ["kind Problems", "status Validated", "persona Awinita"]
        );
        assert!(record.html.contains("know &lt;why&gt;"), "{}", record.html);
        assert!(record.html.contains(">Awinita</a>"), "{}", record.html);
    }
}
