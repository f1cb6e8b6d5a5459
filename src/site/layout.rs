//! What stands around every page: the site's name and settings, and the navigation with only what there is.

use std::sync::Arc;

use serde::Serialize;

use super::{Layout, OwnedSiteContext, SiteContext, changes, feed, navigation, search};
use crate::config::ExternalImages;
use crate::page::{Shared, Url};

/// What templates see as `site`. Addresses are from the root of the site.
#[derive(Serialize)]
pub struct Site<'a> {
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
fn build_layout(look: &SiteContext) -> Layout {
    let link = |url: &str| Url::new(url).to_link(look.url_style());
    let site_meta = Site {
        title: look.title,
        description: look.config.description.as_deref(),
        language: &look.config.language,
        base_url: look.config.base_url.as_deref(),
        repository: look.config.repository.as_deref(),
        internal: look.audience.shows_internal,
        csp: content_security_policy(look.config.images.external),
        home: link("index.html"),
        logo: look.logo.map(link),
        checks: link("checks.html"),
        changes: changes::exists(look).then(|| link(changes::URL)),
        feed: feed::exists(look).then(|| link(feed::URL)),
        search: look.has_search.then(|| link(search::URL)),
    };
    Layout {
        site: Shared::new(&site_meta),
        nav: navigation::navigation(look),
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
