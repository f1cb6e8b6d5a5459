//! `symlink`: a file or folder is a symbolic link.

use super::Check;

pub const CHECK: Check = Check {
    code: "symlink",
    keeps_back: true,
    what: "A file or folder is a symbolic link.",
    why: "A link can lead to a file that nobody meant to publish.",
    example_finding: "leak.md:1:1 this is a symbolic link",
    ..Check::ERROR
};
