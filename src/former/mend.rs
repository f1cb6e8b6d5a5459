//! The line that makes a redirect at a lost address, and the file it belongs into, where that can be guessed.

use std::collections::HashMap;

use super::base::files;
use crate::document::id_form;
use crate::graph::{Graph, Id};
use crate::view::redirect;
use crate::write::scalar::scalar;

/// What a page may have become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    /// It has the name: as its id, an alias or its title.
    Named(Id),
    /// Its id looks much the same.
    Alike(Id),
    None,
}

/// Help for each lost address, as it is below the base; `None` stands for one that no file can have.
pub fn all(lost: &[Option<&str>], graph: &Graph) -> Vec<String> {
    let names = Names::new(graph);
    let redirects = |inner: &&str| can_redirect(inner);
    let guesses: Vec<Guess> = lost
        .iter()
        .map(|inner| match inner.filter(redirects) {
            Some(inner) => names.guess(inner),
            None => Guess::None,
        })
        .collect();
    // Whoever writes the line of one address has mended all that belong into the same file.
    let mut named: HashMap<Id, Vec<&str>> = HashMap::new();
    for (inner, guess) in lost.iter().zip(&guesses) {
        if let (Some(inner), Guess::Named(id)) = (inner, guess) {
            named.entry(*id).or_default().push(inner);
        }
    }
    let helps = lost.iter().zip(&guesses).map(|(inner, guess)| match inner {
        Some(inner) if can_redirect(inner) => {
            let mut all = match guess {
                Guess::Named(id) | Guess::Alike(id) => named.get(id).cloned().unwrap_or_default(),
                Guess::None => vec![],
            };
            if !all.contains(inner) {
                all.push(inner);
            }
            help(*guess, &all, graph)
        }
        Some(inner) if is_file(inner) => {
            format!("a redirect cannot stand for this file: put one at `static/{inner}`")
        }
        _ => "no redirect can stand at this address".to_owned(),
    });
    helps.collect()
}

fn help(guess: Guess, lost: &[&str], graph: &Graph) -> String {
    let line = |id: Option<Id>| {
        let fields = id.map(|id| &graph.entry(id).document.fields);
        let given: Vec<&str> = fields.map_or(vec![], |f| f.texts("redirect_from").collect());
        let verb = if given.is_empty() { "write" } else { "make it" };
        let all = given.iter().chain(lost).map(|path| scalar(path));
        let all = all.collect::<Vec<_>>().join(", ");
        (verb, format!("`redirect_from: [{all}]`"))
    };
    let path = |id: Id| &graph.entry(id).document.path;
    match guess {
        Guess::Named(id) => {
            let (verb, line) = line(Some(id));
            let into = if verb == "write" { "into" } else { "in" };
            format!("{verb} {line} {into} `{}`", path(id))
        }
        Guess::Alike(id) => {
            let (verb, line) = line(Some(id));
            format!("if it has become `{}`, {verb} {line} there", path(id))
        }
        Guess::None => {
            let (_, line) = line(None);
            format!("write {line} into the page that has taken its place; none has a name like it")
        }
    }
}

/// Would a redirect at this path be where the address leads?
fn can_redirect(inner: &str) -> bool {
    let page = redirect::address(inner);
    !is_file(inner)
        && page.is_some_and(|url| files(inner).iter().any(|file| *file == *url.as_str()))
}

/// Does the address name a file that is no page? `report.pdf` does, `v1.2` and `know-why.html` do not.
fn is_file(inner: &str) -> bool {
    let (_, name) = inner.rsplit_once('/').unwrap_or(("", inner));
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let is_ending = ending.starts_with(|c: char| c.is_ascii_alphabetic())
        && ending.len() <= 5
        && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    !stem.is_empty() && is_ending && !matches!(&*ending.to_ascii_lowercase(), "html" | "htm")
}

/// What entries are called, in the form of ids. A name that two of them have means neither.
struct Names<'g> {
    graph: &'g Graph,
    others: HashMap<String, Option<Id>>,
}

impl<'g> Names<'g> {
    fn new(graph: &'g Graph) -> Self {
        let mut others: HashMap<String, Option<Id>> = HashMap::new();
        for (id, entry) in graph.iter() {
            let document = &entry.document;
            let aliases = document.fields.texts("aliases").map(id_form);
            for name in aliases.chain([id_form(&document.title)]) {
                let known = others.entry(name).or_insert(Some(id));
                *known = known.filter(|other| *other == id);
            }
        }
        Names { graph, others }
    }

    fn guess(&self, inner: &str) -> Guess {
        let form = id_form(name(inner));
        if form.is_empty() {
            return Guess::None;
        }
        let other = || self.others.get(&form).copied().flatten();
        if let Some(id) = self.graph.find(&form).or_else(other) {
            return Guess::Named(id);
        }
        let near = self.graph.nearest(&form, |_| true);
        match near.and_then(|near| self.graph.find(near)) {
            Some(id) => Guess::Alike(id),
            None => Guess::None,
        }
    }
}

/// What a page at this address was called: the last part without its ending, or the folder of an index.
fn name(inner: &str) -> &str {
    let stem = inner.trim_end_matches('/');
    let stem = [".html", ".htm"]
        .iter()
        .find_map(|ending| stem.strip_suffix(ending))
        .unwrap_or(stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}
