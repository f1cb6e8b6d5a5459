//! A whole graph from one text, for tests.

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::{self, Options};
use crate::graph::gate::{self, Audience};
use crate::graph::link::link;
use crate::graph::spelling::LinkContext;
use crate::graph::{Graph, Id};
use crate::schema::Schema;
use crate::source::Source;

/// Files are front matter without its fences, each under a line `>>> PATH`.
pub(crate) fn site(text: &str) -> Graph {
    let schema = Arc::new(Schema::built_in());
    let options = Options {
        max_front_matter: 1 << 16,
        max_page: 1 << 20,
        ..Options::default()
    };
    let mut documents = Vec::new();
    for file in text.split(">>> ").skip(1) {
        let (path, block) = file.split_once('\n').unwrap();
        let source = Source::in_memory(path.trim(), &format!("---\n{block}---\n"));
        let document = document::read(&source, &schema, &options);
        assert!(!document.broken, "{:?}", document.problems);
        documents.push(Arc::new(document));
    }
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let published = gate::pass(&documents, &schema, Audience::default());
    link(
        &published,
        schema,
        LinkContext::default(),
        &|_| false,
        |_| HashMap::new(),
    )
}

pub(crate) fn id(graph: &Graph, name: &str) -> Id {
    graph.find(name).unwrap()
}
