//! The steps of the guide's page on themes work on a new project.

use crate::support::Project;
use casebook::diagnostic::Finding;
use casebook::engine::Snapshot;
use casebook::page::Content;

const GUIDE: &str = include_str!("../../content/guide/theme.md");

/// The files of the guide's steps: each a sentence that ends with the file's name and a colon, then a code block.
fn steps() -> Vec<(&'static str, &'static str)> {
    let paragraphs = GUIDE.split("\n\n```");
    let mut before = "";
    let mut steps = Vec::new();
    for part in paragraphs {
        let (block, after) = part.split_once("\n```\n").unwrap_or(("", part));
        let instruction = before.rsplit("\n\n").next().unwrap_or_default();
        let name = instruction
            .split("to `")
            .nth(1)
            .and_then(|rest| rest.split('`').next());
        if let (Some(name), Some((_, text))) = (name, block.split_once('\n')) {
            steps.push((name, text));
        }
        before = after;
    }
    steps
}

fn file(snapshot: &Snapshot, url: &str) -> String {
    let page = snapshot
        .pages()
        .iter()
        .find(|page| page.url.as_str() == url);
    let page = page.unwrap_or_else(|| panic!("there is no {url}"));
    match &page.content {
        Content::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        Content::Streamed(made) => String::from_utf8(made.to_bytes()).unwrap(),
        _ => snapshot.render(page).expect("it renders"),
    }
}

#[test]
fn every_step_of_the_guide_works_on_a_fresh_project() {
    let project = Project::new("");
    let steps = steps();
    let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "theme.yaml",
            "static/logo.svg",
            "templates/components/site_footer.html",
            "templates/404.html",
            "casebook.yaml",
            "content/risks/data-loss.md",
            "content/problems/know-why.md",
        ]
    );
    for (name, text) in steps {
        project.write(name, text);
    }
    let site = project.snapshot();
    let errors: Vec<&Finding> = site
        .findings
        .iter()
        .filter(|f| f.severity.as_str() == "error")
        .collect();
    assert_eq!(errors.len(), 0, "{errors:?}");

    let sheet = file(&site, "site.css");
    assert!(sheet.contains("--accent:#7a1f5c") && sheet.contains("--accent:#f0a8d8"));
    assert!(sheet.contains("--sans:'Atkinson Hyperlegible', Verdana, sans-serif;--text-body:1rem"));
    let page = file(&site, "problems/know-why.html");
    assert!(page.contains("<img class=\"logo\" src=\"../logo.svg\""));
    assert!(page.contains("Our research is kept by the research team"));
    assert!(page.contains("A file is lost on the way") && page.contains(">Risks<"));
    assert!(page.contains(">Competitors<") && page.contains("Nobody else answers this."));
    assert!(file(&site, "404.html").contains("Begin at Our research"));
    let list = file(&site, "risks/index.html");
    assert!(list.contains("What could go wrong") && list.contains("No way out written"));
    assert!(file(&site, "risk.csv").contains("A file is lost on the way"));
}

#[test]
fn only_the_built_in_style_sheet_is_minified() {
    let sheet = "/* ours */\na { color: red; }\n";
    let project = Project::new(">>> content/a.md\n# A\n");
    let built_in = file(&project.snapshot(), "site.css");
    assert!(!built_in.contains('\n') && built_in.contains(".icon{display:inline-block;"));
    for (path, url) in [
        ("static/own.css", "own.css"),
        ("static/site.css", "site.css"),
    ] {
        project.write(path, sheet);
        assert_eq!(file(&project.snapshot(), url), sheet);
    }
}

#[test]
fn a_mistake_in_a_theme_is_reported_with_file_line_and_column() {
    for (path, text, expected) in [
        (
            "templates/404.html",
            "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.titel </h1>\n{% endblock main %}\n",
            "templates/404.html:3:",
        ),
        (
            "templates/404.html",
            "{{ <st mark={1} /> }}",
            "templates/404.html:1:4 template-invalid unknown component `st`",
        ),
        (
            "templates/components/site_footer.html",
            "{%- component site_foter(@site, @page) -%}\n{%- endcomponent site_foter -%}\n",
            "templates/components/site_footer.html:1:1 template-invalid this file defines `site_foter`, not the component \
             `site_footer`",
        ),
        (
            "templates/components/site_footer.html",
            "<footer></footer>\n",
            "templates/components/site_footer.html:1:1 template-invalid this file does not define the component `site_footer`",
        ),
        (
            "templates/components/site_footer.html",
            "",
            "templates/components/site_footer.html:1:1 template-invalid this file does not define the component `site_footer`",
        ),
        (
            "templates/claim.html",
            "old",
            "templates/claim.html:1:1 template-invalid nothing uses `claim.html`",
        ),
        (
            "theme.yaml",
            "colours:\n  acent: red\n",
            "theme.yaml:2:3 config-invalid nothing reads `acent`",
        ),
        (
            "theme.yaml",
            "colours:\n  ink: {light: '#888'}\n",
            "theme.yaml:2:16 config-invalid `ink` on `mark` has a contrast of 2.",
        ),
        (
            "theme.yaml",
            "colours:\n  ink: [red\n",
            "theme.yaml:2:8 config-invalid a list or map in brackets is not closed",
        ),
    ] {
        let project = Project::new(">>> content/a.md\n# A\n");
        project.write(path, text);
        let found = project.findings();
        assert!(
            found.iter().any(|line| line.starts_with(expected)),
            "{expected}: {found:?}"
        );
    }
}
