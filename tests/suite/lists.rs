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

/// The list of risks: its head, then a line for each group, row and filter.
fn list(declared: &str) -> Vec<String> {
    let project = Project::new(&format!(
        ">>> casebook.yaml
content: .
kinds:
  risk:
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
    ));
    build(project.root(), &["-q", "--no-search"]).exits(0);
    let html = std::fs::read_to_string(project.root().join("public/risk/index.html"));
    let html = html.unwrap_or_default();
    let table = html.split("<table").nth(1).unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    let text = |html: &str| {
        let tags = html.split('<').skip(1);
        let texts = tags.filter_map(|tag| tag.split_once('>').map(|(_, text)| text.trim()));
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.join(" | ")
    };
    let rows = table
        .split("<tr")
        .skip(1)
        .map(|row| text(&format!("<{row}")));
    let filters = html.split("<select").skip(1).map(|select| {
        let select = select.split("</select>").next().unwrap_or_default();
        text(&format!("<{select}"))
    });
    rows.chain(filters.filter(|filter| filter.starts_with("All")))
        .collect()
}

#[test]
fn a_list_has_the_declared_columns_order_groups_and_filters() {
    let declared = "{columns: [plan, impact, problems], group: likelihood, sort: -impact}";
    assert_eq!(
        list(declared),
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
fn a_list_without_a_declaration_shows_choices_links_and_dates() {
    assert_eq!(
        list("{}"),
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
