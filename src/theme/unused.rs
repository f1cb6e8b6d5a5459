//! Templates that no page uses: a misspelt name, or one that another version had, would be passed by in silence.

use super::ThemeFile;
use super::embedded::built_in;
use super::invalid::template_invalid;
use crate::diagnostic::{Finding, Place};
use crate::text::did_you_mean;

/// An error for each template of its own that no other names.
pub fn check(templates: &[(&str, &ThemeFile)]) -> Vec<Finding> {
    let default = built_in("default")
        .map(|layer| layer.files)
        .unwrap_or_default();
    let known: Vec<&str> = default
        .iter()
        .filter_map(|file| file.name.strip_prefix("templates/"))
        .collect();
    let is_named = |name: &str| {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        templates.iter().any(|(_, file)| {
            let text = String::from_utf8_lossy(&file.bytes);
            quoted.iter().any(|quoted| text.contains(quoted))
        })
    };
    // Fewer templates than that are no theme, but those of a test.
    let is_theme = templates.iter().any(|(name, _)| *name == "entry.html");
    let own = templates.iter().filter(|_| is_theme);
    let own = own.filter(|(name, _)| !known.contains(name) && !name.contains('/'));
    let unused = own.filter(|(name, _)| !is_named(name)).map(|(name, file)| {
        let other = "pages of entries are made by `entry.html`, as `page:` of their kind says";
        let help = did_you_mean(name, known.iter().copied(), other);
        let message = format!("nothing uses `{name}`");
        template_invalid(&file.path, Place::Start, message).help(help)
    });
    unused.collect()
}
