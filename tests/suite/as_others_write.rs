//! Front matter as people and other tools write it: days, names of files, texts that say what a field would, links of
//! Obsidian.

use crate::support::Project;
use crate::support::site::build;

/// The findings about one file in a project that is its own content.
fn findings(files: &str, path: &str) -> Vec<String> {
    let project = Project::new(&format!(">>> casebook.yaml\ncontent: .\n{files}"));
    let snapshot = project.snapshot();
    let own = snapshot.findings.iter().filter(|f| *f.path == *path);
    let line = |f: &casebook::diagnostic::Finding| {
        let (line, column, severity) = (f.line, f.column, f.severity.as_str());
        format!(
            "{line}:{column} {severity} {} {}",
            f.code,
            f.message_with_help()
        )
    };
    let mut found: Vec<String> = own.map(line).collect();
    // What a study lacks besides.
    found.retain(|f| {
        ![
            "no-criterion",
            "no-link",
            "no-verdict",
            "unused-persona",
            "untested",
        ]
        .iter()
        .any(|code| f.contains(code))
    });
    found
}

/// A page of a project that is its own content.
fn page(files: &str, address: &str) -> String {
    let project = Project::new(&format!(">>> casebook.yaml\ncontent: .\n{files}"));
    build(project.root(), &["--no-search", "--quiet", "--keep-going"]);
    std::fs::read_to_string(project.root().join("public").join(address)).unwrap()
}

#[test]
fn a_time_behind_a_day_is_left_out() {
    for day in [
        "2024-05-01 10:20",
        "2024-05-01T10:20:00+02:00",
        "2024-05-01T10:20:00Z",
    ] {
        let study = format!(
            ">>> validations/x.md\n---\ntitle: X\nmethod: interview\nparticipants: 6\ndate: {day}\n---\n"
        );
        assert_eq!(findings(&study, "validations/x.md"), [""; 0], "{day}");
        assert!(
            page(&study, "validations/x.html").contains("1 May 2024"),
            "{day}"
        );
    }
}

#[test]
fn a_day_that_is_written_otherwise_is_an_error_with_its_readings() {
    for (written, help) in [
        (
            "12/03/2026",
            "write `2026-03-12` or `2026-12-03`, whichever is meant",
        ),
        ("25/03/2026", "write `2026-03-25`"),
        ("05.03.2026", "write `2026-03-05`"),
    ] {
        let study = format!(
            ">>> validations/x.md\n---\ntitle: X\nmethod: interview\nparticipants: 6\ndate: {written}\n---\n"
        );
        let expected = format!("5:7 error bad-value `date` cannot be `{written}` — {help}");
        assert_eq!(findings(&study, "validations/x.md"), [expected]);
    }
}

#[test]
fn a_day_in_words_is_read_in_front_matter_as_in_the_text() {
    for (written, day) in [
        ("March 12, 2025", "2025-03-12"),
        ("12. März 2025", "2025-03-12"),
        ("12 March 2025", "2025-03-12"),
        ("Mar 12 2025", "2025-03-12"),
        ("March 2025", "2025-03"),
        ("2025-03-12 (M8-S1)", "2025-03-12"),
        ("12 de marzo de 2025", "2025-03-12"),
    ] {
        let read = |text: String| {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\nkinds: {{validation: {{folders: [notes]}}}}\n>>> notes/x.md\n{text}"
            ));
            let snapshot = project.snapshot();
            let errors = snapshot
                .findings
                .iter()
                .filter(|f| f.severity.as_str() == "error");
            assert_eq!(
                errors.map(|f| f.message.clone()).collect::<Vec<_>>(),
                [""; 0],
                "{written}"
            );
            let fields = &snapshot.graph.entries[0].document.fields;
            fields.date("date").map(|day| day.written.to_string())
        };
        let front_matter = format!("---\ntitle: X\nmethod: survey\ndate: {written}\n---\n");
        assert_eq!(read(front_matter).as_deref(), Some(day), "{written}");
        let text = format!("# X\n\nMethod: survey\nDate: {written}\n");
        assert_eq!(read(text).as_deref(), Some(day), "{written}");
    }
    let study = ">>> validations/x.md\n---\ntitle: X\nmethod: interview\nparticipants: 6\ndate: March 5, 2025\n---\n";
    assert_eq!(
        findings(study, "validations/x.md"),
        ["5:7 hint alias-used `March 5, 2025` is read as `2025-03-05` — write `date: 2025-03-05`"]
    );
}

#[test]
fn two_methods_are_told_that_a_study_has_one() {
    let study = ">>> validations/x.md\n---\ntitle: X\nmethod: [interview, survey]\nparticipants: 6\ndate: 2024\n---\n";
    let [told] = &findings(study, "validations/x.md")[..] else {
        panic!("one finding");
    };
    let start = "3:9 error bad-value `method` cannot be a list — write one document for each method: it takes one of";
    assert!(told.starts_with(start), "{told}");
    assert!(page(study, "validations/x.html").contains("interview, survey"));
}

#[test]
fn a_missing_day_is_that_of_the_name_of_the_file_or_its_folder_and_the_page_says_so() {
    for (path, front_matter, address, says) in [
        (
            "validations/2024-05-14-talks.md",
            "title: X\nmethod: interview\nparticipants: 6",
            "validations/2024-05-14-talks.html",
            "14 May 2024<span class=\"muted\"> (2.1 years ago, by the name of its file)",
        ),
        (
            "validations/2024-05-14 Upload/README.md",
            "title: X\nmethod: interview\nparticipants: 6",
            "validations/2024-05-14-upload.html",
            "14 May 2024<span class=\"muted\"> (2.1 years ago, by the name of its file)",
        ),
        (
            "decisions/2024-05-14-store.md",
            "title: X\noutcome: research",
            "decisions/2024-05-14-store.html",
            "14 May 2024<span class=\"muted\"> (accepted, by the name of its file)",
        ),
        (
            "decisions/2024-05-14-store.md",
            "title: X\nstatus: accepted",
            "decisions/2024-05-14-store.html",
            "14 May 2024<span class=\"muted\"> (by the name of its file)",
        ),
        (
            "feedback/2024-05-14-call.md",
            "title: X",
            "feedback/2024-05-14-call.html",
            "by the name of its file",
        ),
        (
            "validations/2024-05-14-talks.md",
            "title: X\nmethod: interview\nstart: 2024-05-10",
            "validations/2024-05-14-talks.html",
            "10 May 2024<span class=\"muted\"> (2.1 years ago)",
        ),
        (
            "validations/2024-05-14-talks.md",
            "title: X\nmethod: interview\ndate: soon",
            "validations/2024-05-14-talks.html",
            "Not noted.",
        ),
    ] {
        let file = format!(">>> {path}\n---\n{front_matter}\n---\n");
        let html = page(&file, address);
        assert!(html.contains(says), "{path}: {says}\n{html}");
        let asked = findings(&file, path);
        let asks = |f: &String| f.contains("`date` is missing") || f.contains("no-date");
        assert!(!asked.iter().any(asks), "{asked:?}");
    }
}

#[test]
fn a_text_with_headings_for_goals_or_needs_is_not_asked_for_them() {
    for heading in [
        "Goals",
        "Key goals",
        "Goals and needs",
        "2. Ziele",
        "Objectifs",
        "Bedürfnisse",
    ] {
        let ana = format!(
            ">>> personas/ana.md\n---\nname: Ana\nrole: Clerk\n---\n## {heading}\n\n- Peace\n\n## Pain points\n\n- Forms\n"
        );
        assert_eq!(findings(&ana, "personas/ana.md"), [""; 0], "{heading}");
        assert!(
            !page(&ana, "personas/ana.html").contains("Nobody has written"),
            "{heading}"
        );
    }
    for heading in [
        "Problem statement",
        "The need",
        "Pain points",
        "Schmerzpunkte",
    ] {
        let problem = format!(
            ">>> personas/ana.md\n---\nname: Ana\nrole: Clerk\ngoals: [Peace]\n---\n>>> problems/x.md\n---\n\
             title: X\npersonas: [ana]\n---\n## {heading}\n\nIt is slow.\n"
        );
        assert_eq!(findings(&problem, "problems/x.md"), [""; 0], "{heading}");
    }
    let other = ">>> personas/ana.md\n---\nname: Ana\nrole: Clerk\n---\n## Background\n\nText\n";
    assert_eq!(
        findings(other, "personas/ana.md"),
        [
            "1:1 hint missing-recommended-field `goals` is missing — add `goals:` — what this person wants to get done"
        ]
    );
    // A page with a text says nothing of nobody before it.
    assert!(!page(other, "personas/ana.html").contains("Nobody has written"));
    let silent = ">>> personas/ana.md\n---\nname: Ana\nrole: Clerk\n---\n";
    assert!(page(silent, "personas/ana.html").contains("Nobody has written"));
}

#[test]
fn a_problem_without_title_is_called_by_its_need() {
    for (need, title) in [
        (
            "trust what I install from PyPI",
            "Trust what I install from PyPI",
        ),
        ("I need to trust what I install.", "Trust what I install"),
        ("\"\"", "Trust what i install"),
    ] {
        let problem = format!(
            ">>> personas/ana.md\n---\nname: Ana\nrole: Clerk\ngoals: [Peace]\n---\n>>> problems/trust-what-i-install.md\n---\n\
             need: {need}\npersonas: [ana]\n---\n"
        );
        let html = page(&problem, "problems/trust-what-i-install.html");
        assert!(
            html.contains(&format!("<h1>{title}</h1>")),
            "{title}\n{html}"
        );
        let asked = findings(&problem, "problems/trust-what-i-install.md");
        let is_asked = asked.iter().any(|f| f.contains("`title` is missing"));
        assert_eq!(is_asked, need == "\"\"", "{asked:?}");
    }
}

#[test]
fn links_of_obsidian_in_link_fields_lead_to_what_they_name() {
    for (personas, parent) in [
        ("\"[[Awinita]]\"", "\"[[Wait]]\""),
        ("[\"[[personas/awinita|Awi]]\"]", "\"[[problems/wait|x]]\""),
        ("[[awinita]]", "[[wait]]"),
        ("[[[awinita]], [[Bo Smith|Bo]]]", "[[wait#Why]]"),
        (
            "\n  - [[personas/awinita#Goals|Awi]]\n  - \"[[Bo Smith]]\"",
            "![[wait]]",
        ),
        ("[Awi](../personas/awinita.md)", "\"[x](<wait.md>)\""),
    ] {
        let parent = parent.replace("![[wait]]", "\"![[wait]]\"");
        let personas = personas.replace(
            "[Awi](../personas/awinita.md)",
            "\"[Awi](../personas/awinita.md)\"",
        );
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> personas/awinita.md\n---\nname: A\n---\n>>> personas/Bo Smith.md\n---\nname: B\n---\n\
             >>> problems/wait.md\n---\ntitle: W\n---\n>>> problems/x.md\n---\ntitle: X\npersonas: {personas}\nparent: {parent}\n---\n"
        ));
        let snapshot = project.snapshot();
        let graph = &snapshot.graph;
        let of = |id: &str, field: &str| -> Vec<String> {
            let id = graph.resolve_name(id).unwrap();
            let found = graph.targets(id, field);
            found
                .map(|to| graph.entry(to).document.id.to_string())
                .collect()
        };
        let found = of("x", "personas");
        assert_eq!(found[0], "awinita", "{personas}");
        assert_eq!(
            found.len(),
            1 + usize::from(personas.contains("Bo")),
            "{personas}"
        );
        assert_eq!(of("x", "parent"), ["wait"], "{parent}");
    }
    let bad = ">>> problems/x.md\n---\ntitle: X\nneed: n\nparent: [x]\npersonas: [[a, b]]\n---\n";
    let found = findings(bad, "problems/x.md");
    assert_eq!(
        found.iter().filter(|f| f.contains("bad-value")).count(),
        2,
        "{found:?}"
    );
}

/// The same three entries, in one of three formats.
fn site_in(format: &str) -> String {
    let persona = match format {
        "yaml" => {
            "---\nname: Ana\nrole: Clerk\ngoals: [Peace, \"Quiet: at last\"]\nshare: 0.25\n---\n"
        }
        "toml" => {
            "+++\nname = \"Ana\"\nrole = 'Clerk'\ngoals = [\n  \"Peace\",\n  \"Quiet: at last\", # a remark\n]\nshare = 0.25\n+++\n"
        }
        _ => {
            "{\"name\": \"Ana\", \"role\": \"Clerk\", \"goals\": [\"Peace\", \"Quiet: at last\"], \"share\": 0.25}\n"
        }
    };
    let problem = match format {
        "yaml" => {
            "---\ntitle: Wait\nneed: know why\npersonas: [\"[[Ana]]\"]\nimportance: 8\ntags: [a, '007']\nsource: {repo: r, commit: '1_000'}\n---\n"
        }
        "toml" => {
            "\u{feff}+++\r\ntitle = \"Wait\"\r\nneed = \"know why\"\r\npersonas = [\"[[Ana]]\"]\r\nimportance = 8\r\ntags = [\"a\", \"007\"]\r\n\
                   source.repo = \"r\"\r\nsource.commit = 1_000\r\n+++\r\n"
        }
        _ => {
            "{\n\t\"title\": \"Wait\",\n\t\"need\": \"know why\",\n\t\"personas\": [\"[[Ana]]\"],\n\t\"importance\": 8,\n\t\"tags\": [\"a\", \"007\"],\n\
              \t\"source\": {\"repo\": \"r\", \"commit\": \"1_000\"}\n}\n"
        }
    };
    let study = match format {
        "yaml" => {
            "---\ntitle: Talks\nmethod: interview\ndate: 2024-03-05T10:00:00Z\nparticipants: 9\nresults:\n  - {problem: wait, verdict: supported}\n  - {problem: wait, about: solution, verdict: mixed}\nconsent: recorded\n---\n"
        }
        "toml" => {
            "+++\ntitle = \"Talks\"\nmethod = \"interview\"\ndate = 2024-03-05T10:00:00Z\nparticipants = 9\nconsent = \"recorded\"\n[[results]]\nproblem = \"wait\"\n\
                   verdict = \"supported\"\n[[results]]\nproblem = \"wait\"\nabout = \"solution\"\nverdict = \"mixed\"\n+++\n"
        }
        _ => {
            "{\"title\": \"Talks\", \"method\": \"interview\", \"date\": \"2024-03-05T10:00:00Z\", \"participants\": 9,\n \"results\": [{\"problem\": \"wait\", \"verdict\": \"supported\"},\n\
               {\"problem\": \"wait\", \"about\": \"solution\", \"verdict\": \"mixed\"}], \"consent\": \"recorded\"}\n"
        }
    };
    format!(
        ">>> personas/ana.md\n{persona}Text\n>>> problems/wait.md\n{problem}Text\n>>> validations/talks.md\n{study}Text\n"
    )
}

#[test]
fn toml_and_json_say_what_yaml_says() {
    let graph = |format: &str| {
        let text = page(&site_in(format), "graph.json");
        let mut graph: serde_json::Value = serde_json::from_str(&text).unwrap();
        graph["site"].take();
        graph["findings"].take();
        graph
    };
    let yaml = graph("yaml");
    assert!(yaml.to_string().contains("\"support\":"), "{yaml}");
    assert_eq!(graph("toml"), yaml);
    assert_eq!(graph("json"), yaml);
}

#[test]
fn an_error_in_toml_or_json_has_its_place_and_a_way_out() {
    for (file, told) in [
        (
            "+++\ntitle = Hello\n+++\n",
            "2:9 error front-matter-invalid text without quotes — put the value in quotes: title = \"Know why\"",
        ),
        (
            "+++\ntitle: Hello\n+++\n",
            "2:8 error front-matter-invalid this line is no `name = value` — in TOML an equals sign follows the name: title = \"Know why\"",
        ),
        (
            "+++\ntitle = \"a\"\ntitle = \"b\"\n+++\n",
            "3:1 error front-matter-invalid a name is given twice — remove one of the two lines",
        ),
        (
            "+++\ntitle = \"a\n+++\n",
            "2:11 error front-matter-invalid a quote is opened and not closed — close the quote",
        ),
        (
            "+++\ntitle = \"a\"\n",
            "1:1 error front-matter-invalid the front matter is not closed — end it with a line of three plus signs: `+++`",
        ),
        (
            "+++\ntitle = \"a\"\n[params]\ndraft = true\n+++\n",
            "4:1 error front-matter-invalid this line is part of the table or value above it — move it above the first line in brackets: `[table]`",
        ),
        (
            "+++\ntitle = \"a\"\n[source]\nrepo = \"r\"\n[[results]]\nx = 1\n+++\n",
            "5:3 warning unknown-field nothing reads `results` — remove it, or declare it under `kinds` in casebook.yaml",
        ),
        (
            "+++\ntitle = \"a\"\nimportance = 11\n+++\n",
            "3:14 error bad-value `importance` cannot be `11` — it takes a number from 0 to 10",
        ),
        (
            "{\"title\": \"a\",\n \"title\": \"b\"}\n",
            "2:2 error front-matter-invalid `title` is given twice — remove one of the two lines",
        ),
        (
            "{\"title\": \"a\",\n}\n",
            "2:1 error front-matter-invalid the front matter is no JSON — check the line and the one above for a quote or comma too many or too few",
        ),
        (
            "{\"title\": \"a\",\n",
            "1:1 error front-matter-invalid the front matter is not closed — end it with a brace: `}`",
        ),
        (
            "{\"title\": \"\\ud83d\\ude00\"}\n",
            "1:11 error front-matter-invalid an escape that is no character — write the character itself",
        ),
        (
            "{\"title\": \"a\",\n \"status\": \"gone\"}\n",
            "2:12 error bad-enum `gone` is no `status` — did you mean `solved`? It takes one of `proposed`, `exploring`, `validated`, `solved`, `parked`",
        ),
    ] {
        let found = findings(&format!(">>> problems/x.md\n{file}"), "problems/x.md");
        let found: Vec<_> = found
            .iter()
            .filter(|f| !f.contains("1:1 hint") && !f.contains("no-persona"))
            .collect();
        assert_eq!(found, [told], "{file}");
    }
}

#[test]
fn personal_data_in_toml_or_json_is_found_and_masked() {
    for file in [
        "+++\nmethod = \"chatting\"\n[[people]]\nrespondent = \"Erika Mustermann\"\nmail = \"erika@firma-x.de\"\n+++\n",
        "{\"method\": \"chatting\", \"people\": [{\"respondent\": \"Erika Mustermann\", \"mail\": \"erika@firma-x.de\"}]}\n",
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> validations/x.md\n{file}"
        ));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        let out = command
            .arg("check")
            .current_dir(project.root())
            .output()
            .unwrap();
        let out = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out.matches("[personal-data]").count(), 2, "{out}");
        assert!(
            !out.contains("Mustermann") && !out.contains("erika@"),
            "{out}"
        );
    }
}

#[test]
fn slug_and_permalink_give_a_page_its_address_and_links_to_it_arrive() {
    for (path, front_matter, address) in [
        ("posts/a.md", "slug: Say Hello", "posts/say-hello.html"),
        ("posts/a.md", "slug: de/hallo", "posts/de/hallo.html"),
        ("posts/a.md", "slug: /intro", "intro.html"),
        ("posts/a.md", "permalink: /about/", "about/index.html"),
        (
            "posts/a.md",
            "permalink: about.html\nslug: other",
            "about.html",
        ),
        ("posts/README.md", "permalink: /blog/", "blog/index.html"),
        ("posts/index.md", "slug: blog", "posts/index.html"),
        ("README.md", "permalink: /", "index.html"),
        ("problems/know.md", "slug: why", "problems/why.html"),
        ("problems/know.md", "permalink: /p/why", "p/why.html"),
        (
            "problems/know.md",
            "id: know\nslug: \"\"",
            "problems/know.html",
        ),
    ] {
        let own = path.replace("README", "index").replace(".md", ".html");
        let link = match own == address {
            true => String::new(),
            false => format!(" and [page](/{address})"),
        };
        let text = format!(
            ">>> casebook.yaml\ncontent: .\n>>> {path}\n---\ntitle: A\n{front_matter}\n---\n\
             >>> other.md\n---\ntitle: O\n---\n[file]({path}){link}\n"
        );
        let project = Project::new(&text);
        build(project.root(), &["--no-search", "--quiet"]).exits(0);
        let read = |page: &str| std::fs::read_to_string(project.root().join("public").join(page));
        assert!(read(address).is_ok(), "{front_matter}: {address}");
        assert!(
            own == address || read(&own).is_err(),
            "{front_matter}: {own}"
        );
        let other = read("other.html").unwrap();
        let link = |text: &str| other.contains(&format!("<a href=\"{address}\">{text}</a>"));
        assert!(
            link("file") && (own == address || link("page")),
            "{front_matter}\n{other}"
        );
    }
}

#[test]
fn an_address_that_cannot_be_one_is_told_and_the_page_keeps_its_own() {
    for (line, told) in [
        (
            "permalink: /:categories/:title/",
            "3:12 warning redirect-ignored no page can stand at `/:categories/:title/`: casebook fills in no placeholders: write the path",
        ),
        (
            "permalink: https://example.org/a",
            "3:12 warning redirect-ignored no page can stand at `https://example.org/a`: it is a whole address: write its path",
        ),
        (
            "permalink: ../../a",
            "3:12 warning redirect-ignored no page can stand at `../../a`: it leads out of the site",
        ),
        (
            "slug: '!'",
            "3:7 warning redirect-ignored no page can stand at `!`: it has neither letters nor digits",
        ),
        (
            "permalink: /",
            "3:12 warning redirect-ignored no page can stand at `/`: it names no page",
        ),
    ] {
        let text = format!(">>> posts/a.md\n---\ntitle: A\n{line}\n---\nText\n");
        let found = findings(&text, "posts/a.md");
        let help = "write the path of a page of this site, or remove the line";
        assert_eq!(found, [format!("{told} — {help}")]);
        assert!(page(&text, "posts/a.html").contains("Text"));
    }
    // The first page of Docusaurus.
    let first = ">>> intro.md\n---\ntitle: A\nslug: /\n---\nText\n";
    assert_eq!(findings(first, "intro.md"), [""; 0]);
    assert!(page(first, "intro.html").contains("Text"));
    let twice = ">>> a.md\n---\ntitle: A\npermalink: /x\n---\n>>> b.md\n---\ntitle: B\npermalink: /x\n---\n";
    assert_eq!(
        findings(twice, "b.md"),
        [
            "1:1 error output-collision its page `x.html` would be that of `a.md` — rename one of them"
        ]
    );
}

#[test]
fn aliases_with_a_slash_are_old_addresses_as_in_hugo() {
    let text = ">>> posts/a.md\n---\ntitle: A\naliases: [/old/path/, former/a.html, ticket-7]\n---\n\
                >>> problems/p.md\n+++\ntitle = \"P\"\naliases = [\"/was/p\"]\n+++\n";
    for (address, to) in [
        ("old/path/index.html", "../../posts/a.html"),
        ("posts/former/a.html", "../../posts/a.html"),
        ("posts/ticket-7.html", "../posts/a.html"),
        ("was/p.html", "../problems/p.html"),
    ] {
        let redirect = page(text, address);
        assert!(
            redirect.contains(&format!("\"{to}\"")),
            "{address}\n{redirect}"
        );
    }
    let taken = ">>> a.md\n---\ntitle: A\naliases: [/b]\n---\n>>> b.md\n# B\n";
    let told = "3:11 warning redirect-ignored `b.html` is the address of `b.md`, which stays there — remove it, or give that page another name";
    assert_eq!(findings(taken, "a.md"), [told]);
}

#[test]
fn names_under_alias_are_aliases_as_one_text_or_a_list() {
    let files = |key: &str| {
        format!(
            ">>> a.md\n---\n{key}: Our Creed\n---\n[[tenets]] [[values]]\n>>> problems/p.md\n---\nneed: n\npersonas: [creed-maker]\n{key}: [tenets, values]\n---\n[[our creed]]\n>>> personas/m.md\n---\nname: M\nrole: r\ngoals: [g]\n{key}: [creed-maker]\n---\n"
        )
    };
    for path in ["a.md", "problems/p.md", "personas/m.md"] {
        assert_eq!(findings(&files("alias"), path), [""; 0]);
        assert_eq!(findings(&files("aliases"), path), [""; 0]);
    }
    let twice = ">>> a.md\n---\nalias: x\naliases: [y]\n---\n";
    let told = "3:1 error bad-value `aliases` and `alias` are the same field — keep one of them";
    assert_eq!(findings(twice, "a.md"), [told]);
    for empty in [
        "alias:\naliases: [x]",
        "alias: []\naliases: x",
        "aliases:\nalias: x",
    ] {
        let files = format!(">>> a.md\n---\n{empty}\n---\n[[x]]\n");
        assert_eq!(findings(&files, "a.md"), [""; 0], "{empty}");
    }
    // A field of the project's own is what it says.
    let own = "kinds: {persona: {fields: {alias: {type: text}}}}\n>>> personas/m.md\n---\nname: M\nrole: r\ngoals: [g]\nalias: x\n---\n[[x]]\n";
    let told =
        "7:1 error broken-link `[[x]]` matches nothing — correct the id, or write that document";
    assert_eq!(findings(own, "personas/m.md"), [told]);
}

#[test]
fn what_orders_pages_elsewhere_orders_them_here_and_names_of_the_project_are_silent() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
content: .
kinds:
  solution:
    fields:
      problems: {also: [solves]}
      status: {spelled: {idea: [wild]}}
>>> notes/one.md
---
title: One
weight: 2
---
>>> notes/two.md
---
title: Two
sidebar_position: 1
---
>>> notes/b.md
{{< figure src=\"a.png\" >}}
>>> problems/p.md
---
need: know why
---
>>> solutions/s.md
---
title: S
solves: [p]
status: wild
---
",
    );
    let findings = project.findings();
    let told = |code: &str| findings.iter().filter(|found| found.contains(code)).count();
    assert_eq!(
        (told("alias-used"), told("foreign-syntax")),
        (0, 1),
        "{findings:?}"
    );
    let snapshot = project.snapshot();
    let order = |id: &str| {
        let id = snapshot.graph.find_by_id(id).expect("the page");
        snapshot.graph.entry(id).document.fields.number("order")
    };
    assert_eq!(
        [order("notes/one"), order("notes/two")],
        [Some(2.0), Some(1.0)]
    );
}

#[test]
fn properties_under_the_title_of_a_file_without_front_matter_are_its_fields() {
    let read = |kind: &str, text: &str, field: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{{kind}: {{folders: [notes]}}}}\n>>> notes/x.md\n{text}\n\
             >>> personas/mara.md\n---\nname: Mara\n---\n>>> personas/otto b.md\n---\nname: Otto\n---\n"
        ));
        let snapshot = project.snapshot();
        let odd = ["unknown-reference", "wrong-kind", "bad-enum", "bad-value"];
        let odd = |f: &&casebook::diagnostic::Finding| odd.contains(&f.code);
        assert_eq!(snapshot.findings.iter().find(odd), None, "{text}");
        let entry = snapshot
            .graph
            .entries
            .iter()
            .find(|e| &*e.document.path == "notes/x.md");
        let value = entry.unwrap().document.fields.get(field).cloned();
        let value = value.map(|value| serde_json::to_string(&value).unwrap());
        value.unwrap_or_else(|| "-".to_owned())
    };
    for (kind, text, field, wanted) in [
        (
            "problem",
            "# X\n\nPersona: Mara\n",
            "personas",
            "[\"Mara\"]",
        ),
        (
            "problem",
            "# X\n\nTags: a\nPersona: Mara (../personas/mara.md), [[otto b|Otto]], Ivo\n",
            "personas",
            "[\"../personas/mara.md\",\"otto b\"]",
        ),
        ("problem", "# X\n\nPersonas:\n\nText\n", "personas", "-"),
        (
            "problem",
            "# X\n\nA text.\nPersona: Mara\n",
            "personas",
            "-",
        ),
        ("problem", "# X\n\nText\n\nPersona: Mara\n", "personas", "-"),
        // Below a picture, and of the first paragraph alone.
        (
            "validation",
            "# X\n\n![A](a.png)\n\n**Method:** Interviews\n**Participants:** 8\n",
            "participants",
            "8",
        ),
        (
            "validation",
            "# X\n\n![[b.png]]\n\n**Method:** Survey\n\n**Participants:** 8\n",
            "participants",
            "-",
        ),
        (
            "problem",
            "# X\n\n<img src=\"a.png\">\n\n- Persona: Mara\n",
            "personas",
            "[\"Mara\"]",
        ),
        (
            "problem",
            "# X\n\n![A](a.png) Said by her.\n\nPersona: Mara\n",
            "personas",
            "-",
        ),
        (
            "problem",
            "---\ntitle: X\nseverity: high\n---\nPersona: Mara\n",
            "personas",
            "-",
        ),
        // A description, tags and a day say nothing of a kind.
        (
            "problem",
            "---\ndescription: X\ntags: [a]\ndate: 2024-05-01\nicon: hat\n---\n# X\n\nPersona: Mara\n",
            "personas",
            "[\"Mara\"]",
        ),
        ("problem", "# X\n\nPersona: Ivo\n", "personas", "-"),
        (
            "validation",
            "# X\n\nDate: 12 March 2025\n",
            "date",
            "\"2025-03-12\"",
        ),
        (
            "validation",
            "# X\n\nDate: 20. März 2025\n",
            "date",
            "\"2025-03-20\"",
        ),
        (
            "validation",
            "# X\n\nDate: 3 de marzo de 2025\n",
            "date",
            "\"2025-03-03\"",
        ),
        ("validation", "# X\n\nDate: Market 3, 2025\n", "date", "-"),
        ("problem", "Severity: High\n", "severity", "\"high\""),
        ("problem", "Severity: bad\n", "severity", "-"),
        ("persona", "# X\n\n- **Role:** Clerk\n", "role", "\"Clerk\""),
        ("persona", "# X\n\nRole: %%Clerk%%\n", "role", "-"),
        (
            "validation",
            "# X\n\nMethod: Field visit\nDate: March 12, 2024 10:00 AM → March 14, 2024\nPeople: 9 tenants\n",
            "date",
            "\"2024-03-12\"",
        ),
        (
            "validation",
            "# X\n\nMethod: Field visit\nPeople: 9 tenants\n",
            "method",
            "\"observation\"",
        ),
        (
            "validation",
            "# X\n\nMethod: Field visit\nParticipants: 9 tenants\n",
            "participants",
            "9",
        ),
        ("validation", "# X\n\nDate: soon\n", "date", "-"),
        (
            "validation",
            "# X\n\nDate: April 2025\n",
            "date",
            "\"2025-04\"",
        ),
        (
            "validation",
            "# X\n\n| | |\n|---|---|\n| Method | Survey |\n| Participants | 40 |\n",
            "participants",
            "40",
        ),
        (
            "validation",
            "# X\n\n| Method | Participants |\n|---|---|\n| Survey | 40 |\n",
            "participants",
            "-",
        ),
        // Names of columns, with what belongs to them below.
        (
            "persona",
            "# X\n\n| Role | Tools |\n|---|---|\n| Approves invoices | Excel |\n",
            "role",
            "-",
        ),
        (
            "problem",
            "# X\n\n| Owner | Date |\n|---|---|\n| Ivo | 2024 |\n| Ana | 2025 |\n",
            "owner",
            "-",
        ),
        (
            "persona",
            "# X\n\n| Role | Owner |\n|---|---|\n| Tools | Excel |\n",
            "role",
            "\"Owner\"",
        ),
        (
            "persona",
            "# X\n\n| Role | Clerk |\n|---|---|\n| Team | Finance |\n",
            "role",
            "\"Clerk\"",
        ),
        (
            "persona",
            "# X\n\n| Role | Tools |\n|---|---|\n",
            "role",
            "\"Tools\"",
        ),
        (
            "decision",
            "# X\n\n<!-- a form -->\n\n| Date | 2023-05-02 |\n|--|--|\n| Scope | all |\n",
            "date",
            "\"2023-05-02\"",
        ),
        (
            "decision",
            "# X\n\nA text.\n\n* Date: 2023-05-02\n",
            "date",
            "\"2023-05-02\"",
        ),
        (
            "decision",
            "# X\n\n## A\n\n## B\n\n* Date: 2023-05-02\n",
            "date",
            "-",
        ),
        ("validation", "# X\n\nConsent: missing\n", "consent", "-"),
        (
            "decision",
            "# 1. X\n\nDate: 2023-05-02\n",
            "date",
            "\"2023-05-02\"",
        ),
    ] {
        assert_eq!(read(kind, text, field), wanted, "{text}");
    }
}

#[test]
fn a_status_under_the_title_that_is_not_understood_is_a_hint_and_counts_as_none() {
    for kind in ["problem", "validation", "decision"] {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{{kind}: {{folders: [notes]}}}}\n>>> notes/x.md\n# X\n\nStatus: who knows\n"
        );
        let findings = Project::new(&files).findings();
        let told = findings
            .iter()
            .filter(|f| f.contains("`who knows` is no `status`"));
        let told: Vec<&String> = told.collect();
        assert!(
            matches!(&told[..], [one] if one.starts_with("notes/x.md:3:9 odd-field")),
            "{kind}: {findings:?}"
        );
    }
}

#[test]
fn a_link_that_counts_from_the_address_of_its_page_arrives() {
    let files = ">>> personas/cook.md\n---\nname: Cook\nrole: r\n---\n>>> problems/late.md\n---\nneed: know why\n---\n\
                 [Cook](../../personas/cook/), [gone](../../personas/gone/)\n";
    let found = findings(files, "problems/late.md");
    let links: Vec<&String> = found.iter().filter(|f| f.contains("broken-link")).collect();
    assert!(
        matches!(&links[..], [one] if one.contains("gone")),
        "{found:?}"
    );
    let page = page(files, "problems/late.html");
    assert!(
        page.contains("href=\"../personas/cook.html\">Cook</a>"),
        "{page}"
    );
}

#[test]
fn a_name_that_the_project_gives_a_field_of_one_kind_is_told_in_others() {
    let files = ">>> casebook.yaml\ncontent: .\nkinds: {problem: {fields: {personas: {also: [betrifft]}}}}\n\
                 >>> problems/p.md\n---\nneed: know why\nbetrifft: [ana]\n---\n\
                 >>> validations/v.md\n---\ntitle: V\nmethod: survey\nparticipants: 90\nbetrifft: [ana]\n---\n\
                 >>> personas/ana.md\n---\nname: Ana\n---\n";
    let found = Project::new(files).findings();
    let found: Vec<&String> = found.iter().filter(|f| f.contains("betrifft")).collect();
    assert!(
        matches!(&found[..], [one] if one.starts_with("validations/v.md:5:1 unknown-field")),
        "{found:?}"
    );
}

#[test]
fn what_a_text_says_under_its_heading_is_not_missing() {
    let told = |decision: &str, study: &str| {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\n>>> decisions/d.md\n---\ntitle: D\noutcome: decline\ndate: 2026-01-01\n---\n{decision}\n\
             >>> validations/v.md\n---\ntitle: V\nmethod: survey\nparticipants: 90\ndate: 2026-01-01\n---\n{study}\n"
        );
        let found = Project::new(&files).findings();
        let of = |code: &str| found.iter().find(|f| f.contains(code)).cloned();
        (
            of("decline-without-reason").is_some(),
            of("no-verdict").unwrap_or_default(),
        )
    };
    let (declined, verdict) = told("## Context", "## Who");
    assert!(
        declined && verdict.contains("nobody says what"),
        "{verdict}"
    );
    let (declined, verdict) = told(
        "## Decision Outcome\n\nNo, because it rains.",
        "## What we learned",
    );
    assert!(
        !declined && verdict.contains("only its text says what"),
        "{verdict}"
    );
}

#[test]
fn the_page_of_a_folder_loses_the_tail_that_its_pages_lose() {
    let tail = |n: u8| format!("{n:032x}");
    let (a, b, c) = (tail(161), tail(162), tail(163));
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n>>> Notes {a}/One {b}.md\n# One\n>>> Notes {a}/Deep {c}/index.md\n# Deep\n\
         >>> Twin {b}/x.md\n# X\n>>> Twin {c}/y.md\n# Y\n"
    ));
    let snapshot = project.snapshot();
    let pages = snapshot.pages().iter().map(|page| page.url.as_str());
    let mut pages: Vec<&str> = pages.filter(|page| page.contains('/')).collect();
    pages.sort_unstable();
    let (twin, other) = (format!("Twin {b}"), format!("Twin {c}"));
    let wanted = [
        "Notes/Deep/index.html".to_owned(),
        "Notes/One.html".to_owned(),
        "Notes/index.html".to_owned(),
        format!("{twin}/index.html"),
        format!("{twin}/x.html"),
        format!("{other}/index.html"),
        format!("{other}/y.html"),
    ];
    assert_eq!(pages, wanted);
}

#[test]
fn a_file_whose_name_is_a_title_is_not_asked_for_one() {
    for (name, told) in [("Nummer zu lang", 0), ("nummer-zu-lang", 1)] {
        let files = format!(">>> problems/{name}.md\n---\nseverity: high\n---\nText\n");
        let found = findings(&files, &format!("problems/{name}.md"));
        let asked = found.iter().filter(|f| f.contains("`title` is missing"));
        assert_eq!(asked.count(), told, "{found:?}");
    }
}

/// What `casebook check` says of a project that is its own content.
fn checked(files: &str) -> String {
    let project = Project::new(&format!(">>> casebook.yaml\ncontent: .\n{files}"));
    let args = ["check", "--format", "short"];
    let run = crate::support::site::casebook(project.root(), &args).output();
    String::from_utf8(run.unwrap().stdout).unwrap()
}

#[test]
fn a_day_that_the_text_says_is_not_that_of_the_name_of_the_file() {
    let html = page(
        "kinds: {decision: {folders: [decisions]}}\n>>> decisions/2025-01-01-rope.md\n# Rope\n\nStatus: Accepted\nDate: 2025-05-06\n",
        "decisions/2025-01-01-rope.html",
    );
    assert!(html.contains("6 May 2025"), "{html}");
    assert!(!html.contains("by the name of its file"), "{html}");
}

#[test]
fn a_persona_in_the_text_that_is_nobody_leaves_the_problem_without_one() {
    let problem = |who: &str| {
        checked(&format!(
            "kinds: {{problem: {{folders: [problems]}}}}\n>>> problems/rim.md\n# Rim\n\nPersona: {who}\n\nx\n\
             >>> personas/mara.md\n---\nname: Mara\n---\n>>> people/busy.md\n# Busy parent\n"
        ))
    };
    assert!(problem("Busy parent").contains("no-persona"));
    assert!(problem("Busy parent (../people/busy.md)").contains("no-persona"));
    assert!(!problem("Mara, Ivo").contains("no-persona"));
}

#[test]
fn front_matter_that_says_nothing_of_the_kind_leaves_the_fields_to_the_text() {
    let found = checked(
        ">>> studies/a.md\n---\ntitle: A\n---\n>>> studies/b.md\n---\ndescription: A morning\n---\n# B\n\n**Method:** observation\n**Participants:** 5\n",
    );
    assert!(!found.contains("studies/b.md:1:1 error"), "{found}");
    // Neither does it say less than a text alone.
    assert!(!found.contains(" error "), "{found}");
    let missing = "missing-recommended-field `method` is missing";
    for text in [
        "",
        "---\ndescription: A morning\n---\n",
        "---\ntitle: A\ntags: [b]\ndate: 2024\n---\n",
    ] {
        let found = checked(&format!(
            "kinds: {{validation: {{folders: [studies]}}}}\n>>> studies/a.md\n{text}# A\n\nText\n"
        ));
        assert!(
            found.contains(missing) && !found.contains(" error "),
            "{text}{found}"
        );
    }
    let found = checked(">>> studies/a.md\n---\ntitle: A\nparticipants: 5\n---\n# A\n");
    assert!(found.contains("error missing-method"), "{found}");
}

#[test]
fn a_hard_break_behind_a_property_is_no_part_of_it() {
    for end in ["\\", "  ", ""] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{validation: {{folders: [studies]}}, decision: {{folders: [adr]}}}}\n\
             >>> studies/a.md\n# S\n\n**Method:** Interview{end}\n**Participants:** 6{end}\n**Date:** 2024-11-19{end}\n\
             **Verdict:** Supported\n>>> adr/0001-a.md\n# A\n\n## Status\n\nSuperseded by 0002-b{end}\nLater\n\
             >>> adr/0002-b.md\n# B\n"
        ));
        let snapshot = project.snapshot();
        let graph = &snapshot.graph;
        let study = &graph.entry(graph.find_by_id("a").unwrap()).document.fields;
        assert_eq!(study.number("participants"), Some(6.0), "{end:?}");
        let day = study.date("date").map(|day| &*day.written);
        assert_eq!(day, Some("2024-11-19"), "{end:?}");
        let [old, new] = ["0001-a", "0002-b"].map(|id| graph.find_by_id(id).unwrap());
        assert_eq!(
            graph.targets(new, "supersedes").collect::<Vec<_>>(),
            [old],
            "{end:?}"
        );
    }
}

#[test]
fn a_record_that_was_amended_holds() {
    let found = checked(
        "kinds: {decision: {folders: [adr]}}\n>>> adr/0003-z.md\n# 3. Z\n\nDate: 2025-05-01\n\n## Status\n\nAmended by [4](0004-w.md)\n\n\
         >>> adr/0004-w.md\n# 4. W\n\nDate: 12 March 2025\n\n## Status\n\nAccepted\n",
    );
    assert!(!found.contains(" error "), "{found}");
    assert!(!found.contains("no-date"), "{found}");
}

#[test]
fn a_no_whose_text_says_a_sentence_is_not_asked_why() {
    let told = |text: &str| {
        checked(&format!(
            "kinds: {{decision: {{folders: [decisions]}}}}\n>>> decisions/d.md\n{text}"
        ))
        .contains("nobody says why")
    };
    for (text, wanted) in [
        (
            "# No\n\nStatus: Rejected\n\nThe bursar wants cash.\n",
            false,
        ),
        (
            "---\nstatus: rejected\n---\n# No\n\n## Notes\n\nNobody looks at a screen.\n",
            false,
        ),
        ("# No\n\n## Status\n\nRejected. It costs too much.\n", false),
        (
            "# We want none\n\nStatus: Rejected\nDecided by: Ana and Ben\n\n## What was said of it\n",
            true,
        ),
        ("---\nstatus: rejected\n---\n# We want none of it\n", true),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn a_spelling_that_is_nearly_right_is_proposed_as_its_word() {
    let found =
        checked(">>> studies/a.md\n---\nmethod: questionaire\nparticipants: 90\n---\n# A\n");
    assert!(found.contains("did you mean `survey`?"), "{found}");
}

#[test]
fn a_link_may_go_through_the_content_folder_by_its_name() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: content\n>>> content/a.md\n# A\n\n[b](../content/b.md#part) [c](../content/x/c.md)\n\
         >>> content/b.md\n# B\n\n## Part\n>>> content/x/c.md\n# C\n\n[b](../../content/b.md) [b](../../content/b)\n",
    );
    let findings = project.findings();
    assert!(
        !findings.iter().any(|f| f.contains("-link")),
        "{findings:?}"
    );
    let graph = &project.snapshot().graph;
    let links = graph.entries.iter().flat_map(|entry| &entry.body_links);
    let links: Vec<String> = links.map(|link| format!("{link:?}")).collect();
    assert_eq!(links.len(), 4);
    assert!(
        links.iter().all(|link| link.starts_with("Page")),
        "{links:?}"
    );
}

#[test]
fn a_name_of_two_files_is_told_with_a_proposal_that_has_a_folder() {
    let files = ">>> index.md\n# Home\n>>> q/index.md\n# Q\n>>> r/x.md\n[[index]]\n";
    let told = "1:1 error broken-link `index` is the name of two files: `index.md` and `q/index.md` — write its folder before it, as in `q/index.md`";
    assert_eq!(findings(files, "r/x.md"), [told]);
}

#[test]
fn a_path_in_a_field_or_a_wikilink_may_count_from_the_top_of_the_repository() {
    let files = |front_matter: &str, body: &str| {
        format!(
            ">>> casebook.yaml\ncontent: docs\n>>> docs/y/a.md\n---\n{front_matter}\n---\n{body}\n>>> docs/x/b.md\n# B\n\
             >>> docs/x/c.md\n---\ndraft: true\n---\n>>> x/d.md\n# D\n"
        )
    };
    for path in [
        "docs/x/b.md",
        "/docs/x/b.md",
        "../../docs/x/b",
        "/x/b.md",
        "../x/b.md",
    ] {
        let project = Project::new(&files(
            &format!("related: [{path}]"),
            &format!("[[{path}|b]]"),
        ));
        assert_eq!(project.findings(), [""; 0], "{path}");
    }
    for (path, told) in [
        ("doc/x/b.md", "`doc/x/b.md` matches nothing"),
        ("x/d.md", "`x/d.md` matches nothing"),
        ("docs/x/c.md", "hidden-reference"),
    ] {
        let findings = Project::new(&files(
            &format!("related: [{path}]"),
            &format!("[[{path}]]"),
        ))
        .findings();
        assert!(
            findings.iter().any(|f| f.contains(told)),
            "{path}: {findings:?}"
        );
    }
}

#[test]
fn a_path_from_the_top_counts_from_the_folder_of_its_language_where_it_leads_nowhere_else() {
    let links = |folder: &str, link: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> {folder}/n.md\n[x]({link})\n>>> {folder}/personas/ana.md\n---\nname: Ana\n---\n\
             >>> {folder}/logo.gif\nGIF89a\n>>> top.md\n# Top\n>>> {folder}/top.md\n# T\n"
        ));
        let path = format!("{folder}/n.md");
        let snapshot = project.snapshot();
        let page = snapshot
            .graph
            .entries
            .iter()
            .find(|e| *e.document.path == *path);
        format!("{:?}", page.unwrap().body_links)
    };
    for (folder, link, wanted) in [
        ("en", "/personas/ana/", "personas/ana.html"),
        ("pt-br", "/personas/ana.md", "personas/ana.html"),
        ("en", "/top", "\"top.html\""),
        ("en", "/logo.gif", "Broken"),
        ("ux", "/personas/nobody/", "Broken"),
        ("team", "/personas/ana/", "Broken"),
    ] {
        let found = links(folder, link);
        assert!(found.contains(wanted), "{folder} {link}: {found}");
    }
}

/// The findings of a page with this body, and the page.
fn page_of(body: &str) -> (Vec<String>, String) {
    let project = Project::new(&format!(">>> a.md\n# A\n\n{body}\n>>> b.md\n# B\n"));
    let snapshot = project.snapshot();
    let page = snapshot
        .pages()
        .iter()
        .find(|page| page.url.as_str() == "a.html");
    let html = snapshot.render(page.unwrap()).unwrap();
    (project.findings(), html)
}

#[test]
fn what_is_left_out_with_its_words_is_told_by_its_name() {
    let parts = [
        ("dialog", "<dialog>shown</dialog>"),
        ("script", "<script>LOST</script>"),
        ("style", "<style>LOST</style>"),
        ("svg", "<svg><text>LOST</text></svg>"),
        ("button", "<button>shown</button>"),
    ];
    let body = parts.map(|(_, html)| html).join("\n\n");
    let (findings, html) = page_of(&format!("{body}\n\n{body}"));
    assert!(!html.contains("LOST"), "{html}");
    for (name, _) in parts {
        let told = format!("`<{name}>` does nothing on a page");
        let count = findings.iter().filter(|f| f.contains(&told)).count();
        assert_eq!(count, 1, "{name}: {findings:?}");
    }
    for html in [
        "<video>LOST</video>",
        "<audio>LOST</audio>",
        "<video src=\"\">LOST</video>",
        "<video data-src=\"a.mp4\">LOST</video>",
        "<audio><source src=\"\">LOST</audio>",
        "a <video>LOST</video> b",
    ] {
        let (findings, _) = page_of(html);
        let told = findings.iter().filter(|f| f.contains("has no address"));
        assert_eq!(told.count(), 1, "{html}: {findings:?}");
    }
}

#[test]
fn each_sort_of_declaration_is_told() {
    let (findings, html) =
        page_of("<!DOCTYPE html>\n\n<?php LOST ?>\n\n<![CDATA[LOST]]>\n\n<?php LOST ?>");
    assert!(!html.contains("LOST"), "{html}");
    for sort in ["`<!DOCTYPE …>`", "`<?php …>`", "`<![CDATA[LOST]]>`"] {
        let told = findings.iter().filter(|f| f.contains(sort)).count();
        assert_eq!(told, 1, "{sort}: {findings:?}");
    }
}

#[test]
fn what_is_no_image_is_shown_as_none() {
    for (body, shown, told) in [
        ("![x]()", "<p>x</p>", "the image has no address"),
        ("![x](#part)", "<p>x</p>", "the image has no address"),
        ("![x](sub/)", ">x</", "this is no image"),
        ("![x](b)", ">x</", "this is no image"),
        ("![x](.)", ">x</", "this is no image"),
        ("![x](d.pdf)", ">x</", "this is no image"),
        ("![x](v.mp4)", ">x</", "this is no image"),
        (
            "![y](b.md)",
            ">y</a>",
            "this is no image, so the page links to it",
        ),
        (
            "![z](mailto:a@example.org)",
            ">z</a>",
            "this is no image, so the page links to it",
        ),
    ] {
        let (findings, html) = page_of(body);
        assert!(
            html.contains(shown) && !html.contains("<img"),
            "{body}: {html}"
        );
        assert!(
            findings.iter().any(|f| f.contains(told)),
            "{body}: {findings:?}"
        );
    }
}

#[test]
fn a_value_that_is_cut_is_told_with_a_line_that_can_be_copied() {
    for (line, told) in [
        ("title: C #", "put the value in quotes: \"C #\""),
        ("title: &a", "a mark of YAML at the start of the value"),
        ("title: x\t#y", "put the value in quotes: \"x\\t#y\""),
    ] {
        let project = Project::new(&format!(">>> a.md\n---\n{line}\n---\nText.\n"));
        let run = crate::support::site::casebook(project.root(), &["check", "--format", "short"]);
        let out = { run }.output().unwrap();
        let out = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(out.contains(told), "{line}: {out}");
    }
}
