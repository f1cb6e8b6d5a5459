//! `KIND.csv`: the entries of a kind as a table for a spreadsheet, with their fields and scores.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula. Such a text gets an apostrophe before
//! it, as the OWASP page on CSV injection advises; numbers stay numbers.

use std::io::{self, Write};
use std::sync::Arc;

use crate::graph::EntryId;
use crate::model::{Field, Kind, Role, Value};
use crate::page::{Page, Url};
use crate::property::{Property, PropertyValue, values_of};
use crate::site::{SiteContext, paging, prose};

/// Spreadsheet programs cut longer cells.
const MAX_CELL_CHARS: usize = 32_000;

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let kinds = site.graph.schema.kinds.iter().enumerate();
    kinds
        .filter_map(|(index, kind)| {
            let ids = site.graph.of_kind(index);
            let site = Arc::clone(site);
            (!ids.is_empty()).then(|| {
                Page::streamed(csv_url(kind), move |out| {
                    write_table(&site, index, &ids, out)
                })
            })
        })
        .collect()
}

pub fn csv_url(kind: &Kind) -> Url {
    Url::new(format!("{}.csv", kind.name))
}

/// The columns of a problem after its fields, and the property that each shows; of a solution the last three.
const SCORES: [(&str, &str); 8] = [
    ("problem_state", "problem.state"),
    ("problem_support", "problem.support"),
    ("problem_against", "problem.against"),
    ("opportunity_value", "opportunity"),
    ("next_step", "next_step"),
    ("solution_state", "solution.state"),
    ("solution_support", "solution.support"),
    ("solution_against", "solution.against"),
];

fn write_table(
    site: &SiteContext,
    kind: usize,
    ids: &[EntryId],
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_used = |field: &&Field| {
        let mut entries = ids.iter().map(|id| site.fields(*id));
        !field.is_private
            && &*field.name != "title"
            && entries.any(|fields| fields.has(&field.name))
    };
    let fields = site.graph.schema.fields(Some(kind)).iter();
    let fields: Vec<&Field> = fields.filter(is_used).collect();
    let scores = match site.graph.role(ids[0]) {
        Some(Role::Problem) => &SCORES[..],
        Some(Role::Solution) => &SCORES[5..],
        _ => &[],
    };
    let scores = scores.iter().filter_map(|(name, property)| {
        let property = Property::parse(property, &site.graph.schema)?;
        Some((*name, property))
    });
    let scores: Vec<(&str, Property)> = scores.collect();
    let base = site.config.base_url.as_deref().unwrap_or_default();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let names = fields.iter().map(|field| &*field.name);
    let own = ["id", "title", "url", "source_file"].into_iter();
    writer.write_record(own.chain(names).chain(scores.iter().map(|(name, _)| *name)))?;
    for id in ids {
        let document = &site.graph.entry(*id).document;
        let own = [
            escape_formula(&document.id),
            escape_formula(&document.title),
            escape_formula(&format!("{base}{}", site.href(*id))),
            escape_formula(&document.path),
        ];
        let values = fields.iter().map(|field| {
            let value = document.fields.get(&field.name);
            value.map_or_else(String::new, value_to_cell)
        });
        let scores = scores
            .iter()
            .map(|(_, property)| score_cell(site, *id, property));
        writer.write_record(own.into_iter().chain(values).chain(scores))?;
    }
    writer.flush()
}

fn score_cell(site: &SiteContext, id: EntryId, property: &Property) -> String {
    match values_of(site.scored(), id, property).into_iter().next() {
        Some(PropertyValue::Number(number)) => number.to_string(),
        value => value.map_or_else(String::new, |value| escape_formula(&value.to_text())),
    }
}

/// A list of plain values is joined with semicolons; maps, and lists with maps or lists in them, are JSON.
fn value_to_cell(value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Text(words) | Value::NotUnderstood(words) => escape_formula(words),
        Value::Date(date) => escape_formula(&date.written),
        Value::List(items) if items.iter().all(is_scalar) => {
            let items: Vec<String> = items.iter().filter_map(item_text).collect();
            escape_formula(&items.join("; "))
        }
        Value::List(_) | Value::Map(_) => {
            escape_formula(&serde_json::to_string(value).unwrap_or_default())
        }
        Value::Unreadable => String::new(),
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_))
}

fn item_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(words) | Value::NotUnderstood(words) => Some(words.to_string()),
        Value::Date(date) => Some(date.written.to_string()),
        Value::Number(n) => Some(prose::format_number(*n)),
        Value::Flag(flag) => Some(flag.to_string()),
        Value::List(_) | Value::Map(_) | Value::Unreadable => None,
    }
}

/// Puts an apostrophe before a text that a spreadsheet would run as a formula, also after white space.
pub fn escape_formula(words: &str) -> String {
    let words = paging::truncate_chars(words, MAX_CELL_CHARS);
    match words
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    {
        true => format!("'{words}"),
        false => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Content;
    use crate::site::fixture;

    fn rows(config: &str, files: &[(&str, &str)], name: &str) -> Vec<Vec<String>> {
        fixture::with_site_and_config(config, files, |site| {
            let pages = pages(site);
            let page = pages
                .iter()
                .find(|p| p.url.as_str() == name)
                .expect("the table");
            let Content::Streamed(made) = &page.content else {
                panic!("{page:?}");
            };
            let bytes = made.to_bytes();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(&*bytes);
            let records = reader.records().map(|r| r.expect("valid CSV"));
            records
                .map(|r| r.iter().map(str::to_owned).collect())
                .collect()
        })
    }

    #[test]
    fn a_table_has_the_fields_that_are_used_and_the_scores() {
        let files = [
            ("personas/ana.md", "---\nname: Ana\n---\n"),
            (
                "problems/know.md",
                "---\ntitle: Know, \"why\"\npersonas: ana\nneed: |\n  two\n  lines\nimportance: 9\nsatisfaction: 2\ntags: [a, b]\n---\n",
            ),
        ];
        let config = "base_url: https://example.org/\n";
        let rows = rows(config, &files, "problem.csv");
        let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
        assert_eq!(
            lines,
            [
                "id | title | url | source_file | personas | need | type | status | importance | satisfaction | tags \
                 | draft | visibility | problem_state | problem_support | problem_against | opportunity_value \
                 | next_step | solution_state | solution_support | solution_against",
                "know | Know, \"why\" | https://example.org/problems/know.html | problems/know.md | ana | two\nlines\n \
                 | need | exploring | 9 | 2 | a; b | false | public | untested | 0 | 0 | 16 | research next \
                 | untested | 0 | 0",
            ]
        );
    }

    #[test]
    fn formulas_are_escaped() {
        for formula in ["=1+1", "+1", "-1+cmd", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert_eq!(escape_formula(formula), format!("'{formula}"));
        }
        assert_eq!(escape_formula("a=b"), "a=b");
        assert_eq!(value_to_cell(&Value::Number(-2.0)), "-2");
        let files = [(
            "personas/a.md",
            "---\nname: \"=HYPERLINK(1)\"\ngoals: ['@x', y]\n---\n",
        )];
        let rows = rows("", &files, "persona.csv");
        assert_eq!(rows[1][1], "'=HYPERLINK(1)");
        assert!(rows[1].contains(&"'@x; y".to_owned()), "{rows:?}");
    }
}
