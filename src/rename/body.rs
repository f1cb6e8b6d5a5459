//! Links in a text: `[[id]]`, relative paths, addresses in the project's own repository.

use percent_encoding::percent_decode_str;

use super::edit::{Edit, Renaming};
use crate::document;
use crate::fence;
use crate::graph::{BodyLink, Id};
use crate::markdown::{self, Target, address_in};

impl Renaming<'_> {
    pub(super) fn in_body(&self, id: Id, text: &str) -> Vec<Edit> {
        let entry = self.graph.entry(id);
        let start = fence::body_start(text);
        let body = &text[start..];
        let mut definitions = None;
        let mut edits = Vec::new();
        for (link, leads) in entry.document.body.links.iter().zip(&entry.body_links) {
            if link.image.is_some() || !self.leads_here(id, leads, &link.target) {
                continue;
            }
            let span = link.span.0..link.span.1.min(body.len());
            let Some(region) = body.get(span.clone()) else {
                continue;
            };
            if let Some(at) = address_in(region, &link.target) {
                edits.extend(self.address(region, at, start + span.start));
                continue;
            }
            for span in definitions.get_or_insert_with(|| markdown::definitions(body)) {
                let region = &body[span.clone()];
                if let Some(at) = address_in(region, &link.target) {
                    edits.extend(self.address(region, at, start + span.start));
                }
            }
        }
        edits.sort_by_key(|e: &Edit| e.range.start);
        edits.dedup();
        edits
    }

    fn leads_here(&self, from: Id, leads: &BodyLink, target: &Target) -> bool {
        match leads {
            BodyLink::Page { url, .. } => *url == self.graph.entry(self.target).url,
            // A link to a heading of its own page, by the page's name.
            BodyLink::Here { .. } => {
                from == self.target
                    && !matches!(target, Target::Local { path, .. } if path.is_empty())
            }
            // A heading that is not there; the page is.
            BodyLink::Broken { .. } => match target {
                Target::Wiki { id, .. } => self.is_meant(id, ""),
                Target::Local { path, .. } => {
                    let folder = document::folder(&self.graph.entry(from).document.inner);
                    super::edit::joined(folder, path)
                        == *self.graph.entry(self.target).document.inner
                }
                Target::External(_) => false,
            },
            _ => false,
        }
    }

    /// The edit of an address at `at` in a region that starts at `start` of the file.
    fn address(&self, region: &str, at: std::ops::Range<usize>, start: usize) -> Option<Edit> {
        let written = &region[at.clone()];
        if region[..at.start].ends_with("[[") || region[..at.start].trim_end().ends_with("[[") {
            return Some(Edit {
                range: start + at.start..start + at.end,
                text: self.renamed(written)?,
            });
        }
        // A path: its last part, up to the anchor, without the ending.
        let path = &written[..written.find(['#', '?']).unwrap_or(written.len())];
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let decoded = percent_decode_str(&path[name..]).decode_utf8_lossy();
        let document = &self.graph.entry(self.target).document;
        let file = document.inner.rsplit('/').next().unwrap_or(&document.inner);
        let stem = document::stem(&document.inner);
        let is_file = |given: &str| crate::collision::key(given) == crate::collision::key(file);
        let bare = crate::collision::key(&decoded) == crate::collision::key(stem);
        if !self.moves || !(is_file(&decoded) || bare) {
            return None;
        }
        let end = if bare {
            path.len()
        } else {
            path.rfind('.').unwrap_or(path.len())
        };
        Some(Edit {
            range: start + at.start + name..start + at.start + end,
            text: self.new.to_owned(),
        })
    }
}
