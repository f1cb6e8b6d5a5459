//! Declarations of kinds, from `kinds.yaml` and the project's config, to a [`Schema`].
//!
//! A project's declaration is laid over the built-in one of the same name; what it does not name stays.

use std::collections::HashMap;

use super::folder_claims::{normalise_pattern, parse_glob};
use super::layout::{NameListError, edit_names};
use super::{
    ChoiceValue, Field, FieldType, FolderClaim, FolderClaims, HidingKeys, Kind, LinkRule, ListForm,
    ListLayout, Name, Need, OtherSpelling, PageArea, PageLayout, Role, Schema, SortKey, Value,
};
use crate::config::{Config, config_invalid};
use crate::content::yaml::{self, Node, NodePath, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::page::hash_bytes;
use crate::text::{capitalize, did_you_mean, humanize, phrase, to_id};

const BUILT_IN: &str = include_str!("kinds.yaml");

/// Names that pages of the site itself use; pages of a kind cannot go there.
const RESERVED_FOLDERS: [&str; 3] = ["tags", "static", "pagefind"];

const KIND_KEYS: [&str; 10] = [
    "like",
    "folders",
    "page_folder",
    "label",
    "labels",
    "help",
    "title",
    "fields",
    "page",
    "list",
];
const LIST_KEYS: [&str; 5] = ["columns", "sort", "group", "filter", "as"];
const FIELD_KEYS: &[&str] = &[
    "label",
    "missing",
    "inverse_missing",
    "type",
    "list",
    "need",
    "check",
    "also",
    "values",
    "spelled",
    "unset",
    "headings",
    "default",
    "min",
    "max",
    "to",
    "inverse",
    "symmetric",
    "reverse",
    "private",
    "help",
    "fields",
];
/// The fields that say what is published and where, with the reason and the way out.
const GATES: [(&str, &str, &str); 6] = [
    (
        "id",
        "is the address of the page",
        "remove the line, and write ids that say nothing private",
    ),
    ("slug", "is in the address of the page", "remove the line"),
    ("permalink", "is the address of the page", "remove the line"),
    ("kind", "is in the address of the page", "remove the line"),
    ("draft", "decides what is published", "remove the line"),
    ("visibility", "decides what is published", "remove the line"),
];
/// What a project may declare of `draft` and `visibility`: of another type, they would keep nothing from being published.
const GUARDED_FIELD_KEYS: &[&str] = &[
    "also", "default", "help", "label", "missing", "need", "private",
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
        shared: vec![],
        role_layouts: HashMap::new(),
        own_names: vec![],
    };
    if let Some(Node::Map(lists)) = built_in.get("spelled") {
        for (name, lists) in lists {
            load.spelling_lists.insert(name.clone(), lists.clone());
        }
    }
    load.shared = load.read_fields(built_in.get("shared"), &[], &[], &vec![]);
    let mut kinds = Vec::new();
    if let Some(Node::Map(declared)) = built_in.get("kinds") {
        for (name, node) in declared {
            let kind = load.read_kind(name, node, None, &vec![]);
            let layouts = (kind.page.clone(), kind.list.clone());
            load.role_layouts
                .extend(kind.role.map(|role| (role, layouts)));
            kinds.push(kind);
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
    let mut schema = assemble(kinds, load.shared, &mut problems);
    schema.foreign_keys.append(&mut load.own_names);
    if let Some(Node::Map(tools)) = built_in.get("foreign") {
        let keys = tools.iter().flat_map(|(_, keys)| match keys {
            Node::List(keys) => keys.as_slice(),
            _ => &[],
        });
        schema.foreign_keys.extend(keys.filter_map(Node::as_text));
    }
    if let Some(hiding) = built_in.get("hiding") {
        schema.hiding = read_hiding_keys(hiding);
    }
    schema
        .foreign_keys
        .extend(config.foreign_keys.iter().cloned());
    let (kinds, foreign) = (&config.kinds, &config.foreign_keys);
    let seed = format!("{BUILT_IN}{kinds:?}{:?}{foreign:?}", load.methods);
    schema.hash = hash_bytes(seed.as_bytes());
    (schema, problems)
}

fn read_hiding_keys(node: &Node) -> HidingKeys {
    let keys = |when| match node.get(when) {
        Some(Node::List(keys)) => keys.as_slice(),
        _ => &[],
    };
    let keys = |when| {
        let keys = keys(when).iter().filter_map(Node::as_text);
        keys.map(|key| key.to_lowercase())
    };
    let flags = |when, flag| keys(when).map(move |key| (key, flag));
    HidingKeys {
        flags: flags("true", true).chain(flags("false", false)).collect(),
        from: keys("from").collect(),
        until: keys("until").collect(),
    }
}

/// Adds the shared fields to each kind and finds kinds by name and folder.
fn assemble(mut kinds: Vec<Kind>, shared: Vec<Field>, problems: &mut Vec<Diagnostic>) -> Schema {
    let folders = claim_folders(&kinds, problems);
    let known: Vec<Name> = kinds.iter().map(|k| k.name.clone()).collect();
    for kind in &mut kinds {
        let at = |key: &str| vec!["kinds".into(), (&*kind.name).into(), key.into()];
        let mut report = |at: Place, message: String, help: &str| {
            problems.push(config_invalid(at, message, help));
        };
        let promised = kind.role.map_or(&[][..], Role::required_fields).iter();
        let lacking: Vec<String> = promised
            .filter(|promised| kind.field(promised).is_none())
            .map(|promised| format!("`{promised}`"))
            .collect();
        if !lacking.is_empty() {
            let role = kind.role.map_or("", Role::name);
            let message = match &lacking[..] {
                [one] => format!("a kind like `{role}` needs the field {one}"),
                all => format!("a kind like `{role}` needs the fields {}", all.join(", ")),
            };
            let help = "declare them under `fields`, or leave `like` out";
            report(Place::Key(at("like")[..2].to_vec()), message, help);
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
        let title = &kind.title_field;
        let mut all = kind.fields.iter().chain(&shared);
        let refused = match all.find(|f| f.name == *title) {
            None => {
                let names = kind.fields.iter().map(|f| &*f.name);
                let help = did_you_mean(title, names, "name a field of this kind");
                Some((format!("there is no field `{title}`"), help))
            }
            Some(field)
                if field.is_list || !matches!(field.ty, FieldType::Text | FieldType::Choice(_)) =>
            {
                let message = format!("`{title}` cannot be the title: it is no text");
                Some((message, "name a field of text".to_owned()))
            }
            Some(_) => None,
        };
        if let Some((message, help)) = refused {
            report(Place::Value(at("title")), message, &help);
            kind.title_field = "title".into();
        }
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
        foreign_keys: vec![],
        hiding: HidingKeys::default(),
        by_name,
        folders,
        hash: 0,
    }
}

/// Which kind claims which folder, those that the project names before the built-in ones. Reports folders that two kinds
/// claim, globs that are none, and two kinds with pages in one folder.
fn claim_folders(kinds: &[Kind], problems: &mut Vec<Diagnostic>) -> FolderClaims {
    let (mut claims, mut by_text, mut by_page_folder) = (vec![], HashMap::new(), HashMap::new());
    for (i, kind) in kinds.iter().enumerate() {
        let mut report = |key: &str, message: String, help: &str| {
            let at = vec!["kinds".into(), (&*kind.name).into(), key.into()];
            problems.push(config_invalid(Place::Value(at), message, help));
        };
        for pattern in &kind.folders {
            if let Some(other) = by_text.insert(pattern, &kind.name) {
                let message = format!("the folder `{pattern}` already belongs to `{other}`");
                report(
                    "folders",
                    message,
                    "give each kind its own folders; `!NAME` gives one up",
                );
            }
            if let Some(Err(error)) = parse_glob(pattern) {
                let message = format!("`{pattern}` is no folder: {}", error.kind());
                report(
                    "folders",
                    message,
                    "write a backslash before a bracket of a name",
                );
            }
            let is_of_project = kind.project_folders.contains(pattern);
            claims.push((
                pattern.clone(),
                FolderClaim {
                    kind: i,
                    is_of_project,
                },
            ));
        }
        let folder = &kind.page_folder;
        if let Some(other) = by_page_folder.insert(folder, &kind.name) {
            let message = format!("the pages of `{other}` go to the folder `{folder}` too");
            report("page_folder", message, "give one of them a `page_folder`");
        }
        if RESERVED_FOLDERS.contains(&folder.as_str()) {
            let message = format!("pages of a kind cannot go to the folder `{folder}`");
            report("page_folder", message, "the site has its own files there");
        }
    }
    claims.sort_by_key(|(_, claim)| !claim.is_of_project);
    FolderClaims::new(claims.into_iter())
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

struct Loader {
    methods: Vec<String>,
    spelling_lists: HashMap<String, Node>,
    /// The fields that every kind has.
    shared: Vec<Field>,
    /// Pages and lists of the built-in kinds, for the kinds that are like them.
    role_layouts: HashMap<Role, (PageLayout, ListLayout)>,
    /// Other names that the project gives to fields: nobody needs to be told of them.
    own_names: Vec<String>,
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
            // `competitor:` with nothing after it: every default.
            (Node::Null, Some(_)) => {}
            (Node::Map(_), Some(i)) => {
                let base = kinds[i].clone();
                kinds[i] = self.read_kind(name, node, Some(base), &path);
            }
            (Node::Map(_) | Node::Null, None) if name != "page" && is_folder_name(name) => {
                let kind = self.read_kind(name, node, None, &path);
                kinds.push(kind);
            }
            (Node::Map(_) | Node::Null, None) => {
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
        for key in ["label", "labels", "help", "title", "like", "page_folder"] {
            self.check_text(node, key, path);
        }
        let text = |key: &str| node.get(key)?.as_text();
        let mut kind = base.unwrap_or_else(|| Kind {
            name: name.into(),
            role: None,
            folders: vec![],
            project_folders: vec![],
            page_folder: String::new(),
            label: capitalize(name),
            plural_label: format!("{}s", capitalize(name)),
            help: String::new(),
            title_field: "title".into(),
            fields: vec![],
            page: PageLayout::default(),
            list: ListLayout::default(),
        });
        let is_new = kind.role.is_none();
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
        let inherited = kind.role.filter(|_| is_new);
        if let Some((page, list)) = inherited.and_then(|role| self.role_layouts.get(&role)) {
            (kind.page, kind.list) = (page.clone(), list.clone());
        }
        self.read_page(&mut kind.page, node.get("page"), &child_path(path, "page"));
        self.read_list(&mut kind.list, node.get("list"), &child_path(path, "list"));
        self.read_folders(&mut kind, node, path);
        let path = child_path(path, "fields");
        let shared = std::mem::take(&mut self.shared);
        kind.fields = self.read_fields(node.get("fields"), &kind.fields, &shared, &path);
        self.shared = shared;
        self.refuse_private_gates(&kind, &path);
        kind
    }

    /// Lays what a declaration says of the page over the page of the kind.
    fn read_page(&mut self, page: &mut PageLayout, node: Option<&Node>, path: &NodePath) {
        let node = match node {
            Some(node @ Node::Map(_)) => node,
            None | Some(Node::Null) => return,
            Some(other) => {
                let message = format!("`page` cannot be {}", other.type_name());
                return self.report(
                    path.clone(),
                    message,
                    "write {side: [+owner], hidden: [tools]}",
                );
            }
        };
        self.check_keys(node, &PageArea::ALL.map(|(key, _)| key), path);
        for (key, area) in PageArea::ALL {
            let base = page.area(area).to_vec();
            let names = self.read_names(&base, &mut page.given, node, key, path);
            page.set_area(area, names);
        }
    }

    /// Lays what a declaration says of the list over the list of the kind.
    fn read_list(&mut self, list: &mut ListLayout, node: Option<&Node>, path: &NodePath) {
        let node = match node {
            Some(node @ Node::Map(_)) => node,
            None | Some(Node::Null) => return,
            Some(other) => {
                let message = format!("`list` cannot be {}", other.type_name());
                let help = "write {columns: [status], sort: -date, group: status, as: board}";
                return self.report(path.clone(), message, help);
            }
        };
        self.check_keys(node, &LIST_KEYS, path);
        for key in ["group", "as"] {
            self.check_text(node, key, path);
        }
        list.columns = self.read_names(&list.columns, &mut list.given, node, "columns", path);
        list.filter = self.read_names(&list.filter, &mut list.given, node, "filter", path);
        let at = child_path(path, "sort");
        if let Some(keys) = self.read_texts(node.get("sort"), &at) {
            list.sort = keys.iter().map(|key| SortKey::parse(key)).collect();
            let names = list.sort.iter().filter(|_| path.len() > 1);
            let names = names.map(|key| key.name.clone());
            list.given.extend(names.map(|name| (name, at.clone())));
        }
        if let Some(group) = node.get("group") {
            list.group = group.as_text().map(Name::from);
            let at = child_path(path, "group");
            let of_project = list.group.clone().filter(|_| path.len() > 1);
            list.given.extend(of_project.map(|name| (name, at)));
        }
        if let Some(form) = node.get("as").and_then(Node::as_text) {
            match ListForm::ALL.iter().find(|(word, _)| *word == form) {
                Some((_, form)) => list.form = *form,
                None => {
                    let words = ListForm::ALL.map(|(word, _)| word);
                    let help = did_you_mean(&form, words.into_iter(), "use table, board or cards");
                    let message = format!("`{form}` is no form of a list");
                    self.report(child_path(path, "as"), message, &help);
                }
            }
        }
    }

    /// The names of a key: a list of their own, or changes of `base`.
    fn read_names(
        &mut self,
        base: &[Name],
        given: &mut Vec<(Name, NodePath)>,
        node: &Node,
        key: &str,
        path: &NodePath,
    ) -> Vec<Name> {
        let at = child_path(path, key);
        let Some(written) = self.read_texts(node.get(key), &at) else {
            return base.to_vec();
        };
        match edit_names(base, &written) {
            Ok(names) => {
                let place = |name: &Name| {
                    let bare = |text: &str| {
                        let text = text.trim_start_matches(['+', '-']);
                        text.split(" before ").next().unwrap_or(text).trim() == &**name
                    };
                    written.iter().position(|text| bare(text))
                };
                let is_of_project = path.len() > 1;
                let own = names.iter().filter(|_| is_of_project);
                let own = own.filter_map(|name| Some((name, place(name)?)));
                given.extend(own.map(|(name, i)| (name.clone(), child_path(&at, i))));
                names
            }
            Err(NameListError::Mixed) => {
                let help =
                    "begin all names with `+` or `-`, which change the list there is, or none";
                self.report(
                    at,
                    "some names begin with `+` or `-`, and others do not",
                    help,
                );
                base.to_vec()
            }
            Err(NameListError::NotInList(i)) => {
                let name = written[i].trim_start_matches(['+', '-']);
                let name = name.rsplit(" before ").next().unwrap_or(name);
                let message = format!("`{name}` is not in the list");
                let names = base.iter().map(|name| &**name);
                let all = format!("it has {}", base.join(", "));
                let help = did_you_mean(name, names, &all);
                self.report(child_path(&at, i), message, &help);
                base.to_vec()
            }
        }
    }

    /// Adds the folders that a declaration names to those of the kind; `!NAME` takes one away.
    fn read_folders(&mut self, kind: &mut Kind, node: &Node, path: &NodePath) {
        let at = child_path(path, "folders");
        let is_of_project = !path.is_empty();
        let named = self.read_texts(node.get("folders"), &at);
        for pattern in named.iter().flatten() {
            let given_up = pattern.strip_prefix('!').map(normalise_pattern);
            let pattern = normalise_pattern(pattern);
            match given_up {
                Some(name) if !kind.folders.contains(&name) => {
                    let message = format!("`{}` has no folder `{name}` to give up", kind.name);
                    self.report(at.clone(), message, "leave it out");
                }
                Some(name) => kind.folders.retain(|folder| *folder != name),
                None if pattern.is_empty() => {
                    self.report(at.clone(), "a folder without a name", "leave it out");
                }
                None => {
                    if !kind.folders.contains(&pattern) {
                        kind.folders.push(pattern.clone());
                    }
                    kind.project_folders
                        .extend(is_of_project.then_some(pattern));
                }
            }
        }
        if named.is_none() && kind.folders.is_empty() {
            kind.folders.push(format!("{}s", kind.name));
        }
        let given = node.get("page_folder").and_then(Node::as_text);
        if let Some(folder) = given.as_ref().filter(|folder| !is_folder_name(folder)) {
            let message = format!("pages of a kind cannot go to the folder `{folder}`");
            let help = "use letters, digits and hyphens";
            self.report(child_path(path, "page_folder"), message, help);
        }
        if let Some(given) = given.filter(|folder| is_folder_name(folder)) {
            kind.page_folder = given;
        } else if kind.page_folder.is_empty() {
            let plain = kind.plain_folders().find(|folder| !folder.contains('/'));
            let id = plain.map(to_id).filter(|id| !id.is_empty());
            kind.page_folder = id.unwrap_or_else(|| format!("{}s", kind.name));
        }
    }

    /// Reports fields that cannot be private, because a page shows what they say by where it is, or by being there.
    fn refuse_private_gates(&mut self, kind: &Kind, path: &NodePath) {
        for (name, why, help) in GATES {
            if kind.field(name).is_some_and(|field| field.is_private) {
                let path = child_path(&child_path(path, name), "private");
                let message = format!("`{name}` cannot be private: it {why}");
                self.report(path, message, help);
            }
        }
    }

    /// Reports a key whose value is no text.
    fn check_text(&mut self, node: &Node, key: &str, path: &NodePath) {
        match node.get(key) {
            None | Some(Node::Null | Node::Text(_)) => {}
            Some(other) => {
                let message = format!("`{key}` cannot be {}", other.type_name());
                let help = match other {
                    Node::List(_) | Node::Map(_) => "it takes text",
                    _ => "it takes text: put it in quotes",
                };
                self.report(child_path(path, key), message, help);
            }
        }
    }

    /// The flag of a key, else `base`.
    fn read_flag(&mut self, node: &Node, key: &str, base: bool, path: &NodePath) -> bool {
        match node.get(key) {
            None | Some(Node::Null) => base,
            Some(Node::Bool(flag)) => *flag,
            Some(other) => {
                let message = match other {
                    Node::Text(text) => format!("`{key}` cannot be `{text}`"),
                    other => format!("`{key}` cannot be {}", other.type_name()),
                };
                self.report(child_path(path, key), message, "it takes `true` or `false`");
                // Of the two, what is private by mistake harms nobody.
                base || key == "private"
            }
        }
    }

    /// The number of a key, else `base`.
    fn read_limit(
        &mut self,
        node: &Node,
        key: &str,
        base: Option<f64>,
        path: &NodePath,
    ) -> Option<f64> {
        match node.get(key) {
            None | Some(Node::Null) => base,
            Some(Node::Int(n)) => Some(*n as f64),
            Some(Node::Float(n)) if n.is_finite() => Some(*n),
            Some(other) => {
                let message = match other {
                    Node::Text(text) => format!("`{key}` cannot be `{text}`"),
                    _ => format!("`{key}` is no number"),
                };
                self.report(child_path(path, key), message, "it takes a number");
                base
            }
        }
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
                        format!("use {}", allowed.join(", ")),
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

    /// The fields of `base` with the declared ones laid over them and added. A field of `shared` that is declared is
    /// laid over that and added.
    fn read_fields(
        &mut self,
        node: Option<&Node>,
        base: &[Field],
        shared: &[Field],
        path: &NodePath,
    ) -> Vec<Field> {
        let mut fields = base.to_vec();
        match node {
            None | Some(Node::Null) => {}
            Some(Node::Map(items)) => {
                for (name, node) in items {
                    let known = fields.iter().position(|f| *f.name == **name);
                    let of_name = || shared.iter().find(|f| *f.name == **name).cloned();
                    let old = known.map(|i| fields[i].clone()).or_else(of_name);
                    let field = self.read_field(name, node, old, &child_path(path, &**name));
                    match known {
                        Some(i) => fields[i] = field,
                        None => fields.push(field),
                    }
                }
            }
            Some(other) => {
                let message = format!("`fields` cannot be {}", other.type_name());
                self.report(
                    path.clone(),
                    message,
                    "write NAME: {type: text, help: …} for each field",
                );
            }
        }
        fields
    }

    /// A field. What its declaration does not name stays as in `base`, the field of that name so far; of a new type,
    /// what belongs to the type alone does not.
    fn read_field(
        &mut self,
        name: &str,
        node: &Node,
        base: Option<Field>,
        path: &NodePath,
    ) -> Field {
        let decides_about_publishing = matches!(name, "draft" | "visibility") && base.is_some();
        let allowed = match decides_about_publishing {
            true => GUARDED_FIELD_KEYS,
            false => FIELD_KEYS,
        };
        self.check_keys(node, allowed, path);
        let node = &node.with_keys(|key| allowed.contains(&key));
        if !matches!(node, Node::Map(_) | Node::Null) {
            self.report(
                path.clone(),
                format!("`{name}` cannot be {}", node.type_name()),
                "write {type: text, help: …}",
            );
        }
        for key in [
            "type",
            "label",
            "missing",
            "inverse_missing",
            "need",
            "check",
            "to",
            "inverse",
            "reverse",
            "help",
        ] {
            self.check_text(node, key, path);
        }
        let text = |key: &str| match node.get(key)? {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let ty = self.read_type(node, base.as_ref(), path);
        let of_types = [
            ("values", matches!(ty, FieldType::Choice(_))),
            ("fields", matches!(ty, FieldType::Map(_))),
            ("min", has_limits(&ty)),
            ("max", has_limits(&ty)),
        ];
        for (key, fits) in of_types {
            if !fits && node.get(key).is_some_and(|given| *given != Node::Null) {
                let message = format!("`{key}` means nothing for this type of field");
                let help = "remove it, or name the `type` that takes it";
                self.report(child_path(path, key), message, help);
            }
        }
        if matches!(&ty, FieldType::Map(fields) if fields.is_empty()) {
            let help = "write fields: {NAME: {type: text}}, or take `type: open`";
            self.report(path.clone(), "a map needs `fields`", help);
        }
        let same_type =
            |base: &Field| std::mem::discriminant(&base.ty) == std::mem::discriminant(&ty);
        let of_type = base.as_ref().filter(|base| same_type(base));
        let need = match text("need") {
            None => base.as_ref().map_or(Need::Optional, |base| base.need),
            Some("required") => Need::Required,
            Some("recommended") => Need::Recommended,
            Some("optional") => Need::Optional,
            Some(other) => {
                self.report(
                    child_path(path, "need"),
                    format!("`{other}` is no need"),
                    "use required, recommended or optional",
                );
                base.as_ref().map_or(Need::Optional, |base| base.need)
            }
        };
        let is_link = matches!(ty, FieldType::Link | FieldType::Stage | FieldType::Person);
        let old_link = of_type.and_then(|base| base.link.clone());
        let link = is_link.then(|| {
            let old = old_link.unwrap_or_else(|| LinkRule {
                target_kind: None,
                inverse_label: "Linked from".into(),
                inverse_missing: None,
                reverse_of: None,
                is_symmetric: false,
            });
            LinkRule {
                target_kind: match text("to") {
                    None => old.target_kind,
                    Some(to) => Some(to).filter(|to| *to != "any").map(Into::into),
                },
                inverse_label: text("inverse").map_or(old.inverse_label, Into::into),
                inverse_missing: text("inverse_missing")
                    .map(Into::into)
                    .or(old.inverse_missing),
                reverse_of: text("reverse").map(Into::into).or(old.reverse_of),
                is_symmetric: self.read_flag(node, "symmetric", old.is_symmetric, path),
            }
        });
        let was_list = of_type.is_some_and(|base| base.is_list);
        let was_private = base.as_ref().is_some_and(|base| base.is_private);
        let aliases = self.read_texts(node.get("also"), &child_path(path, "also"));
        if is_of_project(path) {
            self.own_names.extend(aliases.iter().flatten().cloned());
        }
        let unset_words = self.read_texts(node.get("unset"), &child_path(path, "unset"));
        let old_unset_words = || of_type.map(|base| base.unset_words.clone());
        let unset_words = unset_words.or_else(old_unset_words).unwrap_or_default();
        let headings = self.read_texts(node.get("headings"), &child_path(path, "headings"));
        let headings = headings.map(|texts| texts.iter().map(|text| phrase(text)).collect());
        let old_headings = || base.as_ref().map(|base| base.headings.clone());
        let headings = headings.or_else(old_headings).unwrap_or_default();
        let mut default = match node.get("default") {
            None => of_type.and_then(|base| base.default.clone()),
            Some(Node::Null) => None,
            Some(given) => {
                let default = read_default(given, &ty);
                if default.is_none() {
                    let message = match given {
                        Node::Text(text) => format!("`{text}` cannot be the default"),
                        Node::Int(n) => format!("`{n}` cannot be the default"),
                        Node::Float(n) => format!("`{n}` cannot be the default"),
                        other => format!("the default cannot be {}", other.type_name()),
                    };
                    let help = format!("it takes {}", ty.expects());
                    self.report(child_path(path, "default"), message, &help);
                }
                default
            }
        };
        // A choice that has lost the value of its default has no default.
        if let (Some(Value::Text(word)), FieldType::Choice(values)) = (&default, &ty)
            && values.iter().all(|v| v.word != *word)
        {
            let message = format!("`{word}`, the default, is none of the values");
            let help = "name one of them as `default:`, or write `default: ~`";
            self.report(child_path(path, "values"), message, help);
            default = None;
        }
        let mut all_aliases = base
            .as_ref()
            .map_or_else(Vec::new, |base| base.aliases.clone());
        for alias in aliases.unwrap_or_default() {
            if !all_aliases.contains(&alias) {
                all_aliases.push(alias);
            }
        }
        let label = text("label").map(str::to_owned);
        let label = label.or_else(|| base.as_ref().map(|base| base.label.clone()));
        Field {
            missing: text("missing")
                .map(str::to_owned)
                .or_else(|| base.as_ref()?.missing.clone()),
            label: label.unwrap_or_else(|| capitalize(&humanize(name))),
            name: name.into(),
            is_list: self.read_flag(node, "list", was_list, path)
                || matches!(ty, FieldType::SusAnswers),
            need,
            aliases: all_aliases,
            default,
            missing_check: match text("check") {
                None => base.as_ref().and_then(|base| base.missing_check.clone()),
                Some(check) => Some(check.into()),
            },
            is_private: self.read_flag(node, "private", was_private, path),
            unset_words,
            headings,
            help: match text("help") {
                None => base.map_or_else(String::new, |base| base.help),
                Some(help) => help.to_owned(),
            },
            link,
            ty,
        }
    }

    /// The type that a declaration names, else that of `base`, with the limits, values or fields it changes.
    fn read_type(&mut self, node: &Node, base: Option<&Field>, path: &NodePath) -> FieldType {
        let old = base.map(|base| &base.ty);
        let named = match node.get("type") {
            Some(Node::Text(name)) => Some(name.as_str()),
            _ => None,
        };
        let limits = |ty: Option<&FieldType>| match ty {
            Some(FieldType::Integer { min, max } | FieldType::Number { min, max }) => (*min, *max),
            _ => (None, None),
        };
        let (old_min, old_max) = limits(old);
        let min = self.read_limit(node, "min", old_min, path);
        let max = self.read_limit(node, "max", old_max, path);
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            let at = child_path(
                path,
                if node.get("min").is_some() {
                    "min"
                } else {
                    "max"
                },
            );
            self.report(at, "`min` is over `max`", "give `max` the larger number");
        }
        match (named, old) {
            (Some("flag"), _) => FieldType::Flag,
            (Some("date"), _) => FieldType::Date,
            (Some("deadline"), _) => FieldType::Deadline,
            (Some("whole"), _) | (None, Some(FieldType::Integer { .. })) => {
                FieldType::Integer { min, max }
            }
            (Some("number"), _) | (None, Some(FieldType::Number { .. })) => {
                FieldType::Number { min, max }
            }
            (Some("choice"), old) | (None, old @ Some(FieldType::Choice(_))) => {
                let old: &[ChoiceValue] = match old {
                    Some(FieldType::Choice(values)) => values,
                    _ => &[],
                };
                FieldType::Choice(self.read_choice_values(node, old, path))
            }
            (Some("link"), _) => FieldType::Link,
            (Some("stage"), _) => FieldType::Stage,
            (Some("person"), _) => FieldType::Person,
            (Some("address"), _) => FieldType::Address,
            (Some("map"), old) | (None, old @ Some(FieldType::Map(_))) => {
                let old: &[Field] = match old {
                    Some(FieldType::Map(fields)) => fields,
                    _ => &[],
                };
                let path = child_path(path, "fields");
                FieldType::Map(self.read_fields(node.get("fields"), old, &[], &path))
            }
            (Some("open"), _) => FieldType::OpenMap,
            (Some("numbers"), _) => FieldType::NumberMap,
            (Some("answers"), _) => FieldType::SusAnswers,
            (Some("text"), _) | (None, None) => FieldType::Text,
            (None, Some(old)) => old.clone(),
            (Some(other), old) => {
                let all = format!("use one of {}", TYPES.join(", "));
                let help = did_you_mean(other, TYPES.into_iter(), &all);
                let message = format!("`{other}` is no type");
                self.report(child_path(path, "type"), message, &help);
                old.cloned().unwrap_or(FieldType::Text)
            }
        }
    }

    /// The values of a choice; `old` where the declaration names none. Their other spellings are added to those of `old`.
    fn read_choice_values(
        &mut self,
        node: &Node,
        old: &[ChoiceValue],
        path: &NodePath,
    ) -> Vec<ChoiceValue> {
        let words = match node.get("values") {
            Some(Node::Text(all)) if all == "methods" => self.methods.clone(),
            None | Some(Node::Null) => old.iter().map(|v| (*v.word).to_owned()).collect(),
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
        let is_own = is_of_project(path);
        let spellings = |word: &str| {
            let known = old.iter().find(|v| *v.word == *word);
            let mut all = known.map_or_else(Vec::new, |v| v.other_spellings.clone());
            if let Some(Node::List(items)) = spelled.as_ref().and_then(|s| s.get(word)) {
                all.extend(items.iter().filter_map(|item| read_spelling(item, is_own)));
            }
            all
        };
        let is_in_phrases = spelled.as_ref().and_then(|s| s.get("in_phrases"))
            == Some(&Node::Bool(true))
            || old.iter().any(|v| v.is_in_phrases);
        let value = |word: &String| ChoiceValue {
            word: word.as_str().into(),
            other_spellings: spellings(word),
            is_in_phrases,
        };
        words.iter().map(value).collect()
    }
}

/// True for the place of a field in `casebook.yaml`: those of `kinds.yaml` begin with `fields`.
fn is_of_project(path: &NodePath) -> bool {
    path.first() == Some(&"kinds".into())
}

/// A spelling: a text, or a map from a text to the fields that it sets too.
fn read_spelling(node: &Node, is_own: bool) -> Option<OtherSpelling> {
    let Node::Map(items) = node else {
        return Some(OtherSpelling {
            text: node.as_text()?,
            sets: vec![],
            is_own,
        });
    };
    let [(text, Node::Map(fields))] = &items[..] else {
        return None;
    };
    let sets = fields.iter();
    let sets =
        sets.filter_map(|(name, value)| Some((name.as_str().into(), value.as_text()?.into())));
    Some(OtherSpelling {
        text: text.clone(),
        sets: sets.collect(),
        is_own,
    })
}

fn has_limits(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Integer { .. } | FieldType::Number { .. })
}

fn read_default(node: &Node, ty: &FieldType) -> Option<Value> {
    match (node, ty) {
        (Node::Bool(flag), FieldType::Flag) => Some(Value::Flag(*flag)),
        (Node::Int(_), FieldType::Integer { min, max })
        | (Node::Int(_) | Node::Float(_), FieldType::Number { min, max }) => {
            let n = match node {
                Node::Int(n) => *n as f64,
                Node::Float(n) => *n,
                _ => return None,
            };
            let fits = min.is_none_or(|min| n >= min) && max.is_none_or(|max| n <= max);
            fits.then_some(Value::Number(n))
        }
        (Node::Text(text), FieldType::Choice(words)) => words
            .iter()
            .find(|w| *w.word == **text)
            .map(|w| Value::Text(w.word.clone())),
        (Node::Text(text), FieldType::Text) => Some(Value::Text(text.as_str().into())),
        _ => None,
    }
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
    fn folders_of_a_project_add_to_the_built_in_ones_and_pages_stay_where_they_were() {
        let (schema, problems) = with_kinds(
            "persona: {folders: ['01 People', research/people]}\n\
             problem: {folders: ['!needs', '**/pains'], page_folder: pains}\n\
             insight: {folders: [needs]}\n\
             risk: {folders: ['20*', a/b, '02 Große Risiken']}\n\
             bet: {folders: ['**/bets']}",
        );
        assert_eq!(problems, vec![]);
        let kind = |name: &str| &schema.kinds[schema.kind_by_name(name).unwrap()];
        for (name, folders, page_folder) in [
            (
                "persona",
                "personas, 01 People, research/people",
                "personas",
            ),
            ("problem", "problems, opportunities, **/pains", "pains"),
            ("insight", "insights, findings, needs", "insights"),
            ("risk", "20*, a/b, 02 Große Risiken", "02-große-risiken"),
            ("bet", "**/bets", "bets"),
        ] {
            let kind = kind(name);
            let found = (kind.folders.join(", "), &*kind.page_folder);
            assert_eq!(found, (folders.to_owned(), page_folder), "{name}");
        }
        for (folder, named, kind) in [
            ("personas", false, "persona"),
            ("research/people", true, "persona"),
            ("x/needs", true, "insight"),
            ("a/pains", true, "problem"),
        ] {
            let claim = schema.folders.of_folder(folder).unwrap();
            let found = (claim.is_of_project, &*schema.kinds[claim.kind].name);
            assert_eq!(found, (named, kind), "{folder}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_one_is_told() {
        for (kinds, wanted) in [
            (
                "persona: {folders: [problems]}",
                "the folder `problems` already belongs to `persona`",
            ),
            (
                "persona: {folders: ['!people']}",
                "`persona` has no folder `people` to give up",
            ),
            (
                "persona: {folders: ['x[']}",
                "`x[` is no folder: unclosed character class; missing ']'",
            ),
            ("persona: {folders: ['/']}", "a folder without a name"),
            (
                "persona: {page_folder: a b}",
                "pages of a kind cannot go to the folder `a b`",
            ),
            (
                "persona: {page_folder: ../x}",
                "pages of a kind cannot go to the folder `../x`",
            ),
            (
                "persona: {page_folder: /x}",
                "pages of a kind cannot go to the folder `/x`",
            ),
            (
                "persona: {page_folder: .}",
                "pages of a kind cannot go to the folder `.`",
            ),
            (
                "persona: {page_folder: a/../b}",
                "pages of a kind cannot go to the folder `a/../b`",
            ),
            (
                "persona: {page_folder: tags}",
                "pages of a kind cannot go to the folder `tags`",
            ),
            (
                "persona: {page_folder: problems}",
                "the pages of `persona` go to the folder `problems` too",
            ),
        ] {
            let (schema, problems) = with_kinds(kinds);
            let said: Vec<&str> = problems.iter().map(|p| &*p.message).collect();
            assert_eq!(said, [wanted], "{kinds}");
            // What is refused is not used: addresses are made of it.
            let mut folders = schema.kinds.iter().map(|kind| &*kind.page_folder);
            assert!(folders.all(is_folder_name), "{kinds}");
        }
    }

    #[test]
    fn a_field_that_is_declared_again_keeps_what_it_does_not_change() {
        let (before, _) = with_kinds("{}");
        let field = |schema: &Schema, kind: &str, name: &str| {
            let kind = &schema.kinds[schema.kind_by_name(kind).unwrap()];
            kind.field(name).unwrap().clone()
        };
        for (kind, name, declared) in [
            ("solution", "problems", "{also: [solves]}"),
            ("problem", "status", "{help: Ours.}"),
            ("problem", "importance", "{need: required}"),
            (
                "validation",
                "results",
                "{fields: {verdict: {help: Ours.}, ours: {type: text}}}",
            ),
            ("validation", "consent", "{need: recommended}"),
            ("decision", "supersedes", "{inverse: Ours}"),
            ("persona", "goals", ""),
            ("persona", "tags", "{help: Ours.}"),
            ("problem", "related", "{need: recommended}"),
            ("problem", "visibility", "{default: internal}"),
        ] {
            let (after, problems) =
                with_kinds(&format!("{kind}: {{fields: {{{name}: {declared}}}}}"));
            assert_eq!(problems, vec![], "{kind}.{name}");
            let (was, is) = (field(&before, kind, name), field(&after, kind, name));
            let kept = |f: &Field| {
                let ty = std::mem::discriminant(&f.ty);
                (
                    ty,
                    f.is_list,
                    f.is_private,
                    f.default.is_some(),
                    f.link.is_some(),
                )
            };
            assert_eq!(kept(&was), kept(&is), "{kind}.{name}");
            assert!(
                was.aliases.iter().all(|a| is.aliases.contains(a)),
                "{kind}.{name}"
            );
            assert!(!is.help.is_empty(), "{kind}.{name}");
        }
        let (after, _) = with_kinds(
            "solution: {fields: {problems: {also: [solves]}}}\nproblem: {fields: {importance: {max: 5}}}\n\
             validation: {fields: {results: {fields: {ours: {type: text}}}}}\n\
             decision: {fields: {status: {values: [proposed, final]}}}",
        );
        let problems = field(&after, "solution", "problems");
        assert_eq!(problems.aliases, ["solves"]);
        assert_eq!(problems.link, field(&before, "solution", "problems").link);
        let importance = field(&after, "problem", "importance");
        assert!(matches!(
            importance.ty,
            FieldType::Integer {
                min: Some(0.0),
                max: Some(5.0)
            } | FieldType::Number {
                min: Some(0.0),
                max: Some(5.0)
            }
        ));
        let FieldType::Map(results) = field(&after, "validation", "results").ty else {
            panic!("results are maps");
        };
        assert!(
            results
                .iter()
                .any(|f| &*f.name == "problem" && f.link.is_some())
        );
        assert!(results.iter().any(|f| &*f.name == "ours"));
        // Its default is none of its values any more.
        assert_eq!(field(&after, "decision", "status").default, None);
    }

    #[test]
    fn every_mistake_in_a_kind_is_told_at_its_place() {
        for (kinds, wanted) in [
            ("competitor:", None),
            ("persona:", None),
            ("x: {icon: star}", Some("nothing reads `icon`")),
            (
                "x: {title: nam, fields: {name: {type: text}}}",
                Some("there is no field `nam`"),
            ),
            ("x: {title: name, fields: {name: {type: text}}}", None),
            (
                "x: {title: name, fields: {name: {type: text, list: true}}}",
                Some("`name` cannot be the title: it is no text"),
            ),
            (
                "x: {title: related}",
                Some("`related` cannot be the title: it is no text"),
            ),
            (
                "x: {title: name, fields: {name: {type: map, fields: {a: {type: text}}}}}",
                Some("`name` cannot be the title: it is no text"),
            ),
            (
                "x: {fields: {n: {type: number, max: 5, default: 9}}}",
                Some("`9` cannot be the default"),
            ),
            (
                "x: {fields: {n: {type: whole, min: 5, max: 1}}}",
                Some("`min` is over `max`"),
            ),
            (
                "problem: {fields: {importance: {max: -1}}}",
                Some("`min` is over `max`"),
            ),
            (
                "persona: {fields: {type: {values: [x, y]}}}",
                Some("`user`, the default, is none of the values"),
            ),
            (
                "persona: {fields: {type: {values: [x, y], default: x}}}",
                None,
            ),
            ("persona: {fields: {type: {values: [x], default: ~}}}", None),
            (
                "x: {fields: {a: {type: text, values: [b]}}}",
                Some("`values` means nothing for this type of field"),
            ),
            (
                "x: {fields: {a: {type: date, min: 1}}}",
                Some("`min` means nothing for this type of field"),
            ),
            (
                "x: {fields: {a: {type: map}}}",
                Some("a map needs `fields`"),
            ),
            ("x: {title: summary}", None),
            ("persona: {title: role}", None),
            ("x: {label: 3}", Some("`label` cannot be a number")),
            (
                "x: {fields: {s: {type: choice, values: [a, b], default: c}}}",
                Some("`c` cannot be the default"),
            ),
            (
                "x: {fields: {s: {type: flag, default: 1}}}",
                Some("`1` cannot be the default"),
            ),
            (
                "x: {fields: {s: {private: yes}}}",
                Some("`private` cannot be `yes`"),
            ),
            (
                "x: {fields: {s: {list: [a]}}}",
                Some("`list` cannot be a list"),
            ),
            (
                "x: {fields: {s: {type: whole, min: low}}}",
                Some("`min` cannot be `low`"),
            ),
            (
                "x: {fields: {s: {type: number, max: .inf}}}",
                Some("`max` is no number"),
            ),
            (
                "persona: {fields: {draft: {type: text}}}",
                Some("nothing reads `type`"),
            ),
            (
                "x: {fields: {visibility: {values: [public, internal, team]}}}",
                Some("nothing reads `values`"),
            ),
            ("persona: {fields: {draft: {default: true}}}", None),
            (
                "x: {fields: {s: {type: 3}}}",
                Some("`type` cannot be a number"),
            ),
            (
                "x: {like: decision, fields: {}}",
                Some(
                    "a kind like `decision` needs the fields `because`, `date`, `evidence`, `outcome`, `problems`, \
                 `revisit`, `solutions`, `status`, `supersedes`",
                ),
            ),
        ] {
            let (_, problems) = with_kinds(kinds);
            let said: Vec<&str> = problems.iter().map(|p| &*p.message).collect();
            assert_eq!(said, wanted.into_iter().collect::<Vec<_>>(), "{kinds}");
        }
        let (schema, _) = with_kinds("competitor:\nx: {fields: {s: {private: yes}}}");
        assert!(schema.kind_by_folder("competitors").is_some());
        let x = &schema.kinds[schema.kind_by_name("x").unwrap()];
        assert!(x.field("s").unwrap().is_private);
    }

    #[test]
    fn a_role_without_its_fields_is_an_error_at_the_kind() {
        let (_, problems) = with_kinds(
            "trial: {like: validation, fields: {method: {type: text}}}\nx: {lik: persona}",
        );
        let messages: Vec<&str> = problems.iter().map(|p| &*p.message).collect();
        assert!(
            messages.contains(
                &"a kind like `validation` needs the fields `about`, `date`, `end`, `participants`, `personas`, \
                  `problems`, `results`, `solutions`, `start`, `status`, `verdict`"
            ),
            "{messages:?}"
        );
        assert!(messages.contains(&"nothing reads `lik`"), "{messages:?}");
    }
}
