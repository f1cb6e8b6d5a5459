//! Findings one per line, for editors and `grep`: `path:line:column severity code message — help`.

use std::fmt::Write as _;

use super::Finding;
use crate::text::visible;

pub fn write(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let Finding {
            code,
            severity,
            shown_path: path,
            line,
            column,
            ..
        } = finding;
        let severity = severity.as_str();
        let said = finding.message_with_help();
        let text = format!("{path}:{line}:{column} {severity} {code} {said}");
        let _ = writeln!(out, "{}", visible(&text));
    }
    out
}
