//! `search.html`, and the records from which the search index is built.

use std::sync::Arc;

use crate::graph::EntryId;
use crate::model::{self, FieldType, Role, role};
use crate::page::Page;
use crate::search::Record;
use crate::site::view_names::View;
use crate::site::{SiteContext, list, prose};

/// The search page. Without scripts it lists the kinds instead.
pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !site.has_search {
        return vec![];
    }
    let view = View::named("search");
    let inputs = site.layout_inputs(&view.meta(site, &view.url()));
    vec![Page::template(view.url(), "search.html", inputs)]
}

/// One record for each entry and plain page that is published.
pub fn records(site: &SiteContext) -> Vec<Record> {
    site.graph.ids().map(|id| record(site, id)).collect()
}

fn record(site: &SiteContext, id: EntryId) -> Record {
    let entry = site.graph.entry(id);
    let document = &entry.document;
    let card = site.card(id).value();
    let shown = |path| card.get_from_path(path).and_then(|v| v.as_str());
    let kind = document.kind.map(|kind| &site.graph.schema.kinds[kind]);
    let label = kind.map_or("Pages", |kind| &kind.plural_label);

    let mut record = Record {
        url: entry.url.to_link(site.url_style()),
        language: document
            .fields
            .text("lang")
            .unwrap_or(&site.config.language)
            .to_owned(),
        title: document.title.to_string(),
        filters: vec![("kind", label.to_owned())],
        ..Record::default()
    };
    let fields = &document.fields;
    let facets = [
        ("status", fields.text("status").map(prose::label)),
        ("evidence", list::evidence_label(site, id)),
        ("method", fields.text("method").map(prose::label)),
        ("verdict", fields.text("verdict").map(prose::label)),
        ("owner", fields.text("owner").map(list::short)),
        ("year", year(site, id)),
    ];
    for (name, value) in facets {
        record.filters.extend(value.map(|value| (name, value)));
    }
    let tags = fields.texts("tags").map(list::short);
    record.filters.extend(tags.map(|tag| ("tag", tag)));
    for persona in personas(site, id) {
        let title = site.title_of(persona);
        record.filters.push(("persona", title.to_string()));
    }
    for (name, path) in [("icon", "icon"), ("state", "state.word"), ("note", "note")] {
        if let Some(text) = shown(path).filter(|text| !text.is_empty()) {
            record.metadata.push((name, text.to_owned()));
        }
    }
    if let Some(kind) = kind {
        // The title is there already.
        let fields = kind
            .fields
            .iter()
            .filter(|field| field.name != kind.title_field);
        push_field_texts(fields, &document.fields, &mut record.html);
    }
    record.html.push_str(&site.body_html(id));
    record
}

/// The year in which a study was held, a decision was made, feedback came or a solution shipped.
fn year(site: &SiteContext, id: EntryId) -> Option<String> {
    let fields = site.fields(id);
    let day = match site.graph.role(id)? {
        Role::Validation => role::Validation(fields).day(),
        Role::Decision => role::Decision(fields).date(),
        Role::Feedback => role::Feedback(fields).received(),
        Role::Solution => role::Solution(fields).shipped(),
        _ => None,
    };
    day.map(|day| day.first.year().to_string())
}

/// The personas that an entry links to; of a persona, itself.
fn personas(site: &SiteContext, id: EntryId) -> Vec<EntryId> {
    let is_persona = |id: &EntryId| site.graph.role(*id) == Some(Role::Persona);
    if is_persona(&id) {
        return vec![id];
    }
    let edges = site.graph.entry(id).outgoing.iter();
    let mut found: Vec<EntryId> = edges.map(|edge| site.graph.edge(*edge).to).collect();
    found.retain(is_persona);
    found.sort();
    found.dedup();
    found
}

/// Appends the text fields of the front matter, such as a need, a quotation or the reason of a decision.
fn push_field_texts<'f>(
    declared: impl IntoIterator<Item = &'f model::Field>,
    fields: &model::Fields,
    html: &mut String,
) {
    for field in declared {
        let Some(value) = fields.get(&field.name) else {
            continue;
        };
        match value {
            model::Value::List(items) => items
                .iter()
                .for_each(|item| push_field_text(field, item, html)),
            value => push_field_text(field, value, html),
        }
    }
}

fn push_field_text(field: &model::Field, value: &model::Value, html: &mut String) {
    match (&field.ty, value) {
        (FieldType::Text | FieldType::Person, model::Value::Text(text)) => {
            html.push_str("<p>");
            html.push_str(&html_escape::encode_text(&**text));
            html.push_str("</p>");
        }
        (FieldType::Map(inner), model::Value::Map(fields)) => push_field_texts(inner, fields, html),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn a_record_has_text_fields_and_filters() {
        let files = [
            ("personas/a.md", "---\nname: Awinita\n---\n"),
            (
                "problems/p.md",
                "---\ntitle: Why\nstatus: validated\npersonas: [a]\nneed: know <why>\n---\nBody [[a]].\n",
            ),
        ];
        let record = fixture::with_site(&files, |site| records(site).pop()).expect("two records");
        assert_eq!(record.url, "problems/p.html");
        let filters: Vec<_> = record
            .filters
            .iter()
            .map(|(n, v)| format!("{n} {v}"))
            .collect();
        assert_eq!(
            filters,
            [
                "kind Problems",
                "status Validated",
                "evidence Not tested",
                "persona Awinita"
            ]
        );
        assert!(record.html.contains("know &lt;why&gt;"), "{}", record.html);
        assert!(record.html.contains(">Awinita</a>"), "{}", record.html);
    }
}
