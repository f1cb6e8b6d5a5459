//! Collects the pages of views, theme and assets, and removes those whose addresses are unsafe or collide.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::linked::BodyChanges;
use super::project_inputs::history_place;
use crate::check;
use crate::content::document::Document;
use crate::content::source;
use crate::content::yaml::{NodePath, Step};
use crate::diagnostic::{Diagnostic, Finding, Place, Severity};
use crate::evidence::Scored;
use crate::git::FileChanges;
use crate::graph::old_address::old_addresses;
use crate::graph::{Entry, Graph};
use crate::model::{Field, FieldType, Schema};
use crate::page::{Content, Page, Url, UrlStyle};
use crate::path_safety::{self, Clash, comparison_key};
use crate::search;
use crate::site::exports::redirects;
use crate::site::{self, SiteContext, card};
use crate::theme::Theme;

/// Every file of the site, not yet rendered, sorted by address; and the theme that renders them.
#[derive(Default)]
pub struct Site {
    pub pages: Vec<Page>,
    pub theme: Option<Arc<Theme>>,
    /// What the views were given. The graph of the snapshot may have newer bodies.
    context: Option<Arc<SiteContext>>,
}

impl Site {
    /// True if views and theme had the same inputs in both sites, so that only bodies and copied files can differ.
    pub fn has_same_context(&self, other: &Site) -> bool {
        let same = self.context.as_ref().zip(other.context.as_ref());
        same.is_some_and(|(a, b)| Arc::ptr_eq(a, b))
            && self.theme_fingerprint() == other.theme_fingerprint()
    }

    /// The hash of the theme, which together with a page's inputs decides its bytes; 0 without a theme.
    pub fn theme_fingerprint(&self) -> u128 {
        self.theme.as_ref().map_or(0, |theme| theme.fingerprint)
    }

    /// The records of the search index, if any. `graph` is that of the snapshot; the context's may have older bodies.
    pub(super) fn search_records(&self, graph: &Arc<Graph>) -> Vec<search::Record> {
        let context = self.context.as_ref().filter(|context| context.has_search);
        context.map_or_else(Vec::new, |context| {
            let mut context = SiteContext::clone(context);
            context.scored.graph = Arc::clone(graph);
            site::exports::search::records(&context)
        })
    }

    /// True if there is a file of this address.
    pub(super) fn has_page(&self, url: &Url) -> bool {
        self.pages
            .binary_search_by(|page| page.url.cmp(url))
            .is_ok()
    }

    /// How many of the files are HTML pages made by a template.
    pub fn html_page_count(&self) -> usize {
        let is_html = |p: &&Page| p.url.as_str().ends_with(".html");
        let rendered = |p: &&Page| matches!(p.content, Content::Template { .. });
        self.pages.iter().filter(is_html).filter(rendered).count()
    }
}

pub struct SiteInputs<'a> {
    pub scored: &'a Scored,
    pub findings: &'a [Finding],
    pub request: &'a Request,
    pub title: String,
    /// The files beside the content that pages refer to and that may be copied.
    pub assets: Vec<Page>,
    pub history: Arc<FileChanges>,
    pub theme: Arc<Theme>,
}

/// The pages of the views, sorted by address, and what the views were given. Kept for the next snapshot.
pub struct Pages {
    list: Vec<Page>,
    context: Arc<SiteContext>,
}

/// Makes every page, and reports addresses that collide or cannot be written on every system. If only bodies have
/// changed since `last`, its pages are reused with the new bodies.
pub fn build_site(
    inputs: SiteInputs,
    last: Option<Pages>,
    changes: Option<&BodyChanges>,
) -> (Site, Vec<Finding>, Pages) {
    let findings = public_findings(&inputs);
    let unchanged = last.filter(|last| {
        let seen = &last.context;
        seen.findings == findings
            && seen.logo == inputs.theme.settings.logo
            && seen.history == inputs.history
    });
    let made = unchanged
        .zip(changes)
        .and_then(|(last, changes)| last.with_new_bodies(&inputs, changes))
        .unwrap_or_else(|| pages_of_views(&inputs, findings));
    let mut pages = made.list.clone();
    // A project's own file of this name says what robots may read.
    let robots = Url::new("robots.txt");
    let is_own = inputs
        .theme
        .static_files
        .iter()
        .any(|file| file.path == robots.as_str());
    pages.retain(|page| !(is_own && page.url == robots));
    let theme_files = inputs.theme.static_files.iter();
    pages.extend(theme_files.map(|file| Page::bytes(Url::new(&file.path), file.bytes.clone())));
    pages.extend(inputs.assets.iter().cloned());
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    let mut diagnostics = remove_displacing_redirects(&mut pages, &inputs);
    diagnostics.extend(remove_unsafe_names(&mut pages, &inputs));
    diagnostics.extend(remove_pages_in_search_folder(&mut pages, &inputs));
    diagnostics.extend(remove_collisions(&mut pages, &inputs));
    let site = Site {
        pages,
        theme: Some(inputs.theme),
        context: Some(made.context.clone()),
    };
    (site, diagnostics, made)
}

/// Calls every view, and then adds the sitemap of their pages.
fn pages_of_views(inputs: &SiteInputs, findings: Vec<Finding>) -> Pages {
    let summaries = card::build_summaries(inputs.scored.scored());
    let cards = card::build_cards(inputs.scored.scored(), &summaries);
    let context = SiteContext {
        scored: inputs.scored.clone(),
        findings,
        audience: inputs.request.audience,
        cards,
        summaries,
        kind_has_list: site::list::kinds_with_list(&inputs.scored.graph),
        title: inputs.title.clone(),
        history: inputs.history.clone(),
        explain_code: |code| {
            check::by_code(code).map(|check| [&*check.texts().what, &*check.texts().why])
        },
        logo: inputs.theme.settings.logo.clone(),
        has_search: inputs.request.with_search,
        layout: site::Layout::default(),
    };
    let context = context.with_layout();
    let mut list: Vec<Page> = site::registry::VIEWS
        .par_iter()
        .flat_map(|pages| pages(&context))
        .collect();
    list.extend(site::exports::sitemap::pages(&context, &list));
    list.sort_by(|a, b| a.url.cmp(&b.url));
    Pages { list, context }
}

impl Pages {
    /// The same pages with the new bodies; `None` if it is not certain which page shows a body, see [`with_new_body`].
    fn with_new_bodies(mut self, inputs: &SiteInputs, changes: &BodyChanges) -> Option<Self> {
        for id in &changes.ids {
            let (old, new) = (changes.before.entry(*id), inputs.scored.graph.entry(*id));
            let page = with_new_body(&self.list, old, new, inputs.scored.config.urls)?;
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
    let same = pages.iter().skip(at.saturating_sub(1)).take(3);
    if same.filter(|p| p.url == old.url).count() > 1 {
        return None;
    }
    let Content::Template { template, inputs } = &pages[at].content else {
        return None;
    };
    let inputs = inputs.compute();
    let text = inputs.get(site::BODY_INPUT)?;
    if text.hash() != site::body(old, style).hash() {
        return None;
    }
    let inputs = inputs.with_replaced(site::BODY_INPUT, &site::body(new, style));
    Some(Page::template(old.url.clone(), template, inputs))
}

/// The findings that the site itself may show: those about the settings and published documents, without private ones.
/// The others could reveal what is not published, such as the name of a hidden file.
fn public_findings(inputs: &SiteInputs) -> Vec<Finding> {
    let entries = inputs.scored.graph.entries.iter();
    let published: HashMap<&str, &Document> =
        entries.map(|e| (&*e.document.path, &*e.document)).collect();
    let schema = &inputs.scored.graph.schema;
    let is_publishable = |finding: &&Finding| {
        let fields = match published.get(&*finding.path) {
            Some(document) if is_as_grave_as_private(finding, document, schema) => return false,
            Some(document) => schema.fields(document.kind),
            None if finding.place == history_place() => return false,
            None if *finding.path == *source::CONFIG_FILE => &[],
            None => return false,
        };
        let is_private = check::by_code(finding.code).is_some_and(|check| check.is_private);
        !is_private && !is_private_field(&finding.place, fields)
    };
    let publishable = inputs.findings.iter().filter(is_publishable);
    let mut findings: Vec<Finding> = publishable.cloned().collect();
    for finding in &mut findings {
        // Their help may suggest a file that is not published, or quote a comment.
        if matches!(finding.code, "broken-link" | "missing-image" | "cut-value") {
            finding.help = None;
        }
    }
    findings
}

/// True if private fields decide how grave it is that a field is missing, because the public ones say nothing of the kind.
fn is_as_grave_as_private(finding: &Finding, document: &Document, schema: &Schema) -> bool {
    let codes = ["bad-value", "missing-method", "missing-recommended-field"];
    let is_missing = |name: &str| !document.given_fields.iter().any(|given| **given == *name);
    let fields = schema.fields(document.kind);
    codes.contains(&finding.code)
        && finding.place.top_level_key().is_some_and(is_missing)
        && document
            .given_fields
            .iter()
            .all(|name| schema.is_shared(name))
        && fields
            .iter()
            .any(|f| f.is_private && !schema.is_shared(&f.name))
}

/// True if the place is in a private field, or is a map with one. The message may quote its value.
fn is_private_field(at: &Place, mut declared: &[Field]) -> bool {
    let (Place::Value(path) | Place::Key(path)) = at else {
        return false;
    };
    let mut field = None;
    for step in path {
        let Step::Key(key) = step else { continue };
        let is_named = |f: &&Field| *f.name == **key || f.aliases.iter().any(|also| also == key);
        field = declared.iter().find(is_named);
        match field.map(|f| (f.is_private, &f.ty)) {
            Some((true, _)) => return true,
            Some((false, FieldType::Map(inner))) => declared = inner,
            _ => return false,
        }
    }
    field.is_some_and(Field::is_partly_private)
}

/// Removes and reports redirects that stand in the way of a page or a file of the site, on some system.
fn remove_displacing_redirects(pages: &mut Vec<Page>, inputs: &SiteInputs) -> Vec<Finding> {
    let is_redirect = |page: &Page| match &page.content {
        Content::Template { template, .. } => *template == redirects::TEMPLATE,
        _ => false,
    };
    let (redirects, others): (Vec<usize>, Vec<usize>) =
        (0..pages.len()).partition(|i| is_redirect(&pages[*i]));
    if redirects.is_empty() {
        return vec![];
    }
    let others_count = others.len();
    let order: Vec<usize> = others.into_iter().chain(redirects).collect();
    let found = path_safety::collisions(order.iter().map(|i| pages[*i].url.as_str()));
    let found = found.iter().map(|c| (order[c.first], order[c.second]));
    let mut found: HashMap<usize, usize> = found
        .filter(|(_, second)| is_redirect(&pages[*second]))
        .map(|(first, second)| (second, first))
        .collect();
    let key = |i: usize| comparison_key(pages[i].url.as_str());
    let style = inputs.scored.config.urls;
    let by_key: HashMap<String, usize> = order[..others_count]
        .iter()
        .map(|i| (key(*i), *i))
        .collect();
    let beside = order[others_count..].iter().filter_map(|i| {
        let page = by_key.get(&style.page_beside(&key(*i))?)?;
        Some((*i, *page))
    });
    found.extend(beside);
    if found.is_empty() {
        return vec![];
    }
    let mut sources: HashMap<Url, (&Arc<str>, NodePath)> = HashMap::new();
    for entry in &inputs.scored.graph.entries {
        for address in old_addresses(entry).0 {
            let source = (&entry.document.path, address.at);
            sources.entry(address.url).or_insert(source);
        }
    }
    let mut findings: Vec<Finding> = Vec::new();
    for (redirect, page) in &found {
        let (redirect, page) = (&pages[*redirect].url, &pages[*page].url);
        let severity = check::project_severity("redirect-ignored", &inputs.scored.config);
        let (Some((path, at)), Some(severity)) = (sources.get(redirect), severity) else {
            continue;
        };
        let message = format!("no redirect can stand at `{redirect}`: `{page}` is there");
        let diagnostic = Diagnostic::new("redirect-ignored", Place::Value(at.clone()), message);
        let diagnostic = diagnostic.help("remove it from `redirect_from` or `aliases`");
        findings.push(Finding::new(Arc::clone(path), severity, diagnostic));
    }
    let mut index = 0;
    pages.retain(|_| {
        index += 1;
        !found.contains_key(&(index - 1))
    });
    findings
}

/// Removes and reports pages whose address is not a valid file name on some system. Checking the names of the sources
/// would not do: addresses are also made of ids, tags and old addresses, and `.html` is longer than `.md`.
fn remove_unsafe_names(pages: &mut Vec<Page>, inputs: &SiteInputs) -> Vec<Finding> {
    remove_and_report(pages, inputs, |address| {
        let why = path_safety::unsafe_reason(address)?;
        let diagnostic = Diagnostic::new("unsafe-name", Place::Start, why);
        Some(diagnostic.help("choose another name"))
    })
}

/// Removes and reports pages in the folder of the search index, whatever the case of its letters.
fn remove_pages_in_search_folder(pages: &mut Vec<Page>, inputs: &SiteInputs) -> Vec<Finding> {
    remove_and_report(pages, inputs, |address| {
        let first = address.split('/').next().unwrap_or_default();
        if !inputs.request.with_search || crate::text::fold_case(first) != search::INDEX_FOLDER {
            return None;
        }
        let message = format!("`{address}` stands where the search index goes");
        let diagnostic = Diagnostic::new("output-collision", Place::Start, message);
        Some(diagnostic.help("rename the folder, or build with `--no-search`"))
    })
}

/// Removes the pages about whose address `problem` has something to say, and reports that at their source files.
fn remove_and_report(
    pages: &mut Vec<Page>,
    inputs: &SiteInputs,
    problem: impl Fn(&str) -> Option<Diagnostic>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    pages.retain(|page| {
        let diagnostic = problem(page.url.as_str());
        let found = diagnostic.map(|diagnostic| {
            let entry = inputs
                .scored
                .graph
                .entries
                .iter()
                .find(|e| e.url == page.url);
            let path = entry.map_or_else(|| page.url.as_str().into(), |e| e.document.path.clone());
            Finding::new(path, Severity::Error, diagnostic)
        });
        let is_kept = found.is_none();
        findings.extend(found);
        is_kept
    });
    findings
}

/// Removes and reports pages that would be the same file on some system. The first in order of address stays.
fn remove_collisions(pages: &mut Vec<Page>, inputs: &SiteInputs) -> Vec<Finding> {
    let found = path_safety::collisions(pages.iter().map(|p| p.url.as_str()));
    if found.is_empty() {
        return vec![];
    }
    let entries = inputs.scored.graph.entries.iter();
    let sources: HashMap<&Url, &Arc<str>> = entries.map(|e| (&e.url, &e.document.path)).collect();
    let diagnostics = found.iter().map(|c| {
        let (first, second) = (&pages[c.first].url, &pages[c.second].url);
        let path = sources.get(second).or(sources.get(first));
        let mut theme_files = inputs.theme.static_files.iter();
        let is_static = first == second && theme_files.any(|file| *file.path == *first.as_str());
        let is_there = |entry: &&Entry| entry.url == *first;
        let documents = inputs.scored.graph.entries.iter().filter(is_there);
        let is_made = !is_static && first == second && documents.count() == 1;
        let folder = if is_static { "static/" } else { "" };
        let what = if is_made { "the site's own " } else { "" };
        let why = match c.clash {
            Clash::Same => "would be one file",
            Clash::FileAndFolder => "cannot stand beside each other",
        };
        let message = format!("`{second}` and {what}`{folder}{first}` {why}");
        let path = path.map_or_else(|| second.as_str().into(), |p| Arc::clone(p));
        let collision =
            Diagnostic::new("output-collision", Place::Start, message).help("rename one of them");
        Finding::new(path, Severity::Error, collision)
    });
    let findings = diagnostics.collect();
    let mut removed: Vec<usize> = found.iter().map(|c| c.second).collect();
    removed.sort_unstable();
    let mut index = 0;
    pages.retain(|_| {
        index += 1;
        removed.binary_search(&(index - 1)).is_err()
    });
    findings
}
