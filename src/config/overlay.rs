//! A project's settings laid over the built-in ones, key by key, and what is wrong with them.
//!
//! Knows the built-in file and no single setting: its values give the shapes.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::diagnostic::{At, Problem};
use crate::unicode::nearest;
use crate::yaml::{self, Node, Path, Step};

const BUILT_IN: &str = include_str!("../config.yaml");

/// Keys under which a project may use names of its own.
const OPEN: [&str; 2] = ["kinds", "checks"];

pub fn built_in() -> Node {
    yaml::parse(BUILT_IN).expect("config.yaml is valid YAML: a unit test reads it")
}

#[derive(Debug)]
pub struct Wrong {
    pub path: Path,
    pub message: String,
}

/// The typed settings, or the path of the first value that has no meaning.
pub fn typed<T: DeserializeOwned>(node: &Node) -> Result<T, Wrong> {
    let json = serde_json::to_value(node).map_err(|e| Wrong {
        path: vec![],
        message: e.to_string(),
    })?;
    serde_json::from_value(json.clone()).map_err(|error| {
        // serde_json tells no path: the value whose removal changes the error is the one.
        let path = culprit::<T>(&json, &error.to_string()).unwrap_or_default();
        Wrong {
            path,
            message: error.to_string().replace("variant ", "value "),
        }
    })
}

fn culprit<T: DeserializeOwned>(json: &serde_json::Value, message: &str) -> Option<Path> {
    let defaults = serde_json::to_value(built_in()).ok()?;
    let mut found = None;
    differing(json, &defaults, &mut vec![], &mut |path| {
        let mut fixed = json.clone();
        if let (Some(slot), Some(default)) = (
            fixed.pointer_mut(&pointer(path)),
            defaults.pointer(&pointer(path)),
        ) {
            *slot = default.clone();
        }
        let now = serde_json::from_value::<T>(fixed)
            .err()
            .map(|e| e.to_string());
        if found.is_none() && now.as_deref() != Some(message) {
            found = Some(path.iter().map(|k| Step::Key(k.clone())).collect());
        }
    });
    found
}

fn pointer(path: &[String]) -> String {
    path.iter()
        .map(|k| format!("/{}", k.replace('~', "~0").replace('/', "~1")))
        .collect()
}

fn differing(
    a: &serde_json::Value,
    b: &serde_json::Value,
    path: &mut Vec<String>,
    f: &mut impl FnMut(&[String]),
) {
    match (a, b) {
        (serde_json::Value::Object(a), serde_json::Value::Object(b)) => {
            for (key, value) in a {
                if let Some(default) = b.get(key) {
                    path.push(key.clone());
                    differing(value, default, path, f);
                    path.pop();
                }
            }
        }
        (a, b) if a != b => f(path),
        _ => {}
    }
}

/// Lays a project's values over the defaults; what does not fit the shape of its default is reported and left out.
pub fn overlay(base: &mut Node, given: &Node, path: &Path, problems: &mut Vec<Problem>) {
    let (Node::Map(defaults), Node::Map(items)) = (base, given) else {
        return;
    };
    for (key, value) in items {
        let mut path = path.clone();
        path.push(Step::Key(key.clone()));
        if path.len() == 1 && OPEN.contains(&key.as_str()) {
            if !matches!(value, Node::Map(_) | Node::Null) {
                let message = format!("`{key}` cannot be {}", value.kind());
                problems.push(invalid(At::Value(path), message, "write a map"));
            }
            continue;
        }
        let Some(i) = defaults.iter().position(|(name, _)| name == key) else {
            // A team's own method.
            if is_methods(&path) && complete_method(value) {
                defaults.push((key.clone(), value.clone()));
            } else {
                let help = match nearest(key, defaults.iter().map(|(n, _)| n.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if is_methods(&path) => {
                        "a new method needs class, weight, n_full and about".into()
                    }
                    None => format!("use one of {}", names(defaults)),
                };
                problems.push(invalid(
                    At::Key(path),
                    format!("nothing reads `{key}`"),
                    &help,
                ));
            }
            continue;
        };
        let default = &mut defaults[i].1;
        match (&*default, value) {
            (_, Node::Null) => {}
            (Node::Map(_), Node::Map(_)) => overlay(default, value, &path, problems),
            (Node::Null, Node::Text(_)) if key == "nav" => {
                *default = Node::List(vec![value.clone()]);
            }
            (Node::Null, Node::Text(_))
            | (Node::Text(_), Node::Text(_))
            | (Node::Bool(_), Node::Bool(_)) => {
                *default = value.clone();
            }
            (Node::Null, Node::List(_)) if key == "nav" => *default = value.clone(),
            (Node::List(_), Node::List(items))
                if items.iter().all(|i| matches!(i, Node::Text(_))) =>
            {
                *default = value.clone();
            }
            (Node::List(_), Node::Text(_)) => *default = Node::List(vec![value.clone()]),
            (Node::Int(_) | Node::Float(_), Node::Int(_) | Node::Float(_))
                if is_positive(value) =>
            {
                *default = value.clone();
            }
            (Node::Null | Node::Text(_), Node::Int(_) | Node::Float(_) | Node::Bool(_)) => {
                let message = format!(
                    "`{key}` takes text, and YAML reads this as {}",
                    value.kind()
                );
                problems.push(invalid(At::Value(path), message, "put it in quotes"));
            }
            (wanted, _) => {
                let wanted = match wanted {
                    Node::Null if key == "nav" => "a list",
                    Node::Null => "text",
                    wanted => wanted.kind(),
                };
                let message = format!("`{key}` cannot be {}", value.kind());
                problems.push(invalid(
                    At::Value(path),
                    message,
                    &format!("it takes {wanted}"),
                ));
            }
        }
    }
}

fn is_positive(node: &Node) -> bool {
    match node {
        Node::Int(n) => *n >= 0,
        Node::Float(n) => n.is_finite() && *n >= 0.0,
        _ => false,
    }
}

fn is_methods(path: &Path) -> bool {
    matches!(path.as_slice(), [Step::Key(a), Step::Key(b), _] if a == "evidence" && b == "methods")
}

fn complete_method(node: &Node) -> bool {
    ["class", "weight", "n_full", "about"]
        .iter()
        .all(|key| node.get(key).is_some())
}

fn names(items: &[(String, Node)]) -> String {
    items
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The severity a project gives a check: for all kinds, or for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    All(String),
    Kinds(BTreeMap<String, String>),
}

/// The severities under `checks:`; what is none is told and left out.
pub fn levels(node: Option<&Node>, problems: &mut Vec<Problem>) -> BTreeMap<String, Level> {
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
        let at = vec![Step::Key("checks".into()), Step::Key(code.clone())];
        let level = match node {
            Node::Map(kinds) => {
                let each = kinds
                    .iter()
                    .map(|(kind, node)| Some((kind.clone(), word(node)?)));
                each.collect::<Option<_>>().map(Level::Kinds)
            }
            node => word(node).map(Level::All),
        };
        match level {
            Some(level) => {
                levels.insert(code.clone(), level);
            }
            None => problems.push(invalid(
                At::Value(at),
                "this is no severity".into(),
                "use off, hint, warning or error, or {KIND: SEVERITY}",
            )),
        }
    }
    levels
}

pub fn at_path<'a>(node: &'a Node, path: &Path) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(_) => None,
    })
}

pub fn set_path(node: &mut Node, path: &[Step], value: Node) -> bool {
    match (node, path) {
        (node, []) => {
            *node = value;
            true
        }
        (Node::Map(items), [Step::Key(key), rest @ ..]) => {
            match items.iter_mut().find(|(k, _)| k == key) {
                Some((_, inner)) => set_path(inner, rest, value),
                None => false,
            }
        }
        _ => false,
    }
}

pub fn invalid(at: At, message: String, help: &str) -> Problem {
    Problem::new("config-invalid", at, message).help(help)
}
