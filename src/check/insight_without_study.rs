//! `insight-without-study`: an insight does not name the study it comes from.

use super::{Check, CheckContext, Finder};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::graph::EntryId;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "insight-without-study",
    severity: Severity::Warning,
    depends_on_date: false,
    is_private: false,
    what: "An insight does not name the study it comes from.",
    why: "A finding without a study is an opinion, and scores nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> insights/maze.md
---
title: The report is a maze
problems: [know-why]
---
"#,
    example_finding: "insights/maze.md:1:1 which study found this?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> insights/maze.md
---
title: The report is a maze
validations: [talks]
problems: [know-why]
---
"#,
    finder: Finder::Graph(find),
};

fn find(context: &CheckContext, found: &mut Vec<(EntryId, Diagnostic)>) {
    for id in context.entries_of_role(Role::Insight) {
        if context.lacks_field(id, "validations") {
            let diagnostic = Diagnostic::new(CHECK.code, Place::Start, "which study found this?");
            found.push((id, diagnostic.help("add `validations:`")));
        }
    }
}
