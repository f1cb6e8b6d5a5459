//! Pages for readers say nothing that only those who write the files understand: no key of the front matter, no backtick,
//! no code of a check, no advice on what to write where. What authors write themselves is theirs.
#![allow(clippy::unwrap_used)]

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
