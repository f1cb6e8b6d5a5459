//! Methods, statuses and verdicts are read in the words that people use, each with a hint; what no list knows is an
//! error. Decisions are read as MADR writes them.
#![allow(clippy::unwrap_used)]

use crate::support::Project;
use casebook::engine::Snapshot;

/// The project with one file, as it would be published.
fn snapshot(folder: &str, front_matter: &str) -> Snapshot {
    let text =
        format!(">>> casebook.yaml\ncontent: .\n>>> {folder}/x.md\n---\n{front_matter}\n---\n");
    Project::new(&text).snapshot()
}

/// The values of some fields of the file, and the codes of the findings at them.
fn read(folder: &str, field: &str, written: &str) -> (Option<String>, Vec<&'static str>) {
    let first = match folder {
        "validations" if field != "method" => "method: survey\n",
        "decisions" => "because: so\n",
        _ => "",
    };
    let snapshot = snapshot(folder, &format!("{first}{field}: {written}"));
    let fields = &snapshot.graph.entries[0].document.fields;
    let value = fields.text(field).map(str::to_owned);
    let line = if first.is_empty() { 2 } else { 3 };
    let codes = snapshot
        .findings
        .iter()
        .filter(|f| f.line == line && *f.path == *format!("{folder}/x.md"));
    let codes = codes
        .map(|f| f.code)
        .filter(|code| ["alias-used", "bad-enum"].contains(code));
    (value, codes.collect())
}

#[test]
fn words_that_people_use_are_read_with_a_hint_in_any_case_and_plural() {
    for (folder, field, word, written) in [
        (
            "validations",
            "method",
            "interview",
            "user interviews, User Interview, talks, calls, Interviews, INTERVIEW",
        ),
        (
            "validations",
            "method",
            "usability-test",
            "user testing, Usability testing, usability test, usability_tests, moderated test, unmoderated tests",
        ),
        (
            "validations",
            "method",
            "survey",
            "questionnaire, poll, Polls",
        ),
        ("validations", "method", "desk", "desk research, Literature"),
        (
            "validations",
            "method",
            "observation",
            "contextual inquiry, field visits, shadowing, observations",
        ),
        ("validations", "method", "pilot", "beta, trial"),
        (
            "validations",
            "method",
            "ab-test",
            "A/B, a/b tests, split test, AB test",
        ),
        ("validations", "method", "support", "tickets"),
        ("validations", "method", "concept-test", "prototype test"),
        (
            "validations",
            "method",
            "workshop",
            "focus group, co-design",
        ),
        (
            "validations",
            "method",
            "analytics",
            "metrics, logs, Analytics",
        ),
        (
            "problems",
            "status",
            "proposed",
            "draft, Backlog, todo, to do, new",
        ),
        (
            "problems",
            "status",
            "exploring",
            "open, Exploring, in progress, In-Progress, wip",
        ),
        ("problems", "status", "validated", "confirmed"),
        (
            "problems",
            "status",
            "solved",
            "resolved, Fixed, closed, Done",
        ),
        (
            "problems",
            "status",
            "parked",
            "on hold, wontfix, deferred, postponed",
        ),
        ("validations", "status", "done", "completed, finished, Done"),
        (
            "validations",
            "status",
            "running",
            "in progress, in-progress",
        ),
        ("validations", "status", "abandoned", "cancelled"),
        (
            "validations",
            "method",
            "observation",
            "field study, Site visits, Feldstudie",
        ),
        (
            "validations",
            "method",
            "usability-test",
            "Usability study, Guerrilla testing",
        ),
        (
            "validations",
            "method",
            "concept-test",
            "Concept testing, Prototype testing",
        ),
        (
            "validations",
            "method",
            "pilot",
            "Pilot study, Beta test, Pilotstudie",
        ),
        (
            "validations",
            "status",
            "done",
            "Complete, Closed, abgeschlossen",
        ),
        ("validations", "status", "running", "Ongoing, laufend"),
        ("validations", "status", "planned", "Not started, geplant"),
        ("validations", "status", "abandoned", "Canceled"),
        ("problems", "severity", "low", "Minor, niedrig"),
        ("problems", "severity", "high", "Major, hoch"),
        ("problems", "severity", "critical", "Blocker, Showstopper"),
        ("problems", "status", "parked", "Won't fix"),
        ("solutions", "status", "building", "In development"),
        ("solutions", "status", "shipped", "Launched"),
        ("solutions", "status", "planned", "To do, geplant"),
        ("solutions", "status", "building", "in progress, WIP"),
        ("solutions", "status", "shipped", "live, Released, done"),
        ("solutions", "status", "planned", "backlog"),
        ("solutions", "status", "retired", "dropped, deprecated"),
        ("decisions", "status", "superseded", "Deprecated"),
        (
            "validations",
            "verdict",
            "supported",
            "true, validated, confirmed, 'yes'",
        ),
        (
            "validations",
            "verdict",
            "mixed",
            "partly, maybe true, somewhat true",
        ),
        (
            "validations",
            "verdict",
            "refuted",
            "false, invalidated, rejected, 'no'",
        ),
        (
            "validations",
            "verdict",
            "inconclusive",
            "unclear, no difference",
        ),
    ] {
        for written in written.split(", ") {
            let wanted = (Some(word.to_owned()), vec!["alias-used"]);
            assert_eq!(read(folder, field, written), wanted, "{field}: {written}");
        }
        assert_eq!(
            read(folder, field, word),
            (Some(word.to_owned()), vec![]),
            "{word}"
        );
    }
}

#[test]
fn a_method_is_read_at_the_beginning_or_the_end_of_a_phrase() {
    for (word, written) in [
        (
            "interview",
            "Semi-structured interviews, Stakeholder interviews, phone call, Interviews with clerks, Tiefeninterviews, \
             Entretiens semi-directifs, entrevistas",
        ),
        (
            "usability-test",
            "Moderated usability testing, unmoderated usability test, Remote user tests, Nutzertests",
        ),
        (
            "survey",
            "Online survey, Umfrage, Nutzerbefragung, encuesta en línea",
        ),
        ("desk", "Literature review, review of literature"),
        ("card-sort", "Card sorting, open card sort"),
        ("tree-test", "Tree testing"),
        ("diary", "Diary study, Diary studies"),
        ("expert", "Heuristic evaluation"),
    ] {
        for written in written.split(", ") {
            let wanted = (Some(word.to_owned()), vec!["alias-used"]);
            assert_eq!(read("validations", "method", written), wanted, "{written}");
        }
    }
    // Two methods are no one's, and a status is no part of a phrase.
    for (folder, field, written) in [
        ("validations", "method", "interviews and a survey"),
        ("validations", "method", "test of the call centre"),
        ("decisions", "status", "not accepted"),
    ] {
        let wanted = (None, vec!["bad-enum"]);
        assert_eq!(read(folder, field, written), wanted, "{written}");
    }
}

#[test]
fn a_word_that_no_list_knows_is_an_error_and_no_default() {
    for (folder, field, written) in [
        ("validations", "method", "chatting"),
        ("validations", "method", "test"),
        ("problems", "status", "superseded"),
        ("solutions", "status", "rejected"),
        ("decisions", "status", "superseded by"),
        ("decisions", "status", "supersed by x"),
        ("validations", "verdict", "supportive"),
    ] {
        assert_eq!(
            read(folder, field, written),
            (None, vec!["bad-enum"]),
            "{field}: {written}"
        );
    }
    // A study that is not finished has no verdict, and that is no error.
    for written in ["wip", "Pending"] {
        assert_eq!(
            read("validations", "verdict", written),
            (None, vec!["alias-used"])
        );
    }
}

#[test]
fn a_rejected_decision_is_accepted_and_declines() {
    let read = |front_matter: &str| {
        let snapshot = snapshot("decisions", front_matter);
        let fields = &snapshot.graph.entries[0].document.fields;
        let texts = ["status", "outcome"].map(|name| fields.text(name).map(str::to_owned));
        let said = snapshot
            .findings
            .iter()
            .filter(|f| f.code == "alias-used" || f.code == "bad-enum");
        let said =
            said.map(|f| format!("{} — {}", f.message, f.help.as_deref().unwrap_or_default()));
        (texts, said.collect::<Vec<_>>())
    };
    let hint = "`Rejected` is read as `accepted` — write `status: accepted` and `outcome: decline`";
    let declined = [Some("accepted".to_owned()), Some("decline".to_owned())];
    assert_eq!(
        read("status: Rejected"),
        (declined.clone(), vec![hint.to_owned()])
    );
    assert_eq!(
        read("status: Rejected\noutcome: decline"),
        (declined, vec![hint.to_owned()])
    );
    let (texts, said) = read("outcome: build\nstatus: rejected");
    assert_eq!(texts, [None, Some("build".to_owned())]);
    let contradiction =
        "`rejected` says `outcome: decline`, and `outcome` is another — write which one holds";
    assert_eq!(said, [contradiction]);
    // Also where the text says one of the two, or both.
    for text in [
        "outcome: build\n---\n# X\n\n## Status\n\nRejected",
        "title: X\n---\n# X\n\nStatus: rejected\nOutcome: build",
        "title: X\n---\n# X\n\nOutcome: build\nStatus: rejected",
    ] {
        let snapshot = snapshot("decisions", text);
        let fields = &snapshot.graph.entries[0].document.fields;
        let read = (fields.text("status"), fields.text("outcome"));
        assert_eq!(read, (None, Some("build")), "{text}");
        let mut said = snapshot.findings.iter();
        assert!(
            said.any(|f| f.message.contains("ejected` says `outcome: decline`")),
            "{text}"
        );
    }
}

#[test]
fn a_decision_that_is_put_off_is_accepted_as_not_now_and_one_on_hold_is_not_guessed() {
    for written in ["deferred", "Postponed", "parked", "zurückgestellt"] {
        for text in [
            format!("status: {written}"),
            format!("title: X\n---\n# X\n\n## Status\n\n{written}"),
        ] {
            let snapshot = snapshot("decisions", &text);
            let fields = &snapshot.graph.entries[0].document.fields;
            let read = (fields.text("status"), fields.text("outcome"));
            assert_eq!(read, (Some("accepted"), Some("defer")), "{text}");
        }
    }
    // A record that says nothing else in words of casebook has no error for it; one that does has.
    for (text, code) in [
        ("status: on hold", "odd-field"),
        (
            "status: on hold\ndate: 2025-01-01\ndeciders: [ana]",
            "odd-field",
        ),
        (
            "title: X\n---\n# X\n\n## Status\n\nOn hold (waiting for legal)",
            "odd-field",
        ),
        ("status: on hold\noutcome: build", "bad-enum"),
        (
            "outcome: build\n---\n# X\n\n## Status\n\nOn hold",
            "bad-enum",
        ),
    ] {
        let snapshot = snapshot("decisions", text);
        let fields = &snapshot.graph.entries[0].document.fields;
        assert!(!fields.is_understood("status"), "{text}");
        let told = snapshot.findings.iter();
        let told = told.filter(|f| f.message.contains("is no `status`"));
        assert_eq!(told.map(|f| f.code).collect::<Vec<_>>(), [code], "{text}");
    }
}

#[test]
fn a_decision_that_says_what_supersedes_it_is_linked_from_there() {
    for (written, links) in [
        ("superseded by 0002-new", 1),
        ("Superseded by [ADR-0002](0002-new.md)", 1),
        ("superseded by [[0002-new]]", 1),
        ("superseded by ADR-0002", 1),
        ("superseded by ADR 0002 — New", 1),
        ("superseded by ADR-0002 New", 1),
        ("superseded by 0002 New", 1),
        ("\"superseded by ADR-0002: New\"", 1),
        ("superseded by 0002-new (in May)", 1),
        ("superseded by [New](0002-new.md) – in May", 1),
        ("superseded by the 0002 others", 0),
        ("superseded by ADR-2", 0),
        ("superseded by what comes", 0),
        ("superseded by 0001-old", 0),
        ("superseded\nsuperseded_by: 0002-new", 1),
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> decisions/0001-old.md\n---\ntitle: Old\noutcome: build\n\
             status: {written}\n---\n>>> decisions/0002-new.md\n---\ntitle: New\noutcome: build\n---\n"
        ));
        let snapshot = project.snapshot();
        let graph = &snapshot.graph;
        let [old, new] = ["0001-old", "0002-new"].map(|id| graph.find_by_id(id).unwrap());
        assert_eq!(
            graph
                .targets(new, "supersedes")
                .filter(|to| *to == old)
                .count(),
            links,
            "{written}"
        );
        let fields = &graph.entry(old).document.fields;
        assert_eq!(fields.text("status"), Some("superseded"), "{written}");
        // What resolves to nothing stays as words.
        assert_eq!(fields.has("superseded_by"), links == 0, "{written}");
        let errors = snapshot
            .findings
            .iter()
            .filter(|f| f.severity.as_str() == "error");
        assert_eq!(errors.count(), 0, "{written}");
    }
    // Said at both ends, it is one link.
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> decisions/a.md\n---\nstatus: superseded by b\n---\n\
         >>> decisions/b.md\n---\nsupersedes: a\n---\n",
    );
    assert_eq!(project.snapshot().graph.edges.len(), 1);
}

#[test]
fn keys_of_other_tools_are_known_unless_they_decide_about_publishing() {
    let told = |settings: &str, keys: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n{settings}\n>>> personas/x.md\n---\nname: X\n{keys}\n---\n"
        ));
        let findings = project.findings();
        findings
            .iter()
            .filter(|f| f.contains("unknown-field"))
            .count()
    };
    for key in [
        "layout",
        "date",
        "created",
        "cssclasses",
        "sidebar_position",
        "decision-makers",
        "weight",
        "slug",
        "permalink",
    ] {
        assert_eq!(told("", &format!("{key}: 1")), 0, "{key}");
    }
    for key in ["published", "unlisted", "colour", "Layout"] {
        assert_eq!(told("", &format!("{key}: 1")), 1, "{key}");
    }
    assert_eq!(told("foreign_keys: [colour]", "colour: 1"), 0);
    assert_eq!(told("foreign_keys: [colour]", "empathy: {colour: 1}"), 1);
}

#[test]
fn the_status_of_a_decision_is_read_below_its_heading() {
    let read = |text: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{decision: {{folders: [adr]}}}}\n>>> adr/x.md\n{text}\n"
        ));
        let snapshot = project.snapshot();
        let fields = &snapshot.graph.entries[0].document.fields;
        ["status", "outcome", "superseded_by"]
            .map(|name| fields.text(name).unwrap_or("-").to_owned())
            .join(" ")
    };
    for (text, wanted) in [
        ("# X\n\n## Status\n\nProposed\n", "proposed - -"),
        (
            "# X\n\n## Status\n**Rejected** in May\n",
            "accepted decline -",
        ),
        (
            "# X\n\n## Status\n\nSuperseded by ADR 009\n",
            "superseded - ADR 009",
        ),
        (
            "# X\n\n## Status\n\nAccepted on 2024-03-01.\n",
            "accepted - -",
        ),
        (
            "---\ntitle: X\n---\n## Status:\n\nproposed\n",
            "proposed - -",
        ),
        (
            "---\nstatus: accepted\n---\n# X\n\n## Status\n\nproposed\n",
            "accepted - -",
        ),
        (
            "# X\n\n| | |\n|---|---|\n| Status | Draft |\n\n## What\n",
            "proposed - -",
        ),
        ("# X\n\n**Status**: Proposed\n", "proposed - -"),
        ("# X\n\n- **Status:** Rejected\n", "accepted decline -"),
        ("* Status: proposed\n* Date: 2024\n", "proposed - -"),
        (
            "Status: superseded by [ADR 9](9.md)\n\n# X\n",
            "superseded - 9.md",
        ),
        ("# X\n\n| Status | TBD |\n|---|---|\n", "- - -"),
        (
            "# X\n\n## Status: Rejected\n\nToo dear.\n",
            "accepted decline -",
        ),
        ("# X\n\n### **Status:** Proposed ###\n", "proposed - -"),
        (
            "# X\n\n## Status: as we see it\n\nProposed\n",
            "proposed - -",
        ),
        (
            "# X\n\n## Status\n\n- [ ] proposed\n- [ ] accepted\n- [x] rejected\n",
            "accepted decline -",
        ),
        (
            "# X\n\n## Status\n\n* [X] Superseded by ADR 009\n* [ ] accepted\n",
            "superseded - ADR 009",
        ),
        (
            "# X\n\n## Status\n\n- [ ] proposed\n- [ ] accepted\n",
            "- - -",
        ),
        // A column of one row is what stands below its name; of several, nobody knows which counts.
        (
            "# X\n\n| Status | Date |\n|---|---|\n| Rejected | 2024-01-01 |\n",
            "accepted decline -",
        ),
        (
            "# X\n\n| Status | Date |\n|---|---|\n| Open | 2023 |\n| Rejected | 2024 |\n",
            "- - -",
        ),
        (
            "# X\n\n| Status | Draft |\n|---|---|\n| Scope | all |\n",
            "proposed - -",
        ),
        ("# X\n\n| Status |  |\n|---|---|\n", "accepted - -"),
        ("# X\n\nStatus: %%proposed%%\n", "accepted - -"),
        ("# X\n\n<!-- Status: proposed -->\n", "accepted - -"),
        ("# X\n\n<!--\nStatus: proposed\n-->\n", "accepted - -"),
        ("# X\n\n```\nStatus: proposed\n```\n", "accepted - -"),
        ("# X\n\n## A\n\n## B\n\nStatus: proposed\n", "accepted - -"),
        ("# X\n\n## Status\n\nWe wait.\n", "- - -"),
        ("# X\n\n## Status\n\nNot accepted yet.\n", "- - -"),
        (
            "# X\n\n## Status\n\nproposed | accepted | rejected\n",
            "- - -",
        ),
        (
            "# X\n\n## Status\n\nWe agreed on this in May.\n",
            "accepted - -",
        ),
        ("# X\n\n## Status\n\n2024-03-01 proposed\n", "proposed - -"),
        ("# X\n\n## Status\n\n✅ Adopted\n", "accepted - -"),
        (
            "# X\n\n## Status\n\nDate: 2024-03-01\n\nPending\n",
            "proposed - -",
        ),
        (
            "# X\n\n## Status\n\n<!-- proposed\naccepted -->\n\nObsolete\n",
            "superseded - -",
        ),
        (
            "# X\n\n## Status\n\n<!-- proposed -->\n\n## B\n",
            "accepted - -",
        ),
        (
            "# X\n\n## Status\n\nErsetzt durch [ADR 9](9.md)\n",
            "superseded - 9.md",
        ),
        (
            "# X\n\n## Status\n\n## Context\n\nProposed\n",
            "accepted - -",
        ),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
    let project = Project::new(">>> decisions/x.md\n---\ntitle: X\n---\n# X\n\n* Status: TBD\n");
    let findings = project.findings();
    let told = "decisions/x.md:6:11 odd-field `TBD` is no `status`";
    assert!(findings.iter().any(|f| f.contains(told)), "{findings:#?}");
    // One that is not understood is none: nothing is counted or asked of it as if it were accepted.
    let project = Project::new(
        ">>> decisions/x.md\n---\ntitle: X\noutcome: build\ndate: 2024\n---\n# X\n\n## Status\n\nWe wait.\n",
    );
    let findings = project.findings();
    let told = "decisions/x.md:10:1 bad-enum `We wait` is no `status`";
    assert_eq!(findings, [told]);
}
