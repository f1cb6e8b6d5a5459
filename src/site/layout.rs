//! Builds the inputs that are the same on every page: the name and settings of the site, and the navigation.

use std::sync::Arc;

use serde::Serialize;

use super::exports::feed;
use super::view_names::View;
use super::{Layout, SiteContext, changes, checks, how_to_read, nav};
use crate::config::ExternalImages;
use crate::page::{Shared, Url};

/// The input `site` of every template. Addresses are from the root of the site.
#[derive(Serialize)]
pub struct SiteMeta<'a> {
    pub title: &'a str,
    pub description: Option<&'a str>,
    /// One sentence at the top of every page.
    pub notice: Option<&'a str>,
    pub language: &'a str,
    /// Ends with one slash.
    pub base_url: Option<&'a str>,
    pub repository: Option<&'a str>,
    /// True if the build shows internal entries, for the team only.
    pub internal: bool,
    /// The content security policy of every page.
    pub csp: String,
    /// False for a site of plain pages only.
    pub has_knowledge: bool,
    pub home: String,
    pub logo: Option<String>,
    /// These five are `None` if the site has no such page.
    pub checks: Option<String>,
    pub how_to_read: Option<String>,
    pub changes: Option<String>,
    pub feed: Option<String>,
    pub search: Option<String>,
}

impl SiteContext {
    /// The same context with `layout` filled in.
    pub fn with_layout(mut self) -> Arc<Self> {
        self.layout = build_layout(&self);
        Arc::new(self)
    }
}

/// Does not read [`SiteContext::layout`], which is still empty.
fn build_layout(site: &SiteContext) -> Layout {
    let link = |url: &str| Url::new(url).to_link(site.url_style());
    let view = |id: &str| View::named(id).href(site);
    let site_meta = SiteMeta {
        title: &site.title,
        description: site.config.description.as_deref(),
        notice: site.config.notice.as_deref(),
        language: &site.config.language,
        base_url: site.config.base_url.as_deref(),
        repository: site.config.repository.as_deref(),
        internal: site.audience.shows_internal,
        csp: content_security_policy(site.config.images.external),
        has_knowledge: site.has_knowledge(),
        home: link("index.html"),
        logo: site.logo.as_deref().map(link),
        checks: checks::exists(site).then(|| view("checks")),
        how_to_read: how_to_read::exists(site).then(|| view("how-to-read")),
        changes: changes::exists(site).then(|| view("changes")),
        feed: feed::exists(site).then(|| link(feed::URL)),
        search: site.has_search.then(|| view("search")),
    };
    Layout {
        site: Shared::new(&site_meta),
        nav: nav::navigation(site),
    }
}

/// Forbids third parties and inline scripts and styles; images from other hosts only if the project allows them.
fn content_security_policy(images: ExternalImages) -> String {
    let other_hosts = match images {
        ExternalImages::Link => "",
        ExternalImages::Allow => " https: http:",
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:{other_hosts}; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
    )
}
