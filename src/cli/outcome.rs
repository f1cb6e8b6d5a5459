//! How a command ends.

use crate::diagnostic::{Finding, Severity};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    /// The content or a template has errors.
    HasErrors,
}

/// Usage, settings or files: something other than the content is in the way.
pub struct CliError(pub String);

impl<E: std::fmt::Display> From<E> for CliError {
    fn from(error: E) -> Self {
        CliError(error.to_string())
    }
}

pub fn outcome_of(findings: &[Finding]) -> Outcome {
    match findings.iter().any(|f| f.severity == Severity::Error) {
        true => Outcome::HasErrors,
        false => Outcome::Success,
    }
}
