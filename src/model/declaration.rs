//! Declarations of fields: what each key takes, how a project's declaration is laid over the built-in one, and the
//! [`Field`] that both together say.
//!
//! They are laid over each other as they are written, so that reading a field knows one declaration only.

use super::{ChoiceValue, Field, FieldType, LinkRule, Name, Need, OtherSpelling, Value};
use crate::config::config_invalid;
use crate::content::yaml::{Node, NodePath, Step, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::text::{capitalize, did_you_mean, fold_case, humanize, phrase};

const TEXT: &str = "text";
/// With it, the words of a list of spellings are also read where they begin or end others.
const IN_PHRASES: &str = "in_phrases";

/// Why the value of a key is not of its shape, which is a word of `kinds.yaml` or the list of what it may be; and what it
/// takes.
fn misfit(key: &str, shape: &Node, value: &Node) -> Option<(String, String)> {
    let shape = match (shape, value) {
        (Node::List(_), Node::Text(text)) => {
            let all = words(shape).filter(|all| !all.contains(text))?;
            let what = match key {
                "like" => "built-in kind",
                "as" => "form of a list",
                key => key,
            };
            let otherwise = format!("use one of {}", all.join(", "));
            let help = did_you_mean(text, all.iter().map(String::as_str), otherwise);
            return Some((format!("`{text}` is no {what}"), help));
        }
        (Node::Text(shape), _) => shape,
        _ => TEXT,
    };
    let is_blank = matches!(value, Node::Text(text) if text.trim().is_empty());
    let (fits, help) = match (shape, value) {
        (TEXT | "name", Node::List(_) | Node::Map(_)) => (false, "it takes text"),
        ("name", _) if is_blank => (false, "write a word, or take the line out"),
        (TEXT | "name", value) => (
            matches!(value, Node::Text(_)),
            "it takes text: put it in quotes",
        ),
        ("flag", value) => (matches!(value, Node::Bool(_)), "it takes `true` or `false`"),
        ("number", value) => (
            value.as_number().is_some_and(f64::is_finite),
            "it takes a number",
        ),
        ("words", value) => (words(value).is_some(), "write [one, two]"),
        ("two words", Node::List(items)) => (
            items.len() == 2 && items.iter().all(is_word),
            "write [what follows 1, what follows more]",
        ),
        ("two words", _) => (false, "write [what follows 1, what follows more]"),
        _ => return None,
    };
    let message = match (shape, value) {
        ("words", _) => "this takes a list of words".to_owned(),
        ("two words", _) => format!("`{key}` takes two words"),
        ("name", _) if is_blank => format!("`{key}` is empty"),
        (_, Node::Text(text)) => format!("`{key}` cannot be `{text}`"),
        ("number", _) => format!("`{key}` is no number"),
        (_, value) => format!("`{key}` cannot be {}", value.type_name()),
    };
    let is_left_out = *value == Node::Null && shape != "words";
    (!fits && !is_left_out).then(|| (message, help.to_owned()))
}

fn is_word(node: &Node) -> bool {
    node.as_text().is_some_and(|text| !text.trim().is_empty())
}

/// The first of these texts that stands before already.
pub(super) fn first_repeated(all: &[String]) -> Option<usize> {
    (0..all.len()).find(|i| all[..*i].contains(&all[*i]))
}

/// What a map holds; nothing if it is none.
pub(super) fn pairs(node: Option<&Node>) -> &[(String, Node)] {
    match node {
        Some(Node::Map(pairs)) => pairs,
        _ => &[],
    }
}

/// The words of a list, or a single one; `None` if it is something else.
pub(super) fn words(node: &Node) -> Option<Vec<String>> {
    match node {
        Node::List(items) => items.iter().map(Node::as_text).collect(),
        single => Some(vec![single.as_text()?]),
    }
}

/// The declarations of `kinds.yaml`, and what is read and told of all.
pub(super) struct Declarations<'b> {
    pub built_in: &'b Node,
    /// The research methods of the settings: what `values: methods` means.
    pub methods: Vec<String>,
    /// Other names that the project gives to fields, each with the kind: nobody needs to be told of them there.
    pub own_names: Vec<(String, String)>,
    /// Other spellings of words that the project gives.
    pub own_spellings: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Declarations<'_> {
    pub fn report(&mut self, path: NodePath, message: impl Into<String>, help: &str) {
        let invalid = config_invalid(Place::Value(path), message, help);
        self.diagnostics.push(invalid);
    }

    /// The keys of a declaration whose values have the shape that `kinds.yaml` gives them for this `part`; what is wrong
    /// with the others is told.
    pub fn checked(&mut self, node: &Node, part: &str, path: &NodePath) -> Node {
        let mut checked = Node::Map(vec![]);
        let keys = pairs(self.built_in.get("keys").and_then(|keys| keys.get(part)));
        for (key, value) in pairs(Some(node)) {
            let at = child_path(path, &**key);
            let Some((_, shape)) = keys.iter().find(|(name, _)| name == key) else {
                let names = || keys.iter().map(|(name, _)| &**name);
                let all = names().collect::<Vec<_>>().join(", ");
                let help = match key.as_str() {
                    "role" if part == "kind" => {
                        "a kind says `like:` and the name of a built-in kind".to_owned()
                    }
                    _ => did_you_mean(key, names(), format!("use {all}")),
                };
                let message = format!("nothing reads `{key}`");
                self.diagnostics
                    .push(config_invalid(Place::Key(at), message, help));
                continue;
            };
            match misfit(key, shape, value) {
                None => checked.set(key, value.clone()),
                Some((message, help)) => {
                    self.report(at, message, &help);
                    // What is private by mistake harms nobody.
                    if key == "private" {
                        checked.set(key, Node::Bool(true));
                    }
                }
            }
        }
        checked
    }

    /// The declarations of `base` with the given ones laid over them and added. One of a field of `shared` is laid over
    /// that and added.
    pub fn fields_over(
        &mut self,
        base: &Node,
        shared: &Node,
        given: Option<&Node>,
        path: &NodePath,
    ) -> Node {
        let mut fields = match base {
            Node::Null => Node::Map(vec![]),
            base => base.clone(),
        };
        if let Some(other) = given.filter(|node| !matches!(node, Node::Map(_) | Node::Null)) {
            let message = format!("`fields` cannot be {}", other.type_name());
            let help = "write NAME: {type: text, help: …} for each field";
            self.report(path.clone(), message, help);
        }
        for (written, node) in pairs(given) {
            let path = child_path(path, &**written);
            let is_known = base.get(written).or_else(|| shared.get(written)).is_some();
            // A field that all kinds share has general words as other names: `weight` is one of the kind itself.
            let in_case =
                || in_other_case(base, written).or_else(|| in_other_case(shared, written));
            let called = || in_case().or_else(|| called(base, written));
            let meant = if is_known { None } else { called() };
            let name = meant.unwrap_or(written);
            let old = fields.get(name).or_else(|| shared.get(name)).cloned();
            let (ty, of_meant) = (type_of(node), old.as_ref().and_then(type_of));
            if meant.is_some() && ty.is_some() && ty != of_meant.or(Some(TEXT)) {
                let message = format!("`{written}` is another name of the field `{name}`");
                let help = "leave its `type` out, or give this field another name";
                self.report(path.clone(), message, help);
            }
            let mut field = self.field_over(name, old.as_ref(), node, &path);
            if meant.is_some() {
                field.set(
                    "also",
                    appended(field.get("also"), &Node::Text(written.clone())),
                );
            }
            fields.set(name, field);
        }
        fields
    }

    /// What a declaration does not name stays as in `base`, the one of that name so far; of a new type, what belongs to
    /// the type alone does not.
    fn field_over(
        &mut self,
        name: &str,
        base: Option<&Node>,
        given: &Node,
        path: &NodePath,
    ) -> Node {
        if !matches!(given, Node::Map(_) | Node::Null) {
            let message = format!("`{name}` cannot be {}", given.type_name());
            self.report(path.clone(), message, "write {type: text, help: …}");
        }
        // A dot stands between the names of a field inside another.
        if name.trim().is_empty() || name.contains('.') {
            let invalid = Place::Key(path.clone());
            let message = format!("`{name}` cannot be the name of a field");
            let help = "use letters, digits and `_`";
            self.diagnostics
                .push(config_invalid(invalid, message, help));
        }
        // Of another type, these would keep nothing from being published.
        let is_guarded = matches!(name, "draft" | "visibility") && base.is_some();
        let given = self.checked(
            given,
            if is_guarded { "guarded_field" } else { "field" },
            path,
        );
        let base = base.map_or(Node::Map(vec![]), |base| {
            let ty = type_of(&given).or(type_of(base));
            self.of_type(base, ty.unwrap_or(TEXT))
        });
        let loses_default = self.loses_default(&base, &given, path);
        let mut merged = base.with_keys(|key| key != "default" || !loses_default);
        for (key, value) in pairs(Some(&given)) {
            let value = self.value_over(key, base.get(key), value, path);
            merged.set(key, value);
        }
        if self.is_always_private(name, &merged) {
            if given.get("private") == Some(&Node::Bool(false)) {
                let message = format!(
                    "`{name}` cannot be public: it is about the people of a study, not for readers"
                );
                let help = "remove the line, or give what readers may see another name";
                self.report(child_path(path, "private"), message, help);
            }
            merged.set("private", Node::Bool(true));
        }
        let values = match merged.get("values") {
            Some(Node::Text(all)) if all == "methods" => Some(self.methods.clone()),
            values => values.and_then(words),
        };
        let spelled = pairs(given.get("spelled")).iter().map(|(word, _)| word);
        let is_value = |word: &&String| values.as_ref().is_none_or(|all| all.contains(word));
        let others = spelled.filter(|word| *word != IN_PHRASES && !is_value(word));
        for word in others {
            let known = values.iter().flatten().map(String::as_str);
            let help = did_you_mean(word, known, "write VALUE: [another spelling of it]");
            let invalid = Place::Key(child_path(&child_path(path, "spelled"), &**word));
            let message = format!("`{word}` is no value of `{name}`");
            self.diagnostics
                .push(config_invalid(invalid, message, help));
        }
        let limit = |key: &str| merged.get(key).and_then(Node::as_number);
        let changed = ["min", "max"]
            .into_iter()
            .find(|key| given.get(key).is_some());
        if let Some(key) = changed
            && limit("min")
                .zip(limit("max"))
                .is_some_and(|(min, max)| min > max)
        {
            let help = "give `max` the larger number";
            self.report(child_path(path, key), "`min` is over `max`", help);
        }
        merged
    }

    /// True if a field of this name, or of one of its other names, is private in every kind.
    fn is_always_private(&self, name: &str, declared: &Node) -> bool {
        let also = declared.get("also").and_then(words).unwrap_or_default();
        let always = self.built_in.get("always_private").and_then(words);
        let names = || also.iter().map(String::as_str).chain([name]);
        let mut always = always.into_iter().flatten();
        always.any(|private| names().any(|name| fold_case(name) == private))
    }

    /// What of a declaration holds for a type too.
    fn of_type(&self, declared: &Node, ty: &str) -> Node {
        let before = type_of(declared).unwrap_or(TEXT);
        let are_numbers = [before, ty]
            .iter()
            .all(|ty| ["whole", "number"].contains(ty));
        let keys = self
            .built_in
            .get("keys_of_a_type")
            .and_then(words)
            .unwrap_or_default();
        declared.with_keys(|key| {
            before == ty
                || are_numbers && matches!(key, "min" | "max")
                || !keys.iter().any(|of_type| of_type == key)
        })
    }

    /// The value of a key of a field, laid over the one it has.
    fn value_over(&mut self, key: &str, old: Option<&Node>, given: &Node, path: &NodePath) -> Node {
        match (key, given) {
            ("also", given) => {
                // Those of `kinds.yaml` begin with `fields`.
                if let [Step::Key(first), Step::Key(kind), ..] = &path[..]
                    && first == "kinds"
                {
                    let names = words(given).into_iter().flatten();
                    self.own_names
                        .extend(names.map(|name| (kind.clone(), name)));
                }
                appended(old, given)
            }
            ("fields", given) => {
                let at = child_path(path, key);
                self.fields_over(old.unwrap_or(&Node::Null), &Node::Null, Some(given), &at)
            }
            ("default", given) => given.clone(),
            (_, Node::Null) => old.cloned().unwrap_or(Node::Null),
            ("spelled", given) => {
                self.check_spellings(given, path);
                if path.first() == Some(&"kinds".into()) {
                    let given = pairs(self.spellings(Some(given))).iter();
                    let lists = given.map(|(_, spellings)| match spellings {
                        Node::List(items) => &items[..],
                        single => std::slice::from_ref(single),
                    });
                    let own = lists.flatten().filter_map(Node::as_text);
                    let own: Vec<String> = own.collect();
                    self.own_spellings.extend(own);
                }
                self.spelled_over(old, given)
            }
            (_, given) => given.clone(),
        }
    }

    /// True if the default is none of the new values of a choice, which is reported.
    fn loses_default(&mut self, base: &Node, given: &Node, path: &NodePath) -> bool {
        let values = given.get("values").and_then(words);
        let (Some(Node::Text(word)), None, Some(values)) =
            (base.get("default"), given.get("default"), values)
        else {
            return false;
        };
        let is_lost = !values.contains(word);
        if is_lost {
            let message = format!("`{word}`, the default, is none of the values");
            let help = "name one of them as `default:`, or write `default: ~`";
            self.report(child_path(path, "values"), message, help);
        }
        is_lost
    }

    /// Reports spellings that are none.
    fn check_spellings(&mut self, given: &Node, path: &NodePath) {
        let message = match given {
            Node::Map(_) => return,
            Node::Text(_) if self.spellings(Some(given)).is_some_and(|n| n != given) => return,
            Node::Text(name) => format!("there are no spellings `{name}`"),
            other => format!("`spelled` cannot be {}", other.type_name()),
        };
        let help = "write {VALUE: [another spelling of it]}";
        self.report(child_path(path, "spelled"), message, help);
    }

    /// A list of spellings: one of `kinds.yaml` by its name, or one as it is written.
    fn spellings<'n>(&'n self, node: Option<&'n Node>) -> Option<&'n Node> {
        match node {
            Some(Node::Text(name)) => self.built_in.get("spelled")?.get(name),
            other => other,
        }
    }

    fn spelled_over(&self, old: Option<&Node>, given: &Node) -> Node {
        let mut all = self.spellings(old).cloned().unwrap_or(Node::Map(vec![]));
        for (word, spellings) in pairs(self.spellings(Some(given))) {
            match spellings {
                Node::List(_) | Node::Text(_) => {
                    all.set(word, appended(all.get(word), spellings));
                }
                Node::Bool(true) if word == IN_PHRASES => all.set(word, spellings.clone()),
                _ => {}
            }
        }
        all
    }

    /// The fields that these declarations say.
    pub fn read_fields(&mut self, declared: &Node, path: &NodePath) -> Vec<Field> {
        let fields = pairs(Some(declared)).iter();
        fields
            .map(|(name, node)| self.read_field(name, node, &child_path(path, &**name)))
            .collect()
    }

    fn read_field(&mut self, name: &str, node: &Node, path: &NodePath) -> Field {
        let text = |key: &str| node.get(key).and_then(Node::as_text);
        let flag = |key: &str| node.get(key) == Some(&Node::Bool(true));
        let list = |key: &str| node.get(key).and_then(words).unwrap_or_default();
        let ty = self.read_type(node, path);
        let is_link = matches!(ty, FieldType::Link | FieldType::Stage | FieldType::Person);
        let has_limits = matches!(ty, FieldType::Integer { .. } | FieldType::Number { .. });
        for (key, fits) in [
            ("values", matches!(ty, FieldType::Choice(_))),
            ("fields", matches!(ty, FieldType::Map(_))),
            ("min", has_limits),
            ("max", has_limits),
            ("to", is_link),
            ("inverse", is_link),
            ("inverse_missing", is_link),
            ("reverse", is_link),
            ("symmetric", is_link),
            ("spelled", matches!(ty, FieldType::Choice(_))),
        ] {
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
        let headings = list("headings").iter().map(|text| phrase(text)).collect();
        Field {
            name: name.into(),
            label: text("label").unwrap_or_else(|| capitalize(&humanize(name))),
            missing: text("missing"),
            is_list: flag("list") || matches!(ty, FieldType::SusAnswers),
            need: match text("need").as_deref() {
                Some("required") => Need::Required,
                Some("recommended") => Need::Recommended,
                _ => Need::Optional,
            },
            missing_check: text("check").map(Name::from),
            aliases: list("also"),
            default: self.read_default(node, &ty, path),
            is_private: flag("private"),
            unset_words: list("unset"),
            headings,
            help: text("help").unwrap_or_default(),
            link: is_link.then(|| LinkRule {
                target_kind: text("to").filter(|to| to != "any").map(Name::from),
                inverse_label: text("inverse").map_or("Linked from".into(), Into::into),
                inverse_missing: text("inverse_missing").map(Into::into),
                reverse_of: text("reverse").map(Name::from),
                is_symmetric: flag("symmetric"),
            }),
            ty,
        }
    }

    fn read_type(&mut self, node: &Node, path: &NodePath) -> FieldType {
        let limit = |key: &str| node.get(key).and_then(Node::as_number);
        let (min, max) = (limit("min"), limit("max"));
        match type_of(node).unwrap_or(TEXT) {
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
                let fields = node.get("fields").unwrap_or(&Node::Null);
                FieldType::Map(self.read_fields(fields, &child_path(path, "fields")))
            }
            "open" => FieldType::OpenMap,
            "numbers" => FieldType::NumberMap,
            "answers" => FieldType::SusAnswers,
            _ => FieldType::Text,
        }
    }

    fn read_choice_values(&mut self, node: &Node, path: &NodePath) -> Vec<ChoiceValue> {
        let all = match node.get("values") {
            Some(Node::Text(all)) if all == "methods" => self.methods.clone(),
            Some(values) => words(values).unwrap_or_default(),
            None => vec![],
        };
        if all.is_empty() {
            // Numbers and the like are there, and are no words.
            let message = match node.get("values") {
                Some(Node::List(items)) if !items.is_empty() => "`values` of a choice are words",
                _ => "a choice needs `values`",
            };
            let help = "write values: [one, two], a number in quotes";
            self.report(path.clone(), message, help);
        }
        if let Some(i) = first_repeated(&all) {
            let message = format!("`{}` is named twice", all[i]);
            let at = child_path(&child_path(path, "values"), i);
            self.report(at, message, "leave one of them out");
        }
        let spelled = self.spellings(node.get("spelled"));
        let is_in_phrases = spelled.and_then(|s| s.get(IN_PHRASES)) == Some(&Node::Bool(true));
        let value = |word: &String| {
            let spellings = match spelled.and_then(|s| s.get(word)) {
                Some(Node::List(items)) => items.as_slice(),
                _ => &[],
            };
            ChoiceValue {
                word: word.as_str().into(),
                other_spellings: spellings
                    .iter()
                    .filter_map(|node| read_spelling(node, &self.own_spellings))
                    .collect(),
                is_in_phrases,
            }
        };
        all.iter().map(value).collect()
    }

    fn read_default(&mut self, node: &Node, ty: &FieldType, path: &NodePath) -> Option<Value> {
        let given = node.get("default").filter(|node| **node != Node::Null)?;
        let fits = |min: &Option<f64>, max: &Option<f64>| {
            let number = given.as_number()?;
            let fits = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
            fits.then_some(Value::Number(number))
        };
        let default = match (given, ty) {
            (Node::Bool(flag), FieldType::Flag) => Some(Value::Flag(*flag)),
            (Node::Int(_), FieldType::Integer { min, max }) => fits(min, max),
            (_, FieldType::Number { min, max }) => fits(min, max),
            (Node::Text(text), FieldType::Choice(words)) => {
                let mut words = words.iter().map(|value| &value.word);
                words
                    .find(|word| ***word == **text)
                    .cloned()
                    .map(Value::Text)
            }
            (Node::Text(text), FieldType::Text) => Some(Value::Text(text.as_str().into())),
            _ => None,
        };
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
}

/// The field among these declarations that has this other name.
fn called<'d>(declared: &'d Node, other: &str) -> Option<&'d str> {
    let has_it = |field: &Node| {
        field
            .get("also")
            .and_then(words)
            .is_some_and(|all| all.iter().any(|name| fold_case(name) == fold_case(other)))
    };
    let mut declared = pairs(Some(declared)).iter();
    let (name, _) = declared.find(|(_, field)| has_it(field))?;
    Some(name)
}

/// The field among these declarations that has this name in another case.
fn in_other_case<'d>(declared: &'d Node, written: &str) -> Option<&'d str> {
    let mut names = pairs(Some(declared)).iter().map(|(name, _)| &**name);
    names.find(|name| fold_case(name) == fold_case(written))
}

fn type_of(declared: &Node) -> Option<&str> {
    match declared.get("type") {
        Some(Node::Text(ty)) => Some(ty),
        _ => None,
    }
}

/// A list with those of another that it does not have.
fn appended(old: Option<&Node>, given: &Node) -> Node {
    let items = |node: &Node| match node {
        Node::List(items) => items.clone(),
        single => vec![single.clone()],
    };
    let mut all = old.map_or(vec![], items);
    for item in items(given) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    Node::List(all)
}

/// A spelling: a text, or a map from a text to the fields that it sets too.
fn read_spelling(node: &Node, own: &[String]) -> Option<OtherSpelling> {
    let (text, fields) = match pairs(Some(node)) {
        [(text, fields)] => (text.clone(), pairs(Some(fields))),
        _ => (node.as_text()?, &[][..]),
    };
    let sets = fields.iter();
    let sets =
        sets.filter_map(|(name, value)| Some((name.as_str().into(), value.as_text()?.into())));
    let sets = sets.collect();
    let is_own = own.contains(&text);
    Some(OtherSpelling { text, sets, is_own })
}
