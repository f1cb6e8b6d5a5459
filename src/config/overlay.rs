//! Merges a project's settings into the built-in ones, key by key, and reports what does not fit.
//!
//! The type of a setting is that of its default in the built-in file; only a few settings are named here.

use std::collections::BTreeMap;

use crate::content::yaml::{self, Node, NodePath, Step, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::text::{did_you_mean, nearest_name};

use super::value_rules::{ValueRule, parse_size, rule_of};

/// Every setting with its default and a comment.
pub const BUILT_IN: &str = include_str!("../config.yaml");

/// Keys under which a project may use names of its own.
const OPEN_KEYS: [&str; 2] = ["kinds", "checks"];

pub fn built_in_config() -> Node {
    yaml::parse(BUILT_IN).expect("config.yaml is valid YAML: a unit test reads it")
}

/// Merges a project's values into the defaults in `base`; a value of another type than its default is only reported.
pub fn overlay(base: &mut Node, given: &Node, path: &NodePath, diagnostics: &mut Vec<Diagnostic>) {
    let (Node::Map(defaults), Node::Map(items)) = (base, given) else {
        return;
    };
    for (key, value) in items {
        let path = child_path(path, &**key);
        if path.len() == 1 && OPEN_KEYS.contains(&key.as_str()) {
            if *value == Node::Null {
                diagnostics.push(no_value(key, path));
            } else if !matches!(value, Node::Map(_)) {
                let message = format!("`{key}` cannot be {}", value.type_name());
                diagnostics.push(config_invalid(Place::Value(path), message, "write a map"));
            }
            continue;
        }
        let Some(i) = defaults.iter().position(|(name, _)| name == key) else {
            if is_method_path(&path) && key.trim().is_empty() {
                let help = "write NAME: {class: say, weight: 1, n_full: 10, about: problem}";
                let invalid = config_invalid(Place::Key(path), "a method without a name", help);
                diagnostics.push(invalid);
            } else if is_method_path(&path) {
                let method = read_new_method(key, value, &path, diagnostics);
                defaults.push((key.clone(), method));
            } else {
                report_unknown_key(key, defaults, path, diagnostics);
            }
            continue;
        };
        let default = &mut defaults[i].1;
        match (&*default, value) {
            (Node::Null, Node::Null) => {}
            (_, Node::Null) => diagnostics.push(no_value(key, path)),
            (Node::Map(_), Node::Map(_)) => overlay(default, value, &path, diagnostics),
            (default_value, Node::Text(_)) if takes_list(default_value, key) => {
                let odd = odd_items(key, std::slice::from_ref(value), &path);
                if odd.is_empty() {
                    *default = Node::List(vec![value.clone()]);
                }
                diagnostics.extend(odd);
            }
            (Node::Null | Node::Int(_) | Node::Float(_) | Node::Text(_), _)
                if has_rule(&path, value) =>
            {
                if is_allowed(key, value, &path, diagnostics) {
                    // `30.0` where a whole number is wanted.
                    *default = match value {
                        Node::Float(n) if n.fract() == 0.0 => Node::Int(*n as i128),
                        value => value.clone(),
                    };
                }
            }
            (default_value, Node::List(items)) if takes_list(default_value, key) => {
                let odd = odd_items(key, items, &path);
                if odd.is_empty() {
                    *default = value.clone();
                }
                diagnostics.extend(odd);
            }
            (default_value, _) if fits(default_value, value) => *default = value.clone(),
            (Node::Null | Node::Text(_), Node::Int(_) | Node::Float(_) | Node::Bool(_)) => {
                let message = format!(
                    "`{key}` takes text, and YAML reads this as {}",
                    value.type_name()
                );
                let help = "put it in quotes";
                diagnostics.push(config_invalid(Place::Value(path), message, help));
            }
            (wanted, _) => {
                let wanted = match wanted {
                    Node::Null if key == "nav" => "a list",
                    Node::Null => "text",
                    wanted => wanted.type_name(),
                };
                let message = format!("`{key}` cannot be {}", value.type_name());
                let help = format!("it takes {wanted}");
                diagnostics.push(config_invalid(Place::Value(path), message, help));
            }
        }
    }
}

/// True if a rule decides about a value. Of a text and a size, it decides about text.
fn has_rule(path: &NodePath, value: &Node) -> bool {
    let is_text = matches!(value, Node::Text(_));
    rule_of(path)
        .is_some_and(|rule| is_text || !matches!(rule, ValueRule::Size | ValueRule::Text(..)))
}

/// True if the rule of a setting allows a value; else it is reported.
fn is_allowed(key: &str, value: &Node, path: &NodePath, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Some(rule) = rule_of(path).filter(|rule| !rule.allows(value)) else {
        return true;
    };
    if let (ValueRule::Size, Node::Text(text)) = (&rule, value)
        && let Err(message) = parse_size(text)
    {
        let help = "see the guide for what it takes";
        diagnostics.push(config_invalid(Place::Value(path.clone()), message, help));
        return false;
    }
    let message = format!("`{key}` cannot be {}", shown(value));
    let near = match (&rule, value) {
        (ValueRule::Words(words), Node::Text(text)) => nearest_name(text, words.iter().copied()),
        _ => None,
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it takes {}", rule.expects()),
    };
    diagnostics.push(config_invalid(Place::Value(path.clone()), message, help));
    false
}

/// A value as a message names it.
fn shown(value: &Node) -> String {
    match value {
        Node::Text(text) if text.chars().count() <= 60 => format!("`{text}`"),
        Node::Int(n) => format!("`{n}`"),
        Node::Float(n) if n.is_nan() => "`.nan`".to_owned(),
        Node::Float(n) if n.is_infinite() => "infinite".to_owned(),
        Node::Float(n) => format!("`{n}`"),
        other => other.type_name().to_owned(),
    }
}

/// A method that the built-in file does not have. If anything in it is wrong, it is reported, and the method counts
/// for nothing: studies that name it are then understood, and no score rests on a guess.
fn read_new_method(
    name: &str,
    value: &Node,
    path: &NodePath,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let before = diagnostics.len();
    let given: &[(String, Node)] = match value {
        Node::Map(items) => items,
        _ => {
            let message = format!("the method `{name}` cannot be {}", value.type_name());
            let help = "write {class: say, weight: 1, n_full: 10, about: problem}";
            diagnostics.push(config_invalid(Place::Value(path.clone()), message, help));
            &[]
        }
    };
    let mut method: Vec<(String, Node)> = vec![
        ("class".into(), Node::Text("opinion".into())),
        ("weight".into(), Node::Int(0)),
        ("n_full".into(), Node::Int(1)),
        ("about".into(), Node::Text("problem".into())),
    ];
    for (key, value) in given {
        let path = child_path(path, &**key);
        let Some(i) = method.iter().position(|(known, _)| known == key) else {
            report_unknown_key(key, &method, path, diagnostics);
            continue;
        };
        if *value == Node::Null {
            diagnostics.push(no_value(key, path));
        } else if is_allowed(key, value, &path, diagnostics) {
            method[i].1 = value.clone();
        }
    }
    let is_missing = |key: &&str| given.iter().all(|(k, _)| k != key);
    let missing: Vec<&str> = ["class", "weight", "n_full", "about"]
        .into_iter()
        .filter(is_missing)
        .collect();
    if !missing.is_empty() && matches!(value, Node::Map(_)) {
        let message = format!("the method `{name}` lacks {}", missing.join(", "));
        let help = "a new method needs class, weight, n_full and about";
        diagnostics.push(config_invalid(Place::Key(path.clone()), message, help));
    }
    if diagnostics.len() > before {
        method[1].1 = Node::Int(0);
    }
    Node::Map(method)
}

fn no_value(key: &str, path: NodePath) -> Diagnostic {
    let message = format!("`{key}` has no value");
    config_invalid(Place::Key(path), message, "write one, or take the line out")
}

fn report_unknown_key(
    key: &str,
    known: &[(String, Node)],
    path: NodePath,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let names = known.iter().map(|(n, _)| n.as_str());
    let help = did_you_mean(key, names, format!("use one of {}", key_names(known)));
    let message = format!("nothing reads `{key}`");
    diagnostics.push(config_invalid(Place::Key(path), message, help));
}

fn takes_list(default: &Node, key: &str) -> bool {
    matches!(default, Node::List(_)) || *default == Node::Null && key == "nav"
}

/// What is told of the items of a list of texts that are none.
fn odd_items(key: &str, items: &[Node], list: &NodePath) -> Vec<Diagnostic> {
    let items = items.iter().enumerate();
    let odd = items.filter_map(|(i, item)| no_text(key, item, child_path(list, Step::Index(i))));
    odd.collect()
}

fn no_text(key: &str, item: &Node, path: NodePath) -> Option<Diagnostic> {
    let help = match item {
        Node::Text(text) if text.trim().is_empty() => {
            let message = format!("`{key}` has an empty text");
            let help = "write one, or leave it out";
            return Some(config_invalid(Place::Value(path), message, help));
        }
        Node::Text(_) => return None,
        Node::Map(_) | Node::List(_) | Node::Null => "write a text",
        Node::Bool(_) | Node::Int(_) | Node::Float(_) => "put it in quotes",
    };
    let read_as = item.type_name();
    let message = format!("`{key}` takes texts, and YAML reads this as {read_as}");
    Some(config_invalid(Place::Value(path), message, help))
}

/// True if a value can replace a default as it is.
fn fits(default: &Node, value: &Node) -> bool {
    matches!(
        (default, value),
        (Node::Null | Node::Text(_), Node::Text(_)) | (Node::Bool(_), Node::Bool(_))
    )
}

fn is_method_path(path: &NodePath) -> bool {
    matches!(path.as_slice(), [Step::Key(a), Step::Key(b), _] if a == "evidence" && b == "methods")
}

fn key_names(items: &[(String, Node)]) -> String {
    let names: Vec<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}

/// The severity a project gives a check: one for all kinds, or one for each kind by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckLevel {
    All(String),
    Kinds(BTreeMap<String, String>),
}

/// Reads the severities under `checks:` by code; what is no severity is reported and left out.
pub fn read_check_levels(
    node: Option<&Node>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, CheckLevel> {
    let mut levels = BTreeMap::new();
    let Some(Node::Map(items)) = node else {
        return levels;
    };
    let word = |node: &Node| match node {
        Node::Text(text) if matches!(text.as_str(), "off" | "hint" | "warning" | "error") => {
            Some(text.clone())
        }
        Node::Bool(false) => Some("off".to_owned()),
        _ => None,
    };
    for (code, node) in items {
        let at = vec!["checks".into(), Step::Key(code.clone())];
        let level = match node {
            Node::Map(kinds) => {
                let each = kinds
                    .iter()
                    .map(|(kind, node)| Some((kind.clone(), word(node)?)));
                each.collect::<Option<_>>().map(CheckLevel::Kinds)
            }
            node => word(node).map(CheckLevel::All),
        };
        match level {
            Some(level) => {
                levels.insert(code.clone(), level);
            }
            None => diagnostics.push(config_invalid(
                Place::Value(at),
                "this is no severity",
                "use off, hint, warning or error, or {KIND: SEVERITY}",
            )),
        }
    }
    levels
}

pub fn config_invalid(
    at: Place,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new("config-invalid", at, message).help(help)
}
