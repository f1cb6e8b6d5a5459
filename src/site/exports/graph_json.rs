//! `graph.json`: every published entry with its fields and scores, and all links and findings; `graph.schema.json`
//! describes its format.
//!
//! The format `casebook-graph/1` is stable: names, their order, and entries and links sorted by id. An entry, link or
//! finding is one line, so that line-based tools can compare two builds.

use std::io::{self, Write};
use std::sync::Arc;

use memchr::{memchr, memchr3};
use serde::Serialize;

use crate::evidence::derived::{self, Derived};
use crate::graph::EntryId;
use crate::model::Fields;
use crate::page::{Page, Url};
use crate::site::SiteContext;

const FORMAT: &str = "casebook-graph/1";
/// The format as a JSON Schema (2020-12).
const JSON_SCHEMA: &str = include_str!("graph.schema.json");

#[derive(Serialize)]
struct GraphSite<'a> {
    title: &'a str,
    description: Option<&'a str>,
    language: &'a str,
    base_url: Option<&'a str>,
}

#[derive(Serialize)]
struct GraphEntry<'a> {
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    url: &'a str,
    /// From the project's root.
    source: &'a str,
    fields: &'a Fields,
    derived: Option<Derived<'a>>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct GraphLink<'a> {
    from: &'a str,
    field: QualifiedField<'a>,
    to: &'a str,
    inverse: &'a str,
}

/// A field of a kind: `problem.personas`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct QualifiedField<'a>(&'a str, &'a str);

impl Serialize for QualifiedField<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{}", self.0, self.1))
    }
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let site = Arc::clone(site);
    vec![
        Page::streamed(Url::new("graph.json"), move |out| write_graph(&site, out)),
        Page::bytes(Url::new("graph.schema.json"), JSON_SCHEMA.as_bytes()),
    ]
}

fn write_graph(site: &SiteContext, out: &mut dyn Write) -> io::Result<()> {
    let site_meta = GraphSite {
        title: &site.title,
        description: site.config.description.as_deref(),
        language: &site.config.language,
        base_url: site.config.base_url.as_deref(),
    };
    write!(
        out,
        "{{\n\"format\": {},\n\"as_of\": {},\n\"site\": {}",
        to_safe_json(FORMAT),
        to_safe_json(&site.as_of.to_string()),
        to_safe_json(&site_meta),
    )?;
    write_array(out, "entries", entry_lines(site))?;
    write_array(out, "links", links(site).iter().map(to_safe_json))?;
    write_array(out, "findings", site.findings.iter().map(to_safe_json))?;
    out.write_all(b"\n}\n")
}

/// Writes a key with a list, one line for each item.
fn write_array(
    out: &mut dyn Write,
    name: &str,
    lines: impl Iterator<Item = String>,
) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    let mut is_empty = true;
    for line in lines {
        write!(out, "{}{line}", if is_empty { "\n" } else { ",\n" })?;
        is_empty = false;
    }
    out.write_all(if is_empty { b"]" } else { b"\n]" })
}

fn entry_lines(site: &SiteContext) -> impl Iterator<Item = String> {
    let mut ids: Vec<EntryId> = site.graph.iter().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| &*site.graph.entry(*id).document.id);
    ids.into_iter().map(|id| {
        let entry = site.graph.entry(id);
        to_safe_json(&GraphEntry {
            id: &entry.document.id,
            kind: site.graph.kind_name(id),
            title: &entry.document.title,
            url: entry.url.as_str(),
            source: &entry.document.path,
            fields: &entry.document.fields,
            derived: derived::of_entry(&site.graph, &site.evidence, id),
        })
    })
}

/// The links between entries, without those from and to index files of folders.
fn links<'a>(site: &'a SiteContext) -> Vec<GraphLink<'a>> {
    let graph = &site.graph;
    let id = |id: EntryId| &*graph.entry(id).document.id;
    let is_entry = |id: EntryId| !graph.entry(id).document.is_section_index;
    let edges = graph
        .edges
        .iter()
        .filter(|e| is_entry(e.from) && is_entry(e.to));
    let links = edges.map(|edge| {
        // A symmetric link has no direction; it is written once, from the smaller id.
        let (from, to) = match edge.symmetric && id(edge.to) < id(edge.from) {
            true => (edge.to, edge.from),
            false => (edge.from, edge.to),
        };
        GraphLink {
            from: id(from),
            field: QualifiedField(graph.kind_name(from), &edge.field),
            to: id(to),
            inverse: &edge.inverse,
        }
    });
    let mut links: Vec<GraphLink> = links.collect();
    links.sort_unstable();
    links
}

/// JSON that is safe inside HTML and JavaScript: `<`, `>`, `&`, U+2028 and U+2029 in its strings are escaped.
fn to_safe_json<T: Serialize + ?Sized>(value: &T) -> String {
    let text = serde_json::to_string(value).expect("plain data with text keys");
    // U+2028 and U+2029 begin with the byte E2.
    let bytes = text.as_bytes();
    if memchr3(b'<', b'>', b'&', bytes).is_none() && memchr(0xe2, bytes).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn the_graph_has_its_keys_in_order_and_its_arrays_sorted() {
        let files = [
            ("personas/b.md", "---\nname: B\nrelated: a\n---\n"),
            ("personas/a.md", "---\nname: A <&>\n---\n"),
            ("problems/p.md", "---\ntitle: P\npersonas: [b, a]\n---\n"),
        ];
        let text = fixture::with_site(&files, |site| {
            let mut out = vec![];
            write_graph(site, &mut out).expect("memory takes everything");
            String::from_utf8(out).expect("JSON is text")
        });
        assert!(!text.contains(['<', '>', '&']), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        let keys: Vec<&str> = value
            .as_object()
            .expect("a map")
            .keys()
            .map(|k| &**k)
            .collect();
        assert_eq!(
            keys,
            ["format", "as_of", "site", "entries", "links", "findings"]
        );
        let ids: Vec<&str> = value["entries"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|e| e["id"].as_str())
            .collect();
        assert_eq!(ids, ["a", "b", "p"]);
        assert_eq!(value["entries"][0]["title"], "A <&>");
        let links: Vec<String> = value["links"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|l| format!("{} {} {}", l["from"], l["field"], l["to"]).replace('"', ""))
            .collect();
        assert_eq!(
            links,
            [
                "a persona.related b",
                "p problem.personas a",
                "p problem.personas b"
            ]
        );
    }
}
