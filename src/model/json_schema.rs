//! The kinds as JSON Schema (draft 2020-12), for editors that complete and check front matter.
//!
//! A schema accepts what casebook reads without an error, except undeclared fields: an editor should mark a typo. What
//! a schema cannot express (whether an id exists) only `check` reports.

use serde_json::{Map, Value as Json, json};

use super::{ChoiceValue, Field, FieldType, Kind, Need, Schema};
use crate::content::yaml::{self, Node};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Fields that may not be given without a value.
const NEVER_EMPTY: [&str; 4] = ["title", "id", "draft", "visibility"];

/// The schema of one kind's front matter.
pub fn kind_schema(kind: &Kind) -> Json {
    let dialect = ("$schema".to_owned(), DIALECT.into());
    Json::Object([dialect].into_iter().chain(kind_object(kind)).collect())
}

/// The schema of front matter of any kind: one of those under `$defs`.
pub fn all_kinds_schema(schema: &Schema) -> Json {
    let kinds = || schema.kinds.iter();
    let any = kinds().map(|kind| json!({ "$ref": format!("#/$defs/{}", kind.name) }));
    let defs = kinds().map(|kind| (kind.name.to_string(), Json::Object(kind_object(kind))));
    json!({
        "$schema": DIALECT,
        "title": "casebook front matter",
        "anyOf": any.collect::<Vec<_>>(),
        "$defs": defs.collect::<Map<_, _>>(),
    })
}

fn kind_object(kind: &Kind) -> Map<String, Json> {
    let required = kind.fields.iter().filter(|f| f.need == Need::Required);
    let required: Vec<&str> = required.map(|f| &*f.name).collect();
    let mut object = fields_object(&kind.fields);
    if let Some(Json::Object(properties)) = object.get_mut("properties") {
        properties.insert(
            "kind".into(),
            json!({ "const": &*kind.name, "description": "The kind of this document, where its folder does not say it." }),
        );
    }
    object.insert("title".into(), kind.label.as_str().into());
    if !kind.help.is_empty() {
        object.insert("description".into(), kind.help.as_str().into());
    }
    if !required.is_empty() {
        object.insert("required".into(), required.into());
    }
    object
}

fn fields_object(fields: &[Field]) -> Map<String, Json> {
    let mut properties = Map::new();
    for field in fields {
        properties.insert(field.name.to_string(), field_schema(field));
    }
    for field in fields {
        for alias in &field.aliases {
            let mut property = field_schema(field);
            property["deprecated"] = true.into();
            property["description"] = format!("Another name of `{}`.", field.name).into();
            properties.insert(alias.clone(), property);
        }
    }
    let mut object = Map::new();
    object.insert("type".into(), "object".into());
    object.insert("properties".into(), Json::Object(properties));
    object.insert("additionalProperties".into(), false.into());
    object
}

fn field_schema(field: &Field) -> Json {
    let mut item = value_schema(&field.ty);
    if !field.unset_words.is_empty() {
        item = json!({ "anyOf": [item, { "enum": field.unset_words, "deprecated": true }] });
    }
    let is_sus = matches!(field.ty, FieldType::SusAnswers);
    let mut property = match field.is_list && !is_sus {
        true => json!({ "anyOf": [item, { "type": "array", "items": allow_null(item.clone()) }] }),
        false => item,
    };
    if !NEVER_EMPTY.contains(&&*field.name) {
        property = allow_null(property);
    }
    if !field.help.is_empty() {
        property["description"] = field.help.as_str().into();
    }
    if let Some(default) = &field.default {
        property["default"] = serde_json::to_value(default).unwrap_or(Json::Null);
    }
    property
}

/// Allows `null` too: a field without a value counts as left out.
fn allow_null(mut property: Json) -> Json {
    let null = || Json::from("null");
    if let Some(types) = property.get_mut("type") {
        match types {
            Json::Array(types) => types.push(null()),
            one => *one = Json::Array(vec![one.take(), null()]),
        }
        if let Some(Json::Array(words)) = property.get_mut("enum") {
            words.push(Json::Null);
        }
        return property;
    }
    match property.get_mut("anyOf") {
        Some(Json::Array(any)) => any.push(json!({ "type": "null" })),
        _ => property = json!({ "anyOf": [property, { "type": "null" }] }),
    }
    property
}

/// The schema of one value. `007` in a text field is a number in YAML and text in casebook, so both are allowed.
fn value_schema(ty: &FieldType) -> Json {
    match ty {
        FieldType::Text => json!({ "type": ["string", "number", "boolean"] }),
        FieldType::Link | FieldType::Stage | FieldType::Person => {
            json!({ "type": ["string", "number"] })
        }
        FieldType::Flag => json!({ "type": "boolean" }),
        FieldType::Date | FieldType::Deadline => json!({
            "type": ["string", "integer"],
            "pattern": "^[0-9]{4}(-[Qq][1-4]|-[0-9]{2}(-[0-9]{2})?)?$",
            "minimum": 1,
            "maximum": 9999,
            "examples": ["2026", "2026-Q3", "2026-07", "2026-07-31"],
        }),
        FieldType::Integer { min, max } => number_schema("integer", *min, *max),
        FieldType::Number { min, max } => number_schema("number", *min, *max),
        FieldType::Choice(words) => choice_schema(words),
        FieldType::Address => json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "properties": { "text": { "type": "string" }, "url": { "type": "string" } }, "required": ["url"] },
        ] }),
        FieldType::Map(fields) => Json::Object(fields_object(fields)),
        FieldType::OpenMap => json!({ "type": "object" }),
        FieldType::NumberMap => {
            json!({ "type": "object", "additionalProperties": { "type": "number", "minimum": 0 } })
        }
        FieldType::SusAnswers => {
            let person = json!({
                "type": "array",
                "items": { "type": "integer", "minimum": 1, "maximum": 5 },
                "minItems": 10,
                "maxItems": 10,
            });
            json!({ "anyOf": [person, { "type": "array", "items": person }] })
        }
    }
}

fn number_schema(ty: &str, min: Option<f64>, max: Option<f64>) -> Json {
    // A whole bound is written without a fraction.
    let bound = |n: f64| match n.fract() == 0.0 {
        true => Json::from(n as i64),
        false => Json::from(n),
    };
    let mut number = json!({ "type": ty });
    if let Some(min) = min {
        number["minimum"] = bound(min);
    }
    if let Some(max) = max {
        number["maximum"] = bound(max);
    }
    number
}

/// The words of a choice; other spellings are accepted and marked as deprecated.
fn choice_schema(words: &[ChoiceValue]) -> Json {
    let proper: Vec<&str> = words.iter().map(|w| &*w.word).collect();
    let mut aliases: Vec<Json> = Vec::new();
    let mut starts = vec![];
    for spelling in words.iter().flat_map(|w| &w.other_spellings) {
        let text = &spelling.text;
        if let Some(prefix) = spelling.prefix() {
            starts.push(json!({ "pattern": format!("^{prefix}"), "deprecated": true }));
            continue;
        }
        aliases.push(text.as_str().into());
        // YAML reads the spelling `true` as a boolean.
        if let Ok(Node::Bool(flag)) = yaml::parse(text) {
            aliases.push(flag.into());
        }
    }
    match aliases.is_empty() {
        true => json!({ "type": "string", "enum": proper }),
        false => {
            let others = json!({ "enum": aliases, "deprecated": true });
            let words = [json!({ "enum": proper }), others];
            json!({ "anyOf": words.into_iter().chain(starts).collect::<Vec<_>>() })
        }
    }
}
