//! `llms.txt` (llmstxt.org): an index of the site in Markdown, with a link and one line of text for each entry.

use std::sync::Arc;

use crate::graph::EntryId;
use crate::page::{Page, Url};
use crate::site::folder_tree::{FolderNode, FolderTree};
use crate::site::{SiteContext, list, nav, paging, prose};

const URL: &str = "llms.txt";
/// How many entries of each kind, and how many plain pages, are listed; a last line counts the rest.
const MAX_ENTRIES: usize = 500;
const MAX_LINE_CHARS: usize = 200;

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let site = Arc::clone(site);
    vec![Page::streamed(Url::new(URL), move |out| {
        out.write_all(site_as_markdown(&site).as_bytes())
    })]
}

fn site_as_markdown(site: &SiteContext) -> String {
    let mut out = format!("# {}\n", escape_markdown(&site.title));
    if let Some(description) = &site.config.description {
        out += &format!("\n> {}\n", escape_markdown(description));
    }
    if let Some(notice) = &site.config.notice {
        out += &format!("\n{}\n", escape_markdown(notice));
    }
    if site.has_knowledge() {
        out += &format!("\nScores are as of {}.\n", site.as_of);
    }
    for (index, kind) in site.graph.schema.kinds.iter().enumerate() {
        let ids = site.graph.of_kind(index);
        if ids.is_empty() {
            continue;
        }
        out += &format!("\n## {}\n\n", escape_markdown(&kind.plural_label));
        ids.iter()
            .take(MAX_ENTRIES)
            .for_each(|id| out += &entry_line(site, *id));
        if ids.len() > MAX_ENTRIES {
            out += &link_line(
                site,
                &list::list_url(kind),
                &format!("{} more", ids.len() - MAX_ENTRIES),
                "",
            );
        }
    }
    let tree = FolderTree::new(site);
    let pages = tree
        .reading_order(0)
        .into_iter()
        .filter_map(|node| match node {
            FolderNode::Page(id) => Some(id),
            FolderNode::Folder(folder) => tree.folders[folder].section_index,
        })
        .filter(|id| site.graph.entry(*id).document.kind.is_none());
    let pages: Vec<EntryId> = pages.collect();
    if !pages.is_empty() {
        out += "\n## Pages\n\n";
        pages
            .iter()
            .take(MAX_ENTRIES)
            .for_each(|id| out += &entry_line(site, *id));
        if pages.len() > MAX_ENTRIES {
            out += &format!("- {} more\n", pages.len() - MAX_ENTRIES);
        }
    }
    out += "\n## Optional\n\n";
    for view in nav::existing_views(site) {
        out += &link_line(site, &view.url(), &view.label, "");
    }
    out + &link_line(
        site,
        &Url::new("graph.json"),
        "Everything as data",
        "every entry, link, score and finding",
    )
}

fn entry_line(site: &SiteContext, id: EntryId) -> String {
    let entry = site.graph.entry(id);
    let summary = match site.note(id) {
        note if note.is_empty() => prose::summary(entry).to_owned(),
        note => note,
    };
    link_line(site, &entry.url, &entry.document.title, &summary)
}

fn link_line(site: &SiteContext, url: &Url, title: &str, summary: &str) -> String {
    let base = site.config.base_url.as_deref().unwrap_or_default();
    let summary = escape_markdown(summary);
    let summary = match summary.is_empty() {
        true => String::new(),
        false => format!(": {summary}"),
    };
    // A Markdown link ends at the first unbalanced parenthesis.
    let href = url
        .to_link(site.url_style())
        .replace('(', "%28")
        .replace(')', "%29");
    format!("- [{}]({base}{href}){summary}\n", escape_markdown(title))
}

/// The text on one line, cut to [`MAX_LINE_CHARS`], with characters that have a meaning in Markdown escaped.
fn escape_markdown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = paging::truncate_chars(&words.join(" "), MAX_LINE_CHARS);
    let special = |c| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&');
    let mut out = String::with_capacity(line.len());
    let mut written = 0;
    for (at, _) in line.match_indices(special) {
        out.push_str(&line[written..at]);
        out.push('\\');
        written = at;
    }
    out + &line[written..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn a_small_site_in_markdown() {
        let files = [
            ("guide/start (1).md", "# Start [here]\n\nThe first page.\n"),
            (
                "personas/ana.md",
                "---\nname: Ana <b>\nrole: Analyst\n---\n",
            ),
        ];
        let config =
            "description: Who we serve.\nnotice: Invented.\nbase_url: https://example.org/\n";
        assert_eq!(
            fixture::with_site_and_config(config, &files, |site| site_as_markdown(site)),
            "# Site\n\n> Who we serve.\n\nInvented.\n\nScores are as of 2024-10-31.\n\n\
             ## Personas\n\n\
             - [Ana \\<b\\>](https://example.org/personas/ana.html): Analyst\n\n\
             ## Pages\n\n\
             - [Start \\[here\\]](https://example.org/guide/start%20%281%29.html): The first page.\n\n\
             ## Optional\n\n\
             - [Everything as data](https://example.org/graph.json): every entry, link, score and finding\n"
        );
    }
}
