//! Edits of links in bodies: `[[id]]`, relative paths, addresses in the project's repository.

use percent_encoding::percent_decode_str;

use super::edit::{Renaming, is_path_of};
use crate::content::document;
use crate::content::front_matter;
use crate::graph::{BodyLink, EntryId};
use crate::markdown::{self, LinkTarget, address_range};
use crate::path_safety::comparison_key;
use crate::text_edit::Edit;

impl Renaming<'_> {
    pub(super) fn body_edits(&self, id: EntryId, text: &str) -> Vec<Edit> {
        let entry = self.graph.entry(id);
        let start = front_matter::body_start(text);
        let body = &text[start..];
        let mut definitions = None;
        let mut edits = Vec::new();
        for (link, body_link) in entry.document.body.links.iter().zip(&entry.body_links) {
            if link.image.is_some() || !self.leads_to_target(id, body_link, &link.target) {
                continue;
            }
            let span = link.span.0..link.span.1.min(body.len());
            let Some(region) = body.get(span.clone()) else {
                continue;
            };
            if let Some(at) = address_range(region, &link.target) {
                edits.extend(self.address_edit(region, at, start + span.start));
                continue;
            }
            for span in definitions.get_or_insert_with(|| markdown::definition_ranges(body)) {
                let region = &body[span.clone()];
                if let Some(at) = address_range(region, &link.target) {
                    edits.extend(self.address_edit(region, at, start + span.start));
                }
            }
        }
        edits.sort_by_key(|e: &Edit| e.range.start);
        edits.dedup();
        edits
    }

    fn leads_to_target(&self, from: EntryId, body_link: &BodyLink, target: &LinkTarget) -> bool {
        match body_link {
            BodyLink::Page { url, .. } => *url == self.graph.entry(self.target).url,
            // A link to a heading on its own page that names the page.
            BodyLink::SamePage { .. } => {
                from == self.target
                    && !matches!(target, LinkTarget::Local { path, .. } if path.is_empty())
            }
            // A link to a missing heading of the page is broken and names the page all the same.
            BodyLink::Broken => match target {
                LinkTarget::Wikilink { id, .. } => self.means_target(id, ""),
                LinkTarget::Local { path, .. } => {
                    let document = |id| &*self.graph.entry(id).document;
                    let folder = document::parent_folder(&document(from).content_path);
                    is_path_of(document(self.target), folder, path)
                }
                LinkTarget::External(_) | LinkTarget::OwnSource => false,
            },
            _ => false,
        }
    }

    /// The edit of the address at `at` of a region, which starts at byte `start` of the file; `None` if it stays.
    fn address_edit(&self, region: &str, at: std::ops::Range<usize>, start: usize) -> Option<Edit> {
        let written = &region[at.clone()];
        if region[..at.start].ends_with("[[") || region[..at.start].trim_end().ends_with("[[") {
            let range = start + at.start..start + at.end;
            return Some(Edit::replace(range, self.with_new_id(written)?));
        }
        // Of a path, only the file name without its extension changes.
        let path = &written[..written.find(['#', '?']).unwrap_or(written.len())];
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let decoded = percent_decode_str(&path[name..]).decode_utf8_lossy();
        let own_path = &self.graph.entry(self.target).document.content_path;
        let file = own_path.rsplit('/').next().unwrap_or(own_path);
        let is_written = |name: &str| comparison_key(&decoded) == comparison_key(name);
        let bare = is_written(document::file_stem(own_path));
        if !self.moves_file || !(is_written(file) || bare) {
            return None;
        }
        let extension = path.rfind('.').filter(|_| !bare);
        let end = extension.unwrap_or(path.len());
        let start = start + at.start;
        Some(Edit::replace(start + name..start + end, self.new))
    }
}
