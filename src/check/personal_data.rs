//! `personal-data`: a text has an address, a number or a name of a person.

use super::Check;

pub const CHECK: Check = Check {
    code: "personal-data",
    is_private: true,
    what: "A text or a field has an e-mail address, a telephone number, an IBAN, a card number, or a name from the list \
           of names (`privacy.names_file`).",
    why: "A site is usually public, and whoever was interviewed has not agreed to that.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
Write to awinita@grantee.acme.at.
"#,
    example_finding: "personas/awinita.md:6:10 an e-mail address: `…@grantee.acme.at`",
    correction: &[("awinita@grantee.acme.at", "whoever keeps this page")],
    ..Check::WARNING
};
