//! Findings as JSON: `casebook-findings/1`.

use serde::Serialize;

use super::Finding;

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    as_of: String,
    findings: &'a [Finding],
}

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("findings.schema.json");

/// `{format, as_of, findings: [{code, severity, path, line, column, message, help}]}`
pub fn write(findings: &[Finding], as_of: jiff::civil::Date) -> String {
    let report = Report {
        format: "casebook-findings/1",
        as_of: as_of.to_string(),
        findings,
    };
    let mut json = serde_json::to_string_pretty(&report).expect("findings are plain data");
    json.push('\n');
    json
}
