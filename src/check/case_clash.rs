//! `case-clash`: two names differ only in case.

use super::Check;
use crate::diagnostic::{Diagnostic, Place};
use std::sync::Arc;

use crate::path_safety;

pub const CHECK: Check = Check {
    code: "case-clash",
    what: "Two files or folders in one place have names that differ only in case.",
    why: "On macOS and Windows they are one: whoever checks the project out there loses a file.",
    example: r#">>> data/sales.csv
month,files
>>> data/Sales.csv
month,files
"#,
    example_finding: "data/sales.csv:1:1 `data/sales.csv` and `data/Sales.csv` differ only in case",
    correction: &[(">>> data/Sales.csv", ">>> data/sales-2025.csv")],
    ..Check::WARNING
};

/// Finds names that differ only in case. A file has its path from the content folder and from the project's root.
pub fn find_clashes<'a>(
    files: impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)>,
) -> Vec<(Arc<str>, Diagnostic)> {
    let (content_paths, paths): (Vec<&Arc<str>>, Vec<&Arc<str>>) = files.unzip();
    let clashes = path_safety::names_differing_in_case(content_paths.iter().map(|p| &***p));
    let diagnostics = clashes.into_iter().filter_map(|clash| {
        let message = format!("`{}` and `{}` differ only in case", clash.name, clash.first);
        let diagnostic = Diagnostic::new(CHECK.code, Place::Start, message);
        let path = (*paths.get(clash.index)?).clone();
        Some((path, diagnostic.help("rename one of them")))
    });
    diagnostics.collect()
}
