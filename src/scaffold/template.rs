//! The text of a new document: what was given as front matter, what is recommended as comments.

use super::Error;
use super::scalar::{one_line, yaml_scalar};
use crate::content::yaml::{self, Node};
use crate::model::{Field, FieldType, Kind, Need};
use crate::text::nearest_name;

/// Fields that a file's name and place say.
const IMPLIED_FIELDS: [&str; 2] = ["id", "kind"];

/// What somebody gave for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInput {
    /// The proper name of the field.
    pub field: String,
    /// As many as were given; one, unless the field takes a list.
    pub values: Vec<String>,
}

/// Reads `field=value` for a kind: aliases of the field are understood, a list may be given with commas or by naming
/// the field again.
///
/// # Errors
///
/// No such field, with the nearest one; no `=`; a second value where one is taken.
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
            true => split_list(value),
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
    let also = |f: &&Field| f.aliases.iter().any(|a| a == name);
    let found = kind.field(name).or_else(|| kind.fields.iter().find(also));
    found.ok_or_else(|| {
        let names = || kind.fields.iter().map(|f| &*f.name);
        let help = match nearest_name(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
        };
        Error::new(
            format!("`{}` has no field `{}`", kind.name, one_line(name)),
            help,
        )
    })
}

fn is_scalar(ty: &FieldType) -> bool {
    !matches!(
        ty,
        FieldType::Map(_) | FieldType::OpenMap | FieldType::NumberMap | FieldType::SusAnswers
    )
}

/// At commas, but not at those of a sentence, which have a blank after them.
fn split_list(value: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in value.split(',') {
        match parts.last_mut() {
            Some(before) if part.starts_with(' ') => {
                before.push(',');
                before.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let parts = parts.iter().map(|p| p.trim().to_owned());
    parts.filter(|p| !p.is_empty()).collect()
}

/// The text of a document of this kind.
///
/// # Errors
///
/// A value that is no YAML where a map is wanted.
pub fn document_text(kind: &Kind, title: &str, given: &[FieldInput]) -> Result<String, Error> {
    let mut text = format!(
        "---\n{}: {}\n",
        kind.title_field,
        yaml_scalar(&one_line(title))
    );
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

/// A field that is still to be said, as comments.
fn reminder(field: &Field) -> String {
    let words = match &field.ty {
        FieldType::Choice(words) => {
            let words: Vec<&str> = words.iter().map(|w| &*w.word).collect();
            format!(" One of: {}.", words.join(", "))
        }
        _ => String::new(),
    };
    let empty = match (field.is_list, &field.ty) {
        (true, _) => " []",
        (false, _) => "",
    };
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

/// A map or a list of them, written as YAML by whoever gave it.
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
    fn what_is_given_is_set_and_what_is_recommended_is_a_comment() {
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
    fn lists_are_split_at_commas_but_not_sentences() {
        assert_eq!(split_list("a,b"), ["a", "b"]);
        assert_eq!(
            split_list("fast, and right,on time"),
            ["fast, and right", "on time"]
        );
        assert_eq!(split_list(",,"), [""; 0]);
    }

    #[test]
    fn mistakes_are_named_with_a_way_out() {
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
