//! Personal data is found in every text that is shown, look-alikes are not reported, and no message prints it.

use crate::support::site::{Random, casebook};
use crate::support::{Project, shared};
use casebook::content::personal_data::{Detector, PersonalDataKind};

const SEED: u64 = 20_260_701;

type Make = fn(&mut Random) -> String;

/// `#` becomes a digit, `^` one from 2 to 9, `?` a small letter, `!` a capital.
fn filled(pattern: &str, random: &mut Random) -> String {
    let fill = |c| match c {
        '#' => char::from(b'0' + random.below(10) as u8),
        '^' => char::from(b'2' + random.below(8) as u8),
        '?' => char::from(b'a' + random.below(26) as u8),
        '!' => char::from(b'A' + random.below(26) as u8),
        c => c,
    };
    pattern.chars().map(fill).collect()
}

fn in_a_sentence(value: &str, random: &mut Random) -> String {
    let sentences = [
        "They said: {}.",
        "You reach us under {}, or by post.",
        "{} was the answer.",
        "({})",
        "We noted {} in the second session and moved on.",
        "- {}\n",
        "| P3 | {} | done |",
        "**{}** again",
        "Seen: {}; nobody knew why.",
        "It is “{}”",
    ];
    random.pick(&sentences).replace("{}", value)
}

fn email(random: &mut Random) -> String {
    const FORMS: [&str; 10] = [
        "ana.huber@hilfe.example.at",
        "j.doe+case#@mail-#.acme.com",
        "Firstname_Lastname@agency.acme.at.gov",
        "x@y.io",
        "müller#@bücher.example.de",
        "o'neil@example.ie",
        "???##@???????.co.uk",
        "INFO@ACME.ORG",
        "?????@?????.museum",
        "a-b-c@sub.sub.acme.net",
    ];
    let form = *random.pick(&FORMS);
    filled(form, random)
}

fn phone(random: &mut Random) -> String {
    const FORMS: [&str; 22] = [
        "+43 660 1^#####",
        "+43 1 ^##### ##",
        "+1 ^## ^##-####",
        "+1 (^##) ^##-####",
        "+1-^##-^##-####",
        "(^##) ^##-####",
        "^##-^##-####",
        "^##.^##.####",
        "1-^##-^##-####",
        "+44 20 7### ####",
        "+44 (0)20 7### ####",
        "020 7### ####",
        "0660/1^#####",
        "030 ^#######",
        "06 12 ## ## ##",
        "0660 ### ## ##",
        "0043 660 ^######",
        "+49 (0) 30 ^#####-##",
        "tel: 0660^######",
        "phone ^##-####",
        "call me at ^## ^## ####",
        "+4366^#######",
    ];
    let form = *random.pick(&FORMS);
    filled(form, random)
}

fn iban(random: &mut Random) -> String {
    let (country, length) = *random.pick(&[
        ("AT", 20),
        ("DE", 22),
        ("CH", 21),
        ("NL", 18),
        ("GB", 22),
        ("FR", 27),
    ]);
    let letters = if matches!(country, "NL" | "GB") {
        "!!!!"
    } else {
        ""
    };
    let rest = format!("{letters}{}", "#".repeat(length - 4 - letters.len()));
    let rest = filled(&rest, random);
    let remainder = |text: &str| {
        text.chars().fold(0, |sum, c| {
            let value = c.to_digit(36).unwrap();
            (sum * if value > 9 { 100 } else { 10 } + value) % 97
        })
    };
    let check = 98 - remainder(&format!("{rest}{country}00"));
    let whole = format!("{country}{check:02}{rest}");
    match random.below(2) {
        0 => whole,
        _ => grouped(&whole, &[4; 8], " "),
    }
}

fn card(random: &mut Random) -> String {
    let (form, groups): (&str, &[usize]) = *random.pick(&[
        ("4##############", &[4, 4, 4, 4][..]),
        ("52#############", &[4, 4, 4, 4]),
        ("37############", &[4, 6, 5]),
        ("6011###########", &[4, 4, 4, 4]),
    ]);
    let body = filled(form, random);
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| match (i % 2, c.to_digit(10).unwrap()) {
            (0, d) if d > 4 => d * 2 - 9,
            (0, d) => d * 2,
            (_, d) => d,
        })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    let separator = *random.pick(&["", " ", "-"]);
    grouped(&whole, groups, separator)
}

fn grouped(text: &str, groups: &[usize], separator: &str) -> String {
    let mut parts = Vec::new();
    let mut rest = text;
    for length in groups {
        let (part, more) = rest.split_at((*length).min(rest.len()));
        parts.push(part);
        rest = more;
    }
    parts.retain(|p| !p.is_empty());
    parts.join(separator)
}

/// A text with digits or an at sign that is no personal data.
fn harmless(random: &mut Random) -> String {
    const FORMS: [&str; 85] = [
        "v1.#.##",
        "1#.0.#-rc.#",
        "0.##.#",
        "2026-0^-1#",
        "1#.0^.2026",
        "0^/1#/2026",
        "1# May 2026",
        "2026-07-1#T1#:##:##Z",
        "2026-07-1# 1#:##",
        "2026-07-1#T1#:##:##+02:00",
        "10:##–11:##",
        "#^####",
        "issue #####",
        "PR-####",
        "TICKET-2026-###",
        "ID 00####",
        "INV-0###-####",
        "a1b2c3d#e4f#",
        "sha256:9f86d0818#4c7d659a2feaa0c55ad015",
        "deadbeef0660123456#",
        "550e8400-e29b-41d4-a716-44665544####",
        "$1,^##.00",
        "€ 1.^##,50",
        "1 ^## ### users",
        "+1^ %",
        "+# points",
        "+1^ ### users",
        "192.168.#.1##",
        "10.0.0.#/24",
        "2001:db8::####:1",
        "2019–2026",
        "2019-2026",
        "100-200",
        "^###-^### answers",
        "978-3-16-148410-#",
        "ISBN 0-306-40615-#",
        "ISSN 2049-363#",
        "48.20#2, 16.37#8",
        "-33.86#8, 151.20##",
        "+48.2082#,+16.37",
        "1Z999AA1012345678#",
        "9400 1000 0000 0000 0000 0#",
        "RR12345678#AT",
        "0000-0002-1825-009#",
        "doi:10.1000/18#.##",
        "https://example.org/users/0660-12345##",
        "www.example.org/?id=202-555-01##",
        "https://example.org/a@b.org/##",
        "react@18.#.0",
        "actions/checkout@v4.#",
        "lodash@4.17.##-beta.next",
        "@ana on Slack",
        "logo@2x.png",
        "git@github.com:me/repo#.git",
        "name@firma.de",
        "f769bbcb029f4f02b55ae7fad90e31#d@thread.skype",
        "ana at the desk",
        "5 @ 4.5#",
        "user@localhost",
        "1##### rows",
        "12 ### ###",
        "3.1415926535#",
        "6.022e2#",
        "n = 1##",
        "p < 0.0#",
        "95 % of ####",
        "room 0^.1##",
        "§ 1^#",
        "page 1##–2##",
        "1^:#^",
        "4 of 5",
        "Q3 2026",
        "0x7fff5fbf####",
        "E##-####-####",
        "SKU 44-####-##",
        "build 20260701.##",
        "17000000##",
        "170000000####",
        "port 8080",
        "lat 47.0#####",
        "UTC+02:00",
        "A4 210 x 297",
        "1234-5678-9012-345#-6789",
        "01-02-2026",
        "00:##:##",
    ];
    let form = *random.pick(&FORMS);
    filled(form, random)
}

#[test]
fn recall_is_at_least_95_percent_and_precision_at_least_90() {
    let detector = Detector::default();
    let mut random = Random(SEED);
    let (mut missed, mut false_alarms) = (Vec::new(), Vec::new());
    let makers: [(PersonalDataKind, Make); 4] = [
        (PersonalDataKind::Email, email),
        (PersonalDataKind::Phone, phone),
        (PersonalDataKind::Iban, iban),
        (PersonalDataKind::Card, card),
    ];
    for i in 0..300 {
        let (what, make) = makers[i % makers.len()];
        let value = make(&mut random);
        let text = in_a_sentence(&value, &mut random);
        match detector.scan(&text, 10).as_slice() {
            [one] if one.kind == what => {}
            other => missed.push(format!("{what:?} in {text:?}: {other:?}")),
        }
    }
    for _ in 0..1000 {
        let value = harmless(&mut random);
        let text = in_a_sentence(&value, &mut random);
        let matches = detector.scan(&text, 10);
        if !matches.is_empty() {
            false_alarms.push(format!("{text:?}: {matches:?}"));
        }
    }
    let found = 300 - missed.len();
    let (recall, precision) = (
        found as f64 / 300.0,
        found as f64 / (found + false_alarms.len()) as f64,
    );
    println!("recall {recall:.3}, precision {precision:.3}\n{missed:#?}\n{false_alarms:#?}");
    assert!(recall >= 0.95, "{recall}\n{}", missed.join("\n"));
    assert!(
        precision >= 0.90,
        "{precision}\n{}",
        false_alarms.join("\n")
    );
}

#[test]
fn values_are_found_wherever_they_are_shown_and_never_printed() {
    let project = Project::new(
        ">>> casebook.yaml
content: .
privacy: {allow: ['@agency.acme.at', +1 202 555 0100]}
>>> .casebook/names
# from the consent forms
Anna Huber
Mark
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9
owner: ana.lyst@mail.acme.at
interviewee_name: Zoe Quist
---
Write to boss@mail.acme.at, not to all@agency.acme.at or +1 202 555 0100.
`code@mail.acme.at` and [a site](https://x.example/?m=in.url@mail.acme.at).

    indented@mail.acme.at

[Write](mailto:hidden.one@mail.acme.at). Said by ANNA huber and by Mark, who will mark it: AT61 1904 3002 3457 3201.
Card 4111 1129 1111 1111.
",
    );
    let secrets = [
        "ana.lyst@",
        "Zoe Quist",
        "boss@",
        "code@",
        "indented@",
        "hidden.one@",
        "ANNA huber",
        "by Mark",
        "1904 3002",
        "4111 1129",
    ];
    let findings = project.findings();
    let found: Vec<&str> = findings
        .iter()
        .filter(|f| f.contains("personal-data"))
        .map(String::as_str)
        .collect();
    let expected = [
        "validations/talks.md:7:8 personal-data an e-mail address: `…@mail.acme.at`",
        "validations/talks.md:8:19 personal-data `interviewee_name` says who somebody is",
        "validations/talks.md:10:10 personal-data an e-mail address: `…@mail.acme.at`",
        "validations/talks.md:11:2 personal-data an e-mail address: `…@mail.acme.at`",
        "validations/talks.md:13:5 personal-data an e-mail address: `…@mail.acme.at`",
        "validations/talks.md:15:16 personal-data an e-mail address: `…@mail.acme.at`",
        "validations/talks.md:15:50 personal-data a name from the list of names: `A… H…`",
        "validations/talks.md:15:68 personal-data a name from the list of names: `M…`",
        "validations/talks.md:15:92 personal-data an IBAN: `AT…01`",
        "validations/talks.md:16:6 personal-data a card number: `…1111`",
    ];
    assert_eq!(found, expected);
    for (format, _) in crate::formats::FORMATS {
        let run = casebook(project.root(), &["check", "--format", format])
            .output()
            .unwrap();
        let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        assert!(said.contains("personal-data"), "{said}");
        for secret in secrets {
            assert!(!said.contains(secret), "{format} prints {secret}\n{said}");
        }
    }
}

#[test]
fn no_finding_of_another_code_quotes_masked_values() {
    let project = Project::new(
        "\
>>> .casebook/names
Anna Huber
>>> casebook.yaml
content: .
kinds:
  validation:
    fields:
      respondent: {type: link, to: persona, inverse: Answers, help: Who answered.}
checks:
  personal-data: hint
>>> problems/unknown.md
---
title: Ask Anna Huber
need: know why
personas: [jane.doe@mail.acme.at, +43 660 1234567, Anna Huber]
importance: AT61 1904 3002 3457 3201
status: 4111 1129 1111 1111
boss@mail.acme.at: reported us
---
See [her](mailto:in.body@mail.acme.at), [this](gone/link.doe@mail.acme.at) and [[wiki.doe@mail.acme.at]].
[seen.doe](x)@mail.acme.at seen.too@[mail.acme.at](y) [x](gone)
>>> problems/other.md
---
title: Other
need: know what
parent: unknown
personas: [nobody]
---
>>> validations/talks.md
---
title: Talks
method: interview
respondent: Zoe Quist
problems: [other]
verdict: Zoe Quist said yes
---
>>> personas/broken.md
---
name: [jane.broken@mail.acme.at
---
",
    );
    let secrets = [
        "jane.doe@",
        "660 1234567",
        "Anna Huber",
        "1904 3002",
        "1111 1111",
        "boss@",
        "in.body@",
        "link.doe@",
        "wiki.doe@",
        "seen.doe",
        "seen.too",
        "Zoe Quist",
        "jane.broken@",
    ];
    let reported = project.findings();
    for reported in [
        "problems/unknown.md:4:12 unknown-reference `j…@….at` matches nothing",
        "validations/talks.md:4:13 unknown-reference `…` matches nothing",
    ] {
        let all = project.findings();
        assert!(
            all.iter().any(|line| line == reported),
            "{reported}: {all:#?}"
        );
    }
    assert!(reported.len() > 10, "{reported:#?}");
    // Masking must not depend on which findings are printed: a build prints no hints, and `-q` no warnings.
    let formats = crate::formats::FORMATS.map(|(name, _)| vec!["check", "--format", name]);
    let others = [
        vec!["check", "-q"],
        vec!["check", "--write-baseline", "known.json"],
        vec!["build"],
        vec!["build", "-q"],
    ];
    for args in formats.into_iter().chain(others) {
        let run = casebook(project.root(), &args).output().unwrap();
        let mut said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        if args.contains(&"--write-baseline") {
            said = std::fs::read_to_string(project.root().join("known.json")).unwrap();
        }
        assert!(said.contains("matches nothing"), "{args:?}: {said}");
        for secret in secrets {
            assert!(!said.contains(secret), "{args:?} prints {secret}\n{said}");
        }
    }
}

#[test]
fn a_value_written_with_escapes_is_masked_in_messages_as_it_is_read() {
    let project = Project::new(
        "\
>>> casebook.yaml
content: .
checks: {personal-data: hint}
>>> problems/a.md
---
title: A
need: know why
interviewee: \"J\\u00f6rg Kranz\"
respondent: [\"K\\xe4the\", \"Ir\\x69s\"]
status: Jörg Kranz
personas: [Käthe]
importance: \"Ir\\u0069s\"
---
",
    );
    let findings = project.findings();
    assert!(findings.len() > 5, "{findings:#?}");
    for secret in ["Jörg", "Käthe", "käthe", "Iris"] {
        let said = findings.iter().any(|line| line.contains(secret));
        assert!(!said, "{secret}: {findings:#?}");
    }
}

#[test]
fn texts_of_a_theme_are_scanned_at_their_place() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\ntheme: ours\n>>> a.md\n# A\n\
         >>> .casebook/names\nAnna Huber\n\
         >>> theme.yaml\ntype: {sans: Anna Huber Sans}\n\
         >>> themes/ours/theme.yaml\nlogo: anna-huber.svg\n\
         >>> static/anna-huber.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n",
    );
    let findings = project.findings();
    for place in ["theme.yaml:1:", "themes/ours/theme.yaml:1:"] {
        let is_it = |f: &&String| f.starts_with(place) && f.contains("personal-data");
        assert_eq!(findings.iter().filter(is_it).count(), 1, "{findings:#?}");
    }
    assert!(
        !findings.iter().any(|f| f.contains("Anna")),
        "{findings:#?}"
    );
}

#[test]
fn a_file_that_is_no_text_is_not_quoted() {
    let project = Project::new(">>> other.md\n# Other\n");
    project.write(
        "notes.md",
        b"# Notes\n\nAsk boss@mail.acme.at \xff or not.\n",
    );
    let run = casebook(project.root(), &["check"]).output().unwrap();
    let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
    assert!(said.contains("notes.md:3:23"), "{said}");
    assert!(said.contains("Ask ****"), "{said}");
    assert!(!said.contains("boss@"), "{said}");
}

/// A link that leads nowhere is published when a baseline covers it, with the path in its title.
#[test]
fn an_address_in_the_target_of_a_link_is_found_and_never_in_what_a_page_says_of_it() {
    for link in [
        "[Jo](jo.lee@acme.org)",
        "![p](jo.lee@acme.org)",
        "[x](notes/jo.lee@acme.org.md)",
        "[z](#jo.lee@acme.org)",
        "[z][r]\n\n[r]: jo.lee@acme.org",
        "[[x/jo.lee@acme.org|Jo]]",
        "[z](n.md#jo.lee@acme.org)",
        "![[x/jo.lee@acme.org|p]]",
    ] {
        let project = Project::new(&format!(">>> n.md\n# N\n\n{link}\n"));
        let found = project.findings();
        let is_private = |f: &String| f.contains("personal-data");
        assert_eq!(
            found.iter().filter(|f| is_private(f)).count(),
            1,
            "{link}: {found:#?}"
        );
        casebook(project.root(), &["check", "--write-baseline", "known.json"])
            .output()
            .unwrap();
        let args = ["--baseline", "known.json", "--no-search"];
        let built = crate::support::site::build(project.root(), &args).exits(0);
        assert!(built.err.contains("personal-data"), "{link}: {}", built.err);
        for (name, bytes) in crate::support::site::tree(&project.root().join("public")) {
            let text = String::from_utf8_lossy(&bytes);
            let is_shown = text.contains("jo.lee@acme");
            assert!(
                !is_shown || name.ends_with("n.md"),
                "{link}: {name}: {text}"
            );
        }
    }
}

#[test]
fn findings_stay_out_of_the_site() {
    let project = Project::new(">>> notes.md\n# Notes\n\nboss@mail.acme.at\n");
    let built = crate::support::site::build(project.root(), &[]).exits(0);
    assert!(built.err.contains("personal-data"), "{}", built.err);
    for (name, bytes) in crate::support::site::tree(&project.root().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("personal-data"), "{name}");
    }
}

#[test]
fn texts_of_settings_are_scanned_at_their_place() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\ntitle: Of ana@mail.acme.at\ndescription: +43 660 1234567\nnotice: Ask bo@mail.acme.at.\n\
         privacy: {allow: [cy@mail.acme.at]}\n\
         kinds:\n  problem:\n    fields:\n      respondent: {type: text, help: Ask ed@mail.acme.at or cy@mail.acme.at}\n\
         >>> a.md\n# A\n",
    );
    let findings = project.findings();
    let told: Vec<&str> = findings
        .iter()
        .filter(|f| f.contains("personal-data"))
        .map(|f| f.split(" ").next().unwrap())
        .collect();
    assert_eq!(told.len(), 4, "{findings:#?}");
    for (told, line) in told.iter().zip([2, 3, 4, 9]) {
        let place = format!("casebook.yaml:{line}:");
        assert!(told.starts_with(&place), "{told} {place}");
    }
    let built = crate::support::site::build(project.root(), &[]);
    assert!(!built.err.contains("ana@mail"), "{}", built.err);
}

#[test]
fn a_long_list_of_people_is_reported_in_part_and_in_time() {
    let list = "ana@mail.acme.at, +43 660 1234567 ".repeat(20_000);
    let project = Project::new(&format!(">>> list.md\n{list}\n"));
    let start = std::time::Instant::now();
    assert_eq!(project.findings().len(), 100);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_real_archive_has_only_the_addresses_of_an_office() {
    let Some(archive) = shared("real/tanf-data-portal") else {
        return;
    };
    let run = casebook(&archive, &["check", "--format", "json"])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    let found: Vec<&str> = findings
        .filter(|f| f["code"] == "personal-data")
        .map(|f| f["message"].as_str().unwrap())
        .collect();
    println!("{found:#?}");
    assert!(found.iter().all(|m| m.ends_with(".gov`")), "{found:#?}");
}

/// The findings of `personal-data` in a text, as `LINE:COLUMN MESSAGE`.
fn told(text: &str) -> Vec<String> {
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n>>> validations/v.md\n{text}"
    ));
    let findings = project.findings().into_iter();
    let told = findings.filter_map(|f| Some(f.split_once("personal-data ")?.1.to_owned()));
    told.collect()
}

#[test]
fn one_link_is_one_finding() {
    let address = "an e-mail address: `…@acme.org`";
    for (text, times) in [
        ("[ana@acme.org](mailto:ana@acme.org)", 1),
        ("[**ana@acme.org**](mailto:ana@acme.org?subject=Hello)", 1),
        ("[ana@acme.org](<mailto:Ana@acme.org>)", 1),
        ("<a href=\"mailto:ana@acme.org\">ana@acme.org</a>", 1),
        ("<ana@acme.org>", 1),
        ("[write to ana@acme.org](mailto:ana@acme.org)", 1),
        ("[ana@acme.org](mailto:bo@acme.org)", 2),
        ("ana@acme.org and ana@acme.org", 2),
        ("ana&#64;acme.org", 1),
        ("[ana](b.md)@acme.org ana@[acme.org](https://acme.org)", 2),
        (
            "[ana@acme.org](mailto:ana@acme.org) [ana@acme.org](mailto:ana@acme.org)",
            2,
        ),
    ] {
        assert_eq!(told(text), vec![address; times], "{text}");
    }
    assert_eq!(told("[+43 660 1234567](tel:+436601234567)").len(), 1);
}

#[test]
fn a_value_is_found_in_every_place_that_is_published() {
    let email = "an e-mail address: `…@acme.org`";
    for text in [
        "[x](https://e.org \"ana@acme.org\")",
        "![x](https://e.org/x.png 'ask ana@acme.org')",
        "[x][r]\n\n[r]: https://e.org (ana@acme.org)",
        "[x](mailto:ana%40acme.org)",
        "[x][r]\n\n[r]: mailto:ana%40acme.org",
        "[ana@acme.org](mailto:ana%40acme.org)",
        "<a href=\"mailto:ana&#64;acme.org\">x</a>",
        "<a href=mailto:ana%40acme.org>x</a>",
        "ana@acme&shy;.org",
        "`ana@acme.org`",
        "```\nana@acme.org\n```",
        "```mermaid\nA-->ana@acme.org\n```",
        "$ana@acme.org$ $x$",
        "$$ana@acme.org$$",
        "---\nredirect_from: [/old/ana@acme.org.html]\nmethod: survey\n---\n",
    ] {
        assert_eq!(told(text), [email], "{text}");
    }
    for text in [
        "+49&nbsp;30&nbsp;1234567",
        "+49\u{a0}30\u{a0}1234567",
        "4111&nbsp;1129&nbsp;1111&nbsp;1111",
        "`+49 30 1234567`",
    ] {
        assert_eq!(told(text).len(), 1, "{text}");
    }
    let project = Project::new(">>> casebook.yaml\ncontent: .\n>>> notes/ana@acme.org.md\nA\n");
    let path =
        "notes/ana@acme.org.md:1:1 personal-data the path has an e-mail address: `…@acme.org`";
    assert_eq!(project.findings(), [path]);
}

#[test]
fn a_name_in_a_path_is_told_and_printed_nowhere() {
    for path in [
        "jon doe.md",
        "team/jon-doe/x.md",
        "2026-06-01 Jon_Doe.md",
        "李雷的访谈.md",
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: content\n>>> .casebook/names\nJon Doe\n李雷\n>>> content/{path}\nA\n"
        ));
        let run = casebook(project.root(), &["check"]).output().unwrap();
        let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        assert!(
            said.contains("the path has a name from the list of names"),
            "{said}"
        );
        let lower = said.to_lowercase();
        for name in ["jon doe", "jon-doe", "jon_doe", "李雷"] {
            assert!(!lower.contains(name), "{name} in {said}");
        }
    }
}

#[test]
fn the_domain_that_would_be_allowed_is_told() {
    let project = Project::new(">>> notes.md\nAsk Ana.Doe@Mail.Acme.org.\n");
    let snapshot = project.snapshot();
    let finding = snapshot
        .findings
        .iter()
        .find(|f| f.code == "personal-data")
        .unwrap();
    assert_eq!(finding.message, "an e-mail address: `…@mail.acme.org`");
    let help = "remove it, or allow all of them with `privacy.allow: ['@mail.acme.org']`";
    assert_eq!(finding.help.as_deref(), Some(help));
}

#[test]
fn a_phone_is_personal_only_as_a_number_to_call() {
    let front = |line: &str| told(&format!("---\nmethod: survey\n{line}\n---\n"));
    for line in [
        "devices_used: {phone: 3, laptop: 5}",
        "phone: iPhone 12",
        "mobile: true",
        "mobile: 61 %",
        "telephone: ''",
        "phone: 1-800-555-0199",
        "email: user@example.com",
    ] {
        assert_eq!(front(line), [""; 0], "{line}");
    }
    for (line, said) in [
        ("phone: 555-0143", "`phone` says who somebody is"),
        (
            "Phone number: 4711222",
            "`Phone number` says who somebody is",
        ),
        ("mobile: +43 660 1234567", "a telephone number: `+43…67`"),
        ("email: Ana Doe", "`email` says who somebody is"),
        ("respondent: 3", "`respondent` says who somebody is"),
        ("phone: {home: 4711222}", "`phone` says who somebody is"),
    ] {
        assert_eq!(front(line), [said], "{line}");
    }
}

#[test]
fn a_number_before_a_date_and_the_form_of_an_address_are_nobodys() {
    let detector = Detector::default();
    for text in [
        "ADR 016 (2026-04-25)",
        "ADR 0016 (2026-04)",
        "RFC 016 2026-04-25",
        "Study 012 (2026-04-25) and 013 (2026-05-01)",
        "name@firma.de",
        "Vorname.Nachname@firma.example-ag.de",
    ] {
        assert!(detector.scan(text, 9).is_empty(), "{text}");
    }
    for text in [
        "0660 1234567 (2026-04-25)",
        "016 2026 0425",
        "0660 2012 04 25",
        "+43 660 1234567",
        "name@acme.at",
        "ana@firma.de",
    ] {
        assert_eq!(detector.scan(text, 9).len(), 1, "{text}");
    }
}

#[test]
fn accounts_of_programs_are_nobodys() {
    let detector = Detector::new("", &[]);
    for text in [
        "`--member serviceAccount:secrets-app@project.iam.gserviceaccount.com`",
        "`secrets-app@project.iam.gserviceaccount.com`",
    ] {
        assert_eq!(detector.scan(text, 9), [], "{text}");
    }
    for text in [
        "**ana@acme.org**",
        "Kontakt***ana.gruber@acme.org oder Telefon***",
        "ana.gruber@ac***me.org x***",
        "ana**huber@acme.org**",
        "a***na***@acme.org",
        "***a***na@acme.org",
        "ana*@acme.org*",
        &format!("a{}na@acme.org", "*".repeat(99)),
    ] {
        assert_eq!(detector.scan(text, 9).len(), 1, "{text}");
    }
}
