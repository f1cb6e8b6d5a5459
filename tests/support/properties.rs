//! What holds for any text that somebody writes into a file, a question or a request. Tests try texts at random, `fuzz/`
//! those that lead to new code.

use casebook::ask::{Question, World};
use casebook::config::Config;
use casebook::diagnostic::{Diagnostic, Finding, Place, Problem, Severity};
use casebook::document::{self, id_form};
use casebook::engine::Snapshot;
use casebook::graph::BodyLink;
use casebook::schema::Schema;
use casebook::schema::load;
use casebook::serve::target::{self, Target};
use casebook::source::Source;

/// A document is read, broken or not; whatever is wrong has a place in it.
pub fn front_matter(text: &str) {
    let source = Source::in_memory("problems/any.md", text);
    let options = document::Options {
        max_front_matter: 64 << 10,
        max_page: 1 << 20,
        ..document::Options::default()
    };
    let schema = Schema::built_in();
    let document = document::read(&source, &schema, &options);
    assert_placed(&document.problems, text);
    let again = document::read(&source, &schema, &options);
    assert_eq!(document.problems, again.problems);
}

/// Settings are read, with defaults for what is wrong; and what they declare makes a schema or is told.
pub fn config(text: &str) {
    let (config, problems) = Config::read(text);
    let (_, more) = load::schema(&config);
    assert_placed(&problems, text);
    assert_placed(&more, text);
}

fn assert_placed(problems: &[Problem], text: &str) {
    for problem in problems {
        let diagnostic = Diagnostic {
            code: problem.code,
            severity: Severity::Error,
            due: false,
            place: Place {
                path: "any".into(),
                at: problem.at.clone(),
            },
            message: problem.message.clone(),
            help: problem.help.clone(),
        };
        let finding = Finding::new(diagnostic, Some(text));
        let (start, end) = finding.span;
        assert!(text.get(start..end).is_some(), "{problem:?} in {text:?}");
        let line = text[..start].matches('\n').count() + 1;
        assert_eq!(finding.line, line, "{problem:?} in {text:?}");
        assert!(finding.column > 0);
        assert!(!finding.message.contains('\n'), "{problem:?}");
    }
}

/// The id form of an id is that id.
pub fn id(name: &str) {
    let id = id_form(name);
    assert_eq!(id_form(&id), id, "{name:?}");
    assert!(
        !id.starts_with('-') && !id.ends_with('-') && !id.contains("--"),
        "{name:?}: {id:?}"
    );
}

/// Every link of every entry leads to a page of the site, and to an anchor that is there.
pub fn links(snapshot: &Snapshot) {
    let entries = &snapshot.graph.entries;
    for entry in entries {
        for link in &entry.body_links {
            let BodyLink::Page { url, anchor, .. } = link else {
                continue;
            };
            let mut others = entries.iter();
            let found = others.find(|other| other.url == *url);
            let Some(anchor) = anchor else { continue };
            let anchors = found.map(|other| &other.document.body.anchors);
            let is_there = anchors.is_some_and(|all| all.iter().any(|one| **one == **anchor));
            assert!(is_there, "{url}#{anchor}");
        }
    }
}

/// A question is answered, or its mistake has a place in it.
pub fn query(text: &str, world: World) {
    match Question::read(text, world) {
        Ok(question) => {
            let answers = question.answers(world);
            assert!(answers.len() <= world.graph.entries.len());
        }
        Err(wrong) => {
            assert!(
                text.get(wrong.at.clone()).is_some(),
                "{wrong:?} in {text:?}"
            );
            assert!(wrong.show(text).contains(&wrong.message));
        }
    }
}

/// Whatever a request names is a name in the site: it never climbs, and never begins at the root of a disk.
pub fn http_target(path: &str) {
    let name = match target::read(path) {
        None => return,
        Some(Target::File(name)) => name,
        Some(Target::Folder(name)) => match name.strip_suffix('/') {
            None => return assert_eq!(name, "", "{path:?}"),
            Some(name) => name.to_owned(),
        },
    };
    let odd = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', '\0']);
    assert!(!name.split('/').any(odd), "{path:?}: {name:?}");
}
