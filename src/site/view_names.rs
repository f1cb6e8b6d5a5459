//! What the views are called, and where they are: `views.yaml`. Knows no view itself.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::line::Line;
use super::{PageMeta, SiteContext};
use crate::page::{Inputs, Url};

/// A view as `views.yaml` declares it; the input `view` of its page.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// What pages of the view pass as [`super::PageMeta::nav`], so that its item is marked as current.
    pub id: String,
    pub icon: String,
    pub label: String,
    pub title: String,
    #[serde(skip_serializing)]
    url: String,
    #[serde(default, skip_serializing)]
    was: Option<String>,
    /// What it shows, and what to do with it; empty where the title says it.
    #[serde(default)]
    pub about: String,
}

/// Sections of how-to-read.html that other pages link to.
pub const WORDS_ID: &str = "cb-words";
pub const NEXT_STEPS_ID: &str = "cb-next-steps";

pub static VIEWS: LazyLock<Vec<View>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("views.yaml")).expect("every build reads it")
});

/// The address of a section of how-to-read.html, from the root of the site.
pub fn how_to_read_link(site: &SiteContext, section: &str) -> String {
    format!("{}#{section}", View::named("how-to-read").href(site))
}

impl View {
    /// A view of `views.yaml`, by its id.
    pub fn named(id: &str) -> &'static View {
        let view = VIEWS.iter().find(|view| view.id == id);
        view.expect("views.yaml has every view that the code names")
    }

    pub fn url(&self) -> Url {
        Url::new(&*self.url)
    }

    /// Where it was, and a redirect leads from.
    pub fn old_url(&self) -> Option<Url> {
        self.was.as_deref().map(Url::new)
    }

    /// From the root of the site.
    pub fn href(&self, site: &SiteContext) -> String {
        self.url().to_link(site.url_style())
    }

    pub fn meta(&self, site: &SiteContext, url: &Url) -> PageMeta<'_> {
        site.page_meta(url, &self.title, "", &self.id)
    }

    /// The inputs for the layout of a page with scores and a sentence under its title.
    pub fn inputs(&self, site: &SiteContext, url: &Url, lede: Line) -> Inputs {
        let meta = self.meta(site, url).with_lede(lede);
        site.layout_inputs(&meta.as_of(site.as_of))
            .with_value("view", self)
    }
}
