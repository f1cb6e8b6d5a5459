//! The text of a new document: what was given as front matter, what is recommended as comments.

use super::Refusal;
use super::scalar::{one_line, scalar};
use crate::schema::{Field, Kind, Need, Type};
use crate::unicode::nearest;
use crate::yaml::{self, Node};

/// Fields that a file's name and place say.
const SAID: [&str; 2] = ["id", "kind"];

/// What somebody gave for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
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
pub fn given(kind: &Kind, set: &[String]) -> Result<Vec<Given>, Refusal> {
    let mut all: Vec<Given> = Vec::new();
    for set in set {
        let Some((name, value)) = set.split_once('=') else {
            let message = format!("`{}` sets nothing", one_line(set));
            return Err(Refusal::new(message, "write --set FIELD=VALUE"));
        };
        let field = field(kind, name.trim())?;
        if *field.name == *kind.title || &*field.name == "title" {
            let message = format!("`{}` is given by the title", field.name);
            return Err(Refusal::new(message, "leave it out"));
        }
        if &*field.name == "kind" {
            return Err(Refusal::new("`kind` is given by the kind", "leave it out"));
        }
        let values = match field.list && is_scalar(&field.ty) {
            true => split(value),
            false => vec![value.trim().to_owned()],
        };
        match all.iter_mut().find(|g| *g.field == *field.name) {
            None => all.push(Given {
                field: field.name.to_string(),
                values,
            }),
            Some(before) if field.list => before.values.extend(values),
            Some(_) => {
                let message = format!("`{}` takes one value and is set twice", field.name);
                return Err(Refusal::new(message, "keep one of them"));
            }
        }
    }
    Ok(all)
}

fn field<'k>(kind: &'k Kind, name: &str) -> Result<&'k Field, Refusal> {
    let also = |f: &&Field| f.also.iter().any(|a| a == name);
    let found = kind.field(name).or_else(|| kind.fields.iter().find(also));
    found.ok_or_else(|| {
        let names = || kind.fields.iter().map(|f| &*f.name);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
        };
        Refusal::new(
            format!("`{}` has no field `{}`", kind.name, one_line(name)),
            help,
        )
    })
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Map(_) | Type::Open | Type::Numbers | Type::Answers
    )
}

/// At commas, but not at those of a sentence, which have a blank after them.
fn split(value: &str) -> Vec<String> {
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
pub fn document(kind: &Kind, title: &str, given: &[Given]) -> Result<String, Refusal> {
    let mut text = format!("---\n{}: {}\n", kind.title, scalar(&one_line(title)));
    for field in &kind.fields {
        let is_title = field.name == kind.title || &*field.name == "title";
        if is_title || SAID.contains(&&*field.name) {
            continue;
        }
        match given.iter().find(|g| *g.field == *field.name) {
            Some(given) => {
                let value = value(field, &given.values)?;
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
        Type::Choice(words) => {
            let words: Vec<&str> = words.iter().map(|w| &*w.word).collect();
            format!(" One of: {}.", words.join(", "))
        }
        _ => String::new(),
    };
    let empty = match (field.list, &field.ty) {
        (true, _) => " []",
        (false, _) => "",
    };
    format!("# {}{words}\n# {}:{empty}\n", field.help, field.name)
}

fn value(field: &Field, values: &[String]) -> Result<String, Refusal> {
    if !is_scalar(&field.ty) {
        let parts: Result<Vec<&str>, Refusal> = values.iter().map(|v| raw(field, v)).collect();
        return match parts?.as_slice() {
            [one] => Ok((*one).to_owned()),
            many => Ok(format!("[{}]", many.join(", "))),
        };
    }
    let items: Vec<String> = values.iter().map(|v| item(field, v)).collect();
    match (field.list, items.as_slice()) {
        (false, [one]) => Ok(one.clone()),
        _ => Ok(format!("[{}]", items.join(", "))),
    }
}

/// A map or a list of them, written as YAML by whoever gave it.
fn raw<'v>(field: &Field, value: &'v str) -> Result<&'v str, Refusal> {
    let nested = value.starts_with(['{', '[']) && !value.contains(['\n', '\r']);
    let read = yaml::parse(&format!("v: {value}\n"));
    let alone = matches!(read, Ok(Node::Map(map)) if map.len() == 1);
    match nested && alone {
        true => Ok(value),
        false => Err(Refusal::new(
            format!("`{}` cannot be `{}`", field.name, one_line(value)),
            format!("it takes {}; or write it into the file", field.expects()),
        )),
    }
}

fn item(field: &Field, value: &str) -> String {
    let as_is = match field.ty {
        Type::Flag => matches!(value, "true" | "false"),
        Type::Whole { .. } | Type::Number { .. } => {
            value.parse::<f64>().is_ok_and(f64::is_finite) && !value.starts_with('+')
        }
        Type::Date | Type::Deadline => crate::schema::Date::parse(value).is_some(),
        _ => false,
    };
    match as_is {
        true => value.to_owned(),
        false => scalar(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Role, Schema};

    fn study() -> Kind {
        Schema::built_in().with_role(Role::Study).unwrap().clone()
    }

    fn set(values: &[&str]) -> Result<Vec<Given>, Refusal> {
        let values: Vec<String> = values.iter().map(|v| (*v).to_owned()).collect();
        given(&study(), &values)
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
            document(&study(), "Talks: round 1", &given.unwrap()).unwrap(),
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
        assert_eq!(split("a,b"), ["a", "b"]);
        assert_eq!(
            split("fast, and right,on time"),
            ["fast, and right", "on time"]
        );
        assert_eq!(split(",,"), [""; 0]);
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
            assert_eq!(set(&values), Err(Refusal::new(message, help)));
        }
        let maps = set(&["results=[{problem: a, verdict: mixed}]"]).unwrap();
        assert!(
            document(&study(), "T", &maps)
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
            let written = document(&study(), "T", &given);
            assert!(written.is_err() || wrong.ends_with('{'), "{wrong}");
        }
    }
}
