//! One score with its question: state, bars, a sentence, and the sum behind it study by study.

use serde::Serialize;

use super::{EntryContext, MAX_LIST_ITEMS};
use crate::config::{Axis, MethodClass};
use crate::evidence::{self, Contribution, Score, ScoreWord, State};
use crate::graph::EntryId;
use crate::site::mark::StateBadge;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// Input of the components `verdict` and `why`.
#[derive(Serialize)]
pub struct ScorePanel {
    pub id: &'static str,
    pub question: &'static str,
    /// “Strong”, “Contested”, “Not tested”.
    pub mark: StateBadge,
    /// “8.1 of 10”, “for 2.3, against 1.2 of 10”; empty if there is nothing to count.
    pub figure: String,
    pub support: f64,
    pub against: f64,
    /// Show two bars, because `against` is above zero.
    pub show_both_sides: bool,
    /// The word to mark on the scale; empty if no study gives a verdict.
    pub scale_word: &'static str,
    /// Which solution the question is about; empty if that is clear from the page.
    pub about: RichText,
    pub sentence: RichText,
    pub rows: Vec<SumRow>,
    /// “240 more studies are not shown here.”
    pub more: Option<String>,
    /// The table needs a column for what each study says, because not all are “for”.
    pub has_stance: bool,
    pub rules: Vec<String>,
    /// “What would raise it:”, and the smallest study that does.
    pub next_validation: Option<(&'static str, String)>,
}

/// One study in the sum.
#[derive(Serialize)]
pub struct SumRow {
    pub href: String,
    pub title: String,
    /// “Usability test, 9 people, 19 months old”
    pub what: String,
    pub says: &'static str,
    pub points: String,
    pub so_far: String,
}

/// `target` is the problem or solution a new study would test; `None` if there is nothing to test yet.
pub fn score_panel(
    ctx: &EntryContext,
    target: Option<EntryId>,
    score: &Score,
    about: RichText,
) -> ScorePanel {
    let config = &ctx.site.config;
    let is_tested = !matches!(
        score.state,
        State::Untested | State::NoVerdict | State::Inconclusive
    );
    let (rows, more) = sum_rows(ctx, score);
    let show_both_sides = is_tested && score.against > 0.0;
    ScorePanel {
        id: match score.axis {
            Axis::Problem => "real",
            Axis::Solution => "works",
        },
        question: match score.axis {
            Axis::Problem => "Is the problem real?",
            Axis::Solution => "Does our answer work?",
        },
        mark: StateBadge {
            word: state_word(score, ctx),
            ..prose::state_badge(score, config)
        },
        figure: figure_text(score, ctx),
        support: score.support,
        against: score.against,
        show_both_sides,
        scale_word: match is_tested {
            true => score.word(config).as_str(),
            false => "",
        },
        about,
        sentence: match target {
            Some(_) => panel_sentence(ctx, score),
            None => RichText::new("There is no answer to test yet."),
        },
        has_stance: rows.iter().any(|row| row.says != "for"),
        rows,
        more,
        rules: rule_sentences(ctx, score),
        next_validation: target.and_then(|_| next_validation_text(ctx, score)),
    }
}

/// “Usability test, 9 people, 19 months old”
pub fn contribution_text(ctx: &EntryContext, study: &Contribution) -> String {
    let fields = ctx.fields(study.validation);
    let people = prose::participants_text(fields).unwrap_or_else(|| match study.assumed_sample {
        true => "people not noted".into(),
        false => String::new(),
    });
    let age = match study.age_days {
        Some(0) => "new".into(),
        Some(days) => format!("{} old", prose::format_age(days)),
        None => "no date".into(),
    };
    let method = ctx.site.config.evidence.methods.get(&study.method);
    let is_override = method.is_some_and(|method| method.weight != study.weight);
    let weight = match is_override {
        true => format!("weight set to {}", prose::format_number(study.weight)),
        false => String::new(),
    };
    let parts = [prose::humanize(&study.method), people, age, weight];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    prose::capitalize(&parts.join(", "))
}

fn state_word(score: &Score, ctx: &EntryContext) -> String {
    match score.state {
        State::Supported => prose::capitalize(score.word(&ctx.site.config).as_str()),
        State::Weak if score.against > score.support => "Hint against".into(),
        State::Weak => "Hint".into(),
        State::Refuted => "Refuted".into(),
        _ => prose::state_text(score, &ctx.site.config),
    }
}

fn figure_text(score: &Score, ctx: &EntryContext) -> String {
    let points = |value| prose::format_points(value, &ctx.site.config);
    let (support, against) = (points(score.support), points(score.against));
    match score.state {
        State::Untested | State::NoVerdict | State::Inconclusive => String::new(),
        _ if score.against > 0.0 && score.support > 0.0 => {
            format!("for {support}, against {against} of 10")
        }
        _ if score.against > 0.0 => format!("{against} of 10"),
        _ => format!("{support} of 10"),
    }
}

/// “Eleven studies say yes, none says no. Six of them watched people.”
fn panel_sentence(ctx: &EntryContext, score: &Score) -> RichText {
    use evidence::Verdict::{Inconclusive, Mixed, Refuted, Supported};
    let count = |verdict| score.count(verdict);
    let all = score.contributions.len();
    if all == 0 {
        return RichText::new("Nobody has tested this yet.");
    }
    let silent = count(None);
    if silent == all {
        let many = prose::capital_number_word(all);
        return RichText::new(match all {
            1 => "One study looked at this and gives no verdict.".into(),
            _ => format!("{many} studies looked at this, and none of them gives a verdict."),
        });
    }
    let (yes, no) = (count(Some(Supported)), count(Some(Refuted)));
    let mut parts: Vec<String> = Vec::new();
    for (n, one, many) in [
        (yes, "says yes", "say yes"),
        (no, "says no", "say no"),
        (count(Some(Mixed)), "says partly", "say partly"),
        (
            count(Some(Inconclusive)),
            "could not tell",
            "could not tell",
        ),
        (silent, "gives no verdict", "give no verdict"),
    ] {
        let noun = match (parts.is_empty(), n) {
            (false, _) => "",
            (true, 1) => " study",
            (true, _) => " studies",
        };
        match n {
            0 if many == "say no" && yes > 0 => parts.push("none says no".into()),
            0 => {}
            1 => parts.push(format!("one{noun} {one}")),
            n => parts.push(format!("{}{noun} {many}", prose::number_word(n))),
        }
    }
    let list = RichText::join_list(parts.into_iter().map(RichText::new).collect(), "and");
    // “yes, none says no” needs its comma, not an “and”.
    let list = prose::capitalize(
        &list
            .to_plain_text()
            .replace(" and none says no", ", none says no"),
    );
    let saw = score
        .contributions
        .iter()
        .filter(|s| s.class == MethodClass::Do)
        .count();
    let seen = match saw {
        0 => " Nobody has watched people do it yet.".into(),
        n if n == all && all == 1 => " It watched what people do.".into(),
        n if n == all => " All of them watched what people do.".into(),
        n => format!(
            " {} of them watched what people do.",
            prose::capital_number_word(n)
        ),
    };
    append_staleness(ctx, score, RichText::new(format!("{list}.{seen}")))
}

fn append_staleness(ctx: &EntryContext, score: &Score, sentence: RichText) -> RichText {
    let limits = &ctx.site.config.evidence.stale;
    let (limit, what) = match score.axis {
        Axis::Problem => (limits.problem, "a study of a problem"),
        Axis::Solution => (limits.solution, "a study of an answer"),
    };
    match score.days_over_limit(&ctx.site.config, ctx.site.as_of) {
        None => sentence,
        Some(_) => {
            let all = match score.contributions.len() {
                1 => "It is older",
                _ => "All are older",
            };
            let rest = format!(" than the {limit} days we trust {what}.");
            sentence.text(" ").styled("stale", all).text(rest)
        }
    }
}

/// Rows for, against, then without an answer, and a note if some did not fit. A mixed study has a row on both sides.
fn sum_rows(ctx: &EntryContext, score: &Score) -> (Vec<SumRow>, Option<String>) {
    let cap = ctx.site.config.evidence.say_only_cap;
    let mut rows = Vec::new();
    for (full, whole, half) in [
        (evidence::Verdict::Supported, "for", "partly for"),
        (evidence::Verdict::Refuted, "against", "partly against"),
    ] {
        let counts = |s: &&Contribution| {
            s.verdict == Some(full) || s.verdict == Some(evidence::Verdict::Mixed)
        };
        let side = || score.contributions.iter().filter(counts);
        let max = match side().any(|s| s.class == MethodClass::Do) {
            true => 10.0,
            false => cap,
        };
        let mut doubt = 1.0;
        for study in side() {
            let is_whole = study.verdict == Some(full);
            let points = if is_whole {
                study.points
            } else {
                study.points / 2.0
            };
            doubt *= (1.0 - points / 10.0).max(0.0);
            if rows.len() < MAX_LIST_ITEMS {
                let so_far = (10.0 * (1.0 - doubt)).min(max);
                rows.push(SumRow {
                    says: if is_whole { whole } else { half },
                    points: prose::format_sum_term(points, &ctx.site.config),
                    so_far: prose::format_points(so_far, &ctx.site.config),
                    ..SumRow::from_contribution(ctx, study)
                });
            }
        }
    }
    let silent = score
        .contributions
        .iter()
        .filter(|s| matches!(s.verdict, None | Some(evidence::Verdict::Inconclusive)));
    for study in silent.take(MAX_LIST_ITEMS.saturating_sub(rows.len())) {
        rows.push(SumRow {
            says: match study.verdict {
                None => "no verdict",
                Some(_) => "could not tell",
            },
            points: "–".into(),
            so_far: String::new(),
            ..SumRow::from_contribution(ctx, study)
        });
    }
    let mixed = score.count(Some(evidence::Verdict::Mixed));
    let more = (score.contributions.len() + mixed).saturating_sub(rows.len());
    let note = format!(
        "{} more are part of the sum and not shown here.",
        prose::group_digits(more)
    );
    (rows, (more > 0).then_some(note))
}

impl SumRow {
    fn from_contribution(ctx: &EntryContext, study: &Contribution) -> Self {
        let entry = ctx.site.graph.entry(study.validation);
        SumRow {
            href: entry.url.to_link(ctx.site.url_style()),
            title: entry.document.title.to_string(),
            what: contribution_text(ctx, study),
            says: "",
            points: String::new(),
            so_far: String::new(),
        }
    }
}

/// The rules that apply to this sum, with the configured figures.
fn rule_sentences(ctx: &EntryContext, score: &Score) -> Vec<String> {
    let settings = &ctx.site.config.evidence;
    if score.contributions.is_empty() {
        return vec![];
    }
    let halves = &settings.half_life;
    let age = match score.axis {
        Axis::Problem => format!(
            "Points about a problem halve {}.",
            prose::half_life_text(halves.problem)
        ),
        Axis::Solution if halves.solution < halves.problem => format!(
            "Designs age faster than needs: points about an answer halve {}.",
            prose::half_life_text(halves.solution)
        ),
        Axis::Solution => format!(
            "Points about an answer halve {}.",
            prose::half_life_text(halves.solution)
        ),
    };
    let mut rules = vec![format!(
        "Points come from the method, the number of people and the age of a study. Each study closes a part of the \
         doubt that is left, so points do not simply add up. {age}"
    )];
    let any = |holds: fn(&Contribution) -> bool| score.contributions.iter().any(holds);
    let percent = |share: f64| prose::format_number(100.0 * share);
    if any(|s| s.assumed_sample) {
        rules.push(format!(
            "Where the number of people is not noted, a study counts {} % of its weight.",
            percent(settings.missing_sample)
        ));
    }
    if any(|s| s.assumed_date) {
        rules.push(format!(
            "Where the date is not noted, a study counts {} % of its weight.",
            percent(settings.missing_date)
        ));
    }
    let is_capped = [score.support, score.against].contains(&settings.say_only_cap);
    if is_capped {
        rules.push(format!(
            "While no study has watched what people do, a score ends at {}.",
            prose::format_points(settings.say_only_cap, &ctx.site.config)
        ));
    }
    if score.state == State::Contested {
        let times = match settings.ratio {
            2.0 => "twice".into(),
            ratio => format!("{} times", prose::format_number(ratio)),
        };
        rules.push(format!(
            "“Contested” means that neither side has {times} the score of the other."
        ));
    }
    rules
}

fn next_validation_text(ctx: &EntryContext, score: &Score) -> Option<(&'static str, String)> {
    let config = &ctx.site.config;
    let lead = match score.state {
        State::Contested => "What would settle it:",
        State::Refuted => "What would turn it:",
        _ => "What would raise it:",
    };
    let text = match score.next_validation(config) {
        Some(next) => {
            let people = match next.participants {
                1 => "one person".into(),
                n => format!("{} people", prose::group_digits(n as usize)),
            };
            let what = prose::humanize(&next.method);
            let article = match what.starts_with(['a', 'e', 'i', 'o', 'A']) {
                true => "an",
                false => "a",
            };
            let to = format!(
                "{}, which is {}",
                prose::format_points(next.score, config),
                next.word.as_str()
            );
            match score.state {
                State::Untested | State::NoVerdict | State::Inconclusive => {
                    format!("{article} {what} with {people} today would make it {to}.")
                }
                _ => format!(
                    "{article} {what} with {people} today would lift {} from {} to {to}.",
                    if score.against > 0.0 {
                        "“for”"
                    } else {
                        "it"
                    },
                    prose::format_points(score.support, config),
                ),
            }
        }
        None if ScoreWord::from_score(score.support, config) == ScoreWord::Strong => {
            match score.axis {
                Axis::Problem => "nothing is needed. Spend the time on the answer.".into(),
                Axis::Solution => "nothing is needed.".into(),
            }
        }
        None => "no single study reaches the next word; it takes several.".into(),
    };
    Some((lead, text))
}
