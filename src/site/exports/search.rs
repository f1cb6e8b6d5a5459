//! `search.html`, and the records from which the search index is built.

use std::sync::Arc;

use crate::graph::EntryId;
use crate::model::{self, FieldType, Role};
use crate::page::Page;
use crate::search::Record;
use crate::site::list::Column;
use crate::site::view_names::View;
use crate::site::{SiteContext, list};

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
    let schema = &site.graph.schema;
    let kinds = 0..schema.kinds.len();
    let facets: Vec<_> = kinds.map(|kind| list::facets(kind, schema)).collect();
    let filters = |id: EntryId| match site.graph.entry(id).document.kind {
        Some(kind) => filters_of_entry(site, id, &facets[kind]),
        None => filters_of_page(site.fields(id)),
    };
    let ids = site.graph.ids();
    ids.map(|id| record(site, id, filters(id))).collect()
}

type Filters = Vec<(&'static str, String)>;

/// What the list of its kind can be filtered by, with the same values; of a persona, itself.
fn filters_of_entry(site: &SiteContext, id: EntryId, facets: &[(&'static str, Column)]) -> Filters {
    let facets = facets.iter().flat_map(|(facet, column)| {
        let keys = column.keys(site, id).into_iter();
        keys.map(|key| (*facet, column.key_label(site, &key)))
    });
    let is_persona = site.graph.role(id) == Some(Role::Persona);
    let own = is_persona.then(|| ("persona", list::short(site.title_of(id))));
    facets.chain(own).collect()
}

/// The same of a plain page.
fn filters_of_page(fields: &model::Fields) -> Filters {
    let owner = fields
        .text("owner")
        .filter(|owner| !owner.trim().is_empty());
    let owner = owner.map(|owner| ("owner", list::short(owner)));
    let tags = fields.texts("tags").map(|tag| ("tag", list::short(tag)));
    owner.into_iter().chain(tags).collect()
}

fn record(site: &SiteContext, id: EntryId, filters: Filters) -> Record {
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
    record.filters.extend(filters);
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
    #[test]
    fn a_record_and_the_list_of_its_kind_have_the_same_values() {
        let files = [
            ("problems/p.md", "---\ntitle: P\n---\n"),
            (
                "validations/a.md",
                "---\ntitle: A\nmethod: survey\nowner: ' '\ndate: 2124-01-01\n---\n",
            ),
            (
                "validations/b.md",
                "---\ntitle: B\nmethod: survey\nstart: 2023-01-01\nresults: [{problem: p, verdict: mixed}]\n---\n",
            ),
        ];
        let records = fixture::with_site(&files, |site| records(site));
        let filters = |at: usize| {
            let filters = records[at].filters.iter();
            let filters = filters.map(|(name, value)| format!("{name} {value}"));
            filters.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            filters(1),
            "kind Validations, status Planned, method Survey, year 2124"
        );
        assert_eq!(
            filters(2),
            "kind Validations, status Done, method Survey, verdict Mixed, year 2023"
        );
    }
}
