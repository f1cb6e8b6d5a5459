//! The result of a command, from which its exit code follows.

use std::fmt::Display;

use crate::diagnostic::{Finding, Severity};

/// The result of a command that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    /// The content or a template has errors.
    HasErrors,
}

/// Why a command could not run: usage, settings or files. Help follows the message on a line of its own.
pub struct CliError(pub String);

impl CliError {
    pub fn with_help(message: impl Display, help: impl Display) -> Self {
        CliError(format!("{message}\n  = help: {help}"))
    }
}

impl<E: Display> From<E> for CliError {
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
