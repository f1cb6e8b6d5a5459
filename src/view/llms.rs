//! `llms.txt` (llmstxt.org): the site as one page of Markdown, with a link and a sentence for each entry.

use std::sync::Arc;

use super::folder::{Node, Tree};
use super::{Look, list, navigation, paging, prose};
use crate::graph::Id;
use crate::page::{Page, Url};

const URL: &str = "llms.txt";
/// So many entries of a kind are named; the list of the kind has them all.
const MOST: usize = 500;
const LONGEST: usize = 200;

pub fn pages(look: &Look) -> Vec<Page> {
    let world = Arc::clone(look.world);
    vec![Page::made(Url::new(URL), move |out| {
        out.write_all(text(&world.look()).as_bytes())
    })]
}

fn text(look: &Look) -> String {
    let mut out = format!("# {}\n", plain(look.title));
    if let Some(description) = &look.config.description {
        out += &format!("\n> {}\n", plain(description));
    }
    if look.has_knowledge() {
        out += &format!("\nScores are as of {}.\n", look.as_of);
    }
    for (index, kind) in look.graph.schema.kinds.iter().enumerate() {
        let ids = look.graph.of_kind(index);
        if ids.is_empty() {
            continue;
        }
        out += &format!("\n## {}\n\n", plain(&kind.labels));
        ids.iter()
            .take(MOST)
            .for_each(|id| out += &entry(look, *id));
        if ids.len() > MOST {
            out += &line(
                look,
                &list::url(kind),
                &format!("{} more", ids.len() - MOST),
                "",
            );
        }
    }
    let tree = Tree::new(look);
    let pages = tree
        .reading_order(0)
        .into_iter()
        .filter_map(|node| match node {
            Node::Page(id) => Some(id),
            Node::Folder(folder) => tree.folders[folder].introduction,
        });
    let pages: Vec<Id> = pages.collect();
    if !pages.is_empty() {
        out += "\n## Pages\n\n";
        pages
            .iter()
            .take(MOST)
            .for_each(|id| out += &entry(look, *id));
        if pages.len() > MOST {
            out += &format!("- {} more\n", pages.len() - MOST);
        }
    }
    out += "\n## Optional\n\n";
    for view in navigation::VIEWS.iter().filter(|view| (view.exists)(look)) {
        out += &line(look, &Url::new(view.url), view.label, "");
    }
    out + &line(
        look,
        &Url::new("graph.json"),
        "Everything as data",
        "every entry, link, score and finding",
    )
}

fn entry(look: &Look, id: Id) -> String {
    let entry = look.graph.entry(id);
    let summary = match prose::note(look.graph, look.evidence, look.config, id) {
        note if note.is_empty() => prose::summary(entry).to_owned(),
        note => note,
    };
    line(look, &entry.url, &entry.document.title, &summary)
}

fn line(look: &Look, url: &Url, title: &str, summary: &str) -> String {
    let base = look.config.base_url.as_deref().unwrap_or_default();
    let summary = plain(summary);
    let summary = match summary.is_empty() {
        true => String::new(),
        false => format!(": {summary}"),
    };
    // A Markdown link ends at the first parenthesis that is not part of a pair.
    let href = url
        .link(look.style())
        .replace('(', "%28")
        .replace(')', "%29");
    format!("- [{}]({base}{href}){summary}\n", plain(title))
}

/// One line of Markdown that says what the text says: what has a meaning there is escaped.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = paging::cut(&words.join(" "), LONGEST);
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
    use crate::view::fixture;

    #[test]
    fn a_small_site_in_markdown() {
        let files = [
            ("guide/start (1).md", "# Start [here]\n\nThe first page.\n"),
            (
                "personas/ana.md",
                "---\nname: Ana <b>\nrole: Analyst\n---\n",
            ),
        ];
        let config = "description: Who we serve.\nbase_url: https://example.org/\n";
        assert_eq!(
            fixture::look_with(config, &files, text),
            "# Site\n\n> Who we serve.\n\nScores are as of 2024-10-31.\n\n\
             ## Personas\n\n\
             - [Ana \\<b\\>](https://example.org/personas/ana.html): Analyst\n\n\
             ## Pages\n\n\
             - [Start \\[here\\]](https://example.org/guide/start%20%281%29.html): The first page.\n\n\
             ## Optional\n\n\
             - [Everything as data](https://example.org/graph.json): every entry, link, score and finding\n"
        );
    }
}
