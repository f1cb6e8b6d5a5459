//! `case-clash`: two names differ only in case.

use super::{Check, Find};
use crate::diagnostic::{At, Problem, Severity};
use std::sync::Arc;

use crate::collision;

pub const CHECK: Check = Check {
    code: "case-clash",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "Two files or folders in one place have names that differ only in case.",
    why: "On macOS and Windows they are one: whoever checks the project out there loses a file.",
    example: r#">>> data/sales.csv
month,files
>>> data/Sales.csv
month,files
"#,
    says: "data/sales.csv:1:1 `data/sales.csv` and `data/Sales.csv` differ only in case",
    instead: r#">>> data/sales.csv
>>> data/sales-2025.csv
month,files
"#,
    find: Find::Elsewhere,
};

/// What is noticed in the paths of files beside each other, from the content folder and from the project's root.
pub fn notice<'a>(
    files: impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)>,
) -> Vec<(Arc<str>, Problem)> {
    let (inner, paths): (Vec<&Arc<str>>, Vec<&Arc<str>>) = files.unzip();
    let clashes = collision::in_case_only(inner.iter().map(|p| &***p));
    let told = clashes.into_iter().filter_map(|clash| {
        let message = format!("`{}` and `{}` differ only in case", clash.name, clash.first);
        let problem = Problem::new(CHECK.code, At::Start, message);
        let path = (*paths.get(clash.index)?).clone();
        Some((path, problem.help("rename one of them")))
    });
    told.collect()
}
