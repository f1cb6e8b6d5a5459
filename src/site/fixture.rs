//! Builds a whole [`SiteContext`] from a few texts, for tests of views.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::date;

use super::{Layout, SiteContext, card, list};
use crate::config::Config;
use crate::content::document::{self, FolderLayout, ReadOptions};
use crate::content::source::Source;
use crate::evidence::{self, Scored};
use crate::graph::link::link;
use crate::graph::publish::{self, Audience};
use crate::graph::spelling::LinkContext;
use crate::model::load;
use crate::page::{Content, Page};
use crate::theme;

/// Calls `check` with the site of these files (path and whole text), as of 31 October 2024.
pub fn with_site<T>(files: &[(&str, &str)], check: impl FnOnce(&Arc<SiteContext>) -> T) -> T {
    with_site_and_config("", files, check)
}

/// The same with the text of a `casebook.yaml`.
pub fn with_site_and_config<T>(
    config: &str,
    files: &[(&str, &str)],
    check: impl FnOnce(&Arc<SiteContext>) -> T,
) -> T {
    let (config, problems) = Config::read(config);
    assert!(problems.is_empty(), "{problems:?}");
    let (schema, problems) = load::load_schema(&config);
    assert!(problems.is_empty(), "{problems:?}");
    let sources = files.iter();
    let sources: Vec<Source> = sources
        .map(|(path, text)| Source::in_memory(path, text))
        .collect();
    let options = ReadOptions {
        max_front_matter: 1 << 16,
        max_page: 1 << 20,
        layout: Arc::new(FolderLayout::new(&sources, &schema)),
        ..ReadOptions::default()
    };
    let mut documents: Vec<_> = sources
        .iter()
        .map(|source| Arc::new(document::read(source, &schema, &options)))
        .collect();
    for document in &documents {
        assert!(!document.is_broken, "{:?}", document.diagnostics);
    }
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let published = publish::published(&documents, &schema, Audience::default());
    let graph = link(
        &published,
        Arc::new(schema),
        LinkContext::default(),
        &|_| false,
        |_| HashMap::new(),
    );
    let as_of = date(2024, 10, 31);
    let evidence = evidence::score(&graph, &config, as_of);
    let scored = Scored {
        graph: Arc::new(graph),
        evidence: Arc::new(evidence),
        config: Arc::new(config),
        as_of,
    };
    let summaries = card::build_summaries(scored.scored());
    let cards = card::build_cards(scored.scored(), &summaries);
    let site = SiteContext {
        kind_has_list: list::kinds_with_list(&scored.graph),
        scored,
        findings: vec![],
        explain_code: |_| None,
        audience: Audience::default(),
        cards,
        summaries,
        title: "Site".into(),
        history: Arc::default(),
        logo: None,
        has_search: false,
        layout: Layout::default(),
    };
    check(&site.with_layout())
}

/// A page rendered with the built-in theme.
pub fn render(pages: &[Page], url: &str) -> String {
    let theme = theme::built_in("default").expect("the theme inside the program");
    let theme = theme::load(&[theme]).map_err(|wrong| format!("{wrong:?}"));
    let theme = theme.expect("it compiles");
    let page = pages.iter().find(|page| page.url.as_str() == url);
    match &page.expect("the page is made").content {
        Content::Template { template, inputs } => {
            let html = theme.templates.render(template, &inputs.compute());
            html.map_err(|wrong| format!("{wrong:?}"))
                .expect("it renders")
        }
        other => panic!("{url} is no page of a template: {other:?}"),
    }
}

/// The text of the first element of that name, without tags, every run of white space as one space.
pub fn visible_text(html: &str, element: &str) -> String {
    let start = html
        .find(&format!("<{element}"))
        .expect("the element is there");
    let end = html.find(&format!("</{element}>")).expect("it ends");
    let mut text = String::new();
    let mut in_tag = false;
    for c in html[start..end].chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = html_escape::decode_html_entities(&text).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(" .", ".").replace(" ,", ",")
}
