//! The files of a theme, and its templates as text.

use std::collections::BTreeMap;
use std::sync::Arc;

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

/// Where each template was read from, and its text.
pub(super) type TemplateFiles = BTreeMap<String, TemplateFile>;

pub(super) struct TemplateFile {
    pub path: Arc<str>,
    pub text: String,
}
