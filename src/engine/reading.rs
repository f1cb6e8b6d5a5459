//! A project at one moment, as it stands on disk: its settings and every input file. Nothing is judged here but the
//! settings, which say where the rest is.

use std::path::Path;
use std::sync::Arc;

use super::Request;
use crate::config::{self, Config};
use crate::diagnostic::{At, Problem};
use crate::document;
use crate::markdown;
use crate::privacy::Watch;
use crate::schema::{self, Schema};
use crate::source::{self, Fault, Layout, Source, Sources};

pub struct Reading {
    pub config: Arc<Config>,
    pub schema: Arc<Schema>,
    pub layout: Layout,
    pub sources: Sources,
    /// How documents are read under these settings.
    pub options: document::Options,
    /// What is wrong with the settings.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Reads what has changed since `before`.
    pub fn now(root: &Path, request: &Request, before: &Sources) -> Result<Self, Fault> {
        Reading::with(source::config(root)?, root, request, before)
    }

    /// The same, as if `casebook.yaml` were this.
    pub fn with(
        settings: Option<Source>,
        root: &Path,
        request: &Request,
        before: &Sources,
    ) -> Result<Self, Fault> {
        let (mut config, mut problems) = match settings.as_ref().map(|s| (s, s.text())) {
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
        let layout = layout(root, &config, settings.is_some(), request);
        // Settings that could not be read, or name no folder at all, have been told.
        let content = At::Value(vec![crate::yaml::Step::Key("content".into())]);
        let is_told = |p: &Problem| p.at == content || matches!(p.at, At::Bytes(..));
        if !layout.content_dir().is_dir() && !problems.iter().any(is_told) {
            let message = format!("there is no folder `{}`", config.content);
            let problem = Problem::new("config-invalid", content, message);
            problems
                .push(problem.help("create it, or set `content: .` for the project's own folder"));
        }
        // Kinds are declared beside the walk, which one thread does.
        let ((schema, kind_problems), sources) =
            rayon::join(|| schema::load::schema(&config), || layout.read(before));
        problems.extend(kind_problems);
        let mut sources = sources?;
        sources.config = settings;
        let names = source::names(root, &config.privacy.names_file)?;
        Ok(Reading {
            options: options(&config, &names),
            config: Arc::new(config),
            schema: Arc::new(schema),
            layout,
            sources,
            problems,
        })
    }
}

fn options(config: &Config, names: &str) -> document::Options {
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

fn layout(root: &Path, config: &Config, has_config: bool, request: &Request) -> Layout {
    let content = root.join(&config.content);
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
        root: root.into(),
        content: content.to_owned(),
        theme: config.theme.clone(),
        output: request
            .output
            .clone()
            .unwrap_or_else(|| root.join(&config.output)),
        exclude: source::globs(&config.exclude),
    }
}
