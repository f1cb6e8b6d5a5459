//! Titles and other plain texts of bodies show the title of a wikilink's target, as the page does.

use std::sync::Arc;

use super::Linker;
use crate::content::document::{self, Document};
use crate::graph::EntryId;
use crate::graph::spelling::Meaning;
use crate::markdown::PlainText;
use crate::model::Name;
use crate::text::cut_name;

/// A title whose wikilinks lead to titles with wikilinks is read that often. Titles that name each other in a circle are
/// still not complete then; they show the names in the others as they are written.
const MAX_ROUNDS: usize = 4;

impl Linker<'_> {
    pub(super) fn fill_titles(&mut self) {
        let ids = (0..self.entries.len() as u32).map(EntryId);
        let has_names = |id: &EntryId| !self.entry(*id).document.body.names.is_empty();
        let with_names: Vec<EntryId> = ids.filter(has_names).collect();
        let is_titled = |id: &EntryId| self.takes_title_from_h1(&self.entry(*id).document);
        let titled: Vec<EntryId> = with_names.iter().copied().filter(is_titled).collect();
        let title = |id: &EntryId| self.entry(*id).document.title.clone();
        let written: Vec<Name> = titled.iter().map(title).collect();
        for _ in 0..MAX_ROUNDS {
            if self.set_titles(&titled).is_empty() {
                break;
            }
        }
        let in_circles = self.set_titles(&titled);
        if !in_circles.is_empty() {
            for (id, title) in titled.iter().zip(written) {
                if in_circles.contains(id) {
                    Arc::make_mut(&mut self.entries[id.0 as usize].document).title = title;
                }
            }
            self.set_titles(&in_circles);
        }
        for id in with_names {
            let document = self.entry(id).document.clone();
            let mut body = (*document.body).clone();
            body.fill_names(|name| self.shown_name(&document, name));
            Arc::make_mut(&mut self.entries[id.0 as usize].document).body = Arc::new(body);
        }
    }

    /// Gives each of these entries the title that follows from those of all others; returns those that it changed.
    fn set_titles(&mut self, ids: &[EntryId]) -> Vec<EntryId> {
        let titles = ids.iter().filter_map(|id| {
            let document = &self.entry(*id).document;
            let shown = |name: &str| self.shown_name(document, name);
            let title = document.body.h1_with_names(shown)?;
            let title = cut_name(title.trim());
            (*title != *document.title).then(|| (*id, Name::from(&*title)))
        });
        let titles: Vec<(EntryId, Name)> = titles.collect();
        let changed = titles.iter().map(|(id, _)| *id).collect();
        for (id, title) in titles {
            Arc::make_mut(&mut self.entries[id.0 as usize].document).title = title;
        }
        changed
    }

    fn takes_title_from_h1(&self, document: &Document) -> bool {
        let kind = document.kind.map(|kind| &self.schema.kinds[kind]);
        let title_field = kind.map_or("title", |kind| &*kind.title_field);
        let is_given = document.is_given("title") || document.is_given(title_field);
        let mut names = document.body.names.iter();
        !is_given && names.any(|name| name.text == PlainText::H1)
    }

    /// What the page shows for the inside of a wikilink without a text of its own; `None` for the inside itself.
    fn shown_name(&self, document: &Document, inside: &str) -> Option<String> {
        let (name, heading) = match inside.split_once('#') {
            Some((name, heading)) => (name.trim(), Some(heading)),
            None => (inside.trim(), None),
        };
        if name.is_empty() {
            let text = heading?.rsplit('#').next()?;
            return Some(text.trim().to_owned());
        }
        let folder = document::parent_folder(&document.content_path);
        match self.spellings.name(name, folder) {
            Meaning::Entry(to) | Meaning::EntryInOtherCase(to) => {
                Some(self.entry(to).document.title.to_string())
            }
            Meaning::Hidden => Some("…".to_owned()),
            _ => Some(name.to_owned()),
        }
    }
}
