//! The name of a hidden document is redacted in every spelling and place: each pair of a spelling and a place has a
//! hidden document of its own, all are built as one site, and the output is searched.

use std::collections::BTreeMap;
use std::fs;

use crate::support::Project;
use crate::support::site::{build, casebook, cases, tree};
use crate::support::traces::{readings, unpacked};

const CONFIG: &str = "title: Ours
content: docs
repository: https://github.com/Our-Org/our.repo
base_url: https://example.org/base/
images: {external: allow}
";

/// `ID` is the hidden document in `docs/problems`; the text stands in a document of `docs/personas` or `docs/notes`.
/// `BESIDE` is one in the same folder. `R` is the repository's address, `O` its owner and name, `S` the site's address.
const SPELLINGS: &[&str] = &[
    // Wikilinks.
    "[[ID]]",
    "[[UPPER]]",
    "[[WORDS]]",
    "[[ID-alias]]",
    "[[ID.md]]",
    "[[ID.html]]",
    "[[ID#heading]]",
    "[[ID|text]]",
    "[[ID#heading|text]]",
    "![[ID]]",
    "![[../problems/ID.md]]",
    "[[problems/ID]]",
    "[[problems/ID.md]]",
    "[[problems/ID.html]]",
    "[[/problems/ID]]",
    "[[/problems/ID.md]]",
    "[[/problems/ID.html]]",
    "[[../problems/ID]]",
    "[[../problems/ID.md]]",
    "[[../problems/ID.html]]",
    "[[../problems/ID.md#heading|text]]",
    "[[./../problems/ID]]",
    "[[Problems/UPPER.MD]]",
    "[[docs/problems/ID.md]]",
    "[[../../docs/problems/ID]]",
    "[[../problems/ID|../problems/ID.md]]",
    "[[..%2Fproblems%2fID]]",
    "[[PERCENT]]",
    "[[ENTITIES]]",
    "&#91;&#91;ID&#93;&#93;",
    "&lbrack;&lbrack;ID&rbrack;&rbrack;",
    "\\[\\[../problems/ID\\]\\]",
    "[[R/blob/main/docs/problems/ID.md]]",
    "[[problems/ID.md:12]]",
    "[[problems\\ID]]",
    "[[..\\problems\\ID.md]]",
    // Links of Markdown and HTML.
    "[text](../problems/ID.md)",
    "[text](../problems/ID.html)",
    "[text](../problems/ID)",
    "[text](../problems/ID/)",
    "[text](../problems/ID/index.html)",
    "[text](/problems/ID.md)",
    "[text](/problems/ID)",
    "[text](problems/ID.md)",
    "[text](/base/problems/ID.html)",
    "[text](../../docs/problems/ID.md)",
    "[text](../Problems/UPPER.md)",
    "[text](../problems/ID.md#heading)",
    "[text](../problems/ID.md?plain=1)",
    "[text](<../problems/ID.md>)",
    "[text](../problems/ID.md \"more\")",
    "[text](..%2Fproblems%2fID.md)",
    "[text](../problems/PERCENT.md)",
    "[text](../problems/ENTITIES.md)",
    "![text](../problems/ID.md)",
    "[text](BESIDE.md)",
    "[text](BESIDE)",
    "[text](./BESIDE.html)",
    "[text](<BESIDE-a b.md>)",
    "[text](BESIDE-a%20b.md)",
    "[../problems/ID.md](../problems/ID.md)",
    "<a href=\"../problems/ID.md\">text</a>",
    "<a href='/problems/ID.html'>text</a>",
    "<a href=../problems/ID>text</a>",
    "<a href=\"BESIDE\">text</a>",
    "<img src=\"../problems/ID.md\" alt=\"text\">",
    "<a href=\"R/edit/main/docs/problems/ID.md\">text</a>",
    "[text](R/tree/main/docs/problems/ID.md)",
    "[text](S/problems/ID.html)",
    "[text](../problems/ID.md:12)",
    "[text](..\\problems\\ID.md)",
    // Paths.
    "../problems/ID.md",
    "../problems/ID.html#heading",
    "../problems/ID",
    "/problems/ID",
    "problems/ID.md",
    "docs/problems/ID.md",
    "BESIDE.md",
    "problems/ID",
    "docs/problems/ID",
    "docs/problems/ID.md:12",
    "docs/problems/ID.md:12:3: text",
    "../problems/ID.md:12",
    "BESIDE.md:12:3",
    "..\\problems\\ID.md",
    "C:\\project\\docs\\problems\\ID.md",
    "/home/me/project/docs/problems/ID.md",
    "diff --git a/docs/problems/ID.md b/docs/problems/ID.md",
    "HEAD:docs/problems/ID.md",
    // Addresses in the repository.
    "R/blob/main/docs/problems/ID.md",
    "R/tree/main/docs/problems/ID.md",
    "R/edit/main/docs/problems/ID.md",
    "R/raw/main/docs/problems/ID.md",
    "R/blame/main/docs/problems/ID.md",
    "R/commits/main/docs/problems/ID.md",
    "R/blob/HEAD/docs/problems/ID.md",
    "R/blob/feature/one/docs/problems/ID.md",
    "R/blob/main/docs/problems/ID",
    "R/blob/main/docs/problems/PERCENT.md?plain=1#L1",
    "R/-/blob/main/docs/problems/ID.md",
    "R/src/branch/main/docs/problems/ID.md",
    "R/raw/refs/heads/main/docs/problems/ID.md",
    "<R/blob/main/docs/problems/ID.md>",
    "http://github.com/O/blob/main/docs/problems/ID.md",
    "HTTPS://GitHub.COM/our-org/OUR.repo/blob/main/docs/problems/ID.md",
    "https://www.github.com/O/blob/main/docs/problems/ID.md",
    "https://me@github.com:443/O/blob/main//docs/problems/ID.md",
    "github.com/O/blob/main/docs/problems/ID.md",
    "https://raw.githubusercontent.com/O/main/docs/problems/ID.md",
    "https://raw.githubusercontent.com/O/refs/heads/main/docs/problems/ID.md",
    "https://cdn.jsdelivr.net/gh/O@main/docs/problems/ID.md",
    "R/new/main/docs/problems/ID.md",
    "R/deleted/main/docs/problems/ID.md",
    "R/pull/12/files/docs/problems/ID.md",
    "R/search?path=docs/problems/ID.md",
    "R/find?a=b&path=docs%2Fproblems%2fID.md#L1",
    "R/compare/main#docs/problems/ID.md",
    "https://github.com/O.git/blob/main/docs/problems/ID.md",
    "git@github.com:O/blob/main/docs/problems/ID.md",
    "git@github.com:O.git:docs/problems/ID.md",
    "ssh://git@github.com:22/O.git/docs/problems/ID.md",
    // Addresses of the site.
    "S/problems/ID.html",
    "S/problems/ID",
    "S/problems/ID/",
    "http://example.org/base/problems/ID.html?a=b#heading",
    "HTTPS://EXAMPLE.ORG/base/problems/ID.html",
    "S/old/ID-former.html",
    "S/at/ID-page/",
    "[x](/at/ID-page/)",
    "/at/ID-page/index.html",
    "[x](/was/ID-gone)",
    "/at/ID-page/was/ID-here.html",
    "S/problems/ID-alias.html",
    "[text](../problems/ID-alias.html)",
    "/problems/ID-alias",
    "https://web.archive.org/web/2026/S/problems/ID.html",
    "https://web.archive.org/save?url=https%3A%2F%2Fwww.example.org%2Fbase%2Fproblems%2fID.html",
];

/// How the spelling is written in the place of `@`.
#[derive(Clone, Copy)]
enum Quoting {
    Plain,
    Cell,
    Single,
    Double,
    Escaped,
    Unicode,
}
use Quoting::{Cell, Double, Escaped, Plain, Single, Unicode};

/// Where a published text can have a name. Only the second half are entries of a kind.
const PLACES: &[(Quoting, &str)] = &[
    (Plain, "Text of @ here.\n"),
    (Plain, "# All of @\n"),
    (Plain, "Text.\n\n## See @ there\n\n### Or\n\n#### A\n"),
    (Plain, "<h2>See @</h2>\n\n<h3 id=\"a\">@</h3>\n"),
    (Cell, "| a | b |\n|---|---|\n| @ | and @ |\n"),
    (Plain, "A[^1].\n\n[^1]: See @ there.\n"),
    (Plain, "![of @](gone.png) and *@* and **@** and ~~@~~\n"),
    (Plain, "[outer @ x](../personas/ana.md)\n"),
    (Plain, "[x](../personas/ana.md 'see @ here')\n"),
    (Plain, "Code: `@` and `` see @ now ``.\n"),
    (Plain, "```\n@\n```\n\n~~~markdown\nsee @\n~~~\n\n    @\n"),
    (
        Plain,
        "```html\n<p>@</p>\n```\n\n```yaml\nsee: \"@\"\n```\n",
    ),
    (Plain, "<div>@</div>\n\n<pre>@</pre>\n<code>@</code>\n"),
    (
        Plain,
        "A <span title=\"@\">x</span> <img alt='@' src=gone.png>\n",
    ),
    (Plain, "- [ ] @\n  1. see @\n\n> [!NOTE]\n> see @\n"),
    (Plain, "[a] and [b][a]\n\n[a]: ../personas/ana.md \"@\"\n"),
    (Plain, "[text][r]\n\n[r]: @\n\nTerm\n: See @\n"),
    (Plain, "“@”, (@), see:@ and @.\n\n<!-- @ -->\n"),
    (Single, "---\nkind: page\ntitle: '@'\n---\n"),
    (
        Double,
        "---\nkind: page\ntitle: \"All of @\"\nsummary: \"of @\"\n---\n",
    ),
    (
        Escaped,
        "---\nkind: page\ntitle: \"@\"\nowner: \"@\"\n---\n",
    ),
    (
        Single,
        "---\nkind: problem\ntags: ['@', 'see @']\naliases: ['see @', '@']\n---\n",
    ),
    (
        Single,
        "---\nkind: problem\nneed: 'know @'\nso_that: '@'\nwhen: '@'\nhmw: '@'\nacceptance: ['@']\n---\n",
    ),
    (
        Plain,
        "---\nkind: problem\nneed: >\n  know\n  @\nso_that: |\n  @\n---\n",
    ),
    (
        Single,
        "---\nkind: problem\nparent: '@'\nrelated: ['@']\npersonas: ['@']\n---\n",
    ),
    (
        Single,
        "---\nkind: problem\nstatus: '@'\nid: '@'\ncreated: '@'\nvisible: '@'\n---\n",
    ),
    (
        Single,
        "---\nkind: problem\nsource: {repo: '@', other: '@', '@': x}\nlinks: [{text: '@', url: 'https://example.org/'}, '@']\nignore: {no-persona: 'see @'}\n---\n",
    ),
    (
        Single,
        "---\nkind: decision\noutcome: decline\nbecause: 'we saw @'\nreply: '@'\nrevisit_when: '@'\nrequested_by: '@'\nevidence: ['@']\n---\n",
    ),
    (
        Escaped,
        "---\nkind: feedback\nreceived: 2026-06-01\nquote: \"@\"\nproblems: [\"@\"]\nby: \"@\"\n---\n",
    ),
    (
        Double,
        "---\nkind: validation\nmethod: survey\nhypothesis: \"@\"\ncriterion: \"@\"\nresults: [{problem: \"@\", verdict: mixed, note: \"@\"}]\n---\n",
    ),
    (
        Double,
        "+++\nkind = \"problem\"\nneed = \"know @\"\nparent = \"@\"\npersonas = [\"@\"]\ntags = [\"@\", \"see @\"]\nstatus = \"@\"\nhmw = \"\"\"\n@ @\"\"\"\n[source]\nrepo = \"@\"\n\"@\" = 1\n+++\n",
    ),
    (
        Unicode,
        "+++\nkind = \"validation\"\nmethod = \"survey\"\ncriterion = \"@\"\n[[results]]\nproblem = \"@\"\nnote = \"of @\"\n+++\n",
    ),
    (
        Double,
        "{\"kind\": \"problem\", \"need\": \"know @\", \"parent\": \"@\", \"related\": [\"@\"],\n \"source\": {\"repo\": \"@\", \"@\": 1}, \"id\": \"@\"}\n",
    ),
    (
        Unicode,
        "{\"kind\": \"validation\", \"method\": \"survey\",\n \"title\": \"@\", \"results\": [{\"problem\": \"@\", \"note\": \"of @\"}]}\n",
    ),
];

/// The hidden document of a pair.
fn id(place: usize, spelling: usize) -> String {
    format!("zq{place:03}-x{spelling:03}")
}

fn spelled(spelling: &str, id: &str) -> String {
    let each = |write: &dyn Fn(u8) -> String| id.bytes().map(write).collect::<String>();
    let mut text = spelling.to_owned();
    for (word, with) in [
        ("PERCENT", each(&|b| format!("%{b:02X}"))),
        ("ENTITIES", each(&|b| format!("&#{b};"))),
        ("UPPER", id.to_uppercase()),
        ("WORDS", id.to_uppercase().replace('-', " ")),
        ("BESIDE", id.to_owned()),
        ("ID", id.to_owned()),
        ("R/", "https://github.com/Our-Org/our.repo/".to_owned()),
        ("O/", "Our-Org/our.repo/".to_owned()),
        ("O@", "Our-Org/our.repo@".to_owned()),
        ("O.git", "Our-Org/our.repo.git".to_owned()),
        ("S/", "https://example.org/base/".to_owned()),
    ] {
        // `.MD`, `HTTPS://` and names within words are kept.
        let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_uppercase());
        let places: Vec<usize> = text.match_indices(word).map(|(at, _)| at).collect();
        for at in places
            .into_iter()
            .rev()
            .filter(|at| begins(*at))
            .collect::<Vec<_>>()
        {
            text.replace_range(at..at + word.len(), &with);
        }
    }
    text
}

fn written(quoting: Quoting, text: &str) -> String {
    match quoting {
        Plain => text.to_owned(),
        Cell => text.replace('|', "\\|"),
        Single => text.replace('\'', "''"),
        Double => text.replace('\\', "\\\\").replace('"', "\\\""),
        Unicode => text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect(),
        Escaped => text.bytes().map(|b| format!("\\x{b:02x}")).collect(),
    }
}

/// The places in the output that name a hidden document, as `file: pair: context`, by place and spelling.
fn traces(project: &Project) -> BTreeMap<(usize, usize), String> {
    let mut found = BTreeMap::new();
    for (name, bytes) in tree(&project.root().join("public")) {
        let bytes = unpacked(&name, bytes);
        let mut texts = readings(&bytes);
        texts.push(name.clone());
        texts.push(without_tags(&String::from_utf8_lossy(&bytes)));
        for text in texts {
            let text = text.to_lowercase();
            for (at, _) in text.match_indices("zq") {
                let digits: String = text[at + 2..].chars().take(8).collect();
                let number = |range| digits.get(range).and_then(|n: &str| n.parse().ok());
                let (Some(place), rest) = (number(0..3), digits.get(3..)) else {
                    continue;
                };
                let rest = rest.and_then(|rest| rest.trim_start_matches(['-', ' ', '_']).get(1..4));
                let spelling = rest.and_then(|n| n.parse().ok()).unwrap_or_default();
                let before: Vec<char> = text[..at].chars().rev().take(80).collect();
                let before: String = before.into_iter().rev().collect();
                found
                    .entry((place, spelling))
                    .or_insert_with(|| format!("{name}: {before}zq{digits}"));
            }
        }
    }
    found
}

fn without_tags(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest));
    parts.collect()
}

#[test]
fn no_spelling_of_a_hidden_document_leaves_a_trace_at_any_place() {
    let project = Project::new("");
    project.write("casebook.yaml", CONFIG);
    project.write("docs/personas/ana.md", "---\nname: Ana\n---\n");
    let step = cases(10, 1);
    let mut pages = vec![];
    for (p, (quoting, place)) in PLACES.iter().enumerate() {
        let folder = if p % 2 == 0 { "personas" } else { "notes" };
        for (s, spelling) in SPELLINGS.iter().enumerate() {
            if !(p * SPELLINGS.len() + s + p).is_multiple_of(step) {
                continue;
            }
            let id = id(p, s);
            let file = if spelling.contains("BESIDE-a") {
                format!("{id}-a b")
            } else {
                id.clone()
            };
            let hidden = if spelling.contains("BESIDE") {
                folder
            } else {
                "problems"
            };
            let field = if s % 2 == 0 {
                "draft: true"
            } else {
                "visibility: internal"
            };
            project.write(
                &format!("docs/{hidden}/{file}.md"),
                format!("---\ntitle: Plan\nkind: problem\n{field}\naliases: [{id}-alias, /was/{id}-gone/, was/{id}-here]\npermalink: /at/{id}-page/\nredirect_from: [old/{id}-former.html]\n---\n"),
            );
            let text = written(*quoting, &spelled(spelling, &id));
            let page = format!("docs/{folder}/public-{p}-{s}.md");
            let front = if place.starts_with(['-', '+', '{']) {
                ""
            } else {
                "---\nkind: page\n---\n"
            };
            // Every second page of `notes` has no kind.
            let front = if folder == "notes" && s % 3 == 0 {
                ""
            } else {
                front
            };
            project.write(&page, format!("{front}{}", place.replace('@', &text)));
            pages.push(format!("public-{p}-{s}.html"));
        }
    }
    let run = build(project.root(), &["--keep-going", "-q"]);
    let built = tree(&project.root().join("public"));
    assert!(built.len() > pages.len(), "{:?} {}", run.code, run.err);
    let is_built = |page: &String| built.keys().any(|name| name.ends_with(page.as_str()));
    let missing: Vec<_> = pages.iter().filter(|page| !is_built(page)).collect();
    assert!(
        missing.is_empty(),
        "not published: {missing:?}\n{}",
        run.err
    );
    let found = traces(&project);
    let of: Vec<String> = found
        .iter()
        .map(|((p, s), at)| format!("{} in {:?}\n    {at:?}", SPELLINGS[*s], PLACES[*p].1))
        .collect();
    let (all, traces) = (pages.len(), of.len());
    assert!(of.is_empty(), "{traces} traces of {all}\n{}", of.join("\n"));
    println!("{all} spellings in their places, no trace");
}

/// Words that equal an id, published documents of the same name, and texts that only look like a path.
#[test]
fn names_that_are_not_hidden_are_not_redacted() {
    let project = Project::new("");
    project.write("casebook.yaml", CONFIG);
    let hidden = "---\ntitle: Plan\ndraft: true\n---\n";
    for name in [
        "problems/layoffs",
        "problems/both",
        "notes/or",
        "notes/index",
        "deploy",
        "issues",
    ] {
        project.write(&format!("docs/{name}.md"), hidden);
    }
    project.write("docs/personas/both.md", "---\nname: Both of them\n---\n");
    project.write("docs/problems/layoffs.png", b"GIF89a");
    project.write("docs/problems/layoffs-2.md", "---\ntitle: Other\n---\n");
    let text = [
        "The layoffs plan, layoffs/hiring, and/or, ./run and /deploy stay.",
        "See issues and problems/solutions in README.md or index.md.",
        "A [note]: layoffs are near, a [^1] and `layoffs` and `both.md` and <b title=\"layoffs\">b</b>.",
        "Titles of [[both]] and [it](both.md) and ../personas/both.md, ../personas/both.html too.",
        "At https://github.com/Our-Org/our.repo/issues and https://github.com/Our-Org/our.repo/issues/deploy,",
        "https://github.com/Our-Org/our.repo/blob/main/problems/layoffs.md (another folder),",
        "https://github.com/Our-Org/other/blob/main/docs/problems/layoffs.md,",
        "https://example.org/problems/layoffs.html and https://example.org/base/problems/ and",
        "https://example.org/base/personas/both.html#layoffs stay.",
        "As problems/layoffs-2, problems/layoffs-2.md:3, problems\\\\layoffs-2.md and x/layoffs do,",
        "https://web.archive.org/web/https://example.org/base/problems/layoffs-2.html and",
        "https://github.com/Our-Org/our.repo/pull/7/files/docs/problems/layoffs-2.md.",
    ];
    project.write(
        "docs/personas/ana.md",
        format!(
            "---\nname: Ana\n---\n{}\n\n[^1]: layoffs\n",
            text.join("\n")
        ),
    );
    build(project.root(), &["--keep-going", "-q"]);
    let page = fs::read_to_string(project.root().join("public/personas/ana.html")).unwrap();
    let plain = without_tags(&page);
    assert!(!plain.contains('…'), "{plain}");
    for part in [
        "The layoffs plan, layoffs/hiring, and/or, ./run and /deploy stay.",
        "issues and problems/solutions in README.md or index.md",
        "[note]: layoffs are near",
        "Titles of Both of them and it and ../personas/both.md, ../personas/both.html too.",
        "our.repo/issues/deploy",
        "our.repo/blob/main/problems/layoffs.md",
        "Our-Org/other/blob/main/docs/problems/layoffs.md",
        "https://example.org/problems/layoffs.html and https://example.org/base/problems/",
        "personas/both.html#layoffs stay",
        "As problems/layoffs-2, problems/layoffs-2.md:3, problems\\layoffs-2.md and x/layoffs do",
        "web/https://example.org/base/problems/layoffs-2.html",
        "our.repo/pull/7/files/docs/problems/layoffs-2.md",
    ] {
        assert!(plain.contains(part), "{part}\n{plain}");
    }
}

#[test]
fn a_file_beside_a_hidden_document_keeps_its_name() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> setup.md\n---\ndraft: true\n---\n# S\n>>> problems/1.md\n---\ntitle: P\ndraft: true\n---\n\
         >>> n.md\n# N\n\nRun `./setup.sh`, problems/1.5 and problems/1.txt.\n\n    ./setup.sh\n\nSee problems/1.html and `./setup.md`.\n",
    );
    build(project.root(), &["--no-search", "-q"]).exits(0);
    let page = fs::read_to_string(project.root().join("public/n.html")).unwrap();
    for part in [
        "Run <code>./setup.sh</code>, problems/1.5 and problems/1.txt.",
        "<code>./setup.sh\n",
        "See … and <code>…</code>.",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn a_page_that_names_what_is_hidden_is_told_once_in_check_and_in_build() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> notes/hid.md\n---\nvisibility: internal\ntitle: H\n---\n\
         >>> notes/p.md\n# P\n\n[raw](hid.md) and `notes/hid.md`\n>>> q.md\n# Q\n\n[raw](notes/hid.md)\n",
    );
    let built = build(project.root(), &["--no-search"]).exits(0);
    assert_eq!(
        built.err.matches("[hidden-reference]").count(),
        2,
        "{}",
        built.err
    );
    assert!(built.err.contains("--> notes/p.md:3:7"), "{}", built.err);
    assert!(!built.err.contains("[broken-link]"), "{}", built.err);
    let page = fs::read_to_string(project.root().join("public/notes/p.html")).unwrap();
    assert!(page.contains("<p>raw and <code>…</code></p>"), "{page}");
    let checked = casebook(project.root(), &["check"]).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    assert_eq!(said.matches("[hidden-reference]").count(), 2, "{said}");
    for (path, bytes) in tree(&project.root().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("hidden-reference"), "{path}");
    }
}

#[test]
fn a_setting_that_names_what_is_hidden_is_told_at_its_place() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nnotice: See problems/secret.md first.\nkinds:\n  problem:\n    fields:\n      size: {type: text, help: 'As in [[secret]].'}\n\
         >>> problems/secret.md\n---\ntitle: S\ndraft: true\n---\n>>> a.md\n# A\n",
    );
    let built = build(project.root(), &["--no-search"]).exits(0);
    for place in ["--> casebook.yaml:2:9", "--> casebook.yaml:6:"] {
        assert!(built.err.contains(place), "{place}\n{}", built.err);
    }
    assert_eq!(
        built.err.matches("[hidden-reference]").count(),
        2,
        "{}",
        built.err
    );
}

#[test]
fn a_link_to_a_hidden_entry_in_a_field_leaves_nothing_behind() {
    for link in [
        "\"[[secret|The plan]]\"",
        "[[secret|The plan]]",
        "[\"[[problems/secret|The plan]]\", q]",
        "[ [[secret|The plan]], [[q]] ]",
        "\n  - '[[secret|The plan]]'",
        "'![[secret|The plan]]' # x",
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> problems/secret.md\n---\ndraft: true\n---\n>>> problems/q.md\n---\ntitle: Q\n---\n\
             >>> validations/v.md\n---\nmethod: desk\nsummary: \"Of [[secret|The plan]].\"\nproblems: {link}\n---\n"
        ));
        build(project.root(), &["--no-search", "-q"]).exits(0);
        let page = fs::read_to_string(project.root().join("public/validations/v.html")).unwrap();
        let count = |words: &str| page.matches(words).count();
        assert!(
            count("Of The plan.") > 0 && count("The plan") == count("Of The plan."),
            "{page}"
        );
        assert!(!page.contains("secret"), "{link}\n{page}");
    }
}

#[test]
fn a_table_of_toml_is_no_link_to_a_hidden_entry_of_its_name() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> problems/results.md\n---\ndraft: true\n---\n>>> problems/q.md\n---\ntitle: Q\n---\n\
         >>> validations/v.md\n+++\nmethod = \"desk\"\n[[results]]\nproblem = \"results\"\n  [[results]]\nproblem = \"q\"\n+++\n",
    );
    build(project.root(), &["--no-search", "-q"]).exits(0);
    let page = fs::read_to_string(project.root().join("public/problems/q.html")).unwrap();
    assert!(page.contains("../validations/v.html"), "{page}");
    let page = fs::read_to_string(project.root().join("public/validations/v.html")).unwrap();
    assert!(!page.contains("results.html"), "{page}");
}

#[test]
fn a_link_that_leads_nowhere_does_not_name_a_hidden_file() {
    let project = Project::new("");
    project.write("casebook.yaml", CONFIG);
    project.write(
        "docs/problems/layoffs.md",
        "---\ntitle: Plan\ndraft: true\n---\n",
    );
    let text = "---\nname: Ana\n---\n[a](other/layoffs.md) [b](../../other/layoffs.md) [c](../../../layoffs.md:3)\n\
                <a href=\"other/layoffs\">d</a> ![e](other\\layoffs.html) [f](other/gone.md)\n";
    project.write("docs/personas/ana.md", text);
    build(project.root(), &["--keep-going", "-q"]);
    let page = fs::read_to_string(project.root().join("public/personas/ana.html")).unwrap();
    assert!(!page.contains("layoffs"), "{page}");
    assert!(page.contains(">f</span>"), "{page}");
}

#[test]
fn a_reference_inside_a_spelled_value_is_redacted_like_a_link() {
    let hidden = "---\ntitle: Zebra layoffs\noutcome: decline\nbecause: x\ndate: 2026-01-02\n\
                  aliases: [ZEBRA-1]\nvisibility: internal\n---\n";
    let project = Project::new(&format!(
        ">>> casebook.yaml\ntitle: Ours\ncontent: .\nfindings: {{page: public}}\n\
         kinds: {{problem: {{fields: {{status: {{spelled: {{parked: [{{waits for …: {{parent: …}}}}]}}}}}}}}}}\n\
         >>> decisions/0007-zebra.md\n{hidden}>>> problems/zebra-pain.md\n---\ntitle: Z\ndraft: true\n---\n"
    ));
    let statuses = [
        "superseded by 0007-zebra",
        "Superseded by Zebra-1",
        "\"superseded by [[0007-zebra]]\"",
        "'superseded by 0007-zebra.md'",
        "superseded by Zebra layoffs # a remark",
        "superseded by decisions/0007-zebra",
        "superseded\n  by 0007-zebra",
        "\"superseded\\x20by 0007-zebra\"",
        "superseded by 0007-zebra\nsuperseded_by: open",
    ];
    let rest = "outcome: decline\nbecause: x\ndate: 2026-01-01";
    for (i, status) in statuses.iter().enumerate() {
        let text = format!("---\ntitle: Q{i}\n{rest}\nstatus: {status}\n---\n");
        project.write(&format!("decisions/q{i}.md"), text);
    }
    for (name, text) in [
        (
            "decisions/toml.md",
            "+++\ntitle = \"T\"\noutcome = \"decline\"\nstatus = \"superseded by 0007-zebra\"\n+++\n".to_owned(),
        ),
        (
            "decisions/body.md",
            format!("---\ntitle: B\n{rest}\n---\n## Status\n\nSuperseded by 0007-zebra\n"),
        ),
        (
            "decisions/open.md",
            format!("---\ntitle: O\n{rest}\nsuperseded_by: Zebra layoffs\n---\n"),
        ),
        (
            "problems/a.md",
            "---\ntitle: A\nneed: n\nstatus: waits for zebra-pain\n---\n".to_owned(),
        ),
    ] {
        project.write(name, text);
    }
    build(project.root(), &["-q", "--keep-going"]);
    let mut found = Vec::new();
    for (name, bytes) in tree(&project.root().join("public")) {
        for text in readings(&unpacked(&name, bytes)) {
            let text = text.to_lowercase();
            let around = |at: usize| text[..at].chars().rev().take(60).collect::<Vec<_>>();
            let traces = text.match_indices("zebra");
            found.extend(traces.map(|(at, _)| {
                let before: String = around(at).into_iter().rev().collect();
                format!("{name}: {before}")
            }));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // What is public is still said.
    project.write(
        "decisions/q0.md",
        format!("---\ntitle: Q\n{rest}\nstatus: superseded by open\n---\n"),
    );
    let told = project.findings();
    assert!(
        told.iter().any(|f| f.contains("`superseded by open`")),
        "{told:?}"
    );
}
