//! Builds a graph from one text, for tests.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::content::document::{self, ReadOptions};
use crate::content::source::Source;
use crate::graph::link::link;
use crate::graph::publish::{self, Audience};
use crate::graph::spelling::LinkContext;
use crate::graph::{EntryId, Graph};
use crate::model::Schema;

/// Each file is a line `>>> PATH` and its front matter without the `---` lines.
pub(crate) fn graph_from_text(text: &str) -> Graph {
    static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(Schema::built_in()));
    let schema = Arc::clone(&SCHEMA);
    let options = ReadOptions {
        max_front_matter: 1 << 16,
        max_page: 1 << 20,
        ..ReadOptions::default()
    };
    let mut documents = Vec::new();
    for file in text.split(">>> ").skip(1) {
        let (path, block) = file.split_once('\n').unwrap();
        let source = Source::in_memory(path.trim(), &format!("---\n{block}---\n"));
        let document = document::read(&source, &schema, &options);
        assert!(!document.is_broken, "{:?}", document.diagnostics);
        documents.push(Arc::new(document));
    }
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let published = publish::published(&documents, &schema, Audience::default());
    link(
        &published,
        schema,
        LinkContext::default(),
        &|_| false,
        |_| HashMap::new(),
    )
}

pub(crate) fn id_of(graph: &Graph, name: &str) -> EntryId {
    graph.find_by_id(name).unwrap()
}
