//! Keeps the last good version of broken files for the preview.
//!
//! Findings are always those of the current files; only the pages are made from the last good versions. Builds do not
//! use this.

use std::path::PathBuf;

use super::project_inputs::ProjectInputs;
use super::{Engine, Request, Snapshot, load_theme};
use crate::content::source::{Error, Source, Sources};

/// The files of the preview that is shown, and of the last [`Engine::preview`], which may not be shown in the end.
#[derive(Default)]
pub struct LastGood {
    shown: Option<Files>,
    next: Option<Files>,
    /// True if the last preview shows an earlier version of a file that is broken now.
    pub held: bool,
    /// True if a document has become a prefix of its shown version: an editor may be in the middle of writing it.
    pub truncated: bool,
}

struct Files {
    /// As they are on disk.
    read: Sources,
    /// The same, with the last good version in place of each broken file.
    repaired: Sources,
}

impl LastGood {
    /// To be called when the last preview is shown. Only files that were shown count as good, so one that was read in
    /// the middle of being written never does.
    pub fn show(&mut self) {
        if let Some(next) = self.next.take() {
            self.shown = Some(next);
        }
    }

    /// The folders of what is shown. They have to be watched too, because broken settings may name other folders.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let last = self.next.iter().chain(&self.shown);
        last.flat_map(|s| s.repaired.folders.iter().cloned())
    }
}

impl Engine {
    /// As [`Engine::snapshot_if_changed`], but the pages show the last good version of documents, theme and settings
    /// that are broken.
    pub fn preview(
        &mut self,
        request: &Request,
        last_good: &mut LastGood,
    ) -> Result<Option<Snapshot>, Error> {
        let (current, changed) = self.read_inputs(request)?;
        let shown = last_good.shown.as_ref();
        let before = shown.map_or(&[][..], |s| &s.read.documents);
        last_good.truncated = current.sources.documents.iter().any(|now| {
            let at = before.binary_search_by(|b| b.path.cmp(&now.path));
            at.is_ok_and(|at| is_truncated(&before[at], now))
        });
        // While something is held, a shown file may have changed unnoticed: broken settings may name other folders.
        if !changed && !last_good.held {
            return Ok(None);
        }
        let Some(repaired) = self.repaired(&current, request, last_good)? else {
            last_good.held = false;
            last_good.next = Some(Files {
                read: current.sources.clone(),
                repaired: current.sources.clone(),
            });
            return Ok(Some(self.make_snapshot(current, request)));
        };
        let last = last_good.next.as_ref().or(last_good.shown.as_ref());
        let same = last.is_some_and(|s| repaired.sources.is_same(&s.repaired));
        if !changed && same {
            return Ok(None);
        }
        let findings_only = Request {
            with_pages: false,
            ..request.clone()
        };
        last_good.held = true;
        last_good.next = Some(Files {
            read: current.sources.clone(),
            repaired: repaired.sources.clone(),
        });
        let checked = self.make_snapshot(current, &findings_only);
        let mut shown = self.make_snapshot(repaired, request);
        shown.findings = checked.findings;
        Ok(Some(shown))
    }

    /// The inputs with the last good version of each broken file; `None` if there is no such file.
    fn repaired(
        &mut self,
        current: &ProjectInputs,
        request: &Request,
        last_good: &LastGood,
    ) -> Result<Option<ProjectInputs>, Error> {
        let Some(Files { repaired: good, .. }) = &last_good.shown else {
            return Ok(None);
        };
        if current.diagnostics.is_empty()
            && load_theme(&mut self.themes, current).is_ok()
            && !self.any_broken(current)
        {
            return Ok(None);
        }
        let same = |a: &Option<Source>, b: &Option<Source>| {
            a.as_ref().map(|s| s.hash) == b.as_ref().map(|s| s.hash)
        };
        let mut changed = false;
        let settings =
            match current.diagnostics.is_empty() || same(&current.sources.config, &good.config) {
                true => current.sources.config.clone(),
                false => {
                    changed = true;
                    good.config.clone()
                }
            };
        let mut repaired = ProjectInputs::read_with_config(settings, &self.root, request, good)?;
        if load_theme(&mut self.themes, &repaired).is_err() {
            repaired
                .sources
                .project_theme_files
                .clone_from(&good.project_theme_files);
            repaired.sources.theme_files.clone_from(&good.theme_files);
            changed = true;
        }
        let documents = self.documents.read_all(
            &repaired.sources.documents,
            &repaired.schema,
            &repaired.document_options,
        );
        for (source, document) in repaired.sources.documents.iter_mut().zip(&documents) {
            if !document.is_broken {
                continue;
            }
            let before = good
                .documents
                .binary_search_by(|s| s.path.cmp(&source.path));
            if let Ok(at) = before
                && good.documents[at].hash != source.hash
            {
                *source = good.documents[at].clone();
                changed = true;
            }
        }
        Ok(changed.then_some(repaired))
    }

    fn any_broken(&mut self, inputs: &ProjectInputs) -> bool {
        let sources = &inputs.sources.documents;
        let documents = self
            .documents
            .read_all(sources, &inputs.schema, &inputs.document_options);
        documents.iter().any(|d| d.is_broken)
    }
}

/// True if a file is a prefix of its former self, as when an editor is in the middle of writing it.
pub fn is_truncated(before: &Source, now: &Source) -> bool {
    now.hash != before.hash && before.bytes.starts_with(&now.bytes)
}
