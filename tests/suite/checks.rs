//! Every check reports exactly the `finding` of its texts for its example, and nothing for the corrected form.

use std::fs;

use crate::support::Project;
use crate::support::site::casebook;
use casebook::check::by_code;
use casebook::check::registry::ALL;
use casebook::diagnostic::Severity;
use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;
use casebook::model::{Field, FieldType, Schema};
use casebook::site::glossary::Glossary;

/// Checks whose examples cannot be written as text files.
const NOT_AS_TEXT: [&str; 2] = ["symlink", "skipped-file"];
/// Needs a list of old addresses: `tests/suite/check_urls.rs` runs its example.
const OF_A_LIST: &str = "lost-address";

/// The code and `PLACE MESSAGE` of each finding of a project.
fn findings(project: &Project) -> Vec<(String, String)> {
    let findings = project.findings();
    let parts = findings.iter().map(|line| {
        let [place, code, message] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        (code.to_owned(), format!("{place} {message}"))
    });
    parts.collect()
}

#[test]
fn messages_about_one_persona_and_about_several_read_right() {
    let said = |personas: &[&str], met: Option<u32>| {
        let mut text = String::new();
        for name in personas {
            text +=
                &format!(">>> personas/{name}.md\n---\nname: {name}\nrole: R\ngoals: [G]\n---\n");
        }
        let named = personas.join(", ");
        text += &format!(
            ">>> problems/p.md\n---\ntitle: P\nneed: know\npersonas: [{named}]\n---\n\
             >>> solutions/s.md\n---\ntitle: S\nproblems: [p]\nstatus: building\n---\n"
        );
        if let Some(met) = met {
            let who = personas[0];
            text += &format!(
                ">>> validations/v.md\n---\ntitle: V\nmethod: interview\nparticipants: {met}\n\
                 personas: [{who}]\nverdict: supported\n---\n"
            );
        }
        let found = findings(&Project::new(&text));
        let of_it = found.iter().filter(|(code, _)| code == "proto-in-build");
        let said: Vec<String> = of_it
            .map(|(_, said)| said.split_once(' ').unwrap().1.to_owned())
            .collect();
        said.join("; ")
    };
    assert_eq!(said(&["ana"], None), "built for *ana*, whom nobody has met");
    assert_eq!(
        said(&["ana", "bo"], None),
        "built for *ana* and *bo*, whom nobody has met"
    );
    assert_eq!(
        said(&["ana", "bo", "cy"], None),
        "built for 3 personas, whom nobody has met"
    );
    assert_eq!(
        said(&["ana"], Some(1)),
        "built for *ana*, of whom only 1 has been met"
    );
    assert_eq!(
        said(&["ana", "bo"], Some(2)),
        "built for *ana* and *bo*, of whom only 2 have been met"
    );
}

/// What stands before a message about the texts of a code.
fn texts_at(code: &str) -> String {
    format!("src/check/checks.yaml, {code}")
}

#[test]
fn every_example_has_its_promised_finding_and_its_corrected_form_has_not() {
    let mut wrong = Vec::new();
    let as_text = |code: &str| code != OF_A_LIST && !NOT_AS_TEXT.contains(&code);
    for check in ALL.iter().filter(|c| as_text(c.code)) {
        let (code, texts, file) = (check.code, check.texts(), texts_at(check.code));
        let before = findings(&Project::of(&texts.example_files()));
        let after = findings(&Project::of(&texts.instead_files()));
        let said_in = |all: &[(String, String)]| -> Vec<String> {
            let own = all.iter().filter(|(c, _)| c == code);
            own.map(|(_, said)| said.clone()).collect()
        };
        match &said_in(&before)[..] {
            [] => wrong.push(format!("{file}: the example does not fire")),
            [said] if *said == texts.finding => {}
            [said] => wrong.push(format!("{file}: `finding` should be {said:?}")),
            several => wrong.push(format!(
                "{file}: the example must fire once, not {} times: {several:?}",
                several.len()
            )),
        }
        let left = said_in(&after);
        if !left.is_empty() {
            wrong.push(format!(
                "{file}: `correction` must take the fault away, and leaves {left:?}"
            ));
        }
        // Neither has another error or warning.
        for (form, all) in [("example", before), ("corrected form", after)] {
            for (other, said) in all.iter().filter(|(c, _)| c != code) {
                if by_code(other).is_some_and(|c| c.severity > Severity::Hint) {
                    wrong.push(format!(
                        "{file}: in the {form} there is also `{other}`: {said}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_code_is_listed_once_and_has_its_texts() {
    let mut wrong = Vec::new();
    for (i, check) in ALL.iter().enumerate() {
        let (code, texts, file) = (check.code, check.texts(), texts_at(check.code));
        if ALL[..i].iter().any(|earlier| earlier.code == code) {
            wrong.push(format!(
                "src/check/registry.rs: `{code}` is there twice, take one out"
            ));
        }
        for (name, text) in [("what", &texts.what), ("why", &texts.why)] {
            if !text.ends_with('.') || text.len() <= 10 {
                wrong.push(format!(
                    "{file}: `{name}` must be a sentence that ends with a full stop"
                ));
            }
        }
        if NOT_AS_TEXT.contains(&code) {
            continue;
        }
        if !texts.example.starts_with(">>> ") {
            wrong.push(format!(
                "{file}: write `example`, files with a line `>>> PATH` before each"
            ));
        }
        if texts.correction.is_empty() {
            wrong.push(format!(
                "{file}: write `correction`, what is replaced in the example and by what"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_an_error_and_is_not_followed() {
    let project = Project::new(">>> notes.md\n# Notes\n");
    std::os::unix::fs::symlink("/etc/hostname", project.root().join("leak.md")).unwrap();
    std::os::unix::fs::symlink(".", project.root().join("loop")).unwrap();
    assert_eq!(
        project.findings(),
        [
            "leak.md:1:1 symlink this is a symbolic link",
            "loop:1:1 symlink this is a symbolic link"
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_content_is_skipped() {
    let project = Project::new(">>> notes.md\n# Notes\n");
    let made = std::process::Command::new("mkfifo")
        .arg(project.root().join("pipe.md"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        project.findings(),
        ["pipe.md:1:1 skipped-file this is no plain file"]
    );
    fs::remove_file(project.root().join("pipe.md")).unwrap();
    assert_eq!(project.findings(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn what_is_excluded_is_not_judged_by_its_name_or_what_it_is() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nexclude: [\"old/**\", \"**/[*]*\"]\n>>> notes.md\n# Notes\n",
    );
    for path in ["old/*form.md", "old/a?b/c.md", "x/*form.md", "x/a:b.md"] {
        project.write(path, "# A\n");
    }
    std::os::unix::fs::symlink("/etc/hostname", project.root().join("old/leak.md")).unwrap();
    let told = project.findings();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("x/a:b.md:1:1 unsafe-name"), "{told:?}");
    // A pattern for some files of every folder excludes neither another file nor a folder.
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nexclude: [\"**/_*\"]\n>>> notes.md\n# Notes\n",
    );
    for path in ["What?.md", "Why?/a.md", "_part?.md"] {
        project.write(path, "# A\n");
    }
    assert_eq!(project.findings().len(), 2, "{:?}", project.findings());
}

#[test]
fn markdown_with_an_extension_that_is_not_read_is_told() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nexclude: [old/**]\n>>> notes.md\n# Notes\n>>> a.mkd\n# A\n>>> b.MDOWN\n# B\n\
         >>> c.mkdn\n# C\n>>> d.mdwn\n# D\n>>> old/e.mkd\n# E\n",
    );
    let told = "1:1 skipped-file a file with this extension is not read";
    let all = ["a.mkd", "b.MDOWN", "c.mkdn", "d.mdwn"].map(|path| format!("{path}:{told}"));
    assert_eq!(project.findings(), all);
}

#[test]
fn a_page_in_the_place_of_one_of_the_site_is_told_as_that() {
    let project = Project::new(">>> casebook.yaml\ncontent: .\n>>> 404.md\n# Gone\n");
    let run = crate::support::site::build(project.root(), &["--no-search"]).exits(1);
    run.says("`404.html` and the site's own `404.html` would be one file");
}

#[test]
fn checks_of_wording_apply_to_english_only() {
    let site = |language: &str, lang: &str| {
        let text = format!(
            ">>> casebook.yaml\ncontent: docs\nlanguage: {language}\n\
             >>> docs/problems/p.md\n---\ntitle: P\nneed: as a user, have a dashboard\nsummary: 'TODO: x'\n{lang}---\nTODO: y\n\
             >>> docs/problems/q.md\n---\ntitle: Q\nneed: have a dashboard\n{lang}---\n"
        );
        let codes = findings(&Project::new(&text))
            .into_iter()
            .map(|(code, _)| code);
        let worded = ["as-a-user", "reads-like-a-solution", "template-text"];
        codes.filter(|c| worded.contains(&&**c)).collect::<Vec<_>>()
    };
    let all = [
        "as-a-user",
        "template-text",
        "template-text",
        "reads-like-a-solution",
    ];
    assert_eq!(site("en", ""), all);
    assert_eq!(site("de", "lang: en-GB\n"), all);
    assert_eq!(site("de", ""), [""; 0]);
    assert_eq!(site("en", "lang: de\n"), [""; 0]);
}

#[test]
fn every_listed_code_can_be_explained() {
    let explain = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command.arg("explain").args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let list = explain(&[]);
    let listed: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split("  ").next())
        .collect();
    let config = casebook::config::Config::default();
    let schema = casebook::model::Schema::built_in();
    let parts = Glossary::new(&config).parts();
    let codes = ALL.iter().map(|c| c.code);
    let kinds = schema.kinds.iter().map(|k| &*k.name);
    let methods = config.evidence.methods.keys().map(String::as_str);
    let terms = parts.iter().flat_map(|(_, terms)| terms);
    let terms = terms.map(|term| &*term.name);
    let mut names: Vec<&str> = codes.chain(kinds).chain(methods).chain(terms).collect();
    for name in &names {
        assert!(explain(&[name]).starts_with(name), "{name}");
    }
    for (shown, name) in [
        ("Interviews", "interview"),
        ("Usability test", "usability-test"),
        ("hint against", "weak"),
        ("Not tested", "untested"),
    ] {
        assert!(explain(&[shown]).starts_with(name), "{shown}");
    }
    for kind in &schema.kinds {
        for field in kind.fields.iter().step_by(7) {
            let name = format!("{}.{}", kind.name, field.name);
            assert!(explain(&[&name]).contains(&field.help), "{name}");
        }
    }
    let mut listed = listed;
    listed.sort_unstable();
    names.sort_unstable();
    assert_eq!(listed, names);
}

/// The message and help of the findings of one code, in a project of these files.
fn texts_of(code: &str, files: &str) -> Vec<String> {
    let project = Project::new(files);
    let request = casebook::engine::Request {
        audience: casebook::graph::publish::Audience::EVERYTHING,
        ..Project::request()
    };
    let snapshot = casebook::engine::Engine::new(project.root())
        .snapshot(&request)
        .unwrap();
    let found = snapshot.findings.iter().filter(|f| f.code == code);
    found
        .map(|f| format!("{} — {}", f.message, f.help.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn the_gate_says_its_bar_and_what_would_get_there() {
    let problem = ">>> casebook.yaml\ncontent: .\n>>> problems/know.md\n---\ntitle: Know\n---\n";
    let planned =
        ">>> solutions/report.md\n---\ntitle: Report\nproblems: [know]\nstatus: planned\n---\n";
    let study = |name: &str, method: &str, n: u32, verdict: &str| {
        format!(
            ">>> validations/{name}.md\n---\nmethod: {method}\nn: {n}\ndate: {}\nproblems: [know]\nverdict: {verdict}\n---\n",
            crate::support::TODAY
        )
    };
    let gate = |solution: &str, studies: &[String]| {
        texts_of(
            "solution-without-demand",
            &format!("{problem}{solution}{}", studies.concat()),
        )
    };
    let idea = "set `status: idea`, or add a `waiver:`";
    let lead = "`planned`, and nobody knows yet that `know` is real";
    assert_eq!(
        gate(planned, &[study("a", "interview", 5, "supported")]),
        [format!(
            "{lead}: some 1.9; good is 2.5 — watching 3 people would do, {idea}"
        )]
    );
    assert_eq!(
        gate(planned, &[]),
        [format!(
            "{lead}: not tested; good is 2.5 — watching 8 people would do, {idea}"
        )]
    );
    let (yes, no) = (
        study("a", "interview", 12, "supported"),
        study("b", "workshop", 10, "refuted"),
    );
    assert_eq!(
        gate(planned, &[yes.clone(), no]),
        [format!(
            "`planned`, and `know` is contested, good 3.0 for, some 2.0 against; supported needs twice as much for as against — \
             find out why studies disagree, {idea}"
        )]
    );
    assert_eq!(gate(planned, &[yes]), [""; 0]);
    let other = planned.replace("[know]", "[know, other]")
        + ">>> problems/other.md\n---\ntitle: Other\n---\n";
    assert_eq!(
        gate(&other, &[study("a", "interview", 5, "supported")]),
        [format!(
            "`planned`, and none of its problems is known to be real, the best of them `know`: some 1.9; good is 2.5 — \
             watching 3 people would do, {idea}"
        )]
    );
    let shipped = planned.replace("planned", "shipped\nshipped: 2026-01-31");
    assert_eq!(
        gate(&shipped, &[study("a", "interview", 12, "supported")]),
        [format!(
            "`shipped`, and nobody knows yet that `know` is real: not tested when it shipped on 2026-01-31; good is 2.5 — \
             link a study of before that day that supports the problem, {idea}"
        )]
    );
}

#[test]
fn the_status_that_is_suggested_has_no_finding() {
    let study = |name: &str, method: &str, rest: &str| {
        format!(
            ">>> validations/{name}.md\n---\nmethod: {method}\nn: 12\ndate: 2026-06-01\nproblems: [p]\n{rest}\n---\n"
        )
    };
    let yes = |method: &str| study(method, method, "verdict: supported");
    let no = study("no", "interview", "verdict: refuted");
    let help = |status: &str, studies: &str| {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\n>>> problems/p.md\n---\ntitle: P\nresolution: They differ.\nstatus: {status}\n---\n{studies}"
        );
        let found = |code| texts_of(code, &files);
        let others = ["status-against-evidence", "say-only", "stale-evidence"];
        (
            found("status-ahead-of-evidence"),
            others.into_iter().flat_map(found).count(),
        )
    };
    let contested = yes("interview") + &no;
    for (status, studies, end) in [
        (
            "solved",
            String::new(),
            "link one, or set `status: exploring`",
        ),
        ("solved", no.clone(), "link one, or set `status: exploring`"),
        (
            "solved",
            yes("interview"),
            "link one, or set `status: exploring`",
        ),
        (
            "solved",
            yes("observation"),
            "link one, or set `status: validated`",
        ),
        (
            "validated",
            contested,
            "find out why studies disagree, or set `status: exploring`",
        ),
    ] {
        let (found, _) = help(status, &studies);
        assert!(found.len() == 1 && found[0].ends_with(end), "{found:?}");
        let suggested = found[0].rsplit("status: ").next().unwrap();
        assert_eq!(
            help(suggested.trim_end_matches('`'), &studies),
            (vec![], 0),
            "{end}"
        );
    }
}

#[test]
fn a_sample_is_small_only_where_no_other_study_of_its_method_makes_up_for_it() {
    let study = |name: &str, method: &str, about: &str| {
        format!(
            ">>> validations/{name}.md\n---\nmethod: {method}\nn: 2\ndate: 2026-06-01\nproblems: [{about}]\nverdict: refuted\n---\n"
        )
    };
    let small = |studies: &[String]| {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\n>>> problems/a.md\n---\ntitle: A\n---\n>>> problems/b.md\n---\ntitle: B\n---\n{}",
            studies.concat()
        );
        texts_of("small-sample", &files).len()
    };
    let one = study("one", "interview", "a");
    assert_eq!(small(std::slice::from_ref(&one)), 1);
    assert_eq!(small(&[one.clone(), study("two", "interview", "a")]), 0);
    assert_eq!(small(&[one.clone(), study("two", "interview", "b")]), 2);
    assert_eq!(small(&[one.clone(), study("two", "diary", "a")]), 2);
    // It is enough that it is not alone on one of the entries it speaks about.
    let both = study("two", "interview", "a, b");
    assert_eq!(small(&[one, both]), 0);
}

#[test]
fn text_that_yaml_cuts_is_told_with_the_quoted_form() {
    let texts = texts_of(
        "cut-value",
        ">>> problems/a.md\n---\ntitle: Ticket #1042 comes back\nneed: see why #1042 was closed\n\
         so_that: &Later I can answer\nowner: Ana # asks first\ntags:\n  - sprint #12\n\
         acceptance:\n  - closes within 2 days #sla\n  - \"is #1\"\n---\nx #y\n",
    );
    let comment =
        "what follows ` #` is a comment and no part of the value — put the value in quotes: ";
    let mark =
        "a mark of YAML at the start of the value is no part of it — put the value in quotes: ";
    assert_eq!(
        texts,
        [
            format!("{comment}\"Ticket #1042 comes back\""),
            format!("{comment}\"see why #1042 was closed\""),
            format!("{mark}\"&Later I can answer\""),
            format!("{comment}\"sprint #12\""),
            format!("{comment}\"closes within 2 days #sla\""),
        ]
    );
    let empty = texts_of(
        "bad-value",
        ">>> problems/a.md\n---\ntitle: # x\nneed: y\n---\n",
    );
    assert_eq!(
        empty,
        ["`title` is empty — `#` begins a comment: put the value in quotes"]
    );
}

#[test]
fn a_check_that_tells_what_is_left_out_cannot_be_silenced() {
    let site = |code: &str, level: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\nchecks: {{{code}: {level}}}\n>>> other.md\n# Other\n\
             >>> personas/a.md\n---\nname: A\n---\n>>> team/a.md\n---\nname: A\nkind: persona\n---\n\
             >>> What: a talk?.md\n# A talk\n"
        ));
        project.findings()
    };
    for (code, left_out) in [
        ("unsafe-name", "What: a talk?.md:1:1 unsafe-name"),
        ("duplicate-id", "team/a.md:1:1 duplicate-id"),
    ] {
        for level in ["off", "hint", "warning"] {
            let found = site(code, level);
            assert!(
                found.iter().any(|line| line.starts_with(left_out)),
                "{code}: {level}: {found:?}"
            );
            let told = format!("casebook.yaml:2:10 config-invalid `{code}` cannot be lowered");
            assert!(found.contains(&told), "{found:?}");
        }
    }
}

#[test]
fn an_index_that_says_its_kind_is_an_entry_named_after_its_folder() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> kim/README.md\n---\nkind: persona\nname: Kim\n---\nLION\n\
         >>> validations/2024-06-search/index.md\n---\nkind: validation\nmethod: interview\n\
         date: 2024-06-02\n---\nZEBRA\n>>> problems/README.md\n# Problems\n\
         >>> notes/README.md\n---\ntitle: Notes\n---\nSee [Kim](../kim/README.md) and [[kim]].\n",
    );
    let snapshot = project.snapshot();
    let urls: Vec<&str> = snapshot.graph.iter().map(|(_, e)| e.url.as_str()).collect();
    assert_eq!(
        urls,
        ["personas/kim.html", "validations/2024-06-search.html"]
    );
    let broken = project.findings();
    assert!(
        !broken.iter().any(|f| f.contains("broken-link")),
        "{broken:?}"
    );
}

#[test]
fn a_word_that_is_not_understood_is_shown_and_counts_nowhere() {
    let study = |line: &str| {
        format!(
            ">>> validations/v.md\n---\nmethod: interview\nn: 12\ndate: 2026-06-01\nproblems: [know]\n\
             verdict: supported\n{line}\n---\n"
        )
    };
    let graph = |files: &str| -> serde_json::Value {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> problems/know.md\n---\ntitle: Know\n---\n{files}"
        ));
        let args = ["build", "--no-search", "--keep-going"];
        let mut command = crate::support::site::casebook(project.root(), &args);
        assert!(command.output().is_ok());
        let text = fs::read_to_string(project.root().join("public/graph.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let entry = |graph: &serde_json::Value, id: &str| {
        let entries = graph["entries"].as_array().unwrap();
        entries.iter().find(|e| e["id"] == id).unwrap().clone()
    };
    let support =
        |files: &str| entry(&graph(files), "know")["derived"]["problem"]["support"].clone();
    assert_ne!(support(&study("")), 0.0);
    for line in ["status: finsihed up", "about: people"] {
        assert_eq!(support(&study(line)), 0.0, "{line}");
    }
    for (was, is) in [
        ("method: interview", "method: chatting"),
        ("verdict: supported", "verdict: rather so"),
        (
            "verdict: supported",
            "results: [{problem: know, verdict: rather so}, {problem: know, verdict: supported}]",
        ),
        (
            "verdict: supported",
            "verdict: supported\nresults: [{problem: know, about: people}]",
        ),
    ] {
        assert_eq!(support(&study("").replace(was, is)), 0.0, "{is}");
    }
    let insight = |line: &str| {
        format!(
            "{}>>> insights/i.md\n---\ntitle: I\nvalidations: [v]\nproblems: [know]\n{line}\n---\n",
            study("").replace("problems: [know]\n", "")
        )
    };
    assert_ne!(support(&insight("")), 0.0);
    assert_eq!(support(&insight("stance: for it")), 0.0);

    let decision = graph(">>> decisions/d.md\n---\ntitle: D\nstatus: thrown away\n---\n");
    assert_eq!(entry(&decision, "d")["fields"]["status"], "thrown away");
    let solution = ">>> solutions/s.md\n---\ntitle: S\nproblems: [know]\nstatus: bilding it\n---\n";
    let gate = format!(
        ">>> casebook.yaml\ncontent: .\n>>> problems/know.md\n---\ntitle: Know\n---\n{solution}"
    );
    assert_eq!(texts_of("solution-without-demand", &gate), [""; 0]);
    // A waiver whose day is not understood lets nothing pass.
    let waiver = "status: building\nwaiver: {by: Bo, reason: law, until: soon}";
    let gate = gate.replace("status: bilding it", waiver);
    assert_eq!(texts_of("solution-without-demand", &gate).len(), 1);
}

/// Each field that holds a choice, a number, a day or a flag, also in the items of a list.
#[test]
fn the_page_of_an_entry_shows_every_value_that_is_not_understood() {
    let schema = Schema::built_in();
    let holds_word = |field: &&Field| {
        use FieldType::{Choice, Date, Deadline, Flag, Integer, Number};
        let is_word = matches!(
            field.ty,
            Choice(_) | Date | Deadline | Flag | Integer { .. } | Number { .. }
        );
        // Two decide what is published, one where it stands in lists.
        let is_of_site = ["draft", "visibility", "order"].contains(&&*field.name);
        is_word && !field.is_private && !is_of_site
    };
    let mut wrong = Vec::new();
    for kind in &schema.kinds {
        let mut lines = Vec::new();
        for field in &kind.fields {
            match &field.ty {
                FieldType::Map(inner) => {
                    let open = if field.is_list {
                        ["[{", "}]"]
                    } else {
                        ["{", "}"]
                    };
                    let inner = inner.iter().filter(holds_word);
                    lines.extend(inner.map(|part| {
                        format!("{}: {}{}: bilbo{}", field.name, open[0], part.name, open[1])
                    }));
                }
                _ if holds_word(&field) => lines.push(match field.is_list {
                    true => format!("{}: [bilbo]", field.name),
                    false => format!("{}: bilbo", field.name),
                }),
                _ => {}
            }
        }
        assert!(
            !lines.is_empty() || &*kind.name == "insight",
            "{}",
            kind.name
        );
        for line in lines {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\nchecks: {{bad-enum: warning, bad-value: warning}}\n\
                 >>> x.md\n---\nkind: {}\n{}: T\n{line}\n---\n",
                kind.name, kind.title_field
            ));
            let snapshot = project.snapshot();
            let is_page = |page: &&casebook::page::Page| page.url.as_str().ends_with("/x.html");
            let page = snapshot.pages().iter().find(is_page).unwrap();
            let html = snapshot.render(page).unwrap();
            let main = html.split_once("<main").unwrap().1;
            if !main.contains("bilbo") {
                wrong.push(format!("{}: {line}", kind.name));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Neither what it would say, nor that nothing was said.
#[test]
fn a_page_shows_a_value_that_is_not_understood_as_it_was_written() {
    let pages = [
        ("decision", "outcome: builld", "builld"),
        ("persona", "type: usr", "usr"),
        ("persona", "priority: firrst", "firrst"),
        ("problem", "type: nede", "nede"),
        ("problem", "severity: dire", "dire"),
        ("feedback", "channel: smoke", "smoke"),
        ("metric", "type: npps", "npps"),
        ("metric", "direction: upp", "upp"),
        (
            "validation",
            "results: [{problem: know, verdict: supported, about: answer, risk: money}]",
            "“answer” is not understood",
        ),
        (
            "problem",
            "importance: 9\nsatisfaction: high",
            "“high” is not understood.",
        ),
        ("solution", "status: shiped", "shiped"),
        ("feedback", "responded: soon", "“soon” is no date."),
        (
            "feedback",
            "received: 2026-13-45",
            "“2026-13-45” is no date.",
        ),
        (
            "validation",
            "participants: a dozen",
            "“a dozen” is not understood.",
        ),
        ("validation", "date: lately", "“lately” is not understood."),
    ];
    let mut files =
        ">>> casebook.yaml\ncontent: .\nchecks: {bad-enum: warning, bad-value: warning}\n\
                     >>> problems/know.md\n---\ntitle: Know\n---\n"
            .to_owned();
    for (i, (kind, line, _)) in pages.iter().enumerate() {
        files += &format!(
            ">>> {i}.md\n---\nkind: {kind}\ntitle: T\nmethod: survey\n\
             {line}\n---\n"
        );
    }
    files += ">>> solutions/s.md\n---\ntitle: S\nproblems: [know]\nstatus: shiped\n---\n\
              >>> validations/talks.md\n---\nmethod: interview\nparticipants: 9\n---\n\
              >>> insights/says.md\n---\ntitle: Says\nvalidations: [talks]\nproblems: [know]\nstance: denies\n---\n\
              >>> metrics/rate.md\n---\ntitle: R\ntype: rate\ndirection: lower\ntarget: 0.1\nreadings: \
              [{date: 2026-01-01, value: 0.2, n: 1000}, {date: 2026-06-01, value: 0.35, n: 1000}]\n---\n";
    let project = Project::new(&files);
    crate::support::site::build(project.root(), &["-q", "--no-search"]).exits(0);
    let page = |url: &str| fs::read_to_string(project.root().join("public").join(url)).unwrap();
    for (i, (kind, line, shown)) in pages.iter().enumerate() {
        let folder = match *kind {
            "feedback" => kind.to_string(),
            kind => format!("{kind}s"),
        };
        let html = page(&format!("{folder}/{i}.html"));
        let main = html.split_once("<main").unwrap().1;
        let main = main.split_once("checks").map_or(main, |(before, _)| before);
        assert!(main.contains(shown), "{kind}, {line}: {main}");
    }
    let rate = page("metrics/rate.html");
    for guess in ["for the better", "for the worse", "reached", "is better"] {
        assert!(!rate.contains(guess), "{guess}");
    }
    assert!(page("validations/talks.html").contains("“denies” is not understood, of"));
    let problem = page("problems/know.html");
    assert!(!problem.contains("retired"), "{problem}");
    assert!(
        problem.contains("None of its answers is live."),
        "{problem}"
    );
}

#[test]
fn help_names_a_file_as_the_author_has_to_write_it_and_never_the_page_itself() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> PLAN.md\n# Plan\n>>> guide/intro.md\n# Intro\n\
         >>> docs/arch.md\n# Arch\n\n[plan](PLAN.md)\n\n[intro](guide/intro.md)\n\n[self](Arch2.md)\n\n\
         [root](/guide/intr.md)\n\n[wiki](intro)\n",
    );
    let request = casebook::engine::Request {
        audience: casebook::graph::publish::Audience::EVERYTHING,
        ..Project::request()
    };
    let snapshot = casebook::engine::Engine::new(project.root())
        .snapshot(&request)
        .unwrap();
    let helps = snapshot.findings.iter().filter(|f| f.code == "broken-link");
    let helps: Vec<&str> = helps.filter_map(|f| f.help.as_deref()).collect();
    assert_eq!(
        helps,
        [
            "did you mean `../PLAN.md`?",
            "did you mean `../guide/intro.md`?",
            "correct the path; it counts from this file's folder",
            "did you mean `/guide/intro.md`?",
            "did you mean `../guide/intro.md`?",
        ]
    );
    // A name that many files have says nothing: their folders are compared.
    let broken = |link: &str| {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\n>>> a.md\n# A\n\n[x]({link})\n>>> adding-module/SKILL.md\n# B\n\
             >>> writing-tests/SKILL.md\n# C\n>>> ana/README.md\n# D\n>>> bo/late.md\n# E\n>>> personas/ana.md\n---\nname: Ana\n---\n"
        );
        let found = Project::new(&files).snapshot();
        let found = found.findings.into_iter().find(|f| f.code == "broken-link");
        found.and_then(|f| f.help).unwrap_or_default()
    };
    let none = "correct the path; it counts from this file's folder";
    for (link, help) in [
        ("slice-discipline/SKILL.md", none),
        ("bob/README.md", none),
        ("personas/bob.md", none),
        (
            "writing-test/SKILL.md",
            "did you mean `writing-tests/SKILL.md`?",
        ),
        ("gone/late.md", "did you mean `bo/late.md`?"),
        ("personas/anna.md", "did you mean `personas/ana.md`?"),
    ] {
        assert_eq!(broken(link), help, "{link}");
    }
    let parent = texts_of(
        "unknown-reference",
        ">>> problems/know-why.md\n---\ntitle: Know\nparent: know-wy\n---\n",
    );
    assert_eq!(
        parent,
        ["`know-wy` matches nothing — write the file `problems/know-wy.md`, or correct the id"]
    );
}

#[test]
fn a_field_is_suggested_only_where_it_could_hold_the_value() {
    let texts = texts_of(
        "unknown-field",
        ">>> personas/a.md\n---\nname: A\nrole: r\ngoals: [g]\nfate: 2024-05-01\n---\n\
         >>> problems/p.md\n---\ntitle: P\nneed: n\ncroated: 2024-05-01\nimportence: 3\nstatsu: parked\nstate: open\nstge: 'j#s'\n---\n",
    );
    let other = "remove it, or declare it under `kinds` in casebook.yaml";
    assert_eq!(
        texts,
        [
            format!("nothing reads `fate` — {other}"),
            format!("nothing reads `croated` — {other}"),
            "nothing reads `importence` — did you mean `importance`?".to_owned(),
            "nothing reads `statsu` — did you mean `status`?".to_owned(),
            format!("nothing reads `state` — {other}"),
            "nothing reads `stge` — did you mean `stage`?".to_owned(),
        ]
    );
}

#[test]
fn a_missing_colon_is_named() {
    for line in [
        "personas [mara]\nneed: x",
        "need: x\npersonas [mara]\nowner: y",
    ] {
        let texts = texts_of(
            "front-matter-invalid",
            &format!(">>> problems/p.md\n---\ntitle: P\n{line}\n---\n"),
        );
        assert_eq!(
            texts,
            [
                "this line is no `name: value` — after the name come a colon and a blank: `draft: true`"
            ],
            "{line}"
        );
    }
}

#[test]
fn tags_in_one_line_are_several() {
    let project = Project::new(
        ">>> notes.md\n---\ntitle: N\ntags: log in, e-mail,\n---\n\
         >>> problems/p.md\n---\ntitle: P\ntags: 'a, b'\naliases: one, two\n---\n",
    );
    let snapshot = project.snapshot();
    let texts = |field: &str| -> Vec<Vec<String>> {
        let entries = snapshot.graph.iter();
        entries
            .map(|(_, e)| e.document.fields.texts(field).map(str::to_owned).collect())
            .collect()
    };
    assert_eq!(texts("tags"), [vec!["log in", "e-mail"], vec!["a", "b"]]);
    assert_eq!(texts("aliases")[1], ["one, two"]);
}

#[test]
fn check_finds_whatever_build_refuses() {
    let site = |settings: &str, more: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: docs\n{settings}\n>>> docs/a.md\n# A\n{more}"
        ));
        let exit = |command: &str| {
            let mut command = crate::support::site::casebook(project.root(), &[command]);
            command.output().unwrap().status.code().unwrap()
        };
        let refused = exit("check");
        (refused, exit("build"))
    };
    for (settings, more) in [
        ("output: .", ""),
        ("output: docs", ""),
        ("output: docs/public", ""),
        ("output: static", ">>> static/x.css\n"),
        (
            "output: templates/x",
            ">>> templates/base.html\n{% block main %}{% endblock main %}\n",
        ),
        ("output: .git", ""),
        ("output: a.txt", ">>> a.txt\n"),
        ("output: site", ">>> site/index.html\nof another program\n"),
        ("", ">>> public/index.html\nof another program\n"),
        ("", ">>> docs/search.md\n# Search\n"),
        ("", ">>> docs/pagefind/a.md\n# A\n"),
        ("", ">>> templates/plain.html\n{{ nothing }}\n"),
        ("", ">>> templates/plain.html\n{% if %}\n"),
        ("theme: other", ""),
    ] {
        let (check, build) = site(settings, more);
        assert!(
            check == 1 && build != 0,
            "{settings} {more}: {check} {build}"
        );
    }
    for (settings, more) in [
        ("", ""),
        ("output: site", ""),
        ("output: deep/site", ">>> deep/x\n"),
    ] {
        assert_eq!(site(settings, more), (0, 0), "{settings} {more}");
    }
}

#[test]
fn a_key_that_nothing_reads_in_many_documents_is_told_once() {
    let file =
        |name: &str, key: &str| format!(">>> problems/{name}.md\n---\nneed: x\n{key}: 1\n---\n");
    let files = ["a", "b", "c"].map(|name| file(name, "cover: 1\nsumary"));
    let files = files.concat();
    let project = Project::new(&(files + &file("d", "colour") + &file("f", "colour")));
    let snapshot = project.snapshot();
    let unread = snapshot
        .findings
        .iter()
        .filter(|f| f.code == "unknown-field");
    let told: Vec<String> = unread
        .map(|f| format!("{} {}", f.path, f.message_with_help()))
        .collect();
    let colour = "nothing reads `colour` — remove it, or declare it under `kinds` in casebook.yaml";
    let wanted = [
        "problems/a.md nothing reads `cover` — it stands in 3 documents: name it under `foreign_keys` in casebook.yaml, or declare it under `kinds`",
        "problems/a.md nothing reads `sumary` — did you mean `summary`? It stands in 3 documents",
        &format!("problems/d.md {colour}"),
        &format!("problems/f.md {colour}"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn who_has_a_problem_is_asked_otherwise_where_its_text_says_it() {
    let project = Project::new(
        ">>> personas/ana.md\n---\nname: Ana\n---\n>>> personas/bo.md\n---\nname: Bo\n---\n\
         >>> problems/p.md\n---\nneed: x\n---\n[Ana](../personas/ana.md) has it.\n\
         >>> problems/q.md\n---\nneed: y\n---\n",
    );
    let snapshot = project.snapshot();
    let codes = ["no-persona", "unused-persona"];
    let asked = snapshot.findings.iter().filter(|f| codes.contains(&f.code));
    let told: Vec<String> = asked
        .map(|f| format!("{} {}", f.path, f.message_with_help()))
        .collect();
    let name_it = "name it in the `personas:` of a problem, or delete it";
    let wanted = [
        format!("personas/ana.md only texts name this persona — {name_it}"),
        format!("personas/bo.md nothing names this persona — {name_it}"),
        "problems/p.md only its text says who has this problem — add `personas: [ana]`".into(),
        "problems/q.md who has this problem? — add `personas:`".into(),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn what_yaml_cuts_off_a_value_that_is_no_text_was_no_part_of_it() {
    for (line, help) in [
        (
            "draft: false #yet",
            "write a blank behind the `#`, or take the comment out",
        ),
        (
            "visibility: public #now",
            "write a blank behind the `#`, or take the comment out",
        ),
        (
            "order: 3 #last",
            "write a blank behind the `#`, or take the comment out",
        ),
        ("order: &x 3", "take the mark out"),
        (
            "status: exploring #still",
            "write a blank behind the `#`, or take the comment out",
        ),
        ("draft: #yes", "write the value before the `#`"),
        ("need: see #3", "put the value in quotes: \"see #3\""),
    ] {
        let file = format!(">>> problems/a.md\n---\ntitle: A\n{line}\n---\n");
        let texts = texts_of("cut-value", &file);
        assert!(
            matches!(&texts[..], [one] if one.ends_with(help)),
            "{line}: {texts:?}"
        );
    }
    // Of what no field reads, it is a remark.
    for (line, told) in [
        ("grand_parent: #Delete this before you begin", 0),
        ("grand_parent: #x", 0),
        ("grand_parent: a #x", 1),
        ("tags: #late #slow", 1),
        ("owner: #NotMyJob is what they say", 1),
    ] {
        let file = format!(">>> problems/a.md\n---\ntitle: A\n{line}\n---\n");
        assert_eq!(texts_of("cut-value", &file).len(), told, "{line}");
    }
    // Told once, by the empty title.
    let file = ">>> problems/a.md\n---\ntitle: #hash\nneed: y\n---\n";
    assert_eq!(texts_of("cut-value", file), [""; 0]);
    assert_eq!(texts_of("bad-value", file).len(), 1);
}

#[test]
fn of_what_is_not_published_only_what_decides_that_is_told() {
    let file = |name: &str, line: &str| {
        format!(
            ">>> problems/{name}.md\n---\ntitle: T\nneed: n\n{line}\nstatus: nope\nlinks: x@acme.org\nodd: 1\n---\nTODO\n"
        )
    };
    let files = [
        file("a", "draft: true #yet"),
        file("b", "visibility: internal"),
        file("c", "published: false"),
        file("d", "draft: maybe"),
        file("e", "draft: false"),
    ];
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n{}",
        files.concat()
    ));
    let codes = |path: &str, audience: Audience| {
        let request = Request {
            audience,
            ..Project::request()
        };
        let snapshot = Engine::new(project.root()).snapshot(&request).unwrap();
        let found = snapshot.findings.iter();
        let found = found.filter(|f| *f.path == *format!("problems/{path}.md"));
        found.map(|f| f.code).collect::<Vec<_>>()
    };
    for (path, wanted) in [
        ("a", &["cut-value"][..]),
        ("b", &[]),
        ("c", &["alias-used"]),
    ] {
        assert_eq!(codes(path, Audience::default()), wanted, "{path}");
        assert!(
            codes(path, Audience::EVERYTHING).contains(&"bad-enum"),
            "{path}"
        );
    }
    for path in ["d", "e"] {
        assert!(
            codes(path, Audience::default()).contains(&"bad-enum"),
            "{path}"
        );
    }
}

#[test]
fn a_language_of_a_page_that_is_none_is_told_and_not_used() {
    for (lang, code) in [
        ("Deutsch", Some("odd-field")),
        ("de_DE", Some("odd-field")),
        ("pt-BR", None),
    ] {
        let text = format!(">>> content/a.md\n---\nlang: {lang}\n---\n# A\n");
        let project = Project::new(&text);
        let told = code.map(|code| format!("content/a.md:2:7 {code} `{lang}` is no language"));
        let told: Vec<String> = told.into_iter().collect();
        assert_eq!(project.findings(), told);
        let args = ["build", "--keep-going", "--output", "o"];
        casebook(project.root(), &args).output().unwrap();
        let page = fs::read_to_string(project.root().join("o/a.html")).unwrap();
        let is_used = page.contains(&format!("<html lang=\"{lang}\""));
        assert_eq!(is_used, code.is_none(), "{page}");
    }
}

#[test]
fn a_setting_without_a_value_or_that_names_nothing_is_told_at_its_place() {
    for (settings, told) in [
        (
            "evidence: {methods: {interview: {weight: ~}}}",
            &["1:34 `weight` has no value"][..],
        ),
        (
            "evidence:\n  methods:\n    chat: {class: say, weight: 1, n_full: ~, about: problem}",
            &["3:35 `n_full` has no value"],
        ),
        (
            "language:\ntitle:\nexclude:",
            &["1:1 `language` has no value", "3:1 `exclude` has no value"],
        ),
        (
            "feedback: {answer_days: null}",
            &["1:12 `answer_days` has no value"],
        ),
        (
            "nav: [nope, a.md, guide, guide/, b]",
            &["1:7 `nav` names `nope`, which is no page or folder at the top"],
        ),
        (
            "nav: giude",
            &["1:6 `nav` names `giude`, which is no page or folder at the top"],
        ),
        ("language: \"x y\"", &["1:11 `language` cannot be `x y`"]),
        (
            "language: english",
            &["1:11 `language` cannot be `english`"],
        ),
        ("language: de_DE", &["1:11 `language` cannot be `de_DE`"]),
        ("language: d", &["1:11 `language` cannot be `d`"]),
        ("language: de-", &["1:11 `language` cannot be `de-`"]),
        ("language: zh-Hant-TW", &[]),
        ("language: nds", &[]),
        (
            "privacy: {names_file: nmaes}",
            &["1:23 odd-field there is no file `nmaes`, so no name is looked for"],
        ),
        ("privacy: {names_file: content/a.md}", &[]),
        (
            "kinds: {problem: {fields: {x: {type: text, check: nope}}}}",
            &["1:44 there is no check `nope`"],
        ),
        (
            "kinds: {problem: {fields: {x: {type: text, check: no-date}}}}",
            &[],
        ),
    ] {
        let text = format!(
            ">>> casebook.yaml\n{settings}\n>>> content/a.md\n# A\n>>> content/c.md\n---\nid: b\n---\n# C\n>>> content/guide/d.md\n# D\n"
        );
        let findings = Project::new(&text).findings();
        let found = findings
            .iter()
            .filter_map(|f| f.strip_prefix("casebook.yaml:"));
        let found: Vec<String> = found
            .map(|f| f.replacen(" config-invalid", "", 1))
            .collect();
        assert_eq!(found, told, "{settings}");
    }
}

#[test]
fn a_leftover_is_told_although_another_stands_in_an_address_that_arrives() {
    let told = |text: &str| {
        let findings = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> guide/b.md\n# B\n>>> a.md\n# A\n\n{text}\n"
        ))
        .findings();
        let told = findings
            .into_iter()
            .filter(|f| f.contains("foreign-syntax"));
        told.collect::<Vec<_>>()
    };
    let arrives = "[b]({{site.baseurl}}/guide/b.md)";
    assert_eq!(told(arrives), [""; 0]);
    let shown = "is for another program, and is shown as it stands";
    for leftover in [
        "{% include x %}",
        "{{ y }}",
        "{::options a=\"b\" /}",
        "<%= y %>",
    ] {
        let wanted = format!("a.md:5:1 foreign-syntax `{leftover}` {shown}");
        assert_eq!(told(&format!("{arrives}\n\n{leftover}")), [wanted]);
    }
    let gone = "[b]({{site.baseurl}}/guide/c.md)\n\n[c]({{url}}/c.md)";
    assert_eq!(
        told(gone),
        [
            "a.md:3:1 foreign-syntax `{{site.baseurl}}` is for another program, and this leads nowhere"
        ]
    );
}
