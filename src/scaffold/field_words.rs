//! Fields and values that front matter calls by words of other languages: the lists of `field_words.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use super::folder_words::{front_matter_of, last_part, phrase, phrases};
use super::scalar::yaml_scalar;
use crate::content::block::Block;
use crate::content::document::{entry_stem, to_id};
use crate::content::source::Source;
use crate::content::yaml::{self, Node};
use crate::model::reader::{FieldReader, link_target};
use crate::model::{ChoiceValue, Field, FieldType, Schema};

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

/// The words that these documents use, each with the kind that its folder has. A name is taken if the field can hold
/// every value that has it; `all` are the files that links may lead to.
pub fn find<'a>(
    documents: impl Iterator<Item = (&'a Source, &'a str)>,
    all: &[&Source],
) -> FieldWords {
    let words = yaml::parse(include_str!("field_words.yaml")).unwrap_or(Node::Null);
    let schema = Schema::built_in();
    let ids: BTreeSet<String> = all.iter().map(|s| to_id(entry_stem(&s.path))).collect();
    let (mut found, mut misfits) = (FieldWords::new(), vec![]);
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
        for (key, node) in &front_matter_of(text) {
            let Some((field, words)) = field_of(key, declared, known) else {
                continue;
            };
            let spelling = spelling_of(node, field, words);
            let mut holds = || {
                let path = vec![key.as_str().into()];
                reader.can_hold(field, node, &path) && (field.link.is_none() || leads(node, &ids))
            };
            let fits = spelling.is_some() || *node == Node::Null || holds();
            let of_kind = found.entry(kind.to_owned()).or_default();
            let own = of_kind.entry(field.name.to_string()).or_default();
            match fits {
                _ if is_read(field, key) => {}
                true => _ = own.also.insert(key.clone()),
                false => misfits.push((kind, &*field.name, key.clone())),
            }
            if let Some((value, text)) = spelling {
                own.spelled.entry(value).or_default().insert(text);
            }
        }
    }
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

/// True if every name in a value is that of a file.
fn leads(node: &Node, ids: &BTreeSet<String>) -> bool {
    match node {
        Node::List(items) => items.iter().all(|item| leads(item, ids)),
        Node::Text(text) => {
            let name = link_target(text).split(['|', '#']).next().unwrap_or(text);
            let name = last_part(name).trim_end_matches(".md");
            ids.contains(&to_id(name))
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
        let study = |text: &str| Source::in_memory("studien/a.md", &format!("---\n{text}\n---\n"));
        let words = |text: &str| {
            let source = study(text);
            let found = find([(&source, "validation")].into_iter(), &[&source]);
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
            ("ergebnis: Viel gelernt", ""),
            ("ergebnis: Bestätigt", "verdict: ergebnis"),
            ("n: 8", ""),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }
}
