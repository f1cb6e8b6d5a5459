//! Tests of entry pages, rendered with the built-in theme.

use super::pages;
use crate::graph::EntryId;
use crate::model::{Field, FieldType, Schema};
use crate::site::fixture;

/// The page at `url` of a site of these files.
fn html(files: &[(&str, &str)], url: &str) -> String {
    fixture::with_site(files, |site| fixture::render(&pages(site), url))
}

/// The text between tags with white space collapsed.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                out.push(' ');
            }
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_says(html: &str, says: &str) {
    let text = text(html);
    assert!(text.contains(says), "`{says}` is not in:\n{text}");
}

const PERSONA: (&str, &str) = (
    "personas/awinita.md",
    "---\nname: Awinita\nrole: Data analyst\n---\n",
);

const PROBLEM: (&str, &str) = (
    "problems/why.md",
    "---\ntitle: Errors are hard\npersonas: [awinita]\nneed: know why\n---\n",
);

#[test]
fn duplicates_are_dropped_and_the_first_order_is_kept() {
    for count in [0, 3, 15, 16, 17, 40] {
        let there_and_back = (0..count).chain((0..count).rev()).map(EntryId);
        let expected: Vec<EntryId> = (0..count).map(EntryId).collect();
        assert_eq!(crate::graph::distinct_in_order(there_and_back), expected);
    }
}

#[test]
fn an_untested_problem_shows_what_is_missing() {
    let html = html(&[PERSONA, PROBLEM], "problems/why.html");
    assert_says(&html, "As Awinita (Data analyst), I need to know why .");
    assert_says(&html, "Nobody has tested this yet.");
    assert_says(&html, "There is no answer to test yet.");
    assert_says(&html, "Solution No solution yet");
    assert_eq!(html.matches(r#"<li class="missing">"#).count(), 5);
}

/// The need in the first person, without its tags.
fn said_need(html: &str) -> Option<String> {
    let (_, after) = html.split_once(r#"<p class="statement">"#)?;
    let need = text(after.split("</p>").next()?);
    Some(
        need.replace(" ,", ",")
            .replace(" .", ".")
            .replace(" (", "(")
            .replace('(', " ("),
    )
}

fn need_of(problem: &str) -> Option<String> {
    let persona = "---\nname: Awinita\nrole: Grantee data analyst\n---\n";
    let others =
        ["b", "c", "d", "e"].map(|id| (format!("personas/{id}.md"), "---\nname: N\n---\n"));
    let mut files = vec![("personas/awinita.md", persona), ("problems/p.md", problem)];
    files.extend(others.iter().map(|(path, text)| (path.as_str(), *text)));
    said_need(&html(&files, "problems/p.html"))
}

#[test]
fn a_need_statement_leaves_out_missing_parts() {
    let full = "---\npersonas: awinita\nwhen: a file is rejected\nneed: know why.\nso_that: I can fix it\n---\n";
    let sentence = "As Awinita (Grantee data analyst), when a file is rejected, I need to know why, so that I can fix it.";
    assert_eq!(need_of(full).as_deref(), Some(sentence));
    let bare = need_of("---\nneed: I need to know why\n---\n");
    assert_eq!(bare.as_deref(), Some("I need to know why."));
    let when = need_of("---\nneed: know why\nwhen: When it fails\n---\n");
    assert_eq!(when.as_deref(), Some("When it fails, I need to know why."));
    assert_eq!(need_of("---\ntitle: P\n---\n"), None);
}

#[test]
fn a_persona_that_is_called_by_its_role_is_introduced_once() {
    let statement = |name: &str, role: &str| {
        let persona = format!("---\nname: {name}\nrole: {role}\n---\n");
        let problem = "---\npersonas: seeker\nneed: know\n---\n";
        let files = [
            ("personas/seeker.md", &*persona),
            ("problems/p.md", problem),
        ];
        said_need(&html(&files, "problems/p.html"))
    };
    for (name, role, who) in [
        ("Jobseeker", "Jobseeker", "Jobseeker"),
        ("Jobseeker", "jobseeker", "Jobseeker"),
        (
            "Jobseeker",
            "Jobseeker in Kent",
            "Jobseeker (Jobseeker in Kent)",
        ),
    ] {
        let sentence = format!("As {who}, I need to know.");
        assert_eq!(statement(name, role), Some(sentence));
    }
}

#[test]
fn at_most_three_personas_are_named() {
    let many = need_of("---\npersonas: [awinita, b, c, d, e]\nneed: know\n---\n");
    assert_eq!(
        many.as_deref(),
        Some("As Awinita, N, N or one of 2 more, I need to know.")
    );
    let twice = need_of("---\npersonas: [b, b]\nneed: know\n---\n");
    assert_eq!(twice.as_deref(), Some("As N, I need to know."));
}

#[test]
fn a_score_shows_the_sum_of_its_studies() {
    let files = [
        PROBLEM,
        (
            "validations/talks.md",
            "---\nmethod: interview\nparticipants: 8\ndate: 2024-08-02\nproblems: why\nverdict: supported\n---\n",
        ),
        (
            "validations/survey.md",
            "---\nmethod: survey\nparticipants: 240\ndate: 2024-10-01\nproblems: why\nverdict: supported\n---\n",
        ),
        (
            "validations/against.md",
            "---\nmethod: workshop\nproblems: why\nverdict: mixed\n---\n",
        ),
    ];
    let html = html(&files, "problems/why.html");
    // 2.314 = 3·√(8/12)·2^(−90/1095), 1.962 = 2·2^(−30/1095); the sum is 10·(1 − 0.7686·0.8038·0.9984).
    assert_says(
        &html,
        "Interviews 2.314 of 3 8 people in 1 study. All count: 12 is full for interviews.",
    );
    assert_says(&html, "Talks 90 days old 8 0.8923 7.138 2.314");
    assert_says(&html, "3 × √(7.138 ÷ 12) = 2.314");
    assert_says(
        &html,
        "240 answers in 1 study, the 100 that weigh most count. 100 is full for surveys.",
    );
    assert_says(&html, "Survey 30 days old 100 of 240 0.9627 96.27 1.962");
    assert_says(
        &html,
        "Against no date, counts as 4380 days old, mixed: half on each side, nobody noted how many, so one counts",
    );
    assert_says(&html, "Surveys 1.962 7.671 × 0.8038 6.166 3.83");
    assert_says(&html, "Good for 3.8, against 0.0 of 10");
    assert_says(
        &html,
        "Two studies say yes, none says no and one says partly.",
    );
    assert_says(&html, "One person weighs 4^(−days ÷ 1095)");
    assert_says(
        &html,
        "What would raise it: watching 6 people would make it strong, 5.3.",
    );
}

#[test]
fn a_mixed_study_shows_on_each_side_the_quotation_of_that_stance() {
    let files = [
        PROBLEM,
        (
            "validations/talks.md",
            "---\nmethod: interview\nparticipants: 20\ndate: 2024-10\nproblems: why\nverdict: mixed\n---\n",
        ),
        (
            "insights/yes.md",
            "---\ntitle: Yes\nvalidations: talks\nproblems: why\nquotes: “So I have to go to my book.”\n---\n",
        ),
        (
            "insights/no.md",
            "---\ntitle: No\nvalidations: talks\nproblems: why\nstance: contradicts\nquotes: I never see one\n---\n",
        ),
    ];
    let html = html(&files, "problems/why.html");
    let (before, after) = html.split_once("Against: it is not").expect("two sides");
    assert!(
        before.contains("“So I have to go to my book.”") && !before.contains("I never see one")
    );
    assert!(after.contains("“I never see one”") && !after.contains("go to my book"));
}

#[test]
fn a_decision_shows_the_score_of_its_day_beside_that_of_today() {
    let study = |date: &str, verdict: &str| {
        format!(
            "---\nmethod: observation\nparticipants: 10\ndate: {date}\nproblems: why\nverdict: {verdict}\n---\n"
        )
    };
    let (old, new) = (
        study("2024-01-01", "supported"),
        study("2024-06-01", "refuted"),
    );
    let files = [
        PROBLEM,
        ("validations/a.md", old.as_str()),
        ("validations/b.md", new.as_str()),
        (
            "decisions/d.md",
            "---\ntitle: Build it\ndate: 2024-02-01\noutcome: build\nproblems: why\nrevisit: 2024-05\n---\n",
        ),
    ];
    let page = html(&files, "decisions/d.html");
    assert_says(&page, "Errors are hard Good 2.9 Contested Not tested");
    assert_says(&page, "May 2024 5 months late");
    let problem = html(&files, "problems/why.html");
    assert_says(
        &problem,
        "Build, 1 February 2024 · then good 2.9, today contested",
    );
}

#[test]
fn a_metric_says_whether_its_change_is_within_the_margin_of_error() {
    let metric = |later: &str| {
        let text = format!(
            "---\ntitle: NPS\ntype: nps\ntarget: 30\nreadings:\n  - {{date: 2024-Q1, promoters: 380, passives: 300, detractors: 320}}\n  - {{date: 2024-Q2, {later}}}\n---\n"
        );
        html(&[("metrics/nps.md", text.as_str())], "metrics/nps.html")
    };
    let real = metric("promoters: 420, passives: 300, detractors: 280");
    assert_says(
        &real,
        "+14 in 2024 Q2, +6 in 2024 Q1 before. The rise is a real change, for the better.",
    );
    assert_says(&real, "+8 points, a real change");
    let chance = metric("promoters: 390, passives: 300, detractors: 310");
    assert_says(&chance, "The rise is within the margin of error.");
    assert_says(&chance, "Target +30 , not reached yet");
}

#[test]
fn overdue_feedback_is_marked() {
    let feedback =
        "---\ntitle: Which?\nreceived: 2024-10-26\nproblems: why\nquote: Which case failed?\n---\n";
    let files = [PROBLEM, ("feedback/f.md", feedback)];
    assert_says(&html(&files, "feedback/f.html"), "No answer for 5 days");
    assert_says(&html(&files, "problems/why.html"), "1 voice, 1 person");
}

#[test]
fn a_journey_names_its_low_point_and_problems_that_name_a_stage() {
    let files = [
        (
            "problems/why.md",
            "---\ntitle: Errors are hard\nstage: send#read-errors\n---\n",
        ),
        (
            "journeys/send.md",
            "---\ntitle: Send\nscenario: Four times a year.\nstages:\n  - {name: Send it, feels: 1}\n  - {name: Read errors, feels: -2}\n---\n",
        ),
    ];
    let html = html(&files, "journeys/send.html");
    assert_says(&html, "Four times a year. The low point is “Read errors”.");
    assert_says(
        &html,
        "Where it hurts Nothing known Errors are hard Not tested",
    );
}

#[test]
fn hidden_entries_are_neither_named_nor_linked() {
    let files = [
        (
            "problems/why.md",
            "---\ntitle: Errors are hard\npersonas: [ghost]\nparent: ghost-problem\nrelated: [ghost]\n---\n",
        ),
        ("personas/ghost.md", "---\nname: Ghost\ndraft: true\n---\n"),
        (
            "problems/ghost-problem.md",
            "---\ntitle: Ghost\ndraft: true\n---\n",
        ),
    ];
    let html = html(&files, "problems/why.html");
    assert!(!html.to_lowercase().contains("ghost"), "{html}");
}

#[test]
fn markup_in_fields_is_escaped() {
    let evil = r#"<img src=x onerror=alert(1)>"#;
    let problem = format!(
        "---\ntitle: '{evil}'\nneed: '{evil}'\nhmw: '{evil}'\nlinks: ['javascript:alert(1)']\n---\n"
    );
    let html = html(
        &[("problems/why.md", problem.as_str())],
        "problems/why.html",
    );
    assert!(
        !html.contains("<img") && !html.contains("href=\"javascript:"),
        "{html}"
    );
}

/// Lists on a page are cut, so thousands of backlinks must not make it grow.
#[test]
fn pages_stay_below_600_kb_with_thousands_of_backlinks() {
    let title = "t".repeat(150);
    let mut files = vec![(
        "personas/p.md".to_owned(),
        "---\nname: P\ngoals: [g]\n---\n".to_owned(),
    )];
    for i in 0..1500 {
        files.push((
            format!("problems/q{i}.md"),
            format!(
                "---\ntitle: {title}{i}\npersonas: p\nparent: q0\nimportance: 9\n---\n[[q0]]\n"
            ),
        ));
        files.push((
            format!("validations/v{i}.md"),
            format!("---\ntitle: {title}{i}\nmethod: interview\nproblems: q0\npersonas: p\nverdict: mixed\n---\n"),
        ));
    }
    files[1].1 = "---\ntitle: Root\npersonas: p\n---\n".into();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    fixture::with_site(&files, |site| {
        let pages = pages(site);
        for url in ["problems/q0.html", "personas/p.html"] {
            let size = fixture::render(&pages, url).len();
            assert!(size < 600_000, "{url} has {size} bytes");
        }
    });
}

#[test]
fn every_public_field_of_every_kind_is_shown_on_its_page() {
    let schema = Schema::built_in();
    for kind in schema.kinds.iter() {
        let mut expected = Vec::new();
        let mut block = String::new();
        let excluded = [
            "id",
            "kind",
            "lang",
            "order",
            "draft",
            "visibility",
            "redirect_from",
            "slug",
            "permalink",
            // Said where findings are.
            "ignore",
        ];
        let fields = kind
            .fields
            .iter()
            .filter(|f| !f.is_private && !excluded.contains(&&*f.name));
        for field in fields {
            let value = sample(field, &mut expected);
            block.push_str(&format!("{}: {value}\n", field.name));
        }
        let own = format!("---\n{block}---\n");
        let path = format!("{}/x.md", kind.folder());
        let mut files = vec![(path.as_str(), own.as_str())];
        let others: Vec<(String, String)> = schema
            .kinds
            .iter()
            .map(|other| {
                let title = format!("---\n{}: Other {}\n---\n", other.title_field, other.name);
                (format!("{}/other-{}.md", other.folder(), other.name), title)
            })
            .collect();
        files.extend(others.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        let html = html(&files, &format!("{}/x.html", kind.page_folder));
        let text = text(&html);
        for (field, says) in expected {
            assert!(
                text.contains(&says),
                "`{field}: {says}` of {} is not on its page:\n{text}",
                kind.name
            );
        }
    }
}

/// YAML for a field; the text that its page must then contain is added to `expected`.
fn sample(field: &Field, expected: &mut Vec<(String, String)>) -> String {
    let name = &*field.name;
    let mut expect = |says: String| expected.push((name.to_owned(), says));
    match &field.ty {
        FieldType::Text if name == "tags" => {
            expect("taggy".into());
            "taggy".into()
        }
        FieldType::Text => {
            let word = format!("word-{name}");
            expect(word.clone());
            word
        }
        FieldType::Date | FieldType::Deadline => {
            expect("2023".into());
            "2023-02-03".into()
        }
        // A whole number that fits every range, and reads as itself or as a word.
        FieldType::Integer { .. } | FieldType::Number { .. } => "1".into(),
        FieldType::Choice(words) => {
            let word = &words[words.len() - 1].word;
            word.to_string()
        }
        FieldType::Link => {
            let to = field
                .link
                .as_ref()
                .and_then(|link| link.target_kind.clone());
            let to = to.unwrap_or("persona".into());
            expect(format!("Other {to}"));
            format!("other-{to}")
        }
        FieldType::Stage => {
            expect("Other journey".into());
            "other-journey".into()
        }
        FieldType::Person => {
            expect("the data team".into());
            "the data team".into()
        }
        FieldType::Address => {
            expect("https://example.org/x".into());
            "https://example.org/x".into()
        }
        FieldType::Map(fields) => {
            let inner: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: {}", field.name, sample(field, expected)))
                .collect();
            match field.is_list {
                true => format!("[{{{}}}]", inner.join(", ")),
                false => format!("{{{}}}", inner.join(", ")),
            }
        }
        FieldType::OpenMap => {
            expect(format!("open-{name}"));
            format!("{{key: open-{name}}}")
        }
        FieldType::Flag => "true".into(),
        FieldType::NumberMap => "{1: 1}".into(),
        FieldType::SusAnswers => "[[1, 5, 1, 5, 1, 5, 1, 5, 1, 5]]".into(),
    }
}

#[test]
fn an_insight_is_quoted_once_with_all_its_studies() {
    let study = "---\nmethod: interview\nparticipants: 9\ndate: 2024-09-01\n---\n";
    let files = [
        PERSONA,
        PROBLEM,
        ("validations/talks.md", study),
        ("validations/visits.md", study),
        (
            "insights/i.md",
            "---\ntitle: Known\nvalidations: [talks, visits]\nproblems: why\n\
             quotes: [I go to my own book before I look at any of your pages]\n---\n",
        ),
    ];
    let html = html(&files, "problems/why.html");
    assert_eq!(html.matches("<blockquote>").count(), 1);
    let quote = html.split_once("<blockquote>").expect("a quotation").1;
    let (quote, _) = quote.split_once("</li>").expect("the end of it");
    assert!(quote.contains("talks.html") && quote.contains("visits.html"));
}

#[test]
fn a_solved_problem_asks_for_nothing() {
    let file = "---\ntitle: Solved\nimportance: 9\nsatisfaction: 2\nstatus: solved\n---\n";
    let html = html(&[("problems/s.md", file)], "problems/s.html");
    assert_says(
        &html,
        "Next step None, it is solved (by its scores: research next )",
    );
}

#[test]
fn where_a_page_comes_from_is_marked_as_the_last_of_its_facts() {
    let html = html(&[PERSONA, PROBLEM], "problems/why.html");
    let (_, source) = html.split_once("fact-source\"").expect("a source");
    let (source, _) = source.split_once("</dl>").expect("the end of the facts");
    assert!(source.starts_with("><dt>Source</dt>") && source.matches("<dt>").count() == 1);
}

#[test]
fn the_chain_of_a_decision_shows_the_solution_that_it_is_about() {
    let files = [
        ("problems/a.md", "---\ntitle: A\n---\n"),
        (
            "solutions/old.md",
            "---\ntitle: The old one\nproblems: a\nstatus: retired\n---\n",
        ),
        (
            "solutions/new.md",
            "---\ntitle: The new one\nproblems: a\nstatus: building\n---\n",
        ),
        (
            "decisions/drop.md",
            "---\ntitle: Drop it\nproblems: a\nsolutions: old\noutcome: stop\n---\n",
        ),
    ];
    let main = |url| {
        fixture::visible_text(
            &fixture::with_site(&files, |site| fixture::render(&pages(site), url)),
            "main",
        )
    };
    let decision = main("decisions/drop.html");
    assert!(!decision.contains("The new one"), "{decision}");
    assert!(main("problems/a.html").contains("The new one"));
}

#[test]
fn a_study_speaks_about_no_problem_that_its_text_only_mentions() {
    let files = [
        ("problems/a.md", "---\ntitle: Alpha\n---\n"),
        ("problems/b.md", "---\ntitle: Beta\n---\n"),
        (
            "validations/talks.md",
            "---\nmethod: interview\nn: 9\ndate: 2024-05-01\nproblems: a\nverdict: supported\n---\nSee [[b]].\n",
        ),
    ];
    let html = html(&files, "validations/talks.html");
    let facts = text(&html);
    let about = facts.split("See").next().unwrap();
    assert!(
        about.contains("Alpha") && !about.contains("Beta"),
        "{facts}"
    );
}
