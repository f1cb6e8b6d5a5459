//! `symlink`: a file or folder is a symbolic link.

use super::{Check, Finder};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "symlink",
    severity: Severity::Error,
    depends_on_date: false,
    is_private: false,
    what: "A file or folder is a symbolic link.",
    why: "A link can lead to a file that nobody meant to publish.",
    example: "",
    example_finding: "leak.md:1:1 this is a symbolic link",
    instead: "",
    finder: Finder::Elsewhere,
};
