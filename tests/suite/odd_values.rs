//! Every field of every kind with odd values: those that cannot be read are reported, and the others are scored and
//! rendered without a panic.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::Project;
use crate::support::site::{Random, cases};
use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;
use casebook::model::{Field, FieldType, Schema};
use casebook::page::Content;

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "10",
    "11",
    "0.5",
    "1e308",
    "-1e308",
    "1e-320",
    "4294967296",
    "9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
    "1e400",
    ".inf",
    ".nan",
    "0x10",
    "1_000",
    "007",
    "100",
    "99",
];
const DATES: &[&str] = &[
    "0001-01-01",
    "0000-01-01",
    "-0001-01-01",
    "9999-12-31",
    "9999",
    "9999-Q4",
    "9999-12",
    "0001",
    "10000-01-01",
    "2024-02-29",
    "2025-02-29",
    "2026-07-01",
    "2026-07-02",
    "2026-06-30",
    "2026",
    "2026-Q3",
    "2026-Q5",
    "2026-13",
    "1582-10-10",
    "2025-12-31",
];
const TEXTS: &[&str] = &[
    "''",
    "' '",
    "a",
    "\"\\u00e9\\u0301\"",
    "'[[e-0]]'",
    "'e-0'",
    "\"<script>\"",
    "'{{ x }}'",
    "'`'",
    "'``'",
    "'.'",
    "'so that'",
    "'to '",
    "'when '",
    "\"\\U0001F600\"",
    "'|'",
    "'a\\b'",
    "'#'",
    "'e-0#'",
    "'e-0#1'",
    "'#1'",
    "'//'",
    "'http://'",
    "'javascript:x'",
    "'../..'",
    "'\u{df}'",
    "'\u{130}'",
    "'\u{202e}x'",
    "'%'",
    "'—'",
];

/// A value that may or may not fit the field's type.
fn value(field: &Field, random: &mut Random, depth: usize) -> String {
    match random.below(12) {
        0 => {
            return (*random.pick(&["null", "[]", "{}", "true", "[[]]", "[null]", "{a: b}", "~"]))
                .to_owned();
        }
        1 => return (*random.pick(NUMBERS)).to_owned(),
        2 => return (*random.pick(DATES)).to_owned(),
        3 => return (*random.pick(TEXTS)).to_owned(),
        _ => {}
    }
    if field.is_list && random.below(4) > 0 && depth < 3 {
        let items: Vec<String> = (0..random.below(5))
            .map(|_| one(field, random, depth + 1))
            .collect();
        return format!("[{}]", items.join(", "));
    }
    one(field, random, depth)
}

fn one(field: &Field, random: &mut Random, depth: usize) -> String {
    match &field.ty {
        FieldType::Text => (*random.pick(TEXTS)).to_owned(),
        FieldType::Flag => (*random.pick(&["true", "false"])).to_owned(),
        FieldType::Date | FieldType::Deadline => (*random.pick(DATES)).to_owned(),
        FieldType::Integer { .. } | FieldType::Number { .. } => (*random.pick(NUMBERS)).to_owned(),
        FieldType::Choice(words) => random.pick(words).word.to_string(),
        FieldType::Link | FieldType::Person => format!("e-{}", random.below(40)),
        FieldType::Stage => format!("'e-{}#{}'", random.below(40), random.below(4)),
        FieldType::Address => "{text: a, url: 'https://example.org/'}".to_owned(),
        FieldType::Map(fields) => {
            let mut map = String::from("{");
            for field in fields.iter().filter(|_| depth < 4) {
                if random.below(3) > 0 {
                    let _ = write!(map, "{}: {}, ", field.name, value(field, random, depth + 1));
                }
            }
            map + "}"
        }
        FieldType::OpenMap => "{a: 1, b: [c]}".to_owned(),
        FieldType::NumberMap => format!(
            "{{0: {}, 9: {}, 10: 3, 'x': 1}}",
            random.pick(NUMBERS),
            random.pick(NUMBERS)
        ),
        FieldType::SusAnswers => format!(
            "[[1, 2, 3, 4, 5, 1, 2, 3, 4, {}], [5, 1, 5, 1, 5, 1, 5, 1, 5, 1], []]",
            random.pick(NUMBERS)
        ),
    }
}

/// A site of forty entries of all kinds.
fn site(seed: u64, schema: &Schema) -> Vec<(String, String)> {
    let mut random = Random(seed);
    let mut files = Vec::new();
    for i in 0..40 {
        let kind = random.pick(&schema.kinds);
        let mut text = String::from("---\n");
        for field in kind
            .fields
            .iter()
            .filter(|f| !["id", "draft", "visibility", "kind", "aliases"].contains(&&*f.name))
        {
            if random.below(3) > 0 {
                let _ = writeln!(text, "{}: {}", field.name, value(field, &mut random, 0));
            }
        }
        text.push_str("---\nText [[e-0]].\n");
        files.push((format!("{}/e-{i}.md", kind.folder()), text));
    }
    files
}

/// The message of a panic, with the seed that reproduces it.
fn panics(seed: u64, as_of: &str, schema: &Schema) -> Option<String> {
    let project = Project::new("");
    for (path, text) in site(seed, schema) {
        project.write(&path, text);
    }
    let read = AssertUnwindSafe(|| {
        let mut engine = Engine::new(project.root());
        for audience in [Audience::EVERYTHING, Audience::default()] {
            let request = Request {
                audience,
                as_of: as_of.parse().unwrap(),
                ..Project::request()
            };
            let snapshot = engine.snapshot(&request).unwrap();
            for page in snapshot.pages() {
                if let Content::Template { .. } = page.content {
                    let html = snapshot.render(page);
                    assert!(html.is_ok(), "{}: {:?}", page.url, html.err());
                    let html = html.unwrap();
                    for word in ["NaN", ">inf", "-inf<", "infinity"] {
                        assert!(!html.contains(word), "{}: {word}", page.url);
                    }
                }
            }
        }
    });
    catch_unwind(read)
        .err()
        .map(|_| format!("seed {seed}, as of {as_of}"))
}

#[test]
fn no_value_of_any_field_is_a_panic() {
    let schema = Schema::built_in();
    let days = ["2026-07-01", "0001-01-01", "9999-12-31", "-009999-01-01"];
    let wrong: Vec<String> = (0..cases(12, 300) as u64)
        .filter_map(|seed| panics(seed, days[seed as usize % days.len()], &schema))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
