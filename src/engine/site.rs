//! The pages of the site: what the views make, the theme's files and the assets, each at an address of its own.

use std::collections::HashMap;
use std::sync::Arc;

use super::Request;
use crate::config::Config;
use crate::diagnostic::{At, Diagnostic, Finding, Place, Severity};
use crate::graph::Graph;
use crate::graph::evidence::Evidence;
use crate::page::{Content, Page, Url};
use crate::source::Asset;
use crate::theme::Theme;
use crate::view::{self, Look, card};

/// Every file of the site before it is made, sorted by address; and the theme that renders them.
#[derive(Default)]
pub struct Site {
    pub pages: Vec<Page>,
    pub theme: Option<Theme>,
}

pub struct Plan<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    pub findings: &'a [Finding],
    pub request: &'a Request,
    pub title: &'a str,
    pub assets: &'a [Asset],
    pub theme: Theme,
}

/// Makes every page, and tells which of them would stand in each other's way.
pub fn lay_out(plan: Plan) -> (Site, Vec<Diagnostic>) {
    let cards = card::cards(plan.graph, plan.evidence, plan.config);
    let findings: Vec<Finding> = plan
        .findings
        .iter()
        .filter(|f| is_public(f))
        .cloned()
        .collect();
    let mut look = Look {
        graph: plan.graph,
        evidence: plan.evidence,
        config: plan.config,
        findings: &findings,
        as_of: plan.request.as_of,
        audience: plan.request.audience,
        cards: &cards,
        title: plan.title,
        search: plan.request.search,
        frame: view::Frame::default(),
    };
    look.frame = view::frame(&look);
    let mut pages: Vec<Page> = view::all::ALL
        .iter()
        .flat_map(|view| (view.pages)(&look))
        .collect();
    let theirs = plan.theme.statics.iter();
    pages.extend(theirs.map(|file| Page::bytes(Url::new(&file.path), file.bytes.clone())));
    let wanted = plan.graph.assets.iter();
    pages.extend(wanted.filter_map(|inner| {
        let asset = plan
            .assets
            .binary_search_by(|a| a.inner.cmp(inner))
            .ok()
            .map(|i| &plan.assets[i])?;
        let content = Content::File {
            path: asset.disk.clone(),
            stamp: asset.stamp(),
        };
        Some(Page {
            url: Url::new(&**inner),
            content,
        })
    }));
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    let collisions = collisions(&mut pages, &plan);
    (
        Site {
            pages,
            theme: Some(plan.theme),
        },
        collisions,
    )
}

/// What an output folder may tell: findings that concern hidden things stay out.
fn is_public(finding: &Finding) -> bool {
    crate::check::find(finding.code).is_none_or(|check| !check.private)
}

/// Two pages at one address, on any system: the first in path order of their sources stays.
fn collisions(pages: &mut Vec<Page>, plan: &Plan) -> Vec<Diagnostic> {
    let sources: HashMap<&Url, &Arc<str>> = plan
        .graph
        .entries
        .iter()
        .map(|e| (&e.url, &e.document.path))
        .collect();
    let mut found = Vec::new();
    let mut seen: HashMap<String, Url> = HashMap::new();
    pages.retain(|page| {
        let key = caseless::default_case_fold_str(page.url.as_str());
        match seen.get(&key) {
            None => {
                seen.insert(key, page.url.clone());
                true
            }
            Some(first) => {
                let path = sources.get(&page.url).or(sources.get(first));
                let path = path.map_or_else(|| page.url.as_str().into(), |p| Arc::clone(p));
                found.push(Diagnostic {
                    code: "output-collision",
                    severity: Severity::Error,
                    place: Place {
                        path,
                        at: At::Start,
                    },
                    message: format!("`{}` and `{first}` would be one file", page.url),
                    help: Some("rename one of them".into()),
                });
                false
            }
        }
    });
    found
}
