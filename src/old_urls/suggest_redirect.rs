//! Suggests the `redirect_from` line for a lost address, and the file for it if that can be guessed.

use std::collections::{HashMap, HashSet};

use super::base_path::candidate_files;
use crate::content::document::to_id;
use crate::graph::old_address::{is_non_page_file, url_of_old_path};
use crate::graph::{EntryId, Graph};
use crate::page::{Url, UrlStyle};
use crate::path_safety::{collisions, comparison_key};
use crate::scaffold::scalar::yaml_scalar;

/// The entry that a lost page may have become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    /// The name is its id, an alias or its title.
    SameName(EntryId),
    /// Its id is similar to the name.
    SimilarId(EntryId),
    None,
}

/// The help for each lost path below the base; `None` is an address that no file can have. `site` has the files of the
/// site: beside some of them no redirect can stand.
pub fn suggestions(
    lost: &[Option<&str>],
    site: &HashSet<&str>,
    graph: &Graph,
    style: UrlStyle,
) -> Vec<String> {
    let names = EntryNames::new(graph);
    let possible = places_for_redirects(lost, site, style);
    let lost: Vec<(Option<&str>, bool)> = lost.iter().copied().zip(possible).collect();
    let guesses = lost.iter().map(|(inner, possible)| match inner {
        Some(inner) if *possible => names.guess(inner),
        _ => Guess::None,
    });
    let guesses: Vec<Guess> = guesses.collect();
    // Each line holds all lost addresses of its file, so that it can be copied as it is.
    let mut named: HashMap<EntryId, Vec<&str>> = HashMap::new();
    for ((inner, _), guess) in lost.iter().zip(&guesses) {
        if let (Some(inner), Guess::SameName(id)) = (inner, guess) {
            let lines = named.entry(*id).or_default();
            if !lines.contains(inner) {
                lines.push(inner);
            }
        }
    }
    let helps = lost
        .iter()
        .zip(&guesses)
        .map(|((inner, possible), guess)| match inner {
            Some(inner) if *possible => {
                let mut all = match guess {
                    Guess::SameName(id) | Guess::SimilarId(id) => {
                        named.get(id).cloned().unwrap_or_default()
                    }
                    Guess::None => vec![],
                };
                if !all.contains(inner) {
                    all.push(inner);
                }
                suggestion(*guess, &all, graph)
            }
            Some(inner) if is_non_page_file(inner) => {
                format!("a redirect cannot stand for this file: put one at `static/{inner}`")
            }
            Some(inner) if can_redirect(inner) => {
                "no redirect can stand at this address: another file is in its way".to_owned()
            }
            _ => "no redirect can stand at this address".to_owned(),
        });
    helps.collect()
}

fn suggestion(guess: Guess, lost: &[&str], graph: &Graph) -> String {
    let line = |id: Option<EntryId>| {
        let fields = id.map(|id| &graph.entry(id).document.fields);
        let given: Vec<&str> = fields.map_or(vec![], |f| f.texts("redirect_from").collect());
        let verb = if given.is_empty() { "write" } else { "make it" };
        let given = given.iter().map(|path| yaml_scalar(path));
        let all = given.chain(lost.iter().map(|path| yaml_scalar(&as_old_path(path))));
        let all = all.collect::<Vec<_>>().join(", ");
        (verb, format!("`redirect_from: [{all}]`"))
    };
    let path = |id: EntryId| &graph.entry(id).document.path;
    match guess {
        Guess::SameName(id) => {
            let (verb, line) = line(Some(id));
            let into = if verb == "write" { "into" } else { "in" };
            format!("{verb} {line} {into} `{}`", path(id))
        }
        Guess::SimilarId(id) => {
            let (verb, line) = line(Some(id));
            format!("if it has become `{}`, {verb} {line} there", path(id))
        }
        Guess::None => {
            let (_, line) = line(None);
            format!("write {line} into the page that has taken its place; none has a name like it")
        }
    }
}

/// True if a redirect can be written to a file that a host would serve for this path.
fn can_redirect(inner: &str) -> bool {
    let page = url_of_old_path(&as_old_path(inner));
    let is_served = |file: &str| candidate_files(inner).iter().any(|name| name == file);
    !is_non_page_file(inner) && page.is_ok_and(|url| is_served(url.as_str()))
}

/// A decoded path as `redirect_from` takes it.
fn as_old_path(inner: &str) -> String {
    let encoded = inner.replace('%', "%25");
    encoded.replace('?', "%3F").replace('#', "%23")
}

/// For each lost path whether a redirect can stand there, beside the files of the site and the redirects before it.
fn places_for_redirects(lost: &[Option<&str>], site: &HashSet<&str>, style: UrlStyle) -> Vec<bool> {
    let mut files: Vec<String> = site.iter().map(|file| (*file).to_owned()).collect();
    files.sort_unstable();
    let count = files.len();
    let keys: HashSet<String> = site.iter().map(|file| comparison_key(file)).collect();
    let mut place_of = Vec::with_capacity(lost.len());
    for inner in lost {
        let url = inner.filter(|inner| can_redirect(inner));
        let url = url.and_then(|inner| url_of_old_path(&as_old_path(inner)).ok());
        let beside = |url: &Url| style.page_beside(&comparison_key(url.as_str()));
        let url = url.filter(|url| beside(url).is_none_or(|page| !keys.contains(&page)));
        place_of.push(url.map(|url| {
            let file = url.as_str().to_owned();
            // The same address may be in the list in several spellings.
            let known = files[count..].iter().position(|known| *known == file);
            let at = known.unwrap_or(files.len() - count);
            if known.is_none() {
                files.push(file);
            }
            count + at
        }));
    }
    let found = collisions(files.iter().map(String::as_str));
    let in_the_way: HashSet<usize> = found.iter().map(|c| c.second).collect();
    let places = place_of.into_iter();
    places
        .map(|place| place.is_some_and(|place| !in_the_way.contains(&place)))
        .collect()
}

/// The aliases and titles of entries in id form. A name of two entries means neither.
struct EntryNames<'g> {
    graph: &'g Graph,
    by_alias_or_title: HashMap<String, Option<EntryId>>,
}

impl<'g> EntryNames<'g> {
    fn new(graph: &'g Graph) -> Self {
        let mut by_name: HashMap<String, Option<EntryId>> = HashMap::new();
        for (id, entry) in graph.iter() {
            let document = &entry.document;
            let aliases = document.fields.texts("aliases").map(to_id);
            for name in aliases.chain([to_id(&document.title)]) {
                let known = by_name.entry(name).or_insert(Some(id));
                *known = known.filter(|other| *other == id);
            }
        }
        EntryNames {
            graph,
            by_alias_or_title: by_name,
        }
    }

    fn guess(&self, inner: &str) -> Guess {
        let form = to_id(page_name(inner));
        if form.is_empty() {
            return Guess::None;
        }
        let other = || self.by_alias_or_title.get(&form).copied().flatten();
        if let Some(id) = self.graph.find_by_id(&form).or_else(other) {
            return Guess::SameName(id);
        }
        let near = self.graph.nearest_id(&form, |_| true);
        match near.and_then(|near| self.graph.find_by_id(near)) {
            Some(id) => Guess::SimilarId(id),
            None => Guess::None,
        }
    }
}

/// The name of the page at this path: its last part without the extension; for an index, the name of the folder.
fn page_name(inner: &str) -> &str {
    let stem = inner.trim_end_matches('/');
    let mut endings = [".html", ".htm"].iter();
    let without = endings.find_map(|ending| stem.strip_suffix(ending));
    let stem = without.unwrap_or(stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}
