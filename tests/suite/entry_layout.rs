//! The page of an entry as `page` of its kind lays it out.

use crate::support::Project;
use crate::support::site::{build, casebook};
use casebook::model::Role;
use casebook::site::entry::panel_names;

#[test]
fn a_fault_in_a_layout_is_told_at_its_place_with_the_way_out() {
    for (page, place, told) in [
        (
            "{side: [+ownr]}",
            "4:19",
            "the page of a solution has nothing called `ownr` — did you mean `owner`?",
        ),
        (
            "{below: [+then_and_now]}",
            "4:20",
            "the page of a solution has nothing called `then_and_now`",
        ),
        (
            "{main: [-scors]}",
            "4:19",
            "`scors` is not in the list — did you mean `scores`?",
        ),
        (
            "{side: [owner, +shipped]}",
            "4:18",
            "some names begin with `+` or `-`, and others do not",
        ),
        (
            "{sidebar: [owner]}",
            "4:12",
            "nothing reads `sidebar` — use statement, chips, side",
        ),
        (
            "{side: [+sums]}",
            "4:19",
            "`sums` shows nothing in `side` — it can stand in `main`, `below`, `hidden`",
        ),
        (
            "{chips: [problems]}",
            "4:20",
            "`problems` shows nothing in `chips` — it can stand in `side`, `main`, `below`, `hidden`",
        ),
        (
            "{side: [owner], hidden: [owner]}",
            "4:36",
            "`owner` is named twice — leave it where it should stand",
        ),
        (
            "{hidden: [title]}",
            "4:21",
            "`title` cannot be hidden — leave it out: the title always stands there",
        ),
        (
            "{side: [+validation.solution]}",
            "4:19",
            "the page of a solution has nothing called `validation.solution` — did you mean `validation.solutions`?",
        ),
        (
            "{side: [-owner before demand]}",
            "4:19",
            "`owner before demand` is not in the list — it has ",
        ),
        (
            "{side: [owner before demand]}",
            "4:19",
            "the page of a solution has nothing called `owner before demand`",
        ),
        (
            "{statement: [-owner]}",
            "4:24",
            "`owner` is not in the list — it is empty: write names without a sign",
        ),
        ("{side: [\"\"]}", "4:19", "an empty name names nothing"),
        ("[owner]", "4:11", "`page` cannot be a list"),
    ] {
        let line = format!("casebook.yaml:{place} error config-invalid {told}");
        let config = format!("content: .\nkinds:\n  solution:\n    page: {page}\n");
        let project = Project::new(&format!(">>> casebook.yaml\n{config}"));
        let check = casebook(project.root(), &["check", "--format", "short"]).output();
        let told = String::from_utf8(check.expect("it runs").stdout).expect("UTF-8");
        let first = told.lines().next().unwrap_or_default();
        assert!(first.starts_with(&line), "{page}: {first}");
    }
}

#[test]
fn a_field_of_the_projects_own_that_is_named_like_a_panel_is_told_at_its_place() {
    let found = |kinds: &str| {
        let config = format!("content: .\nkinds:\n{kinds}\n");
        let project = Project::new(&format!(">>> casebook.yaml\n{config}"));
        let check = casebook(project.root(), &["check", "--format", "short"]).output();
        String::from_utf8(check.expect("it runs").stdout).expect("UTF-8")
    };
    for (kinds, told) in [
        (
            "  problem: {fields: {scores: {type: text}}}",
            "casebook.yaml:3:22 error config-invalid `scores` is a panel of the page of a problem — give the field another name",
        ),
        (
            "  risk: {fields: {chain: {type: text}}}",
            "casebook.yaml:3:19 error config-invalid `chain` is a panel of the page of a risk — give the field another name",
        ),
        // A panel shows the field of its name that the role promises.
        ("  problem: {fields: {resolution: {label: Why}}}", ""),
    ] {
        assert!(
            found(kinds).starts_with(told) && found(kinds).is_empty() == told.is_empty(),
            "{}",
            found(kinds)
        );
    }
}

#[test]
fn what_every_page_shows_by_itself_is_not_shown_twice() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
content: .
kinds: {problem: {page: {side: [+tags, +summary, +source, +related]}}}
>>> problems/p.md
---
title: P
need: know it
summary: In a word.
tags: [a tag of it]
source: {url: 'https://example.org/from'}
related: [q]
---
>>> problems/q.md
---
title: The other one
---
",
    );
    build(project.root(), &["-q", "--no-search"]).exits(0);
    let html = std::fs::read_to_string(project.root().join("public/problems/p.html")).unwrap();
    let main = html.split_once("<main").unwrap().1;
    for once in [
        "a tag of it",
        "In a word.",
        "example.org/from",
        ">The other one<",
    ] {
        assert_eq!(main.matches(once).count(), 1, "{once}: {main}");
    }
}

#[test]
fn a_project_moves_adds_and_hides_parts_of_a_page() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
content: .
kinds:
  solution:
    fields:
      horizon: {type: choice, values: [now, next, later]}
      fallback: {type: text, label: If it fails, missing: Nobody has thought of it yet.}
    page: {side: [+horizon], below: [+fallback before body, +validation.solutions], hidden: [+owner, +tags, +summary, +related]}
  risk:
    fields:
      likelihood: {type: choice, values: [low, high]}
      solution: {type: link, to: solution, inverse: Risks, inverse_missing: No risk is known.}
>>> solutions/app.md
---
title: The app
horizon: next
owner: Somebody hidden
tags: [a hidden tag]
summary: A hidden summary.
related: [rain]
---
The body.
>>> validations/trial.md
---
title: The trial
method: pilot
solutions: [app]
---
>>> risks/rain.md
---
title: Rain
likelihood: high
solution: app
---
",
    );
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let html = std::fs::read_to_string(project.root().join("public/solutions/app.html")).unwrap();
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
    // A fact beside the title, before the blocks; the new block before the body; the other end at the end.
    assert!(place("<dt>Horizon</dt><dd>Next</dd>") < place(">If it fails</h2>"));
    assert!(place("Nobody has thought of it yet.") < place("<p>The body.</p>"));
    assert!(place("<p>The body.</p>") < place(">Evidence</h2>"));
    assert!(place(">Evidence</h2>") < place("The trial"));
    // What nothing names follows.
    assert!(place("The trial") < place(">Risks</h2>") && place(">Risks</h2>") < place("Rain"));
    let main = html.split_once("<main").unwrap().1;
    for hidden in [
        "Somebody hidden",
        "a hidden tag",
        "A hidden summary",
        "Related",
    ] {
        assert!(!main.contains(hidden), "{hidden}: {main}");
    }
}

#[test]
fn a_name_that_a_project_writes_stands_in_one_place_and_the_text_is_never_lost() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
content: .
kinds:
  problem:
    fields:
      note: {type: text, label: Our note}
    page: {side: [+note], hidden: [+severity, +type], main: [+answers before scores], below: [scores]}
  risk:
    fields:
      likelihood: {type: choice, values: [low, high]}
>>> problems/p.md
---
title: P
need: x
severity: critical
type: pain
note: Written once
---
The text of the problem.
>>> solutions/s.md
---
title: The answer
problems: [p]
---
>>> risks/rain.md
---
title: Rain
likelihood: high
---
Nobody has seen it yet.
",
    );
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let page =
        |path: &str| std::fs::read_to_string(project.root().join("public").join(path)).unwrap();
    assert!(page("risks/rain.html").contains("<p>Nobody has seen it yet.</p>"));
    let problem = page("problems/p.html");
    let main = problem.split_once("<main").unwrap().1;
    assert!(main.contains("<p>The text of the problem.</p>"));
    assert_eq!(main.matches("Written once").count(), 1);
    assert_eq!(main.matches("id=\"cb-solutions\"").count(), 1, "{main}");
    assert!(
        !main.contains("Critical") && !main.contains(">Pain<"),
        "{main}"
    );
    assert_eq!(main.matches("Is the problem real?").count(), 1, "{main}");

    let project = Project::new(
        ">>> casebook.yaml\ntitle: T\ncontent: .\nkinds:\n  problem:\n    page: {side: [+body]}\n",
    );
    let told = project.findings();
    let place = told
        .iter()
        .find(|line| line.starts_with("casebook.yaml:5:"));
    assert!(
        place.is_some_and(|line| line.contains("no other place than `below`")),
        "{told:?}"
    );
}

#[test]
fn a_list_of_plain_names_loses_no_panel() {
    let files = |page: &str| {
        format!(
            ">>> casebook.yaml
title: T
content: .
kinds: {{problem: {{page: {page}}}}}
>>> problems/p.md
---
title: P
need: x
---
The text of the problem.
>>> solutions/s.md
---
title: The answer
problems: [p]
---
>>> decisions/d.md
---
title: The decision
problems: [p]
---
>>> validations/v.md
---
title: The study
method: interview
participants: 5
date: 2024-10-01
problems: [p]
verdict: supported
---
"
        )
    };
    let page = |layout: &str| {
        let project = Project::new(&files(layout));
        build(project.root(), &["-q", "--no-search", "--keep-going"]);
        let html = std::fs::read_to_string(project.root().join("public/problems/p.html")).unwrap();
        html.split_once("<main").unwrap().1.to_owned()
    };
    let main = page("{below: [body], side: [personas], main: []}");
    let place = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text}: {main}"));
    for after in [
        "id=\"cb-evidence\"",
        "id=\"cb-solutions\"",
        "id=\"cb-decisions\"",
        "Is the problem real?",
        "Next step",
    ] {
        if after != "Next step" {
            assert!(place("The text of the problem.") < place(after), "{after}");
        }
        place(after);
    }
    // What is hidden is not linked to.
    let main = page("{hidden: [+sums, +for_and_against]}");
    assert!(
        !main.contains("id=\"cb-real-sum\"") && !main.contains("#cb-real-sum"),
        "{main}"
    );
    assert!(
        !main.contains("id=\"cb-evidence\"") && !main.contains("#cb-evidence"),
        "{main}"
    );
}

#[test]
fn every_panel_is_in_the_guide() {
    let guide = include_str!("../../content/guide/configuration.md");
    for role in Role::ALL {
        let is_panel = |name: &&str| !name.contains('.');
        let kinds = casebook::model::Schema::built_in();
        let kind = kinds.first_with_role(role).expect("a built-in kind");
        let panels = panel_names(Some(role)).filter(is_panel);
        for panel in panels.filter(|name| kind.field(name).is_none()) {
            let is_derived = ["opportunity", "next_step"].contains(&panel);
            let is_told = is_derived || guide.contains(&format!("`{panel}`"));
            assert!(
                is_told,
                "{role:?}: write `{panel}` into the table of panels"
            );
        }
    }
}

#[test]
fn explain_prints_what_a_template_and_a_page_get() {
    let project = Project::new(
        ">>> casebook.yaml\ntitle: T\n>>> content/risks/rain.md\n---\ntitle: Rain\nkind: persona\nname: Ana\nrole: Clerk\n---\n",
    );
    let told = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command
            .args(args)
            .args(["--root"])
            .arg(project.root())
            .output();
        let output = output.expect("it runs");
        String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
    };
    let template = told(&["explain", "template", "entry"]);
    let mut lines = template.lines();
    let title = lines
        .find(|line| line.starts_with("entry.title "))
        .unwrap_or_default();
    let cells: Vec<&str> = title.split('|').map(str::trim).collect();
    let wanted = ["entry.title", "text", "the title as it is written", "“Ana”"];
    assert_eq!(cells, wanted, "{template}");
    // By the name of a kind, too.
    assert_eq!(told(&["explain", "template", "persona"]), template);
    let none = told(&["explain", "template", "problem"]);
    assert!(none.contains("add an entry that has such a page"), "{none}");
    let none = told(&["explain", "template", "probelm"]);
    assert!(none.contains("did you mean `problem`?"), "{none}");
    let search = told(&["explain", "template", "search"]);
    assert!(search.starts_with("What `search.html` gets"), "{search}");
    let page = told(&["explain", "page", "personas/rain"]);
    let page: serde_json::Value = serde_json::from_str(&page).expect("JSON");
    assert_eq!(page["entry"]["title"], "Ana");
    // Readers get no page of findings.
    assert_eq!(page["site"]["checks"], serde_json::Value::Null);
    let wrong = told(&["explain", "page", "personas/rian"]);
    assert!(wrong.contains("did you mean `personas/rain`?"), "{wrong}");
}

#[test]
fn what_nobody_has_named_yet_does_not_stand_above_the_text_of_the_author() {
    let project = Project::new(
        ">>> personas/mo.md\n---\nrole: Writer\n---\nOWN TEXT\n>>> problems/p.md\n---\nneed: x\n---\nOWN TEXT\n",
    );
    build(project.root(), &["--no-search", "--quiet"]).exits(0);
    for (page, nobody) in [
        ("personas/mo", "No problem names this page yet"),
        ("personas/mo", "No study names this page yet"),
        ("problems/p", "Nothing speaks for it yet"),
    ] {
        let path = project.root().join(format!("public/{page}.html"));
        let html = std::fs::read_to_string(path).unwrap();
        let (_, main) = html.split_once("<main").unwrap();
        let place = |words: &str| main.find(words).expect(words);
        assert!(place("OWN TEXT") < place(nobody), "{page}: {nobody}");
    }
}

/// Readers with a screen reader jump between regions by their names.
#[test]
fn no_two_regions_of_a_page_have_one_name() {
    let project = Project::new("");
    let mut init = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
    let init = init.args(["init", "--example", "."]);
    let init = init.current_dir(project.root()).output();
    assert!(init.expect("it runs").status.success());
    build(project.root(), &["-q", "--no-search"]).exits(0);
    let mut pages = 0;
    for folder in ["personas", "problems", "validations", "journeys", "metrics"] {
        let folder = project.root().join("public").join(folder);
        for file in std::fs::read_dir(folder).expect("a folder of pages") {
            let path = file.expect("a file").path();
            let html = std::fs::read_to_string(&path).expect("a page");
            let until =
                |text: &str, end: &str| text.split(end).next().unwrap_or_default().to_owned();
            let regions = html.split("role=\"region\" aria-label=\"").skip(1);
            let mut names: Vec<String> = regions.map(|rest| until(rest, "\"")).collect();
            let sections = html.split(" aria-labelledby=\"").skip(1);
            let headings = sections.filter_map(|rest| {
                let id = until(rest, "\"");
                let heading = html.split_once(&format!("<h2 id=\"{id}\">"))?.1;
                Some(until(heading, "</h2>"))
            });
            names.extend(headings);
            let mut once = names.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{path:?}: {names:?}");
            pages += 1;
        }
    }
    assert!(pages > 10, "{pages} pages");
}

#[test]
fn what_authors_wrote_stays_as_written_and_an_address_is_a_link_everywhere() {
    let project = Project::new(
        ">>> casebook.yaml
content: .
kinds:
  gadget:
    folders: [gadgets]
    page: {chips: [+owner, +team], side: [+id, +web], main: [+shop], below: [+maps]}
    list: {columns: [id, path, owner, team, part.note, part.day, web], filter: [id]}
    fields:
      team: {type: choice, values: [iOS, web]}
      web: {type: address}
      shop: {type: address}
      maps: {type: address, list: true}
      part: {type: map, fields: {note: {type: text}, day: {type: date}}}
>>> gadgets/g0.md
---
title: a gadget
owner: kim of iPhone
team: iOS
web: https://e.test/web
shop: https://e.test/shop
maps: [{text: the map, url: 'https://e.test/map'}]
part: {note: as told, day: 2026-03}
---
>>> gadgets/g1.md
---
title: Other
owner: kim
team: web
tags: [' ']
---
",
    );
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let read = |path: &str| std::fs::read_to_string(project.root().join(path)).expect("a page");
    let page = read("public/gadgets/g0.html");
    for part in [
        ">kim of iPhone<",
        ">iOS<",
        ">g0<",
        "href=\"https://e.test/web\"",
        "href=\"https://e.test/shop\"",
        "href=\"https://e.test/map\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let list = read("public/gadgets/index.html");
    for part in [
        ">g0<",
        ">g0 (1)<",
        ">gadgets/g0.md<",
        ">kim of iPhone<",
        ">iOS<",
        ">Web<",
        ">as told<",
        ">March 2026<",
        "href=\"https://e.test/web\"",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let without_tag = read("public/gadgets/g1.html");
    assert!(
        !without_tag.contains("<span class=\"chip\"> "),
        "{without_tag}"
    );
    assert!(
        !without_tag.contains("<span class=\"chip\"></span>"),
        "{without_tag}"
    );
}

#[test]
fn what_a_page_leaves_out_is_in_the_list_filtered_by_the_field() {
    let mut files = String::from(
        ">>> casebook.yaml\ncontent: .\nkinds:\n  gadget:\n    folders: [gadgets]\n    fields:\n      \
         uses: {type: link, list: true, to: problem, inverse: Gadgets}\n",
    );
    for problem in ["p", "q"] {
        files += &format!(">>> problems/{problem}.md\n---\ntitle: Problem {problem}\n---\n");
    }
    for i in 0..130 {
        files += &format!(">>> gadgets/g{i}.md\n---\ntitle: G{i}\nuses: [p]\n---\n");
        files += &format!(">>> solutions/s{i}.md\n---\ntitle: S{i}\nproblems: [p]\n---\n");
    }
    files += ">>> gadgets/one.md\n---\ntitle: Other\nuses: [q]\n---\n";
    files += ">>> solutions/other.md\n---\ntitle: Other\nproblems: [q]\n---\n";
    let project = Project::new(&files);
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let page = std::fs::read_to_string(project.root().join("public/problems/p.html")).unwrap();
    for list in [
        "gadgets/index.html?uses=p",
        "solutions/index.html?problems=p",
    ] {
        assert!(
            page.contains(&format!("href=\"../{list}\"")),
            "{list}: {page}"
        );
    }
}
