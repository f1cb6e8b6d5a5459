//! `as-a-user`: a need starts with “as a user”.

use super::{CheckContext, Findings};
use crate::model::{Role, role};

const GENERIC_USER_PHRASES: [&str; 4] = [
    "as a user",
    "as an user",
    "as an end user",
    "as an end-user",
];

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if !context.is_english(&context.graph.entry(id).document) {
            continue;
        }
        let need = role::Problem(context.fields(id)).need().unwrap_or_default();
        let need = need.trim_start().to_lowercase();
        let follows = |words: &str| {
            let rest = need.strip_prefix(words)?;
            // “As a user researcher” names a persona.
            (rest.starts_with([',', ':']) || rest.trim_start().starts_with("i ") || rest.is_empty())
                .then_some(())
        };
        if GENERIC_USER_PHRASES
            .iter()
            .any(|words| follows(words).is_some())
        {
            let at = context.place_of_value(id, "need");
            let help = "name who it is in `personas:`, and write only what they need to do";
            found.add(id, at, "“a user” is nobody in particular", help);
        }
    }
}
