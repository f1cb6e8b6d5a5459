//! What a view may look at, and what it builds the inputs of a page from.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::config::Config;
use crate::diagnostic::Finding;
use crate::evidence::Evidence;
use crate::graph::publish::Audience;
use crate::graph::{BodyLink, Entry, EntryId, Graph};
use crate::markdown::Resolved;
use crate::page::{Inputs, Shared, Url, UrlStyle, encode_path};

/// What the code of a finding means, and why it matters: the checks know, and no view knows the checks.
pub type ExplainCode = fn(&str) -> Option<[&'static str; 2]>;

/// Everything a view may look at, owned: pages whose inputs are made later share it.
pub struct OwnedSiteContext {
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    pub config: Arc<Config>,
    pub findings: Vec<Finding>,
    pub explain_code: ExplainCode,
    pub as_of: Date,
    pub audience: Audience,
    pub cards: Vec<Shared>,
    /// Of each kind, whether it has a list.
    pub kind_has_list: Vec<bool>,
    pub title: String,
    /// A file of the theme, for the bar at the top.
    pub logo: Option<String>,
    pub has_search: bool,
    pub layout: Layout,
}

impl OwnedSiteContext {
    /// The same around a graph in which only texts differ.
    pub fn with_graph(&self, graph: Arc<Graph>) -> Self {
        OwnedSiteContext {
            graph,
            evidence: self.evidence.clone(),
            config: self.config.clone(),
            findings: self.findings.clone(),
            cards: self.cards.clone(),
            kind_has_list: self.kind_has_list.clone(),
            title: self.title.clone(),
            logo: self.logo.clone(),
            layout: self.layout.clone(),
            ..*self
        }
    }

    pub fn context(self: &Arc<Self>) -> SiteContext<'_> {
        SiteContext {
            owner: self,
            graph: &self.graph,
            evidence: &self.evidence,
            config: &self.config,
            findings: &self.findings,
            explain_code: self.explain_code,
            as_of: self.as_of,
            audience: self.audience,
            cards: &self.cards,
            kind_has_list: &self.kind_has_list,
            title: &self.title,
            logo: self.logo.as_deref(),
            has_search: self.has_search,
            layout: &self.layout,
        }
    }
}

/// Everything a view may look at.
#[derive(Clone, Copy)]
pub struct SiteContext<'a> {
    /// The owner of the rest, for pages whose inputs are made later.
    pub owner: &'a Arc<OwnedSiteContext>,
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    /// What may be told on the site: nothing that concerns hidden things.
    pub findings: &'a [Finding],
    pub explain_code: ExplainCode,
    pub as_of: Date,
    pub audience: Audience,
    /// One for each entry, by index.
    pub cards: &'a [Shared],
    /// Of each kind, whether it has a list.
    pub kind_has_list: &'a [bool],
    /// The title of the site.
    pub title: &'a str,
    /// A file of the theme, for the bar at the top.
    pub logo: Option<&'a str>,
    /// Does the site have a search index?
    pub has_search: bool,
    /// Navigation and site, the same on every page.
    pub layout: &'a Layout,
}

/// What every page shows around its own content, built once and shared.
#[derive(Clone, Default)]
pub struct Layout {
    /// As [`super::layout::Site`].
    pub site: Shared,
    /// `[{label?, items: [{id, href, icon, label, count?}]}]`; `href` from the root of the site.
    pub nav: Shared,
}

/// What the frame needs to know of one page.
#[derive(Serialize)]
pub struct PageMeta<'a> {
    /// The way to the site's root: ``, `../` …
    pub root: String,
    /// From the site's root, as a link.
    pub href: String,
    /// Which item of the navigation is current: `home`, the name of a view or of a kind, or [`super::navigation::of_folder`].
    pub nav: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub lang: Option<&'a str>,
    /// `rtl` where the language is written so; none otherwise.
    pub dir: Option<&'static str>,
    /// Printed where something on the page depends on the day: `2024-10-31`, and in words.
    pub as_of: Option<(String, String)>,
    /// Findings on the whole site, for the footer.
    pub findings: Option<usize>,
}

impl<'a> PageMeta<'a> {
    /// The page is in that language, where it says so; else in the site's.
    pub fn set_language(&mut self, lang: Option<&'a str>) {
        if let Some(lang) = lang {
            self.lang = Some(lang);
            self.dir = text_direction(lang);
        }
    }
}

/// The languages of the Web that are written from right to left, by their subtags (CLDR).
fn text_direction(lang: &str) -> Option<&'static str> {
    let mut parts = lang.split(['-', '_']);
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_script = |part: &str| {
        ["arab", "hebr", "thaa", "syrc", "nkoo"].contains(&&*part.to_ascii_lowercase())
    };
    let is_latin = |part: &str| part.eq_ignore_ascii_case("latn");
    let languages = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi",
    ];
    let rest: Vec<&str> = parts.collect();
    match languages.contains(&&*first) {
        true => !rest.iter().copied().any(is_latin),
        false => rest.iter().copied().any(is_script),
    }
    .then_some("rtl")
}

impl SiteContext<'_> {
    /// Do people, problems and studies stand on this site, or only plain pages?
    pub fn has_knowledge(&self) -> bool {
        let mut entries = self.graph.iter();
        entries.any(|(_, e)| e.document.kind.is_some())
    }

    pub fn url_style(&self) -> UrlStyle {
        self.config.url_style()
    }

    pub fn card(&self, id: EntryId) -> &Shared {
        &self.cards[id.0 as usize]
    }

    /// The cards of several entries as one list.
    pub fn card_list(&self, ids: impl IntoIterator<Item = EntryId>) -> Shared {
        Shared::from_list(ids.into_iter().map(|id| self.card(id)).collect::<Vec<_>>())
    }

    /// The inputs every template of the frame expects: `site`, `nav` and `page`.
    pub fn layout_inputs(&self, meta: &PageMeta) -> Inputs {
        Inputs::new()
            .with("site", self.layout.site.clone())
            .with("nav", self.layout.nav.clone())
            .with("page", Shared::new(meta))
    }

    /// A head with the address, language and root filled in.
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
            as_of: None,
            findings: None,
        }
    }

    /// The finished body of an entry, its links filled in.
    pub fn body(&self, id: EntryId) -> Shared {
        body(self.graph.entry(id), self.url_style())
    }

    pub fn body_html(&self, id: EntryId) -> String {
        let entry = self.graph.entry(id);
        fill_links(entry, self.url_style(), &entry.url.root_prefix())
    }

    /// The places of findings by the path of their file.
    pub fn findings_by_path(&self) -> HashMap<Arc<str>, Vec<usize>> {
        let mut by_path: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (i, finding) in self.findings.iter().enumerate() {
            by_path.entry(finding.path.clone()).or_default().push(i);
        }
        by_path
    }
}

/// The input that holds the finished body of an entry. It stands on one page, that at the entry's address.
pub const BODY_INPUT: &str = "body";

/// The finished body of an entry, its links filled in.
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
            Some(BodyLink::Broken { why }) => Resolved::Broken { reason: why },
            Some(BodyLink::Hidden) => Resolved::Hidden,
            Some(BodyLink::TextOnly) | None => Resolved::TextOnly,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_of_a_page_is_that_of_its_language() {
        for (lang, dir) in [
            ("en", None),
            ("he", Some("rtl")),
            ("ar-EG", Some("rtl")),
            ("AR", Some("rtl")),
            ("az-Arab", Some("rtl")),
            ("ar-Latn", None),
            ("", None),
        ] {
            assert_eq!(text_direction(lang), dir, "{lang}");
        }
    }
}
