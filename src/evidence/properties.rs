//! Properties of the scores, with random studies of one problem: a tenth of the cases in a plain run, all of them with
//! `CASEBOOK_TESTS=full`.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::fixture::{graph_from_text, id_of};
use super::{ProblemScores, Score, Side, score};
use crate::config::{Axis, Config};

const DAY: Date = date(2026, 7, 1);
/// Methods of both axes and of all classes, with small and large samples.
const METHODS: [&str; 9] = [
    "expert",
    "desk",
    "workshop",
    "interview",
    "survey",
    "observation",
    "usability-test",
    "pilot",
    "ab-test",
];
const VERDICTS: [&str; 5] = ["supported", "mixed", "refuted", "inconclusive", ""];

#[derive(Clone, Debug)]
struct StudySpec {
    method: &'static str,
    n: u32,
    /// `None` without a date.
    days: Option<i64>,
    verdict: &'static str,
}

fn study() -> impl Strategy<Value = StudySpec> {
    let days = prop_oneof![1 => Just(None), 8 => (0i64..2500).prop_map(Some)];
    let of = prop::sample::select;
    (of(&METHODS[..]), 1u32..160, days, of(&VERDICTS[..])).prop_map(|(method, n, days, verdict)| {
        StudySpec {
            method,
            n,
            days,
            verdict,
        }
    })
}

fn studies() -> impl Strategy<Value = Vec<StudySpec>> {
    prop::collection::vec(study(), 0..7)
}

fn often() -> ProptestConfig {
    let is_full = std::env::var("CASEBOOK_TESTS").is_ok_and(|v| v == "full");
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if is_full { 10_000 } else { 1_000 })
    }
}

impl StudySpec {
    fn front_matter(&self) -> String {
        let mut text = format!("method: {}\nparticipants: {}\n", self.method, self.n);
        if let Some(days) = self.days {
            text += &format!("date: {}\n", DAY - jiff::Span::new().days(days));
        }
        if !self.verdict.is_empty() {
            text += &format!("verdict: {}\n", self.verdict);
        }
        text + "status: done\n"
    }
}

fn scores(studies: &[StudySpec]) -> ProblemScores {
    let mut text = ">>> personas/ana.md\nname: Ana\n>>> problems/p.md\ntitle: P\nimportance: 6\nsatisfaction: 1\n".to_owned();
    for (i, study) in studies.iter().enumerate() {
        let fields = study.front_matter();
        text += &format!(">>> validations/s{i:03}.md\nproblems: p\npersonas: ana\n{fields}");
    }
    let graph = graph_from_text(&text);
    let evidence = score(&graph, &Config::default(), DAY);
    evidence.problems.get(&id_of(&graph, "p")).unwrap().clone()
}

fn axes(scores: &ProblemScores) -> [&Score; 2] {
    [&scores.problem, &scores.solution]
}

/// What splitting or joining studies must not change.
fn outcome(scores: &ProblemScores) -> String {
    let axis = |score: &Score| {
        let people = |side| score.sides.get(side).people;
        let of_methods = score.methods.iter().map(|sum| {
            let people = |side| sum.sides.get(side).counted_people;
            format!(
                "{} {} {}",
                sum.method,
                people(Side::For),
                people(Side::Against)
            )
        });
        format!(
            "{} {} {} {:?} {} {} {:?}",
            score.support,
            score.against,
            score.state.as_str(),
            score.known_word(&Config::default()),
            people(Side::For),
            people(Side::Against),
            of_methods.collect::<Vec<_>>()
        )
    };
    let [problem, solution] = axes(scores).map(axis);
    format!("{problem} / {solution} / {}", scores.next_step.as_str())
}

/// The points of one side of a method, person by person: the definition, without groups and shares.
fn points_of_people(own: &[f64], other: &[f64], weight: f64, n_full: f64) -> f64 {
    let mut heaviest = own.to_vec();
    heaviest.sort_by(|a, b| b.total_cmp(a));
    let counted: f64 = heaviest.iter().take(n_full as usize).sum();
    let (own, other): (f64, f64) = (own.iter().sum(), other.iter().sum());
    match own > 0.0 {
        true => (weight * (counted / n_full * own / (own + other)).sqrt()).min(9.5),
        false => 0.0,
    }
}

proptest! {
    #![proptest_config(often())]

    #[test]
    fn one_study_alone_counts_by_its_people_and_its_age(study in study()) {
        let config = Config::default();
        let found = scores(std::slice::from_ref(&study));
        let method = config.evidence.methods.get(study.method).unwrap();
        let score = match method.about {
            Axis::Problem => &found.problem,
            Axis::Solution => &found.solution,
        };
        let half_life = config.evidence.half_life.of(method.about);
        let half_lives = study.days.map_or(4.0, |days| (days as f64 / half_life).min(4.0));
        let people = (f64::from(study.n) / method.n_full).min(1.0).sqrt();
        let alone = method.weight * people * (-half_lives).exp2();
        let [yes, no] = match study.verdict {
            "supported" => [alone, 0.0],
            "refuted" => [0.0, alone],
            "mixed" => [alone / 2.0, alone / 2.0],
            _ => [0.0, 0.0],
        };
        let points = score.contributions[0].points;
        prop_assert!((points.support - yes).abs() < 1e-9, "{} is not {yes}", points.support);
        prop_assert!((points.against - no).abs() < 1e-9, "{} is not {no}", points.against);
    }

    #[test]
    fn splitting_a_study_changes_nothing(studies in studies(), which: prop::sample::Index, part: prop::sample::Index) {
        let mut studies = studies;
        if studies.is_empty() {
            studies.push(StudySpec { method: "interview", n: 9, days: Some(9), verdict: "supported" });
        }
        let which = which.index(studies.len());
        let whole = studies[which].n.max(2);
        studies[which].n = whole;
        let part = 1 + part.index(whole as usize - 1) as u32;
        let mut split = studies.clone();
        split[which].n = whole - part;
        split.push(StudySpec { n: part, ..studies[which].clone() });
        prop_assert_eq!(outcome(&scores(&studies)), outcome(&scores(&split)));
        // Into files of one person each.
        let mut single = studies.clone();
        single[which].n = 1;
        let one = single[which].clone();
        single.extend(std::iter::repeat_n(one, whole.min(20) as usize - 1));
        let mut small = studies.clone();
        small[which].n = whole.min(20);
        prop_assert_eq!(outcome(&scores(&small)), outcome(&scores(&single)));
    }

    #[test]
    fn a_further_study_moves_no_side_the_wrong_way(studies in studies(), further in study()) {
        let before = scores(&studies);
        for verdict in ["supported", "refuted"] {
            let more = [&studies[..], &[StudySpec { verdict, ..further.clone() }]].concat();
            let after = scores(&more);
            for (before, after) in axes(&before).into_iter().zip(axes(&after)) {
                let (yes, no) = (after.support - before.support, after.against - before.against);
                match verdict {
                    "supported" => prop_assert!(yes >= 0.0 && no <= 0.0, "{yes} {no}"),
                    _ => prop_assert!(yes <= 0.0 && no >= 0.0, "{yes} {no}"),
                }
            }
        }
    }

    #[test]
    fn no_method_says_more_than_its_weight_and_each_person_counts_once(studies in studies()) {
        let config = Config::default();
        let found = scores(&studies);
        for score in axes(&found) {
            let mut doubt = [1.0, 1.0];
            for sum in &score.methods {
                let method = config.evidence.methods.get(&sum.method).unwrap();
                let of_method = score.contributions.iter().filter(|c| c.method == sum.method);
                let people = Side::BOTH.map(|side| {
                    let weights = of_method.clone().filter_map(|c| Some((c.weight_on(side)?, c.people)));
                    weights.flat_map(|(weight, n)| std::iter::repeat_n(weight, n as usize)).collect::<Vec<f64>>()
                });
                for (i, side) in Side::BOTH.into_iter().enumerate() {
                    let points = sum.sides.get(side).points;
                    let expected = points_of_people(&people[i], &people[1 - i], method.weight, method.n_full);
                    prop_assert!((points - expected).abs() < 1e-9, "{points} is not {expected}");
                    prop_assert!(points <= method.weight + 1e-9);
                    let shares: f64 = of_method.clone().map(|c| c.points.get(side)).sum();
                    prop_assert!((points - shares).abs() < 1e-9, "{points} is not {shares}");
                    doubt[i] *= 1.0 - points / 10.0;
                }
            }
            for (i, side) in Side::BOTH.into_iter().enumerate() {
                let sum = score.sides.get(side);
                prop_assert!((sum.uncapped - 10.0 * (1.0 - doubt[i])).abs() <= 0.005 + 1e-9);
                prop_assert!(sum.value <= sum.uncapped);
                prop_assert!(sum.people >= 5.0 || sum.value < 2.5, "{}", sum.value);
            }
        }
    }

    #[test]
    fn the_order_of_files_does_not_matter(studies in studies(), seed: u64) {
        let mut other = studies.clone();
        let mut state = seed | 1;
        for i in (1..other.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            other.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(outcome(&scores(&studies)), outcome(&scores(&other)));
    }
}
