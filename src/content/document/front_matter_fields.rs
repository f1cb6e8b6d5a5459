//! The fields between the fences, and what is wrong with them.

use super::publication_guard::{
    GUARDED_FIELDS, find_escaped_forbidden_char, find_swallowed_field, is_forbidden_char,
    is_near_miss,
};
use super::{
    DocumentReader, Unreadable, field_comments, format_size, parent_folder, section_index_rank,
};
use crate::content::block::Block;
use crate::content::front_matter::Format;
use crate::content::source::Source;
use crate::content::yaml::{Node, Step};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::Fields;
use crate::model::reader::FieldReader;

impl DocumentReader<'_> {
    /// The fields between the fences.
    pub(super) fn front_matter(
        &self,
        start: usize,
        block: Block,
    ) -> Result<Vec<(String, Node)>, Unreadable> {
        let text = block.text;
        if text.len() > self.options.max_front_matter {
            let size = format_size(self.options.max_front_matter);
            let message = format!("the front matter is over the limit of {size}");
            return Err((Place::Start, message, "move long text into the body"));
        }
        if let Some((i, c)) = text.char_indices().find(|(_, c)| is_forbidden_char(*c)) {
            let at = Place::Bytes(start + i, start + i + c.len_utf8());
            let message = format!("a control character (U+{:04X})", c as u32);
            return Err((at, message, "remove it"));
        }
        let map = match block.parse() {
            Ok(Node::Map(map)) => map,
            Ok(Node::Null) => vec![],
            Ok(other) => {
                let message = format!("the front matter cannot be {}", other.type_name());
                let at = Place::Bytes(start, start + text.len());
                return Err((at, message, "write NAME: VALUE lines between the fences"));
            }
            Err(error) => {
                let (message, help) = error.explain();
                let rest = text.get(error.offset..).unwrap_or_default();
                let at = start + error.offset;
                let line_end = at + rest.find('\n').unwrap_or(rest.len());
                return Err((Place::Bytes(at, line_end), message, help));
            }
        };
        if let Some((at, end)) = find_swallowed_field(text, &map) {
            let (what, help) = match block.format {
                Format::Toml => (
                    "table or value",
                    "move it above the first line in brackets: `[table]`",
                ),
                Format::Yaml | Format::Json => ("value", "close the quote or bracket before it"),
            };
            let message = format!("this line is part of the {what} above it");
            return Err((Place::Bytes(start + at, start + end), message, help));
        }
        match find_escaped_forbidden_char(&map, &mut vec![]) {
            Some(path) => {
                let message = "a control character in the value".to_owned();
                Err((Place::Value(path), message, "remove the escape"))
            }
            None => Ok(map),
        }
    }

    /// Marks the document broken if an unknown key looks like `draft` or `visibility`: a typo must not publish it.
    pub(super) fn check_near_misses(&mut self, map: &[(String, Node)], kind: Option<usize>) {
        let declared = self.schema.fields(kind);
        let is_unknown = |key: &str| !declared.iter().any(|f| *f.name == *key);
        for (key, _) in map.iter().filter(|(key, _)| is_unknown(key)) {
            let at = Place::Key(vec![Step::Key(key.clone())]);
            if key == "<<" {
                let help = "write its fields out: one of them may be `draft`";
                self.report_broken(at, "maps are not merged", help);
            } else if let Some(guarded) = GUARDED_FIELDS.iter().find(|own| is_near_miss(key, own)) {
                let help = format!("write `{guarded}`");
                self.report_broken(at, format!("`{key}` looks like `{guarded}`"), help);
            }
        }
    }

    /// True if another program does not show the document, by a key (`published: false`), also where the project declares a
    /// field of this name or the key among `foreign_keys`: nobody publishes by a setting that is about something else.
    pub(super) fn is_hidden_elsewhere(&mut self, map: &[(String, Node)], block: Block) -> bool {
        let scalars = block.raw_scalars();
        let before = self.diagnostics.len();
        let hiding = &self.schema.hiding;
        // The first look-up of a scalar as it is written reads the whole block again.
        for (key, node) in map.iter().filter(|(key, _)| hiding.has(key)) {
            let path = vec![Step::Key(key.clone())];
            let text = match node {
                Node::Text(text) => Some(&**text),
                _ => scalars.get(&path),
            };
            let hides = |text: &&str| hiding.hides(key, text, self.options.as_of);
            if let Some(text) = text.filter(hides) {
                let message = format!("`{key}: {text}` is read as `draft: true`");
                let told = Diagnostic::new("alias-used", Place::Key(path), message);
                self.diagnostics.push(told.help("write `draft: true`"));
            }
        }
        self.diagnostics.len() > before
    }

    pub(super) fn read_fields(
        &mut self,
        block: Block,
        map: &[(String, Node)],
        kind: Option<usize>,
    ) -> Fields {
        let declared = self.schema.fields(kind);
        let mut reader = FieldReader {
            raw_scalars: block.raw_scalars(),
            is_lenient: kind.is_none(),
            diagnostics: vec![],
            implied: vec![],
        };
        let mut fields = reader.read_fields(map, declared, &vec![]);
        let title_field = kind.map_or("title", |k| &*self.schema.kinds[k].title_field);
        let unclosed = field_comments::remove(&mut fields, declared, title_field);
        self.diagnostics.extend(unclosed);
        self.is_broken |= reader.diagnostics.iter().any(|diagnostic| {
            let key = diagnostic.place.top_level_key();
            key.is_some_and(|key| GUARDED_FIELDS.contains(&key))
        });
        // A near miss of `draft` is already reported as an error.
        let is_reported = |at: &Place| self.diagnostics.iter().any(|p| p.place == *at);
        reader.diagnostics.retain(|p| match p.code {
            "unknown-field" => !is_reported(&p.place) && !self.is_foreign(&p.place, kind),
            "alias-used" => !self.is_foreign(&p.place, kind),
            _ => true,
        });
        self.soften_status(kind, &fields, &mut reader.diagnostics);
        self.diagnostics.append(&mut reader.diagnostics);
        fields
    }

    /// Tells of the first field of a kind in an index that is no entry: nobody reads it there.
    pub(super) fn report_field_of_entry(
        &mut self,
        source: &Source,
        block: Block,
        map: &[(String, Node)],
    ) {
        let path = &source.content_path;
        let nearest = self.schema.folders.nearest(parent_folder(path));
        let says_kind = map.iter().any(|(key, _)| key == "kind");
        let Some((_, claim)) = nearest.filter(|_| section_index_rank(path).is_some() && !says_kind)
        else {
            return;
        };
        let kind = &self.schema.kinds[claim.kind];
        let mut reader = FieldReader {
            raw_scalars: block.raw_scalars(),
            is_lenient: false,
            diagnostics: vec![],
            implied: vec![],
        };
        let found = map.iter().find(|(key, node)| {
            let at = vec![Step::Key(key.clone())];
            let shared = self.schema.fields(None);
            let mut own = kind.fields.iter();
            let field = own.find(|f| *f.name == **key || f.aliases.contains(key));
            let is_foreign =
                self.is_foreign(&Place::Key(at.clone()), Some(claim.kind)) || *node == Node::Null;
            field.is_some_and(|field| {
                let is_shared = shared.iter().any(|other| other.name == field.name);
                !is_foreign && !is_shared && reader.can_hold(field, node, &at)
            })
        });
        if let Some((key, _)) = found {
            let name = source.path.rsplit('/').next().unwrap_or_default();
            let message = format!("`{name}` introduces its folder, and nothing reads `{key}`");
            let help = format!("`kind: {}` makes an entry of it", kind.name);
            let at = Place::Key(vec![Step::Key(key.clone())]);
            self.report("unknown-field", at, message, help);
        }
    }

    /// True if a place is a key of another tool, or a name that the project gave a field of this kind.
    fn is_foreign(&self, at: &Place, kind: Option<usize>) -> bool {
        let key = at.top_level_key().filter(|_| matches!(at, Place::Key(_)));
        let kind = kind.map(|kind| &*self.schema.kinds[kind].name);
        key.is_some_and(|key| {
            let mut own = self.schema.own_names.iter();
            self.schema
                .foreign_keys
                .iter()
                .any(|foreign| foreign == key)
                || own.any(|(of, name)| Some(&**of) == kind && name == key)
        })
    }
}
