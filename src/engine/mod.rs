//! Sources → Documents → Graph → Pages → Site, with findings beside it: [`Engine::snapshot`] is the whole program.
//!
//! Documents and the compiled theme are expensive, so they are kept by the hash of everything they depend on (`cache`).
//! The graph and the pages are made anew for each snapshot, unless only bodies have changed (`linked`). Nothing is
//! written here, and nothing is known about commands, terminals or HTTP.

mod assets;
mod body_edit;
mod broken;
mod cache;
mod last_good;
mod linked;
mod mask;
mod pages;
mod project_inputs;
mod request;

use std::collections::{BTreeMap, HashSet};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, CheckContext};
use crate::config::Config;
use crate::content::document;
use crate::content::personal_data::Detector;
use crate::content::source::{
    self, Error, ProjectFiles, ProjectFolders, SkippedAs, Source, Sources,
};
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Finding, LineIndex, Place, Quote, Severity};
use crate::evidence::Scored;
use crate::graph::Graph;
use crate::graph::hidden::Hidden;
use crate::graph::old_address::old_addresses;
use crate::graph::publish::{Audience, HiddenAs, HiddenDocuments};
use crate::model::Schema;
use crate::page::{Content, Inputs, Page};
use crate::search;
use crate::site::nav;
use crate::theme::{self, Theme};
use linked::{Linked, Outcome};
use mask::Mask;
use pages::Pages;
use project_inputs::{NO_FOLDER, ProjectInputs};

pub use body_edit::BodyEdit;
pub use broken::BrokenDocument;
pub use last_good::LastGood;
pub use pages::Site;
pub use project_inputs::content_folder;
pub use request::Request;

/// A project, and what is kept from one snapshot to the next.
pub struct Engine {
    files: ProjectFiles,
    /// In place of `casebook.yaml`.
    settings: Option<Source>,
    /// What this schema withholds is withheld too.
    withheld_by: Option<Arc<Schema>>,
    /// False if there is only one snapshot, so that what a second one would need can be freed early.
    is_long_lived: bool,
    sources: Sources,
    /// The options with which documents were read last.
    document_options: document::ReadOptions,
    documents: cache::DocumentCache,
    /// Called with the number of all documents whenever one was read.
    document_read: Option<Box<dyn Fn(usize) + Send + Sync>>,
    themes: cache::ThemeCache,
    assets: assets::Assets,
    /// The request of the last reading; `None` if there was none or it failed.
    last_request: Option<Request>,
    /// The graph and pages of the last snapshot with pages; no pages if the theme did not compile.
    last_with_pages: Option<(Linked, Option<Pages>)>,
}

/// Everything that is known about a project at one moment. Immutable.
pub struct Snapshot {
    pub scored: Scored,
    pub folders: ProjectFolders,
    /// The names of what this audience does not see.
    pub hidden: Hidden,
    /// What personal data is found by, to mask it in what is printed.
    pub detector: Arc<Detector>,
    /// How many Markdown files were read.
    pub document_count: usize,
    /// How many of them are drafts, and how many others are internal.
    pub draft_count: usize,
    pub internal_count: usize,
    /// How many are internal where drafts are shown.
    pub internal_count_with_drafts: usize,
    /// The documents that could not be read.
    pub broken: Vec<BrokenDocument>,
    /// As [`Sources::skipped`].
    pub skipped: Vec<(Arc<str>, Arc<str>, SkippedAs)>,
    /// How many of the others are on no page; 0 if the request is without pages.
    pub left_out_count: usize,
    /// Sorted by path, line and column.
    pub findings: Vec<Finding>,
    pub title: String,
    /// Empty if the request is without pages or the theme does not compile.
    pub site: Site,
}

impl Deref for Snapshot {
    type Target = Scored;

    fn deref(&self) -> &Scored {
        &self.scored
    }
}

impl Engine {
    /// `root` is the project's folder; it need not have a config.
    pub fn new(root: &Path) -> Self {
        Engine {
            files: ProjectFiles::on_disk(root),
            settings: None,
            withheld_by: None,
            is_long_lived: true,
            sources: Sources::default(),
            document_options: document::ReadOptions::default(),
            documents: cache::DocumentCache::default(),
            document_read: None,
            themes: cache::ThemeCache::default(),
            assets: assets::Assets::default(),
            last_request: None,
            last_with_pages: None,
        }
    }

    /// As [`Engine::new`], for a single snapshot: frees the sources before pages are made, to need less memory.
    pub fn new_for_one_run(root: &Path) -> Self {
        Engine {
            is_long_lived: false,
            ..Engine::new(root)
        }
    }

    /// As [`Engine::new_for_one_run`], with the text of settings that are not written yet.
    pub fn with_settings(root: &Path, settings: &str) -> Self {
        Engine {
            settings: Some(Source::in_memory(source::CONFIG_FILE, settings)),
            ..Engine::new_for_one_run(root)
        }
    }

    /// Calls this whenever a document was read, with the number of all.
    pub fn on_document_read(&mut self, call: impl Fn(usize) + Send + Sync + 'static) {
        self.document_read = Some(Box::new(call));
    }

    /// Turns to another state of the project, under its own settings or those given, for one snapshot. Documents that
    /// are equal in both are not read again. What `withheld_by` withholds is withheld too.
    pub fn turn_to(
        &mut self,
        files: ProjectFiles,
        settings: Option<Source>,
        withheld_by: Option<Arc<Schema>>,
    ) {
        *self = Engine {
            documents: std::mem::take(&mut self.documents),
            settings,
            withheld_by,
            ..Engine::of_files(files)
        };
    }

    /// A project as it is on disk or was in a commit, for a single snapshot.
    pub fn of_files(files: ProjectFiles) -> Self {
        Engine {
            is_long_lived: false,
            files,
            ..Engine::new(Path::new(""))
        }
    }

    /// Reads the files that have changed and makes a snapshot of the whole project.
    ///
    /// # Errors
    ///
    /// An input exists but cannot be read. Mistakes in the content are findings, not errors.
    pub fn snapshot(&mut self, request: &Request) -> Result<Snapshot, Error> {
        let (inputs, _) = self.read_inputs(request)?;
        Ok(self.make_snapshot(inputs, request))
    }

    /// As [`Engine::snapshot`]; `None` if nothing has changed since the last call and that had the same request.
    ///
    /// # Errors
    ///
    /// As for [`Engine::snapshot`].
    pub fn snapshot_if_changed(&mut self, request: &Request) -> Result<Option<Snapshot>, Error> {
        let (inputs, changed) = self.read_inputs(request)?;
        Ok(changed.then(|| self.make_snapshot(inputs, request)))
    }

    /// Every folder in which a change can affect the next snapshot. Some may not exist yet.
    pub fn watched_folders(&self) -> Vec<PathBuf> {
        let linked = self.last_with_pages.iter();
        let outside = linked.flat_map(|(linked, _)| linked.outside.keys());
        let above =
            outside.filter_map(|path| Some(self.files.root.join(path).parent()?.to_owned()));
        let walked = self.sources.folders.iter().cloned();
        let own = ["", "themes", ".casebook"].map(|folder| self.files.root.join(folder));
        own.into_iter().chain(walked).chain(above).collect()
    }

    /// Reads changed files. The flag is true if there are any, or if the last call failed or had another request.
    fn read_inputs(&mut self, request: &Request) -> Result<(ProjectInputs, bool), Error> {
        let last_request = self.last_request.take();
        let settings = match &self.settings {
            Some(settings) => Some(settings.clone()),
            None => self.files.read_config()?,
        };
        let inputs = ProjectInputs::read(
            settings,
            &self.files,
            self.withheld_by.as_deref(),
            request,
            &self.sources,
        )?;
        let linked = self.last_with_pages.as_ref().map(|(linked, _)| linked);
        let same = last_request.as_ref() == Some(request)
            && inputs.sources.is_same(&self.sources)
            && inputs.document_options == self.document_options
            && linked.is_none_or(|linked| linked.outside_is_as_it_was(&self.files));
        self.last_request = Some(request.clone());
        self.sources = inputs.sources.clone();
        self.document_options = inputs.document_options.clone();
        Ok((inputs, !same))
    }

    fn read_documents(&mut self, inputs: &ProjectInputs) -> Vec<Arc<document::Document>> {
        let sources = &inputs.sources.documents;
        let read = || {
            if let Some(call) = &self.document_read {
                call(sources.len());
            }
        };
        self.documents
            .read_all(sources, &inputs.schema, &inputs.document_options, read)
    }

    /// Documents → Graph → Pages → Site.
    fn make_snapshot(&mut self, inputs: ProjectInputs, request: &Request) -> Snapshot {
        // Documents.
        let documents = self.read_documents(&inputs);

        // Graph. Linking uses one thread, so the templates are compiled at the same time.
        let (last, last_pages) = self.last_with_pages.take_if(|_| request.with_pages).unzip();
        let (files, assets, themes) = (&self.files, &mut self.assets, &mut self.themes);
        let (outcome, theme) = rayon::join(
            || linked::link(last, files, &inputs, &documents, request, assets),
            || load_theme(themes, &inputs),
        );
        let Outcome {
            linked,
            asset_policy,
            body_changes,
        } = outcome;
        let names_of_hidden = linked.published.hidden.clone();
        let title = site_title(&self.files.root, &inputs.config);
        let hidden_in_settings = linked::hidden_in_settings(&linked.published, &inputs);

        // Findings; those about addresses of pages follow when the pages are made.
        let ProjectInputs {
            config,
            schema,
            folders,
            sources,
            document_options: options,
            diagnostics: mut problems,
            shown_texts: _,
        } = inputs;
        problems.extend(hidden_in_settings);
        problems.extend(missing_theme(&config, &sources));
        problems.extend(nav::unknown_names(&config, &documents));
        let scored = Scored {
            graph: linked.graph.clone(),
            evidence: linked.evidence.clone(),
            config,
            as_of: request.as_of,
        };
        let context = CheckContext {
            scored: scored.scored(),
            documents: &documents,
            audience: request.audience,
        };
        let path: Arc<str> = source::CONFIG_FILE.into();
        let mut diagnostics: Vec<_> = problems.into_iter().map(|p| (path.clone(), p)).collect();
        diagnostics.extend(sources.diagnostics.iter().cloned());
        let documents_at = sources.documents.iter().map(|s| (&s.content_path, &s.path));
        let assets_at = sources.assets.iter().map(|a| (&a.content_path, &a.path));
        diagnostics.extend(check::case_clash::find_clashes(
            documents_at.chain(assets_at),
        ));
        let mut findings = check::run_all(&context, &schema, diagnostics);
        match &theme {
            Ok(theme) => findings.extend_from_slice(&theme.warnings),
            Err(errors) => findings.extend_from_slice(errors),
        }
        let mask = Mask {
            documents: &documents,
            watch: &options.detector,
        };
        let mut findings = locate_findings(findings, &sources, &mask);
        // Of the texts only those stay that a finding about an address may point into.
        let with_old_addresses = sources_with_old_addresses(&sources, &scored.graph);
        let broken = BrokenDocument::all_of(
            &documents,
            &scored.graph,
            &sources,
            &findings,
            request.audience,
        );
        let skipped = sources.skipped.clone();
        let history = sources.history.as_ref().and_then(|read| read.as_ref().ok());
        let history = history.map(|history| history.changes.clone());
        drop(sources);
        if !self.is_long_lived {
            self.sources = Sources::default();
        }

        // Pages.
        let mut left_out_count = 0;
        let (site, pages) = match theme.ok().filter(|_| request.with_pages) {
            None => (Site::default(), None),
            Some(theme) => {
                let site_inputs = pages::SiteInputs {
                    scored: &scored,
                    findings: &findings,
                    request,
                    title: title.clone(),
                    assets: asset_policy.copied,
                    history: history.unwrap_or_default(),
                    theme,
                };
                let last_pages = last_pages.flatten();
                let (site, collisions, pages) =
                    pages::build_site(site_inputs, last_pages, body_changes.as_ref());
                if !collisions.is_empty() {
                    findings.extend(locate_findings(collisions, &with_old_addresses, &mask));
                    sort_findings(&mut findings);
                }
                let hidden = HiddenDocuments::new(&documents, request.audience);
                let is_on_a_page = |document: &document::Document| {
                    let entry = linked::at_path(&scored.graph, &document.path);
                    let entry = entry.map(|id| scored.graph.entry(id));
                    entry.is_some_and(|entry| site.has_page(&entry.url))
                };
                let left_out = check::not_published::left_out(&documents, &hidden, is_on_a_page);
                left_out_count = left_out.len();
                let silent = check::not_published::find(&left_out, &hidden, &findings);
                if !silent.is_empty() {
                    findings.extend(locate_findings(silent, &Sources::default(), &mask));
                    sort_findings(&mut findings);
                }
                (site, Some(pages))
            }
        };
        if request.with_pages {
            self.last_with_pages = Some((linked, pages));
        }
        let count = |shows_drafts, as_what| {
            let readers = Audience {
                shows_drafts,
                ..Audience::default()
            };
            let hidden = HiddenDocuments::new(&documents, readers);
            let reasons = documents.iter().map(|document| hidden.reason(document));
            reasons.filter(|reason| *reason == Some(as_what)).count()
        };
        let draft_count = count(false, HiddenAs::Draft);
        let internal_count = count(false, HiddenAs::Internal);
        let internal_count_with_drafts = count(true, HiddenAs::Internal);
        Snapshot {
            scored,
            folders,
            hidden: names_of_hidden,
            detector: options.detector,
            document_count: documents.len(),
            draft_count,
            internal_count,
            internal_count_with_drafts,
            broken,
            skipped,
            left_out_count,
            findings,
            title,
            site,
        }
    }
}

/// Compiles the theme: the project's own templates override those of its theme folder, and these the built-in ones.
fn load_theme(
    themes: &mut cache::ThemeCache,
    inputs: &ProjectInputs,
) -> Result<Arc<Theme>, Vec<Finding>> {
    let (name, sources) = (&inputs.config.theme, &inputs.sources);
    let file = |s: &Source| theme::ThemeFile {
        path: s.path.clone(),
        name: s.content_path.to_string(),
        bytes: s.bytes.clone(),
    };
    let layer = |files: &Vec<Source>| theme::Layer {
        files: files.iter().map(file).collect(),
    };
    themes.get(name, sources, || {
        let own = [&sources.project_theme_files, &sources.theme_files].map(layer);
        let built_in = theme::built_in(name).or_else(|| theme::built_in("default"));
        theme::load(&own.into_iter().chain(built_in).collect::<Vec<_>>())
    })
}

/// Reports a theme that is neither built in nor a folder below `themes`.
fn missing_theme(config: &Config, sources: &Sources) -> Option<Diagnostic> {
    if theme::built_in(&config.theme).is_some() || !sources.theme_files.is_empty() {
        return None;
    }
    let at = Place::field("theme");
    let message = format!("there is no theme `{}`", config.theme);
    let help = format!("put it into `themes/{}/`, or use `default`", config.theme);
    Some(Diagnostic::new("config-invalid", at, message).help(help))
}

/// The documents that name an address besides that of their page.
fn sources_with_old_addresses(sources: &Sources, graph: &Graph) -> Sources {
    let entries = graph.entries.iter();
    let named = entries.filter(|entry| !old_addresses(entry).0.is_empty());
    let named: HashSet<&str> = named.map(|entry| &*entry.document.path).collect();
    let documents = sources.documents.iter();
    let documents = documents.filter(|source| named.contains(&*source.path));
    Sources {
        documents: documents.cloned().collect(),
        ..Sources::default()
    }
}

/// Adds line, column and quoted line to findings, masks personal data in them, and sorts them.
fn locate_findings(findings: Vec<Finding>, sources: &Sources, mask: &Mask) -> Vec<Finding> {
    let of = |list: &'_ [Source], path: &str| list.binary_search_by(|s| (*s.path).cmp(path)).ok();
    let document = |path: &str| of(&sources.documents, path).map(|i| &sources.documents[i]);
    let others = [&sources.project_theme_files, &sources.theme_files];
    let other = |path: &str| {
        let mut found = others.into_iter();
        let found = found.find_map(|list| of(list, path).map(|i| &list[i]));
        found.or(sources.config.as_ref().filter(|c| *c.path == *path))
    };
    let mut by_path: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let of_file = by_path.entry(finding.path.clone()).or_default();
        of_file.push(finding);
    }
    // In parallel, because locating a finding reads the front matter of its file again.
    let mut findings: Vec<Finding> = by_path
        .into_par_iter()
        .flat_map_iter(|(path, mut findings_of_file)| {
            let document = document(&path);
            let text = document
                .or_else(|| other(&path))
                .map(Source::valid_utf8_prefix);
            let mut lines = text.map(LineIndex::new);
            for finding in &mut findings_of_file {
                mask.finding(finding, text);
                if let Some(lines) = &mut lines {
                    finding.locate(lines);
                }
            }
            let is_scanned = document.is_some() || *path == *source::CONFIG_FILE;
            let masked = text.filter(|_| is_scanned);
            let masked = masked.and_then(|text| mask.text(&path, text, &findings_of_file));
            if let Some(text) = masked.as_deref().or(text) {
                for finding in &mut findings_of_file {
                    finding.quote = Quote::from_text(text, finding.span);
                }
            }
            findings_of_file
        })
        .collect();
    sort_findings(&mut findings);
    findings
}

impl Snapshot {
    /// The first mistake in the settings that decides about scores, or about what is read and withheld.
    pub fn settings_error(&self) -> Option<&Finding> {
        const DECISIVE: [&str; 5] = ["content", "evidence", "exclude", "kinds", "privacy"];
        let mut errors = self.findings.iter().filter(|finding| {
            &*finding.path == source::CONFIG_FILE && finding.severity == Severity::Error
        });
        errors.find(|finding| match &finding.place {
            Place::Value(path) | Place::Key(path) => {
                let is_decisive =
                    matches!(path.first(), Some(Step::Key(key)) if DECISIVE.contains(&&**key));
                // A folder that is not there is no mistake: nothing was written yet.
                is_decisive && !finding.message.starts_with(NO_FOLDER)
            }
            _ => true,
        })
    }

    pub fn count_findings(&self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings.filter(|f| f.severity == severity).count()
    }

    /// Adds line and column to a finding of [`Snapshot::render`].
    pub fn locate(&self, finding: Finding) -> Finding {
        let theme = self.site.theme.as_ref();
        let text = theme.and_then(|theme| theme.templates.source_text(&finding.path));
        finding.located(text)
    }

    pub fn pages(&self) -> &[Page] {
        &self.site.pages
    }

    /// The records of the search index; empty if the site has none.
    pub fn records(&self) -> Vec<search::Record> {
        self.site.search_records(&self.graph)
    }

    /// The finished text of a page that has a template; empty for any other page.
    ///
    /// # Errors
    ///
    /// The error of the template, with its place there; [`Snapshot::locate`] adds line and column.
    pub fn render(&self, page: &Page) -> Result<String, Box<Finding>> {
        self.render_with(page, &page.inputs())
    }

    /// As [`Snapshot::render`], with inputs that have been computed already.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::render`].
    pub fn render_with(&self, page: &Page, inputs: &Inputs) -> Result<String, Box<Finding>> {
        match (&page.content, &self.site.theme) {
            (Content::Template { template, .. }, Some(theme)) => {
                theme.templates.render(template, inputs)
            }
            _ => Ok(String::new()),
        }
    }
}

fn sort_findings(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.path.clone(), f.line, f.column, f.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

/// The title from the settings, else the name of the project's folder.
fn site_title(root: &Path, config: &Config) -> String {
    let folder_name = || {
        let absolute = root.canonicalize().unwrap_or_else(|_| root.into());
        let name = absolute.file_name();
        name.map_or_else(|| "Site".into(), |name| name.to_string_lossy().into_owned())
    };
    config.title.clone().unwrap_or_else(folder_name)
}
