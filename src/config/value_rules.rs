//! What the value of a setting may be beyond the type of its default: a range of numbers, or one of some words.
//!
//! Knows the paths of settings, not the project's values; what several settings must be together is in `config.rs`.

use crate::content::yaml::{Node, Step};
use crate::text::is_language;

type IsText = fn(&str) -> bool;

/// The values that a setting takes.
#[derive(Clone, Copy, Debug)]
pub enum ValueRule {
    Number(NumberRule),
    Words(&'static [&'static str]),
    Text(IsText, &'static str),
    /// Of a file, with its unit.
    Size,
}

/// The numbers that a setting takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRule {
    pub min: f64,
    pub max: f64,
    /// The smallest number itself is not taken.
    pub above_min: bool,
    pub whole: bool,
}

/// The longest time, in days: the calendar of the program has an end.
const MAX_DAYS: f64 = 1e6;
/// The largest number of people.
const MAX_PEOPLE: f64 = 1e9;
/// The highest score.
const MAX_SCORE: f64 = 10.0;
/// The highest opportunity.
const MAX_OPPORTUNITY: f64 = 20.0;

/// The words of a setting, by its path; `*` is any name.
const WORDS: [(&str, &[&str]); 7] = [
    ("findings.page", &["public", "internal", "none"]),
    ("urls", &["file", "clean"]),
    ("markdown.html", &["sanitise", "escape", "trusted"]),
    ("images.external", &["link", "allow"]),
    ("images.metadata", &["strip", "refuse"]),
    ("evidence.methods.*.class", &["opinion", "say", "do"]),
    ("evidence.methods.*.about", &["problem", "solution"]),
];

/// The texts of a setting, by its path: which it takes, in code and in words.
const TEXTS: [(&str, IsText, &str); 6] = [
    ("branch", is_branch, "the name of a branch, without blanks"),
    (
        "preview.editor",
        is_editor,
        "an address with {path}: vscode://file/{path}:{line}",
    ),
    ("content", is_folder, "a relative path without `..`"),
    (
        "language",
        is_language,
        "the tag of a language, as `de` or `pt-BR`",
    ),
    (
        "repository",
        is_address,
        "an address: https://github.com/OWNER/REPO",
    ),
    (
        "edit",
        is_edit,
        "github, gitlab, gitea, none, or an address with {path}: https://HOST/edit/{branch}/{path}",
    ),
];

fn is_folder(path: &str) -> bool {
    let mut parts = std::path::Path::new(path).components();
    let is_inside = parts.all(|part| matches!(part, std::path::Component::Normal(_)));
    is_inside && !path.is_empty() || path == "."
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn is_edit(edit: &str) -> bool {
    let is_word = ["github", "gitlab", "gitea", "none"].contains(&edit);
    is_word || is_address(edit) && edit.contains("{path}")
}

fn is_branch(name: &str) -> bool {
    let is_refused = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    !name.is_empty() && !name.contains(is_refused)
}

/// An address that runs a script would run it on the preview.
fn is_editor(pattern: &str) -> bool {
    let scheme = pattern.split(':').next().unwrap_or_default().trim();
    let runs = ["javascript", "vbscript", "data"];
    let runs_script = runs.iter().any(|run| run.eq_ignore_ascii_case(scheme));
    !runs_script && pattern.contains("{path}")
}

/// True for the path of a dot folder inside the content.
pub fn is_dot_folder(folder: &str) -> bool {
    let mut parts = folder.split('/');
    let is_inside = |part: &str| !matches!(part, "" | "." | ".." | ".git");
    parts.clone().any(|part| part.starts_with('.')) && parts.all(is_inside)
}

/// The base URL with exactly one slash at its end. The error is the message why it cannot be one.
pub fn normalise_base_url(url: &str) -> Result<String, String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Err(format!("`{url}` does not start with `https://`"));
    };
    let is_odd = |c: char| "?#\"<>\\`".contains(c) || c.is_whitespace() || c.is_control();
    let leads_up = rest.split('/').any(|part| part == "." || part == "..");
    if rest.is_empty() || rest.starts_with('/') || rest.contains(is_odd) || leads_up {
        return Err(format!("`{url}` is no address of a folder"));
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

/// The numbers of a setting, by its path; `*` is any name.
const NUMBERS: [(&str, NumberRule); 18] = [
    ("evidence.methods.*.weight", from(0.0, MAX_SCORE)),
    ("evidence.methods.*.n_full", from(1.0, MAX_PEOPLE)),
    ("evidence.half_life.*", above(0.0, MAX_DAYS)),
    ("evidence.oldest_half_lives", from(0.0, 100.0)),
    ("evidence.cap", above(0.0, MAX_SCORE)),
    ("evidence.words.*", above(0.0, MAX_SCORE)),
    ("evidence.few_people", from(0.0, MAX_PEOPLE)),
    ("evidence.ratio", from(1.0, 1e6)),
    ("evidence.stale.*", whole(0.0, MAX_DAYS)),
    ("evidence.basis.statistical", from(0.0, MAX_PEOPLE)),
    ("evidence.basis.qualitative", from(0.0, MAX_PEOPLE)),
    (
        "evidence.opportunity.severity.*",
        from(0.0, MAX_OPPORTUNITY),
    ),
    ("evidence.opportunity.high", from(0.0, MAX_OPPORTUNITY)),
    (
        "evidence.opportunity.worth_a_look",
        from(0.0, MAX_OPPORTUNITY),
    ),
    ("evidence.opportunity.overserved.*", from(0.0, MAX_SCORE)),
    ("evidence.small_share", from(0.0, MAX_PEOPLE)),
    ("evidence.small_sample", from(1.0, MAX_PEOPLE)),
    ("feedback.*", whole(0.0, MAX_DAYS)),
];

const fn from(min: f64, max: f64) -> NumberRule {
    NumberRule {
        min,
        max,
        above_min: false,
        whole: false,
    }
}

const fn above(min: f64, max: f64) -> NumberRule {
    NumberRule {
        above_min: true,
        ..from(min, max)
    }
}

const fn whole(min: f64, max: f64) -> NumberRule {
    NumberRule {
        whole: true,
        ..from(min, max)
    }
}

/// The rule of the setting at a path, where it has one.
pub fn rule_of(path: &[Step]) -> Option<ValueRule> {
    if matches("limits.*", path) {
        return Some(ValueRule::Size);
    }
    let numbers = NUMBERS.iter().find(|(pattern, _)| matches(pattern, path));
    let words = WORDS.iter().find(|(pattern, _)| matches(pattern, path));
    let texts = TEXTS.iter().find(|(pattern, ..)| matches(pattern, path));
    let numbers = numbers.map(|(_, rule)| ValueRule::Number(*rule));
    let numbers = numbers.or_else(|| words.map(|(_, words)| ValueRule::Words(words)));
    numbers.or_else(|| texts.map(|(_, allows, expects)| ValueRule::Text(*allows, expects)))
}

fn matches(pattern: &str, path: &[Step]) -> bool {
    let names = pattern.split('.');
    let fits = |(name, step): (&str, &Step)| match step {
        Step::Key(key) => name == "*" || name == key,
        Step::Index(_) => false,
    };
    names.clone().count() == path.len() && names.zip(path).all(fits)
}

impl ValueRule {
    pub fn allows(&self, value: &Node) -> bool {
        match (self, value) {
            (ValueRule::Number(rule), Node::Int(n)) => rule.allows(*n as f64),
            (ValueRule::Number(rule), Node::Float(n)) => {
                rule.allows(*n) && (!rule.whole || n.fract() == 0.0)
            }
            (ValueRule::Words(words), Node::Text(text)) => words.contains(&text.as_str()),
            (ValueRule::Text(allows, _), Node::Text(text)) => allows(text),
            (ValueRule::Size, Node::Text(text)) => parse_size(text).is_ok(),
            _ => false,
        }
    }

    /// “a number above 0, up to 10”, for messages.
    pub fn expects(&self) -> String {
        match self {
            ValueRule::Number(rule) => {
                let noun = if rule.whole {
                    "a whole number"
                } else {
                    "a number"
                };
                let from = if rule.above_min { "above" } else { "from" };
                format!("{noun} {from} {}, up to {}", rule.min, rule.max)
            }
            ValueRule::Size => "text".to_owned(),
            ValueRule::Text(_, expects) => (*expects).to_owned(),
            ValueRule::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
        }
    }
}

impl NumberRule {
    fn allows(self, n: f64) -> bool {
        // Of a number that is none, each comparison is false.
        n <= self.max && n >= self.min && !(self.above_min && n == self.min)
    }
}

/// Reads `64 KiB`, `1 MiB` or a number of bytes. The error is the message why it is no size.
pub fn parse_size(text: &str) -> Result<usize, String> {
    let trimmed = text.trim();
    let digits = trimmed.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = trimmed.split_at(digits.unwrap_or(trimmed.len()));
    let unit = match unit.trim() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        other => return Err(format!("`{other}` is no unit: use KiB or MiB")),
    };
    let number: usize = number.parse().map_err(|_| format!("`{text}` is no size"))?;
    let size = number.checked_mul(unit);
    size.ok_or_else(|| format!("`{text}` is too large"))
}

#[cfg(test)]
mod tests {
    use super::normalise_base_url;

    #[test]
    fn a_base_url_ends_in_one_slash() {
        for (url, wanted) in [
            ("https://me.github.io/repo", "https://me.github.io/repo/"),
            ("https://me.github.io//", "https://me.github.io/"),
        ] {
            assert_eq!(normalise_base_url(url).as_deref(), Ok(wanted));
        }
        for url in [
            "me.github.io",
            "https://",
            "https://a/../b",
            "https://a/?x",
            "ftp://a",
        ] {
            assert!(normalise_base_url(url).is_err(), "{url}");
        }
    }
}
