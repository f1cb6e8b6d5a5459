//! `skipped-file`: something in the content is neither a file nor a folder.

use super::{Check, Find};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "skipped-file",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "Something in the content is neither a file nor a folder.",
    why: "It cannot be read.",
    example: "",
    says: "pipe.md:1:1 this is no plain file",
    instead: "",
    find: Find::Elsewhere,
};
