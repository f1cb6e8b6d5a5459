//! Reads a project's settings and input files. Checks only the settings, because they say where the files are.

use std::sync::Arc;

use jiff::civil::Date;

use super::Request;
use crate::config::{self, Config};
use crate::content::block::Block;
use crate::content::document::{self, FolderLayout, personal_data};
use crate::content::personal_data::Detector;
use crate::content::source::{self, Error, ProjectFiles, ProjectFolders, Source, Sources};
use crate::content::yaml::{Node, NodePath};
use crate::diagnostic::{Diagnostic, Place};
use crate::git;
use crate::markdown;
use crate::model::{self, Schema};
use crate::property;
use crate::site::{self, changes};
use crate::text::is_written_from_right;
use crate::theme;

/// How the message of a content folder that is not there begins.
pub const NO_FOLDER: &str = "there is no folder";

pub struct ProjectInputs {
    pub config: Arc<Config>,
    pub schema: Arc<Schema>,
    pub folders: ProjectFolders,
    pub sources: Sources,
    /// The options with which documents are read under these settings.
    pub document_options: document::ReadOptions,
    /// Mistakes in the settings and in the kinds they declare, by place in `casebook.yaml`.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts in `casebook.yaml` that pages show.
    pub shown_texts: Vec<(NodePath, String)>,
}

impl ProjectInputs {
    /// Reads the files that have changed since `before`, under the settings of a `casebook.yaml`. What another schema
    /// withholds is withheld here too. Fails if an input exists but cannot be read.
    pub fn read(
        settings: Option<Source>,
        files: &ProjectFiles,
        withheld_by: Option<&Schema>,
        request: &Request,
        before: &Sources,
    ) -> Result<Self, Error> {
        let (mut config, mut problems) = match settings.as_ref().map(|s| (s, s.text())) {
            None => (Config::default(), vec![]),
            Some((_, Some(text))) => Config::read(text),
            Some((_, None)) => {
                let problem = Diagnostic::new("config-invalid", Place::Start, "this is not UTF-8");
                let config = Config {
                    content_is_named: true,
                    ..Config::default()
                };
                (config, vec![problem.help("save the file as UTF-8")])
            }
        };
        if let Some(base_url) = &request.base_url {
            config.base_url = Some(base_url.clone());
        }
        config.base_url = config
            .base_url
            .and_then(|url| config::normalise_base_url(&url).ok());
        let folders = project_folders(files, &config, request);
        if folders.content.is_empty() {
            config.content = ".".into();
        }
        // Settings that cannot be parsed or name no folder have been reported already.
        let content = Place::field("content");
        let is_known = |p: &Diagnostic| {
            p.code == "config-invalid" && p.place == content || matches!(p.place, Place::Bytes(..))
        };
        if !files.is_folder(&folders.content) && !problems.iter().any(is_known) {
            let message = format!("{NO_FOLDER} `{}`", config.content);
            let problem = Diagnostic::new("config-invalid", content, message);
            problems
                .push(problem.help("create it, or set `content: .` for the project's own folder"));
        }
        // The walk over the files uses one thread, so the kinds are loaded at the same time.
        let ((mut schema, kind_problems), sources) = rayon::join(
            || model::load::load_schema(&config),
            || files.read_sources(&folders, before),
        );
        if let Some(other) = withheld_by {
            schema.withhold_as(other);
        }
        problems.extend(kind_problems);
        problems.extend(property::check_lists(&schema));
        problems.extend(site::entry::check_layouts(&schema, &config.kinds));
        let mut sources = sources?;
        sources.config = settings;
        if config.history.files && request.with_pages {
            let days = changes::scored_days(request.as_of);
            sources.history = files.read_history(&folders.content_dir(), days, before);
        }
        if let Some(Err(error)) = &sources.history {
            problems.push(no_history(error));
        }
        let names_file = &config.privacy.names_file;
        let names = files.read_names(names_file)?;
        if *names_file != Config::default().privacy.names_file && !files.exists(names_file) {
            let place = Place::Value(vec!["privacy".into(), "names_file".into()]);
            let message = format!("there is no file `{names_file}`, so no name is looked for");
            let problem = Diagnostic::new("odd-field", place, message);
            problems.push(problem.help("correct the path, or put the file there"));
        }
        let document_options = document::ReadOptions {
            layout: Arc::new(FolderLayout::new(&sources.documents, &schema)),
            as_of: request.as_of,
            ..document_options(&config, &names)
        };
        let mut shown_texts = Vec::new();
        if let Some(text) = sources.config.as_ref().and_then(Source::text) {
            let detector = &document_options.detector;
            let (texts, told) = scan_settings(text, &SHOWN_SETTINGS, detector);
            shown_texts = texts;
            problems.extend(told);
        }
        scan_themes(&mut sources, &document_options.detector);
        Ok(ProjectInputs {
            document_options,
            shown_texts,
            config: Arc::new(config),
            schema: Arc::new(schema),
            folders,
            sources,
            diagnostics: problems,
        })
    }
}

/// The place of the setting that asks for the history. What git says there may name folders of this machine.
pub fn history_place() -> Place {
    Place::Value(vec!["history".into(), "files".into()])
}

fn no_history(error: &git::Error) -> Diagnostic {
    let message = format!("the history of files cannot be read: {}", error.message);
    let help = error.help.iter().map(|help| format!("{help}, or "));
    let help = help.collect::<String>() + "set it to `false`";
    Diagnostic::new("config-invalid", history_place(), message).help(help)
}

/// The settings whose texts pages show.
const SHOWN_SETTINGS: [&str; 5] = ["title", "description", "notice", "nav", "kinds"];
/// Those of a theme whose texts stand in the style sheet or in pages, and are no colours.
const SHOWN_BY_THEME: [&str; 2] = ["type", "logo"];

/// Adds the personal data in texts of each `theme.yaml` to what the walk reports.
fn scan_themes(sources: &mut Sources, detector: &Detector) {
    let files = [&sources.project_theme_files, &sources.theme_files];
    let files = files.into_iter().flatten();
    let files = files.filter(|source| &*source.content_path == theme::SETTINGS_FILE);
    let told = files.flat_map(|source| {
        let text = source.text().unwrap_or_default();
        let (_, told) = scan_settings(text, &SHOWN_BY_THEME, detector);
        told.into_iter().map(|told| (source.path.clone(), told))
    });
    let told: Vec<_> = told.collect();
    sources.diagnostics.extend(told);
}

/// The texts of settings that are published, and the personal data in them.
fn scan_settings(
    text: &str,
    shown: &[&str],
    detector: &Detector,
) -> (Vec<(NodePath, String)>, Vec<Diagnostic>) {
    let (start, block) = Block::of_file(text);
    let mut settings = block.parse().unwrap_or(Node::Null);
    if let Node::Map(settings) = &mut settings {
        settings.retain(|(key, _)| shown.contains(&key.as_str()));
    }
    let mut texts = Vec::new();
    settings.add_texts(&mut vec![], &mut texts);
    let told = personal_data::scan_settings(start, block, &texts, detector);
    (texts, told)
}

fn document_options(config: &Config, names: &str) -> document::ReadOptions {
    document::ReadOptions {
        markdown: markdown::Options {
            html: match config.markdown.html {
                config::Html::Sanitise => markdown::Html::Sanitise,
                config::Html::Escape => markdown::Html::Escape,
                config::Html::Trusted => markdown::Html::Trusted,
            },
            definition_lists: config.markdown.definition_lists,
            from_right: is_written_from_right(&config.language),
            mdx: false,
            external_images: config.images.external == config::ExternalImages::Allow,
        },
        max_front_matter: config.limits.front_matter,
        max_page: config.limits.page,
        detector: Arc::new(Detector::new(names, &config.privacy.allow)),
        as_of: Date::ZERO,
        layout: Arc::default(),
    }
}

/// The content folder of a project under these settings, from its root; empty for the root itself.
pub fn content_folder(files: &ProjectFiles, settings: Option<&Source>) -> String {
    let config = Config::read(settings.and_then(Source::text).unwrap_or_default()).0;
    content_of(files, &config).to_owned()
}

fn content_of<'c>(files: &'c ProjectFiles, config: &'c Config) -> &'c str {
    match (&files.content, config.content.as_str()) {
        (Some(content), _) => content,
        (None, ".") => "",
        // Where it is not named and there is no such folder, the root folder itself is the content.
        (None, folder) if !config.content_is_named && !files.is_folder(folder) => "",
        (None, folder) => folder.trim_end_matches('/'),
    }
}

fn project_folders(files: &ProjectFiles, config: &Config, request: &Request) -> ProjectFolders {
    ProjectFolders {
        root: files.root.clone(),
        content: content_of(files, config).to_owned(),
        theme: config.theme.clone(),
        output: request
            .output
            .clone()
            .unwrap_or_else(|| files.root.join(&config.output)),
        exclude: source::build_glob_set(&config.exclude),
        asset_folders: config.assets.folders.clone(),
    }
}
