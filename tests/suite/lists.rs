//! What a project says of its lists: faults are told at their place, and the page has what is declared.

use crate::support::Project;
use crate::support::site::{build, casebook};

#[test]
fn a_fault_in_a_list_is_told_at_its_place_with_the_way_out() {
    for (list, place, told) in [
        (
            "{columns: [problms]}",
            "4:22",
            "kind `solution` has nothing called `problms` — did you mean `problems`?",
        ),
        (
            // A name of another kind.
            "{columns: [next_step]}",
            "4:22",
            "kind `solution` has nothing called `next_step` — name a field, a derived value, or another kind's link: \
             `validation.problems`",
        ),
        (
            "{filter: [validation.solution]}",
            "4:21",
            "kind `solution` has nothing called `validation.solution` — did you mean `validation.solutions`?",
        ),
        (
            "{group: statis}",
            "4:19",
            "kind `solution` has nothing called `statis` — did you mean `status`?",
        ),
        (
            "{sort: -dmand}",
            "4:18",
            "kind `solution` has nothing called `dmand` — did you mean `demand`?",
        ),
        (
            "{columns: [+title, +ownr before demand]}",
            "4:30",
            "kind `solution` has nothing called `ownr` — did you mean `owner`?",
        ),
        (
            "{columns: [-ownr]}",
            "4:22",
            "`ownr` is not in the list — did you mean `owner`?",
        ),
        (
            "{columns: [+tags before demnd]}",
            "4:22",
            "`demnd` is not in the list — did you mean `demand`?",
        ),
        (
            "{columns: [tags, -owner]}",
            "4:21",
            "some names begin with `+` or `-`, and others do not — begin all names with `+` or `-`, which change the \
             list there is, or none",
        ),
        (
            "{as: bord}",
            "4:16",
            "`bord` is no form of a list — did you mean `board`?",
        ),
        (
            "{columns: [body]}",
            "4:22",
            "the text of a page stands in no list — write `summary`, or a field that says it in a few words",
        ),
        (
            "{sort: [demand, -tags]}",
            "4:27",
            "a list cannot be sorted by `tags`: an entry can have several — sort by what an entry has one of: a number, \
             a date, a word",
        ),
        (
            "{sort: waiver}",
            "4:18",
            "a list cannot be sorted by `waiver`: it has several parts — name one of them: `waiver.by`",
        ),
        (
            "{group: summary}",
            "4:19",
            "a list cannot be grouped by `summary`: it is a text, which few entries share — group by a choice, a link, a \
             flag, a date, a number, `owner` or `tags`",
        ),
        (
            "{group: title}",
            "4:19",
            "a list cannot be grouped by `title`: each entry has its own — group by a choice, a link, a \
             flag, a date, a number, `owner` or `tags`",
        ),
        (
            "{group: waiver}",
            "4:19",
            "a list cannot be grouped by `waiver`: it has several parts — name one of them: `waiver.by`",
        ),
        (
            "{columns: [+waiver]}",
            "4:22",
            "a list cannot show `waiver`: it has several parts — name one of them: `waiver.by`",
        ),
        (
            "{filter: [waiver]}",
            "4:21",
            "a list cannot be filtered by `waiver`: it has several parts — name one of them: `waiver.by`",
        ),
        (
            "{filter: [links]}",
            "4:21",
            "a list cannot be filtered by `links`: it has several parts — name one of them: `links.url`",
        ),
        (
            "{columns: [waiver.untl]}",
            "4:22",
            "kind `solution` has nothing called `waiver.untl` — did you mean `waiver.until`?",
        ),
        (
            "{columns: [OWNER]}",
            "4:22",
            "kind `solution` has nothing called `OWNER` — did you mean `owner`?",
        ),
        (
            "{columns: [\"\"]}",
            "4:22",
            "an empty name names nothing — leave it out, or write a name",
        ),
        (
            "{columns: [owner before demand]}",
            "4:22",
            "kind `solution` has nothing called `owner before demand` — name a field, a derived value, or another \
             kind's link: `validation.problems`",
        ),
        (
            "{group: ~, as: board}",
            "4:26",
            "a board needs a `group` — name a field under `group`, or write `as: cards`",
        ),
        (
            "{colums: [status]}",
            "4:12",
            "nothing reads `colums` — did you mean `columns`?",
        ),
        (
            "[status]",
            "4:11",
            "`list` cannot be a list — write {columns: [status], sort: -date, group: status, as: board}",
        ),
        (
            "{columns: {a: b}}",
            "4:21",
            "this takes a list of words — write [one, two]",
        ),
    ] {
        let line = format!("casebook.yaml:{place} error config-invalid {told}");
        let config = format!("content: .\nkinds:\n  solution:\n    list: {list}\n");
        let project = Project::new(&format!(">>> casebook.yaml\n{config}"));
        let check = casebook(project.root(), &["check", "--format", "short"]).output();
        let told = String::from_utf8(check.expect("it runs").stdout).expect("UTF-8");
        assert_eq!(told.lines().next(), Some(&*line), "{list}");
    }
}

#[test]
fn a_private_field_is_told_wherever_a_list_or_a_page_names_it() {
    for (key, place, shown) in [
        ("list: {columns: [secret]}", "5:22", "list"),
        ("list: {sort: -secret}", "5:18", "list"),
        ("list: {group: secret}", "5:19", "list"),
        ("list: {filter: [secret]}", "5:21", "list"),
        ("list: {columns: [inner.part]}", "5:22", "list"),
        ("page: {side: [+secret]}", "5:19", "page"),
        ("page: {below: [+secret]}", "5:20", "page"),
        ("page: {statement: [secret]}", "5:24", "page"),
    ] {
        let secret = "secret: {type: text, private: true}";
        let inner = "inner: {type: map, fields: {part: {type: text, private: true}}}";
        let config = format!(
            "content: .\nkinds:\n  solution:\n    fields: {{{secret}, {inner}}}\n    {key}\n"
        );
        let name = if key.contains("inner") {
            "inner.part"
        } else {
            "secret"
        };
        let project = Project::new(&format!(">>> casebook.yaml\n{config}"));
        let check = casebook(project.root(), &["check", "--format", "short"]).output();
        let told = String::from_utf8(check.unwrap().stdout).unwrap();
        let line = format!(
            "casebook.yaml:{place} error config-invalid `{name}` is private, so no {shown} shows it — take it out here, or \
             take `private: true` off the field"
        );
        assert_eq!(told.lines().next(), Some(&*line), "{key}");
    }
}

#[test]
fn what_a_kind_shows_by_itself_is_left_out_where_a_project_makes_it_private() {
    let files = ">>> casebook.yaml
content: .
kinds:
  decision: {fields: {because: {private: true}}}
  persona: {fields: {goals: {private: true}}}
>>> decisions/d.md
---
title: D
because: Nobody is to know.
---
>>> personas/p.md
---
name: P
---
";
    let rows = list(files, "decisions/index.html");
    assert!(!rows.join("\n").contains("No reason written"), "{rows:?}");
    let project = Project::new(files);
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let page = std::fs::read_to_string(project.root().join("public/personas/p.html")).unwrap();
    assert!(
        !page.contains("Nobody has written down what they want"),
        "{page}"
    );
}

#[test]
fn a_study_is_found_by_a_problem_however_it_names_it() {
    let files = ">>> casebook.yaml
content: .
kinds:
  problem: {list: {columns: [validation.problems], group: ~}}
  validation: {list: {group: problems}}
>>> problems/a.md
---
title: A
---
>>> problems/b.md
---
title: B
---
>>> validations/short.md
---
title: Short
method: interview
problems: [a]
verdict: supported
---
>>> validations/long.md
---
title: Long
method: survey
results: [{problem: a, verdict: supported}, {problem: b, verdict: mixed}, {problem: a, verdict: refuted}]
---
>>> validations/none.md
---
title: None of them
method: desk
---
";
    assert_eq!(list(files, "problems/index.html")[1..3], ["A | 2", "B | 1"]);
    let studies = list(files, "validations/index.html");
    assert!(
        studies[1].starts_with("A | 2") && studies[4].starts_with("No problems | 1"),
        "{studies:?}"
    );
    assert!(
        studies
            .iter()
            .any(|line| line == "All | A (2) | B (1) | Nothing said (1)"),
        "{studies:?}"
    );
    let project = Project::new(files);
    for question in [
        "problem=a and kind=validation",
        "problems=a and kind=validation",
    ] {
        let found = casebook(project.root(), &["query", question])
            .output()
            .unwrap();
        let found = String::from_utf8(found.stdout).unwrap();
        let has = |id: &str| found.lines().any(|line| line.starts_with(id));
        assert!(
            has("short") && has("long") && !has("none"),
            "{question}: {found}"
        );
    }
}

#[test]
fn a_choice_is_sorted_by_the_order_of_its_values() {
    let files = ">>> casebook.yaml
content: .
kinds:
  risk:
    list: {columns: [threat], sort: threat}
    fields: {threat: {type: choice, values: [small, high, beyond]}}
>>> risks/a.md
---
title: A
threat: beyond
---
>>> risks/b.md
---
title: B
threat: high
---
>>> risks/c.md
---
title: C
threat: small
---
";
    let rows = list(files, "risks/index.html");
    assert_eq!(rows[1..4], ["C | Small", "B | High", "A | Beyond"]);
    let project = Project::new(files);
    build(project.root(), &["-q", "--no-search"]).exits(0);
    let html = std::fs::read_to_string(project.root().join("public/risks/index.html")).unwrap();
    // A click on the head sorts by the same places.
    for cell in [
        "data-v=\"0\">Small",
        "data-v=\"1\">High",
        "data-v=\"2\">Beyond",
    ] {
        assert!(html.contains(cell), "{cell}: {html}");
    }
    assert!(html.contains("in its order"), "{html}");
    let args = ["query", "kind=risk", "--sort=-threat"];
    let found = casebook(project.root(), &args).output().unwrap();
    let found = String::from_utf8(found.stdout).unwrap();
    let place = |id: &str| found.lines().position(|line| line.starts_with(id));
    assert!(
        place("a") < place("b") && place("b") < place("c"),
        "{found}"
    );
}

#[test]
fn groups_of_numbers_stand_by_their_number() {
    let mut files = ">>> casebook.yaml
content: .
kinds: {risk: {list: {columns: [size], group: size}, fields: {size: {type: number}}}}
"
    .to_owned();
    for (name, size) in [("a", "10"), ("b", "9"), ("c", "2.5")] {
        files += &format!(">>> risks/{name}.md\n---\ntitle: {name}\nsize: {size}\n---\n");
    }
    let rows = list(&files, "risks/index.html");
    assert_eq!(
        rows[1..7],
        ["2.5 | 1", "c | 2.5", "9 | 1", "b | 9", "10 | 1", "a | 10"]
    );
}

#[test]
fn an_owner_without_a_name_is_no_owner() {
    let mut files =
        ">>> casebook.yaml\ncontent: .\nkinds: {risk: {list: {columns: [owner]}}}\n".to_owned();
    for (name, owner) in [("a", "Ana"), ("b", "''"), ("c", "' '")] {
        files += &format!(">>> risks/{name}.md\n---\ntitle: {name}\nowner: {owner}\n---\n");
    }
    let rows = list(&files, "risks/index.html");
    assert_eq!(
        rows[1..],
        [
            "a | Ana",
            "b | No owner written",
            "c | No owner written",
            "All | Ana (1) | None (2)"
        ]
    );
    let project = Project::new(&files);
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let page = std::fs::read_to_string(project.root().join("public/risks/c.html")).unwrap();
    assert!(!page.contains("<dt>Owner</dt>"), "{page}");
}

#[test]
fn how_many_more_a_cell_has_stands_apart_from_its_links() {
    let mut files = ">>> casebook.yaml\ncontent: .\n".to_owned();
    for name in ["a", "b", "c", "d"] {
        files += &format!(">>> problems/{name}.md\n---\ntitle: {name}\n---\n");
    }
    files += ">>> solutions/s.md\n---\ntitle: S\nproblems: [a, b, c, d]\n---\n";
    let project = Project::new(&files);
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let html = std::fs::read_to_string(project.root().join("public/solutions/index.html")).unwrap();
    assert!(html.contains("</ul> and 1 more"), "{html}");
}

/// A list: a line for its head, each group, row and filter, with `|` between the texts.
fn list(project: &str, page: &str) -> Vec<String> {
    let project = Project::new(project);
    build(project.root(), &["-q", "--no-search", "--keep-going"]);
    let html = std::fs::read_to_string(project.root().join("public").join(page));
    let html = html.expect("the list is built");
    let table = html.split("<table").nth(1).unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    let text = |html: &str| {
        let tags = html.split('<').skip(1);
        let texts = tags.filter_map(|tag| tag.split_once('>').map(|(_, text)| text.trim()));
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.join(" | ")
    };
    let rows = table.split("<tr").skip(1);
    let rows = rows.map(|row| text(&format!("<{row}")));
    let filters = html.split("<select").skip(1);
    let filters = filters.map(|select| {
        let select = select.split("</select>").next().unwrap_or_default();
        text(&format!("<{select}"))
    });
    let filters = filters.filter(|filter| filter.starts_with("All"));
    rows.chain(filters).collect()
}

/// Four risks; `declared` is their list.
fn risks(declared: &str) -> Vec<String> {
    let project = format!(
        ">>> casebook.yaml
content: .
kinds:
  risk:
    folders: [risk]
    list: {declared}
    fields:
      likelihood: {{type: choice, values: [low, high]}}
      impact: {{type: whole}}
      plan: {{type: text, label: Way out}}
      problems: {{type: link, list: true, to: problem}}
>>> problems/p.md\n---\ntitle: P\n---\n
>>> risk/a.md\n---\ntitle: A\nlikelihood: high\nimpact: 2\nplan: Wait.\nproblems: [p]\n---\n
>>> risk/b.md\n---\ntitle: B\nlikelihood: high\nimpact: 3\n---\n
>>> risk/c.md\n---\ntitle: C\nimpact: 1\n---\n
>>> risk/d.md\n---\ntitle: D\nlikelihood: low\nproblems: [p]\n---\n"
    );
    list(&project, "risk/index.html")
}

#[test]
fn a_list_has_the_declared_columns_order_groups_and_filters() {
    assert_eq!(
        risks("{columns: [plan, impact, problems], group: likelihood, sort: -impact}"),
        [
            "Risk | Impact | Problems",
            "Low | 1",
            "D | No way out written | P",
            "High | 2",
            "B | No way out written | 3",
            "A | Wait. | 2 | P",
            "No likelihood | 1",
            "C | No way out written | 1",
            "All | Low (1) | High (2) | None (1)",
            "All | P (2) | None (2)",
        ]
    );
}

#[test]
fn filters_of_one_name_are_told_apart() {
    let project = Project::new(
        ">>> casebook.yaml
content: .
kinds:
  risk:
    list: {filter: [stand, phase]}
    fields:
      stand: {type: choice, label: Status, values: [open, shut]}
      phase: {type: choice, label: Status, values: [early, late]}
>>> risks/a.md
---
title: A
stand: open
phase: early
---
>>> risks/b.md
---
title: B
stand: shut
phase: late
---
",
    );
    build(project.root(), &["-q", "--no-search"]).exits(0);
    let html = std::fs::read_to_string(project.root().join("public/risks/index.html")).unwrap();
    for label in ["<label>Status (stand)<", "<label>Status (phase)<"] {
        assert!(html.contains(label), "{label}: {html}");
    }
}

#[test]
fn a_new_kind_that_is_nearly_named_like_a_built_in_one_is_told() {
    let found = |kinds: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {kinds}\n>>> a.md\n"
        ));
        let check = casebook(project.root(), &["check", "--format", "short"]).output();
        String::from_utf8(check.unwrap().stdout).unwrap()
    };
    let told = found("{problm: {fields: {size: {type: text}}}}");
    let hint = "casebook.yaml:2:9 hint similar-kind `problm` is a kind of its own — did you mean `problem`?";
    assert!(told.starts_with(hint), "{told}");
    // A kind that says what it is like means it, and so does one of another name.
    for kinds in [
        "{problems: {like: problem}}",
        "{risk: {fields: {size: {type: text}}}}",
    ] {
        assert!(!found(kinds).contains("similar-kind"), "{kinds}");
    }
}

#[test]
fn a_list_without_a_declaration_shows_choices_links_and_dates() {
    assert_eq!(
        risks("{}"),
        [
            "Risk | Likelihood | Impact | Problems",
            "A | High | 2 | P",
            "B | High | 3",
            "C | 1",
            "D | Low | P",
            "All | Low (1) | High (2) | None (1)",
            "All | P (2) | None (2)",
        ]
    );
}

/// The titles and groups of a list.
fn order(files: &str, page: &str) -> Vec<String> {
    let lines = list(&format!(">>> casebook.yaml\ncontent: .\n{files}"), page);
    let lines = lines.iter().skip(1).filter(|line| !line.starts_with("All"));
    let first = |line: &String| line.split(" | ").next().unwrap_or_default().to_owned();
    lines.map(first).collect()
}

#[test]
fn problems_stand_by_next_step_with_the_highest_opportunity_first() {
    let files = ">>> problems/a.md\n---\ntitle: A\nimportance: 9\nsatisfaction: 5\n---\n
>>> problems/b.md\n---\ntitle: B\nimportance: 9\nsatisfaction: 2\n---\n
>>> problems/c.md\n---\ntitle: C\nimportance: 2\nsatisfaction: 9\n---\n";
    let shown = order(files, "problems/index.html");
    assert_eq!(shown, ["Research next", "B", "A", "Park", "C"]);
}

#[test]
fn the_newest_study_is_first_and_who_waits_before_who_was_answered() {
    let files = ">>> validations/a.md\n---\ntitle: Old\nmethod: interview\ndate: 2023\n---\n
>>> validations/b.md\n---\ntitle: New\nmethod: interview\ndate: 2024\n---\n
>>> validations/c.md\n---\ntitle: Undated\nmethod: interview\n---\n
>>> feedback/x.md\n---\ntitle: Answered\nreceived: 2024-10-30\nresponded: 2024-10-30\n---\n
>>> feedback/y.md\n---\ntitle: Waits\nreceived: 2024-10-01\n---\n";
    let shown = order(files, "validations/index.html");
    assert_eq!(shown, ["New", "Old", "Undated"]);
    assert_eq!(order(files, "feedback/index.html"), ["Waits", "Answered"]);
}

/// A number in a link to a list with filters, and how many rows of that list fit them.
#[test]
fn a_count_that_leads_to_a_list_is_the_number_of_its_rows() {
    let files = crate::support::site::files(240, "word");
    let mut links = 0;
    for (root, project) in [
        (None, Some(Project::of(&files))),
        (Some(crate::support::repository()), None),
    ] {
        let out = tempfile::tempdir().expect("a folder");
        let root = root.unwrap_or_else(|| project.as_ref().expect("a project").root());
        let to = out.path().join("site");
        let to = to.to_str().expect("a plain name");
        build(root, &["-q", "--no-search", "--keep-going", "--output", to]);
        let read = |page: &str| std::fs::read_to_string(out.path().join("site").join(page));
        for page in ["index.html", "coverage.html", "how-to-read.html"] {
            let html = read(page).unwrap_or_default();
            for link in html.split("<a href=\"").skip(1) {
                let (href, text) = link.split_once("\">").expect("a link");
                let Some((list, query)) = href.split_once('?') else {
                    continue;
                };
                let text = text.split("</a>").next().unwrap_or_default();
                let parts = text.split('<');
                let parts = parts.map(|part| part.split_once('>').map_or(part, |(_, text)| text));
                let said = parts.flat_map(|part| part.chars().filter(char::is_ascii_digit));
                let said: String = said.collect();
                let list = read(list).expect("the list is built");
                let query = query.replace("&amp;", "&").replace("%20", " ");
                let fits = |row: &&str| {
                    query.split('&').all(|filter| {
                        let (name, value) = filter.split_once('=').expect("a filter");
                        let key = format!(" data-f-{name}=\"");
                        // What all rows have in common is no filter.
                        row.split_once(&key).is_none_or(|(_, values)| {
                            let values = values.split('"').next().unwrap_or_default();
                            values.split('|').any(|of_row| of_row == value)
                        })
                    })
                };
                let rows = list.split("<tr data-row").skip(1).filter(fits).count();
                let what = format!("{page} says {text:?} of {href}");
                assert_eq!(said.parse().ok(), Some(rows), "{what}");
                links += 1;
            }
        }
    }
    assert!(links > 8, "{links} links");
}

/// Only problems have a state that is worked out, only decisions evidence; `weight` is also called so by every page.
#[test]
fn a_field_of_a_kind_stands_before_what_is_called_so_elsewhere() {
    let settings = "title: T\ncontent: .\nkinds:\n  risk:\n    folders: [risks]\n    fields:\n      \
        state: {type: choice, values: [open, met]}\n      evidence: {type: choice, values: [thin, thick]}\n      \
        weight: {type: number}\n    page: {side: [evidence, state, weight]}\n    \
        list: {columns: [evidence, weight], group: state, filter: [evidence], sort: -weight}\n";
    let risk = |name: &str, evidence: &str, weight: u8| {
        format!(
            ">>> risks/{name}.md\n---\ntitle: {name}\nstate: open\nevidence: {evidence}\nweight: {weight}\n---\n"
        )
    };
    let files = format!(
        ">>> casebook.yaml\n{settings}{}{}",
        risk("a", "thin", 2),
        risk("b", "thick", 7)
    );
    let project = Project::new(&files);
    build(project.root(), &["-q"]).exits(0);
    let page =
        |url: &str| std::fs::read_to_string(project.root().join("public").join(url)).unwrap();
    let entry = page("risks/a.html");
    let entry = entry.split_once("<main").unwrap().1;
    for word in ["Evidence", "Thin", "State", "Open", "Weight"] {
        assert!(entry.contains(word), "{word}: {entry}");
    }
    let list = page("risks/index.html");
    assert!(list.contains("data-f-evidence=\"thin\""), "{list}");
    assert!(
        list.find("risks/b.html") < list.find("risks/a.html"),
        "{list}"
    );
    let query = casebook(project.root(), &["query", "weight>=5"])
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&query.stdout).into_owned();
    assert!(found.contains("b  ") && !found.contains("a  "), "{found}");

    let own = settings.replace("  risk:\n    folders: [risks]", "  problem:");
    let project = Project::new(&format!(">>> casebook.yaml\n{own}"));
    let told = project.findings();
    let of_state = told
        .iter()
        .any(|told| told.contains("`state` is worked out for each problem"));
    assert!(of_state, "{told:#?}");
}

#[test]
fn people_with_and_without_a_page_stand_in_one_column() {
    let project = Project::new(
        ">>> casebook.yaml\ntitle: T\ncontent: .\nkinds: {decision: {list: {columns: [+requested_by]}}}\n\
         >>> personas/ana.md\n---\nname: Ana\n---\n\
         >>> decisions/a.md\n---\ntitle: A\nrequested_by: nine halls\n---\n\
         >>> decisions/b.md\n---\ntitle: B\nrequested_by: ana\n---\n",
    );
    build(project.root(), &["-q"]).exits(0);
    let list = std::fs::read_to_string(project.root().join("public/decisions/index.html")).unwrap();
    assert!(list.contains(">nine halls<"), "{list}");
    assert!(list.contains("personas/ana.html"), "{list}");
}
