//! Plans the rename of an entry: the edits in every file that refers to it. Other bytes do not change.
//!
//! Pure: texts and a graph in, edits out. The entry's file is renamed unless the front matter gives the id; the old id
//! stays as an alias.

mod alias;
mod body;
mod edit;
mod field;
mod quoted;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::document;
use crate::content::front_matter::{self, Split};
use crate::content::source::Source;
use crate::content::yaml::Step;
use crate::graph::{EntryId, Graph};
use crate::scaffold::Error;
use crate::text::visible;
use crate::text_edit::{self, Edit};
use edit::Renaming;

#[derive(Debug)]
pub struct RenamePlan {
    /// The files that change, by path from the project's root; sorted.
    pub files: Vec<ChangedFile>,
    /// The path of the entry's file and its new path, if the file is renamed.
    pub moved: Option<(Arc<str>, String)>,
    /// Files with a reference that cannot be rewritten in place; it still resolves through the alias.
    pub not_rewritten: Vec<Arc<str>>,
}

/// The text of a file before and after.
#[derive(Debug)]
pub struct ChangedFile {
    pub path: Arc<str>,
    pub before: String,
    pub after: String,
    /// How many references change; the added alias does not count.
    pub references: usize,
}

/// Plans the rename of `target` to the id `new`. `sources` are all files of the content.
///
/// # Errors
///
/// The new id is invalid or in use; the entry is a plain page; a file that cannot be read may refer to it.
pub fn plan(
    graph: &Graph,
    sources: &[Source],
    target: EntryId,
    new: &str,
) -> Result<RenamePlan, Error> {
    let document = &graph.entry(target).document;
    let old = document.id.clone();
    check_new_id(graph, target, new)?;
    let is_index = document::section_index_rank(&document.path).is_some();
    let moves_file = !document.is_given("id") && !is_index;
    let renaming = Renaming {
        graph,
        target,
        old: &old,
        new,
        moves_file,
    };
    let mut edits: BTreeMap<Arc<str>, Vec<Edit>> = BTreeMap::new();
    let mut not_rewritten = Vec::new();
    let texts = sources.iter().filter_map(|s| Some((&*s.path, s.text()?)));
    let texts: BTreeMap<&str, &str> = texts.collect();
    for id in graph.ids() {
        let path = &graph.entry(id).document.path;
        let Some(text) = texts.get(&**path) else {
            continue;
        };
        let (mut found, all) = renaming.front_matter_edits(id, text);
        if !all {
            not_rewritten.push(path.clone());
        }
        found.extend(renaming.body_edits(id, text));
        if !found.is_empty() {
            edits.insert(path.clone(), found);
        }
    }
    check_unreadable_files(graph, sources, &old)?;
    let mut files = Vec::new();
    let own = edits.entry(document.path.clone()).or_default();
    let references = own.len();
    let text = texts.get(&*document.path).copied().unwrap_or_default();
    own.extend(renaming.edits_of_own_file(text)?);
    for (path, edits) in edits {
        let before = texts.get(&*path).copied().unwrap_or_default();
        let references = match path == document.path {
            true => references,
            false => edits.len(),
        };
        files.push(ChangedFile {
            after: text_edit::apply(before, edits),
            before: before.to_owned(),
            path,
            references,
        });
    }
    let moved = moves_file.then(|| {
        let extension = document.path.rsplit_once('.');
        let name = format!(
            "{new}.{}",
            extension.map_or("md", |(_, extension)| extension)
        );
        let path = match document::parent_folder(&document.path) {
            "" => name,
            folder => format!("{folder}/{name}"),
        };
        (document.path.clone(), path)
    });
    Ok(RenamePlan {
        files,
        moved,
        not_rewritten,
    })
}

fn check_new_id(graph: &Graph, target: EntryId, new: &str) -> Result<(), Error> {
    let document = &graph.entry(target).document;
    if document.kind.is_none() || document.is_section_index {
        let id = &document.id;
        let help = format!("move the file, and add `redirect_from: {id}.html` to it");
        let message = format!("`{id}` is a plain page: its id is its path");
        return Err(Error::new(message, help));
    }
    let form = document::to_id(new);
    if form.is_empty() || form != new {
        let help = match form.as_str() {
            "" => "use letters, digits and hyphens".into(),
            form => format!("for example `{form}`"),
        };
        let message = format!("`{}` is not in the form of an id", visible(new));
        return Err(Error::new(message, help));
    }
    if crate::scaffold::slug::slug(new, "") != *new {
        let message = format!("`{new}` cannot be the name of a file");
        let help = "choose another one, and not longer than 80 characters";
        return Err(Error::new(message, help));
    }
    if *document.id == *new {
        let message = format!("it is called `{new}` already");
        return Err(Error::new(message, "give it another id"));
    }
    match graph.resolve_name(new).filter(|other| *other != target) {
        None => Ok(()),
        Some(other) => {
            let path = &graph.entry(other).document.path;
            let message = format!("`{new}` already means `{path}`");
            Err(Error::new(message, "choose another id"))
        }
    }
}

/// An error if a file that could not be read, and so is not in the graph, contains the old id.
fn check_unreadable_files(graph: &Graph, sources: &[Source], old: &str) -> Result<(), Error> {
    let known = |path: &str| graph.entries.iter().any(|e| *e.document.path == *path);
    let names = |source: &&Source| String::from_utf8_lossy(&source.bytes).contains(old);
    match sources.iter().filter(|s| !known(&s.path)).find(names) {
        None => Ok(()),
        Some(source) => {
            let message = format!("`{}` cannot be read and may name `{old}`", source.path);
            let help = "mend it first: `casebook check` says what is wrong";
            Err(Error::new(message, help))
        }
    }
}

impl Renaming<'_> {
    /// The edits of the entry's own front matter: the new `id` if it is given there, and the old one as an alias.
    fn edits_of_own_file(&self, text: &str) -> Result<Vec<Edit>, Error> {
        let Split::Fenced { block, .. } = front_matter::split(text) else {
            let message = "the file has no front matter";
            return Err(Error::new(message, "add it, with a title"));
        };
        let mut edits = Vec::new();
        if !self.moves_file {
            let path = vec![Step::Key("id".into())];
            let document = &self.graph.entry(self.target).document;
            edits.extend(match document.is_given("id") {
                true => field::scalar_edit(text, block, &path, self.old, self.new),
                false => Some(match quoted::block(text) {
                    Some(quoted) => quoted::add_field(quoted, "id", &self.new.into()),
                    None => field::append_line(text, block, "id", self.new),
                }),
            });
        }
        let declared = self
            .graph
            .schema
            .fields(self.graph.entry(self.target).document.kind);
        let key = field::key_as_written(text, "aliases", declared);
        edits.push(alias::add_alias(text, block, &key, self.old, self.new)?);
        Ok(edits)
    }
}
