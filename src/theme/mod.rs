//! The theme: templates and static files in layers. A file of the project overrides one of the same name in the
//! project's theme, and that overrides the built-in one.
//!
//! Knows nothing about the graph and does no I/O: the caller of [`load`] reads the files.

mod contrast;
mod embedded;
mod engine;
mod file;
mod invalid;
mod minify;
mod settings;
mod templates;
mod tera_errors;
mod unquoted_attributes;
mod unused;

use std::collections::BTreeMap;
use std::sync::Arc;

use twox_hash::xxhash3_128::Hasher;

use crate::diagnostic::Finding;

pub use embedded::built_in;
pub use file::{Layer, ThemeFile};
pub use settings::{SETTINGS_FILE, Settings};
pub use templates::Templates;

/// The style sheet that the settings are appended to.
const STYLE_SHEET: &str = "site.css";

/// All layers merged.
pub struct Theme {
    pub templates: Templates,
    /// Sorted by path.
    pub static_files: Vec<StaticFile>,
    /// The merged settings of every `theme.yaml`.
    pub settings: Settings,
    /// Colours that give text too little contrast.
    pub warnings: Vec<Finding>,
    /// Hash of every template and of the program's version: with a page's inputs it determines the rendered page.
    /// `theme.yaml` is not part of it, because its settings are in `site.css` and in the inputs.
    pub fingerprint: u128,
}

/// A file that the theme adds to the site.
#[derive(Clone, Debug)]
pub struct StaticFile {
    /// From the root of the site: `site.css`.
    pub path: String,
    pub bytes: Arc<[u8]>,
}

/// Merges the layers file by file, where a file of an earlier layer wins, and compiles the templates.
///
/// # Errors
///
/// Everything that is wrong with the templates and settings, each with its place.
pub fn load(layers: &[Layer]) -> Result<Theme, Vec<Finding>> {
    let mut files: BTreeMap<&str, &ThemeFile> = BTreeMap::new();
    for file in layers.iter().flat_map(|layer| &layer.files) {
        files.entry(&file.name).or_insert(file);
    }
    let sources: Vec<(&str, &ThemeFile)> = files
        .iter()
        .filter_map(|(name, file)| Some((name.strip_prefix("templates/")?, *file)))
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .collect();
    let mut statics: Vec<StaticFile> = files
        .iter()
        .filter_map(|(name, file)| Some((name.strip_prefix("static/")?, file)))
        .map(|(path, file)| StaticFile {
            path: path.to_owned(),
            bytes: Arc::clone(&file.bytes),
        })
        .collect();
    let (mut settings, mut findings) = (Settings::default(), vec![]);
    let is_static = |name: &str| files.contains_key(&*format!("static/{name}"));
    for file in layers.iter().rev().flat_map(|layer| &layer.files) {
        if file.name == settings::SETTINGS_FILE {
            findings.extend(settings.read(file, &is_static).err().unwrap_or_default());
        }
    }
    findings.extend(unused::check(&sources));
    let templates = Templates::compile(&sources).map_err(|errors| {
        findings.extend(errors);
        std::mem::take(&mut findings)
    })?;
    if !findings.is_empty() {
        return Err(findings);
    }
    let css = settings.css();
    let sheet = statics.iter().find(|file| file.path == STYLE_SHEET);
    let sheet = sheet.filter(|_| !css.is_empty());
    let sheet = sheet.and_then(|file| std::str::from_utf8(&file.bytes).ok());
    let warnings = sheet.map_or(vec![], |sheet| {
        contrast::warnings(&settings, &minify::minify_css(sheet))
    });
    append_settings_css(&mut statics, &css);
    Ok(Theme {
        fingerprint: fingerprint(&sources),
        templates,
        static_files: statics,
        settings,
        warnings,
    })
}

fn append_settings_css(statics: &mut [StaticFile], css: &str) {
    let sheet = statics.iter_mut().find(|file| file.path == STYLE_SHEET);
    if let Some(sheet) = sheet.filter(|_| !css.is_empty()) {
        sheet.bytes = [&sheet.bytes, css.as_bytes()].concat().into();
    }
}

fn fingerprint(sources: &[(&str, &ThemeFile)]) -> u128 {
    let mut hasher = Hasher::new();
    let mut feed = |bytes: &[u8]| {
        hasher.write(&bytes.len().to_le_bytes());
        hasher.write(bytes);
    };
    feed(env!("CARGO_PKG_VERSION").as_bytes());
    for (name, file) in sources {
        feed(name.as_bytes());
        feed(&file.bytes);
    }
    hasher.finish_128()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(folder: &str, files: &[(&str, &str)]) -> Layer {
        let files = files.iter().map(|(name, text)| ThemeFile {
            path: format!("{folder}{name}").into(),
            name: (*name).to_owned(),
            bytes: text.as_bytes().into(),
        });
        Layer {
            files: files.collect(),
        }
    }

    #[test]
    fn a_file_of_an_earlier_layer_overrides_later_ones() {
        let theme = load(&[
            layer(
                "",
                &[("templates/a.html", "mine"), ("static/site.css", "mine")],
            ),
            layer(
                "themes/blue/",
                &[("templates/a.html", "blue"), ("templates/b.html", "blue")],
            ),
            layer(
                "theme default: ",
                &[
                    ("templates/b.html", "built in"),
                    ("templates/c.html", "built in"),
                    ("static/x.js", "x"),
                ],
            ),
        ])
        .expect("valid templates");
        let text = |name| {
            theme
                .templates
                .render(name, &Default::default())
                .expect("a known template")
        };
        assert_eq!(
            [text("a.html"), text("b.html"), text("c.html")],
            ["mine", "blue", "built in"]
        );
        let statics: Vec<_> = theme
            .static_files
            .iter()
            .map(|s| (s.path.as_str(), &*s.bytes))
            .collect();
        assert_eq!(statics, [("site.css", b"mine".as_slice()), ("x.js", b"x")]);
    }

    #[test]
    fn a_broken_template_that_is_overridden_is_no_error() {
        let theme = load(&[
            layer("", &[("templates/a.html", "fine")]),
            layer("theme default: ", &[("templates/a.html", "{% if")]),
        ]);
        assert!(theme.is_ok());
    }

    #[test]
    fn files_that_are_not_templates_are_ignored() {
        let theme = load(&[layer(
            "",
            &[
                ("templates/README.md", "{{"),
                ("templates/a.html~", "{{"),
                ("notes.txt", "{{"),
            ],
        )]);
        assert!(theme.is_ok_and(|theme| theme.static_files.is_empty()));
    }

    #[test]
    fn the_fingerprint_changes_with_templates_and_not_with_other_files() {
        let print = |files: &[(&str, &str)]| {
            let theme = load(&[layer("", files)]);
            theme.expect("valid templates").fingerprint
        };
        let base = print(&[("templates/a.html", "a"), ("static/site.css", "a")]);
        let sheet = [("templates/a.html", "a"), ("static/site.css", "b")];
        assert_eq!(base, print(&sheet));
        for other in [("templates/a.html", "b"), ("templates/b.html", "a")] {
            assert_ne!(base, print(&[other]), "{other:?}");
        }
    }

    #[test]
    fn the_settings_of_all_layers_are_appended_to_the_style_sheet() {
        let theme = load(&[
            layer("", &[("theme.yaml", "colours: {ink: black}")]),
            layer(
                "themes/blue/",
                &[("theme.yaml", "colours: {ink: red, mark: gold}")],
            ),
            layer("theme default: ", &[("static/site.css", "a{}")]),
        ])
        .expect("valid settings");
        let sheet = String::from_utf8_lossy(&theme.static_files[0].bytes);
        assert!(
            sheet.starts_with("a{}\n:root{--ink:black;--mark:gold}"),
            "{sheet}"
        );
    }
}
