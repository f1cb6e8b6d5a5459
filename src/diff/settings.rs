//! Settings that are others now.

use serde::Serialize;

use super::names::Names;
use crate::check::registry;
use crate::config;
use crate::content::source::Source;

#[derive(Debug, Serialize)]
pub struct SettingChange {
    /// `evidence.methods.survey.n_full`.
    pub name: String,
    /// `None` where it was not, or is not any more.
    pub base: Option<String>,
    pub head: Option<String>,
    /// What it is where nobody sets it.
    #[serde(skip)]
    pub default: Option<String>,
    /// It decides scores or what a finding is, and is told with its values.
    #[serde(skip)]
    pub is_rule: bool,
}

/// The settings whose values differ, by name, in the order of the head.
pub fn changes(settings: &[Option<Source>; 2], said: &Names) -> Vec<SettingChange> {
    let text = |source: &Option<Source>| {
        let text = source.as_ref().and_then(Source::text);
        values(text.unwrap_or_default())
    };
    let [base, head] = settings.each_ref().map(text);
    let severities = registry::ALL.iter().map(|check| {
        let name = ["checks".to_owned(), check.code.to_owned()];
        (name.to_vec(), check.severity.as_str().to_owned())
    });
    let defaults: Values = values(config::BUILT_IN)
        .into_iter()
        .chain(severities)
        .collect();
    let gone = base.iter().filter(|(name, _)| find(&head, name).is_none());
    let names = head.iter().chain(gone).map(|(name, _)| name);
    // A default that is written out decides nothing.
    let decides = |values, name| find(values, name).or_else(|| find(&defaults, name));
    let changed = names.filter(|name| decides(&base, name) != decides(&head, name));
    let changes = changed.map(|name| {
        let is_rule = is_rule(name);
        // Only rules are told whole: other settings may name what is withheld.
        let told = |values| {
            find(values, name).map(|value| match is_rule {
                true => said.text(value),
                false => "set".to_owned(),
            })
        };
        SettingChange {
            base: told(&base),
            head: told(&head),
            default: find(&defaults, name).map(str::to_owned),
            is_rule,
            // Key by key, because what is personal would hide between the others.
            name: name
                .iter()
                .map(|key| said.text(key))
                .collect::<Vec<_>>()
                .join("."),
        }
    });
    changes.collect()
}

/// Each with the keys that lead to it.
type Values = Vec<(Vec<String>, String)>;

fn find<'a>(values: &'a Values, name: &[String]) -> Option<&'a str> {
    let found = values.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| &**value)
}

fn values(text: &str) -> Values {
    let mut values = Vec::new();
    if let Ok(yaml) = serde_yaml::from_str(text) {
        flatten(&yaml, &[], &mut values);
    }
    values
}

/// True for a setting that decides scores or what a finding is.
fn is_rule(name: &[String]) -> bool {
    matches!(
        name.first().map(String::as_str),
        Some("evidence" | "checks")
    )
}

/// Rules are told with their values, the other settings by their first name alone.
fn flatten(yaml: &serde_yaml::Value, name: &[String], values: &mut Values) {
    match yaml {
        serde_yaml::Value::Mapping(map) if name.is_empty() || is_rule(name) => {
            for (key, value) in map {
                let key = key.as_str().unwrap_or("?");
                flatten(value, &[name, &[key.to_owned()]].concat(), values);
            }
        }
        value => {
            // A file of comments alone sets nothing.
            if name.is_empty() {
                return;
            }
            let text = serde_yaml::to_string(value).unwrap_or_default();
            values.push((name.to_owned(), text.trim().to_owned()));
        }
    }
}
