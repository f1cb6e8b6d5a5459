//! What the views are called, and where they are: `views.yaml`. Knows no view itself.

use std::sync::LazyLock;

use serde::Deserialize;

use super::line::Line;
use super::{PageMeta, SiteContext};
use crate::page::{Inputs, Url};

/// A view as `views.yaml` declares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// What pages of the view pass as [`super::PageMeta::nav`], so that its item is marked as current.
    pub id: String,
    pub icon: String,
    pub label: String,
    pub title: String,
    url: String,
}

pub static VIEWS: LazyLock<Vec<View>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("views.yaml")).expect("every build reads it")
});

impl View {
    /// A view of `views.yaml`, by its id.
    pub fn named(id: &str) -> &'static View {
        let view = VIEWS.iter().find(|view| view.id == id);
        view.expect("views.yaml has every view that the code names")
    }

    pub fn url(&self) -> Url {
        Url::new(&*self.url)
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
    }
}
