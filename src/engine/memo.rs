//! What is kept between two snapshots: documents, by the hash of everything that decides how they are read, and the
//! compiled theme, by its files.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Finding;
use crate::document::{self, Document, Options};
use crate::schema::Schema;
use crate::source::{Source, Sources};
use crate::theme::Theme;

/// So many documents a thread takes at a time: few, so that in the end none waits long for another.
const PIECE: usize = 16;

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
            .with_max_len(PIECE)
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

    /// The document that was last read from these bytes.
    pub fn kept(&self, source: &Source) -> Option<&Arc<Document>> {
        let kept = self.kept.get(&source.path);
        kept.filter(|document| document.hash == source.hash)
    }
}

/// The theme that was compiled last, or what was wrong with it.
#[derive(Default)]
pub struct Themes {
    kept: Option<(Key, Compiled)>,
}

type Compiled = Result<Arc<Theme>, Vec<Finding>>;

/// The theme's name, and paths and bytes of all files of the project and of the theme's folder.
type Key = (String, Vec<(Arc<str>, u128)>);

impl Themes {
    /// `load` is called where anything it sees has changed: the name and these files.
    pub fn get(
        &mut self,
        name: &str,
        sources: &Sources,
        load: impl FnOnce() -> Result<Theme, Vec<Finding>>,
    ) -> Compiled {
        let files = sources.project.iter().chain(&sources.theme);
        let key = (
            name.to_owned(),
            files.map(|s| (s.path.clone(), s.hash)).collect(),
        );
        match &self.kept {
            Some((kept, theme)) if *kept == key => theme.clone(),
            _ => {
                let theme = load().map(Arc::new);
                self.kept = Some((key, theme.clone()));
                theme
            }
        }
    }
}
