//! `case-clash`: two names differ only in case.

use crate::diagnostic::{Diagnostic, Place};
use std::sync::Arc;

use crate::path_safety;

/// Finds names that differ only in case. A file has its path from the content folder and from the project's root.
pub fn find_clashes<'a>(
    files: impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)>,
) -> Vec<(Arc<str>, Diagnostic)> {
    let (content_paths, paths): (Vec<&Arc<str>>, Vec<&Arc<str>>) = files.unzip();
    let clashes = path_safety::names_differing_in_case(content_paths.iter().map(|p| &***p));
    let diagnostics = clashes.into_iter().filter_map(|clash| {
        let message = format!("`{}` and `{}` differ only in case", clash.name, clash.first);
        let diagnostic = Diagnostic::new("case-clash", Place::Start, message);
        let path = (*paths.get(clash.index)?).clone();
        Some((path, diagnostic.help("rename one of them")))
    });
    diagnostics.collect()
}
