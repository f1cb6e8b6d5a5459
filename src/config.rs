//! The settings of a project: `casebook.yaml` over the built-in `config.yaml`.
//!
//! The built-in file declares every key with its default and so with its type. Any other key is an error.

pub mod host;
mod overlay;
mod value_rules;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::content::block::Block;
use crate::content::yaml::{self, Node, NodePath, Step};
use crate::diagnostic::{Diagnostic, Place, cut_value};
use crate::page::UrlStyle;
use crate::text::did_you_mean;
pub use overlay::{BUILT_IN, CheckLevel, config_invalid};
use overlay::{built_in_config, overlay, read_check_levels};
pub use value_rules::normalise_base_url;
use value_rules::{is_dot_folder, parse_size};

/// The settings of a project.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    pub title: Option<String>,
    pub description: Option<String>,
    pub notice: Option<String>,
    pub language: String,
    pub content: String,
    /// True where `content` must be there: the settings name it, or cannot be read and may.
    #[serde(skip)]
    pub content_is_named: bool,
    pub output: String,
    pub theme: String,
    pub base_url: Option<String>,
    pub repository: Option<String>,
    pub branch: String,
    pub edit: Option<String>,
    pub urls: UrlStyle,
    pub exclude: Vec<String>,
    pub nav: Option<Vec<String>>,
    pub baseline: Option<String>,
    #[serde(skip, default = "empty_map")]
    pub kinds: Node,
    pub foreign_keys: Vec<String>,
    pub evidence: Evidence,
    pub feedback: Feedback,
    #[serde(skip)]
    pub checks: BTreeMap<String, CheckLevel>,
    pub privacy: Privacy,
    pub markdown: Markdown,
    pub images: Images,
    pub assets: Assets,
    pub findings: Findings,
    pub history: GitHistory,
    pub limits: Limits,
    pub preview: Preview,
}

/// Weights, samples, half-lives and limits of the evidence formulas; `config.yaml` explains each.
#[derive(Clone, Debug, Deserialize)]
pub struct Evidence {
    #[serde(deserialize_with = "methods_in_order")]
    pub methods: Methods,
    pub half_life: HalfLives,
    pub cap: f64,
    pub oldest_half_lives: f64,
    pub few_people: f64,
    pub words: ScoreWords,
    pub ratio: f64,
    pub never_suggested: Vec<String>,
    pub stale: StaleAfter,
    pub basis: Basis,
    pub opportunity: Opportunity,
    pub small_share: f64,
    pub small_sample: f64,
}

/// Research methods by name, in the order of `config.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Methods(Vec<(String, Method)>);

#[derive(Clone, Debug, Deserialize)]
pub struct Method {
    pub class: MethodClass,
    pub weight: f64,
    pub n_full: f64,
    pub about: Axis,
}

impl Method {
    /// What one study of so many people would give on its day, alone: `W · min(1, √(n / n_full))`.
    pub fn points_of_one_study(&self, people: f64) -> f64 {
        self.weight * (people / self.n_full).sqrt().min(1.0)
    }
}

/// What a method shows: an opinion, what people say, or what they do.
#[derive(
    Clone, Copy, Debug, Deserialize, serde::Serialize, PartialEq, Eq, Hash, PartialOrd, Ord,
)]
#[serde(rename_all = "lowercase")]
pub enum MethodClass {
    Opinion,
    Say,
    Do,
}

/// What evidence is about: whether the problem exists, or whether the solution works.
#[derive(
    Clone, Copy, Debug, Deserialize, serde::Serialize, PartialEq, Eq, Hash, PartialOrd, Ord,
)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    Problem,
    Solution,
}

#[derive(Clone, Debug, Deserialize)]
pub struct HalfLives {
    pub problem: f64,
    pub solution: f64,
}

impl HalfLives {
    /// In days.
    pub fn of(&self, axis: Axis) -> f64 {
        match axis {
            Axis::Problem => self.problem,
            Axis::Solution => self.solution,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct ScoreWords {
    pub some: f64,
    pub good: f64,
    pub strong: f64,
}

/// Days after the last study until evidence is stale; for a metric, a number of its cadences.
#[derive(Clone, Debug, Deserialize)]
pub struct StaleAfter {
    pub problem: i64,
    pub solution: i64,
    pub persona: i64,
    pub metric_cadences: i64,
}

impl StaleAfter {
    /// For a study of a problem, or of an answer.
    pub fn of(&self, axis: Axis) -> i64 {
        match axis {
            Axis::Problem => self.problem,
            Axis::Solution => self.solution,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Basis {
    pub statistical: f64,
    pub statistical_methods: Vec<String>,
    pub qualitative: f64,
    pub qualitative_methods: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Opportunity {
    pub severity: BTreeMap<String, f64>,
    pub high: f64,
    pub worth_a_look: f64,
    pub overserved: Overserved,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Overserved {
    pub importance_below: f64,
    pub satisfaction_above: f64,
}

/// Days until feedback should be answered, linked, and its loop closed.
#[derive(Clone, Debug, Deserialize)]
pub struct Feedback {
    pub answer_days: i64,
    pub unlinked_days: i64,
    pub loop_days: i64,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Privacy {
    pub names_file: String,
    pub allow: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Findings {
    pub page: FindingsPage,
}

/// In which builds pages show findings.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum FindingsPage {
    Public,
    Internal,
    None,
}

/// What is read from git.
#[derive(Clone, Debug, Deserialize)]
pub struct GitHistory {
    pub files: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Markdown {
    pub html: Html,
    pub definition_lists: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Html {
    Sanitise,
    Escape,
    Trusted,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Images {
    pub external: ExternalImages,
    pub metadata: ImageMetadata,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ExternalImages {
    Link,
    Allow,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ImageMetadata {
    Strip,
    Refuse,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Assets {
    pub folders: Vec<String>,
    pub allow: Vec<String>,
}

/// Sizes of input files, in bytes.
#[derive(Clone, Debug, Deserialize)]
pub struct Limits {
    #[serde(deserialize_with = "byte_size")]
    pub front_matter: usize,
    #[serde(deserialize_with = "byte_size")]
    pub page: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Preview {
    pub editor: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        deserialise_config(&built_in_config())
            .expect("config.yaml has every key: a unit test reads it")
    }
}

impl Config {
    /// Reads the text of `casebook.yaml`. A value that cannot be read is reported and keeps its default.
    pub fn read(text: &str) -> (Config, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut merged = built_in_config();
        let (start, block) = Block::of_file(text);
        let parsed = block.parse();
        let content_is_named = match &parsed {
            Ok(given) => given.get("content").is_some(),
            Err(_) => true,
        };
        let given = match parsed {
            Ok(Node::Null) => Node::Map(vec![]),
            Ok(node @ Node::Map(_)) => node,
            Ok(other) => {
                let message = format!("the settings cannot be {}", other.type_name());
                let help = "write NAME: VALUE lines";
                diagnostics.push(config_invalid(Place::Start, message, help));
                Node::Map(vec![])
            }
            Err(error) => {
                let (message, help) = error.explain();
                let at = start + error.offset;
                diagnostics.push(config_invalid(Place::Bytes(at, at), message, help));
                Node::Map(vec![])
            }
        };
        let cut = block.cut_values();
        diagnostics.extend(cut.iter().map(|cut| cut_value(cut, start, true)));
        overlay(&mut merged, &given, &vec![], &mut diagnostics);
        let mut config = match deserialise_config(&merged) {
            Ok(config) => config,
            // Cannot be: each value has the type of its default, and what its rule allows.
            Err(error) => {
                let help = "see the guide for what it takes";
                diagnostics.push(config_invalid(Place::Start, error.to_string(), help));
                Config::default()
            }
        };
        config.content_is_named = content_is_named;
        config.kinds = given.get("kinds").cloned().unwrap_or_else(empty_map);
        config.checks = read_check_levels(given.get("checks"), &mut diagnostics);
        config.check_values(&mut diagnostics);
        (config, diagnostics)
    }

    /// Checks what neither a type nor a rule of one value does: folders, addresses and globs. Takes out what is refused: it
    /// would be used all the same where a site is made in spite of errors.
    fn check_values(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(url) = &self.base_url
            && let Err(message) = normalise_base_url(url)
        {
            let help = "write https://HOST/PATH/";
            diagnostics.push(config_invalid(Place::field("base_url"), message, help));
        }
        for (i, allowed) in self.privacy.allow.iter().enumerate() {
            if allowed.contains('*') || allowed == "@" {
                let at = ["privacy".into(), "allow".into(), Step::Index(i)];
                let why = if allowed == "@" {
                    ""
                } else {
                    ": it is no pattern"
                };
                let message = format!("`{allowed}` allows nothing{why}");
                let help =
                    "write the whole address or number, or `@example.org` for a whole domain";
                diagnostics.push(config_invalid(Place::Value(at.into()), message, help));
            }
        }
        for folder in &mut self.assets.folders {
            folder.truncate(folder.trim_end_matches('/').len());
        }
        for (i, folder) in self.assets.folders.iter().enumerate() {
            if !is_dot_folder(folder) {
                let at = ["assets".into(), "folders".into(), Step::Index(i)];
                let message = format!("`{folder}` is no dot folder of the content");
                let help = "write its path from the content folder, as in `.gitbook/assets`; other folders need no line";
                diagnostics.push(config_invalid(Place::Value(at.into()), message, help));
            }
        }
        self.assets.folders.retain(|folder| is_dot_folder(folder));
        self.check_evidence(diagnostics);
        let globs = [
            (vec!["exclude"], &self.exclude),
            (vec!["assets", "allow"], &self.assets.allow),
        ];
        for (key, globs) in globs {
            for (i, glob) in globs.iter().enumerate() {
                let Err(error) = globset::Glob::new(glob) else {
                    continue;
                };
                let path = key.iter().map(|key| Step::from(*key)).chain([i.into()]);
                let (place, message) = (Place::Value(path.collect()), error.kind().to_string());
                diagnostics.push(config_invalid(place, message, "see the guide on globs"));
            }
        }
    }
}

impl Config {
    /// Checks what numbers of `evidence` must be together, and that methods it names exist.
    fn check_evidence(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let evidence = &mut self.evidence;
        let at = |keys: &[&str]| -> NodePath {
            let keys = keys.iter().map(|key| Step::Key((*key).into()));
            std::iter::once("evidence".into()).chain(keys).collect()
        };
        let words = &evidence.words;
        if !(words.some < words.good && words.good < words.strong) {
            let (message, place) = ("the words do not rise", Place::Value(at(&["words"])));
            let help = "give some the lowest number and strong the highest";
            diagnostics.push(config_invalid(place, message, help));
            evidence.words = Config::default().evidence.words;
        }
        let opportunity = &mut evidence.opportunity;
        if opportunity.worth_a_look > opportunity.high {
            let place = Place::Value(at(&["opportunity"]));
            let (message, help) = (
                "`worth_a_look` is above `high`",
                "give `high` the larger number",
            );
            diagnostics.push(config_invalid(place, message, help));
            let default = Config::default().evidence.opportunity;
            (opportunity.worth_a_look, opportunity.high) = (default.worth_a_look, default.high);
        }
        let basis = &evidence.basis;
        let (statistical, qualitative) = (&basis.statistical_methods, &basis.qualitative_methods);
        for (keys, names) in [
            (vec!["never_suggested"], &evidence.never_suggested),
            (vec!["basis", "statistical_methods"], statistical),
            (vec!["basis", "qualitative_methods"], qualitative),
        ] {
            for (i, name) in names.iter().enumerate() {
                if evidence.methods.get(name).is_some() {
                    continue;
                }
                let known = evidence.methods.keys().map(String::as_str);
                let help = did_you_mean(name, known, "name a method of `evidence.methods`");
                let place = Place::Value(yaml::child_path(&at(&keys), i));
                let message = format!("there is no method `{name}`");
                diagnostics.push(config_invalid(place, message, help));
            }
        }
    }
}

impl Methods {
    pub fn get(&self, name: &str) -> Option<&Method> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, m)| m)
    }

    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(n, _)| n)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Method)> {
        self.0.iter().map(|(n, m)| (n.as_str(), m))
    }
}

fn deserialise_config(node: &Node) -> serde_json::Result<Config> {
    serde_json::from_value(serde_json::to_value(node)?)
}

fn empty_map() -> Node {
    Node::Map(vec![])
}

/// Reads a map in its order, which the maps of the standard library do not keep.
fn methods_in_order<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Methods, D::Error> {
    struct Ordered;
    impl<'de> serde::de::Visitor<'de> for Ordered {
        type Value = Methods;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("a map of methods")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Methods, A::Error> {
            let mut methods = Vec::new();
            while let Some(entry) = map.next_entry()? {
                methods.push(entry);
            }
            Ok(Methods(methods))
        }
    }
    d.deserialize_map(Ordered)
}

fn byte_size<'de, D: serde::Deserializer<'de>>(d: D) -> Result<usize, D::Error> {
    parse_size(&String::deserialize(d)?).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostics(text: &str) -> Vec<(String, String)> {
        Config::read(text)
            .1
            .into_iter()
            .map(|p| (p.message, p.help.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn every_setting_has_a_default() {
        let (config, diagnostics) = Config::read("");
        assert_eq!(diagnostics, vec![]);
        assert_eq!(config.evidence.methods.keys().count(), 18);
        assert_eq!(config.limits.front_matter, 65_536);
        assert_eq!(config.evidence.methods.get("launch").unwrap().weight, 9.5);
    }

    fn replace_node_at(node: &mut Node, path: &[Step], value: Node) {
        match (node, path) {
            (node, []) => *node = value,
            (Node::Map(items), [Step::Key(key), rest @ ..]) => {
                let inner = items.iter_mut().find(|(known, _)| known == key);
                replace_node_at(&mut inner.expect("it is there").1, rest, value);
            }
            _ => panic!("there is no {path:?}"),
        }
    }

    /// No setting but `kinds` and `checks` takes a map in place of its default: if one is accepted, no struct reads it.
    #[test]
    fn every_setting_is_read() {
        fn leaves(node: &Node, path: &NodePath, found: &mut Vec<NodePath>) {
            match node {
                Node::Map(items) if !items.is_empty() => {
                    for (key, value) in items {
                        let path = [path.as_slice(), &[Step::Key(key.clone())]].concat();
                        leaves(value, &path, found);
                    }
                }
                _ => found.push(path.clone()),
            }
        }
        let mut found = Vec::new();
        leaves(&built_in_config(), &vec![], &mut found);
        let open_keys = ["kinds", "checks"].map(|key| vec![Step::Key(key.into())]);
        for path in found.iter().filter(|path| !open_keys.contains(path)) {
            let mut settings = built_in_config();
            replace_node_at(&mut settings, path, Node::Map(vec![]));
            assert!(
                deserialise_config(&settings).is_err(),
                "src/config.yaml has {path:?}: write a field of that name into its struct in src/config.rs"
            );
        }
    }

    #[test]
    fn a_project_overrides_single_settings() {
        let (config, diagnostics) = Config::read(
            "title: Ours\nevidence:\n  half_life: {problem: 100}\n  methods: {interview: {weight: 4}, chat: {class: say, weight: 1, n_full: 5, about: problem}}\nchecks: {untested: off}\n",
        );
        assert_eq!(diagnostics, vec![]);
        assert_eq!(config.title.as_deref(), Some("Ours"));
        assert_eq!(
            (
                config.evidence.half_life.problem,
                config.evidence.half_life.solution
            ),
            (100.0, 365.0)
        );
        assert_eq!(
            config.evidence.methods.get("interview").unwrap().weight,
            4.0
        );
        assert!(config.evidence.methods.get("chat").is_some());
        assert_eq!(config.checks["untested"], CheckLevel::All("off".into()));
    }

    #[test]
    fn every_mistake_is_reported_in_one_run() {
        let found = diagnostics(
            "titel: x\nurls: flat\nlanguage: 1.10\nexclude: 3\nlimits: {page: 3 parsecs}\n",
        );
        let messages: Vec<&str> = found.iter().map(|(m, _)| m.as_str()).collect();
        assert_eq!(messages.len(), 5, "{found:?}");
        assert!(found.contains(&(
            "nothing reads `titel`".into(),
            "did you mean `title`?".into()
        )));
        assert!(
            found.contains(&(
                "`urls` cannot be `flat`".into(),
                "it takes one of `file`, `clean`".into()
            )),
            "{found:?}"
        );
        assert!(
            messages.iter().any(|m| m.contains("`parsecs` is no unit")),
            "{found:?}"
        );
    }

    /// The place and the message of each finding about settings below `evidence`.
    fn evidence(settings: &str) -> (Config, Vec<String>) {
        let text = format!("language: de\nevidence:\n  {settings}\n");
        let (config, found) = Config::read(&text);
        let said = found.iter().map(|p| {
            let at = p.place.locate(&text);
            let help = p.help.as_deref().unwrap_or_default();
            format!("{}:{} {} — {help}", at.line, at.column, p.message)
        });
        let said = said.collect();
        (config, said)
    }

    #[test]
    fn a_setting_that_is_refused_is_not_used() {
        let text = "repository: javascript:alert(1)\nedit: javascript:{path}\n\
                    evidence: {words: {some: 9}, opportunity: {high: 1}}\n";
        let ((config, found), default) = (Config::read(text), Config::default());
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!((config.repository, config.edit), (None, None));
        assert_eq!(config.evidence.words.some, default.evidence.words.some);
        let high = default.evidence.opportunity.high;
        assert_eq!(config.evidence.opportunity.high, high);
        let text = "repository: https://github.com/o/r\nedit: gitea\n";
        let config = Config::read(text).0;
        assert_eq!(config.repository.as_deref(), Some("https://github.com/o/r"));
        assert_eq!(config.edit.as_deref(), Some("gitea"));
    }

    #[test]
    fn a_mistake_in_one_number_is_told_at_its_place_and_changes_nothing_else() {
        for (settings, wanted) in [
            (
                "methods: {chat: {class: say, weight: heavy, n_full: 5, about: problem}}",
                "3:40 `weight` cannot be `heavy` — it takes a number from 0, up to 10",
            ),
            (
                "methods: {interview: {weight: heavy}}",
                "3:33 `weight` cannot be `heavy` — it takes a number from 0, up to 10",
            ),
            (
                "methods: {interview: {weight: -5}}",
                "3:33 `weight` cannot be `-5` — it takes a number from 0, up to 10",
            ),
            (
                "methods: {interview: {n_full: 0}}",
                "3:33 `n_full` cannot be `0` — it takes a number from 1, up to 1000000000",
            ),
            (
                "methods: {interview: {wieght: 3}}",
                "3:25 nothing reads `wieght` — did you mean `weight`?",
            ),
            (
                "methods: {chat: {class: say, weight: 1, n_full: 5, about: problem, colour: red}}",
                "3:70 nothing reads `colour` — use one of class, weight, n_full, about",
            ),
            (
                "methods: {chat: {class: say, weight: 1}}",
                "3:13 the method `chat` lacks n_full, about — a new method needs class, weight, n_full and about",
            ),
            (
                "methods: {chat: {class: hear, weight: 1, n_full: 5, about: problem}}",
                "3:27 `class` cannot be `hear` — it takes one of `opinion`, `say`, `do`",
            ),
            (
                "methods: {chat: 3}",
                "3:19 the method `chat` cannot be a number — write {class: say, weight: 1, n_full: 10, about: problem}",
            ),
            (
                "half_life: {problem: 0}",
                "3:24 `problem` cannot be `0` — it takes a number above 0, up to 1000000",
            ),
            (
                "half_life: {problem: .nan}",
                "3:24 `problem` cannot be `.nan` — it takes a number above 0, up to 1000000",
            ),
            (
                "cap: .inf",
                "3:8 `cap` cannot be infinite — it takes a number above 0, up to 10",
            ),
            (
                "ratio: 0.5",
                "3:10 `ratio` cannot be `0.5` — it takes a number from 1, up to 1000000",
            ),
            (
                "few_people: -1",
                "3:15 `few_people` cannot be `-1` — it takes a number from 0, up to 1000000000",
            ),
            (
                "stale: {problem: 1.5}",
                "3:20 `problem` cannot be `1.5` — it takes a whole number from 0, up to 1000000",
            ),
            (
                "words: {some: 3, good: 2}",
                "3:10 the words do not rise — give some the lowest number and strong the highest",
            ),
            (
                "opportunity: {worth_a_look: 15}",
                "3:16 `worth_a_look` is above `high` — give `high` the larger number",
            ),
            (
                "never_suggested: [desk, interviw]",
                "3:27 there is no method `interviw` — did you mean `interview`?",
            ),
        ] {
            let (config, said) = evidence(settings);
            assert_eq!(said, [wanted], "{settings}");
            assert_eq!(config.language, "de", "{settings}");
            assert_eq!(
                config.evidence.methods.get("interview").unwrap().weight,
                3.0
            );
        }
        let (config, _) =
            evidence("methods: {chat: {class: say, weight: 4, n_full: few, about: problem}}");
        assert_eq!(config.evidence.methods.get("chat").unwrap().weight, 0.0);
    }

    #[test]
    fn a_list_or_a_map_without_a_value_is_told() {
        for (text, at) in [
            ("kinds:\n", "1:1"),
            ("checks:\n", "1:1"),
            ("exclude:\n", "1:1"),
            ("evidence:\n", "1:1"),
            ("evidence: {methods: }\n", "1:12"),
            ("privacy:\n  allow:\n", "2:3"),
        ] {
            let (_, found) = Config::read(text);
            let said = found.iter().map(|p| {
                let at = p.place.locate(text);
                (
                    format!("{}:{}", at.line, at.column),
                    p.message.contains("has no value"),
                )
            });
            assert_eq!(said.collect::<Vec<_>>(), [(at.to_owned(), true)], "{text}");
        }
        // What the built-in file says itself.
        assert_eq!(Config::read("nav:\ntitle: null\n").1, vec![]);
    }

    #[test]
    fn an_item_that_is_no_text_is_told_at_its_place() {
        for (text, wanted) in [
            (
                "title: T\nexclude: [drafts/**, '']\n",
                "2:22 `exclude` has an empty text — write one, or leave it out",
            ),
            (
                "title: T\nforeign_keys: ' '\n",
                "2:15 `foreign_keys` has an empty text — write one, or leave it out",
            ),
            (
                "title: T\nprivacy: {allow: ['']}\n",
                "2:19 `allow` has an empty text — write one, or leave it out",
            ),
            (
                "title: T\nprivacy: {allow: ['@']}\n",
                "2:19 `@` allows nothing — write the whole address or number, or `@example.org` for a whole domain",
            ),
            (
                "title: T\npreview: {editor: 'javascript:alert(1)//{path}'}\n",
                "2:19 `editor` cannot be `javascript:alert(1)//{path}` — it takes an address with {path}: vscode://file/{path}:{line}",
            ),
            (
                "title: T\npreview: {editor: 'JavaScript://%0aalert(1)//{path}'}\n",
                "2:19 `editor` cannot be `JavaScript://%0aalert(1)//{path}` — it takes an address with {path}: vscode://file/{path}:{line}",
            ),
            (
                "title: T\nevidence: {methods: {'': {class: say, weight: 1, n_full: 5, about: problem}}}\n",
                "2:22 a method without a name — write NAME: {class: say, weight: 1, n_full: 10, about: problem}",
            ),
            (
                "title: T\nnav: [1]\n",
                "2:7 `nav` takes texts, and YAML reads this as a number — put it in quotes",
            ),
            (
                "title: T\nnav: [a.md, {b: c}]\n",
                "2:13 `nav` takes texts, and YAML reads this as a map — write a text",
            ),
            (
                "title: T\nexclude: [true]\n",
                "2:11 `exclude` takes texts, and YAML reads this as true or false — put it in quotes",
            ),
        ] {
            let (config, found) = Config::read(text);
            let said = found.iter().map(|p| {
                let at = p.place.locate(text);
                let help = p.help.as_deref().unwrap_or_default();
                format!("{}:{} {} — {help}", at.line, at.column, p.message)
            });
            assert_eq!(said.collect::<Vec<_>>(), [wanted], "{text}");
            assert_eq!(config.title.as_deref(), Some("T"));
        }
    }

    #[test]
    fn an_editor_has_any_address_that_runs_no_script() {
        for editor in ["subl:{path}", "my_editor://{path}", "/open?file={path}"] {
            let (_, found) = Config::read(&format!("preview: {{editor: '{editor}'}}\n"));
            assert!(found.is_empty(), "{editor}: {found:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_before_the_settings_is_no_part_of_them() {
        let text = "\u{feff}title: Ours\ncontent: docs\nurls: flat\n";
        let (config, found) = Config::read(text);
        assert_eq!(
            (config.title.as_deref(), &*config.content),
            (Some("Ours"), "docs")
        );
        let said = found.iter().map(|p| {
            let at = p.place.locate(text);
            format!("{}:{} {}", at.line, at.column, p.message)
        });
        assert_eq!(said.collect::<Vec<_>>(), ["3:7 `urls` cannot be `flat`"]);
        let text = "\u{feff}titel: Ours\nurls: clean\n";
        let at = Config::read(text).1[0].place.locate(text);
        assert_eq!((at.line, at.column), (1, 1));
    }

    #[test]
    fn a_language_that_is_none_is_told() {
        for tag in ["xx", "qq-DE", "english", "e"] {
            assert_eq!(
                Config::read(&format!("language: {tag}\n")).1.len(),
                1,
                "{tag}"
            );
        }
        for tag in ["de", "pt-BR", "gsw", "zh-Hant-TW", "EN", "iw"] {
            assert_eq!(
                Config::read(&format!("language: {tag}\n")).1,
                vec![],
                "{tag}"
            );
        }
    }

    #[test]
    fn a_setting_that_yaml_cuts_is_told() {
        let (_, found) = Config::read("title: Team #1\ndescription: a # remark\n");
        let found: Vec<_> = found.iter().map(|p| (p.code, p.help.as_deref())).collect();
        let help = Some("put the value in quotes: \"Team #1\"");
        assert_eq!(found, [("cut-value", help)]);
        // Where nothing is left of the value, too.
        for (text, column) in [("title: &x\n", 8), ("title: &x y\n", 8), ("title: #x\n", 1)] {
            let (_, found) = Config::read(text);
            let cut = found.iter().find(|p| p.code == "cut-value");
            let at = cut.map(|cut| cut.place.locate(text).column);
            assert_eq!(at, Some(column), "{text}");
        }
    }
}
