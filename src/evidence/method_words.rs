//! Words about methods and scores that checks and pages share: the plural of a method, whom it counts, a study that is
//! proposed.

use crate::text::{capitalize, group_digits, humanize};

/// “Interviews”, “Usability tests”, “Desk studies”.
pub fn method_plural(method: &str) -> String {
    let word = method_noun(method);
    let plural = match method {
        "desk" => "desk studies".into(),
        "support" => "support cases".into(),
        "expert" => "expert opinions".into(),
        _ if word.ends_with('s') => word,
        _ if word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        _ => match word.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ => format!("{word}s"),
        },
    };
    capitalize(&plural)
}

/// The last words of methods that say by themselves that something is found out.
const STUDY_NOUNS: &[&str] = &[
    "analytics",
    "case",
    "diary",
    "door",
    "experiment",
    "interview",
    "launch",
    "observation",
    "opinion",
    "pilot",
    "poll",
    "presale",
    "review",
    "session",
    "sort",
    "study",
    "survey",
    "talk",
    "test",
    "trial",
    "visit",
    "workshop",
];

/// “usability test”, and of a team's own method “hallway study”.
fn method_noun(method: &str) -> String {
    let word = humanize(method);
    match word.rsplit(' ').next() {
        Some(last) if STUDY_NOUNS.contains(&last) => word,
        _ => format!("{word} study"),
    }
}

/// Whom a method counts, in the singular and the plural: people, or requests, sources, answers.
pub fn sample_noun(method: &str) -> (&'static str, &'static str) {
    match method {
        "desk" => ("source", "sources"),
        "support" => ("request", "requests"),
        "survey" => ("answer", "answers"),
        _ => ("person", "people"),
    }
}

/// “12 people”, “1 answer”.
pub fn sample(method: &str, n: f64) -> String {
    let (one, many) = sample_noun(method);
    let noun = if n == 1.0 { one } else { many };
    match n.fract() == 0.0 {
        true => format!("{} {noun}", group_digits(n as usize)),
        false => format!("{n} {noun}"),
    }
}

/// “watching 3 people”, “interviewing 8 people”, “a usability test with 5 people”.
pub fn proposed_study(method: &str, participants: u64) -> String {
    let whom = sample(method, participants as f64);
    match method {
        "observation" => format!("watching {whom}"),
        "interview" => format!("interviewing {whom}"),
        "survey" => format!("a survey with {whom}"),
        "support" => format!("reading {whom}"),
        "analytics" => format!("figures of {whom}"),
        "diary" => format!("a diary study with {whom}"),
        _ => format!("{} with {whom}", with_article(&method_noun(method))),
    }
}

/// “a pilot”, “an A/B test”, “a usability test”.
pub fn with_article(noun: &str) -> String {
    let starts_with = |starts: &[&str]| {
        let lower = noun.to_lowercase();
        starts.iter().any(|start| lower.starts_with(start))
    };
    let first_word = noun.split([' ', '/']).next().unwrap_or_default();
    let is_spelled = first_word.chars().all(char::is_uppercase);
    let has_vowel = match is_spelled {
        // “an NPS”, “a UX test”: the name of the letter is spoken.
        true => noun.starts_with(|c| "AEFHILMNORSX".contains(c)),
        // “usability”, “user” and “unique” begin with the sound of a consonant, “hour” and “honest” with a vowel.
        false => {
            starts_with(&["a", "e", "i", "o", "u", "hour", "honest"])
                && !starts_with(&["us", "uni", "eu", "one"])
        }
    };
    let article = if has_vowel { "an" } else { "a" };
    format!("{article} {noun}")
}

/// “twice”, “3 times”.
pub fn times(ratio: f64) -> String {
    match ratio {
        2.0 => "twice".into(),
        ratio => format!("{ratio} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_a_plural() {
        let plural = [
            "interview",
            "diary",
            "survey",
            "analytics",
            "ab-test",
            "launch",
            "desk",
            "hallway",
        ]
        .map(method_plural);
        let expected = [
            "Interviews",
            "Diaries",
            "Surveys",
            "Analytics",
            "A/B tests",
            "Launches",
            "Desk studies",
            "Hallway studies",
        ];
        assert_eq!(plural, expected);
    }

    #[test]
    fn a_proposed_study_has_its_verb_or_its_article() {
        assert_eq!(proposed_study("observation", 3), "watching 3 people");
        assert_eq!(
            proposed_study("usability-test", 1),
            "a usability test with 1 person"
        );
        assert_eq!(
            proposed_study("ab-test", 250),
            "an A/B test with 250 people"
        );
        assert_eq!(proposed_study("survey", 25), "a survey with 25 answers");
        assert_eq!(proposed_study("support", 30), "reading 30 requests");
        let own = proposed_study("hallway", 2);
        assert_eq!(own, "a hallway study with 2 people");
        let nouns = [
            "hour long talk",
            "NPS",
            "UX test",
            "A/B test",
            "user test",
            "one-on-one",
        ];
        let article = |noun: &str| with_article(noun).split(' ').next().map(str::to_owned);
        let expected = ["an", "an", "a", "an", "a", "a"];
        assert_eq!(
            nouns.map(article),
            expected.map(|word| Some(word.to_owned()))
        );
    }
}
