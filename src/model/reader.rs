//! Reads YAML as typed values. The declared type decides, so `007` in a text field stays text.
//!
//! Pure: a node and a declaration in, a value and diagnostics out. Knows nothing about other documents; the graph
//! checks whether links resolve.

use super::value::{Fields, Value, readings_of_date};
use super::{ChoiceValue, Field, FieldType, Name, spelling_key, word_of_phrase};
use crate::content::yaml::{self, Node, NodePath, child_path};
use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::text::{Period, cut_name, nearest_name, to_id};

/// Reads the fields of one block. What cannot be read is left out and reported in `diagnostics`.
pub struct FieldReader<'a> {
    /// The scalars of the block as they are written.
    pub raw_scalars: yaml::RawScalars<'a>,
    /// For plain pages: unknown fields are accepted, and a value of another type is only a hint.
    pub is_lenient: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// What the spelling of the choice that was read last sets in the fields beside it.
    pub implied: Vec<(Name, Name)>,
}

/// The word of a choice that a text is or spells otherwise, and what that spelling sets in other fields.
pub fn find_word(words: &[ChoiceValue], text: &str) -> Option<(Name, Vec<(Name, Name)>)> {
    let spelled = |w: &ChoiceValue| {
        let (spelling, rest) = w.spelling_of(text)?;
        let rest = link_target(rest);
        let sets = spelling.sets.iter();
        let sets = sets.map(|(name, value)| (name.clone(), value.replace('…', rest).into()));
        Some((w.word.clone(), sets.collect()))
    };
    let word = words.iter().find(|w| w.is_word(text));
    let word = word.map(|w| (w.word.clone(), vec![]));
    word.or_else(|| words.iter().find_map(spelled))
}

/// True if a value is what a spelling sets. Where that is a reference, it may be the path of the file.
pub fn says_the_same(value: &Value, text: &str) -> bool {
    let form = |name: &str| {
        let name = name.rsplit('/').next().unwrap_or(name);
        to_id(name.strip_suffix(".md").unwrap_or(name))
    };
    let value = value.as_text();
    value.is_some_and(|value| value == text || form(value) == form(text))
}

/// The message and the help for a spelling that says of another field what that does not say.
pub fn contradiction(written: &str, name: &str, value: &str) -> (String, &'static str) {
    // A reference stands in what was written, and is said only there.
    let says = match written.contains(value) {
        true => name.to_owned(),
        false => format!("{name}: {value}"),
    };
    let message = format!("`{written}` says `{says}`, and `{name}` is another");
    (message, "write which one holds")
}

/// The help for a text that is no word of a choice: the word that it nearly is or nearly spells, and all of them.
pub fn help_for_choice(words: &[ChoiceValue], text: &str, field: &Field) -> String {
    let spelled = words.iter().flat_map(|w| {
        let others = w.other_spellings.iter().map(|other| &*other.text);
        let all = others.chain([&*w.word]);
        all.map(move |spelling| (spelling, &w.word))
    });
    let near = nearest_name(&text.to_lowercase(), spelled.clone().map(|(text, _)| text));
    let near = near.and_then(|near| spelled.clone().find(|(text, _)| *text == near));
    let takes = field.ty.expects();
    match near {
        Some((_, word)) => format!("did you mean `{word}`? It takes {takes}"),
        None => format!("it takes {takes}"),
    }
}

impl FieldReader<'_> {
    /// The declared fields of a map, in the order of their declaration; defaults are not filled in.
    pub fn read_fields(
        &mut self,
        map: &[(String, Node)],
        declared: &[Field],
        parent: &NodePath,
    ) -> Fields {
        let mut values: Vec<Option<Value>> = vec![None; declared.len()];
        let mut implied = Vec::new();
        let mut given: Vec<Option<&str>> = vec![None; declared.len()];
        for (key, node) in map {
            let path = child_path(parent, &**key);
            let Some((i, alias)) = find_field(declared, key) else {
                if !self.is_lenient {
                    self.report_unknown_field(key, node, declared, path);
                }
                continue;
            };
            let field = &declared[i];
            let is_field = |(other, _): &(String, Node)| {
                other != key && find_field(declared, other).is_some_and(|(other, _)| other == i)
            };
            // As a template leaves it beside the name that is filled in.
            let says_nothing = matches!(node, Node::Null) || *node == Node::List(vec![]);
            if says_nothing && map.iter().any(is_field) {
                continue;
            }
            if let Some(other) = given[i] {
                // Two names that say the same are no contradiction.
                let told = self.diagnostics.len();
                let second = self.value_of(node, field, &path);
                self.diagnostics.truncate(told);
                if second.is_some() && second == values[i] {
                    continue;
                }
                self.withdraw_fixes(&child_path(parent, other));
                let message = format!("`{key}` and `{other}` are the same field");
                self.report("bad-value", Place::Key(path), message, "keep one of them");
                continue;
            }
            given[i] = Some(key);
            if alias && &*field.name != "summary" {
                let message = format!("`{key}` is read as `{}`", field.name);
                let help = format!("write `{}:`", field.name);
                let place = Place::Key(path.clone());
                self.report_alias(place, message, help, &field.name);
            }
            if self.says_that_it_is_unset(node, field, &path) {
                continue;
            }
            values[i] = self.read_value(node, field, path.clone());
            let also = self.implied.drain(..);
            implied.extend(also.map(|(name, text)| (i, path.clone(), name, text)));
        }
        self.set_implied(implied, declared, &given, &mut values);
        let values = declared.iter().zip(values);
        Fields(
            values
                .filter_map(|(f, v)| Some((f.name.clone(), v?)))
                .collect(),
        )
    }

    /// Sets the fields that the spellings of others set: for each the index and the place of the other field.
    fn set_implied(
        &mut self,
        implied: Vec<(usize, NodePath, Name, Name)>,
        declared: &[Field],
        given: &[Option<&str>],
        values: &mut [Option<Value>],
    ) {
        for (i, path, name, text) in implied {
            let Some(other) = declared.iter().position(|field| field.name == name) else {
                continue;
            };
            match &values[other] {
                None => {
                    values[other] = Some(Value::Text(text));
                    // Its line is there already, without a value.
                    if given[other].is_some() && !declared[other].is_private {
                        self.withdraw_fixes(&path);
                    }
                }
                // What is public does not depend on what is private.
                Some(_) if declared[other].is_private => {}
                Some(value) if says_the_same(value, &text) => {}
                // One of the two is wrong, and nobody but the author knows which.
                Some(_) => {
                    let written = self.raw_scalars.get(&path).unwrap_or_default();
                    values[i] = Some(Value::NotUnderstood(written.into()));
                    let (message, help) = contradiction(written, &name, &text);
                    let place = Place::Value(path);
                    self.diagnostics.retain(|told| told.place != place);
                    self.report("bad-enum", place, message, help);
                }
            }
        }
    }

    /// Takes the fixes at a field from what was told of it.
    fn withdraw_fixes(&mut self, path: &NodePath) {
        let places = [Place::Key(path.clone()), Place::Value(path.clone())];
        let told = self.diagnostics.iter_mut();
        for told in told.filter(|told| places.contains(&told.place)) {
            told.fix = None;
        }
    }

    fn read_value(&mut self, node: &Node, field: &Field, path: NodePath) -> Option<Value> {
        match (node, field.is_list) {
            (Node::Null, true) => None,
            (Node::Null, false) => self.report_empty(field, path),
            // A list of lists is read as a whole.
            (answer_lists, _) if matches!(field.ty, FieldType::SusAnswers) => {
                self.read_single(answer_lists, field, path)
            }
            (Node::List(items), true) => {
                let items = items.iter().enumerate();
                let items = items.map(|(i, item)| {
                    let value = self.read_single(item, field, child_path(&path, i));
                    value.unwrap_or(Value::Unreadable)
                });
                Some(Value::List(items.collect()))
            }
            // As a hand writes them: `tags: login, e-mail`.
            (Node::Text(text), true) if &*field.name == "tags" => {
                let tags = text.split(", ").map(|tag| tag.trim().trim_end_matches(','));
                let tags = tags.filter(|tag| !tag.is_empty());
                Some(Value::List(
                    tags.map(|tag| Value::Text(tag.into())).collect(),
                ))
            }
            (single, true) => {
                let value = self.read_single(single, field, path);
                Some(Value::List(value.into_iter().collect()))
            }
            (single, false) => {
                let read = self.read_single(single, field, path.clone());
                read.or_else(|| self.not_understood(single, field, &path))
            }
        }
    }

    /// True if a word says that a field has no value yet, which is reported.
    fn says_that_it_is_unset(&mut self, node: &Node, field: &Field, path: &NodePath) -> bool {
        let text = self.read_text(node, path).unwrap_or_default();
        let key = spelling_key(&text);
        let mut words = field.unset_words.iter();
        let is_unset = words.any(|word| spelling_key(word) == key);
        if is_unset {
            let message = format!("`{text}` is no `{}` yet", field.name);
            let place = Place::Value(path.clone());
            self.report("alias-used", place, message, "leave it out");
        }
        is_unset
    }

    /// What was written in place of a value that the field takes. An id or a title falls back to the file's name, and a
    /// document whose `draft` or `visibility` is not understood is not published.
    fn not_understood(&self, node: &Node, field: &Field, path: &NodePath) -> Option<Value> {
        let has_fallback = matches!(&*field.name, "id" | "title" | "draft" | "visibility");
        if self.is_lenient || has_fallback {
            return None;
        }
        match node {
            // Ids of a list could be hidden ones, and nobody would look for them in one text.
            Node::List(items) if matches!(field.ty, FieldType::Choice(_)) => {
                let texts: Option<Vec<String>> = items.iter().map(Node::as_text).collect();
                let written = texts.map_or("…".to_owned(), |texts| texts.join(", "));
                Some(Value::NotUnderstood((&*written).into()))
            }
            Node::List(_) | Node::Map(_) | Node::Null => Some(Value::NotUnderstood("…".into())),
            _ => Some(Value::NotUnderstood(self.raw_scalars.get(path)?.into())),
        }
    }

    /// Reports `title`, `id`, `draft` or `visibility` without a value; any other field then counts as left out.
    fn report_empty(&mut self, field: &Field, path: NodePath) -> Option<Value> {
        if matches!(&*field.name, "draft" | "visibility") {
            self.report_wrong_type(&Node::Null, field, path);
        } else if matches!(&*field.name, "title" | "id") {
            let message = format!("`{}` is empty", field.name);
            let help = match self.raw_scalars.has_comment_for_value(&path) {
                true => "`#` begins a comment: put the value in quotes",
                false => "write it, or remove the line",
            };
            self.report("bad-value", Place::Key(path), message, help);
        }
        None
    }

    fn read_single(&mut self, node: &Node, field: &Field, path: NodePath) -> Option<Value> {
        let number = |min: &Option<f64>, max: &Option<f64>, whole: bool| -> Option<Value> {
            let n = match node {
                Node::Text(text) => text.trim().parse().ok()?,
                node => node.as_number()?,
            };
            let fits = n.abs() <= MAX_NUMBER
                && min.is_none_or(|m| n >= m)
                && max.is_none_or(|m| n <= m)
                && !(whole && n.fract() != 0.0);
            fits.then_some(Value::Number(n))
        };
        let map = match node {
            Node::Map(map) => Some(map.as_slice()),
            _ => None,
        };
        let value = match &field.ty {
            FieldType::Text => self.read_text(node, &path).map(Value::Text),
            FieldType::Link | FieldType::Stage | FieldType::Person => {
                self.read_reference(node, field, &path).map(Value::Text)
            }
            FieldType::Flag => match node {
                Node::Bool(flag) => Some(Value::Flag(*flag)),
                _ => None,
            },
            FieldType::Date | FieldType::Deadline => {
                let text = self.read_text(node, &path);
                let day = text.and_then(|text| self.read_date(&text, field, &path));
                day.map(Value::Date)
            }
            FieldType::Integer { min, max } => number(min, max, true),
            FieldType::Number { min, max } => number(min, max, false),
            FieldType::Choice(_) => return self.read_choice(node, field, path),
            FieldType::Address => match map {
                Some(map) => {
                    let address = self.read_open_map(map, &path);
                    address.text("url").is_some().then_some(Value::Map(address))
                }
                None => self.read_text(node, &path).map(Value::Text),
            },
            FieldType::Map(fields) => {
                map.map(|map| Value::Map(self.read_fields(map, fields, &path)))
            }
            FieldType::OpenMap => map.map(|map| Value::Map(self.read_open_map(map, &path))),
            FieldType::NumberMap => map.and_then(read_number_map).map(Value::Map),
            FieldType::SusAnswers => read_sus_answers(node),
        };
        if value.is_none() {
            self.report_wrong_type(node, field, path);
        }
        value
    }

    fn read_text(&self, node: &Node, path: &NodePath) -> Option<Name> {
        match node {
            Node::Text(text) => Some(text.as_str().into()),
            Node::Bool(_) | Node::Int(_) | Node::Float(_) => {
                self.raw_scalars.get(path).map(Into::into)
            }
            _ => None,
        }
    }

    fn read_date(&mut self, text: &str, field: &Field, path: &NodePath) -> Option<Period> {
        let (day, is_all) = Period::read(text)?;
        if Period::parse(text).is_none() {
            let message = format!("`{}` is read as `{}`", cut_name(text), day.written);
            let help = format!("write `{}: {}`", field.name, day.written);
            let told =
                Diagnostic::new("alias-used", Place::Value(path.clone()), message).help(help);
            let fix = Fix::Replace(day.written.to_string());
            self.diagnostics.push(match is_all {
                true => told.fix(fix),
                false => told,
            });
        }
        Some(day)
    }

    /// The name or path in a reference, also where that is a link: `[[ana|Ana]]` or `[Ana](ana.md)`. Without quotes YAML
    /// reads the first as a list in a list.
    fn read_reference(&self, node: &Node, field: &Field, path: &NodePath) -> Option<Name> {
        let (mut at, mut inner) = (path.clone(), node);
        while let Node::List(items) = inner
            && let [item] = &items[..]
        {
            inner = item;
            at.push(0.into());
        }
        // A list of its own has one pair of brackets.
        let text = match at.len() - path.len() {
            0 => self.read_text(node, path)?,
            1 if !field.is_list => return None,
            1 | 2 => format!("[[{}]]", self.read_text(inner, &at)?).into(),
            _ => return None,
        };
        let name = match text.trim_start_matches('!').starts_with('[') {
            true => link_target(&text),
            false => return Some(text),
        };
        let has_anchor = !matches!(field.ty, FieldType::Stage);
        let name = match name.split_once('#').filter(|_| has_anchor) {
            Some((name, _)) => name,
            None => name,
        };
        Some(name.trim().into()).filter(|name: &Name| !name.is_empty())
    }

    fn read_choice(&mut self, node: &Node, field: &Field, path: NodePath) -> Option<Value> {
        let FieldType::Choice(words) = &field.ty else {
            return None;
        };
        let Some(text) = self.read_text(node, &path) else {
            self.report_wrong_type(node, field, path);
            return None;
        };
        if let Some(word) = words.iter().find(|w| *w.word == *text) {
            return Some(Value::Text(word.word.clone()));
        }
        let in_phrase = || Some((word_of_phrase(words, &text)?.word.clone(), vec![]));
        let word = find_word(words, &text).or_else(in_phrase);
        // Other spellings of `visibility` are refused, because it decides about publishing.
        if let Some((word, sets)) = word.filter(|_| &*field.name != "visibility") {
            let message = format!("`{text}` is read as `{word}`");
            let mut help = format!("write `{}: {word}`", field.name);
            for (name, value) in &sets {
                help += &format!(" and `{name}: {value}`");
            }
            let is_own = |w: &ChoiceValue| w.spelling_of(&text).is_some_and(|(s, _)| s.is_own);
            // What follows from a private value is private, and the fields beside it may be public.
            let tells_private = field.is_private && !sets.is_empty();
            if !words.iter().any(is_own) {
                let mut told =
                    Diagnostic::new("alias-used", Place::Value(path), message).help(help);
                if !tells_private {
                    let beside = sets.iter().map(|(n, v)| (n.to_string(), v.to_string()));
                    let (by, beside) = (word.to_string(), beside.collect());
                    told = told.fix(Fix::Set { by, beside });
                }
                self.diagnostics.push(told);
            }
            if !tells_private {
                self.implied = sets;
            }
            return Some(Value::Text(word));
        }
        let message = format!("`{text}` is no `{}`", field.name);
        let help = help_for_choice(words, &text, field);
        self.report("bad-enum", Place::Value(path), message, &help);
        None
    }

    fn read_open_map(&mut self, map: &[(String, Node)], path: &NodePath) -> Fields {
        let mut fields = Vec::new();
        for (key, node) in map {
            let path = child_path(path, &**key);
            let value = match node {
                Node::Null => continue,
                Node::List(items) => {
                    let texts = items.iter().enumerate();
                    let texts = texts.filter_map(|(i, n)| self.read_text(n, &child_path(&path, i)));
                    Value::List(texts.map(Value::Text).collect())
                }
                Node::Map(inner) => Value::Map(self.read_open_map(inner, &path)),
                scalar => match self.read_text(scalar, &path) {
                    Some(text) => Value::Text(text),
                    None => continue,
                },
            };
            fields.push((key.as_str().into(), value));
        }
        Fields(fields)
    }

    fn report_wrong_type(&mut self, node: &Node, field: &Field, path: NodePath) {
        let strict = matches!(&*field.name, "draft" | "visibility" | "id");
        let shown = match node {
            Node::List(_) | Node::Map(_) | Node::Null => node.type_name().to_owned(),
            _ => match self.raw_scalars.get(&path) {
                Some(text) if text.chars().count() <= 60 => format!("`{text}`"),
                _ => node.type_name().to_owned(),
            },
        };
        let is_date = matches!(field.ty, FieldType::Date | FieldType::Deadline);
        let readings = match self.read_text(node, &path).filter(|_| is_date) {
            Some(text) => readings_of_date(&text),
            None => vec![],
        };
        let help = match &readings[..] {
            [] if matches!((node, &field.ty), (Node::List(_), FieldType::Choice(_))) => {
                let what = match &*field.name {
                    "method" => "write one document for each method",
                    _ => "write a single value",
                };
                format!("{what}: it takes {}", field.expects())
            }
            [] => format!("it takes {}", field.expects()),
            [day] => format!("write `{day}`"),
            days => format!("write `{}`, whichever is meant", days.join("` or `")),
        };
        let name = &field.name;
        let (code, message) = match self.is_lenient && !strict {
            true => ("odd-field", format!("`{name}` is {shown} here")),
            false => ("bad-value", format!("`{name}` cannot be {shown}")),
        };
        self.report(code, Place::Value(path), message, &help);
        if let ([day], Some(told)) = (&readings[..], self.diagnostics.last_mut()) {
            told.fix = Some(Box::new(Fix::Replace(day.clone())));
        }
    }

    fn report_unknown_field(&mut self, key: &str, node: &Node, declared: &[Field], path: NodePath) {
        let fitting = declared.iter().filter(|f| self.can_hold(f, node, &path));
        let near = nearest_name(key, fitting.map(|f| &*f.name));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => NO_FIELD.into(),
        };
        let message = format!("nothing reads `{key}`");
        self.report("unknown-field", Place::Key(path), message, &help);
    }

    /// True if a field would take a value: a date is no list of ids.
    pub fn can_hold(&mut self, field: &Field, node: &Node, path: &NodePath) -> bool {
        let before = std::mem::take(&mut self.diagnostics);
        self.value_of(node, field, path);
        let found = std::mem::replace(&mut self.diagnostics, before);
        let is_link = field.link.is_some();
        let is_number = matches!(node, Node::Int(_) | Node::Float(_));
        let is_stage = matches!(node, Node::Text(text) if text.contains('#'));
        let is_other = is_link && is_number || matches!(field.ty, FieldType::Stage) && !is_stage;
        found.iter().all(|d| d.code == "alias-used") && !is_other
    }

    /// The value that a field would have, with what is found on the way.
    pub fn value_of(&mut self, node: &Node, field: &Field, path: &NodePath) -> Option<Value> {
        let value = self.read_value(node, field, path.clone());
        self.implied.clear();
        value
    }

    fn report_alias(&mut self, at: Place, message: String, help: String, proper: &str) {
        let told = Diagnostic::new("alias-used", at, message).help(help);
        self.diagnostics
            .push(told.fix(Fix::Replace(proper.to_owned())));
    }

    fn report(&mut self, code: &'static str, at: Place, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::new(code, at, message).help(help));
    }
}

/// The help for a key that is no field and like none.
pub const NO_FIELD: &str = "remove it, or declare it under `kinds` in casebook.yaml";

/// The index of a field by its name or an alias, and whether it was an alias.
pub fn find_field(declared: &[Field], key: &str) -> Option<(usize, bool)> {
    let by_name = declared.iter().position(|f| &*f.name == key);
    let has_alias = |f: &Field| f.aliases.iter().any(|alias| alias == key);
    let by_alias = || Some((declared.iter().position(has_alias)?, true));
    by_name.map(|i| (i, false)).or_else(by_alias)
}

/// The target of the one Markdown link or wikilink with which a text begins; any other text as it is.
pub fn link_target(text: &str) -> &str {
    let link = text.split_once("](");
    let link = link.and_then(|(_, rest)| {
        let mut depth = 0;
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0
        })?;
        let is_one =
            !rest[end..].contains("](") && (text.starts_with('[') || rest.len() == end + 1);
        is_one.then_some(&rest[..end])
    });
    let inside = text.trim_start_matches('!').strip_prefix("[[");
    let inside = inside.and_then(|rest| rest.split_once("]]"));
    let name = inside.filter(|(inside, rest)| !inside.contains(['[', ']']) && !rest.contains("[["));
    let name = name.map(|(inside, _)| inside);
    let name = name.and_then(|inside| inside.split('|').next());
    let link = link.map(|address| address.trim_matches(['<', '>']));
    link.or(name).unwrap_or(text)
}

/// The largest number that is read: integers are exact up to it, and sums and squares stay finite.
const MAX_NUMBER: f64 = 9e15;

fn read_number_map(map: &[(String, Node)]) -> Option<Fields> {
    let items = map.iter().map(|(key, node)| {
        let number = node.as_number().filter(|n| n.is_finite() && *n >= 0.0)?;
        Some((key.as_str().into(), Value::Number(number)))
    });
    items.collect::<Option<Vec<_>>>().map(Fields)
}

/// Lists of ten answers from 1 to 5 (System Usability Scale), one for each person; one list alone is one person's.
fn read_sus_answers(node: &Node) -> Option<Value> {
    let people = match node {
        Node::List(items) if matches!(items.first(), Some(Node::Int(_))) => {
            std::slice::from_ref(node)
        }
        Node::List(people) => people,
        _ => return None,
    };
    let person = |node: &Node| {
        let Node::List(items) = node else { return None };
        let one = |n: &Node| match n {
            Node::Int(n @ 1..=5) => Some(Value::Number(*n as f64)),
            _ => None,
        };
        let items = items.iter().map(one).collect::<Option<Vec<_>>>()?;
        (items.len() == 10).then_some(Value::List(items))
    };
    let people: Option<Vec<Value>> = people.iter().map(person).collect();
    people.map(Value::List)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Schema};

    #[test]
    fn answers_are_one_list_for_each_person() {
        let schema = Schema::built_in();
        let readings = schema
            .first_with_role(Role::Metric)
            .unwrap()
            .field("readings");
        let FieldType::Map(declared) = &readings.unwrap().ty else {
            panic!("readings are maps");
        };
        let read = |answers: &str| {
            let block = format!("answers: {answers}");
            let Ok(Node::Map(map)) = yaml::parse(&block) else {
                panic!("{block}");
            };
            let mut reader = FieldReader {
                raw_scalars: yaml::RawScalars::new(&block),
                is_lenient: false,
                diagnostics: vec![],
                implied: vec![],
            };
            let fields = reader.read_fields(&map, declared, &vec![]);
            (fields.list("answers").to_vec(), reader.diagnostics.len())
        };
        let ten = "[3, 3, 3, 3, 3, 3, 3, 3, 3, 3]";
        let person = Value::List(vec![Value::Number(3.0); 10]);
        assert_eq!(
            read(&format!("[{ten}, {ten}]")),
            (vec![person.clone(); 2], 0)
        );
        assert_eq!(read(ten), (vec![person], 0));
        assert_eq!(read("[3, 3]"), (vec![], 1));
    }
}
