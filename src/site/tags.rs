//! A page for each tag, and the list of all tags.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::view_names::View;
use super::{SiteContext, paging};
use crate::content::document;
use crate::graph::EntryId;
use crate::page::{Page, Url};

/// The longest slug of a tag.
const MAX_SLUG_CHARS: usize = 80;

pub struct Tags<'a> {
    /// Sorted by the normalized name.
    pub tags: Vec<Tag<'a>>,
    by_name: HashMap<String, usize>,
}

pub struct Tag<'a> {
    /// As it is written in the first entry in path order.
    pub name: &'a str,
    pub url: Url,
    /// In path order.
    pub entries: Vec<EntryId>,
}

#[derive(Serialize)]
struct TagLine<'a> {
    href: String,
    name: &'a str,
    count: usize,
}

impl<'a> Tags<'a> {
    pub fn new(site: &'a SiteContext) -> Self {
        let mut found: BTreeMap<String, Tag> = BTreeMap::new();
        for id in site.graph.ids() {
            let mut seen = HashSet::new();
            for name in site.fields(id).texts("tags") {
                let key = tag_key(name);
                if key.is_empty() || !seen.insert(key.clone()) {
                    continue;
                }
                let tag = found.entry(key).or_insert_with(|| Tag {
                    name: name.trim(),
                    url: Url::new(""),
                    entries: vec![],
                });
                tag.entries.push(id);
            }
        }
        // Different tags can have the same slug (`C` and `C++`); the later ones get a number.
        let mut taken: HashSet<String> = ["index".into()].into();
        let mut tags = Vec::with_capacity(found.len());
        let mut by_name = HashMap::with_capacity(found.len());
        for (key, mut tag) in found {
            let form = tag_slug(&key);
            let numbered = |n: usize| match n {
                1 => form.clone(),
                n => format!("{form}-{n}"),
            };
            let free = (1..).map(numbered).find(|slug| !taken.contains(slug));
            let slug = free.unwrap_or(form.clone());
            tag.url = Url::new(format!("tags/{slug}.html"));
            taken.insert(slug);
            by_name.insert(key, tags.len());
            tags.push(tag);
        }
        Tags { tags, by_name }
    }

    /// The page of a tag, in any spelling.
    pub fn url(&self, name: &str) -> Option<&Url> {
        self.by_name
            .get(&tag_key(name))
            .map(|index| &self.tags[*index].url)
    }
}

pub fn exists(site: &SiteContext) -> bool {
    let has_tag = |e: &crate::graph::Entry| {
        e.document
            .fields
            .texts("tags")
            .any(|t| !tag_key(t).is_empty())
    };
    site.graph.entries.iter().any(has_tag)
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let tags = Tags::new(site);
    if tags.tags.is_empty() {
        return vec![];
    }
    let mut pages = index_pages(site, &tags);
    pages.extend(tags.tags.iter().flat_map(|tag| tag_pages(site, tag)));
    pages
}

/// The same for all spellings of a tag: trimmed, Unicode NFC, lower case.
fn tag_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.trim().nfc().collect::<String>().to_lowercase()
}

/// The slug of a tag; if it has no letter or digit, the code points of its characters.
fn tag_slug(key: &str) -> String {
    let form = document::to_id(key);
    let form = match form.is_empty() {
        false => form,
        true => {
            let numbers: Vec<String> = key.chars().map(|c| format!("{:x}", u32::from(c))).collect();
            numbers.join("-")
        }
    };
    form.chars().take(MAX_SLUG_CHARS).collect()
}

fn tag_pages(site: &SiteContext, tag: &Tag) -> Vec<Page> {
    let bytes = |id: &EntryId| paging::estimated_entry_bytes(site.graph.entry(*id));
    let index = View::named("tags").href(site);
    paging::pages(site, "tag.html", &tag.url, &tag.entries, bytes, |part| {
        let meta = site.page_meta(&part.url, tag.name, "", "tags");
        let mut meta = meta.with_heading(Line::of("tagged").with("tag", tag.name));
        if part.items.iter().any(|id| site.graph.role(*id).is_some()) {
            meta = meta.as_of(site.as_of);
        }
        site.layout_inputs(&meta)
            .with_value("index", &index)
            .with_value("count", &tag.entries.len())
            .with("cards", site.card_list(part.items.iter().copied()))
    })
}

fn index_pages(site: &SiteContext, tags: &Tags) -> Vec<Page> {
    let view = View::named("tags");
    let bytes = |tag: &Tag| 300 + tag.url.as_str().len() + tag.name.len();
    paging::pages(site, "tags.html", &view.url(), &tags.tags, bytes, |part| {
        let tags = part.items.iter().map(|tag| TagLine {
            href: tag.url.to_link(site.url_style()),
            name: tag.name,
            count: tag.entries.len(),
        });
        site.layout_inputs(&view.meta(site, &part.url))
            .with_value("view", view)
            .with_value("tags", &tags.collect::<Vec<_>>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn every_tag_has_a_unique_url() {
        let files = [
            ("a.md", "---\ntags: [C++, Data Quality, index]\n---\n"),
            ("b.md", "---\ntags: [c, data quality, c++, '!']\n---\n"),
        ];
        let said = fixture::with_site(&files, |site| {
            let tags = Tags::new(site);
            assert_eq!(
                tags.url("DATA quality").map(Url::as_str),
                Some("tags/data-quality.html")
            );
            assert_eq!(tags.url("nope"), None);
            let line = |tag: &Tag| format!("{} {} {}", tag.url, tag.name, tag.entries.len());
            tags.tags.iter().map(line).collect::<Vec<_>>()
        });
        assert_eq!(
            said,
            [
                "tags/21.html ! 1",
                "tags/c.html c 1",
                "tags/c-2.html C++ 2",
                "tags/data-quality.html Data Quality 2",
                "tags/index-2.html index 1",
            ]
        );
    }
}
