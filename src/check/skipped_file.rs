//! `skipped-file`: something in the content is neither a file nor a folder.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "skipped-file",
    severity: Severity::Warning,
    depends_on_date: false,
    is_private: false,
    what: "Something in the content is neither a file nor a folder.",
    why: "It cannot be read.",
    example: "",
    example_finding: "pipe.md:1:1 this is no plain file",
    instead: "",
    finder: Finder::Elsewhere,
};
