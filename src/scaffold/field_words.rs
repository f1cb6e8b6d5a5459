//! Fields and values that front matter calls by words of other languages: the lists of `field_words.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use super::folder_words::{body_of, front_matter_of, last_part, phrase, phrases};
use super::scalar::yaml_scalar;
use crate::content::block::Block;
use crate::content::document::{can_hold, entry_stem, property_lines, rows_below_columns, to_id};
use crate::content::source::Source;
use crate::content::yaml::{self, Node};
use crate::model::reader::{FieldReader, link_target};
use crate::model::{ChoiceValue, Field, FieldType, Schema, Value};

/// What `casebook.yaml` is to say of a field.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OtherWords {
    /// Its other names, as they are written.
    pub also: BTreeSet<String>,
    /// By value, its other spellings in YAML.
    pub spelled: BTreeMap<String, BTreeSet<String>>,
}

/// By kind and field.
pub type FieldWords = BTreeMap<String, BTreeMap<String, OtherWords>>;

/// The words that these documents use, each with the kind that its folder has, in front matter and in lines under their
/// titles. A name is taken if the field can hold every value that has it, none is another than that of the field itself in
/// the same document, and most of those of a link lead to a document of its kind.
pub fn find<'a>(documents: impl Iterator<Item = (&'a Source, &'a str)>) -> FieldWords {
    let words = yaml::parse(include_str!("field_words.yaml")).unwrap_or(Node::Null);
    let schema = Schema::built_in();
    let documents: Vec<(&Source, &str)> = documents.collect();
    let id = |source: &Source| to_id(entry_stem(&source.path));
    let ids: BTreeSet<(&str, String)> = documents.iter().map(|(s, k)| (*k, id(s))).collect();
    let mut found = FieldWords::new();
    let mut misfits: BTreeSet<(&str, &str, String)> = BTreeSet::new();
    let mut votes: BTreeMap<(&str, &str, String), i32> = BTreeMap::new();
    for (source, kind) in documents {
        let Some(Node::Map(known)) = words.get(kind) else {
            continue;
        };
        let declared = schema.fields(schema.kind_by_name(kind));
        let text = source.valid_utf8_prefix();
        let mut reader = FieldReader {
            raw_scalars: Block::of_file(text).1.raw_scalars(),
            is_lenient: false,
            diagnostics: vec![],
            implied: vec![],
        };
        let of_kind = found.entry(kind.to_owned()).or_default();
        let pairs = front_matter_of(text);
        let meant = pairs.iter().filter_map(|(key, node)| {
            let (field, words) = field_of(key, declared, known)?;
            Some((key, node, field, words))
        });
        let mut meant: Vec<_> = meant.collect();
        // Of two names for one field, that which is read says what it is.
        meant.sort_by_key(|(key, _, field, _)| !is_read(field, key));
        let mut values: BTreeMap<&str, Option<Value>> = BTreeMap::new();
        for (key, node, field, words) in meant {
            let path = vec![key.as_str().into()];
            let spelling = spelling_of(node, field, words);
            let mut holds = || reader.can_hold(field, node, &path);
            let fits = spelling.is_some() || *node == Node::Null || holds();
            let value = reader.value_of(node, field, &path);
            let first = values.entry(&field.name).or_insert_with(|| value.clone());
            let own = of_kind.entry(field.name.to_string()).or_default();
            if !is_read(field, key) {
                own.also.insert(key.clone());
                let name = (kind, &*field.name, key.clone());
                let target = field
                    .link
                    .as_ref()
                    .and_then(|link| link.target_kind.as_deref());
                let is_one = |id: &str| match target {
                    Some(kind) => ids.contains(&(kind, id.to_owned())),
                    None => ids.iter().any(|(_, known)| known == id),
                };
                let leads = field.link.is_none() || leads(node, &is_one);
                *votes.entry(name.clone()).or_default() += if leads { 1 } else { -1 };
                misfits.extend((!fits || *first != value).then_some(name));
            }
            if let Some((value, text)) = spelling {
                own.spelled.entry(value).or_default().insert(text);
            }
        }
        for (key, value) in property_lines(body_of(text)) {
            let called = declared.iter().find(|f| f.is_called(&phrase(key)));
            let name = called.map_or(key, |field| &field.name);
            let Some((field, words)) = field_of(name, declared, known) else {
                continue;
            };
            let spelling = spelling_of(&Node::Text(value.to_owned()), field, words);
            // What cannot be read in a line is text.
            if spelling.is_none() && !can_hold(field, value) || field.is_private {
                continue;
            }
            if spelling.is_none() && rows_below_columns(text, key, means_field).is_some() {
                continue;
            }
            let own = of_kind.entry(field.name.to_string()).or_default();
            own.also.extend(called.is_none().then(|| key.to_owned()));
            if let Some((value, text)) = spelling {
                own.spelled.entry(value).or_default().insert(text);
            }
        }
    }
    let outvoted = votes.into_iter().filter(|(_, sum)| *sum <= 0);
    misfits.extend(outvoted.map(|(name, _)| name));
    for (kind, field, key) in misfits {
        let of_kind = found.get_mut(kind);
        let own = of_kind.and_then(|of_kind| of_kind.get_mut(field));
        own.map(|own| own.also.remove(&key));
    }
    for of_kind in found.values_mut() {
        of_kind.retain(|_, own| *own != OtherWords::default());
    }
    found
}

/// The field that a key means, with its words; a key that is read already is that field alone.
fn field_of<'a>(
    key: &str,
    declared: &'a [Field],
    known: &'a [(String, Node)],
) -> Option<(&'a Field, &'a Node)> {
    let read = declared.iter().find(|field| is_read(field, key));
    let phrase = phrase(key);
    let means = |(name, words): &&(String, Node)| match read {
        Some(field) => *field.name == **name,
        None => {
            let also = words.get("also").map(phrases).unwrap_or_default();
            *name == phrase || also.contains(&phrase)
        }
    };
    let (name, words) = known.iter().find(means)?;
    Some((declared.iter().find(|f| *f.name == **name)?, words))
}

/// True if a key is a word for a field of any kind.
pub fn means_field(key: &str) -> bool {
    let words = yaml::parse(include_str!("field_words.yaml")).unwrap_or(Node::Null);
    let schema = Schema::built_in();
    let kinds = schema.kinds.iter();
    let mut fields = kinds.filter_map(|kind| match words.get(&kind.name) {
        Some(Node::Map(known)) => Some((&kind.fields, known)),
        _ => None,
    });
    fields.any(|(declared, known)| field_of(key, declared, known).is_some())
}

fn is_read(field: &Field, key: &str) -> bool {
    *field.name == *key || field.aliases.iter().any(|alias| alias == key)
}

/// The value that a text means and that nothing else reads, and the text as a spelling in `casebook.yaml`.
fn spelling_of(node: &Node, field: &Field, words: &Node) -> Option<(String, String)> {
    let (Node::Text(text), FieldType::Choice(values)) = (node, &field.ty) else {
        return None;
    };
    let reads = |value: &ChoiceValue| value.is_word(text) || value.spelling_of(text).is_some();
    let is_read = values.iter().any(reads);
    let Some(Node::Map(spelled)) = words.get("spelled").filter(|_| !is_read) else {
        return None;
    };
    let (wanted, shown) = (phrase(text), yaml_scalar(text));
    let as_spelled = |item: &Node| match item {
        Node::Map(items) => {
            let [(word, Node::Map(sets))] = &items[..] else {
                return None;
            };
            let sets = sets.iter();
            let sets = sets.filter_map(|(k, v)| Some(format!("{k}: {}", v.as_text()?)));
            let sets: Vec<String> = sets.collect();
            (phrase(word) == wanted).then(|| format!("{{{shown}: {{{}}}}}", sets.join(", ")))
        }
        word => (phrase(&word.as_text()?) == wanted).then(|| shown.clone()),
    };
    spelled.iter().find_map(|(value, items)| match items {
        Node::List(items) => Some((value.clone(), items.iter().find_map(as_spelled)?)),
        _ => None,
    })
}

/// True if every name in a value is the id of one of the documents that are meant.
fn leads(node: &Node, is_one: &impl Fn(&str) -> bool) -> bool {
    match node {
        Node::List(items) => items.iter().all(|item| leads(item, is_one)),
        Node::Text(text) => {
            let name = link_target(text).split(['|', '#']).next().unwrap_or(text);
            let name = last_part(name).trim_end_matches(".md");
            is_one(&to_id(name))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_of_a_field_and_a_value() {
        let schema = Schema::built_in();
        let Ok(Node::Map(kinds)) = yaml::parse(include_str!("field_words.yaml")) else {
            panic!("it is a map");
        };
        for (kind, node) in &kinds {
            let declared = schema.fields(Some(schema.kind_by_name(kind).expect(kind)));
            let Node::Map(fields) = node else {
                panic!("{kind}");
            };
            for (name, words) in fields {
                let field = declared.iter().find(|f| *f.name == **name).expect(name);
                let Some(Node::Map(spelled)) = words.get("spelled") else {
                    continue;
                };
                let FieldType::Choice(values) = &field.ty else {
                    panic!("{name}");
                };
                for (value, _) in spelled {
                    assert!(values.iter().any(|v| *v.word == **value), "{name}: {value}");
                }
            }
        }
    }

    #[test]
    fn a_name_is_taken_only_if_the_field_can_hold_what_stands_there() {
        let study = |text: &str| Source::in_memory("studien/b.md", &format!("---\n{text}\n---\n"));
        let words = |text: &str| {
            let source = study(text);
            let problem = Source::in_memory("probleme/a.md", "# A\n");
            let found = find([(&source, "validation"), (&problem, "problem")].into_iter());
            let fields = found.into_values().flatten();
            let also = fields.flat_map(|(name, own)| {
                own.also
                    .into_iter()
                    .map(move |key| format!("{name}: {key}"))
            });
            also.collect::<Vec<_>>().join(", ")
        };
        for (text, wanted) in [
            ("Teilnehmer: 8", "participants: Teilnehmer"),
            ("Teilnehmer: [Ana, Ben]", ""),
            ("datum: 2024-05-01", "date: datum"),
            ("datum: im Mai", ""),
            ("probleme: [a]", "problems: probleme"),
            ("probleme: ['[[x/a|A]]']", "problems: probleme"),
            ("probleme: [alle]", ""),
            ("probleme: [b]", ""),
            ("ergebnis: Viel gelernt", ""),
            ("ergebnis: Bestätigt", "verdict: ergebnis"),
            ("n: 8", ""),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }
}
