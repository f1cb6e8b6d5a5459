//! Findings as workflow commands of GitHub Actions, which shows each at its line of a pull request.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>; escapes as in GitHub's toolkit.

use std::fmt::Write as _;

use super::{Finding, Severity};
use crate::text::visible;

/// `folder` is the project's path from the root of the repository; empty if they are the same.
pub fn write(findings: &[Finding], folder: &str) -> String {
    let mut out = String::new();
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let file = escape_property(&super::path_in_repository(folder, &finding.shown_path));
        let title = escape_property(finding.code);
        let (line, column) = (finding.line, finding.column);
        let said = escape_data(&finding.message_with_help());
        let text =
            format!("::{command} file={file},line={line},col={column},title={title}::{said}");
        let _ = writeln!(out, "{}", visible(&text));
    }
    out
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
