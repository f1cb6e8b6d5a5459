//! What is kept between two snapshots: documents, by the hash of everything that decides how they are read.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::document::{self, Document, Options};
use crate::schema::Schema;
use crate::source::Source;

/// Documents by path. A hit needs the same bytes, schema and options; the rest is forgotten at each reading.
#[derive(Default)]
pub struct Documents {
    schema: u128,
    options: Options,
    kept: HashMap<Arc<str>, Arc<Document>>,
}

impl Documents {
    pub fn read(
        &mut self,
        sources: &[Source],
        schema: &Schema,
        options: &Options,
    ) -> Vec<Arc<Document>> {
        if self.schema != schema.hash || self.options != *options {
            self.kept.clear();
            (self.schema, self.options) = (schema.hash, options.clone());
        }
        let documents: Vec<Arc<Document>> = sources
            .par_iter()
            .map(|source| match self.kept.get(&source.path) {
                Some(kept) if kept.hash == source.hash => kept.clone(),
                _ => Arc::new(document::read(source, schema, options)),
            })
            .collect();
        self.kept = documents
            .iter()
            .map(|d| (d.path.clone(), d.clone()))
            .collect();
        documents
    }
}
