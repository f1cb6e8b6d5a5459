//! Declarations of kinds, from `kinds.yaml` and the project's config, to a [`Schema`].
//!
//! A project's declaration is laid over the built-in one of the same name; what it does not name stays.

use std::collections::HashMap;

use super::{ChoiceValue, Field, FieldType, Kind, LinkRule, Name, Need, Role, Schema, Value};
use crate::config::{Config, config_invalid};
use crate::content::yaml::{self, Node, NodePath, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::page::hash_bytes;
use crate::text::nearest_name;

const BUILT_IN: &str = include_str!("kinds.yaml");

/// Names that pages of the site itself use; a kind's folder cannot be one of them.
const RESERVED_FOLDERS: [&str; 3] = ["tags", "static", "pagefind"];

const KIND_KEYS: [&str; 8] = [
    "like", "folders", "label", "labels", "icon", "help", "title", "fields",
];
const FIELD_KEYS: &[&str] = &[
    "type",
    "list",
    "need",
    "check",
    "also",
    "values",
    "spelled",
    "default",
    "min",
    "max",
    "to",
    "inverse",
    "symmetric",
    "private",
    "help",
    "fields",
];
const TYPES: [&str; 14] = [
    "text", "flag", "date", "deadline", "whole", "number", "choice", "link", "stage", "person",
    "address", "map", "open", "numbers",
];

impl Schema {
    /// The kinds that `kinds.yaml` declares, with the methods of the built-in config.
    pub fn built_in() -> Self {
        load_schema(&Config::default()).0
    }
}

/// The schema of a project, and what is wrong with its declarations (places are in casebook.yaml).
pub fn load_schema(config: &Config) -> (Schema, Vec<Diagnostic>) {
    let built_in = yaml::parse(BUILT_IN).expect("kinds.yaml is valid YAML: a unit test reads it");
    let mut load = Loader {
        methods: config.evidence.methods.keys().cloned().collect(),
        diagnostics: vec![],
        spelling_lists: HashMap::new(),
    };
    if let Some(Node::Map(lists)) = built_in.get("spelled") {
        for (name, lists) in lists {
            load.spelling_lists.insert(name.clone(), lists.clone());
        }
    }
    let shared = load.read_fields(built_in.get("shared"), &vec![]);
    let mut kinds = Vec::new();
    if let Some(Node::Map(declared)) = built_in.get("kinds") {
        for (name, node) in declared {
            kinds.push(load.read_kind(name, node, None, &vec![]));
        }
    }
    let from_project = load.diagnostics.len();
    if let Node::Map(declared) = &config.kinds {
        for (name, node) in declared {
            load.read_project_kind(name, node, &mut kinds);
        }
    }
    let mut problems = load.diagnostics.split_off(from_project);
    debug_assert!(
        load.diagnostics.is_empty(),
        "kinds.yaml: {:?}",
        load.diagnostics
    );
    let mut schema = assemble(kinds, shared, &mut problems);
    let seed = format!("{BUILT_IN}{:?}{:?}", config.kinds, load.methods);
    schema.hash = hash_bytes(seed.as_bytes());
    (schema, problems)
}

/// Adds the shared fields to each kind and finds kinds by name and folder.
fn assemble(mut kinds: Vec<Kind>, shared: Vec<Field>, problems: &mut Vec<Diagnostic>) -> Schema {
    let mut by_folder: HashMap<String, usize> = HashMap::new();
    let known: Vec<Name> = kinds.iter().map(|k| k.name.clone()).collect();
    for (i, kind) in kinds.iter_mut().enumerate() {
        let at = |key: &str| vec!["kinds".into(), (&*kind.name).into(), key.into()];
        let mut report = |at: Place, message: String, help: &str| {
            problems.push(config_invalid(at, message, help));
        };
        for folder in &kind.folders {
            let place = || Place::Value(at("folders"));
            if let Some(other) = by_folder.insert(folder.clone(), i) {
                let message = format!(
                    "the folder `{folder}` already belongs to `{}`",
                    known[other]
                );
                report(place(), message, "give each kind its own folders");
            }
            if RESERVED_FOLDERS.contains(&folder.as_str()) || !is_folder_name(folder) {
                let message = format!("`{folder}` cannot be the folder of a kind");
                report(place(), message, "use letters, digits and hyphens");
            }
        }
        for promised in kind.role.map_or(&[][..], Role::required_fields) {
            if kind.field(promised).is_none() {
                let role = kind.role.map_or("", Role::name);
                let message = format!("a kind like `{role}` needs the field `{promised}`");
                let help = format!("declare `{promised}` under `fields`, or leave `like` out");
                report(Place::Key(at("like")[..2].to_vec()), message, &help);
            }
        }
        for field in &kind.fields {
            if let Some(to) = field.link.as_ref().and_then(|l| l.target_kind.as_ref())
                && !known.contains(to)
                && !is_built_in_kind(to)
            {
                let path = child_path(&child_path(&at("fields"), &*field.name), "to");
                let help = did_you_mean(to, known.iter().map(|k| &**k), "name a kind, or `any`");
                let message = format!("there is no kind `{to}`");
                report(Place::Value(path), message, &help);
            }
        }
        let own: Vec<Name> = kind.fields.iter().map(|f| f.name.clone()).collect();
        // A kind whose title has a name of its own has no second one to recommend.
        let renamed = &*kind.title_field != "title";
        kind.fields.extend(
            shared
                .iter()
                .filter(|f| !own.contains(&f.name))
                .cloned()
                .map(|mut field| {
                    if renamed && &*field.name == "title" {
                        field.need = Need::Optional;
                    }
                    field
                }),
        );
    }
    let by_name = kinds
        .iter()
        .enumerate()
        .map(|(i, k)| (k.name.clone(), i))
        .collect();
    Schema {
        kinds,
        shared,
        by_name,
        by_folder,
        hash: 0,
    }
}

/// A built-in kind that a project has switched off may still be named by links of other kinds: they are then unused.
fn is_built_in_kind(name: &str) -> bool {
    BUILT_IN.contains(&format!("\n  {name}:\n"))
}

fn is_folder_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

fn did_you_mean<'a>(wrong: &str, names: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    nearest_name(wrong, names).map_or_else(
        || otherwise.to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

struct Loader {
    methods: Vec<String>,
    spelling_lists: HashMap<String, Node>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader {
    fn report(&mut self, path: NodePath, message: impl Into<String>, help: &str) {
        let invalid = config_invalid(Place::Value(path), message, help);
        self.diagnostics.push(invalid);
    }

    fn read_project_kind(&mut self, name: &str, node: &Node, kinds: &mut Vec<Kind>) {
        let path = vec!["kinds".into(), name.into()];
        let known = kinds.iter().position(|k| &*k.name == name);
        match (node, known) {
            (Node::Bool(false), Some(i)) => {
                kinds.remove(i);
            }
            (Node::Text(off), Some(i)) if off == "off" => {
                kinds.remove(i);
            }
            (Node::Map(_), Some(i)) => {
                let base = kinds[i].clone();
                kinds[i] = self.read_kind(name, node, Some(base), &path);
            }
            (Node::Map(_), None) if name != "page" && is_folder_name(name) => {
                let kind = self.read_kind(name, node, None, &path);
                kinds.push(kind);
            }
            (Node::Map(_), None) => {
                self.report(
                    path,
                    format!("`{name}` cannot be the name of a kind"),
                    "use letters, digits and hyphens",
                );
            }
            (_, None) => {
                let names: Vec<Name> = kinds.iter().map(|k| k.name.clone()).collect();
                let help = did_you_mean(name, names.iter().map(|n| &**n), "declare it as a map");
                self.report(path, format!("there is no kind `{name}`"), &help);
            }
            (_, Some(_)) => self.report(
                path,
                format!("`{name}` cannot be {}", node.type_name()),
                "use a map, or `off`",
            ),
        }
    }

    fn read_kind(&mut self, name: &str, node: &Node, base: Option<Kind>, path: &NodePath) -> Kind {
        self.check_keys(node, &KIND_KEYS, path);
        let text = |key: &str| node.get(key)?.as_text();
        let mut kind = base.unwrap_or_else(|| Kind {
            name: name.into(),
            role: None,
            folders: vec![format!("{name}s")],
            label: capitalise(name),
            plural_label: format!("{}s", capitalise(name)),
            help: String::new(),
            title_field: "title".into(),
            fields: vec![],
        });
        if let Some(label) = text("label") {
            kind.plural_label = format!("{label}s");
            kind.label = label;
        }
        kind.plural_label = text("labels").unwrap_or(kind.plural_label);
        kind.help = text("help").unwrap_or(kind.help);
        if let Some(title) = text("title") {
            kind.title_field = title.into();
        }
        if let Some(role) = text("like") {
            match Role::ALL.into_iter().find(|r| r.name() == role) {
                Some(role) => kind.role = Some(role),
                None => {
                    let names = Role::ALL.map(Role::name);
                    let all = format!("use one of {}", names.join(", "));
                    let help = did_you_mean(&role, names.into_iter(), &all);
                    let message = format!("`{role}` is no built-in kind");
                    self.report(child_path(path, "like"), message, &help);
                }
            }
        }
        if let Some(folders) = self.read_texts(node.get("folders"), &child_path(path, "folders")) {
            kind.folders = folders;
        }
        let fields = self.read_fields(node.get("fields"), &child_path(path, "fields"));
        for field in fields {
            match kind.fields.iter_mut().find(|f| f.name == field.name) {
                Some(old) => *old = field,
                None => kind.fields.push(field),
            }
        }
        kind
    }

    fn check_keys(&mut self, node: &Node, allowed: &[&str], path: &NodePath) {
        let Node::Map(items) = node else { return };
        for (key, _) in items {
            if !allowed.contains(&key.as_str()) {
                let help = match key.as_str() {
                    "role" if allowed == KIND_KEYS => {
                        "a kind says `like:` and the name of a built-in kind".to_owned()
                    }
                    _ => did_you_mean(
                        key,
                        allowed.iter().copied(),
                        &format!("use {}", allowed.join(", ")),
                    ),
                };
                let at = Place::Key(child_path(path, &**key));
                self.diagnostics
                    .push(config_invalid(at, format!("nothing reads `{key}`"), &help));
            }
        }
    }

    fn read_texts(&mut self, node: Option<&Node>, path: &NodePath) -> Option<Vec<String>> {
        let texts = match node? {
            Node::List(items) => items.iter().map(Node::as_text).collect(),
            single => single.as_text().map(|t| vec![t]),
        };
        if texts.is_none() {
            self.report(
                path.clone(),
                "this takes a list of words",
                "write [one, two]",
            );
        }
        texts
    }

    fn read_fields(&mut self, node: Option<&Node>, path: &NodePath) -> Vec<Field> {
        match node {
            None => vec![],
            Some(Node::Map(items)) => items
                .iter()
                .map(|(name, node)| self.read_field(name, node, &child_path(path, &**name)))
                .collect(),
            Some(other) => {
                let message = format!("`fields` cannot be {}", other.type_name());
                self.report(
                    path.clone(),
                    message,
                    "write NAME: {type: text, help: …} for each field",
                );
                vec![]
            }
        }
    }

    fn read_field(&mut self, name: &str, node: &Node, path: &NodePath) -> Field {
        self.check_keys(node, FIELD_KEYS, path);
        if !matches!(node, Node::Map(_)) {
            self.report(
                path.clone(),
                format!("`{name}` cannot be {}", node.type_name()),
                "write {type: text, help: …}",
            );
        }
        let text = |key: &str| match node.get(key)? {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let number = |key: &str| match node.get(key) {
            Some(Node::Int(n)) => Some(*n as f64),
            Some(Node::Float(n)) => Some(*n),
            _ => None,
        };
        let (min, max) = (number("min"), number("max"));
        let ty = match text("type").unwrap_or("text") {
            "text" => FieldType::Text,
            "flag" => FieldType::Flag,
            "date" => FieldType::Date,
            "deadline" => FieldType::Deadline,
            "whole" => FieldType::Integer { min, max },
            "number" => FieldType::Number { min, max },
            "choice" => FieldType::Choice(self.read_choice_values(node, path)),
            "link" => FieldType::Link,
            "stage" => FieldType::Stage,
            "person" => FieldType::Person,
            "address" => FieldType::Address,
            "map" => {
                FieldType::Map(self.read_fields(node.get("fields"), &child_path(path, "fields")))
            }
            "open" => FieldType::OpenMap,
            "numbers" => FieldType::NumberMap,
            "answers" => FieldType::SusAnswers,
            other => {
                let all = format!("use one of {}", TYPES.join(", "));
                let help = did_you_mean(other, TYPES.into_iter(), &all);
                let message = format!("`{other}` is no type");
                self.report(child_path(path, "type"), message, &help);
                FieldType::Text
            }
        };
        let need = match text("need") {
            None => Need::Optional,
            Some("required") => Need::Required,
            Some("recommended") => Need::Recommended,
            Some(other) => {
                self.report(
                    child_path(path, "need"),
                    format!("`{other}` is no need"),
                    "use required or recommended",
                );
                Need::Optional
            }
        };
        let link =
            matches!(ty, FieldType::Link | FieldType::Stage | FieldType::Person).then(|| {
                LinkRule {
                    target_kind: text("to").filter(|t| *t != "any").map(Into::into),
                    inverse_label: text("inverse").unwrap_or("Linked from").into(),
                    is_symmetric: node.get("symmetric") == Some(&Node::Bool(true)),
                }
            });
        Field {
            name: name.into(),
            is_list: node.get("list") == Some(&Node::Bool(true))
                || matches!(ty, FieldType::SusAnswers),
            need,
            aliases: self
                .read_texts(node.get("also"), &child_path(path, "also"))
                .unwrap_or_default(),
            default: read_default(node.get("default"), &ty),
            missing_check: text("check").map(Into::into),
            is_private: node.get("private") == Some(&Node::Bool(true)),
            help: text("help").unwrap_or_default().to_owned(),
            link,
            ty,
        }
    }

    fn read_choice_values(&mut self, node: &Node, path: &NodePath) -> Vec<ChoiceValue> {
        let words = match node.get("values") {
            Some(Node::Text(all)) if all == "methods" => self.methods.clone(),
            values => self
                .read_texts(values, &child_path(path, "values"))
                .unwrap_or_default(),
        };
        if words.is_empty() {
            self.report(
                path.clone(),
                "a choice needs `values`",
                "write values: [one, two]",
            );
        }
        let spelled = match node.get("spelled") {
            Some(Node::Text(name)) => self.spelling_lists.get(name).cloned(),
            other => other.cloned(),
        };
        let spellings = |word: &str| match spelled.as_ref().and_then(|s| s.get(word)) {
            Some(Node::List(items)) => items.iter().filter_map(Node::as_text).collect(),
            _ => vec![],
        };
        let value = |word: &String| ChoiceValue {
            word: word.as_str().into(),
            other_spellings: spellings(word),
        };
        words.iter().map(value).collect()
    }
}

fn read_default(node: Option<&Node>, ty: &FieldType) -> Option<Value> {
    match (node?, ty) {
        (Node::Bool(flag), FieldType::Flag) => Some(Value::Flag(*flag)),
        (Node::Int(n), FieldType::Integer { .. } | FieldType::Number { .. }) => {
            Some(Value::Number(*n as f64))
        }
        (Node::Float(n), FieldType::Number { .. }) => Some(Value::Number(*n)),
        (Node::Text(text), FieldType::Choice(words)) => words
            .iter()
            .find(|w| *w.word == **text)
            .map(|w| Value::Text(w.word.clone())),
        (Node::Text(text), FieldType::Text) => Some(Value::Text(text.as_str().into())),
        _ => None,
    }
}

fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_kinds(kinds: &str) -> (Schema, Vec<Diagnostic>) {
        let config = Config {
            kinds: yaml::parse(kinds).unwrap(),
            ..Config::default()
        };
        load_schema(&config)
    }

    #[test]
    fn the_built_in_kinds_keep_the_promises_of_their_roles() {
        let (schema, problems) = with_kinds("{}");
        assert_eq!(problems, vec![]);
        assert_eq!(schema.kinds.len(), 9);
        for role in Role::ALL {
            assert!(schema.first_with_role(role).is_some(), "{role:?}");
        }
    }

    #[test]
    fn method_is_the_only_required_field() {
        let (schema, _) = with_kinds("{}");
        let required = |f: &&Field| f.need == Need::Required;
        let all: Vec<&str> = schema
            .kinds
            .iter()
            .flat_map(|k| &k.fields)
            .filter(required)
            .map(|f| &*f.name)
            .collect();
        assert_eq!(all, ["method"]);
    }

    #[test]
    fn a_project_adds_kinds_and_fields_and_switches_kinds_off() {
        let (schema, problems) = with_kinds(
            "persona: {label: Customer, fields: {region: {type: text}}}\njourney: off\ncompetitor: {fields: {site: {type: text}}}",
        );
        assert_eq!(problems, vec![]);
        let persona = &schema.kinds[schema.kind_by_name("persona").unwrap()];
        assert_eq!(
            (&*persona.label, &*persona.plural_label),
            ("Customer", "Customers")
        );
        assert!(persona.field("region").is_some() && persona.field("goals").is_some());
        assert!(schema.kind_by_name("journey").is_none());
        assert_eq!(
            schema.kind_by_folder("competitors"),
            schema.kind_by_name("competitor")
        );
    }

    #[test]
    fn a_role_without_its_fields_is_an_error_at_the_kind() {
        let (_, problems) = with_kinds(
            "trial: {like: validation, fields: {method: {type: text}}}\nx: {lik: persona}",
        );
        let messages: Vec<&str> = problems.iter().map(|p| &*p.message).collect();
        assert!(
            messages.contains(&"a kind like `validation` needs the field `date`"),
            "{messages:?}"
        );
        assert!(messages.contains(&"nothing reads `lik`"), "{messages:?}");
    }
}
