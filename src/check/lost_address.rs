//! `lost-address`: an address in the list of `--check-urls` leads to no page and no redirect.

use super::Check;

pub const CHECK: Check = Check {
    code: "lost-address",
    what: "An address in the list given with `--check-urls` leads neither to a page nor to a redirect.",
    why: "Somebody has it in a ticket, a mail or a slide.",
    example: r#">>> personas/awinita.md
>>> old-addresses.txt
https://example.org/people/awinita
"#,
    example_finding: "old-addresses.txt:1:1 `https://example.org/people/awinita` leads nowhere any more",
    correction: &[(
        "goals: [Error-free data]",
        "goals: [Error-free data]\nredirect_from: [people/awinita]",
    )],
    ..Check::ERROR
};
