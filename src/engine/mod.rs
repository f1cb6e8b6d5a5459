//! Sources → Documents → Graph → Pages → Site, with findings beside it: [`Engine::snapshot`] is the whole program.
//!
//! Two steps are dear and pure, reading a document and rendering a page; each is kept by the hash of everything it can
//! see (`memo`). The cheap steps between them are done anew every time, so nothing can be stale. Knows nothing about
//! commands, terminals or HTTP.

mod assets;
mod memo;
mod site;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::{self, Scene};
use crate::config::{self, Config};
use crate::diagnostic::{At, Diagnostic, Finding, Problem, Severity};
use crate::document::{self};
use crate::graph::Graph;
use crate::graph::evidence::{self, Evidence};
use crate::graph::gate::{self, Audience};
use crate::graph::link::{self, Surroundings};
use crate::graph::veil::{self, Repository};
use crate::markdown;
use crate::page::{Content, Inputs, Page};
use crate::privacy::Watch;
use crate::schema::{self};
use crate::source::{self, Fault, Layout, Source, Sources};
use crate::theme::{self, Theme};

pub use site::Site;

/// What a command asks for, beyond what the project's config says.
#[derive(Clone, Debug)]
pub struct Request {
    pub audience: Audience,
    pub as_of: Date,
    pub base_url: Option<String>,
    pub output: Option<PathBuf>,
    pub search: bool,
    /// Lay out the pages too; `check` needs only the findings.
    pub pages: bool,
}

/// A project, and what is worth keeping between two looks at it.
pub struct Engine {
    root: PathBuf,
    sources: Sources,
    documents: memo::Documents,
    assets: assets::Assets,
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
    /// Texts of files with findings, for snippets.
    pub sources: Vec<Source>,
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
            sources: Sources::default(),
            documents: memo::Documents::default(),
            assets: assets::Assets::default(),
        }
    }

    /// Reads what has changed and makes everything anew from it.
    ///
    /// # Errors
    ///
    /// An input that is there and cannot be read.
    pub fn snapshot(&mut self, request: &Request) -> Result<Snapshot, Fault> {
        // Settings.
        let config_source = source::config(&self.root)?;
        let (mut config, mut problems) = match config_source.as_ref().map(|s| (s, s.text())) {
            None => (Config::default(), vec![]),
            Some((_, Some(text))) => Config::read(text),
            Some((_, None)) => {
                let problem = Problem::new("config-invalid", At::Start, "this is not UTF-8");
                (
                    Config::default(),
                    vec![problem.help("save the file as UTF-8")],
                )
            }
        };
        if let Some(base_url) = &request.base_url {
            config.base_url = Some(base_url.clone());
        }
        config.base_url = config.base_url.and_then(|url| config::base_url(&url).ok());
        let (schema, kind_problems) = schema::load::schema(&config);
        problems.extend(kind_problems);
        let (schema, config) = (Arc::new(schema), Arc::new(config));
        let layout = self.layout(&config, config_source.is_some(), request);
        // Settings that could not be read, or name no folder at all, have been told.
        let content = At::Value(vec![crate::yaml::Step::Key("content".into())]);
        let is_told = |p: &Problem| p.at == content || matches!(p.at, At::Bytes(..));
        if !layout.content_dir().is_dir() && !problems.iter().any(is_told) {
            let message = format!("there is no folder `{}`", config.content);
            let problem = Problem::new("config-invalid", content, message);
            problems
                .push(problem.help("create it, or set `content: .` for the project's own folder"));
        }

        // Sources.
        let sources = layout.read(&self.sources)?;

        // Documents; the templates are compiled beside them.
        let names = source::names(&self.root, &config.privacy.names_file)?;
        let options = reading_options(&config, &names);
        let (documents, (theme, no_theme)) = rayon::join(
            || {
                let kept = &mut self.documents;
                kept.read(&sources.documents, &schema, &options)
            },
            || theme(&config, &sources),
        );

        // Graph.
        let mut passed = gate::pass(&documents, &schema, request.audience);
        let repository = config.repository.as_deref().map(|repository| Repository {
            address: repository,
            branch: &config.branch,
            content: &layout.content,
        });
        veil::draw(&mut passed, &sources.documents, repository, |source| {
            let document = Arc::new(document::read(source, &schema, &options));
            gate::without_private(&document, &schema, request.audience)
        });
        let assets: Vec<Arc<str>> = sources.assets.iter().map(|a| a.inner.clone()).collect();
        let root = self.root.clone();
        let around = Surroundings {
            assets: &assets,
            content: &layout.content,
            repository: config.repository.as_deref(),
            branch: &config.branch,
            in_repository: &move |path| root.join(path).symlink_metadata().is_ok(),
        };
        let graph = link::link(&passed, schema.clone(), &around);
        let assets = self.assets.judge(&sources.assets, &graph.assets, &config);
        let graph = link::without(graph, &assets.refused);
        let evidence = Arc::new(evidence::score(&graph, &config, request.as_of));
        let graph = Arc::new(graph);

        // Findings, part one: what pages may show.
        let scene = Scene {
            graph: &graph,
            evidence: &evidence,
            config: &config,
            as_of: request.as_of,
            documents: &documents,
            audience: request.audience,
        };
        let path: Arc<str> = source::CONFIG.into();
        let mut noticed: check::Noticed = problems.into_iter().map(|p| (path.clone(), p)).collect();
        noticed.extend(no_theme.map(|problem| (path, problem)));
        noticed.extend(sources.noticed.iter().cloned());
        let documents_at = sources.documents.iter().map(|s| (&s.inner, &s.path));
        let assets_at = sources.assets.iter().map(|a| (&a.inner, &a.path));
        noticed.extend(check::case_clash::notice(documents_at.chain(assets_at)));
        let mut diagnostics = check::run(&scene, &schema, noticed);
        let theme = match theme {
            Ok(theme) => Some(theme),
            Err(wrong) => {
                diagnostics.extend(wrong);
                None
            }
        };
        let title = config
            .title
            .clone()
            .unwrap_or_else(|| folder_name(&self.root));
        let mut findings = self.findings(diagnostics, &sources);

        // Pages.
        let site = match theme.filter(|_| request.pages) {
            None => Site::default(),
            Some(theme) => {
                let plan = site::Plan {
                    graph: &graph,
                    evidence: &evidence,
                    config: &config,
                    findings: &findings,
                    request,
                    title: title.clone(),
                    assets: assets.copied,
                    theme,
                };
                let (site, collisions) = site::lay_out(plan);
                if !collisions.is_empty() {
                    findings.extend(self.findings(collisions, &sources));
                    sort(&mut findings);
                }
                site
            }
        };
        let read = documents.len();
        self.sources = sources;
        Ok(Snapshot {
            sources: self.with_findings(&findings),
            config,
            layout,
            graph,
            evidence,
            read,
            findings,
            as_of: request.as_of,
            title,
            site,
        })
    }

    fn layout(&self, config: &Config, has_config: bool, request: &Request) -> Layout {
        let content = self.root.join(&config.content);
        // With neither config nor content folder, the root folder itself is the content.
        let content = match config.content.as_str() {
            "." => "",
            folder if !has_config && !content.is_dir() => {
                debug_assert_eq!(folder, Config::default().content);
                ""
            }
            folder => folder.trim_end_matches('/'),
        };
        Layout {
            root: self.root.clone(),
            content: content.to_owned(),
            theme: config.theme.clone(),
            output: request
                .output
                .clone()
                .unwrap_or_else(|| self.root.join(&config.output)),
            exclude: source::globs(&config.exclude),
        }
    }

    /// Lines and columns for diagnostics, sorted.
    fn findings(&self, diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Finding> {
        let text = |path: &str| {
            let of = |list: &'_ [Source]| list.binary_search_by(|s| (*s.path).cmp(path)).ok();
            let found = [&sources.documents, &sources.project, &sources.theme];
            let found = found
                .into_iter()
                .find_map(|list| of(list).map(|i| &list[i]));
            found
                .or(sources.config.as_ref().filter(|c| *c.path == *path))
                .map(Source::readable)
        };
        let mut findings: Vec<Finding> = diagnostics
            .into_iter()
            .map(|d| Finding::new_in(d, &text))
            .collect();
        sort(&mut findings);
        findings
    }

    fn with_findings(&self, findings: &[Finding]) -> Vec<Source> {
        let mut sources: Vec<Source> = Vec::new();
        let all = || {
            let s = &self.sources;
            s.config
                .iter()
                .chain(&s.documents)
                .chain(&s.project)
                .chain(&s.theme)
        };
        let wanted: std::collections::HashSet<&str> = findings.iter().map(|f| &*f.path).collect();
        sources.extend(all().filter(|s| wanted.contains(&*s.path)).cloned());
        sources
    }
}

impl Snapshot {
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    }

    /// The text of a file with findings, as far as it is text; that of a template always.
    pub fn text(&self, path: &str) -> Option<&str> {
        let source = self.sources.iter().find(|s| *s.path == *path);
        let template = || self.site.theme.as_ref()?.templates.text(path);
        source.map(Source::readable).or_else(template)
    }

    /// A diagnostic that came up later, with its line and column.
    pub fn locate(&self, diagnostic: Diagnostic) -> Finding {
        Finding::new_in(diagnostic, &|path| self.text(path))
    }

    pub fn pages(&self) -> &[Page] {
        &self.site.pages
    }

    /// The finished HTML of a page that a template makes.
    ///
    /// # Errors
    ///
    /// What is wrong with the template, at its place in the template.
    pub fn render(&self, page: &Page) -> Result<String, Diagnostic> {
        self.render_with(page, &page.inputs())
    }

    /// The same where the page's inputs are at hand.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::render`].
    pub fn render_with(&self, page: &Page, inputs: &Inputs) -> Result<String, Diagnostic> {
        match (&page.content, &self.site.theme) {
            (Content::Template { template, .. }, Some(theme)) => {
                theme.templates.render(template, inputs)
            }
            _ => Ok(String::new()),
        }
    }
}

/// The theme with what the project lays over it; and that there is no theme of that name.
fn theme(config: &Config, sources: &Sources) -> (Result<Theme, Vec<Diagnostic>>, Option<Problem>) {
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
    let mut layers = vec![layer(&sources.project), layer(&sources.theme)];
    let mut missing = None;
    match theme::built_in(&config.theme) {
        Some(built_in) => layers.push(built_in),
        None => {
            if sources.theme.is_empty() {
                let at = At::Value(vec![crate::yaml::Step::Key("theme".into())]);
                let message = format!("there is no theme `{}`", config.theme);
                let help = format!("put it into `themes/{}/`, or use `default`", config.theme);
                missing = Some(Problem::new("config-invalid", at, message).help(help));
            }
            layers.extend(theme::built_in("default"));
        }
    }
    (theme::load(&layers), missing)
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.path.clone(), f.line, f.column, f.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

fn reading_options(config: &Config, names: &str) -> document::Options {
    document::Options {
        markdown: markdown::Options {
            html: match config.markdown.html {
                config::Html::Sanitise => markdown::Html::Sanitise,
                config::Html::Escape => markdown::Html::Escape,
                config::Html::Trusted => markdown::Html::Trusted,
            },
            external_images: config.images.external == config::External::Allow,
        },
        max_front_matter: config.limits.front_matter,
        max_page: config.limits.page,
        watch: Arc::new(Watch::new(names, &config.privacy.allow)),
    }
}

fn folder_name(root: &Path) -> String {
    let absolute = root.canonicalize().unwrap_or_else(|_| root.into());
    absolute
        .file_name()
        .map_or_else(|| "Site".into(), |name| name.to_string_lossy().into_owned())
}
