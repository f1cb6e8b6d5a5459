//! The theme inside the binary: `themes/default` of this repository.

use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use super::file::{Layer, ThemeFile};
use super::minify::minify_css;

static DEFAULT_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

static SHEETS: LazyLock<[Arc<[u8]>; 3]> = LazyLock::new(|| {
    let site = include_str!("../../themes/default/static/site.css");
    let list = include_str!("../../themes/default/static/list.css");
    let views = include_str!("../../themes/default/static/views.css");
    [site, list, views].map(|sheet| minify_css(sheet).into_bytes().into())
});

const PATH_PREFIX: &str = "theme default: ";

/// True for the path of a file of the built-in theme.
pub fn is_built_in(path: &str) -> bool {
    path.starts_with(PATH_PREFIX)
}

/// The built-in theme with this name, if there is one; its style sheets are minified.
pub fn built_in(name: &str) -> Option<Layer> {
    (name == "default").then(|| Layer {
        files: files(&DEFAULT_THEME),
    })
}

fn files(dir: &'static Dir) -> Vec<ThemeFile> {
    let own = dir.files().map(|file| {
        let name = file.path().to_str().expect("a name in UTF-8");
        let name = name.replace('\\', "/");
        ThemeFile {
            path: format!("{PATH_PREFIX}{name}").into(),
            bytes: match &*name {
                "static/site.css" => Arc::clone(&SHEETS[0]),
                "static/list.css" => Arc::clone(&SHEETS[1]),
                "static/views.css" => Arc::clone(&SHEETS[2]),
                _ => file.contents().into(),
            },
            name,
        }
    });
    own.chain(dir.dirs().flat_map(files)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_default_theme_is_built_in() {
        assert!(built_in("default").is_some());
        assert!(built_in("defualt").is_none());
    }

    #[test]
    fn the_built_in_theme_compiles() {
        let mut layer = built_in("default").expect("the built-in theme");
        for file in &mut layer.files {
            // As if it were a project's own: one that is built in is compiled when the first page is rendered.
            file.path = file.name.as_str().into();
        }
        let problems = super::super::load(&[layer]).err();
        assert_eq!(problems, None);
    }

    #[test]
    fn no_line_of_a_template_is_too_long_to_read() {
        let layer = built_in("default").expect("the built-in theme");
        for file in layer
            .files
            .iter()
            .filter(|file| file.name.ends_with(".html"))
        {
            let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
            for (i, line) in text.lines().enumerate() {
                assert!(line.chars().count() <= 140, "{}:{}", file.path, i + 1);
            }
        }
    }
}
