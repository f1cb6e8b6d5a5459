//! What a field says that a project declares private changes no byte of a public site: every field of every kind, in
//! maps too, is declared private, given one value and then another, and the two sites are compared.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use casebook::engine::{Engine, Request, Snapshot};
use casebook::model::{Field, FieldType, Schema};
use casebook::page::Content;

use crate::support::Project;
use crate::support::site::{Random, build, cases, difference, tree};

/// The fields that decide what is published and where. They cannot be private.
const GATES: [&str; 5] = ["id", "kind", "draft", "visibility", "ignore"];

/// A field, by the kind and the names of the maps above it.
type FieldPath = (usize, Vec<String>);

fn all_fields(schema: &Schema) -> Vec<FieldPath> {
    fn add(kind: usize, above: &[String], fields: &[Field], all: &mut Vec<FieldPath>) {
        for field in fields {
            let path = [above, &[field.name.to_string()]].concat();
            if let FieldType::Map(inner) = &field.ty {
                add(kind, &path, inner, all);
            }
            all.push((kind, path));
        }
    }
    let mut all = Vec::new();
    for (kind, declared) in schema.kinds.iter().enumerate() {
        add(kind, &[], &declared.fields, &mut all);
    }
    all.retain(|(_, path)| !GATES.contains(&path[0].as_str()));
    all
}

/// The field with another value: the second that [`value`] knows, or this one.
#[derive(Clone, Copy, Default)]
struct Flip<'a> {
    path: &'a [String],
    to: Option<&'a str>,
}

/// A valid value of a field, one of two of the same length, so that what stands behind it keeps its column. `path` is its own.
fn value(field: &Field, path: &[String], flip: Flip, second: bool) -> String {
    let second = second || path == flip.path;
    if let Some(text) = flip.to.filter(|_| path == flip.path) {
        return text.to_owned();
    }
    let pick = |one: &str, two: &str| {
        if second {
            two.to_owned()
        } else {
            one.to_owned()
        }
    };
    let one = match &field.ty {
        FieldType::Text => match &*field.name {
            "lang" => pick("de", if path.len() % 2 == 1 { "ar" } else { "he" }),
            name => pick(&format!("{name} of sand"), &format!("{name} of silt")),
        },
        FieldType::Flag => pick("true", "false"),
        FieldType::Date | FieldType::Deadline => pick("2026-01-15", "2025-03-02"),
        FieldType::Integer { min, max } | FieldType::Number { min, max } => {
            let low = min.unwrap_or(1.0);
            pick(&low.to_string(), &max.unwrap_or(low + 4.0).to_string())
        }
        FieldType::Choice(words) => pick(&words[0].word, &words[words.len() - 1].word),
        FieldType::Link => {
            let rule = field
                .link
                .as_ref()
                .and_then(|link| link.target_kind.clone());
            let kind = rule.as_deref().unwrap_or("insight");
            pick(&format!("{kind}-b"), &format!("{kind}-c"))
        }
        FieldType::Stage => pick("'journey-b#1'", "'journey-c#1'"),
        FieldType::Person => pick("persona-b", "someone-b"),
        FieldType::Address => pick("https://example.org/sand", "https://example.org/silt"),
        FieldType::Map(fields) => {
            let inner = fields.iter().map(|inner| {
                let path = [path, &[inner.name.to_string()]].concat();
                format!("{}: {}", inner.name, value(inner, &path, flip, second))
            });
            format!("{{{}}}", inner.collect::<Vec<_>>().join(", "))
        }
        FieldType::OpenMap => pick("{no-criterion: sand}", "{small-sample: silt}"),
        FieldType::NumberMap => pick("{1: 3}", "{1: 4}"),
        FieldType::SusAnswers => pick(
            "[[1, 2, 3, 4, 5, 1, 2, 3, 4, 5]]",
            "[[5, 2, 3, 4, 5, 1, 2, 3, 4, 5]]",
        ),
    };
    if field.is_list {
        format!("[{one}]")
    } else {
        one
    }
}

/// Two other entries of each kind, and one of the kind in question with all its fields, or all but its title.
struct Site<'a> {
    schema: &'a Schema,
    private: &'a FieldPath,
    has_title: bool,
    flip_to: Option<&'a str>,
}

impl Site<'_> {
    fn write(&self, project: &Project, is_flipped: bool) {
        let (kind, path) = self.private;
        let kind = &self.schema.kinds[*kind];
        let (last, above) = path.split_last().unwrap();
        let private = above
            .iter()
            .rev()
            .fold(format!("{{{last}: {{private: true}}}}"), |inner, name| {
                format!("{{{name}: {{fields: {inner}}}}}")
            });
        let name = &kind.name;
        let settings =
            format!("title: Ours\ncontent: .\nkinds: {{{name}: {{fields: {private}}}}}\n");
        project.write("casebook.yaml", settings);
        for other in &self.schema.kinds {
            let required = match &*other.name {
                "validation" => "method: survey\n",
                "journey" => "stages: [{name: One}]\n",
                _ => "",
            };
            for letter in ["b", "c"] {
                let title = format!("{}: {} {letter}\n", other.title_field, other.label);
                let file = format!("{}/{}-{letter}.md", other.folder(), other.name);
                project.write(&file, format!("---\n{title}{required}---\n"));
            }
        }
        let flip = match is_flipped {
            true => Flip {
                path,
                to: self.flip_to,
            },
            false => Flip::default(),
        };
        let is_left_out = |name: &str| {
            let is_title = name == "title" || *name == *kind.title_field;
            GATES.contains(&name) || is_title && !self.has_title && name != path[0]
        };
        let given = kind.fields.iter().filter(|field| !is_left_out(&field.name));
        let lines = given.map(|field| {
            let path = [field.name.to_string()];
            format!("{}: {}\n", field.name, value(field, &path, flip, false))
        });
        let lines = lines.collect::<String>();
        // The heading repeats the title, which leaves no trace if that is private.
        let title_path = [kind.title_field.to_string()];
        let title = kind.fields.iter().find(|f| *f.name == title_path[0]);
        let heading = match title {
            Some(title) if *path == title_path => value(title, &title_path, flip, false),
            _ => "A heading".to_owned(),
        };
        let text = format!("---\n{lines}---\n# {heading}\n\nText of it.\n");
        project.write(&format!("{}/it.md", kind.folder()), text);
    }
}

/// All pages and the search index of a public site.
fn public_bytes(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let bytes = |content: &Content, render: &dyn Fn() -> String| match content {
        Content::Template { .. } => render().into_bytes(),
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Streamed(made) => made.to_bytes(),
        Content::File { path, .. } => path.as_bytes().to_vec(),
    };
    let pages = snapshot.pages().iter().map(|page| {
        let render = || snapshot.render(page).unwrap();
        (page.url.to_string(), bytes(&page.content, &render))
    });
    let mut all: BTreeMap<String, Vec<u8>> = pages.collect();
    for part in casebook::search::parts(&snapshot.records()) {
        all.insert(part.folder, part.fingerprint.to_le_bytes().to_vec());
    }
    all
}

/// The public files that differ when the private field has the second value.
fn changed_files(site: &Site) -> Vec<String> {
    let project = Project::new("");
    let request = Request {
        base_url: Some("https://example.org/".into()),
        with_search: true,
        ..Project::request()
    };
    let mut engine = Engine::new(project.root());
    let mut bytes = |is_flipped| {
        site.write(&project, is_flipped);
        public_bytes(&engine.snapshot(&request).unwrap())
    };
    let (before, after) = (bytes(false), bytes(true));
    let names = before.keys().chain(after.keys());
    let changed = names.filter(|name| before.get(*name) != after.get(*name));
    let mut changed: Vec<String> = changed.cloned().collect();
    changed.sort();
    changed.dedup();
    changed
}

#[test]
fn no_value_of_a_private_field_changes_a_public_byte() {
    let schema = Schema::built_in();
    let mut fields = all_fields(&schema);
    assert!(fields.len() > 200, "{}", fields.len());
    let samples = cases(fields.len() / 10, fields.len());
    Random(std::process::id().into()).shuffle(&mut fields);
    // What was seen to leak is always tried.
    let is_title =
        |(kind, path): &FieldPath| *path == [schema.kinds[*kind].title_field.to_string()];
    fields.sort_by_key(|field| !is_title(field));
    let sites = fields[..samples].iter().flat_map(|private| {
        [true, false].map(|has_title| Site {
            schema: &schema,
            private,
            has_title,
            flip_to: None,
        })
    });
    let wrong = sites.filter_map(|site| {
        let changed = changed_files(&site);
        let (kind, path) = site.private;
        let name = format!("{}.{}", schema.kinds[*kind].name, path.join("."));
        (!changed.is_empty()).then(|| format!("{name}: {}", changed.join(", ")))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every word of every choice and every other spelling of it.
fn all_spellings(schema: &Schema) -> Vec<(FieldPath, String)> {
    fn declared<'s>(fields: &'s [Field], path: &[String]) -> Option<&'s Field> {
        let (name, rest) = path.split_first()?;
        let field = fields.iter().find(|field| *field.name == **name)?;
        match &field.ty {
            FieldType::Map(inner) if !rest.is_empty() => declared(inner, rest),
            _ => Some(field),
        }
    }
    let spellings = all_fields(schema).into_iter().flat_map(|(kind, path)| {
        let field = declared(&schema.kinds[kind].fields, &path).unwrap();
        let words = match &field.ty {
            FieldType::Choice(words) => &words[..],
            _ => &[],
        };
        let spelled = words.iter().flat_map(|word| {
            let others = word.other_spellings.iter().map(|other| &*other.text);
            others.chain([&*word.word])
        });
        let spelled = spelled.map(|text| {
            let text = text.replace('…', "decision-b").replace('\'', "''");
            format!("'{text}'")
        });
        let spelled: Vec<String> = spelled.collect();
        spelled
            .into_iter()
            .map(move |text| ((kind, path.clone()), text))
    });
    spellings.collect()
}

#[test]
fn no_spelling_of_a_private_choice_changes_a_public_byte() {
    let schema = Schema::built_in();
    let mut all = all_spellings(&schema);
    Random(std::process::id().into()).shuffle(&mut all);
    // Those of a decision's status say something of other fields too.
    let decision = schema.kind_by_name("decision").unwrap();
    let is_status = |(kind, path): &FieldPath| *kind == decision && path[0] == "status";
    all.sort_by_key(|(field, _)| !is_status(field));
    let statuses = all.iter().filter(|(field, _)| is_status(field)).count();
    assert!(statuses > 8, "{statuses}");
    let samples = cases(statuses + 20, all.len());
    let wrong = all[..samples].iter().filter_map(|(private, text)| {
        let site = Site {
            schema: &schema,
            private,
            has_title: true,
            flip_to: Some(text),
        };
        let changed = changed_files(&site);
        let name = private.1.join(".");
        (!changed.is_empty()).then(|| format!("{name}: {text}: {}", changed.join(", ")))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The public sites of an entry with one value of a private field and another are equal.
fn assert_same_site(kind: &str, field: &str, entry: &str, values: [&str; 2]) {
    let text = "Status: open\n\nText of it.\n";
    assert_same_site_with(kind, field, entry, text, values);
}

fn assert_same_site_with(
    kind: &str,
    field: &str,
    entry: &str,
    text: &str,
    [one, other]: [&str; 2],
) {
    let site = |value: &str| {
        let entry = entry.replace("VALUE", value);
        let project = Project::new(&format!(
            ">>> casebook.yaml\ntitle: Ours\ncontent: .\nfindings: {{page: public}}\n\
             kinds: {{{kind}: {{fields: {{{field}: {{private: true}}}}}}}}\n\
             >>> {kind}s/2026-05-04-it.md\n---\n{entry}---\n{text}"
        ));
        build(project.root(), &["-q", "--keep-going"]);
        tree(&project.root().join("public"))
    };
    assert_eq!(
        difference(&site(one), &site(other)),
        [""; 0],
        "{field}: {one} {other}"
    );
}

#[test]
fn what_follows_from_a_private_value_is_private() {
    let decision = "title: A\nbecause: b\nstatus: VALUE\n";
    for other in [
        "rejected",
        "superseded by b",
        "parked",
        "declined",
        "~",
        "nonsense",
    ] {
        assert_same_site("decision", "status", decision, ["accepted", other]);
    }
    let of_status = "title: A\nbecause: b\nstatus: rejected\noutcome: VALUE\n";
    assert_same_site("decision", "outcome", of_status, ["build", "decline"]);
    let entry = "title: A\nbecause: b\noutcome: VALUE\n";
    let told = "Status: rejected\n\nText of it.\n";
    assert_same_site_with("decision", "outcome", entry, told, ["build", "decline"]);
    let of_status = "title: A\nbecause: b\nstatus: superseded by b\nsuperseded_by: VALUE\n";
    assert_same_site("decision", "superseded_by", of_status, ["b", "c"]);
    let declined = "title: A\noutcome: decline\nFIELD: VALUE\n";
    for field in ["because", "evidence"] {
        let entry = declined.replace("FIELD", field);
        let entry = format!("{entry}date: 2026-05-04\n");
        assert_same_site_with("decision", field, &entry, "", ["b", "~"]);
    }
    let persona = "name: A\nrole: r\nFIELD: VALUE\n";
    for (field, values) in [
        ("lang", ["en", "ar"]),
        ("lang", ["en", "he"]),
        ("goals", ["[x]", "~"]),
        ("role", ["x", "~"]),
    ] {
        let entry = match field {
            "role" => persona.replace("role: r\n", ""),
            _ => persona.to_owned(),
        };
        assert_same_site("persona", field, &entry.replace("FIELD", field), values);
    }
    let study = "title: A\nmethod: survey\nstart: VALUE\n";
    assert_same_site("validation", "start", study, ["2026-03-01", "~"]);
}

#[test]
fn a_field_declared_by_another_name_is_that_field() {
    let site = |declared: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ntitle: Ours\ncontent: .\nkinds:\n  persona:\n    fields:\n      frustrations: {declared}\n\
             >>> personas/ana.md\n---\nname: Ana\nrole: r\ngoals: g\npains: zebra\n---\nText.\n"
        ));
        let findings = project.findings();
        build(project.root(), &["-q", "--keep-going"]);
        let page = tree(&project.root().join("public"))["personas/ana.html"].clone();
        (findings, String::from_utf8(page).unwrap())
    };
    let (_, page) = site("{help: Ours.}");
    assert!(page.contains("zebra"));
    let (findings, page) = site("{private: true}");
    assert!(!page.contains("zebra"), "{findings:?}");
    let told = "config-invalid `frustrations` is another name of the field `pains`";
    let is_told = |f: &String| f.contains(told);
    assert!(!findings.iter().any(is_told), "{findings:?}");
    let (findings, _) = site("{type: number}");
    assert!(findings.iter().any(is_told), "{findings:?}");
}

/// Other names of a field that all kinds share are general words, which a kind may have for a field of its own.
#[test]
fn a_field_of_a_kind_is_no_other_name_of_one_that_all_share() {
    let project = Project::new(
        ">>> casebook.yaml\ntitle: Ours\ncontent: .\nkinds:\n  competitor:\n    folders: [competitors]\n    fields:\n      \
         weight: {type: number}\n      summary: {type: text}\n      description: {type: map, fields: {a: {type: text}}}\n\
         >>> competitors/x.md\n---\ntitle: X\nweight: 31\nsummary: s\ndescription: {a: kiwi}\n---\nText.\n",
    );
    assert_eq!(project.findings(), [""; 0]);
    build(project.root(), &["-q"]);
    let page = tree(&project.root().join("public"))["competitors/x.html"].clone();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("Weight") && page.contains("kiwi"), "{page}");
}

/// Whoever writes a field's name in another case means that field, and its values are read under both.
#[test]
fn a_field_declared_in_another_case_is_that_field() {
    for declared in ["Pains", "PAINS", "Frustrations"] {
        for written in ["pains", declared] {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ntitle: Ours\ncontent: .\nkinds: {{persona: {{fields: {{{declared}: {{private: true}}}}}}}}\n\
                 >>> personas/ana.md\n---\nname: Ana\nrole: r\ngoals: g\n{written}: zebra\n---\nText.\n"
            ));
            build(project.root(), &["-q", "--keep-going"]);
            let page = tree(&project.root().join("public"))["personas/ana.html"].clone();
            let page = String::from_utf8(page).unwrap();
            assert!(!page.contains("zebra"), "{declared} {written}");
        }
    }
}

/// A private field makes an entry one that says something: what it lacks is as grave, and tells nobody of the field.
#[test]
fn what_is_missing_beside_a_private_field_is_as_grave() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nkinds: {validation: {fields: {verdict: {private: true}}}}\n\
         >>> validations/a.md\n---\ntitle: A\nverdict: supported\n---\nText.\n",
    );
    let findings = project.findings();
    let is_told = |f: &String| f.contains("missing-method");
    assert!(findings.iter().any(is_told), "{findings:?}");
    assert_same_site_with(
        "validation",
        "verdict",
        "title: A\nverdict: VALUE\n",
        "",
        ["supported", "~"],
    );
}

/// Proves that the comparison above can fail.
#[test]
fn the_value_of_a_public_field_changes_the_site() {
    let schema = Schema::built_in();
    let kind = schema.kind_by_name("persona").unwrap();
    let project = Project::new("");
    let site = Site {
        schema: &schema,
        private: &(kind, vec!["role".to_owned()]),
        has_title: true,
        flip_to: None,
    };
    let bytes = |is_flipped| {
        site.write(&project, is_flipped);
        project.write("casebook.yaml", "title: Ours\ncontent: .\n");
        public_bytes(&project.snapshot())
    };
    assert_ne!(bytes(false), bytes(true));
}

#[test]
fn a_page_with_a_private_title_is_called_by_its_id() {
    let site = |name: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ntitle: Ours\ncontent: .\nkinds: {{persona: {{fields: {{name: {{private: true}}}}}}, \
             problem: {{fields: {{title: {{private: true}}}}}}}}\n\
             >>> personas/p-7.md\n---\nname: {name}\n---\n# {name}\n\nSee [[q-9]].\n\
             >>> problems/q-9.md\n---\ntitle: {name}\nneed: see it\npersonas: p-7\n---\n# An open heading\nOf [[p-7]].\n\
             >>> notes.md\n# [[p-7]] and [[q-9]]\n"
        ));
        build(project.root(), &["-q"]).exits(0);
        tree(&project.root().join("public"))
    };
    let (public, other) = (site("Awinita"), site("Berta"));
    assert_eq!(difference(&public, &other), [""; 0]);
    for (file, part) in [
        ("personas/p-7.html", "<h1>p-7</h1>"),
        ("problems/q-9.html", "<h1>q-9</h1>"),
        ("problems/q-9.html", "An open heading</h2>"),
        ("problems/q-9.html", ">p-7</a>"),
        ("notes.html", "<h1>p-7 and q-9</h1>"),
    ] {
        let text = String::from_utf8_lossy(&public[file]);
        assert!(text.contains(part), "{file}: {part}\n{text}");
    }
}

#[test]
fn no_heading_says_a_private_title() {
    let heads = [
        "Text.\n\n# Zebra Secret\n",
        "## zebra  *secret*\n",
        "Text.\n\nZebra Secret\n---\n",
        "<h1>Zebra Secret</h1>\n\nText.\n",
        "Text.\n\n<h3 id=\"x\">Zebra <b>Secret</b></h3>\n",
        "- ### Zebra [Secret](a0.md)\n\n[end](a0.md)\n",
    ];
    let config = "kinds: {persona: {fields: {name: {private: true}}}}";
    let project = Project::new(&format!(
        ">>> casebook.yaml\ntitle: Ours\ncontent: .\n{config}\n"
    ));
    for (i, body) in heads.iter().enumerate() {
        let text = format!("---\nname: Zebra Secret\n---\n{body}\n## About it\n\nLast.\n");
        project.write(&format!("personas/a{i}.md"), text);
    }
    build(project.root(), &["-q"]).exits(0);
    let public = tree(&project.root().join("public"));
    for i in 0..heads.len() {
        let page = String::from_utf8_lossy(&public[&*format!("personas/a{i}.html")]);
        assert!(
            !page.to_lowercase().contains("zebra"),
            "{}\n{page}",
            heads[i]
        );
        assert!(
            page.contains(">About it</h") && page.contains("<p>Last.</p>"),
            "{page}"
        );
    }
}

#[test]
fn what_decides_where_and_whether_a_page_is_published_cannot_be_private() {
    for name in GATES {
        for kind in ["persona", "problem", "competitor"] {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\nkinds:\n  {kind}:\n    fields:\n      {name}: {{private: true}}\n"
            ));
            let findings = project.findings();
            let expected = format!(
                "casebook.yaml:5:{} config-invalid `{name}` cannot be private: ",
                name.len() + 19
            );
            assert!(
                findings.iter().any(|f| f.starts_with(&expected)),
                "{expected}\n{findings:?}"
            );
            build(project.root(), &["-q"])
                .exits(1)
                .says("help: remove the line");
        }
    }
}

/// What is written there may be what the private part would say.
#[test]
fn what_stands_in_place_of_a_map_with_a_private_part_is_private() {
    for (fields, value) in [
        (
            "empathy: {fields: {says: {private: true}}}",
            "empathy: 'says: NAME'",
        ),
        (
            "empathy: {fields: {says: {private: true}}}",
            "empathy: [NAME]",
        ),
        (
            "empathy: {fields: {says: {private: true}}}",
            "empathy: [{says: NAME}, NAME]",
        ),
        (
            "notes: {type: map, fields: {a: {type: map, fields: {b: {type: text, private: true}}}}}",
            "notes: {a: NAME}",
        ),
        (
            "notes: {type: map, list: true, fields: {b: {type: text, private: true}}}",
            "notes: [{b: x}, NAME]",
        ),
    ] {
        let site = |name: &str| {
            let value = value.replace("NAME", name);
            let project = Project::new(&format!(
                ">>> casebook.yaml\ntitle: Ours\ncontent: .\nfindings: {{page: public}}\n\
                 kinds: {{persona: {{fields: {{{fields}}}}}}}\n\
                 >>> personas/ana.md\n---\nname: Ana\n{value}\n---\nText.\n"
            ));
            build(project.root(), &["-q", "--keep-going"]).exits(1);
            tree(&project.root().join("public"))
        };
        let (public, other) = (site("Awinita"), site("Bertana"));
        assert_eq!(difference(&public, &other), [""; 0], "{value}");
    }
}
