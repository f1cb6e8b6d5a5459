//! Findings as SARIF 2.1.0, which code hosts read: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Finding, Severity};
use crate::page::{encode_path, hash_bytes};

/// The description of a code, which code hosts show with its findings.
pub struct Rule {
    pub code: &'static str,
    pub severity: Severity,
    pub what: &'static str,
    pub why: &'static str,
}

/// `folder` is the project's path from the root of the repository; empty if they are the same.
pub fn write(findings: &[Finding], rules: &[Rule], folder: &str) -> String {
    let index: HashMap<&str, usize> = rules.iter().enumerate().map(|(i, r)| (r.code, i)).collect();
    // The same message twice in a file is two findings, so the fingerprint has a number.
    let mut seen: HashMap<u128, usize> = HashMap::new();
    let results = findings.iter().map(|finding| {
        let key = [finding.code, &*finding.shown_path, &*finding.message].join("\0");
        let hash = hash_bytes(key.as_bytes());
        let nth = seen.entry(hash).or_default();
        *nth += 1;
        let uri = encode_path(&super::path_in_repository(folder, &finding.shown_path));
        let mut result = json!({
            "ruleId": finding.code,
            "level": level(finding.severity),
            "message": {"text": finding.message_with_help()},
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                },
            }],
            "partialFingerprints": {"casebookFinding/v1": format!("{hash:032x}:{nth}")},
        });
        if let Some(i) = index.get(finding.code) {
            result["ruleIndex"] = json!(i);
        }
        result
    });
    let results: Vec<Value> = results.collect();
    let rules = rules.iter().map(|rule| {
        json!({
            "id": rule.code,
            "shortDescription": {"text": rule.what},
            "fullDescription": {"text": rule.why},
            "help": {"text": format!("{} {}", rule.what, rule.why)},
            "defaultConfiguration": {"level": level(rule.severity)},
        })
    });
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "casebook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&report).expect("findings are plain data");
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}
