//! `skipped-file`: something in the content is neither a file nor a folder.

use super::Check;

pub const CHECK: Check = Check {
    code: "skipped-file",
    keeps_back: true,
    what: "Something in the content is neither a file nor a folder.",
    why: "It cannot be read.",
    example_finding: "pipe.md:1:1 this is no plain file",
    ..Check::WARNING
};
