//! A score as the sum behind it: each side by method, each method by study, so that a pocket calculator gives the same.
//!
//! Texts only, for the pages of problems and solutions and for `casebook why`.

use serde::Serialize;

use crate::config::Axis;
use crate::evidence::{
    Contribution, MethodSide, MethodSum, Score, ScoreCap, ScoredGraph, Side, Verdict,
};
use crate::site::prose;

/// The most studies that one sum lists.
const MAX_ROWS: usize = 100;

#[derive(Serialize)]
pub struct ScoreSum {
    pub sides: [SumSide; 2],
    /// Studies that add nothing to either side, and why.
    pub silent: Vec<SilentStudy>,
    /// How many more studies are part of the sum and not listed.
    pub more: usize,
    /// In days: the half-life, and the greatest age that counts.
    pub half_life: f64,
    pub oldest: f64,
}

#[derive(Serialize)]
pub struct SumSide {
    /// “For”, “Against”
    pub title: &'static str,
    /// “3.24”: with one decimal more than elsewhere, as the sum gives it.
    pub score: String,
    pub methods: Vec<SumMethod>,
    /// How several methods add up; empty for one.
    pub steps: Vec<SumStep>,
    /// The cap that holds it down, if there is one.
    pub rules: Vec<String>,
}

/// What one method tells.
#[derive(Serialize)]
pub struct SumMethod {
    /// “Interviews”
    pub title: String,
    /// “2.668”
    pub points: String,
    /// “3”, the most it can tell
    pub most: String,
    /// “14 people in 3 studies, the 12 that weigh most count”
    pub who: String,
    /// As it is called within a sentence: “interviews”, “A/B tests”.
    pub plural: String,
    /// From how many people on it has its whole weight, and whether so many speak here.
    pub full: String,
    pub is_full: bool,
    /// The weight of this side and of both, if both sides share it.
    pub share: Option<[String; 2]>,
    pub rows: Vec<SumRow>,
    /// “3 × √(9.491 ÷ 12)”
    pub formula: String,
}

/// One study in the sum of its method.
#[derive(Serialize)]
pub struct SumRow {
    pub href: String,
    pub title: String,
    /// “77 days old, mixed”
    pub what: String,
    /// “6”, “1 of 3”
    pub people: String,
    pub weight: String,
    pub product: String,
    pub points: String,
}

/// How one method closes a part of the doubt that the others leave.
#[derive(Serialize)]
pub struct SumStep {
    pub title: String,
    pub points: String,
    /// “7.332 × 0.9244”
    pub doubt: String,
    pub left: String,
    pub score: String,
}

#[derive(Serialize)]
pub struct SilentStudy {
    pub href: String,
    pub title: String,
    pub why: &'static str,
}

/// `None` if no study counts.
pub fn score_sum(ctx: ScoredGraph, score: &Score) -> Option<ScoreSum> {
    if score.contributions.is_empty() {
        return None;
    }
    let mut rows_left = MAX_ROWS;
    let sides = Side::BOTH.map(|side| ctx.side(score, side, &mut rows_left));
    let silent = score.contributions.iter().filter_map(|c| {
        let why = match c.verdict {
            None => "gives no verdict",
            Some(Verdict::Inconclusive) => "could not tell",
            Some(_) => return None,
        };
        Some(SilentStudy {
            href: ctx.href(c.validation),
            title: ctx.title(c.validation).to_owned(),
            why,
        })
    });
    let silent: Vec<SilentStudy> = silent.take(MAX_ROWS).collect();
    let rows = |c: &Contribution| match c.verdict {
        Some(Verdict::Mixed) => 2,
        _ => 1,
    };
    let all: usize = score.contributions.iter().map(rows).sum();
    let shown = MAX_ROWS - rows_left + silent.len();
    let half_life = ctx.config.evidence.half_life.of(score.axis);
    Some(ScoreSum {
        sides,
        silent,
        more: all.saturating_sub(shown),
        half_life,
        oldest: half_life * ctx.config.evidence.oldest_half_lives,
    })
}

/// The sum behind a score.
impl ScoredGraph<'_> {
    fn side(&self, score: &Score, side: Side, rows_left: &mut usize) -> SumSide {
        let sum = score.sides.get(side);
        let speaks = |method: &&MethodSum| method.sides.get(side).people > 0.0;
        let methods: Vec<&MethodSum> = score.methods.iter().filter(speaks).collect();
        let mut rules = Vec::new();
        match sum.cap {
            Some(ScoreCap::FewPeople) => rules.push(format!(
                "Fewer than {} people speak here. The sum is {:.2}; a handful does not make good, so it stops at {:.2}.",
                prose::few_people(self.config).unwrap_or_default(),
                sum.uncapped,
                sum.value
            )),
            Some(ScoreCap::SaidOnly) => rules.push(format!(
                "The sum is {:.2}. What people were seen to do would give less than {} alone, so it stops at {:.2}, below \
                 strong.",
                sum.uncapped,
                prose::format_number(self.config.evidence.words.some),
                sum.value
            )),
            None => {}
        }
        SumSide {
            title: match side {
                Side::For => "For",
                Side::Against => "Against",
            },
            score: format!("{:.2}", sum.value),
            steps: self.doubt_steps(&methods, side),
            methods: methods
                .iter()
                .map(|method| self.method(score, method, side, rows_left))
                .collect(),
            rules,
        }
    }

    fn method(
        &self,
        score: &Score,
        sum: &MethodSum,
        side: Side,
        rows_left: &mut usize,
    ) -> SumMethod {
        let own = sum.sides.get(side);
        let (name, plural) = (&*sum.method, prose::method_plural(&sum.method));
        let of_method = || {
            let speaks = |c: &&Contribution| c.method == sum.method && c.weight_on(side).is_some();
            score.contributions.iter().filter(speaks)
        };
        let studies = of_method().count();
        let rows: Vec<SumRow> = of_method()
            .take(*rows_left)
            .map(|c| self.row(score.axis, c, side))
            .collect();
        *rows_left -= rows.len();
        let all = sum.sides.support.weight + sum.sides.against.weight;
        let is_divided = all > own.weight;
        SumMethod {
            points: format!("{:.3}", own.points),
            most: prose::format_number(sum.weight),
            who: format!(
                "{} in {}{}",
                prose::sample(name, own.people),
                prose::studies(studies),
                counted_text(own),
            ),
            plural: lower(&plural),
            full: amount(sum.n_full),
            is_full: own.people >= sum.n_full,
            share: is_divided.then(|| [own.weight, all].map(significant)),
            rows,
            formula: self.formula(sum, own, is_divided.then_some(all)),
            title: plural,
        }
    }

    /// “2 × √(51.28 ÷ 100 × 51.28 ÷ 180.3)”
    fn formula(&self, sum: &MethodSum, own: &MethodSide, all: Option<f64>) -> String {
        let share = all.map_or(String::new(), |all| {
            format!(" × {} ÷ {}", significant(own.weight), significant(all))
        });
        let cap = self.config.evidence.cap;
        let most = match own.points >= cap && sum.weight > cap {
            true => format!(", at most {}", prose::format_number(cap)),
            false => String::new(),
        };
        format!(
            "{} × √({} ÷ {}{share}){most}",
            significant(sum.weight),
            significant(own.counted_weight),
            amount(sum.n_full)
        )
    }

    fn row(&self, axis: Axis, c: &Contribution, side: Side) -> SumRow {
        let settings = &self.config.evidence;
        let oldest = settings.half_life.of(axis) * settings.oldest_half_lives;
        let weight = c.weight_on(side).unwrap_or_default();
        let counted = *c.counted_people.get(side);
        let mut what = vec![match c.age_days {
            Some(0) => "new".into(),
            Some(days) => {
                let age = format!("{} old", prose::pluralize(days as usize, "day", "days"));
                match days as f64 > oldest {
                    true => format!("{age}, counts as {}", prose::days(oldest)),
                    false => age,
                }
            }
            None => format!("no date, counts as {} old", prose::days(oldest)),
        }];
        if c.verdict == Some(Verdict::Mixed) {
            what.push("mixed: half on each side".into());
        }
        if c.has_assumed_sample() {
            what.push("nobody noted how many, so one counts".into());
        }
        if counted == 0.0 {
            what.push("adds nothing: the sample is full without it".into());
        }
        SumRow {
            href: self.href(c.validation),
            title: self.title(c.validation).to_owned(),
            what: what.join(", "),
            people: match counted < c.people {
                true => format!("{} of {}", amount(counted), amount(c.people)),
                false => amount(c.people),
            },
            // Of the factors as they are shown, so that a calculator gives the same.
            product: significant(as_shown(weight) * as_shown(counted)),
            weight: significant(weight),
            points: format!("{:.3}", c.points.get(side)),
        }
    }

    fn doubt_steps(&self, methods: &[&MethodSum], side: Side) -> Vec<SumStep> {
        if methods.len() < 2 {
            return vec![];
        }
        let mut left = 10.0;
        let step = |method: &&MethodSum| {
            let points = method.sides.get(side).points;
            let (before, part) = (left, 1.0 - points / 10.0);
            left *= part;
            SumStep {
                title: prose::method_plural(&method.method),
                points: format!("{points:.3}"),
                doubt: format!("{before:.3} × {part:.4}"),
                left: format!("{left:.3}"),
                score: format!("{:.2}", 10.0 - left),
            }
        };
        methods.iter().map(step).collect()
    }
}

/// “, the 12 that weigh most count”; empty if all count.
fn counted_text(own: &MethodSide) -> String {
    match own.counted_people < own.people {
        true if own.counted_people == 1.0 => ", the 1 that weighs most counts".into(),
        true => format!(", the {} that weigh most count", amount(own.counted_people)),
        false => String::new(),
    }
}

/// With four significant digits, so that the shown factors give the shown result: “0.9627”, “96.27”, “1”.
fn significant(value: f64) -> String {
    if value <= 0.0 {
        return "0".into();
    }
    let decimals = (3.0 - value.log10().floor()).clamp(0.0, 15.0) as usize;
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').into(),
        false => text,
    }
}

/// A number of people: “12 000”, or the part of them that counts, “0.006”.
fn amount(people: f64) -> String {
    match people.fract() == 0.0 {
        true => prose::count(people),
        false => significant(people),
    }
}

/// The value that [`significant`] or [`amount`] shows.
fn as_shown(value: f64) -> f64 {
    match value.fract() == 0.0 {
        true => value,
        false => significant(value).parse().unwrap_or(value),
    }
}

/// “interviews”, but “A/B tests”.
fn lower(plural: &str) -> String {
    // “A/B tests” and “NPS” stay as they are.
    match plural.chars().nth(1).is_some_and(char::is_lowercase) {
        true => plural.to_lowercase(),
        false => plural.into(),
    }
}
