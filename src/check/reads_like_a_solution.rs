//! `reads-like-a-solution`: a need names a part of software.

use super::{CheckContext, Findings};
use crate::model::{Role, role};

/// Parts of software.
const UI_PARTS: &str = "api app banner button carousel chatbot checkbox dashboard dropdown drop-down \
    microservice modal navbar plugin plug-in popup pop-up sidebar slider tab toggle toolbar \
    tooltip webhook widget wizard";
/// Beginnings of a need after which “a” and a part of software name what to build.
const OPENINGS: [&str; 13] = [
    "",
    "have ",
    "get ",
    "add ",
    "implement ",
    "introduce ",
    "there to be ",
    "be given ",
    "be offered ",
    "we should build ",
    "we should add ",
    "we need to build ",
    "we need to add ",
];
/// Words that end the noun phrase of a part, before it or after it.
const CONNECTIVES: [&str; 16] = [
    "and", "at", "for", "from", "in", "next", "of", "on", "or", "showing", "so", "that", "to",
    "where", "which", "with",
];

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        let need = role::Problem(context.fields(id)).need().unwrap_or_default();
        if context.is_english(&context.graph.entry(id).document) && names_ui_part(need) {
            let message = "this names what to build, not what they need to do";
            let help = "write what they want to get done; the rest is a solution";
            found.add(id, context.place_of_value(id, "need"), message, help);
        }
    }
}

/// “a dashboard”, “have a big red button for it”: an article and, at most two words later, a part of software.
fn names_ui_part(need: &str) -> bool {
    let need = need.trim().to_lowercase();
    OPENINGS.iter().any(|opening| {
        let rest = need.strip_prefix(opening).unwrap_or_default();
        let thing = rest.strip_prefix("a ").or_else(|| rest.strip_prefix("an "));
        let words: Vec<&str> = thing.unwrap_or_default().split(' ').take(4).collect();
        let noun_phrase = words
            .iter()
            .take(3)
            .take_while(|word| !CONNECTIVES.contains(word));
        let mut noun_phrase = noun_phrase.enumerate();
        let Some((at, part)) = noun_phrase.find(|(_, word)| is_ui_part(without_punctuation(word)))
        else {
            return false;
        };
        // In “get a plugin approved” the plugin is not what to build.
        let next = words
            .get(at + 1)
            .filter(|_| without_punctuation(part) == *part);
        next.is_none_or(|word| CONNECTIVES.contains(&without_punctuation(word)))
    })
}

fn is_ui_part(word: &str) -> bool {
    UI_PARTS.split(' ').any(|part| part == word)
}

fn without_punctuation(word: &str) -> &str {
    word.trim_end_matches([',', '.', ';', ':'])
}

#[cfg(test)]
mod tests {
    use super::names_ui_part;

    #[test]
    fn a_need_that_names_a_part_of_software_is_recognised() {
        for need in [
            "a dashboard",
            "have a big red button",
            "Add a mobile app.",
            "a plugin, and soon",
            "have a filter sidebar with all years",
            "we need to build an API",
        ] {
            assert!(names_ui_part(need), "{need}");
        }
        for need in [
            "know why a file failed",
            "open the dashboard in a second",
            "create a job listing",
            "a way to tell which button was pressed",
            "have a say in what is built",
            "build a dashboard without help",
            "get a hold of a person",
            "get a plugin approved",
            "a word on the button",
            "have an app store accept it",
        ] {
            assert!(!names_ui_part(need), "{need}");
        }
    }
}
