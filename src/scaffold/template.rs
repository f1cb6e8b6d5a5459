//! The text of a new document: given fields as front matter, recommended ones as comments.

use super::Error;
use super::scalar::{one_line, yaml_scalar};
use crate::content::yaml::{self, Node};
use crate::model::{Field, FieldType, Kind, Need};
use crate::text::did_you_mean;

/// Fields that follow from the path of the file.
const IMPLIED_FIELDS: [&str; 2] = ["id", "kind"];

/// The values given for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInput {
    /// Never an alias.
    pub field: String,
    /// One, unless the field takes a list.
    pub values: Vec<String>,
}

/// Parses `field=value` arguments for a kind. Accepts aliases; a list is given with its [`separator`] or by repeating the
/// field.
///
/// # Errors
///
/// An unknown field, a missing `=`, a field that is given otherwise, or a second value for a field that takes one.
pub fn parse_inputs(kind: &Kind, set: &[String]) -> Result<Vec<FieldInput>, Error> {
    let mut all: Vec<FieldInput> = Vec::new();
    for set in set {
        let Some((name, value)) = set.split_once('=') else {
            let message = format!("`{}` sets nothing", one_line(set));
            return Err(Error::new(message, "write --set FIELD=VALUE"));
        };
        let field = find_field(kind, name.trim())?;
        if *field.name == *kind.title_field || &*field.name == "title" {
            let message = format!("`{}` is given by the title", field.name);
            return Err(Error::new(message, "leave it out"));
        }
        if &*field.name == "kind" {
            return Err(Error::new("`kind` is given by the kind", "leave it out"));
        }
        let values = match field.is_list && is_scalar(&field.ty) {
            true => split_list(field, value),
            false => vec![value.trim().to_owned()],
        };
        match all.iter_mut().find(|g| *g.field == *field.name) {
            None => all.push(FieldInput {
                field: field.name.to_string(),
                values,
            }),
            Some(before) if field.is_list => before.values.extend(values),
            Some(_) => {
                let message = format!("`{}` takes one value and is set twice", field.name);
                return Err(Error::new(message, "keep one of them"));
            }
        }
    }
    Ok(all)
}

fn find_field<'k>(kind: &'k Kind, name: &str) -> Result<&'k Field, Error> {
    let named = |f: &&Field| f.aliases.iter().any(|a| a == name);
    let found = kind.field(name).or_else(|| kind.fields.iter().find(named));
    found.ok_or_else(|| {
        let names = || kind.fields.iter().map(|f| &*f.name);
        let all = names().collect::<Vec<_>>().join(", ");
        let help = did_you_mean(name, names(), format!("it has {all}"));
        let (kind, name) = (&kind.name, one_line(name));
        Error::new(format!("`{kind}` has no field `{name}`"), help)
    })
}

/// True if a value of this type fits in a line.
pub fn is_scalar(ty: &FieldType) -> bool {
    !matches!(
        ty,
        FieldType::Map(_) | FieldType::OpenMap | FieldType::NumberMap | FieldType::SusAnswers
    )
}

/// What separates the values of a list in one line: a comma between ids, tags and words, which have none inside, and a
/// semicolon between sentences and addresses.
pub fn separator(field: &Field) -> char {
    match field.ty {
        FieldType::Text | FieldType::Address if &*field.name != "tags" => ';',
        _ => ',',
    }
}

fn split_list(field: &Field, value: &str) -> Vec<String> {
    // Behind the comma of an address stands neither a blank nor another one.
    let value = match field.ty {
        FieldType::Address => {
            let next = [", ", ",https://", ",http://", ",mailto:"];
            let split = |text: String, next: &&str| text.replace(next, &next.replacen(',', ";", 1));
            next.iter().fold(value.to_owned(), split)
        }
        _ => value.to_owned(),
    };
    let parts = value.split(separator(field)).map(|p| p.trim().to_owned());
    parts.filter(|p| !p.is_empty()).collect()
}

/// The text of a new document of this kind.
///
/// # Errors
///
/// A value for a map that is not YAML in one line.
pub fn document_text(kind: &Kind, title: &str, given: &[FieldInput]) -> Result<String, Error> {
    let title = yaml_scalar(&one_line(title));
    let mut text = format!("---\n{}: {title}\n", kind.title_field);
    for field in &kind.fields {
        let is_title = field.name == kind.title_field || &*field.name == "title";
        if is_title || IMPLIED_FIELDS.contains(&&*field.name) {
            continue;
        }
        match given.iter().find(|g| *g.field == *field.name) {
            Some(given) => {
                let value = yaml_value(field, &given.values)?;
                text.push_str(&format!("{}: {value}\n", field.name));
            }
            None if field.need != Need::Optional => text.push_str(&reminder(field)),
            None => {}
        }
    }
    text.push_str("---\n");
    Ok(text)
}

/// A recommended field as comments, to be filled in.
fn reminder(field: &Field) -> String {
    let words = match &field.ty {
        FieldType::Choice(words) => {
            let words: Vec<&str> = words.iter().map(|w| &*w.word).collect();
            format!(" One of: {}.", words.join(", "))
        }
        _ => String::new(),
    };
    let empty = if field.is_list { " []" } else { "" };
    format!("# {}{words}\n# {}:{empty}\n", field.help, field.name)
}

fn yaml_value(field: &Field, values: &[String]) -> Result<String, Error> {
    if !is_scalar(&field.ty) {
        let parts: Result<Vec<&str>, Error> =
            values.iter().map(|v| checked_yaml(field, v)).collect();
        return match parts?.as_slice() {
            [one] => Ok((*one).to_owned()),
            many => Ok(format!("[{}]", many.join(", "))),
        };
    }
    let items: Vec<String> = values.iter().map(|v| yaml_item(field, v)).collect();
    match (field.is_list, items.as_slice()) {
        (false, [one]) => Ok(one.clone()),
        _ => Ok(format!("[{}]", items.join(", "))),
    }
}

/// The value of a map field, which is given as YAML, if it is a map or a list in one line.
fn checked_yaml<'v>(field: &Field, value: &'v str) -> Result<&'v str, Error> {
    let nested = value.starts_with(['{', '[']) && !value.contains(['\n', '\r']);
    let read = yaml::parse(&format!("v: {value}\n"));
    let alone = matches!(read, Ok(Node::Map(map)) if map.len() == 1);
    match nested && alone {
        true => Ok(value),
        false => Err(Error::new(
            format!("`{}` cannot be `{}`", field.name, one_line(value)),
            format!("it takes {}; or write it into the file", field.expects()),
        )),
    }
}

fn yaml_item(field: &Field, value: &str) -> String {
    let as_is = match field.ty {
        FieldType::Flag => matches!(value, "true" | "false"),
        FieldType::Integer { .. } | FieldType::Number { .. } => {
            value.parse::<f64>().is_ok_and(f64::is_finite) && !value.starts_with('+')
        }
        FieldType::Date | FieldType::Deadline => crate::model::Period::parse(value).is_some(),
        _ => false,
    };
    match as_is {
        true => value.to_owned(),
        false => yaml_scalar(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Schema};

    fn study() -> Kind {
        Schema::built_in()
            .first_with_role(Role::Validation)
            .unwrap()
            .clone()
    }

    fn set(values: &[&str]) -> Result<Vec<FieldInput>, Error> {
        let values: Vec<String> = values.iter().map(|v| (*v).to_owned()).collect();
        parse_inputs(&study(), &values)
    }

    #[test]
    fn given_fields_are_set_and_recommended_ones_are_comments() {
        let given = set(&[
            "problems=a,b",
            "n=9",
            "method=interview",
            "problems=c",
            "hypothesis=Yes, they do: #1",
        ]);
        assert_eq!(
            document_text(&study(), "Talks: round 1", &given.unwrap()).unwrap(),
            "---
title: \"Talks: round 1\"
method: interview
# The day of the study, or of its end.
# date:
participants: 9
hypothesis: \"Yes, they do: #1\"
# The bar, written before the test.
# criterion:
problems: [a, b, c]
---
"
        );
    }

    #[test]
    fn links_tags_and_words_are_split_at_commas_and_sentences_at_semicolons() {
        let schema = Schema::built_in();
        let split = |role, field: &str, value: &str| {
            let kind = schema.first_with_role(role).unwrap();
            split_list(kind.field(field).unwrap(), value)
        };
        for (role, field, value, parts) in [
            (Role::Problem, "personas", "a, b,c", &["a", "b", "c"][..]),
            (
                Role::Problem,
                "tags",
                "log in, e-mail",
                &["log in", "e-mail"],
            ),
            (
                Role::Persona,
                "goals",
                "fast, and right; on time",
                &["fast, and right", "on time"],
            ),
            (Role::Problem, "acceptance", "a;b;", &["a", "b"]),
            (
                Role::Problem,
                "links",
                "https://x.org/a,b",
                &["https://x.org/a,b"],
            ),
            (
                Role::Problem,
                "links",
                "https://x.org/a,b, https://x.org/c; https://x.org/d",
                &["https://x.org/a,b", "https://x.org/c", "https://x.org/d"],
            ),
            (
                Role::Problem,
                "links",
                "https://x.org/a,https://x.org/b,http://c.org,mailto:d@x.org",
                &[
                    "https://x.org/a",
                    "https://x.org/b",
                    "http://c.org",
                    "mailto:d@x.org",
                ],
            ),
            (Role::Problem, "personas", ",,", &[]),
        ] {
            assert_eq!(split(role, field, value), parts, "{field}: {value}");
        }
    }

    #[test]
    fn wrong_input_is_an_error_with_help() {
        for (values, message, help) in [
            (
                vec!["problms=a"],
                "`validation` has no field `problms`",
                "did you mean `problems`?",
            ),
            (
                vec!["method"],
                "`method` sets nothing",
                "write --set FIELD=VALUE",
            ),
            (
                vec!["method=a", "method=b"],
                "`method` takes one value and is set twice",
                "keep one of them",
            ),
            (
                vec!["title=a"],
                "`title` is given by the title",
                "leave it out",
            ),
        ] {
            assert_eq!(set(&values), Err(Error::new(message, help)));
        }
        let maps = set(&["results=[{problem: a, verdict: mixed}]"]).unwrap();
        assert!(
            document_text(&study(), "T", &maps)
                .unwrap()
                .contains("\nresults: [{problem: a, verdict: mixed}]\n")
        );
        for wrong in [
            "results=a",
            "results={a: b}\n]",
            "results=[",
            "results=[a] # {",
        ] {
            let given = set(&[wrong]).unwrap();
            let written = document_text(&study(), "T", &given);
            assert!(written.is_err() || wrong.ends_with('{'), "{wrong}");
        }
    }
}
