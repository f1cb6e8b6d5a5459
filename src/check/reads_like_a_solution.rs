//! `reads-like-a-solution`: a need that names what to build.

use super::{Check, Find, Found, Scene};
use crate::diagnostic::Severity;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "reads-like-a-solution",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A need names something to build instead of what somebody needs to do.",
    why: "A need that is a solution in disguise can be met in one way only, often not the best.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: a dashboard with all errors
personas: [awinita]
---
"#,
    says: "problems/know-why.md:3:7 this names what to build, not what they need to do",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    find: Find::Graph(find),
};

/// What software is made of: nobody needs these for themselves.
const PARTS: [&str; 26] = [
    "api",
    "banner",
    "button",
    "carousel",
    "chatbot",
    "checkbox",
    "dashboard",
    "dropdown",
    "drop-down",
    "microservice",
    "modal",
    "navbar",
    "plugin",
    "plug-in",
    "popup",
    "pop-up",
    "sidebar",
    "slider",
    "tab",
    "toggle",
    "toolbar",
    "tooltip",
    "webhook",
    "widget",
    "wizard",
    "mobile app",
];
/// Words after which a part is what is to be built.
const OPENINGS: [&str; 9] = [
    "have ",
    "get ",
    "add ",
    "implement ",
    "introduce ",
    "there to be ",
    "be given ",
    "be offered ",
    "",
];
/// The team speaks of its own work.
const WE: [&str; 6] = [
    "we should build ",
    "we should add ",
    "we need to build ",
    "we need to add ",
    "we must build ",
    "let us build ",
];

fn find(scene: &Scene, found: &mut Vec<Found>) {
    for id in scene.graph.of_role(Role::Claim) {
        let need = scene.fields(id).text("need").unwrap_or_default();
        if scene.is_english(&scene.graph.entry(id).document) && names_a_part(need) {
            let message = "this names what to build, not what they need to do";
            let told = Found::at(id, &CHECK, scene.value_of(id, "need"), message);
            found.push(told.help("write what they want to get done; the rest is a solution"));
        }
    }
}

/// “a dashboard”, “have a big red button”: an article and, at most two words later, a part of software.
fn names_a_part(need: &str) -> bool {
    let need = need.trim().to_lowercase();
    if WE.iter().any(|words| need.starts_with(words)) {
        return true;
    }
    OPENINGS.iter().any(|opening| {
        let Some(rest) = need.strip_prefix(opening) else {
            return false;
        };
        let Some(thing) = ["a ", "an "].iter().find_map(|a| rest.strip_prefix(a)) else {
            return false;
        };
        let words: Vec<&str> = thing
            .split(' ')
            .map(|word| word.trim_end_matches([',', '.', ';', ':']))
            .take(4)
            .collect();
        (0..words.len().min(3)).any(|skip| {
            let rest = words.get(skip..).unwrap_or_default();
            // What comes between is said of the part; after these words it would be another thing.
            let between = words.get(..skip).unwrap_or_default();
            !between.iter().any(|w| {
                matches!(
                    *w,
                    "of" | "to" | "in" | "on" | "for" | "with" | "from" | "that"
                )
            }) && (rest.first().is_some_and(|w| PARTS.contains(w))
                || rest
                    .get(..2)
                    .is_some_and(|two| PARTS.contains(&&*two.join(" "))))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::names_a_part;

    #[test]
    fn parts_of_software_are_told_from_what_people_do() {
        for need in [
            "a dashboard",
            "have a big red button",
            "Add a mobile app.",
            "we should build it",
        ] {
            assert!(names_a_part(need), "{need}");
        }
        for need in [
            "know why a file failed",
            "open the dashboard in a second",
            "create a job listing",
            "a way to tell which button was pressed",
            "have a say in what is built",
            "build a dashboard without help",
            "get a hold of a person",
        ] {
            assert!(!names_a_part(need), "{need}");
        }
    }
}
