//! What stands around every page: the site's name and settings, and the navigation with only what there is.

use std::sync::Arc;

use serde::Serialize;

use super::exports::{feed, search};
use super::{Layout, OwnedSiteContext, SiteContext, changes, nav};
use crate::config::ExternalImages;
use crate::page::{Shared, Url};

/// What templates see as `site`. Addresses are from the root of the site.
#[derive(Serialize)]
pub struct SiteMeta<'a> {
    pub title: &'a str,
    pub description: Option<&'a str>,
    pub language: &'a str,
    /// With one slash at its end.
    pub base_url: Option<&'a str>,
    pub repository: Option<&'a str>,
    /// The build is for the team only.
    pub internal: bool,
    /// The content security policy of every page.
    pub csp: &'static str,
    pub home: String,
    pub logo: Option<String>,
    pub checks: String,
    /// The log, and the feed of it, where there is one.
    pub changes: Option<String>,
    pub feed: Option<String>,
    /// Where there is a search index.
    pub search: Option<String>,
}

impl OwnedSiteContext {
    /// The same with its navigation.
    pub fn with_layout(self) -> Arc<Self> {
        let mut world = Arc::new(self);
        let frame = build_layout(&world.context());
        if let Some(world) = Arc::get_mut(&mut world) {
            world.layout = frame;
        }
        world
    }
}

/// Builds what is the same on every page; the look's own frame is not yet there.
fn build_layout(site: &SiteContext) -> Layout {
    let link = |url: &str| Url::new(url).to_link(site.url_style());
    let site_meta = SiteMeta {
        title: site.title,
        description: site.config.description.as_deref(),
        language: &site.config.language,
        base_url: site.config.base_url.as_deref(),
        repository: site.config.repository.as_deref(),
        internal: site.audience.shows_internal,
        csp: content_security_policy(site.config.images.external),
        home: link("index.html"),
        logo: site.logo.map(link),
        checks: link("checks.html"),
        changes: changes::exists(site).then(|| link(changes::URL)),
        feed: feed::exists(site).then(|| link(feed::URL)),
        search: site.has_search.then(|| link(search::URL)),
    };
    Layout {
        site: Shared::new(&site_meta),
        nav: nav::navigation(site),
    }
}

/// No third party, no inline script or style; images elsewhere only where the project allows them.
fn content_security_policy(images: ExternalImages) -> &'static str {
    match images {
        ExternalImages::Link => {
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
        }
        ExternalImages::Allow => {
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https: http:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'"
        }
    }
}
