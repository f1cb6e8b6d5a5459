//! Notes in the folder of a kind that list the entries beside them: “All personas”, with a link to each, or with a query
//! of Obsidian alone.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::file_name::{entry_stem, parent_folder};
use super::told_fields::guarded_lines;
use crate::content::block::Block;
use crate::content::front_matter::{self, Split};
use crate::content::source::{Source, is_markdown};
use crate::content::yaml::Node;
use crate::model::{Kind, Schema};
use crate::text::to_id;

/// The fewest entries of a list.
const MIN_LISTED: usize = 2;

/// True if a note says no field and no section of the kind, and its text is chiefly links to what is in its folder: to
/// half of the others (`beside`, as ids) or more.
pub(super) fn lists_others(
    source: &Source,
    beside: &BTreeSet<String>,
    kind: &Kind,
    schema: &Schema,
) -> bool {
    let text = source.valid_utf8_prefix();
    let (has_front_matter, body) = match front_matter::split(text) {
        Split::Fenced { body, .. } => (true, &text[body..]),
        Split::NoFrontMatter => (false, text),
        Split::Broken { .. } => return false,
    };
    let has_list = body.contains("](") || body.contains("[[") || body.contains(QUERY);
    if !has_list {
        return false;
    }
    let own = to_id(entry_stem(&source.content_path));
    let others = beside.iter().filter(|id| **id != own).count();
    let mut said = Said::default();
    said.read(body, parent_folder(&source.content_path), |id| {
        *id != own && beside.contains(id)
    });
    let lists_most = said.listed.len() >= MIN_LISTED
        && said.listed.len() * 2 >= others
        && said.words_of_links > said.other_words;
    let is_query = said.has_query && said.other_words == 0;
    let headings = body.lines().filter(|line| line.starts_with("##"));
    let is_told = |headings: Vec<&str>| {
        let mut fields = kind.fields.iter();
        fields.any(|field| field.is_told_by(headings.iter().copied()))
    };
    // A line that withholds an entry is read in no page.
    let is_withheld = guarded_lines(body).next().is_some();
    (lists_most || is_query)
        && !is_withheld
        && !is_told(headings.collect())
        && (!has_front_matter || says_no_field(text, schema))
}

/// True for front matter that has tags and keys of other programs alone.
fn says_no_field(text: &str, schema: &Schema) -> bool {
    let is_foreign = |key: &str| key == "tags" || schema.foreign_keys.iter().any(|k| k == key);
    match Block::of_file(text).1.parse() {
        Ok(Node::Map(keys)) => keys.iter().all(|(key, _)| is_foreign(key)),
        Ok(node) => node == Node::Null,
        Err(_) => false,
    }
}

/// How a query of Obsidian begins.
const QUERY: &str = "```dataview";

#[derive(Default)]
struct Said {
    listed: BTreeSet<String>,
    words_of_links: usize,
    other_words: usize,
    has_query: bool,
}

impl Said {
    /// Reads what a text says besides its headings.
    fn read(&mut self, body: &str, folder: &str, is_listed: impl Fn(&String) -> bool) {
        let mut is_in_query = false;
        for line in body.lines().map(str::trim) {
            if is_in_query || line.starts_with(QUERY) {
                self.has_query = true;
                is_in_query = !is_in_query || !line.starts_with("```");
                continue;
            }
            let mut rest = if line.starts_with('#') { "" } else { line };
            while let Some(at) = rest.find('[') {
                self.other_words += words(&rest[..at]);
                let Some(link) = ListedLink::at_start(&rest[at..]) else {
                    rest = &rest[at + 1..];
                    continue;
                };
                match link.id_in(folder).filter(&is_listed) {
                    Some(id) => {
                        self.words_of_links += words(link.text).max(1);
                        self.listed.insert(id);
                    }
                    None => self.other_words += words(link.text),
                }
                rest = &rest[at + link.length..];
            }
            self.other_words += words(rest);
        }
    }
}

fn words(text: &str) -> usize {
    let words = text.split_whitespace();
    words.filter(|w| w.contains(char::is_alphabetic)).count()
}

/// A link as it is written: `[[Ana|her]]`, `[Ana](ana.md)`.
struct ListedLink<'t> {
    text: &'t str,
    target: &'t str,
    length: usize,
}

impl<'t> ListedLink<'t> {
    fn at_start(text: &'t str) -> Option<Self> {
        if let Some(inside) = text.strip_prefix("[[") {
            let inside = &inside[..inside.find("]]")?];
            let (target, text) = inside.split_once('|').unwrap_or((inside, inside));
            let length = inside.len() + "[[]]".len();
            return Some(ListedLink {
                text,
                target,
                length,
            });
        }
        let (inside, behind) = text.strip_prefix('[')?.split_once("](")?;
        let target = &behind[..behind.find(')')?];
        Some(ListedLink {
            text: inside,
            target,
            length: inside.len() + target.len() + "[]()".len(),
        })
    }

    /// The id that a document in this folder has if the link leads to it.
    fn id_in(&self, folder: &str) -> Option<String> {
        let path = self.target.split('#').next()?.trim_end_matches('\\');
        let path = percent_decode_str(path.trim()).decode_utf8().ok()?;
        let path = path.trim_matches(['<', '>']).trim_start_matches("./");
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_here = above.is_empty() || format!("/{folder}").ends_with(&format!("/{above}"));
        let name = name
            .rsplit_once('.')
            .filter(|_| is_markdown(name))
            .map_or(name, |(stem, _)| stem);
        is_here.then(|| to_id(name))
    }
}
