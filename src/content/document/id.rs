//! The id of a document: the field `id`, else made of the file's name.

use super::{DocumentReader, MAX_ID, RESERVED_IDS, entry_stem, section_index_rank};
use crate::content::source::Source;
use crate::diagnostic::Place;
use crate::model::{Fields, Name};
use crate::path_safety;
use crate::text::{nfc, to_id};

impl DocumentReader<'_> {
    pub(super) fn read_id(
        &mut self,
        source: &Source,
        kind: Option<usize>,
        fields: &Fields,
    ) -> Name {
        let path = &*source.content_path;
        let without_extension = || path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let of_file = match kind {
            None => {
                let name = self.options.layout.cut_tail(path, without_extension());
                nfc(&self.options.layout.cut_folder_tails(name)).into_owned()
            }
            Some(_) => to_id(self.options.layout.cut_tail(path, entry_stem(path))),
        };
        let Some(given) = fields.text("id") else {
            if of_file.is_empty() {
                let message = "no id can be made of the file's name";
                let help = "give the file a name with letters or digits";
                self.report("unsafe-name", Place::Start, message, help);
                // Without an id it has no URL.
                self.is_broken = true;
            } else if let Some(kind) =
                kind.filter(|_| section_index_rank(path).is_some() && of_file == "index")
            {
                let list = &self.schema.kinds[kind].page_folder;
                let message = format!(
                    "this file stands in no folder to be called by, and as an entry it would be `{list}/index.html`, which is the list of its kind"
                );
                let help = "move it into a folder or give it another name, or take `kind:` out";
                self.report("unsafe-name", Place::Start, message, help);
                self.is_broken = true;
            } else if kind.is_some() && RESERVED_IDS.contains(&of_file.as_str()) {
                let message = format!("`{of_file}` is a page of the site itself");
                self.report("unsafe-name", Place::Start, message, "rename the file");
            }
            return of_file.into();
        };
        let form = to_id(given);
        let mut invalid = |message: &str, help: &str| {
            self.report("bad-value", Place::field("id"), message, help);
        };
        if given.trim().is_empty() {
            invalid("the id is empty", "write one, or remove the line");
        } else if form.is_empty() {
            let message = format!("`{given}` cannot be an id");
            invalid(&message, "use letters, digits and hyphens");
        } else if form != given {
            let message = format!("`{given}` is not in the form of an id");
            invalid(&message, &format!("write `id: {form}`"));
        } else if form.chars().count() > MAX_ID {
            let message = format!("the id has more than {MAX_ID} characters");
            invalid(&message, "shorten it");
        } else if RESERVED_IDS.contains(&given) {
            let message = format!("`{given}` is a page of the site itself");
            invalid(&message, "choose another id");
        } else {
            return given.into();
        }
        self.is_broken |= of_file.is_empty();
        of_file.into()
    }

    /// Tells of an id that would be no file name on some system, where the page is called by it: there would be no page.
    pub(super) fn refuse_unsafe_name(&mut self, id: &str, fields: &Fields) {
        let is_called_otherwise = fields.has("slug") || fields.has("permalink");
        if let Some(why) = path_safety::unsafe_reason(&format!("{id}.html"))
            && !is_called_otherwise
            && !self.is_broken
        {
            self.report("unsafe-name", Place::Start, why, "choose another name");
            self.is_broken = true;
        }
    }
}
