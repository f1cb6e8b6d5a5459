//! Which files are refused, at which place, and which are just accepted.

use super::publication_guard::{find_swallowed_field, is_near_miss};
use super::*;
use crate::content::yaml;
use crate::content::yaml::Node;

fn options() -> ReadOptions {
    ReadOptions {
        max_front_matter: 1 << 16,
        max_page: 1 << 20,
        ..ReadOptions::default()
    }
}

fn read_at(path: &str, text: &str) -> Document {
    let source = Source::in_memory(path, text);
    super::read(&source, &Schema::built_in(), &options())
}

/// Each diagnostic of a text: the words it points at, and its message.
fn reported<'t>(path: &str, text: &'t str) -> Vec<(&'t str, String)> {
    let problems = read_at(path, text).diagnostics;
    let reported = problems.into_iter().map(|problem| {
        let at = problem.place.locate(text);
        (&text[at.start..at.end], problem.message)
    });
    reported.collect()
}

#[test]
fn a_refused_file_is_reported_at_the_wrong_words() {
    for (text, at, message) in [
        (
            "\n---\ntitle: a\n",
            "---",
            "the front matter does not start on the first line",
        ),
        (
            "---\ntitle: a\n---\ndraft: true\n",
            "draft: true",
            "this line is not in the front matter",
        ),
        (
            "---\ntitle: é\u{7f}\n---\n",
            "\u{7f}",
            "a control character (U+007F)",
        ),
        (
            "---\ntitle: a\u{2028}b\n---\n",
            "\u{2028}",
            "a control character (U+2028)",
        ),
        (
            "---\ntitle: \"a\ndraft: true\n\"\n---\n",
            "draft: true",
            "this line is part of the value above it",
        ),
        (
            "---\n- a\n---\n",
            "- a\n",
            "the front matter cannot be a list",
        ),
        (
            "---\ntitle: \"a\\0b\"\n---\n",
            "\"a\\0b\"",
            "a control character in the value",
        ),
        (
            "---\nx:\n- [\"a\\u0085b\"]\n---\n",
            "\"a\\u0085b\"",
            "a control character in the value",
        ),
        (
            "---\ntitle: a\nx: {y: \"a\\0b\"}\n---\n",
            "\"a\\0b\"",
            "a control character in the value",
        ),
        (
            "---\nx: 1\n\"a\\0b\": 1\n---\n",
            "1",
            "a control character in the value",
        ),
    ] {
        assert_eq!(
            reported("a.md", text),
            [(at, message.to_owned())],
            "{text:?}"
        );
        assert!(read_at("a.md", text).is_broken, "{text:?}");
    }
}

#[test]
fn a_yaml_error_is_marked_to_the_end_of_its_line() {
    let text = "---\ntitle: a\nx: [1\ny: 2\n---\nbody\n";
    let [(at, _)] = &reported("a.md", text)[..] else {
        panic!("one problem");
    };
    assert!(
        !at.contains('\n') && text.contains(&format!("{at}\n")),
        "{at:?}"
    );
}

#[test]
fn a_file_of_exactly_the_limit_is_read() {
    let text = "---\ntitle: a\n---\nb\n";
    let broken = |max_front_matter, max_page| {
        let options = ReadOptions {
            max_front_matter,
            max_page,
            ..ReadOptions::default()
        };
        let read = super::read(
            &Source::in_memory("a.md", text),
            &Schema::built_in(),
            &options,
        );
        read.is_broken
    };
    let (block, page) = ("title: a\n".len(), text.len());
    assert!(!broken(block, page));
    assert!(broken(block - 1, page) && broken(block, page - 1));
    assert!(broken(block - 3, page) && broken(block, page - 3));
}

#[test]
fn a_size_is_written_in_the_largest_unit_that_divides_it() {
    for (bytes, said) in [
        (0, "0 bytes"),
        (1000, "1000 bytes"),
        (1 << 10, "1 KiB"),
        (1500, "1500 bytes"),
        (1536 << 10, "1536 KiB"),
        (1 << 20, "1 MiB"),
        (3 << 20, "3 MiB"),
    ] {
        assert_eq!(format_size(bytes), said);
    }
}

#[test]
fn a_default_is_a_field_that_was_not_given() {
    let document = read_at("personas/a.md", "---\ntitle: a\n---\n");
    assert_eq!(document.fields.flag("draft"), Some(false));
    assert!(document.is_given("title") && !document.is_given("draft"));
}

#[test]
fn a_given_kind_overrides_the_folder() {
    let schema = Schema::built_in();
    for (given, kind) in [
        ("page", None),
        ("problem", schema.kind_by_name("problem")),
        ("persona", schema.kind_by_name("persona")),
        // Reported; the folder decides.
        ("nothing", schema.kind_by_name("persona")),
    ] {
        let text = format!("---\nkind: {given}\ntitle: a\n---\n");
        assert_eq!(read_at("personas/a.md", &text).kind, kind, "{given}");
    }
}

#[test]
fn a_near_miss_of_draft_is_not_reported_as_an_unknown_field_too() {
    let text = "---\ntitle: a\ndrafts: true\nzebra: 1\n---\n";
    assert_eq!(
        reported("personas/a.md", text)[..2],
        [
            ("drafts", "`drafts` looks like `draft`".to_owned()),
            ("zebra", "nothing reads `zebra`".to_owned()),
        ]
    );
}

#[test]
fn keys_that_look_like_a_guarded_field_are_near_misses() {
    for key in [
        "Draft",
        "dräft",
        "dr\u{200b}aft",
        "d\u{301}r\u{301}a\u{301}f\u{301}t\u{301}",
        "d\u{200b}r\u{200b}a\u{200b}f\u{200b}t\u{200b}",
        "draf",
        "drafted",
        "rdaft",
        "draſt",
        "ԁraft",
        "дrаft",
        "ｄｒａｆｔ",
        "visibilty",
        "vіsіbіlіty",
    ] {
        assert!(GUARDED_FIELDS.iter().any(|g| is_near_miss(key, g)), "{key}");
    }
    for key in [
        "",
        "title",
        "craftsman",
        "ԁrafts_of",
        "черна",
        "visible",
        "date",
    ] {
        assert!(
            !GUARDED_FIELDS.iter().any(|g| is_near_miss(key, g)),
            "{key}"
        );
    }
}

#[test]
fn a_guarded_line_without_a_field_of_its_own_is_swallowed() {
    let swallowed = |block: &str| {
        let Ok(Node::Map(map)) = yaml::parse(block) else {
            panic!("a map: {block:?}");
        };
        find_swallowed_field(block, &map).map(|(start, end)| block[start..end].to_owned())
    };
    assert_eq!(swallowed("draft: true\ntitle: a\n"), None);
    assert_eq!(swallowed("title: a\ndraft: true  \n"), None);
    assert_eq!(
        swallowed("a: 1\nb: 2\nc: 'd\ndraft : true  \n  '\n").as_deref(),
        Some("draft : true")
    );
    assert_eq!(
        swallowed("draft: true\nc: 'd\nDraft: x\n  '\n").as_deref(),
        Some("Draft: x")
    );
}

#[test]
fn an_id_is_at_most_a_hundred_characters_in_the_form_of_an_id() {
    let long = "é".repeat(MAX_ID);
    let longer = format!("{long}é");
    for (given, id, message) in [
        (&*long, &*long, None),
        (&longer, "f", Some("the id has more than 100 characters")),
        ("' '", "f", Some("the id is empty")),
        ("'?!'", "f", Some("`?!` cannot be an id")),
        ("A b", "f", Some("`A b` is not in the form of an id")),
        ("index", "f", Some("`index` is a page of the site itself")),
    ] {
        let text = format!("---\ntitle: a\nid: {given}\n---\n");
        let document = read_at("personas/f.md", &text);
        let found = document.diagnostics.iter().find(|p| p.code == "bad-value");
        assert_eq!(&*document.id, id);
        assert_eq!(found.map(|p| &*p.message), message, "{given}");
        assert!(!document.is_broken);
    }
}

#[test]
fn a_file_whose_name_gives_no_id_is_broken_unless_an_id_is_given() {
    for (text, broken) in [
        ("---\ntitle: a\n---\n", true),
        ("---\ntitle: a\nid: A\n---\n", true),
        ("---\ntitle: a\nid: b\n---\n", false),
    ] {
        assert_eq!(read_at("personas/!.md", text).is_broken, broken, "{text:?}");
    }
}

#[test]
fn a_missing_field_is_reported_once() {
    let reported = |path, fields: &str| -> Vec<String> {
        let text = format!("---\ntitle: a\n{fields}---\n");
        let problems = read_at(path, &text).diagnostics;
        let said = problems.into_iter();
        said.map(|p| p.message).collect()
    };
    let missing = |path, fields, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|n| format!("`{n}` is missing")).collect();
        assert_eq!(reported(path, fields), names, "{path} {fields}");
    };
    missing("validations/a.md", "", &["method"]);
    missing("validations/a.md", "method: survey\n", &[]);
    missing("personas/a.md", "", &["role", "goals"]);
    missing("decisions/a.md", "outcome: build\n", &["date"]);
    missing("decisions/a.md", "outcome: build\ndate: 2024-05-01\n", &[]);
    missing("feedback/a.md", "", &["received"]);
    missing("notes/a.md", "", &[]);
    missing("validations/a.md", "start: 2024-05-01\n", &["method"]);
    assert_eq!(
        reported("decisions/a.md", "outcome: bild\ndate: 2024-05-01\n").len(),
        1,
        "what is wrong is not missing"
    );
}

#[test]
fn a_missing_field_of_the_project_is_reported_with_its_help() {
    let (config, _) = crate::config::Config::read(
        "kinds: {persona: {fields: {team: {type: text, need: required, help: Who Asks.}}}}",
    );
    let (schema, problems) = crate::model::load::load_schema(&config);
    assert!(problems.is_empty(), "{problems:?}");
    let source = Source::in_memory("personas/a.md", "---\ntitle: a\nrole: b\ngoals: c\n---\n");
    let read = super::read(&source, &schema, &options());
    let reported: Vec<_> = read.diagnostics.iter().collect();
    assert_eq!(reported.len(), 1, "{reported:?}");
    assert_eq!(
        (reported[0].code, &*reported[0].message),
        ("bad-value", "`team` is missing")
    );
    assert_eq!(reported[0].help.as_deref(), Some("add `team:` — who Asks"));
}

#[test]
fn personal_data_is_reported_at_its_exact_words() {
    let options = ReadOptions {
        detector: crate::content::personal_data::Detector::new("Anna Huber\n", &[]).into(),
        ..options()
    };
    const ROLE: &str = "write a role in its place";
    for (text, at, message, help) in [
        (
            "---\ntitle: a\nx: ask ana@mail.acme.at now\n---\n",
            "ana@mail.acme.at",
            "an e-mail address: `…@mail.acme.at`",
            "privacy.allow",
        ),
        (
            "---\ntitle: a\nx: \"ask ana\\x40mail.acme.at\"\n---\n",
            "\"ask ana\\x40mail.acme.at\"",
            "an e-mail address: `…@mail.acme.at`",
            "privacy.allow",
        ),
        (
            "---\ntitle: a\nx: [a, {respondent: {called: Zoe}}]\n---\n",
            "Zoe",
            "`respondent` says who somebody is",
            ROLE,
        ),
        (
            "---\ntitle: a\n---\nby Anna Huber!\n",
            "Anna Huber",
            "a name from the list of names: `A… H…`",
            "write a role in place of the name",
        ),
    ] {
        let read = super::read(
            &Source::in_memory("a.md", text),
            &Schema::built_in(),
            &options,
        );
        let reported: Vec<_> = read
            .diagnostics
            .iter()
            .filter(|p| p.code == "personal-data")
            .collect();
        let [problem] = &reported[..] else {
            panic!("{text}: {reported:?}");
        };
        let found = problem.place.locate(text);
        assert_eq!(
            (&text[found.start..found.end], &*problem.message),
            (at, message)
        );
        assert!(
            problem.help.as_ref().is_some_and(|h| h.contains(help)),
            "{problem:?}"
        );
    }
}

#[test]
fn at_most_a_hundred_personal_values_are_reported() {
    let people = "Zoe, ".repeat(150);
    let text = format!("---\ntitle: a\ninterviewees: [{people}]\n---\n");
    let reported = reported("a.md", &text);
    let personal = reported
        .iter()
        .filter(|(_, message)| message.contains("who somebody is"));
    assert_eq!(personal.count(), 100);
}

#[test]
fn a_page_without_a_title_is_named_after_its_file_or_folder() {
    for (path, title) in [
        ("know-why_it.md", "Know why it"),
        ("index.md", "Home"),
        ("our-team/README.md", "Our team"),
        ("--.md", "--"),
    ] {
        assert_eq!(&*read_at(path, "text\n").title, title);
    }
}

#[test]
fn comments_are_taken_out_of_running_text_and_not_of_names() {
    let text = "---\ntitle: Why %%a%% b\ntags: [\"%%c%%\"]\nbecause: |\n  cheap %%secret%% and `%%d%%`\n\n  %% secret\n  secret %%\nreply: \"%%secret%%\"\nrevisit_when: x %% y\n---\n";
    let document = read_at("decisions/x.md", text);
    let fields = &document.fields;
    assert_eq!(&*document.title, "Why %%a%% b");
    assert_eq!(fields.texts("tags").collect::<Vec<_>>(), ["%%c%%"]);
    assert_eq!(fields.text("because"), Some("cheap and `%%d%%`"));
    assert_eq!(fields.text("reply"), Some(""));
    assert_eq!(fields.text("revisit_when"), Some("x %% y"));
    let told = document
        .diagnostics
        .iter()
        .filter(|d| d.code == "unclosed-comment");
    let places: Vec<_> = told.map(|d| d.place.clone()).collect();
    assert_eq!(places, [Place::field("revisit_when")]);
    for (path, lines) in [
        ("decisions/x.md", "requested_by: Ana %%secret%%"),
        ("decisions/x.md", "owner: Ana %%secret%%"),
        (
            "decisions/x.md",
            "source: {licence: MIT %%secret%%, more: {deep: [%%secret%%]}}",
        ),
        (
            "decisions/x.md",
            "links: [{text: A %%secret%%, url: https://e.org/a}]",
        ),
        ("personas/x.md", "tools: [Excel %%secret%%]"),
        ("solutions/x.md", "waiver: {by: Ana %%secret%%, reason: r}"),
        (
            "metrics/x.md",
            "readings: [{segment: All %%secret%%, value: 1}]",
        ),
    ] {
        let document = read_at(path, &format!("---\ntitle: T\n{lines}\n---\n"));
        let fields = format!("{:?}", document.fields);
        assert!(!fields.contains("secret"), "{lines}: {fields}");
    }
}
