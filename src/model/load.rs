//! Declarations of kinds, from `kinds.yaml` and the project's config, to a [`Schema`].
//!
//! A project's declaration is laid over the built-in one of the same name; what it does not name stays.

use std::collections::HashMap;

use super::declaration::{Declarations, first_repeated, pairs, words};
use super::folder_claims::{normalise_pattern, parse_glob};
use super::layout::{NameListError, edit_names};
use super::{
    Field, FieldType, FolderClaim, FolderClaims, HidingKeys, Kind, ListForm, ListLayout, Name,
    Need, PageArea, PageLayout, Role, Schema, SortKey,
};
use crate::config::{Config, config_invalid};
use crate::content::yaml::{self, Node, NodePath, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::page::hash_bytes;
use crate::text::{capitalize, did_you_mean, nearest_name, to_id};

const BUILT_IN: &str = include_str!("kinds.yaml");

/// Names that pages of the site itself use; pages of a kind cannot go there.
const RESERVED_FOLDERS: [&str; 3] = ["tags", "static", "pagefind"];

/// The fields that say what is published and where, with the reason and the way out.
const GATES: [(&str, &str, &str); 7] = [
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
    (
        "ignore",
        "decides which findings are published",
        "remove the line",
    ),
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
        declarations: Declarations {
            built_in: &built_in,
            methods: config.evidence.methods.keys().cloned().collect(),
            own_names: vec![],
            own_spellings: vec![],
            diagnostics: vec![],
        },
        built_in_kinds: vec![],
    };
    let shared = load
        .declarations
        .read_fields(part(&built_in, "shared"), &vec![]);
    for (name, node) in pairs(built_in.get("kinds")) {
        let kind = load.read_kind(name, node, None, &vec![]);
        load.built_in_kinds.push(kind);
    }
    debug_assert_eq!(load.declarations.diagnostics, vec![], "kinds.yaml");
    let mut kinds = load.built_in_kinds.clone();
    for (name, node) in pairs(Some(&config.kinds)) {
        load.read_project_kind(name, node, &mut kinds);
    }
    let mut schema = load.assemble(kinds, shared);
    let declarations = load.declarations;
    let lists = pairs(built_in.get("foreign")).iter().map(|(_, keys)| keys);
    let foreign = lists.filter_map(words).flatten();
    schema.foreign_keys = foreign.collect();
    schema.own_names = declarations.own_names;
    schema
        .foreign_keys
        .extend(config.foreign_keys.iter().cloned());
    schema.hiding = read_hiding_keys(part(&built_in, "hiding"));
    let (kinds, foreign) = (&config.kinds, &config.foreign_keys);
    let seed = format!("{BUILT_IN}{kinds:?}{:?}{foreign:?}", declarations.methods);
    schema.hash = hash_bytes(seed.as_bytes());
    (schema, declarations.diagnostics)
}

fn part<'n>(node: &'n Node, key: &str) -> &'n Node {
    node.get(key).unwrap_or(&Node::Null)
}

fn read_hiding_keys(node: &Node) -> HidingKeys {
    let keys = |when| {
        let keys = words(part(node, when)).unwrap_or_default().into_iter();
        keys.map(|key| key.to_lowercase())
    };
    let flags = |when, flag| keys(when).map(move |key| (key, flag));
    HidingKeys {
        flags: flags("true", true).chain(flags("false", false)).collect(),
        from: keys("from").collect(),
        until: keys("until").collect(),
    }
}

fn is_folder_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().all(is_part)
}

struct Loader<'b> {
    declarations: Declarations<'b>,
    built_in_kinds: Vec<Kind>,
}

impl Loader<'_> {
    fn report(&mut self, path: NodePath, message: impl Into<String>, help: &str) {
        self.declarations.report(path, message, help);
    }

    /// Adds the shared fields to each kind and finds kinds by name and folder.
    fn assemble(&mut self, mut kinds: Vec<Kind>, shared: Vec<Field>) -> Schema {
        let folders = claim_folders(&kinds, &mut self.declarations.diagnostics);
        let links = |kind: &Kind| {
            let links = kind.fields.iter().filter(|field| field.link.is_some());
            links.map(|field| field.name.clone()).collect()
        };
        let known = kinds.iter().map(|k| (k.name.clone(), links(k)));
        let known: Vec<(Name, Vec<Name>)> = known.collect();
        for kind in &mut kinds {
            let path: NodePath = vec!["kinds".into(), (&*kind.name).into()];
            self.check_promises(kind, &path);
            self.check_methods(kind, &child_path(&path, "fields"));
            self.check_targets(kind, &known, &child_path(&path, "fields"));
            self.check_other_names(kind, &child_path(&path, "fields"));
            if let Some((message, help)) = refused_title(kind, &shared) {
                self.report(child_path(&path, "title"), message, &help);
                kind.title_field = "title".into();
            }
            // A kind whose title has a name of its own has no second one to recommend.
            let renamed = &*kind.title_field != "title";
            let others = shared.iter().filter(|f| kind.field(&f.name).is_none());
            let mut others: Vec<Field> = others.cloned().collect();
            let title = others.iter_mut().find(|field| &*field.name == "title");
            if let Some(title) = title.filter(|_| renamed) {
                title.need = Need::Optional;
            }
            kind.fields.append(&mut others);
        }
        let names = kinds.iter().enumerate();
        Schema {
            by_name: names.map(|(i, kind)| (kind.name.clone(), i)).collect(),
            kinds,
            shared,
            foreign_keys: vec![],
            own_names: vec![],
            hiding: HidingKeys::default(),
            folders,
            hash: 0,
        }
    }

    /// Reports the fields that the role of a kind promises and that it lacks.
    fn check_promises(&mut self, kind: &Kind, path: &NodePath) {
        let Some(role) = kind.role.map(Role::name) else {
            return;
        };
        let promised = part(part(self.declarations.built_in, "promises"), role);
        let promised = words(promised).unwrap_or_default().into_iter();
        let lacking = promised.filter(|name| kind.field(name).is_none());
        let lacking: Vec<String> = lacking.map(|name| format!("`{name}`")).collect();
        let s = if lacking.len() == 1 { "" } else { "s" };
        if !lacking.is_empty() {
            let lacking = lacking.join(", ");
            let message = format!("a kind like `{role}` needs the field{s} {lacking}");
            let help = "declare them under `fields`, or leave `like` out";
            let invalid = config_invalid(Place::Key(path.clone()), message, help);
            self.declarations.diagnostics.push(invalid);
        }
    }

    /// Reports methods of studies that no setting weighs: what they say would count for nothing.
    fn check_methods(&mut self, kind: &Kind, path: &NodePath) {
        let field = kind
            .field("method")
            .filter(|_| kind.role == Some(Role::Validation));
        let Some(FieldType::Choice(values)) = field.map(|field| &field.ty) else {
            return;
        };
        let path = child_path(&child_path(path, "method"), "values");
        for (i, value) in values.iter().enumerate() {
            let mut methods = self.declarations.methods.iter();
            if methods.all(|method| **method != *value.word) {
                let message = format!("no setting weighs the method `{}`", value.word);
                let help =
                    "declare it under `evidence.methods`, with class, weight, n_full and about";
                self.report(child_path(&path, i), message, help);
            }
        }
    }

    /// Reports links to kinds that there are not, and those that are the other end of none. A built-in kind that is switched
    /// off may still be named.
    fn check_targets(&mut self, kind: &Kind, known: &[(Name, Vec<Name>)], path: &NodePath) {
        for field in &kind.fields {
            let Some(link) = &field.link else { continue };
            let Some(to) = &link.target_kind else {
                continue;
            };
            let path = child_path(path, &*field.name);
            let Some((_, links)) = known.iter().find(|(name, _)| name == to) else {
                if !self.built_in_kinds.iter().any(|kind| kind.name == *to) {
                    let names = known.iter().map(|(name, _)| &**name);
                    let help = did_you_mean(to, names, "name a kind, or `any`");
                    let message = format!("there is no kind `{to}`");
                    self.report(child_path(&path, "to"), message, &help);
                }
                continue;
            };
            if let Some(other) = link.reverse_of.as_ref().filter(|of| !links.contains(of)) {
                let names = links.iter().map(|name| &**name);
                let help = did_you_mean(other, names, "name the link of that kind that leads here");
                let message = format!("`{to}` has no link `{other}`");
                self.report(child_path(&path, "reverse"), message, &help);
            }
        }
    }

    /// Reports names that a project gives to one field and that another one has.
    fn check_other_names(&mut self, kind: &Kind, path: &NodePath) {
        let own = std::mem::take(&mut self.declarations.own_names);
        let given = own.iter().filter(|(of, _)| **of == *kind.name);
        for (_, name) in given.filter(|(_, name)| kind.field(name).is_some()) {
            let mut fields = kind.fields.iter();
            if let Some(field) = fields.find(|field| field.aliases.contains(name)) {
                let at = child_path(&child_path(path, &*field.name), "also");
                let message = format!(
                    "`{name}` is a field itself, so it is no other name of `{}`",
                    field.name
                );
                self.report(at, message, "leave it out, or give that field another name");
            }
        }
        self.declarations.own_names = own;
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
                let built_in = self.built_in_kinds.iter().map(|kind| &*kind.name);
                let near = nearest_name(name, built_in).filter(|_| node.get("like").is_none());
                if let Some(near) = near {
                    let message = format!("`{name}` is a kind of its own");
                    let hint = Diagnostic::new("similar-kind", Place::Key(path.clone()), message);
                    let hint = hint.help(format!("did you mean `{near}`?"));
                    self.declarations.diagnostics.push(hint);
                }
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
        let node = &self.declarations.checked(node, "kind", path);
        let text = |key: &str| node.get(key).and_then(Node::as_text);
        let mut kind = base.unwrap_or_else(|| Kind {
            name: name.into(),
            role: None,
            folders: vec![],
            project_folders: vec![],
            page_folder: String::new(),
            label: capitalize(name),
            plural_label: format!("{}s", capitalize(name)),
            counted: None,
            help: String::new(),
            title_field: "title".into(),
            fields: vec![],
            page: PageLayout::default(),
            list: ListLayout::default(),
        });
        let is_new = kind.role.is_none();
        if let Some(label) = text("label") {
            kind.plural_label = format!("{label}s");
            kind.counted = None;
            kind.label = label;
        }
        kind.plural_label = text("labels").unwrap_or(kind.plural_label);
        let counted = node.get("counted").and_then(words);
        kind.counted = counted
            .and_then(|words| words.try_into().ok())
            .or(kind.counted);
        kind.help = text("help").unwrap_or(kind.help);
        kind.title_field = text("title").map_or(kind.title_field, Name::from);
        if let Some(role) = text("like") {
            kind.role = Role::ALL.into_iter().find(|r| r.name() == role);
        }
        let mut alike = self
            .built_in_kinds
            .iter()
            .filter(|other| other.role.is_some());
        let alike = alike.find(|other| is_new && other.role == kind.role);
        if let Some(alike) = alike {
            (kind.page, kind.list) = (alike.page.clone(), alike.list.clone());
        }
        self.read_page(&mut kind.page, node, &child_path(path, "page"));
        self.read_list(&mut kind.list, node, &child_path(path, "list"));
        self.read_folders(&mut kind, node, path);
        let path = child_path(path, "fields");
        let built_in = self.declarations.built_in;
        let (shared, declared) = (part(built_in, "shared"), part(built_in, "kinds"));
        let declared = match path.len() {
            1 => &Node::Null,
            _ => part(part(declared, name), "fields"),
        };
        let fields = node.get("fields");
        let fields = self
            .declarations
            .fields_over(declared, shared, fields, &path);
        kind.fields = self.declarations.read_fields(&fields, &path);
        self.refuse_private_gates(&kind, &path);
        kind
    }

    /// A part of a declaration, which is a map.
    fn part_of_kind(&mut self, kind: &Node, key: &str, path: &NodePath, help: &str) -> Node {
        let node = part(kind, key);
        if !matches!(node, Node::Map(_) | Node::Null) {
            let message = format!("`{key}` cannot be {}", node.type_name());
            self.report(path.clone(), message, help);
        }
        self.declarations.checked(node, key, path)
    }

    /// Lays what a declaration says of the page over the page of the kind.
    fn read_page(&mut self, page: &mut PageLayout, kind: &Node, path: &NodePath) {
        let help = "write {side: [+owner], hidden: [tools]}";
        let node = self.part_of_kind(kind, "page", path, help);
        let layout_before = page.clone();
        for (key, area) in PageArea::ALL {
            let base = page.area(area).to_vec();
            let before = page.given.len();
            let names = self.read_names(&base, &mut page.given, &node, key, path);
            page.set_area(area, names);
            // A name that a project writes stands there and nowhere else.
            let moved: Vec<Name> = page.given[before..]
                .iter()
                .map(|(n, _)| n.clone())
                .collect();
            page.take_out_elsewhere(area, &moved);
        }
        page.append_unnamed(&layout_before);
    }

    /// Lays what a declaration says of the list over the list of the kind.
    fn read_list(&mut self, list: &mut ListLayout, kind: &Node, path: &NodePath) {
        let help = "write {columns: [status], sort: -date, group: status, as: board}";
        let node = self.part_of_kind(kind, "list", path, help);
        list.columns = self.read_names(&list.columns, &mut list.given, &node, "columns", path);
        list.filter = self.read_names(&list.filter, &mut list.given, &node, "filter", path);
        let mut given: Vec<(Name, NodePath)> = vec![];
        if let Some(sort) = node.get("sort")
            && let Some(keys) = words(sort)
        {
            list.sort = keys.iter().map(|key| SortKey::parse(key)).collect();
            let at = child_path(path, "sort");
            let place = |i| match sort {
                Node::List(_) => child_path(&at, i),
                _ => at.clone(),
            };
            let names = list.sort.iter().map(|key| key.name.clone());
            given.extend(names.zip((0..).map(place)));
        }
        if let Some(group) = node.get("group") {
            list.group = group.as_text().map(Name::from);
            let name = list.group.clone();
            given.extend(name.map(|name| (name, child_path(path, "group"))));
        }
        list.given
            .extend(given.into_iter().filter(|_| path.len() > 1));
        if let Some(form) = node.get("as").and_then(Node::as_text) {
            let form = ListForm::ALL.iter().find(|(word, _)| *word == form);
            list.form = form.map_or(list.form, |(_, form)| *form);
        }
        if list.form == ListForm::Board && list.group.is_none() {
            let says_form = node.get("as").is_some();
            let key = if says_form { "as" } else { "group" };
            let help = "name a field under `group`, or write `as: cards`";
            self.report(child_path(path, key), "a board needs a `group`", help);
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
        let Some(written) = node.get(key).and_then(words) else {
            return base.to_vec();
        };
        // Of a page, the names in all areas are looked at together.
        let is_of_list = matches!(key, "columns" | "filter");
        if let Some(i) = first_repeated(&written).filter(|_| is_of_list) {
            let message = format!("`{}` is named twice", written[i]);
            self.report(child_path(&at, i), message, "leave one of them out");
        }
        match edit_names(base, &written) {
            Ok(names) => {
                let place = |name: &Name| {
                    let bare = |text: &str| match text.strip_prefix('+') {
                        Some(text) => text.split(" before ").next().map(str::trim) == Some(&**name),
                        None => text.trim() == &**name,
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
                let (sign, name) = written[i].split_at(1);
                let name = match name.split_once(" before ") {
                    Some((_, name)) if sign == "+" => name.trim(),
                    _ => name.trim(),
                };
                let message = format!("`{name}` is not in the list");
                let names = base
                    .iter()
                    .map(|name| &**name)
                    .filter(|known| *known != name);
                let all = match base {
                    [] => "it is empty: write names without a sign".to_owned(),
                    base => format!("it has {}", base.join(", ")),
                };
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
        let named = node.get("folders").and_then(words);
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
                None if pattern.split('/').any(|part| matches!(part, "." | "..")) => {
                    let message = format!("`{pattern}` is no folder of the content");
                    let help = "name it by its path from the content folder";
                    self.report(at.clone(), message, help);
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
}

/// Why the field that a kind names as its title cannot be it, and what to do.
fn refused_title(kind: &Kind, shared: &[Field]) -> Option<(String, String)> {
    let title = &kind.title_field;
    let mut all = kind.fields.iter().chain(shared);
    match all.find(|f| f.name == *title) {
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
                "persona: {folders: ['../x']}",
                "`../x` is no folder of the content",
            ),
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
        use crate::model::word_of_phrase;
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
            ("validation", "method", "{help: Ours.}"),
            ("validation", "method", "{spelled: {desk: [reading]}}"),
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
            let phrase = "semi-structured interviews";
            let found = |f: &Field| match &f.ty {
                FieldType::Choice(words) => Some(word_of_phrase(words, phrase)?.word.clone()),
                _ => None,
            };
            assert_eq!(found(&was), found(&is), "{kind}.{name}");
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
    fn what_is_about_the_people_of_a_study_is_private_in_every_kind() {
        for (kinds, is_told) in [
            ("validation: {fields: {consent: {private: false}}}", true),
            (
                "validation: {fields: {DELETE_RAW_BY: {private: false}}}",
                true,
            ),
            (
                "validation: {fields: {consent: {type: text}, delete_raw_by: }}",
                false,
            ),
            (
                "x: {fields: {consent: {type: choice, values: [recorded, missing]}}}",
                false,
            ),
            ("x: {fields: {Consent: {private: false}}}", true),
            ("x: {fields: {agreed: {also: [consent]}}}", false),
            (
                "persona: {fields: {delete_raw_by: {type: date, private: false}}}",
                true,
            ),
            (
                "x: {fields: {talks: {type: map, fields: {consent: {private: false}}}}}",
                true,
            ),
        ] {
            let (schema, problems) = with_kinds(kinds);
            let said: Vec<&str> = problems.iter().map(|p| &*p.message).collect();
            assert_eq!(said.len(), usize::from(is_told), "{kinds} {said:?}");
            assert!(
                said.iter().all(|m| m.contains("cannot be public")),
                "{said:?}"
            );
            for field in schema.kinds.iter().flat_map(|kind| &kind.fields) {
                let names = field
                    .aliases
                    .iter()
                    .map(String::as_str)
                    .chain([&*field.name]);
                let mut names = names.map(str::to_lowercase);
                let is_named = names.any(|n| n == "consent" || n == "delete_raw_by");
                assert!(!is_named || field.is_private, "{kinds} {}", field.name);
                assert!(
                    &*field.name != "talks" || field.is_partly_private(),
                    "{kinds}"
                );
            }
        }
        // Words near them are a project's own.
        let (schema, _) =
            with_kinds("x: {fields: {consented: {type: flag}, agreed: {type: flag}}}");
        let x = &schema.kinds[schema.kind_by_name("x").unwrap()];
        assert!(
            !x.field("consented").unwrap().is_private && !x.field("agreed").unwrap().is_private
        );
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
            (
                "x: {fields: {a: {type: choice}}}",
                Some("a choice needs `values`"),
            ),
            (
                "x: {fields: {a: {type: choice, values: [1, 2]}}}",
                Some("`values` of a choice are words"),
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
                "problem: {fields: {x: {type: text, also: [need]}}}",
                Some("`need` is a field itself, so it is no other name of `x`"),
            ),
            ("problem: {fields: {x: {type: text, also: [y]}}}", None),
            (
                "problem: {fields: {x: {type: link, to: persona, reverse: nope}}}",
                Some("`persona` has no link `nope`"),
            ),
            (
                "decision: {fields: {x: {type: link, to: decision, reverse: supersedes}}}",
                None,
            ),
            (
                "problem: {fields: {status: {spelled: {open: [exploring]}}}}",
                Some("`open` is no value of `status`"),
            ),
            (
                "problem: {fields: {status: {spelled: {exploring: offen}}}}",
                None,
            ),
            (
                "validation: {fields: {method: {spelled: {interveiw: [chat]}}}}",
                Some("`interveiw` is no value of `method`"),
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
            ("x: {label: ''}", Some("`label` is empty")),
            ("x: {labels: '  '}", Some("`labels` is empty")),
            ("x: {help: ''}", None),
            ("x: {fields: {a: {label: ' '}}}", Some("`label` is empty")),
            ("x: {counted: one}", Some("`counted` takes two words")),
            ("x: {counted: [one]}", Some("`counted` takes two words")),
            ("x: {counted: []}", Some("`counted` takes two words")),
            ("x: {counted: [a, b, c]}", Some("`counted` takes two words")),
            ("x: {counted: [a, '']}", Some("`counted` takes two words")),
            ("x: {counted: [ox, oxen]}", None),
            (
                "x: {fields: {s: {type: choice, values: [a, b], spelled: nolist}}}",
                Some("there are no spellings `nolist`"),
            ),
            (
                "x: {fields: {s: {type: choice, values: [a, b], spelled: [c]}}}",
                Some("`spelled` cannot be a list"),
            ),
            (
                "x: {fields: {s: {type: choice, values: [supported, refuted], spelled: {refuted: [no]}}}}",
                None,
            ),
            (
                "x: {fields: {a: {type: text, spelled: {b: [c]}}}}",
                Some("`spelled` means nothing for this type of field"),
            ),
            (
                "x: {fields: {a: {type: text, to: persona}}}",
                Some("`to` means nothing for this type of field"),
            ),
            (
                "x: {fields: {a: {inverse: Seen by}}}",
                Some("`inverse` means nothing for this type of field"),
            ),
            (
                "x: {fields: {a: {type: person, to: persona, inverse: Asks}}}",
                None,
            ),
            ("problem: {fields: {parent: {type: text}}}", None),
            (
                "x: {fields: {s: {type: choice, values: [a, b, a]}}}",
                Some("`a` is named twice"),
            ),
            (
                "x: {list: {columns: [owner, owner]}}",
                Some("`owner` is named twice"),
            ),
            ("x: {list: {columns: [owner, tags]}}", None),
            (
                "x: {fields: {'': {type: text}}}",
                Some("`` cannot be the name of a field"),
            ),
            (
                "x: {fields: {a.b: {type: text}}}",
                Some("`a.b` cannot be the name of a field"),
            ),
            ("x: {fields: {a_b-c d: {type: text}}}", None),
            (
                "validation: {fields: {method: {values: [interview, chat]}}}",
                Some("no setting weighs the method `chat`"),
            ),
            (
                "validation: {fields: {method: {values: [interview, survey]}}}",
                None,
            ),
            (
                "x: {fields: {method: {type: choice, values: [chat]}}}",
                None,
            ),
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
