//! `graph.json`: the whole graph as plain data, format `casebook-graph/1`.

use serde::Serialize;

use super::Look;
use crate::diagnostic::Finding;
use crate::graph::{Id, query};
use crate::page::{Page, Url};
use crate::schema::Fields;

#[derive(Serialize)]
struct Graph<'a> {
    format: &'static str,
    as_of: String,
    site: Site<'a>,
    entries: Vec<Entry<'a>>,
    links: Vec<Link<'a>>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Site<'a> {
    title: &'a str,
    description: Option<&'a str>,
    language: &'a str,
    base_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    url: String,
    source: &'a str,
    fields: &'a Fields,
    derived: Option<query::Derived<'a>>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Link<'a> {
    from: &'a str,
    field: String,
    to: &'a str,
    inverse: &'a str,
}

pub fn pages(look: &Look) -> Vec<Page> {
    let mut ids: Vec<Id> = look.graph.iter().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| &look.graph.entry(*id).document.id);
    let graph = Graph {
        format: "casebook-graph/1",
        as_of: look.as_of.to_string(),
        site: Site {
            title: look.title,
            description: look.config.description.as_deref(),
            language: &look.config.language,
            base_url: look.config.base_url.as_deref(),
        },
        entries: ids.iter().map(|id| entry(look, *id)).collect(),
        links: links(look),
        findings: look.findings,
    };
    vec![Page::bytes(
        Url::new("graph.json"),
        harmless(&graph).into_bytes(),
    )]
}

/// JSON that stays data wherever it is pasted: what could end a script or start a tag is escaped. These characters
/// stand only within texts, so the escape never changes the meaning.
fn harmless(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("a graph is plain data");
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('\n');
    out
}

fn entry<'a>(look: &'a Look, id: Id) -> Entry<'a> {
    let entry = look.graph.entry(id);
    Entry {
        id: &entry.document.id,
        kind: look.graph.kind_name(id),
        title: &entry.document.title,
        url: entry.url.link(look.style()),
        source: &entry.document.path,
        fields: &entry.document.fields,
        derived: query::derived(look.graph, look.evidence, id),
    }
}

/// Every link once, by its ends; of a symmetric one the smaller id comes first.
fn links<'a>(look: &'a Look) -> Vec<Link<'a>> {
    let id = |id: Id| &*look.graph.entry(id).document.id;
    let link = |edge: &'a crate::graph::Edge| {
        let (from, to) = match edge.symmetric && id(edge.to) < id(edge.from) {
            true => (edge.to, edge.from),
            false => (edge.from, edge.to),
        };
        let field = format!("{}.{}", look.graph.kind_name(from), edge.field);
        Link {
            from: id(from),
            field,
            to: id(to),
            inverse: &edge.inverse,
        }
    };
    let mut links: Vec<Link> = look.graph.edges.iter().map(link).collect();
    links.sort();
    links
}
