//! The site for machines: `graph.json`, every published entry with its fields, links, scores and findings, and
//! `graph.schema.json`, the form of it.
//!
//! The format is a promise (`casebook-graph/1`): names, their order, and arrays sorted by id. One entry, link or
//! finding is one line, so that two builds can be compared with any tool.

use std::io::{self, Write};
use std::sync::Arc;

use memchr::{memchr, memchr3};
use serde::Serialize;

use super::Look;
use crate::graph::Id;
use crate::graph::query::{self, Derived};
use crate::page::{Page, Url};
use crate::schema::Fields;

const FORMAT: &str = "casebook-graph/1";
/// The same as a JSON Schema (2020-12).
const SCHEMA: &str = include_str!("graph.schema.json");

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
    url: &'a str,
    /// From the project's root.
    source: &'a str,
    fields: &'a Fields,
    derived: Option<Derived<'a>>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Link<'a> {
    from: &'a str,
    field: Of<'a>,
    to: &'a str,
    inverse: &'a str,
}

/// A field of a kind: `problem.personas`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Of<'a>(&'a str, &'a str);

impl Serialize for Of<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{}", self.0, self.1))
    }
}

pub fn pages(look: &Look) -> Vec<Page> {
    let world = Arc::clone(look.world);
    vec![
        Page::made(Url::new("graph.json"), move |out| graph(&world.look(), out)),
        Page::bytes(Url::new("graph.schema.json"), SCHEMA.as_bytes()),
    ]
}

fn graph(look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let site = Site {
        title: look.title,
        description: look.config.description.as_deref(),
        language: &look.config.language,
        base_url: look.config.base_url.as_deref(),
    };
    write!(
        out,
        "{{\n\"format\": {},\n\"as_of\": {},\n\"site\": {}",
        json(FORMAT),
        json(&look.as_of.to_string()),
        json(&site),
    )?;
    list(out, "entries", entries(look))?;
    list(out, "links", links(look).iter().map(json))?;
    list(out, "findings", look.findings.iter().map(json))?;
    out.write_all(b"\n}\n")
}

/// A list with a line for each item.
fn list(out: &mut dyn Write, name: &str, lines: impl Iterator<Item = String>) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    let mut is_empty = true;
    for line in lines {
        write!(out, "{}{line}", if is_empty { "\n" } else { ",\n" })?;
        is_empty = false;
    }
    out.write_all(if is_empty { b"]" } else { b"\n]" })
}

/// One line for each entry.
fn entries(look: &Look) -> impl Iterator<Item = String> {
    let mut ids: Vec<Id> = look.graph.iter().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| &*look.graph.entry(*id).document.id);
    ids.into_iter().map(|id| {
        let entry = look.graph.entry(id);
        json(&Entry {
            id: &entry.document.id,
            kind: look.graph.kind_name(id),
            title: &entry.document.title,
            url: entry.url.as_str(),
            source: &entry.document.path,
            fields: &entry.document.fields,
            derived: query::derived(look.graph, look.evidence, id),
        })
    })
}

/// The links between entries; introductions of folders are none.
fn links<'a>(look: &Look<'a>) -> Vec<Link<'a>> {
    let graph = look.graph;
    let id = |id: Id| &*graph.entry(id).document.id;
    let is_entry = |id: Id| !graph.entry(id).document.introduction;
    let edges = graph
        .edges
        .iter()
        .filter(|e| is_entry(e.from) && is_entry(e.to));
    let links = edges.map(|edge| {
        // A symmetric link has no direction: it stands once, the smaller id first.
        let (from, to) = match edge.symmetric && id(edge.to) < id(edge.from) {
            true => (edge.to, edge.from),
            false => (edge.from, edge.to),
        };
        Link {
            from: id(from),
            field: Of(graph.kind_name(from), &edge.field),
            to: id(to),
            inverse: &edge.inverse,
        }
    });
    let mut links: Vec<Link> = links.collect();
    links.sort_unstable();
    links
}

/// JSON that is also safe inside HTML and JavaScript: of these characters none stands outside a string.
fn json<T: Serialize + ?Sized>(value: &T) -> String {
    let text = serde_json::to_string(value).expect("plain data with text keys");
    // Of the characters in question the last two begin with E2.
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
    use crate::view::fixture;

    #[test]
    fn the_graph_has_its_keys_in_order_and_its_arrays_sorted() {
        let files = [
            ("personas/b.md", "---\nname: B\nrelated: a\n---\n"),
            ("personas/a.md", "---\nname: A <&>\n---\n"),
            ("problems/p.md", "---\ntitle: P\npersonas: [b, a]\n---\n"),
        ];
        let text = fixture::look(&files, |look| {
            let mut out = vec![];
            graph(look, &mut out).expect("memory takes everything");
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
