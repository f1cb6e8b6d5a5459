//! Hostile templates, with the binary: a project overrides one of the theme's, and each case is an error at its place,
//! without an abort; the last site is kept.
#![allow(clippy::unwrap_used)]

use std::fs;

use serde_json::Value;

use crate::support::site::{build, litter, tree};
use crate::support::{Project, own_rows, shared_rows};

const SMALL: &str = ">>> docs/guide.md\n# Guide\n>>> casebook.yaml\ntitle: Ours\ncontent: docs\n";

/// A row has the template `home.html`, parts of its message, and for the shared row of the same id the text around it.
#[test]
fn every_hostile_template_is_an_error_at_its_place() {
    let parens = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    let own = own_rows("templates.jsonl");
    let check = |own: &Value, template: &str| {
        let said = own["says"].as_array().unwrap().iter();
        let said: Vec<&str> = said.map(|said| said.as_str().unwrap()).collect();
        refused("home.html", &template.replace("PARENS", &parens), &said);
    };
    for row in &own {
        check(row, row["template"].as_str().unwrap());
    }
    for row in shared_rows("templates.jsonl") {
        let same = own.iter().find(|own| own["id"] == row["id"]);
        let own =
            same.unwrap_or_else(|| panic!("tests/cases/templates.jsonl has no {}", row["id"]));
        let text = row["template"].as_str().unwrap();
        let text = text
            .trim_end_matches(" in a.html")
            .replace("a.html", "home.html");
        check(
            own,
            &own["around_shared"].as_str().unwrap().replace("ROW", &text),
        );
    }
}

/// Builds a site, overrides the template, and builds again.
fn refused(name: &str, text: &str, said: &[&str]) {
    let project = Project::new(SMALL);
    build(project.root(), &["-q"]).exits(0);
    let public = project.root().join("public");
    let before = tree(&public);
    project.write(&format!("templates/{name}"), text);
    let mut run = build(project.root(), &["-q"])
        .exits(1)
        .says("error[template-invalid]")
        .says("nothing was written");
    for said in said {
        run = run.says(said);
    }
    assert_eq!(tree(&public), before, "{text}");
    assert!(litter(project.root()).is_empty());
    // A build after the template is removed equals the first one.
    fs::remove_dir_all(project.root().join("templates")).unwrap();
    build(project.root(), &["-q"]).exits(0);
    assert_eq!(tree(&public), before, "{text}");
}

#[test]
fn a_template_that_nothing_uses_is_an_error() {
    refused(
        "problem.html",
        "{% extends \"entry.html\" %}",
        &[
            "nothing uses `problem.html`",
            "as `page:` of their kind says",
        ],
    );
    let project = Project::new(SMALL);
    project.write("casebook.yaml", "title: Ours\ncontent: docs\ntheme: blue\n");
    project.write("themes/blue/templates/tga.html", "No");
    build(project.root(), &["-q"])
        .exits(1)
        .says("nothing uses `tga.html`\n --> themes/blue/templates/tga.html")
        .says("did you mean `tag.html`?");
}

#[test]
fn endless_and_exploding_templates_are_errors() {
    for (text, said) in [
        // Components that call each other reach Tera's depth limit.
        (
            "{% component mine() %}{{ <mine /> }}{% endcomponent %}{{ <mine /> }}",
            "components call each other without end",
        ),
        // A billion iterations.
        (
            "{% for a in range(end=99999) %}{% for b in range(end=99999) %}{% for c in range(end=2000000) %}x{% endfor %}{% endfor %}{% endfor %}",
            "would produce",
        ),
        (&"{% if true %}".repeat(3000), "template-invalid"),
        (&"{{ [".repeat(3000), "template-invalid"),
        (
            &format!("{{{{ {}1 }}}}", "-".repeat(20_000)),
            "template-invalid",
        ),
        (
            &format!("{{{{ {}true }}}}", "not ".repeat(20_000)),
            "template-invalid",
        ),
        (
            &format!("{{{{ 1{} }}}}", " + 1".repeat(20_000)),
            "template-invalid",
        ),
        (
            &format!("{{{{ page{} }}}}", ".a".repeat(20_000)),
            "template-invalid",
        ),
        (
            &format!("{{{{ page{} }}}}", "[0]".repeat(20_000)),
            "template-invalid",
        ),
        (
            &format!("{{{{ 1{} }}}}", " | abs".repeat(20_000)),
            "template-invalid",
        ),
    ] {
        refused_or_rendered("home.html", text, said);
    }
}

/// Asserts that a template that is only long is rendered or refused, without an abort.
fn refused_or_rendered(name: &str, text: &str, said: &str) {
    let project = Project::new(SMALL);
    project.write(&format!("templates/{name}"), text);
    let run = build(project.root(), &["-q"]);
    let shown: String = text.chars().take(60).collect();
    match run.code {
        Some(0) => {}
        Some(1) => assert!(run.err.contains(said), "{shown}: {}", run.err),
        other => panic!("{shown}: {other:?} {}", run.err),
    }
    assert!(!run.err.contains("panicked"), "{shown}: {}", run.err);
    assert!(litter(project.root()).is_empty());
}

#[test]
fn every_page_but_the_broken_one_is_written_with_keep_going() {
    let project = Project::new(SMALL);
    project.write("templates/404.html", "{{ page.nope }}");
    build(project.root(), &["-q", "--keep-going"])
        .exits(1)
        .says("--> templates/404.html:1:9");
    let public = project.root().join("public");
    assert!(public.join("guide.html").exists());
    assert!(!public.join("404.html").exists());
    build(project.root(), &["-q"]).exits(1);
    assert!(public.join("guide.html").exists());
}

#[test]
fn content_is_never_read_as_a_template() {
    let project = Project::new(SMALL);
    let tera = "{{ get_env(name=\"HOME\") }}{% include \"base.html\" %}{# gone #}{{ page.nope }}";
    let yaml = tera.replace('"', "'");
    project.write(
        "docs/personas/ana.md",
        format!("---\nname: \"{yaml}\"\nrole: \"{yaml}\"\ntags: [\"{yaml}\"]\nsummary: \"{yaml}\"\n---\n# {tera}\n\n{tera}\n\n```\n{tera}\n```\n"),
    );
    project.write("docs/guide.md", format!("# {tera}\n\n{tera}\n"));
    project.write(
        "casebook.yaml",
        format!("title: \"{yaml}\"\ncontent: docs\ndescription: \"{yaml}\"\n"),
    );
    build(project.root(), &["-q"]).exits(0);
    let page = fs::read_to_string(project.root().join("public/guide.html")).unwrap();
    assert!(page.contains("{# gone #}"), "{page}");
    assert!(page.contains("{{ page.nope }}"), "{page}");
}

#[test]
fn check_finds_what_a_template_gets_wrong_as_build_does() {
    for (path, text) in [
        (
            "templates/problem.html",
            "{% extends \"entry.html\" %}{% block chain %}{{ nothing.such }}{% endblock %}",
        ),
        ("templates/problem.html", "{% if %}"),
        ("theme.yaml", "colours: {accent: telal}\n"),
        ("theme.yaml", "colours: {accent: #0a5a44}\n"),
        ("casebook.yaml", "content: .\ntheme: nowhere\n"),
    ] {
        let project =
            Project::new(">>> casebook.yaml\ncontent: .\n>>> problems/p.md\n---\ntitle: P\n---\n");
        project.write(path, text);
        let run = |command: &str| -> crate::support::site::Run {
            let mut command = crate::support::site::casebook(project.root(), &[command]);
            command.output().unwrap().into()
        };
        assert_eq!(run("build").code, Some(1), "{path}: {text}");
        assert_eq!(run("check").code, Some(1), "{path}: {text}");
    }
}
