//! What one document says is not written in full wherever another names it: a field of text of any kind is given a long
//! value, and the more others refer to the document, the more often they may show its start, but not all of it.
#![allow(clippy::unwrap_used)]

use casebook::model::{Field, FieldType, Schema};
use casebook::page::Content;

use crate::support::Project;
use crate::support::site::{Random, cases};

/// Longer than anything that another page may show, and found by its end.
fn long_value() -> String {
    "word ".repeat(600) + "zyzzyva"
}

/// How often the end of the long value is in the site, with so many others that refer to the document.
fn count(schema: &Schema, kind: usize, text: &str, others: usize) -> usize {
    let project = Project::new("");
    project.write("casebook.yaml", "content: .\n");
    let folder = schema.kinds[kind].folder();
    project.write(&format!("{folder}/it.md"), text);
    let name = &schema.kinds[kind].name;
    for n in 0..others {
        let links = "See [[it]], [[it]] and [it](../FOLDER/it.md).\n\n".replace("FOLDER", folder);
        project.write(
            &format!("notes/{n}.md"),
            format!("# Note [[it]] {n}\n\n{links}"),
        );
        for other in &schema.kinds {
            let leads_here = |field: &&Field| {
                let rule = field.link.as_ref();
                rule.is_some_and(|rule| rule.target_kind.as_ref().is_none_or(|to| to == name))
            };
            let fields = other.fields.iter().filter(leads_here);
            let fields: String = fields.map(|f| format!("{}: it\n", f.name)).collect();
            let required = if other.field("method").is_some() {
                "method: survey\nverdict: supported\ndate: 2026-06-01\n"
            } else {
                ""
            };
            let text = format!(
                "---\n{}: Other {n}\n{required}{fields}---\n{links}",
                other.title_field
            );
            project.write(&format!("{}/{}-{n}.md", other.folder(), other.name), text);
        }
    }
    let snapshot = project.snapshot();
    let pages = snapshot.pages().iter().map(|page| match &page.content {
        Content::Template { .. } => snapshot.render(page).unwrap(),
        Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Streamed(made) => String::from_utf8_lossy(&made.to_bytes()).into_owned(),
        Content::File { .. } => String::new(),
    });
    pages.map(|text| text.matches("zyzzyva").count()).sum()
}

#[test]
fn a_long_value_is_written_no_more_often_where_more_refer_to_it() {
    let schema = Schema::built_in();
    let mut fields: Vec<(usize, &Field)> = Vec::new();
    for (kind, declared) in schema.kinds.iter().enumerate() {
        let texts = declared.fields.iter().filter(|field| {
            let text = matches!(field.ty, FieldType::Text | FieldType::Person);
            text && !matches!(
                &*field.name,
                "id" | "kind" | "lang" | "redirect_from" | "aliases"
            )
        });
        fields.extend(texts.map(|field| (kind, field)));
    }
    Random(std::process::id().into()).shuffle(&mut fields);
    fields.sort_by_key(|(kind, field)| field.name != schema.kinds[*kind].title_field);
    let samples = cases(12, fields.len());
    let mut wrong = Vec::new();
    for (kind, field) in &fields[..samples] {
        let title = &schema.kinds[*kind].title_field;
        let own = if field.name == *title {
            String::new()
        } else {
            format!("{title}: It\n")
        };
        let text = format!("---\n{own}{}: {}\n---\nText.\n", field.name, long_value());
        let (few, many) = (
            count(&schema, *kind, &text, 2),
            count(&schema, *kind, &text, 8),
        );
        if few != many {
            wrong.push(format!(
                "{}.{}: {few} and {many}",
                schema.kinds[*kind].name, field.name
            ));
        }
    }
    // The same of the text, which may give the title and the summary.
    for text in ["# LONG\n", "LONG\n", "## LONG\n"] {
        let text = format!(
            "---\norder: 1\n---\n{}",
            text.replace("LONG", &long_value())
        );
        let (few, many) = (count(&schema, 1, &text, 2), count(&schema, 1, &text, 8));
        if few != many {
            wrong.push(format!("{}: {few} and {many}", &text[..30]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A value of a field in which every text is long and ends in the names of the fields that lead to it.
fn with_long_texts(field: &Field, path: &str, only: Option<&str>) -> String {
    let path = format!("{path}.{}", field.name);
    let is_long = only.is_none_or(|only| path.starts_with(only));
    let long = if is_long { long_value() } else { "It".into() };
    let one = match &field.ty {
        FieldType::Text | FieldType::Person => format!("'{long}{path}'"),
        FieldType::Address => {
            format!("{{text: '{long}{path}', url: 'https://example.org/a'}}")
        }
        FieldType::Date | FieldType::Deadline => "2026-01-15".into(),
        FieldType::Choice(words) => words[0].word.to_string(),
        FieldType::Link => {
            let rule = field.link.as_ref();
            let to = rule.and_then(|rule| rule.target_kind.as_deref());
            format!("{}-0", to.unwrap_or("problem"))
        }
        FieldType::Integer { min, .. } | FieldType::Number { min, .. } => {
            min.unwrap_or(1.0).to_string()
        }
        FieldType::Map(inner) => {
            let inner = inner.iter().map(|inner| {
                let value = with_long_texts(inner, &path, only);
                format!("{}: {value}", inner.name)
            });
            format!("{{{}}}", inner.collect::<Vec<_>>().join(", "))
        }
        _ => return "~".into(),
    };
    if field.is_list {
        format!("[{one}]")
    } else {
        one
    }
}

/// The pages that say a whole long value of a document on another page, each with the value's field.
fn told_elsewhere(schema: &Schema, kind: usize, only: Option<&str>) -> Vec<String> {
    let project = Project::new("");
    project.write("casebook.yaml", "content: .\n");
    for other in &schema.kinds {
        let leads_here = |field: &&Field| {
            let rule = field.link.as_ref();
            let name = &schema.kinds[kind].name;
            rule.is_some_and(|rule| rule.target_kind.as_ref().is_none_or(|to| to == name))
        };
        let fields = other.fields.iter().filter(leads_here);
        let fields: String = fields.map(|f| format!("{}: it\n", f.name)).collect();
        let required = match other.field("method") {
            Some(_) => "method: survey\nverdict: supported\ndate: 2026-06-01\n",
            None => "",
        };
        let text = format!("---\n{}: Other\n{required}{fields}---\n", other.title_field);
        project.write(&format!("{}/{}-0.md", other.folder(), other.name), text);
    }
    let declared = &schema.kinds[kind];
    let names = "id kind lang aliases redirect_from slug permalink draft visibility ignore source";
    let fields = declared.fields.iter();
    let fields = fields.filter(|field| names.split(' ').all(|name| name != &*field.name));
    let fields: String = fields
        .map(|field| format!("{}: {}\n", field.name, with_long_texts(field, "", only)))
        .collect();
    let own = format!("{}/it", declared.folder());
    project.write(&format!("{own}.md"), format!("---\n{fields}---\nText.\n"));
    let snapshot = project.snapshot();
    let mut found = Vec::new();
    for page in snapshot.pages() {
        let url = page.url.as_str();
        let is_own = url.strip_suffix(".html") == Some(&own);
        if !matches!(page.content, Content::Template { .. }) || is_own {
            continue;
        }
        let html = snapshot.render(page).unwrap();
        let ends = html.split("zyzzyva").skip(1);
        found.extend(ends.map(|end| {
            let end = end
                .find(|c: char| c != '.' && c != '_' && !c.is_ascii_alphanumeric())
                .map_or(end, |at| &end[..at]);
            format!("{}: {url} says all of `{end}`", declared.name)
        }));
    }
    found.sort();
    found.dedup();
    found
}

/// Many documents may refer to one: its page then shows something of each.
#[test]
fn no_long_value_is_written_in_full_on_the_page_of_another() {
    let schema = Schema::built_in();
    let mut wrong = Vec::new();
    let mut single: Vec<(usize, String)> = Vec::new();
    for (kind, declared) in schema.kinds.iter().enumerate() {
        wrong.extend(told_elsewhere(&schema, kind, None));
        let paths = declared.fields.iter().flat_map(|field| match &field.ty {
            FieldType::Map(inner) => {
                let inner = inner
                    .iter()
                    .map(|inner| format!(".{}.{}", field.name, inner.name));
                inner.collect::<Vec<_>>()
            }
            _ => vec![format!(".{}", field.name)],
        });
        single.extend(paths.map(|path| (kind, path)));
    }
    // One value may stand in for another.
    Random(std::process::id().into()).shuffle(&mut single);
    for (kind, path) in &single[..cases(12, single.len())] {
        wrong.extend(told_elsewhere(&schema, *kind, Some(path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_long_name_is_told_cut_on_other_pages_and_whole_on_its_own() {
    let long = "word ".repeat(100).trim().to_owned();
    let long_heading = long.replace("word", "verb");
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n\
         >>> personas/ana.md\n---\nname: {long}\n---\n\
         >>> notes/one.md\n# {long_heading}\n\n[[ana]]\n\
         >>> notes/two.md\n---\ntitle: Two\ntags: [a, {long}]\naliases: [b, {long}]\n---\n[one](one.md)\n"
    ));
    let findings = project.findings();
    for place in [
        "personas/ana.md:2:7",
        "notes/one.md:1:1",
        "notes/two.md:3:11",
        "notes/two.md:4:14",
    ] {
        let expected = format!("{place} too-long this has 499 characters");
        assert!(findings.contains(&expected), "{expected}\n{findings:#?}");
    }
    let snapshot = project.snapshot();
    let html = |name: &str| {
        let page = snapshot
            .pages()
            .iter()
            .find(|page| page.url.as_str() == name);
        snapshot.render(page.unwrap()).unwrap()
    };
    assert!(html("personas/ana.html").contains(&format!("<h1>{long}</h1>")));
    let cut = |text: &str| format!(">{}…</a>", text[..300].trim_end());
    assert!(html("notes/one.html").contains(&cut(&long)));
    assert!(html("notes/one.html").contains(&long_heading));
    let two = html("notes/two.html");
    assert!(
        !two.contains(&long) && !two.contains(&long_heading),
        "{two}"
    );
}

/// 64 KiB of front matter could name 13 000 of them, and each makes a page.
#[test]
fn a_document_has_at_most_a_hundred_tags_aliases_and_old_addresses() {
    for (count, is_told) in [(100, false), (101, true), (3000, true)] {
        for field in ["tags", "aliases", "redirect_from"] {
            let names = |prefix: &str| -> String {
                let names = (0..count).map(|n| format!("{prefix}{n}"));
                names.collect::<Vec<_>>().join(", ")
            };
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\n>>> notes/one.md\n---\ntitle: One\n{field}: [{}]\n---\n",
                names("n")
            ));
            let findings = project.findings();
            let told = format!(
                "notes/one.md:3:{} too-long `{field}` has {count} values",
                field.len() + 3
            );
            assert_eq!(findings.contains(&told), is_told, "{told}\n{findings:?}");
            let pages = project.snapshot().pages().len();
            let fewer = Project::new(
                ">>> casebook.yaml\ncontent: .\n>>> notes/one.md\n---\ntitle: One\n---\n",
            );
            let more = pages - fewer.snapshot().pages().len();
            // With tags comes their list, too.
            assert!((100..=102).contains(&more), "{field}: {more}");
        }
    }
}

#[test]
fn a_site_of_a_long_title_and_many_links_to_it_stays_small() {
    let title = "word ".repeat(12_000);
    let links = "[[a]] ".repeat(2_000);
    for (kind, name) in [
        ("personas", "name"),
        ("problems", "title"),
        ("notes", "title"),
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> {kind}/a.md\n---\n{name}: {title}\n---\n>>> b.md\n# B\n\n{links}\n"
        ));
        let snapshot = project.snapshot();
        let page = snapshot
            .pages()
            .iter()
            .find(|page| page.url.as_str() == "b.html");
        let html = snapshot.render(page.unwrap()).unwrap();
        assert!(html.len() < 1_000_000, "{kind}: {}", html.len());
    }
}
