//! The theme: templates and static files in layers. A file of the project stands over one of the project's theme of
//! the same name, and that over the built-in one.
//!
//! Knows nothing about the graph and touches no disk: whoever calls [`load`] has read the files.

mod assets;
mod quoting;
mod report;
mod sentence;
mod templates;

use std::collections::BTreeMap;
use std::sync::Arc;

use twox_hash::xxhash3_128::Hasher;

use crate::diagnostic::Diagnostic;

pub use assets::built_in;
pub use templates::Templates;

/// A file that a theme is made of.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// As errors name it: from the project's root, or `theme default: templates/entry.html` for a built-in one.
    pub path: Arc<str>,
    /// `templates/entry.html`, `static/site.css` or `theme.yaml`; files of other names are ignored.
    pub name: String,
    pub bytes: Arc<[u8]>,
}

/// The files of one place: the project's own folders, a theme's folder, or the built-in theme.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub files: Vec<ThemeFile>,
}

/// All layers put together.
pub struct Theme {
    pub templates: Templates,
    /// Sorted by path.
    pub statics: Vec<Static>,
    /// The theme's `theme.yaml` as it was read.
    pub settings: Option<ThemeFile>,
    /// The hash of every template, of `theme.yaml` and of the program's version: of all that decides, with a page's
    /// inputs, what the page is rendered to.
    pub fingerprint: u128,
}

/// A file of the site that the theme brings along.
#[derive(Clone, Debug)]
pub struct Static {
    /// In the site: `site.css`.
    pub path: String,
    pub bytes: Arc<[u8]>,
}

/// Puts the layers together, the first over the others, file by file, and compiles the templates.
///
/// # Errors
///
/// Everything that is wrong with the templates, each with its place.
pub fn load(layers: &[Layer]) -> Result<Theme, Vec<Diagnostic>> {
    let mut files: BTreeMap<&str, &ThemeFile> = BTreeMap::new();
    for file in layers.iter().flat_map(|layer| &layer.files) {
        files.entry(&file.name).or_insert(file);
    }
    let sources: Vec<(&str, &ThemeFile)> = files
        .iter()
        .filter_map(|(name, file)| Some((name.strip_prefix("templates/")?, *file)))
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .collect();
    let statics = files
        .iter()
        .filter_map(|(name, file)| Some((name.strip_prefix("static/")?, file)))
        .map(|(path, file)| Static {
            path: path.to_owned(),
            bytes: Arc::clone(&file.bytes),
        })
        .collect();
    let settings = files.get("theme.yaml").map(|&file| file.clone());

    Ok(Theme {
        fingerprint: fingerprint(&sources, settings.as_ref()),
        templates: Templates::compile(&sources)?,
        statics,
        settings,
    })
}

fn fingerprint(sources: &[(&str, &ThemeFile)], settings: Option<&ThemeFile>) -> u128 {
    let mut hasher = Hasher::new();
    let mut feed = |bytes: &[u8]| {
        hasher.write(&bytes.len().to_le_bytes());
        hasher.write(bytes);
    };
    feed(env!("CARGO_PKG_VERSION").as_bytes());
    feed(settings.map_or(&[], |file| &file.bytes));
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
    fn a_file_of_an_earlier_layer_stands_over_its_namesakes() {
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
            .statics
            .iter()
            .map(|s| (s.path.as_str(), &*s.bytes))
            .collect();
        assert_eq!(statics, [("site.css", b"mine".as_slice()), ("x.js", b"x")]);
    }

    #[test]
    fn a_broken_template_that_is_overridden_does_no_harm() {
        let theme = load(&[
            layer("", &[("templates/a.html", "fine")]),
            layer("theme default: ", &[("templates/a.html", "{% if")]),
        ]);
        assert!(theme.is_ok());
    }

    #[test]
    fn files_that_are_no_templates_are_ignored() {
        let theme = load(&[layer(
            "",
            &[
                ("templates/README.md", "{{"),
                ("templates/a.html~", "{{"),
                ("notes.txt", "{{"),
            ],
        )]);
        assert!(theme.is_ok_and(|theme| theme.statics.is_empty()));
    }

    #[test]
    fn the_fingerprint_changes_with_templates_and_settings_but_not_with_static_files() {
        let print = |files: &[(&str, &str)]| {
            load(&[layer("", files)])
                .expect("valid templates")
                .fingerprint
        };
        let base = print(&[
            ("templates/a.html", "a"),
            ("theme.yaml", "x: 1"),
            ("static/site.css", "a"),
        ]);
        assert_eq!(
            base,
            print(&[
                ("templates/a.html", "a"),
                ("theme.yaml", "x: 1"),
                ("static/site.css", "b")
            ])
        );
        for other in [
            [("templates/a.html", "b"), ("theme.yaml", "x: 1")],
            [("templates/b.html", "a"), ("theme.yaml", "x: 1")],
            [("templates/a.html", "a"), ("theme.yaml", "x: 2")],
        ] {
            assert_ne!(base, print(&other), "{other:?}");
        }
    }
}
