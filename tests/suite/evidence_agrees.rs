//! No two places say different things of one entry: the inputs of all pages and the sentences on them are compared with
//! `graph.json`, for our own content, a real archive and random sites. Splitting a study into files changes no score.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use casebook::engine::{Engine, Request, Snapshot};
use casebook::page::Content;
use serde_json::{Value, json};

use crate::graph_json::graph;
use crate::support::evidence_site::EvidenceSite;
use crate::support::site::{casebook, cases};
use crate::support::{Project, repository, shared};

/// What `graph.json` says of the entries, by id.
struct Truth {
    entries: BTreeMap<String, Value>,
    links: Vec<Value>,
}

impl Truth {
    fn new(graph: &Value) -> Self {
        let entries = graph["entries"].as_array().unwrap().iter();
        Truth {
            entries: entries
                .map(|entry| (entry["id"].as_str().unwrap().to_owned(), entry.clone()))
                .collect(),
            links: graph["links"].as_array().unwrap().clone(),
        }
    }

    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let entries = self
            .entries
            .iter()
            .filter(move |(_, entry)| entry["kind"] == kind);
        entries.map(|(id, entry)| (id.as_str(), entry))
    }

    fn targets<'a>(&'a self, from: &'a str, field: &'a str) -> impl Iterator<Item = &'a str> {
        let is_it = move |link: &&Value| link["from"] == from && link["field"] == field;
        let links = self.links.iter().filter(is_it);
        links.filter_map(|link| link["to"].as_str())
    }

    fn sources<'a>(&'a self, to: &'a str, field: &'a str) -> BTreeSet<&'a str> {
        let is_it = move |link: &&Value| link["to"] == to && link["field"] == field;
        let links = self.links.iter().filter(is_it);
        links.filter_map(|link| link["from"].as_str()).collect()
    }

    /// The personas that a study names, and those of the insight by which it counts.
    fn participants<'a>(&'a self, study: &'a Value) -> BTreeSet<&'a str> {
        let id = study["id"].as_str().unwrap();
        let insight = study["insight"].as_str().unwrap_or_default();
        let of_insight = self.targets(insight, "insight.personas");
        of_insight
            .chain(self.targets(id, "validation.personas"))
            .collect()
    }

    /// An axis in the form of a page's summary.
    fn axis(&self, axis: &Value) -> Value {
        let studies = axis["studies"].as_array().unwrap();
        let is_done = |study: &&Value| study["class"] == "do";
        json!({
            "state": axis["state"],
            "word": word(axis),
            "support": axis["support"],
            "against": axis["against"],
            "studies": studies.len(),
            "people": people(studies),
            "last": axis["last"],
            "has_said": studies.iter().any(|s| !is_done(&s)),
            "has_done": studies.iter().any(|s| is_done(&s)),
        })
    }

    /// How the status of a problem stands to its axes.
    fn status(&self, id: &str) -> &'static str {
        let entry = &self.entries[id];
        let axis = match entry["fields"]["status"].as_str() {
            Some("validated") => &entry["derived"]["problem"],
            Some("solved") => &entry["derived"]["solution"],
            _ => return "fair",
        };
        match axis["state"].as_str().unwrap() {
            "supported" => "fair",
            "refuted" => "against",
            _ => "ahead",
        }
    }

    fn problem_tested(&self, id: &str) -> bool {
        self.entries[id]["derived"]["problem"]["state"] != "untested"
    }
}

fn word(axis: &Value) -> Option<&'static str> {
    if ["untested", "no-verdict", "inconclusive"].contains(&axis["state"].as_str().unwrap()) {
        return None;
    }
    let value = axis["support"]
        .as_f64()
        .unwrap()
        .max(axis["against"].as_f64().unwrap());
    Some(word_of(value))
}

/// The people in studies, where one that does not say how many counts as one; `None` if none says it.
fn people(studies: &[Value]) -> Option<f64> {
    let noted = |s: &Value| s["n"].as_f64().filter(|n| *n > 0.0);
    let all = studies.iter().map(|s| noted(s).unwrap_or(1.0));
    studies
        .iter()
        .any(|s| noted(s).is_some())
        .then(|| all.sum())
}

fn word_of(value: f64) -> &'static str {
    match value {
        v if v >= 5.0 => "strong",
        v if v >= 2.5 => "good",
        v if v >= 1.0 => "some",
        _ => "hint",
    }
}

/// One decimal of the value with two, cut where rounding would change the word.
fn shown(value: &Value) -> String {
    let value = (value.as_f64().unwrap() * 100.0).round() / 100.0;
    let rounded = (value * 10.0).round() / 10.0;
    match word_of(rounded) == word_of(value) {
        true => format!("{rounded:.1}"),
        false => format!("{:.1}", (value * 10.0).floor() / 10.0),
    }
}

/// “Good 2.6”, “Contested”, as pages show a state.
fn state_text(axis: &Value) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let (support, against) = (&axis["support"], &axis["against"]);
    match axis["state"].as_str().unwrap() {
        "untested" => "Not tested".into(),
        "no-verdict" => "No verdict yet".into(),
        "inconclusive" => "Inconclusive".into(),
        "contested" => "Contested".into(),
        "refuted" => format!("Refuted {}", shown(against)),
        "weak" if against.as_f64() > support.as_f64() => format!("Hint against {}", shown(against)),
        _ => format!(
            "{} {}",
            capital(word_of(support.as_f64().unwrap())),
            shown(support)
        ),
    }
}

/// Every difference between a summary in the inputs of a page and `graph.json`.
fn compare_summary(truth: &Truth, summary: &Value, wrong: &mut Vec<String>) {
    let id = summary["id"].as_str().unwrap();
    let entry = &truth.entries[id];
    let mut expect = |what: &str, said: &Value, is: Value| {
        // A page says a day as it was written, which may be a month.
        let day = said.as_str().filter(|_| what.ends_with(" last"));
        let is_same = day
            .zip(is.as_str())
            .is_some_and(|(said, is)| is.starts_with(said));
        if !is_same && said != &is && said.as_f64() != is.as_f64().or(Some(f64::NAN)) {
            wrong.push(format!("{id} {what}: {said}, in graph.json {is}"));
        }
    };
    if entry["kind"] == "persona" {
        let problems = truth.sources(id, "problem.personas");
        let tested = problems
            .iter()
            .filter(|id| truth.problem_tested(id))
            .count();
        expect(
            "basis",
            &summary["basis"],
            entry["derived"]["basis"].clone(),
        );
        expect("problems", &summary["problems"], json!(problems.len()));
        expect(
            "problems tested",
            &summary["problems_tested"],
            json!(tested),
        );
        return;
    }
    let Some(derived) = entry.get("derived").filter(|d| d.get("problem").is_some()) else {
        return;
    };
    for axis in ["problem", "solution"] {
        let is = truth.axis(&derived[axis]);
        for (name, value) in is.as_object().unwrap() {
            let said = &summary[axis][name];
            expect(&format!("{axis} {name}"), said, value.clone());
        }
    }
    expect("status", &summary["status"], json!(truth.status(id)));
}

/// Calls `each` for every summary in a value of a page.
fn summaries(value: &Value, each: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(map) => {
            let is_one = map.contains_key("id")
                && (map.contains_key("problems_tested")
                    || map.contains_key("solution") && map.contains_key("status"));
            if is_one {
                each(value);
            }
            map.values().for_each(|value| summaries(value, each));
        }
        Value::Array(list) => list.iter().for_each(|value| summaries(value, each)),
        _ => {}
    }
}

/// The text of the main part of a page, blanks joined.
fn text(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    let main = main.split("</main>").next().unwrap();
    let mut out = String::new();
    let mut in_tag = true;
    for c in main.chars() {
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
    let out = out
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace('\u{202f}', "");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// “1 person”, “14 sources”; of several methods that count something else, only the number.
fn people_text(studies: &[Value]) -> String {
    let nouns = |s: &Value| match s["method"].as_str().unwrap() {
        "desk" => ["source", "sources"],
        "support" => ["request", "requests"],
        "survey" => ["answer", "answers"],
        _ => ["person", "people"],
    };
    let all: BTreeSet<_> = studies.iter().map(nouns).collect();
    match (people(studies), all.first()) {
        (Some(1.0), Some([one, _])) => format!("1 {one}"),
        (Some(n), Some([_, many])) if all.len() == 1 => format!("{n} {many}"),
        (Some(n), _) => format!("{n} "),
        (None, _) => "nobody noted how many".into(),
    }
}

fn number_word(n: usize) -> String {
    let words = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    words
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).into())
}

/// Ten kinds of sentences on the pages, compared with what they should say by `graph.json`.
fn compare_sentences(truth: &Truth, pages: &BTreeMap<String, String>, wrong: &mut Vec<String>) {
    let mut says = |url: &str, words: &str| {
        let Some(page) = pages.get(url) else {
            return wrong.push(format!("{url} is not there"));
        };
        if !page.contains(words) {
            wrong.push(format!("{url} does not say “{words}”"));
        }
    };
    let problems: Vec<(&str, &Value)> = truth.of_kind("problem").collect();
    for (id, entry) in &problems {
        let (url, derived) = (entry["url"].as_str().unwrap(), &entry["derived"]);
        for (axis, question) in [
            ("problem", "Is the problem real?"),
            ("solution", "Does our answer work?"),
        ] {
            let axis = &derived[axis];
            // 1. The large word and its figure.
            let (support, against) = (shown(&axis["support"]), shown(&axis["against"]));
            let has = |side: &str| axis[side].as_f64().unwrap() > 0.0;
            let figure = match (word(axis).is_some(), has("support"), has("against")) {
                (false, ..) => String::new(),
                (_, true, true) => format!("for {support}, against {against} of 10"),
                (_, false, true) => format!("{against} of 10"),
                _ => format!("{support} of 10"),
            };
            let word = match axis["state"].as_str().unwrap() {
                "supported" => word(axis).unwrap().to_owned(),
                "weak" if axis["against"].as_f64() > axis["support"].as_f64() => {
                    "hint against".into()
                }
                "weak" => "hint".into(),
                "refuted" => "refuted".into(),
                _ => state_text(axis),
            };
            let word = word[..1].to_uppercase() + &word[1..];
            says(url, format!("{question} {word} {figure}").trim_end());
        }
        // 2. When somebody was asked last. 3. The chain's step of evidence.
        let studies = derived["problem"]["studies"].as_array().unwrap();
        let tested = !derived["solution"]["studies"]
            .as_array()
            .unwrap()
            .is_empty();
        match (studies.len(), tested) {
            (0, tested) => {
                says(url, "Last studied Never");
                says(
                    url,
                    if tested {
                        "Only the answer was tested"
                    } else {
                        "Nobody has asked or watched yet."
                    },
                );
            }
            (n, _) => {
                let noun = if n == 1 { "study" } else { "studies" };
                says(url, &format!("Evidence {n} {noun},"));
                says(url, &people_text(studies));
            }
        }
        let live = |id: &&str| truth.entries[*id]["fields"]["status"] != "retired";
        let answers = truth.sources(id, "solution.problems");
        if !answers.is_empty() && !answers.iter().any(live) {
            says(url, "No live solution None of its answers is live.");
        }
        // 4. The row of the list has both states.
        let states = format!("{} ", state_text(&derived["problem"]));
        says("problems/index.html", &states);
        // 5. A status ahead of or against the evidence wears that.
        let status = entry["fields"]["status"].as_str().unwrap_or_default();
        let suffix = match truth.status(id) {
            "ahead" => ", ahead of the evidence",
            "against" => ", against the evidence",
            _ => "",
        };
        if !status.is_empty() && !suffix.is_empty() {
            let chip = format!("{}{}{suffix}", status[..1].to_uppercase(), &status[1..]);
            says(url, &chip);
            says("problems/index.html", &chip);
        }
    }
    // 6. and 7. A persona's page and its row count the same problems.
    for (id, entry) in truth.of_kind("persona") {
        let of = truth.sources(id, "problem.personas");
        if of.is_empty() {
            continue;
        }
        let tested = of.iter().filter(|id| truth.problem_tested(id)).count();
        let url = entry["url"].as_str().unwrap();
        says(
            url,
            &format!("{tested} of {} problems have been tested.", of.len()),
        );
        says("personas/index.html", &format!("{tested} of {}", of.len()));
    }
    // 8. Coverage counts a pair where a study names its persona.
    let (mut pairs, mut asked, mut not_noted) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (id, entry) in &problems {
        let named: BTreeSet<&str> = truth.targets(id, "problem.personas").collect();
        pairs.extend(named.iter().map(|persona| (*id, *persona)));
        for study in entry["derived"]["problem"]["studies"].as_array().unwrap() {
            let who = truth.participants(study);
            let asks_nobody = study["class"] == "opinion" || study["method"] == "desk";
            if who.is_empty() && !asks_nobody {
                not_noted.extend(named.iter().map(|persona| (*id, *persona)));
            }
            let who = who.iter().map(|persona| persona.to_string());
            asked.extend(who.map(|persona| (id.to_string(), persona)));
        }
        // Who tested an answer is a pair, and not one that was asked.
        for study in entry["derived"]["solution"]["studies"].as_array().unwrap() {
            pairs.extend(truth.participants(study).into_iter().map(|who| (*id, who)));
        }
    }
    let is_asked = |(id, who): &(&str, &str)| asked.contains(&(id.to_string(), who.to_string()));
    let others = asked
        .iter()
        .filter(|(id, who)| !pairs.contains(&(id.as_str(), who.as_str())));
    let all = pairs.len() + others.count();
    if all > 0 {
        says(
            "coverage.html",
            &format!("We have asked about {} of {all} pairs", asked.len()),
        );
        match not_noted.iter().filter(|pair| !is_asked(pair)).count() {
            0 => {}
            n if n == all && asked.is_empty() => {
                says("coverage.html", "but nobody wrote down whom.")
            }
            1 => says(
                "coverage.html",
                "For 1 more pair somebody was asked, but nobody wrote down whom.",
            ),
            n => says(
                "coverage.html",
                &format!("For {n} more pairs somebody was asked, but"),
            ),
        }
    }
    // 9. The page of methods counts the problems that were studied, need and answer apart.
    let count = |axis: &str| {
        let has = |entry: &&(&str, &Value)| entry.1["derived"][axis]["state"] != "untested";
        problems.iter().filter(has).count()
    };
    let (need, answer) = (count("problem"), count("solution"));
    if need + answer > 0 && problems.len() > 1 {
        for (n, lead) in [
            (need, "real was studied for"),
            (answer, "answer was tested for"),
        ] {
            if n > 0 {
                let all = number_word(problems.len());
                let n = if n == problems.len() {
                    "all".into()
                } else {
                    format!("{} of", number_word(n))
                };
                says("evidence.html", &format!("{lead} {n} {all} problems"));
            }
        }
    }
    let studies = |entry: &Value| {
        entry["derived"]["problem"]["studies"]
            .as_array()
            .unwrap()
            .clone()
    };
    let heard = problems.iter().filter(|(_, entry)| {
        let studies = studies(entry);
        !studies.is_empty() && studies.iter().all(|s| s["class"] != "do")
    });
    match (heard.count(), need) {
        (_, 0) | (0, _) => {}
        (1, 1) => says("evidence.html", "For it, only what "),
        (n, all) if n == all => says(
            "evidence.html",
            &format!("For all {}, only what ", number_word(n)),
        ),
        (n, all) => {
            let (n, all) = (number_word(n), number_word(all));
            says(
                "evidence.html",
                &format!("For {n} of the {all}, only what "),
            );
        }
    }
    for (_, entry) in &problems {
        // The points of a single study are written like the score that they are.
        if let ([one], []) = (
            studies(entry).as_slice(),
            entry["derived"]["solution"]["studies"]
                .as_array()
                .unwrap()
                .as_slice(),
        ) && one["verdict"] == "supported"
        {
            says(
                "evidence.html",
                &format!("1 study, {} points", shown(&one["for"])),
            );
        }
    }
    // 10. Home counts what is not tested.
    for (axis, question) in [
        ("problem", "Is the problem real?"),
        ("solution", "Does our answer work?"),
    ] {
        let untested = problems.len() - count(axis);
        if untested > 0 && !problems.is_empty() {
            says("index.html", question);
            says("index.html", &format!("{untested} not tested"));
        }
    }
}

fn render(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let theme = snapshot.site.theme.as_ref().expect("it compiles");
    let mut pages = BTreeMap::new();
    for page in snapshot.pages() {
        if let Content::Template { template, inputs } = &page.content {
            let html = theme.templates.render(template, &inputs.compute()).unwrap();
            pages.insert(page.url.as_str().to_owned(), text(&html));
        }
    }
    pages
}

/// Everything on the pages of a site that `graph.json` does not say, and how many summaries were compared.
fn disagreements(snapshot: &Snapshot, truth: &Truth) -> (Vec<String>, usize) {
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for page in snapshot.pages() {
        let Content::Template { inputs, .. } = &page.content else {
            continue;
        };
        let inputs = inputs.compute();
        for (_, input) in inputs.iter() {
            let value = serde_json::to_value(input).unwrap();
            summaries(&value, &mut |summary| {
                compared += 1;
                compare_summary(truth, summary, &mut wrong);
            });
        }
    }
    compare_sentences(truth, &render(snapshot), &mut wrong);
    wrong.sort();
    wrong.dedup();
    (wrong, compared)
}

fn snapshot_of(root: &Path, as_of: &str) -> Snapshot {
    let request = Request {
        as_of: as_of.parse().unwrap(),
        ..Project::request()
    };
    Engine::new(root).snapshot(&request).unwrap()
}

#[track_caller]
fn assert_agrees(snapshot: &Snapshot, name: &str) {
    let (wrong, compared) = disagreements(snapshot, &Truth::new(&graph(snapshot)));
    assert!(compared > 0, "{name}: nothing was compared");
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn our_own_pages_agree() {
    assert_agrees(
        &snapshot_of(repository(), crate::support::TODAY),
        "content/",
    );
}

#[test]
fn the_pages_of_a_real_archive_agree() {
    let Some(root) = shared("real/tanf-data-portal") else {
        return;
    };
    assert_agrees(&snapshot_of(&root, "2024-10-31"), "the real archive");
}

#[test]
fn the_pages_of_random_sites_agree() {
    for seed in 0..cases(20, 200) as u64 {
        let project = Project::of(&EvidenceSite::new(seed).files());
        assert_agrees(&project.snapshot(), &format!("seed {seed}"));
    }
}

/// Each line of a step, “Persona   Awinita (Analyst)” or “Decision  — No decision yet”, without its signs.
fn steps_of_why(out: &str) -> Vec<String> {
    let labels = [
        "Outcome", "Problem", "Evidence", "Persona", "Solution", "Decision", "Result",
    ];
    let is_step = |line: &&str| {
        labels
            .iter()
            .any(|label| line.starts_with(&format!("{label:<8}  ")))
    };
    let plain = |line: &str| {
        let words = line.replace(['—', '(', ')'], " ").replace(": ", " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    out.lines().filter(is_step).map(plain).collect()
}

#[test]
fn the_chain_on_a_page_is_the_one_that_why_writes() {
    let mut compared = 0;
    for seed in 0..cases(4, 40) as u64 {
        let project = Project::of(&EvidenceSite::new(seed).files());
        let snapshot = project.snapshot();
        let (pages, truth) = (render(&snapshot), Truth::new(&graph(&snapshot)));
        for (id, entry) in &truth.entries {
            let kind = entry["kind"].as_str().unwrap();
            if !["problem", "solution", "persona"].contains(&kind) {
                continue;
            }
            // A page without a problem of its own has no chain; `why` looks further.
            if !pages[entry["url"].as_str().unwrap()].contains("Why we work on this") {
                continue;
            }
            let args = ["why", id.as_str(), "--as-of", crate::support::TODAY];
            let out = casebook(project.root(), &args).output().unwrap();
            let out = String::from_utf8(out.stdout).unwrap();
            let page = pages[entry["url"].as_str().unwrap()].replace(": ", " ");
            for step in steps_of_why(&out) {
                compared += 1;
                assert!(
                    page.contains(&step),
                    "seed {seed}, {id}: “{step}”\n{out}\n{page}"
                );
            }
        }
    }
    assert!(compared > 50, "only {compared} were compared");
}

#[test]
fn a_planted_disagreement_is_found() {
    let project = Project::of(&EvidenceSite::new(3).files());
    let snapshot = project.snapshot();
    let graph = graph(&snapshot);
    let problem = |entry: &&Value| {
        entry["kind"] == "problem" && entry["derived"]["problem"]["studies"] != json!([])
    };
    let position = graph["entries"]
        .as_array()
        .unwrap()
        .iter()
        .position(|entry| problem(&entry));
    let position = position.expect("a studied problem");
    let plant = |path: &str, value: Value| {
        let mut other = graph.clone();
        *other
            .pointer_mut(&format!("/entries/{position}/{path}"))
            .unwrap() = value;
        disagreements(&snapshot, &Truth::new(&other)).0
    };
    for (path, value) in [
        ("derived/problem/support", json!(9.1)),
        ("derived/problem/against", json!(7.3)),
        ("derived/problem/state", json!("inconclusive")),
        ("derived/problem/last", json!("2020-02-02")),
        ("derived/problem/studies", json!([])),
        ("derived/solution/state", json!("no-verdict")),
        ("fields/status", json!("validated")),
    ] {
        let found = plant(path, value);
        assert!(
            !found.is_empty(),
            "{path} was changed and nothing noticed it"
        );
    }
    let mut other = graph.clone();
    other["links"] = json!([]);
    assert!(!disagreements(&snapshot, &Truth::new(&other)).0.is_empty());
}

#[test]
fn splitting_a_study_into_files_changes_no_score() {
    /// What must stay: of problems both axes without their studies and the next step, of personas the basis.
    fn scores(snapshot: &Snapshot) -> BTreeMap<String, Value> {
        let truth = Truth::new(&graph(snapshot));
        let entries = truth.entries.into_iter().filter_map(|(id, entry)| {
            let mut derived = entry.get("derived").filter(|d| !d.is_null())?.clone();
            for axis in ["problem", "solution"] {
                if let Some(axis) = derived.get_mut(axis) {
                    let word = word(axis);
                    axis["people"] = json!(people(axis["studies"].as_array()?));
                    axis["studies"] = json!(word);
                }
            }
            Some((id, derived))
        });
        entries.collect()
    }
    let mut compared = 0;
    for seed in 0..cases(20, 200) as u64 {
        let site = EvidenceSite::new(1000 + seed);
        let whole = scores(&Project::of(&site.files()).snapshot());
        for study in 0..site.studies.len().min(4) {
            let Some(split) = site.split(study, seed as usize) else {
                continue;
            };
            compared += 1;
            let parts = scores(&Project::of(&split.files()).snapshot());
            assert_eq!(whole, parts, "seed {seed}, study {study}");
        }
    }
    assert!(compared > 20, "only {compared} were compared");
}
