//! What stands when something breaks: a preview goes on showing the last version of a file that could be read.
//!
//! The findings are those of the files as they are; only the pages are made as if the broken files had stayed as they
//! were. Nothing that is published is made this way.

use std::path::PathBuf;

use super::reading::Reading;
use super::{Engine, Request, Snapshot, theme_of};
use crate::source::{Fault, Source, Sources};

/// What is shown, and what the last [`Engine::preview`] would show in its place.
#[derive(Default)]
pub struct Standing {
    shown: Option<Shown>,
    next: Option<Shown>,
    /// Something is shown as it was.
    pub held: bool,
    /// A document has become a beginning of what is shown: somebody may be in the middle of writing it.
    pub cut: bool,
}

struct Shown {
    /// The files as they were read.
    read: Sources,
    /// The same, with what was broken as it was before.
    mended: Sources,
}

impl Standing {
    /// What the last preview made is shown from now on. What never is, as a file that was read in the middle of being
    /// written, is nothing to go back to.
    pub fn show(&mut self) {
        if let Some(next) = self.next.take() {
            self.shown = Some(next);
        }
    }

    /// The folders of what is shown: settings that cannot be read may lead elsewhere.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let last = self.next.iter().chain(&self.shown);
        last.flat_map(|s| s.mended.folders.iter().cloned())
    }
}

impl Engine {
    /// As [`Engine::snapshot`], but a document, a theme or the settings that cannot be read any more stay, on the
    /// pages, as they were when they were last shown. `None` if nothing has changed since the last call.
    pub fn preview(
        &mut self,
        request: &Request,
        standing: &mut Standing,
    ) -> Result<Option<Snapshot>, Fault> {
        let (truth, changed) = self.read_again(request)?;
        let shown = standing.shown.as_ref();
        let before = shown.map_or(&[][..], |s| &s.read.documents);
        standing.cut = truth.sources.documents.iter().any(|now| {
            let at = before.binary_search_by(|b| b.path.cmp(&now.path));
            at.is_ok_and(|at| is_cut(&before[at], now))
        });
        // While something is held, the files that are shown need not be those that were read: broken settings look for
        // them elsewhere.
        if !changed && !standing.held {
            return Ok(None);
        }
        let Some(mended) = self.mended(&truth, request, standing)? else {
            standing.held = false;
            standing.next = Some(Shown {
                read: truth.sources.clone(),
                mended: truth.sources.clone(),
            });
            return Ok(Some(self.make(truth, request)));
        };
        let last = standing.next.as_ref().or(standing.shown.as_ref());
        let same = last.is_some_and(|s| mended.sources.is_same(&s.mended));
        if !changed && same {
            return Ok(None);
        }
        let findings_only = Request {
            pages: false,
            ..request.clone()
        };
        standing.held = true;
        standing.next = Some(Shown {
            read: truth.sources.clone(),
            mended: mended.sources.clone(),
        });
        let told = self.make(truth, &findings_only);
        let mut shown = self.make(mended, request);
        shown.findings = told.findings;
        Ok(Some(shown))
    }

    /// The reading with everything broken as it stood; `None` if nothing is broken, or nothing stood in its place.
    fn mended(
        &mut self,
        truth: &Reading,
        request: &Request,
        standing: &Standing,
    ) -> Result<Option<Reading>, Fault> {
        let Some(Shown { mended: good, .. }) = &standing.shown else {
            return Ok(None);
        };
        if truth.problems.is_empty()
            && theme_of(&mut self.themes, truth).is_ok()
            && !self.any_broken(truth)
        {
            return Ok(None);
        }
        let same = |a: &Option<Source>, b: &Option<Source>| {
            a.as_ref().map(|s| s.hash) == b.as_ref().map(|s| s.hash)
        };
        let mut changed = false;
        let settings = match truth.problems.is_empty() || same(&truth.sources.config, &good.config)
        {
            true => truth.sources.config.clone(),
            false => {
                changed = true;
                good.config.clone()
            }
        };
        let mut mended = Reading::with(settings, &self.root, request, good)?;
        if theme_of(&mut self.themes, &mended).is_err() {
            mended.sources.project.clone_from(&good.project);
            mended.sources.theme.clone_from(&good.theme);
            changed = true;
        }
        let documents =
            self.documents
                .read(&mended.sources.documents, &mended.schema, &mended.options);
        for (source, document) in mended.sources.documents.iter_mut().zip(&documents) {
            if !document.broken {
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
        Ok(changed.then_some(mended))
    }

    fn any_broken(&mut self, reading: &Reading) -> bool {
        let sources = &reading.sources.documents;
        let documents = self
            .documents
            .read(sources, &reading.schema, &reading.options);
        documents.iter().any(|d| d.broken)
    }
}

/// Is a file a beginning of what it was? So it looks in the middle of being written.
pub fn is_cut(before: &Source, now: &Source) -> bool {
    now.hash != before.hash && before.bytes.starts_with(&now.bytes)
}
