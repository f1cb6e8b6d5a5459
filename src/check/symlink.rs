//! `symlink`: a file or folder is a symbolic link.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "symlink",
    severity: Severity::Error,
    due: false,
    private: false,
    what: "A file or folder is a symbolic link.",
    why: "A link can lead to a file that nobody meant to publish.",
    example: "",
    says: "leak.md:1:1 this is a symbolic link",
    instead: "",
    find: Find::Elsewhere,
};
