//! Sources → Documents → Graph → Pages → Site, with findings beside it: [`Engine::snapshot`] is the whole program.
//!
//! Two steps are dear and pure, reading a document and rendering a page; each is kept by the hash of everything it can
//! see (`memo`). The cheap steps between them are done anew every time, so nothing can be stale. Knows nothing about
//! commands, terminals or HTTP.

mod assets;
mod body_edit;
mod last_good;
mod linked;
mod mask;
mod memo;
mod reading;
mod request;
mod site;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check::{self, Scene};
use crate::config::Config;
use crate::diagnostic::{At, Finding, Lines, Problem, Quote, Severity};
use crate::document;
use crate::graph::Graph;
use crate::graph::evidence::Evidence;
use crate::page::{Content, Inputs, Page};
use crate::search;
use crate::source::{self, Fault, Layout, Source, Sources};
use crate::theme::{self, Theme};
use linked::{Linked, Outcome};
use mask::Mask;
use reading::Reading;
use site::Pages;

pub use body_edit::BodyEdit;
pub use last_good::LastGood;
pub use request::Request;
pub use site::Site;

/// A project, and what is kept from one snapshot to the next.
pub struct Engine {
    root: PathBuf,
    /// There may be another snapshot.
    keeps: bool,
    sources: Sources,
    /// How documents were read last.
    options: document::Options,
    documents: memo::Documents,
    themes: memo::Themes,
    assets: assets::Assets,
    /// What was last read for; `None` if reading failed.
    asked: Option<Request>,
    /// Of the last snapshot with pages.
    last: Option<(Linked, Option<Pages>)>,
}

/// Everything about a project at one moment. Immutable.
pub struct Snapshot {
    pub config: Arc<Config>,
    pub layout: Layout,
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    /// How many Markdown files were read.
    pub read: usize,
    /// Sorted by path, line and column.
    pub findings: Vec<Finding>,
    pub as_of: Date,
    pub title: String,
    /// The pages of the site; none where they were not asked for, or the theme does not compile.
    pub site: Site,
}

impl Engine {
    /// `root` is the project's folder; it need not have a config.
    pub fn new(root: &Path) -> Self {
        Engine {
            root: root.into(),
            keeps: true,
            sources: Sources::default(),
            options: document::Options::default(),
            documents: memo::Documents::default(),
            themes: memo::Themes::default(),
            assets: assets::Assets::default(),
            asked: None,
            last: None,
        }
    }

    /// The same for one snapshot: what another would be compared with is freed before pages are made.
    pub fn once(root: &Path) -> Self {
        Engine {
            keeps: false,
            ..Engine::new(root)
        }
    }

    /// Reads what has changed and makes everything anew from it.
    ///
    /// # Errors
    ///
    /// An input that is there and cannot be read.
    pub fn snapshot(&mut self, request: &Request) -> Result<Snapshot, Fault> {
        let (reading, _) = self.read(request)?;
        Ok(self.make(reading, request))
    }

    /// As [`Engine::snapshot`]; `None` if nothing has changed since the last call with the same request.
    ///
    /// # Errors
    ///
    /// As for [`Engine::snapshot`].
    pub fn snapshot_if_changed(&mut self, request: &Request) -> Result<Option<Snapshot>, Fault> {
        let (reading, changed) = self.read(request)?;
        Ok(changed.then(|| self.make(reading, request)))
    }

    /// Every folder in which a change would matter, there or not.
    pub fn folders(&self) -> Vec<PathBuf> {
        let outside = self
            .last
            .iter()
            .flat_map(|(linked, _)| linked.outside.keys());
        let above = outside.filter_map(|path| Some(self.root.join(path).parent()?.to_owned()));
        let walked = self.sources.folders.iter().cloned();
        let own = ["", "themes", ".casebook"].map(|folder| self.root.join(folder));
        own.into_iter().chain(walked).chain(above).collect()
    }

    /// Reads what has changed. `true` with it if anything has, or if the last call was another request or failed.
    fn read(&mut self, request: &Request) -> Result<(Reading, bool), Fault> {
        let asked = self.asked.take();
        let reading = Reading::now(&self.root, request, &self.sources)?;
        let linked = self.last.as_ref().map(|(linked, _)| linked);
        let same = asked.as_ref() == Some(request)
            && reading.sources.is_same(&self.sources)
            && reading.options == self.options
            && linked.is_none_or(|linked| linked.outside_is_as_it_was(&self.root));
        self.asked = Some(request.clone());
        self.sources = reading.sources.clone();
        self.options = reading.options.clone();
        Ok((reading, !same))
    }

    /// Documents → Graph → Pages → Site.
    fn make(&mut self, reading: Reading, request: &Request) -> Snapshot {
        // Documents.
        let sources = &reading.sources;
        let documents = self
            .documents
            .read(&sources.documents, &reading.schema, &reading.options);

        // Graph. Linking is done by one thread; the templates are compiled beside it.
        let (last, last_pages) = self.last.take_if(|_| request.pages).unzip();
        let (root, assets, themes) = (&self.root, &mut self.assets, &mut self.themes);
        let (outcome, theme) = rayon::join(
            || linked::link(last, root, &reading, &documents, request, assets),
            || theme_of(themes, &reading),
        );
        let Outcome {
            linked,
            judged,
            body_changes,
        } = outcome;
        let (graph, evidence) = (linked.graph.clone(), linked.evidence.clone());
        let title = title(&self.root, &reading.config);

        // Findings, part one: what pages may show.
        let Reading {
            config,
            schema,
            layout,
            sources,
            options,
            mut problems,
        } = reading;
        problems.extend(no_theme(&config, &sources));
        let scene = Scene {
            graph: &graph,
            evidence: &evidence,
            config: &config,
            as_of: request.as_of,
            documents: &documents,
            audience: request.audience,
        };
        let path: Arc<str> = source::CONFIG.into();
        let mut noticed: Vec<_> = problems.into_iter().map(|p| (path.clone(), p)).collect();
        noticed.extend(sources.noticed.iter().cloned());
        let documents_at = sources.documents.iter().map(|s| (&s.inner, &s.path));
        let assets_at = sources.assets.iter().map(|a| (&a.inner, &a.path));
        noticed.extend(check::case_clash::notice(documents_at.chain(assets_at)));
        let mut findings = check::run(&scene, &schema, noticed);
        let theme = match theme {
            Ok(theme) => {
                findings.extend(theme.warnings.iter().cloned());
                Some(theme)
            }
            Err(wrong) => {
                findings.extend(wrong);
                None
            }
        };
        let mask = Mask {
            documents: &documents,
            watch: &options.watch,
        };
        let mut findings = located(findings, &sources, &mask);
        drop(sources);
        if !self.keeps {
            self.sources = Sources::default();
        }

        // Pages.
        let (site, pages) = match theme.filter(|_| request.pages) {
            None => (Site::default(), None),
            Some(theme) => {
                let plan = site::Plan {
                    graph: &graph,
                    evidence: &evidence,
                    config: &config,
                    findings: &findings,
                    request,
                    title: title.clone(),
                    assets: judged.copied,
                    theme,
                };
                let last_pages = last_pages.flatten();
                let (site, collisions, pages) =
                    site::lay_out(plan, last_pages, body_changes.as_ref());
                if !collisions.is_empty() {
                    // These concern files as wholes.
                    findings.extend(located(collisions, &Sources::default(), &mask));
                    sort(&mut findings);
                }
                (site, Some(pages))
            }
        };
        if request.pages {
            self.last = Some((linked, pages));
        }
        Snapshot {
            config,
            layout,
            graph,
            evidence,
            read: documents.len(),
            findings,
            as_of: request.as_of,
            title,
            site,
        }
    }
}

/// The theme with what the project lays over it.
fn theme_of(themes: &mut memo::Themes, reading: &Reading) -> Result<Arc<Theme>, Vec<Finding>> {
    let (name, sources) = (&reading.config.theme, &reading.sources);
    let layer = |files: &[Source]| theme::Layer {
        files: files
            .iter()
            .map(|s| theme::ThemeFile {
                path: s.path.clone(),
                name: s.inner.to_string(),
                bytes: s.bytes.clone(),
            })
            .collect(),
    };
    themes.get(name, sources, || {
        let own = [layer(&sources.project), layer(&sources.theme)];
        let built_in = theme::built_in(name).or_else(|| theme::built_in("default"));
        theme::load(&own.into_iter().chain(built_in).collect::<Vec<_>>())
    })
}

/// A name of a theme that is neither built in nor a folder.
fn no_theme(config: &Config, sources: &Sources) -> Option<Problem> {
    if theme::built_in(&config.theme).is_some() || !sources.theme.is_empty() {
        return None;
    }
    let at = At::Value(vec![crate::yaml::Step::Key("theme".into())]);
    let message = format!("there is no theme `{}`", config.theme);
    let help = format!("put it into `themes/{}/`, or use `default`", config.theme);
    Some(Problem::new("config-invalid", at, message).help(help))
}

/// Lines, columns and quotes for findings, sorted; nothing personal is quoted.
fn located(findings: Vec<Finding>, sources: &Sources, mask: &Mask) -> Vec<Finding> {
    let of = |list: &'_ [Source], path: &str| list.binary_search_by(|s| (*s.path).cmp(path)).ok();
    let document = |path: &str| of(&sources.documents, path).map(|i| &sources.documents[i]);
    let others = [&sources.project, &sources.theme];
    let other = |path: &str| {
        let mut found = others.into_iter();
        let found = found.find_map(|list| of(list, path).map(|i| &list[i]));
        found.or(sources.config.as_ref().filter(|c| *c.path == *path))
    };
    let mut by_path: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_path
            .entry(finding.path.clone())
            .or_default()
            .push(finding);
    }
    // Each reads its file's front matter again for the place of what it names.
    let mut findings: Vec<Finding> = by_path
        .into_par_iter()
        .flat_map_iter(|(path, mut own)| {
            let document = document(&path);
            let text = document.or_else(|| other(&path)).map(Source::readable);
            let mut lines = text.map(Lines::new);
            for finding in &mut own {
                mask.finding(finding, text);
                if let Some(lines) = &mut lines {
                    finding.locate(lines);
                }
            }
            let covered = match (document, text) {
                (Some(_), Some(text)) => mask.text(&path, text, &own),
                _ => None,
            };
            if let Some(text) = covered.as_deref().or(text) {
                for finding in &mut own {
                    finding.quote = Quote::of(text, finding.span);
                }
            }
            own
        })
        .collect();
    sort(&mut findings);
    findings
}

impl Snapshot {
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    }

    /// A finding of a template that was rendered later, with its line and column.
    pub fn locate(&self, finding: Finding) -> Finding {
        let theme = self.site.theme.as_ref();
        let text = theme.and_then(|theme| theme.templates.text(&finding.path));
        finding.located(text)
    }

    pub fn pages(&self) -> &[Page] {
        &self.site.pages
    }

    /// What can be found on the site, where it has a search index.
    pub fn records(&self) -> Vec<search::Record> {
        self.site.records(&self.graph)
    }

    /// The finished HTML of a page that a template makes.
    ///
    /// # Errors
    ///
    /// What is wrong with the template, at its place in the template.
    pub fn render(&self, page: &Page) -> Result<String, Finding> {
        self.render_with(page, &page.inputs())
    }

    /// The same where the page's inputs are at hand.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::render`].
    pub fn render_with(&self, page: &Page, inputs: &Inputs) -> Result<String, Finding> {
        match (&page.content, &self.site.theme) {
            (Content::Template { template, .. }, Some(theme)) => {
                theme.templates.render(template, inputs)
            }
            _ => Ok(String::new()),
        }
    }
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.path.clone(), f.line, f.column, f.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

/// The site's title: that of the settings, else the name of the project's folder.
fn title(root: &Path, config: &Config) -> String {
    let folder_name = || {
        let absolute = root.canonicalize().unwrap_or_else(|_| root.into());
        let name = absolute.file_name();
        name.map_or_else(|| "Site".into(), |name| name.to_string_lossy().into_owned())
    };
    config.title.clone().unwrap_or_else(folder_name)
}
