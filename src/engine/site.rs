//! The pages of the site: what the views make, the theme's files and the assets, each at an address of its own.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::linked::BodyChanges;
use crate::check;
use crate::collision::{self, Clash};
use crate::config::Config;
use crate::diagnostic::{At, Finding, Problem, Severity};
use crate::document::Document;
use crate::graph::evidence::Evidence;
use crate::graph::{Entry, Graph};
use crate::page::{Content, Page, Url, UrlStyle};
use crate::schema::{Field, Type};
use crate::search;
use crate::source;
use crate::theme::Theme;
use crate::view::{self, World, card};
use crate::yaml::Step;

/// Every file of the site before it is made, sorted by address; and the theme that renders them.
#[derive(Default)]
pub struct Site {
    pub pages: Vec<Page>,
    pub theme: Option<Arc<Theme>>,
    /// What the views saw; bodies may have changed since.
    world: Option<Arc<World>>,
}

impl Site {
    /// True if views and theme saw the same in both sites, so that only bodies and files can differ.
    pub fn has_same_context(&self, other: &Site) -> bool {
        let same = self.world.as_ref().zip(other.world.as_ref());
        same.is_some_and(|(a, b)| Arc::ptr_eq(a, b)) && self.fingerprint() == other.fingerprint()
    }

    /// What decides, with its inputs, what a page is rendered to.
    pub fn fingerprint(&self) -> u128 {
        self.theme.as_ref().map_or(0, |theme| theme.fingerprint)
    }

    /// What can be found on the site, where it has a search index. `graph` is that of the site's snapshot.
    pub(super) fn records(&self, graph: &Graph) -> Vec<search::Record> {
        let world = self.world.as_ref().filter(|world| world.search);
        world.map_or_else(Vec::new, |world| {
            view::search::records(&view::Look {
                graph,
                ..world.look()
            })
        })
    }

    /// How many of the files are pages for people.
    pub fn html(&self) -> usize {
        self.pages
            .iter()
            .filter(|p| matches!(p.content, Content::Template { .. }))
            .filter(|p| p.url.as_str().ends_with(".html"))
            .count()
    }
}

pub struct Plan<'a> {
    pub graph: &'a Arc<Graph>,
    pub evidence: &'a Arc<Evidence>,
    pub config: &'a Arc<Config>,
    pub findings: &'a [Finding],
    pub request: &'a Request,
    pub title: String,
    /// The files beside the content that are copied.
    pub assets: Vec<Page>,
    pub theme: Arc<Theme>,
}

/// The pages of the views, sorted by address, and what the views saw.
pub struct Pages {
    list: Vec<Page>,
    world: Arc<World>,
}

/// Makes every page, and reports addresses that cannot be written on every system or that collide. If only bodies have
/// changed since `last`, its pages are taken, with the new bodies.
pub fn lay_out(
    plan: Plan,
    last: Option<Pages>,
    changes: Option<&BodyChanges>,
) -> (Site, Vec<Finding>, Pages) {
    let findings = public(&plan);
    let same = last.filter(|last| {
        let seen = &last.world;
        seen.findings == findings && seen.logo == plan.theme.settings.logo
    });
    let made = same
        .zip(changes)
        .and_then(|(last, changes)| last.with_new_bodies(&plan, changes))
        .unwrap_or_else(|| pages_of_views(&plan, findings));
    let mut pages = made.list.clone();
    let theirs = plan.theme.statics.iter();
    pages.extend(theirs.map(|file| Page::bytes(Url::new(&file.path), file.bytes.clone())));
    pages.extend(plan.assets.iter().cloned());
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    let mut wrong = unsafe_names(&mut pages, &plan);
    wrong.extend(in_the_index(&mut pages, &plan));
    wrong.extend(collisions(&mut pages, &plan));
    let site = Site {
        pages,
        theme: Some(plan.theme),
        world: Some(made.world.clone()),
    };
    (site, wrong, made)
}

/// Asks every view for its pages.
fn pages_of_views(plan: &Plan, findings: Vec<Finding>) -> Pages {
    let cards = card::cards(plan.graph, plan.evidence, plan.config);
    let world = World {
        graph: Arc::clone(plan.graph),
        evidence: Arc::clone(plan.evidence),
        config: Arc::clone(plan.config),
        findings,
        as_of: plan.request.as_of,
        audience: plan.request.audience,
        cards,
        lists: view::list::standing(plan.graph),
        title: plan.title.clone(),
        meaning: |code| crate::check::find(code).map(|check| [check.what, check.why]),
        logo: plan.theme.settings.logo.clone(),
        search: plan.request.search,
        frame: view::Frame::default(),
    };
    let world = world.framed();
    let look = world.look();
    let mut list: Vec<Page> = view::all::ALL
        .par_iter()
        .flat_map(|pages| pages(&look))
        .collect();
    list.extend(view::sitemap::pages(&look, &list));
    list.sort_by(|a, b| a.url.cmp(&b.url));
    Pages { list, world }
}

impl Pages {
    /// The same pages with the new bodies; `None` if it is not certain which page shows a body.
    fn with_new_bodies(mut self, plan: &Plan, changes: &BodyChanges) -> Option<Self> {
        for id in &changes.ids {
            let (old, new) = (changes.before.entry(*id), plan.graph.entry(*id));
            let page = with_new_body(&self.list, old, new, plan.config.url_style())?;
            let at = self.list.binary_search_by(|p| p.url.cmp(&page.url)).ok()?;
            self.list[at] = page;
        }
        Some(self)
    }
}

/// The page of an entry, with the body of `new` in place of that of `old`. `None` if another page has the same address,
/// or the page there does not show the body of `old`.
pub fn with_new_body(pages: &[Page], old: &Entry, new: &Entry, style: UrlStyle) -> Option<Page> {
    let at = pages.binary_search_by(|p| p.url.cmp(&old.url)).ok()?;
    let twin = |i: Option<usize>| {
        i.and_then(|i| pages.get(i))
            .is_some_and(|p| p.url == old.url)
    };
    if twin(at.checked_sub(1)) || twin(at.checked_add(1)) {
        return None;
    }
    let Content::Template { template, inputs } = &pages[at].content else {
        return None;
    };
    let inputs = inputs.make();
    let text = inputs.get(view::BODY)?;
    if text.hash() != view::body(old, style).hash() {
        return None;
    }
    let inputs = inputs.replaced(view::BODY, &view::body(new, style));
    Some(Page::template(old.url.clone(), template, inputs))
}

/// What an output folder may tell: findings about the config and what is published, unless they concern something
/// private. Everything else, the names of files that are not read among it, is told elsewhere.
fn public(plan: &Plan) -> Vec<Finding> {
    let entries = plan.graph.entries.iter();
    let published: HashMap<&str, &Document> =
        entries.map(|e| (&*e.document.path, &*e.document)).collect();
    let may_be_told = |finding: &&Finding| {
        let fields = match published.get(&*finding.path) {
            Some(document) => plan.graph.schema.fields(document.kind),
            None if *finding.path == *source::CONFIG => &[],
            None => return false,
        };
        let is_private = check::find(finding.code).is_some_and(|check| check.private);
        !is_private && !is_private_field(&finding.at, fields)
    };
    let told = plan.findings.iter().filter(may_be_told).cloned();
    told.map(|mut finding| {
        // What was probably meant may be a file that no page refers to.
        if matches!(finding.code, "broken-link" | "missing-image") {
            finding.help = None;
        }
        finding
    })
    .collect()
}

/// Is the place a private field, or within one? A message may quote what stands there.
fn is_private_field(at: &At, mut declared: &[Field]) -> bool {
    let (At::Value(path) | At::Key(path)) = at else {
        return false;
    };
    for step in path {
        let Step::Key(key) = step else { continue };
        let is_named = |f: &&Field| *f.name == **key || f.also.iter().any(|also| also == key);
        match declared.iter().find(is_named) {
            Some(field) if field.private => return true,
            Some(Field {
                ty: Type::Map(inner),
                ..
            }) => declared = inner,
            _ => return false,
        }
    }
    false
}

/// Addresses that are no names on some system, whatever they were made of: ids, tags and old addresses are not the names
/// of files, and `.html` is longer than `.md`.
fn unsafe_names(pages: &mut Vec<Page>, plan: &Plan) -> Vec<Finding> {
    let mut wrong = Vec::new();
    pages.retain(|page| {
        let Some(why) = collision::unsafe_name(page.url.as_str()) else {
            return true;
        };
        let entry = plan.graph.entries.iter().find(|e| e.url == page.url);
        let path = entry.map_or_else(|| page.url.as_str().into(), |e| e.document.path.clone());
        let wrong_name = Problem::new("unsafe-name", At::Start, why).help("choose another name");
        wrong.push(Finding::new(path, Severity::Error, wrong_name));
        false
    });
    wrong
}

/// The folder of the search index is its own, in any case.
fn in_the_index(pages: &mut Vec<Page>, plan: &Plan) -> Vec<Finding> {
    let mut wrong = Vec::new();
    pages.retain(|page| {
        let first = page.url.as_str().split('/').next().unwrap_or_default();
        if !plan.request.search || crate::unicode::fold(first) != search::FOLDER {
            return true;
        }
        let entry = plan.graph.entries.iter().find(|e| e.url == page.url);
        let path = entry.map_or_else(|| page.url.as_str().into(), |e| e.document.path.clone());
        let wrong_name = Problem::new(
            "output-collision",
            At::Start,
            format!("`{}` stands where the search index goes", page.url),
        )
        .help("rename the folder, or build with `--no-search`");
        wrong.push(Finding::new(path, Severity::Error, wrong_name));
        false
    });
    wrong
}

/// Two pages at one address, on any system: the first in path order of the site stays.
fn collisions(pages: &mut Vec<Page>, plan: &Plan) -> Vec<Finding> {
    let found = collision::collisions(pages.iter().map(|p| p.url.as_str()));
    if found.is_empty() {
        return vec![];
    }
    let entries = plan.graph.entries.iter();
    let sources: HashMap<&Url, &Arc<str>> = entries.map(|e| (&e.url, &e.document.path)).collect();
    let told = found.iter().map(|c| {
        let (first, second) = (&pages[c.first].url, &pages[c.second].url);
        let path = sources.get(second).or(sources.get(first));
        let message = match c.clash {
            Clash::Same => format!("`{second}` and `{first}` would be one file"),
            Clash::FileAndFolder => {
                format!("`{second}` and `{first}` cannot stand beside each other")
            }
        };
        let path = path.map_or_else(|| second.as_str().into(), |p| Arc::clone(p));
        let collision =
            Problem::new("output-collision", At::Start, message).help("rename one of them");
        Finding::new(path, Severity::Error, collision)
    });
    let told = told.collect();
    let mut losers: Vec<usize> = found.iter().map(|c| c.second).collect();
    losers.sort_unstable();
    let mut index = 0;
    pages.retain(|_| {
        index += 1;
        losers.binary_search(&(index - 1)).is_err()
    });
    told
}
