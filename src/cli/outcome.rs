//! How a command ends.

use crate::diagnostic::{Finding, Severity};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    /// The content or a template has errors.
    Errors,
}

/// Usage, settings or files: something other than the content is in the way.
pub struct Failure(pub String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

pub fn outcome(findings: &[Finding]) -> Outcome {
    match findings.iter().any(|f| f.severity == Severity::Error) {
        true => Outcome::Errors,
        false => Outcome::Fine,
    }
}
