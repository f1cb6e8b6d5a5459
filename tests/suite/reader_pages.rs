//! Pages for readers say nothing that only those who write the files understand: no key of the front matter, no backtick,
//! no code of a check, no advice on what to write where. What authors write themselves is theirs.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

use crate::init::run_on;
use crate::support::site::{build, tree};
use crate::support::{Project, TODAY};
use casebook::check::registry::ALL;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An entry of each kind that says next to nothing, and a problem that studies contest.
const GAPS: &str = ">>> casebook.yaml
title: T
content: .
evidence: {never_suggested: [desk, support, survey, interview, diary, observation, workshop]}
>>> personas/ana.md
---
name: Ana
---
>>> problems/alone.md
---
title: Alone
---
>>> problems/torn.md
---
title: Torn
importance: 9
personas: [ana]
---
>>> validations/yes.md
---
method: interview
participants: 12
date: 2026-06-01
problems: [torn]
verdict: supported
---
>>> validations/no.md
---
method: survey
participants: 400
date: 2026-06-02
problems: [torn]
verdict: refuted
---
>>> validations/mute.md
---
method: pilot
problems: [torn]
---
>>> validations/lost.md
---
method: interview
verdict: supported
---
>>> validations/tried.md
---
method: pilot
participants: 40
problems: [torn]
about: solution
verdict: supported
---
>>> insights/i.md
---
title: I
---
>>> solutions/s.md
---
title: S
status: planned
---
>>> solutions/t.md
---
title: For the torn
status: planned
problems: [torn]
---
>>> decisions/d.md
---
title: D
outcome: build
date: 2026-05-01
---
>>> feedback/f.md
---
title: F
received: 2026-05-01
---
>>> metrics/m.md
---
title: M
---
>>> journeys/j.md
---
title: J
---
>>> journeys/k.md
---
title: K
stages: [{name: Waits, feels: -2}]
---
";

/// What only those who write the files know what to do with.
const ADVICE: [&str; 12] = [
    "front matter",
    "YAML",
    "casebook.yaml",
    "never_suggested",
    "Write down",
    "say so in",
    "say it in",
    "Name it",
    "Name one",
    "ink it in",
    "add personas",
    "Name them",
];

#[test]
fn pages_for_readers_have_no_keys_codes_or_advice_for_writers() {
    let gaps = Project::new(GAPS);
    build(gaps.root(), &["--no-search", "--quiet"]).exits(0);
    let example = Project::new("");
    run_on(TODAY, example.root(), &["init", "--example", "repair"]).exits(0);
    let example = example.root().join("repair");
    build(&example, &["--no-search", "--quiet"]).exits(0);
    let mut found = vec![];
    let mut pages = 0;
    for root in [gaps.root(), &example] {
        for (path, bytes) in tree(&root.join("public")) {
            if path.ends_with(".html") {
                let html = String::from_utf8(bytes).unwrap();
                let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
                let mut text = String::new();
                collect(&dom.document, &mut text);
                found.extend(faults(&text).map(|fault| format!("{path}: {fault}")));
                pages += 1;
            }
        }
    }
    assert!(pages > 100, "{pages} pages");
    assert!(found.is_empty(), "{}", found.join("\n"));
    // The words that are looked for are found.
    assert_eq!(faults("add `x`\nWrite down\nno-link").count(), 3);
}

/// The text that the site itself says, an element with text of its own a line.
fn collect(node: &Handle, text: &mut String) {
    for child in node.children.borrow().iter() {
        match &child.data {
            NodeData::Text { contents } => *text += &contents.borrow(),
            NodeData::Element { name, attrs, .. } => {
                let attrs = attrs.borrow();
                let of = |name| attrs.iter().find(|a| &*a.name.local == name);
                let class = of("class").map_or("", |a| &*a.value);
                // Bodies, ids and addresses; the command on the page of coverage is told as one.
                let is_own = class
                    .split(' ')
                    .any(|name| ["prose", "command"].contains(&name));
                if is_own || ["script", "style"].contains(&&*name.local) {
                    continue;
                }
                for spoken in ["aria-label", "placeholder", "title"] {
                    text.extend(of(spoken).map(|a| format!("\n{}\n", a.value)));
                }
                let is_inline = ["a", "b", "code", "span", "i"].contains(&&*name.local);
                text.push_str(if is_inline { "" } else { "\n" });
                let start = text.len();
                collect(child, text);
                if &*name.local == "code" && text[start..].trim().ends_with(':') {
                    text.push('`');
                }
                text.push_str(if is_inline { "" } else { "\n" });
            }
            _ => collect(child, text),
        }
    }
}

fn faults(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_code = |word: &str| word.contains('-') && ALL.iter().any(|check| check.code == word);
    let lines = text.lines().filter(move |line| {
        line.contains('`')
            || ADVICE.iter().any(|advice| line.contains(advice))
            || line.split_whitespace().any(is_code)
    });
    lines.map(|line| line.trim().to_owned())
}

/// The text of a page's main part, a blank between elements.
fn main_text(html: &str) -> String {
    let (_, main) = html.split_once("<main").expect("a main part");
    let (main, _) = main.split_once("</main>").expect("it ends");
    let parts = main.split('<').skip(1);
    let texts = parts.filter_map(|part| part.split_once('>').map(|(_, text)| text));
    let texts = texts.flat_map(str::split_whitespace);
    texts.collect::<Vec<_>>().join(" ")
}

/// The pages of a project, as `build` writes them.
fn built(root: &Path) -> impl Fn(&str) -> String {
    build(root, &["--no-search", "--quiet"]).exits(0);
    let public = root.join("public");
    move |page| {
        let path = public.join(page);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{page}: {e}"))
    }
}

#[test]
fn the_strength_of_evidence_is_counted_by_what_the_lists_can_show() {
    let example = Project::new("");
    run_on(TODAY, example.root(), &["init", "--example", "repair"]).exits(0);
    let gaps = Project::new(GAPS);
    let mut levels = BTreeSet::new();
    for root in [gaps.root(), &example.root().join("repair")] {
        let page = built(root);
        let (home, list) = (page("index.html"), page("problems/index.html"));
        let (_, part) = home.split_once("id=\"cb-coverage\"").expect("the bars");
        let (part, _) = part.split_once("</section>").expect("it ends");
        let legends = part.split("<ul class=\"legend\">").skip(1);
        for item in
            legends.flat_map(|legend| legend.split("</ul>").next().unwrap().split("<li>").skip(1))
        {
            let said = item.rsplit("</span>").nth(1).expect("a count").trim();
            let (count, _) = said.split_once(' ').expect("a word");
            let (_, query) = item
                .split_once("problems/index.html?")
                .unwrap_or_else(|| panic!("no list: {item}"));
            let (filter, value) = query
                .split('"')
                .next()
                .unwrap()
                .split_once('=')
                .expect("a filter");
            let attribute = format!("data-f-{filter}=\"");
            let values = list.split(&attribute).skip(1);
            let values = values.map(|rest| rest.split('"').next().unwrap());
            let shown = values
                .filter(|values| values.split('|').any(|one| one == value))
                .count();
            assert_eq!(count.parse(), Ok(shown), "{item}");
            levels.insert(value.to_owned());
        }
    }
    for level in ["contested", "refuted", "good", "some", "hint", "untested"] {
        assert!(
            levels.contains(level),
            "no problem of the examples is {level}: {levels:?}"
        );
    }
}

#[test]
fn the_map_shows_what_is_contested_or_refuted_as_such() {
    let example = Project::new("");
    run_on(TODAY, example.root(), &["init", "--example", "."]).exits(0);
    let html = built(example.root())("opportunities.html");
    let (map, rest) = html.split_once("</svg>").expect("a map");
    let (_, map) = map.split_once("class=\"map chart\"").expect("a map");
    let (table, _) = rest.split_once("</table>").expect("a table");
    for (word, class) in [("Contested", "chart-mixed"), ("Refuted", "chart-low")] {
        let (_, table) = table.split_once("<tbody>").expect("a body");
        let (said, drawn) = (table.matches(word).count(), map.matches(class).count());
        assert!(said > 0 && said == drawn, "{word}: {said}, {drawn} circles");
    }
}

const READ: &str = ">>> casebook.yaml
title: T
content: .
baseline: known.json
>>> personas/ana.md
---
name: Ana
---
See [why](#no-such-heading).
>>> problems/old.md
---
title: Old
personas: [ana]
source: {repo: o/r, path: a.md, licence: CC0, derived: T1}
---
>>> problems/tried.md
---
title: Tried
---
>>> solutions/s.md
---
title: S
status: retired
problems: [tried]
---
>>> validations/pilot.md
---
method: pilot
participants: 40
date: 2026-06-01
solutions: [s]
verdict: refuted
---
>>> feedback/f.md
---
title: Which file was it
received: 2026-06-20
problems: [tried]
---
";

#[test]
fn what_readers_are_told_is_no_lint_and_does_not_contradict_itself() {
    let project = Project::new(READ);
    for (method, people) in [
        ("interview", 12),
        ("observation", 10),
        ("diary", 10),
        ("analytics", 1000),
    ] {
        let study = format!(
            "---\nmethod: {method}\nparticipants: {people}\ndate: 2024-07-01\nproblems: [old]\npersonas: [ana]\n\
             verdict: supported\n---\n"
        );
        project.write(&format!("validations/{method}.md"), study);
    }
    run_on(
        TODAY,
        project.root(),
        &["check", "--published", "--write-baseline", "known.json"],
    );
    let page = built(project.root());

    let persona = page("personas/ana.html");
    assert!(
        persona.contains("<span class=\"broken\">why</span>"),
        "{persona}"
    );
    assert!(!persona.contains("is no heading"));

    let old = main_text(&page("problems/old.html"));
    assert!(
        old.contains("Strong 5.7") && old.contains("All are older"),
        "{old}"
    );
    assert!(!old.contains("Spend the time on the answer"), "{old}");
    assert!(
        old.contains("ask again: no study is newer than 365 days"),
        "{old}"
    );
    assert!(old.contains("Licence: CC0 Derived: T1"), "{old}");

    let tried = main_text(&page("problems/tried.html"));
    assert_eq!(tried.matches("Which file was it").count(), 1, "{tried}");
    let pilot = main_text(&page("validations/pilot.html"));
    assert!(
        pilot.contains("Problems it speaks about Tried Not tested It tried an answer"),
        "{pilot}"
    );

    let coverage = main_text(&page("coverage.html"));
    assert!(
        coverage.contains("1 of 1 pairs of problem and persona. Everybody"),
        "{coverage}"
    );
}

#[test]
fn a_source_leads_to_the_file_however_its_repository_is_written() {
    for (source, href) in [
        ("repo: o/r, path: docs/x/", "o/r/blob/HEAD/docs/x/"),
        (
            "repo: 'https://github.com/o/r', path: a.md",
            "o/r/blob/HEAD/a.md",
        ),
        (
            "repo: 'https://github.com/o/r.git', path: /a.md, commit: v1",
            "o/r/blob/v1/a.md",
        ),
        ("repo: o/r, path: /", "o/r"),
    ] {
        let project = Project::new(&format!(
            ">>> problems/x.md\n---\ntitle: X\nsource: {{{source}}}\n---\n"
        ));
        let snapshot = project.snapshot();
        let mut pages = snapshot.pages().iter();
        let page = pages.find(|page| page.url.as_str() == "problems/x.html");
        let html = snapshot.render(page.unwrap()).unwrap();
        let href = format!("href=\"https://github.com/{href}\"");
        assert!(html.contains(&href), "{source}");
    }
}

#[test]
fn home_and_a_list_lead_to_the_files_that_introduce_them() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: docs\nrepository: https://github.com/o/r\nbranch: main\n>>> docs/index.md\n# Us\n\
         >>> docs/problems/index.md\n# What hurts\n>>> docs/problems/a.md\n---\ntitle: A\n---\n",
    );
    build(project.root(), &["-q"]).exits(0);
    for (page, file) in [("index", "index"), ("problems/index", "problems/index")] {
        let html = project.root().join("public").join(format!("{page}.html"));
        let html = std::fs::read_to_string(html).unwrap();
        let edit = format!("href=\"https://github.com/o/r/edit/main/docs/{file}.md\"");
        assert!(html.contains(&edit), "{page}: {html}");
    }
}
