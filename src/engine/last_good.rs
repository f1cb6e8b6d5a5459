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
        let repaired = self.repaired(&current, request, last_good)?;
        let last = last_good.next.as_ref().or(last_good.shown.as_ref());
        let is_last = |r: &ProjectInputs| last.is_some_and(|s| r.sources.is_same(&s.repaired));
        if !changed && repaired.as_ref().is_some_and(is_last) {
            return Ok(None);
        }
        last_good.held = repaired.is_some();
        last_good.next = Some(Files {
            read: current.sources.clone(),
            repaired: repaired.as_ref().unwrap_or(&current).sources.clone(),
        });
        let Some(repaired) = repaired else {
            return Ok(Some(self.make_snapshot(current, request)));
        };
        let findings_only = Request {
            with_pages: false,
            ..request.clone()
        };
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
            && !self.read_documents(current).iter().any(|d| d.is_broken)
        {
            return Ok(None);
        }
        let same = |a: &Option<Source>, b: &Option<Source>| {
            a.as_ref().map(|s| s.hash) == b.as_ref().map(|s| s.hash)
        };
        let mut changed = false;
        let now = &current.sources.config;
        let settings = match current.diagnostics.is_empty() || same(now, &good.config) {
            true => now.clone(),
            false => {
                changed = true;
                good.config.clone()
            }
        };
        let mut repaired = ProjectInputs::read(settings, &self.files, None, request, good)?;
        if load_theme(&mut self.themes, &repaired).is_err() {
            let sources = &mut repaired.sources;
            sources
                .project_theme_files
                .clone_from(&good.project_theme_files);
            sources.theme_files.clone_from(&good.theme_files);
            changed = true;
        }
        let documents = self.read_documents(&repaired);
        for (source, document) in repaired.sources.documents.iter_mut().zip(&documents) {
            let before = &good.documents;
            if document.is_broken
                && let Ok(at) = before.binary_search_by(|s| s.path.cmp(&source.path))
                && before[at].hash != source.hash
            {
                *source = before[at].clone();
                changed = true;
            }
        }
        Ok(changed.then_some(repaired))
    }
}

/// True if a file is a prefix of its former self, as when an editor is in the middle of writing it.
pub fn is_truncated(before: &Source, now: &Source) -> bool {
    now.hash != before.hash && before.bytes.starts_with(&now.bytes)
}
