//! Known findings that are not reported again (`casebook-baseline/1`), so that a check can be adopted before all are
//! fixed.
//!
//! A finding is identified by code, path and message, not by its line, so it stays known when text moves, and without what
//! a message says of scores, so it stays known when studies age. The file is sorted, with one finding per line, for
//! readable diffs.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Finding;

pub const FORMAT: &str = "casebook-baseline/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    format: String,
    findings: Vec<KnownFinding>,
}

#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct KnownFinding {
    path: String,
    code: String,
    message: String,
}

/// The messages that say a score, and what they say before it.
const WITH_SCORE: [(&str, &str); 2] = [
    ("solution-without-demand", ", and "),
    ("waiver-expired", ", and "),
];
/// What such a message says of a solution that no study will ever score.
const WITHOUT_PROBLEM: &str = "it names no problem";

impl KnownFinding {
    /// What is compared.
    fn without_score(mut self) -> Self {
        let scored = WITH_SCORE.iter().find(|(code, _)| *code == self.code);
        let before = scored.and_then(|(_, mark)| self.message.find(mark));
        if let Some(end) = before.filter(|_| !self.message.ends_with(WITHOUT_PROBLEM)) {
            self.message.truncate(end);
        }
        self
    }
}

/// The known findings, each with the number of times it occurs.
#[derive(Debug)]
pub struct Baseline(HashMap<KnownFinding, usize>);

impl From<&Finding> for KnownFinding {
    fn from(finding: &Finding) -> Self {
        KnownFinding {
            path: finding.path.to_string(),
            code: finding.code.to_owned(),
            message: finding.message.clone(),
        }
    }
}

impl Baseline {
    /// All findings of another state, as if they were written in a baseline.
    pub fn of_findings(findings: &[Finding]) -> Baseline {
        let mut known = HashMap::new();
        for finding in findings {
            let finding = KnownFinding::from(finding).without_score();
            *known.entry(finding).or_default() += 1;
        }
        Baseline(known)
    }
}

/// The text of a baseline with those of the findings that can be in one.
pub fn write(findings: &[Finding], can_be_known: impl Fn(&Finding) -> bool) -> String {
    let known = findings.iter().filter(|finding| can_be_known(finding));
    let mut known: Vec<KnownFinding> = known.map(KnownFinding::from).collect();
    known.sort();
    let lines = known.iter().map(|known| {
        let json = serde_json::to_string(known).expect("findings are plain data");
        format!("\n    {json}")
    });
    let lines = lines.collect::<Vec<_>>().join(",");
    let end = if known.is_empty() { "" } else { "\n  " };
    format!("{{\n  \"format\": \"{FORMAT}\",\n  \"findings\": [{lines}{end}]\n}}\n")
}

/// Reads a baseline.
///
/// # Errors
///
/// Line and column, both from 1, and the message.
pub fn read(text: &str) -> Result<Baseline, (usize, usize, String)> {
    let file: BaselineFile = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        (
            error.line().max(1),
            error.column().max(1),
            message.to_owned(),
        )
    })?;
    if file.format != FORMAT {
        let message = format!("the format is `{}`, not `{FORMAT}`", file.format);
        return Err((1, 1, message));
    }
    let mut known = HashMap::new();
    for finding in file.findings {
        *known.entry(finding.without_score()).or_default() += 1;
    }
    Ok(Baseline(known))
}

impl Baseline {
    /// Removes the known findings that can be in a baseline. Returns how many were removed, and how many of the baseline no longer occur.
    pub fn remove_known(
        mut self,
        findings: &mut Vec<Finding>,
        can_be_known: impl Fn(&Finding) -> bool,
    ) -> (usize, usize) {
        let before = findings.len();
        findings.retain(|finding| {
            let known = KnownFinding::from(finding).without_score();
            match self.0.get_mut(&known) {
                Some(left @ 1..) if can_be_known(finding) => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        });
        (before - findings.len(), self.0.values().sum())
    }
}
