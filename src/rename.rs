//! A new id for an entry: the edits that this takes in every file that names it, byte for byte and nowhere else.
//!
//! Pure: texts and a graph in, edits out. The entry's file gets the new name unless the front matter gives the id; the
//! old id stays as an alias.

mod alias;
mod body;
mod edit;
mod field;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document;
use crate::fence::{self, Split};
use crate::graph::{Graph, Id};
use crate::source::Source;
use crate::write::Refusal;
use edit::{Edit, Renaming};

/// What is to be done.
#[derive(Debug)]
pub struct Plan {
    /// The files that change, by path from the project's root; sorted.
    pub files: Vec<File>,
    /// The path of the entry's file, and the one it gets, where that is another.
    pub moved: Option<(Arc<str>, String)>,
    /// Files with a reference that cannot be rewritten where it stands; it keeps leading here by the alias.
    pub left: Vec<Arc<str>>,
}

/// A file before and after.
#[derive(Debug)]
pub struct File {
    pub path: Arc<str>,
    pub before: String,
    pub after: String,
    /// How many references change; the alias is none.
    pub references: usize,
}

/// # Errors
///
/// The new id is none, or somebody else's; the entry is a plain page; a file that cannot be read may name it.
pub fn plan(graph: &Graph, sources: &[Source], target: Id, new: &str) -> Result<Plan, Refusal> {
    let document = &graph.entry(target).document;
    let old = document.id.clone();
    may_be_called(graph, target, new)?;
    let moves = !document.was_given("id");
    let renaming = Renaming {
        graph,
        target,
        old: &old,
        new,
        moves,
    };
    let mut edits: BTreeMap<Arc<str>, Vec<Edit>> = BTreeMap::new();
    let mut left = Vec::new();
    let texts: BTreeMap<&str, &str> = sources
        .iter()
        .filter_map(|s| Some((&*s.path, s.text()?)))
        .collect();
    for (id, text) in graph
        .ids()
        .filter_map(|id| Some((id, *texts.get(&*graph.entry(id).document.path)?)))
    {
        let (mut found, all) = renaming.in_fields(id, text);
        if !all {
            left.push(graph.entry(id).document.path.clone());
        }
        found.extend(renaming.in_body(id, text));
        if !found.is_empty() {
            edits.insert(graph.entry(id).document.path.clone(), found);
        }
    }
    unreadable(graph, sources, &old)?;
    let mut files = Vec::new();
    let own = edits.entry(document.path.clone()).or_default();
    let references = own.len();
    let text = texts.get(&*document.path).copied().unwrap_or_default();
    own.extend(renaming.identity(text)?);
    for (path, mut edits) in edits {
        let before = texts.get(&*path).copied().unwrap_or_default();
        let references = if path == document.path {
            references
        } else {
            edits.len()
        };
        files.push(File {
            after: applied(before, &mut edits),
            before: before.to_owned(),
            path,
            references,
        });
    }
    let moved = moves.then(|| {
        let folder = document::folder(&document.path);
        let ending = document
            .path
            .rsplit_once('.')
            .map_or("md", |(_, ending)| ending);
        let name = format!("{new}.{ending}");
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        (document.path.clone(), path)
    });
    Ok(Plan { files, moved, left })
}

fn may_be_called(graph: &Graph, target: Id, new: &str) -> Result<(), Refusal> {
    let document = &graph.entry(target).document;
    if document.kind.is_none() || document.introduction {
        return Err(Refusal::new(
            format!("`{}` is a plain page: its id is its path", document.id),
            format!(
                "move the file, and add `redirect_from: {}.html` to it",
                document.id
            ),
        ));
    }
    let form = document::id_form(new);
    if form.is_empty() || form != new {
        let help = if form.is_empty() {
            "use letters, digits and hyphens".into()
        } else {
            format!("for example `{form}`")
        };
        return Err(Refusal::new(
            format!("`{}` is not in the form of an id", new.escape_debug()),
            help,
        ));
    }
    if crate::write::slug::slug(new, "") != *new {
        return Err(Refusal::new(
            format!("`{new}` cannot be the name of a file"),
            "choose another one, and not longer than 80 characters",
        ));
    }
    if *document.id == *new {
        return Err(Refusal::new(
            format!("it is called `{new}` already"),
            "give it another id",
        ));
    }
    match graph.look_up(new).filter(|other| *other != target) {
        None => Ok(()),
        Some(other) => {
            let other = &graph.entry(other).document;
            Err(Refusal::new(
                format!("`{new}` already means `{}`", other.path),
                "choose another id",
            ))
        }
    }
}

/// Files that are in no graph because they cannot be read, and that have the old id in them.
fn unreadable(graph: &Graph, sources: &[Source], old: &str) -> Result<(), Refusal> {
    let known = |path: &str| graph.entries.iter().any(|e| *e.document.path == *path);
    let names = |source: &&Source| String::from_utf8_lossy(&source.bytes).contains(old);
    match sources.iter().filter(|s| !known(&s.path)).find(names) {
        None => Ok(()),
        Some(source) => Err(Refusal::new(
            format!("`{}` cannot be read and may name `{old}`", source.path),
            "mend it first: `casebook check` says what is wrong",
        )),
    }
}

impl Renaming<'_> {
    /// The new id where the front matter gives it, and the old one as an alias.
    fn identity(&self, text: &str) -> Result<Vec<Edit>, Refusal> {
        let Split::Fenced { block, .. } = fence::split(text) else {
            return Err(Refusal::new(
                "the file has no front matter",
                "add it, with a title",
            ));
        };
        let mut edits = Vec::new();
        if !self.moves {
            edits.extend(field::replaced(text, block, &["id"], self.old, self.new));
        }
        edits.push(alias::kept(text, block, self.old, self.new)?);
        Ok(edits)
    }
}

fn applied(text: &str, edits: &mut Vec<Edit>) -> String {
    edits.sort_by_key(|e| e.range.start);
    edits.dedup();
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.range.clone(), &edit.text);
    }
    out
}
