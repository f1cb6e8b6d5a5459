//! The kind of a document: what `kind:` names, else that of the nearest folder of a kind.

use super::{DocumentReader, folders_above, parent_folder, section_index_rank};
use crate::content::source::Source;
use crate::content::yaml::Node;
use crate::diagnostic::Place;
use crate::text::did_you_mean;

impl DocumentReader<'_> {
    /// The kind that `kind:` names, else that of the nearest folder of a kind.
    pub(super) fn read_kind(
        &mut self,
        source: &Source,
        map: Option<&[(String, Node)]>,
    ) -> Option<usize> {
        let Some(map) = map else {
            return self.kind_without_front_matter(&source.content_path);
        };
        if let Some((_, node)) = map.iter().find(|(k, _)| k == "kind") {
            match node {
                Node::Text(name) if name == "page" => return None,
                Node::Text(name) => match self.schema.kind_by_name(name) {
                    Some(kind) => return Some(kind),
                    None => {
                        let names = || self.schema.kinds.iter().map(|k| &*k.name).chain(["page"]);
                        let all = names().collect::<Vec<_>>().join(", ");
                        let help = did_you_mean(name, names(), format!("it takes {all}"));
                        let at = Place::field("kind");
                        let message = format!("there is no kind `{name}`");
                        self.report("bad-enum", at, message, help);
                    }
                },
                _ => {}
            }
        }
        self.kind_by_folder(source)
    }

    pub(super) fn kind_by_folder(&self, source: &Source) -> Option<usize> {
        let path = &source.content_path;
        let (layout, folder) = (&self.options.layout, parent_folder(path));
        // What lies beside the index of an entry belongs to that.
        let mut above = folders_above(folder);
        let is_part = section_index_rank(path).is_some() || above.any(|f| layout.is_whole(f));
        if is_part && !layout.is_whole_index(path) {
            return None;
        }
        let nearest = self.schema.folders.nearest(folder);
        nearest.map(|(_, claim)| claim.kind)
    }

    fn kind_without_front_matter(&self, content_path: &str) -> Option<usize> {
        let (layout, folder) = (&self.options.layout, parent_folder(content_path));
        let is_index = section_index_rank(content_path).is_some();
        let kind = || layout.kind_without_front_matter(folder, self.schema);
        let is_entry = !is_index && !layout.is_about_folder(content_path);
        is_entry.then(kind).flatten()
    }
}
