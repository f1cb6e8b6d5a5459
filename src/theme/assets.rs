//! The theme inside the binary: `themes/default` of this repository.

use rust_embed::RustEmbed;

use super::file::{Layer, ThemeFile};

#[derive(RustEmbed)]
#[folder = "themes/default"]
struct Default;

/// The built-in theme of that name, if there is one.
pub fn built_in(name: &str) -> Option<Layer> {
    (name == "default").then(|| Layer {
        files: Default::iter()
            .filter_map(|file| Some((Default::get(&file)?, file)))
            .map(|(content, file)| ThemeFile {
                path: format!("theme default: {file}").into(),
                name: file.into_owned(),
                bytes: content.data.into(),
            })
            .collect(),
    })
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
        let layer = built_in("default").expect("the built-in theme");
        let problems = super::super::load(&[layer]).err();
        assert_eq!(problems, None);
    }
}
