//! The files of a theme, and the source of its templates.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// As errors show it: from the project's root, or `theme default: templates/entry.html` for a built-in one.
    pub path: Arc<str>,
    /// `templates/entry.html`, `static/site.css` or `theme.yaml`; files of other names are ignored.
    pub name: String,
    pub bytes: Arc<[u8]>,
}

/// The files of one layer: the project's own folders, a theme's folder or the built-in theme.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub files: Vec<ThemeFile>,
}

/// Path and source of each template, by name.
pub(super) type TemplateFiles = BTreeMap<String, TemplateFile>;

pub(super) struct TemplateFile {
    pub path: Arc<str>,
    pub text: String,
}
