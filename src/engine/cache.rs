//! What is kept between two snapshots: documents, by the hash of everything that decides how they are read, and the
//! compiled theme, by its files.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::document::{self, Document, ReadOptions};
use crate::content::source::{Source, Sources};
use crate::diagnostic::Finding;
use crate::model::Schema;
use crate::theme::Theme;

/// How many documents a thread takes at a time. Few, so that at the end no thread waits long for another.
const DOCUMENTS_PER_TASK: usize = 16;

/// Documents by path. One is reused if bytes, schema and options are the same.
#[derive(Default)]
pub struct DocumentCache {
    schema: u128,
    options: ReadOptions,
    by_path: HashMap<Arc<str>, Arc<Document>>,
}

impl DocumentCache {
    /// Reads all documents, reusing unchanged ones, and forgets those that are not among `sources`. `read` is called after
    /// each that is read.
    pub fn read_all(
        &mut self,
        sources: &[Source],
        schema: &Schema,
        options: &ReadOptions,
        read: impl Fn() + Sync,
    ) -> Vec<Arc<Document>> {
        if self.schema != schema.hash || self.options != *options {
            self.by_path.clear();
            (self.schema, self.options) = (schema.hash, options.clone());
        }
        let documents: Vec<Arc<Document>> = sources
            .par_iter()
            .with_max_len(DOCUMENTS_PER_TASK)
            .map(|source| match self.by_path.get(&source.path) {
                Some(kept)
                    if kept.hash == source.hash && kept.content_path == source.content_path =>
                {
                    kept.clone()
                }
                _ => {
                    let document = document::read(source, schema, options);
                    read();
                    Arc::new(document)
                }
            })
            .collect();
        self.by_path = documents
            .iter()
            .map(|d| (d.path.clone(), d.clone()))
            .collect();
        documents
    }

    /// The document that was last read from this path, if it had the same bytes.
    pub fn get_unchanged(&self, source: &Source) -> Option<&Arc<Document>> {
        let kept = self.by_path.get(&source.path);
        kept.filter(|document| document.hash == source.hash)
    }
}

/// The theme that was compiled last, or its errors.
#[derive(Default)]
pub struct ThemeCache {
    last: Option<(ThemeKey, CompiledTheme)>,
}

type CompiledTheme = Result<Arc<Theme>, Vec<Finding>>;

/// The theme's name, and paths and bytes of all files of the project and of the theme's folder.
type ThemeKey = (String, Vec<(Arc<str>, u128)>);

impl ThemeCache {
    /// The last theme, or the result of `load` if the theme's name or files have changed.
    pub fn get(
        &mut self,
        name: &str,
        sources: &Sources,
        load: impl FnOnce() -> Result<Theme, Vec<Finding>>,
    ) -> CompiledTheme {
        let files = sources
            .project_theme_files
            .iter()
            .chain(&sources.theme_files);
        let key = (
            name.to_owned(),
            files.map(|s| (s.path.clone(), s.hash)).collect(),
        );
        match &self.last {
            Some((kept, theme)) if *kept == key => theme.clone(),
            _ => {
                let theme = load().map(Arc::new);
                self.last = Some((key, theme.clone()));
                theme
            }
        }
    }
}
