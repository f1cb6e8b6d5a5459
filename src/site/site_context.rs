//! What views read: graph, scores, settings and findings, with helpers to build the inputs of a page.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::prose;
use crate::config::host::file_url;
use crate::config::{FindingsPage, Method};
use crate::diagnostic::Finding;
use crate::evidence::Scored;
use crate::git::FileChanges;
use crate::graph::publish::Audience;
use crate::graph::{BodyLink, Entry, EntryId};
use crate::markdown::Resolved;
use crate::model::{Fields, role};
use crate::page::{Inputs, Shared, Url, UrlStyle, encode_path};
use crate::text::is_written_from_right;

/// Returns what the code of a finding means and why it matters. A function, so that views do not depend on the checks.
pub type ExplainCode = fn(&str) -> Option<[&'static str; 2]>;

/// Everything a view may read. Shared by pages whose inputs are computed when they are rendered.
#[derive(Clone)]
pub struct SiteContext {
    pub scored: Scored,
    /// Published findings only: none concerns a hidden entry.
    pub findings: Vec<Finding>,
    pub explain_code: ExplainCode,
    pub audience: Audience,
    /// One for each entry, by [`EntryId`].
    pub cards: Vec<Shared>,
    /// One for each entry, by [`EntryId`]: see [`SiteContext::summary`].
    pub summaries: Vec<Shared>,
    /// For each kind, whether it has a list.
    pub kind_has_list: Vec<bool>,
    /// The title of the site.
    pub title: String,
    /// From git, also of files that are not published: by path from the content folder.
    pub history: Arc<FileChanges>,
    /// A file of the theme, shown in the header.
    pub logo: Option<String>,
    pub has_search: bool,
    pub layout: Layout,
}

/// The inputs that are the same on every page, built once and shared.
#[derive(Clone, Default)]
pub struct Layout {
    /// A [`super::layout::SiteMeta`].
    pub site: Shared,
    /// `{views, kinds, pages}`, each `[{id, href, icon, label, count?, help}]`; `href` from the root of the site.
    pub nav: Shared,
}

/// The input `page`: what the layout template needs to know of one page.
#[derive(Serialize)]
pub struct PageMeta<'a> {
    /// The relative path to the site's root: ``, `../` …
    pub root: String,
    /// From the site's root, as a link.
    pub href: String,
    /// The id of the current item of the navigation: `home`, that of a view, the name of a kind, or
    /// [`super::nav::nav_id_of_folder`].
    pub nav: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// `None` for the site's language.
    pub lang: Option<&'a str>,
    /// `rtl` if the language is written from right to left.
    pub dir: Option<&'static str>,
    /// A [`super::line::Line`] of facts: the title, where it is more than `title`.
    pub heading: Option<Shared>,
    /// A [`super::line::Line`] of facts: the sentence under the title, and the description.
    pub lede: Option<Shared>,
    /// The date of the scores, if something on the page depends on it.
    pub as_of: Option<String>,
    /// The number of findings on the whole site, for the footer.
    pub findings: Option<usize>,
    /// The file of a page that does not name it elsewhere, and where it is edited; for the footer.
    pub source: Option<String>,
    pub edit: Option<String>,
}

impl<'a> PageMeta<'a> {
    pub fn with_heading(self, heading: impl Serialize) -> Self {
        PageMeta {
            heading: Some(Shared::new(&heading)),
            ..self
        }
    }

    pub fn with_lede(self, lede: impl Serialize) -> Self {
        PageMeta {
            lede: Some(Shared::new(&lede)),
            ..self
        }
    }

    /// For a page on which something depends on the day of the scores.
    pub fn as_of(self, day: Date) -> Self {
        PageMeta {
            as_of: Some(day.to_string()),
            ..self
        }
    }

    /// Sets the language of the page if it has one of its own.
    pub fn set_language(&mut self, lang: Option<&'a str>) {
        if let Some(lang) = lang {
            self.lang = Some(lang);
            self.dir = text_direction(lang);
        }
    }
}

fn text_direction(lang: &str) -> Option<&'static str> {
    is_written_from_right(lang).then_some("rtl")
}

impl Deref for SiteContext {
    type Target = Scored;

    fn deref(&self) -> &Scored {
        &self.scored
    }
}

impl SiteContext {
    /// True if an entry has a kind; false for a site of plain pages only.
    pub fn has_knowledge(&self) -> bool {
        let mut entries = self.graph.iter();
        entries.any(|(_, e)| e.document.kind.is_some())
    }

    /// True if pages show what checks found. Readers who do not write learn nothing from it.
    pub fn shows_findings(&self) -> bool {
        match self.config.findings.page {
            FindingsPage::Public => true,
            FindingsPage::Internal => self.audience.shows_internal,
            FindingsPage::None => false,
        }
    }

    pub fn url_style(&self) -> UrlStyle {
        self.config.urls
    }

    pub fn card(&self, id: EntryId) -> &Shared {
        &self.cards[id.0 as usize]
    }

    /// The cards of several entries as one list.
    pub fn card_list(&self, ids: impl IntoIterator<Item = EntryId>) -> Shared {
        Shared::from_list(ids.into_iter().map(|id| self.card(id)).collect::<Vec<_>>())
    }

    /// The inputs that every template with the site's layout needs: `site`, `nav` and `page`.
    pub fn layout_inputs(&self, meta: &PageMeta) -> Inputs {
        Inputs::new()
            .with("site", self.layout.site.clone())
            .with("nav", self.layout.nav.clone())
            .with("page", Shared::new(meta))
    }

    /// The meta data of a page in the site's language.
    pub fn page_meta<'h>(
        &self,
        url: &Url,
        title: &'h str,
        description: &'h str,
        nav: &'h str,
    ) -> PageMeta<'h> {
        PageMeta {
            title,
            description,
            lang: None,
            dir: text_direction(&self.config.language),
            href: url.to_link(self.url_style()),
            root: url.root_prefix(),
            nav,
            heading: None,
            lede: None,
            as_of: None,
            findings: None,
            source: None,
            edit: None,
        }
    }

    pub fn fields(&self, id: EntryId) -> &Fields {
        &self.graph.entry(id).document.fields
    }

    pub fn title_of(&self, id: EntryId) -> &str {
        &self.graph.entry(id).document.title
    }

    /// The address of an entry, from the root of the site.
    pub fn href(&self, id: EntryId) -> String {
        self.graph.entry(id).url.to_link(self.url_style())
    }

    /// See [`prose::status_text`].
    pub fn status_text(&self, id: EntryId) -> Option<String> {
        prose::status_text(self.scored(), id)
    }

    /// What is claimed of a problem, a solution or a persona, as templates see it; empty for other entries.
    pub fn summary(&self, id: EntryId) -> &Shared {
        &self.summaries[id.0 as usize]
    }

    /// The same of several entries: `{id: summary}`.
    pub fn summaries(&self, ids: impl IntoIterator<Item = EntryId>) -> Shared {
        Shared::from_entries(ids.into_iter().map(|id| {
            let name = self.graph.entry(id).document.id.to_string();
            (name, self.summary(id))
        }))
    }

    /// See [`prose::entry_note`].
    pub fn note(&self, id: EntryId) -> String {
        prose::entry_note(self.scored(), id)
    }

    /// The method that a study names, if the settings have it.
    pub fn method(&self, study: role::Validation) -> Option<&Method> {
        self.config.evidence.methods.get(study.method()?)
    }

    /// A file in the repository's web view; `None` without a `repository`.
    pub fn source_url(&self, path: &str) -> Option<String> {
        let config = &self.config;
        let repository = config.repository.as_deref()?;
        Some(file_url(repository, config.view(), &config.branch, path))
    }

    /// See [`body`].
    pub fn body(&self, id: EntryId) -> Shared {
        body(self.graph.entry(id), self.url_style())
    }

    /// See [`body`]; empty without an entry.
    pub fn body_or_none(&self, id: Option<EntryId>) -> Shared {
        id.map_or_else(|| Shared::from_html(""), |id| self.body(id))
    }

    pub fn body_html(&self, id: EntryId) -> String {
        let entry = self.graph.entry(id);
        fill_links(entry, self.url_style(), &entry.url.root_prefix())
    }

    /// The indexes into `findings`, by the path of their file.
    pub fn findings_by_path(&self) -> HashMap<Arc<str>, Vec<usize>> {
        let mut by_path: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (i, finding) in self.findings.iter().enumerate() {
            by_path.entry(finding.path.clone()).or_default().push(i);
        }
        by_path
    }
}

/// The name of the input with the body of an entry. Only the page at the entry's URL has it.
pub const BODY_INPUT: &str = "body";

/// The HTML of an entry's body, with links relative to the page at the entry's URL.
pub fn body(entry: &Entry, style: UrlStyle) -> Shared {
    Shared::from_html(&fill_links(entry, style, &entry.url.root_prefix()))
}

fn fill_links(entry: &Entry, style: UrlStyle, root: &str) -> String {
    let to = |href: String, text| Resolved::Linked {
        href: href.into(),
        text,
    };
    entry
        .document
        .body
        .fill_links(|i, _| match entry.body_links.get(i) {
            Some(BodyLink::Page { url, title, anchor }) => {
                let anchor = anchor
                    .as_ref()
                    .map_or_else(String::new, |a| format!("#{}", encode_path(a)));
                to(format!("{root}{}{anchor}", url.to_link(style)), Some(title))
            }
            Some(BodyLink::SamePage { anchor }) => to(format!("#{}", encode_path(anchor)), None),
            Some(BodyLink::Asset { url }) => {
                to(format!("{root}{}", url.to_link(UrlStyle::File)), None)
            }
            Some(BodyLink::External { url }) => to(url.to_string(), None),
            Some(BodyLink::Broken) => Resolved::Broken,
            Some(BodyLink::Hidden) => Resolved::Hidden,
            Some(BodyLink::TextOnly) | None => Resolved::TextOnly,
        })
}
