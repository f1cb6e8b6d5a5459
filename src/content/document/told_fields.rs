//! Fields that a document whose front matter says nothing of its kind says in lines under its title, as Notion exports the
//! properties of a page: `Persona: Mara`, or in a table of two columns. What cannot be read there is text, and told of nowhere, but for a status,
//! in whose place nothing else may stand. A day is read wherever a status is ([`line_at_top`]).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::DocumentReader;
use super::table_columns::rows_below_columns;
use super::told_choices::{line_at_top, without_hard_break};
use crate::diagnostic::Place;
use crate::model::reader::{find_word, link_target};
use crate::model::{Field, FieldType, Fields, Name, Value, word_of_phrase};
use crate::text::{Period, phrase};

/// The most lines under a title that are properties.
const MAX_LINES: usize = 40;
/// The longest name of a property, in characters.
const MAX_KEY_CHARS: usize = 40;
/// The fewest words of a sentence.
const MIN_WORDS: usize = 3;

impl DocumentReader<'_> {
    /// True for a line of prose of several words, which is no heading, no property and no row of a table.
    pub(super) fn has_sentence(text: &str) -> bool {
        let is_long = |text: &str| text.split_whitespace().nth(MIN_WORDS - 1).is_some();
        let is_sentence = |line: &str| {
            let is_prose = !line.starts_with(['#', '|', '<', '{', '`', '~']);
            let is_property = || property(line).is_some_and(|(key, _)| !is_long(key));
            is_prose && is_long(line) && !is_property()
        };
        text.lines().any(|line| is_sentence(line.trim()))
    }

    /// A line under the title that means to keep an entry from being published does so, however it is set and whatever it
    /// says of how, unless it says the opposite.
    fn withhold_by_text(&mut self, text: &str, fields: &mut Fields) {
        const PUBLISHED: [&str; 9] = [
            "public",
            "published",
            "no",
            "false",
            "nein",
            "non",
            "done",
            "final",
            "",
        ];
        let lines = lines_under_title(text).map(without_frame);
        let lines = lines.filter(|line| !line.is_empty());
        for (key, value) in lines.map_while(property) {
            let distance = |guarded| strsim::osa_distance(&phrase(key), guarded);
            let (name, hides) = match (distance("draft"), distance("visibility")) {
                (0, _) => ("draft", Value::Flag(true)),
                (_, 0 | 1) => ("visibility", Value::Text("internal".into())),
                _ => continue,
            };
            if fields.has(name) || PUBLISHED.contains(&&*phrase(value)) {
                continue;
            }
            if !["yes", "true", "internal"].contains(&&*phrase(value)) {
                let start = value.as_ptr().addr() - text.as_ptr().addr();
                let at = Place::Body(start, start + value.len());
                let message =
                    format!("`{name}` cannot be read here, so this page is not published");
                let help = format!(
                    "write `{name}: {}`, or take the line out",
                    if name == "draft" { "true" } else { "internal" }
                );
                self.report("bad-value", at, message, help);
            }
            fields.0.push((name.into(), hides));
        }
    }

    /// True if none of these fields is one of the kind alone. A private one does not count: whether it is there would show.
    pub(super) fn say_nothing<'n>(
        &self,
        kind: Option<usize>,
        mut names: impl Iterator<Item = &'n Name>,
    ) -> bool {
        names.all(|name| self.schema.is_shared(name) || self.is_private(kind, name))
    }

    pub(super) fn read_told_fields(
        &mut self,
        kind: Option<usize>,
        text: &str,
        fields: &mut Fields,
    ) {
        let schema = self.schema;
        if kind.is_some() {
            self.withhold_by_text(text, fields);
        }
        let Some(kind) = kind.filter(|_| self.says_nothing) else {
            return;
        };
        let kind = &schema.kinds[kind];
        let declared = &kind.fields;
        // What a document is called is known before its text is read.
        let names = ["id", "title", &*kind.title_field];
        let mut implied = vec![];
        let is_label = |cell: &str| schema.is_label(cell);
        for (key, written) in property_lines(text) {
            let names_column = rows_below_columns(text, key, is_label).is_some();
            let key = phrase(key);
            let Some(field) = declared.iter().find(|field| field.is_called(&key)) else {
                continue;
            };
            if fields.has(&field.name) || field.is_private || names.contains(&&*field.name) {
                continue;
            }
            let is_word = matches!(field.ty, FieldType::Choice(_)) && can_hold(field, written);
            if names_column && !is_word {
                continue;
            }
            let Some((value, sets)) = read(field, written) else {
                // Where the body has a heading for it, that is looked at too.
                let is_status = &*field.name == "status" && field.headings.is_empty();
                if is_status && matches!(field.ty, FieldType::Choice(_)) && !written.is_empty() {
                    self.tell_not_understood(field, written, text, fields);
                }
                continue;
            };
            fields.0.push((field.name.clone(), value));
            implied.push((field, sets, written));
        }
        for (field, sets, written) in implied {
            self.set_told(declared, field, sets, written, text, fields);
        }
        let is_day = |field: &&Field| matches!(&*field.name, "date" | "received");
        for field in declared.iter().filter(is_day) {
            let others = field.aliases.iter().chain([&field.label]);
            let labels = others.map(|name| phrase(name)).chain([phrase(&field.name)]);
            let written = line_at_top(text, &labels.collect::<Vec<_>>(), is_label);
            let day = written.and_then(Period::read);
            let day = day.map(|(day, _)| Value::Date(day));
            if let Some(day) = day.filter(|_| !fields.has(&field.name)) {
                fields.0.push((field.name.clone(), day));
            }
        }
    }
}

/// The lines `key: value` of the first paragraph under the title, with or without marks of a list, or the rows of a table
/// in its place.
pub fn property_lines(text: &str) -> Vec<(&str, &str)> {
    lines_under_title(text).map_while(property).collect()
}

/// A line without the marks of a quotation, and of a row of a table the first two cells.
fn without_frame(line: &str) -> &str {
    let line = line.trim_start_matches(['>', ' ']);
    let third_cell = line.match_indices('|').nth(2);
    match third_cell.filter(|_| line.starts_with('|')) {
        Some((at, _)) => &line[..at],
        None => line,
    }
}

/// The first lines below the title, without pictures and rows of tables in which nothing is written.
fn lines_under_title(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !is_picture(line));
    let is_title = |line: &&str| line.is_empty() || line.starts_with("# ");
    let lines = lines.skip_while(is_title).take(MAX_LINES);
    let is_empty_row = |line: &&str| {
        line.starts_with('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    lines.filter(move |line| !is_empty_row(line))
}

/// True for a line that is a picture alone, as Markdown, HTML or Obsidian write it.
fn is_picture(line: &str) -> bool {
    let first_end = |end: &str| line.find(end).map(|at| at + end.len());
    let ends =
        |start: &str, end: &str| line.starts_with(start) && first_end(end) == Some(line.len());
    ends("![[", "]]") || ends("![", ")") || ends("<img ", ">")
}

fn property(line: &str) -> Option<(&str, &str)> {
    let row = line
        .strip_prefix('|')
        .map(|row| row.strip_suffix('|').unwrap_or(row));
    let (key, value) = match row {
        Some(row) => row
            .split_once('|')
            .filter(|(_, value)| !value.contains('|'))?,
        None => line
            .trim_start_matches(['*', '-', '+', ' '])
            .split_once([':', '：'])?,
    };
    let value = without_hard_break(value);
    let key = key.trim_matches(['*', '_', ' ']);
    let is_key = key.starts_with(char::is_alphabetic)
        && key.chars().count() <= MAX_KEY_CHARS
        && !key.contains(['[', '<', '`', '%', '|']);
    let value = value.trim_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace());
    is_key.then_some((key, value))
}

/// True if a field can be read from a line with this value.
pub fn can_hold(field: &Field, text: &str) -> bool {
    read(field, text).is_some()
}

/// A value, and what it sets besides.
fn read(field: &Field, text: &str) -> Option<(Value, Vec<(Name, Name)>)> {
    if text.is_empty() || text.contains("%%") || text.contains("<!--") {
        return None;
    }
    let number = || -> Option<f64> {
        let first = text.split_whitespace().next()?;
        first.parse().ok().filter(|n: &f64| n.is_finite())
    };
    let fits = |n: &f64, min: &Option<f64>, max: &Option<f64>| {
        min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max)
    };
    let value = match &field.ty {
        FieldType::Text if !field.is_list && !text.contains(['[', '<', '`']) => {
            Value::Text(text.into())
        }
        FieldType::Link if field.is_list => {
            let names = split_names(text).into_iter();
            Value::List(names.map(|name| Value::Text((&*name).into())).collect())
        }
        FieldType::Link => Value::Text((&**split_names(text).first()?).into()),
        FieldType::Date | FieldType::Deadline => Value::Date(Period::read(text)?.0),
        FieldType::Integer { min, max } => {
            let n = number().filter(|n| n.fract() == 0.0 && fits(n, min, max));
            Value::Number(n?)
        }
        FieldType::Number { min, max } => Value::Number(number().filter(|n| fits(n, min, max))?),
        FieldType::Choice(words) => {
            let in_phrase = || Some((word_of_phrase(words, text)?.word.clone(), vec![]));
            let (word, sets) = find_word(words, text).or_else(in_phrase)?;
            return Some((Value::Text(word), sets));
        }
        _ => return None,
    };
    Some((value, vec![]))
}

/// The names in a list of links. Notion writes the path of each page behind its name, in round brackets.
fn split_names(text: &str) -> Vec<Cow<'_, str>> {
    let names = text.split(", ").map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    names
        .map(|name| match notion_path(name) {
            Some(path) => path,
            None => Cow::Borrowed(link_target(name)),
        })
        .collect()
}

fn notion_path(name: &str) -> Option<Cow<'_, str>> {
    let (_, path) = name.strip_suffix(')')?.rsplit_once(" (")?;
    let is_page = path.ends_with(".md") && !path.contains("://");
    percent_decode_str(path)
        .decode_utf8()
        .ok()
        .filter(|_| is_page)
}
