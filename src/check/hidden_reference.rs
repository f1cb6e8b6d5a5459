//! `hidden-reference`: something public refers to something hidden.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use std::collections::HashMap;

use crate::document;
use crate::graph::{BODY, BodyLink, Edge, Id};
use crate::page::Url;
use crate::schema::Value;
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "hidden-reference",
    severity: Severity::Warning,
    due: false,
    private: true,
    what: "A public entry refers to a draft or an internal one.",
    why: "Readers of the site see a gap there, and the text around it may tell what was to stay inside.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
related: [secret]
---
>>> notes/secret.md
---
id: secret
title: Secret
visibility: internal
---
"#,
    says: "problems/know-why.md:5:11 *Secret* is internal, and this is public",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
>>> notes/secret.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    let graph = scene.graph;
    let hidden: HashMap<&Url, (Id, &str)> = graph
        .ids()
        .filter_map(|id| Some((&graph.entry(id).url, (id, word(scene, id)?))))
        .collect();
    if hidden.is_empty() {
        return;
    }
    for id in graph.ids().filter(|id| word(scene, *id).is_none()) {
        let entry = graph.entry(id);
        let mut tell = |to: Id, word: &str, at: At| {
            let message = format!("*{}* is {word}, and this is public", scene.title(to));
            let help = "publish it too, or take the reference out";
            found.push((id, Problem::new(CHECK.code, at, message).help(help)));
        };
        let back = entry.back.iter().map(|e| graph.edge(*e));
        let back = back.filter(|e| e.symmetric).map(|e| (e, e.from));
        let out = entry.out.iter().map(|e| graph.edge(*e));
        for (edge, other) in out.map(|e| (e, e.to)).chain(back) {
            let Some((to, word)) = hidden.get(&graph.entry(other).url) else {
                continue;
            };
            if let Some(at) = place(scene, id, edge, other) {
                tell(*to, word, at);
            }
        }
        for (link, leads) in entry.document.body.links.iter().zip(&entry.body_links) {
            let BodyLink::Page { url, .. } = leads else {
                continue;
            };
            if let Some((to, word)) = hidden.get(url) {
                tell(*to, word, At::Body(link.span.0, link.span.1));
            }
        }
    }
}

/// What hides an entry; `None` where nothing does.
fn word(scene: &Scene, id: Id) -> Option<&'static str> {
    let document = &scene.graph.entry(id).document;
    match (document.is_draft(), document.is_internal()) {
        (true, _) => Some("a draft"),
        (_, true) => Some("internal"),
        _ => None,
    }
}

/// Where a field names the other end. A symmetric link may have been written at the other end alone; then nowhere.
fn place(scene: &Scene, id: Id, edge: &Edge, other: Id) -> Option<At> {
    if &*edge.field == BODY {
        return None;
    }
    let field = Step::Key(edge.field.to_string());
    if !edge.symmetric {
        return Some(At::Value(vec![field, Step::Index(edge.item)]));
    }
    let mut names = scene.fields(id).list(&edge.field).iter();
    let names_it = |name: &Value| {
        let name = name.as_text().unwrap_or_default();
        scene.graph.find(&document::id_form(name)) == Some(other)
            || scene.graph.find(name) == Some(other)
            || document::id_form(document::stem(name)) == *scene.graph.entry(other).document.id
    };
    let item = names.position(names_it)?;
    Some(At::Value(vec![field, Step::Index(item)]))
}
