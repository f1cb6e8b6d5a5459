//! Properties that hold for any text in a file, a query or a request. `suite/properties.rs` tries random texts, `fuzz/`
//! those that reach new code.

use std::sync::LazyLock;

use casebook::config::Config;
use casebook::content::document::{self, to_id};
use casebook::content::source::Source;
use casebook::diagnostic::{Diagnostic, Finding, LineIndex, Severity};
use casebook::engine::Snapshot;
use casebook::evidence::ScoredGraph;
use casebook::graph::BodyLink;
use casebook::model::Schema;
use casebook::model::load;
use casebook::page::encode_path;
use casebook::query::Query;
use casebook::serve::request_path::{self, RequestPath};

/// Reading a document twice gives the same result, and every diagnostic has a place in it.
pub fn front_matter(text: &str) {
    let source = Source::in_memory("problems/any.md", text);
    let options = document::ReadOptions {
        max_front_matter: 64 << 10,
        max_page: 1 << 20,
        ..document::ReadOptions::default()
    };
    // Loading the schema takes longer than reading the document.
    static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::built_in);
    let schema = &*SCHEMA;
    let document = document::read(&source, schema, &options);
    assert_placed(&document.diagnostics, text);
    assert!(
        !document.is_broken || !document.diagnostics.is_empty(),
        "{text:?}"
    );
    assert_id(&document.id, text);
    let again = document::read(&source, schema, &options);
    assert_eq!(document.diagnostics, again.diagnostics);
    assert_eq!(document.fields, again.fields);
    assert_eq!(document.body, again.body);
}

/// Settings and the schema that they declare are read, and every diagnostic has a place.
pub fn config(text: &str) {
    let (config, problems) = Config::read(text);
    let (_, more) = load::load_schema(&config);
    assert_placed(&problems, text);
    assert_placed(&more, text);
}

fn assert_placed(problems: &[Diagnostic], text: &str) {
    let mut lines = LineIndex::new(text);
    for problem in problems {
        let mut finding = Finding::new("any".into(), Severity::Error, problem.clone());
        finding.locate(&mut lines);
        let (start, end) = finding.span;
        assert!(text.get(start..end).is_some(), "{problem:?} in {text:?}");
        let line = lines.line_and_column(start);
        assert_eq!(
            (finding.line, finding.column),
            line,
            "{problem:?} in {text:?}"
        );
        assert!(!finding.message.contains('\n'), "{problem:?}");
    }
}

/// The id of an id is itself, and an id is a valid file name.
pub fn id(name: &str) {
    let id = to_id(name);
    assert_eq!(to_id(&id), id, "{name:?}");
    assert_id(&id, name);
}

fn assert_id(id: &str, of: &str) {
    let odd = |c: char| c != '-' && !c.is_alphanumeric();
    assert!(
        id.split('/').all(|part| !part.contains(odd)),
        "{of:?}: {id:?}"
    );
    assert!(
        !id.starts_with('-') && !id.ends_with('-') && !id.contains("--"),
        "{of:?}: {id:?}"
    );
}

/// Every link of every entry has an existing page or folder list and an existing anchor as its target, or an external
/// address that no browser executes. No target is outside the site.
pub fn links(snapshot: &Snapshot) {
    let entries = &snapshot.graph.entries;
    for entry in entries {
        assert_inside(entry.url.as_str());
        let own = &entry.document.body.anchors;
        for link in &entry.body_links {
            match link {
                BodyLink::Page { url, anchor, .. } => {
                    assert_inside(url.as_str());
                    let mut others = entries.iter();
                    let found = others.find(|other| other.url == *url);
                    let anchors = found.map(|other| &other.document.body.anchors);
                    let is_list = url.as_str().ends_with("index.html");
                    assert!(found.is_some() || is_list, "{url:?}");
                    if let Some(anchor) = anchor {
                        let is_there = anchors.is_some_and(|all| has(all, anchor));
                        assert!(is_there, "{url:?}#{anchor}");
                    }
                }
                BodyLink::SamePage { anchor } => assert!(has(own, anchor), "#{anchor}"),
                BodyLink::Asset { url } => assert_inside(url.as_str()),
                BodyLink::External { url } => {
                    let lower = url.to_lowercase();
                    let fine = ["http:", "https:", "mailto:", "tel:"];
                    assert!(fine.iter().any(|scheme| lower.starts_with(scheme)), "{url}");
                }
                BodyLink::Broken | BodyLink::TextOnly | BodyLink::Hidden => {}
            }
        }
    }
}

/// True if a page with these anchors has this one; `""` and `top` exist on every page.
fn has(anchors: &[Box<str>], anchor: &str) -> bool {
    matches!(anchor, "" | "top") || anchors.iter().any(|one| **one == *anchor)
}

fn assert_inside(name: &str) {
    let odd = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', '\0']);
    assert!(!name.split('/').any(odd), "{name:?}");
}

/// A query has the same result each time and its negation all other entries; or its error has a place in it.
pub fn query(text: &str, context: ScoredGraph) {
    match Query::parse(text, context) {
        Ok(query) => {
            let answers = query.matching_entries(context);
            assert_eq!(answers, query.matching_entries(context), "{text:?}");
            // With `not (…)` it may be too long or too deep.
            let Ok(opposite) = Query::parse(&format!("not ({text})"), context) else {
                return;
            };
            let others = opposite.matching_entries(context);
            assert!(!others.iter().any(|id| answers.contains(id)), "{text:?}");
            let all = context.graph.iter().count();
            assert_eq!(answers.len() + others.len(), all, "{text:?}");
        }
        Err(error) => {
            assert!(
                text.get(error.at.clone()).is_some(),
                "{error:?} in {text:?}"
            );
            assert!(error.to_text(text).contains(&error.message));
        }
    }
}

/// The path of a request is a relative path within the site, and requesting the address of that path gives it again.
pub fn http_target(path: &str) {
    let Some(target) = request_path::parse(path) else {
        return;
    };
    let name = match &target {
        RequestPath::File(name) => name,
        RequestPath::Folder(name) => match name.strip_suffix('/') {
            None => return assert_eq!(name, "", "{path:?}"),
            Some(name) => name,
        },
    };
    assert_inside(name);
    let (RequestPath::File(name) | RequestPath::Folder(name)) = &target;
    let again = request_path::parse(&format!("/{}", encode_path(name)));
    assert_eq!(again.as_ref(), Some(&target), "{path:?}");
}
