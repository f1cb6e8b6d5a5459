//! What the words of a score, its states, the next steps, the demand for a solution and the basis of a persona mean, with the numbers of the project: for the page
//! `how-to-read.html` and for `casebook explain`.

use serde::Serialize;

use crate::config::Config;
use crate::evidence::{Basis, DemandState, NextStep, ScoreWord, State};
use crate::site::prose;

/// A word and what it means.
#[derive(Serialize)]
pub struct Term {
    /// As pages and messages write it: “good”, “no-verdict”, “research next”.
    pub name: &'static str,
    /// As pages show it, where that is not the name: “Not tested”.
    pub shown_as: Option<&'static str>,
    /// When it is used: “2.5 to 5”, “1 or more against, and at least twice as much as for”.
    pub when: String,
    /// How to read it.
    pub meaning: &'static str,
}

/// All terms under their headings.
pub fn parts(config: &Config) -> [(&'static str, Vec<Term>); 5] {
    [
        ("Words for a score of 0 to 10", words(config).into()),
        ("How both sides stand", states(config).into()),
        ("Next steps", next_steps(config).into()),
        ("Demand for a solution", demand(config).into()),
        ("What a persona rests on", basis(config).into()),
    ]
}

pub fn words(config: &Config) -> [Term; 4] {
    let words = &config.evidence.words;
    let number = prose::format_number;
    let of = |word| match word {
        ScoreWord::Hint => (format!("below {}", number(words.some)), "Somebody said so."),
        ScoreWord::Some => (
            format!("{} to {}", number(words.some), number(words.good)),
            "Worth asking more.",
        ),
        ScoreWord::Good => (
            match prose::few_people(config) {
                Some(few) => format!(
                    "{} to {}, with at least {few} people",
                    number(words.good),
                    number(words.strong)
                ),
                None => format!("{} to {}", number(words.good), number(words.strong)),
            },
            "Enough to plan a solution: gates and next steps ask for it.",
        ),
        ScoreWord::Strong => (
            format!("{} and more, and not only said", number(words.strong)),
            "Settled until it grows old.",
        ),
    };
    [
        ScoreWord::Hint,
        ScoreWord::Some,
        ScoreWord::Good,
        ScoreWord::Strong,
    ]
    .map(|word| {
        let (when, meaning) = of(word);
        Term {
            name: word.as_str(),
            shown_as: None,
            when,
            meaning,
        }
    })
}

pub fn states(config: &Config) -> [Term; 7] {
    let some = prose::format_number(config.evidence.words.some);
    let times = prose::times(config.evidence.ratio);
    State::ALL.map(|state| {
        let (when, meaning) = match state {
            State::Untested => ("no study counts".into(), "A gap, not a no."),
            State::NoVerdict => (
                "studies were made, none gives a verdict".into(),
                "Write down what came of them.",
            ),
            State::Supported => (
                format!("for is {some} or more, and at least {times} as much as against"),
                "The studies say yes.",
            ),
            State::Refuted => (
                format!("against is {some} or more, and at least {times} as much as for"),
                "The studies say no.",
            ),
            State::Contested => (
                format!("{some} or more on a side, and neither has {times} as much as the other"),
                "Studies disagree: find out why, and say it in the problem's resolution.",
            ),
            State::Inconclusive => (
                "all verdicts are inconclusive".into(),
                "Studies were made, and none could tell.",
            ),
            State::Weak => (
                format!("a verdict, and less than {some} on both sides"),
                "There is a hint, no more.",
            ),
        };
        Term {
            name: state.as_str(),
            shown_as: match state {
                State::Untested => Some("Not tested"),
                State::NoVerdict => Some("No verdict yet"),
                State::Weak => Some("Hint, or hint against"),
                _ => None,
            },
            when,
            meaning,
        }
    })
}

pub fn next_steps(config: &Config) -> [Term; 7] {
    let big = prose::format_number(config.evidence.opportunity.worth_a_look);
    let good = prose::format_number(config.evidence.words.good);
    NextStep::ALL.map(|step| {
        let (when, meaning) = match step {
            NextStep::ResearchNext => (
                format!("opportunity {big} or more or not rated, and the problem is below {good}"),
                "It may be big, and we know too little to build for it.",
            ),
            NextStep::FindOutWhy => (
                "whether it is real is contested".into(),
                "Studies stand against each other; more of the same will not settle it.",
            ),
            NextStep::RateIt => (
                format!("the problem is {good} or more, and nobody has rated it"),
                "It is real, and nobody has said yet how much it matters.",
            ),
            NextStep::TryASolution => (
                format!("opportunity {big} or more, the problem {good} or more, the answer below"),
                "It is real and big, and no answer is known to work.",
            ),
            NextStep::BuildOrFinish => (
                format!("opportunity {big} or more, problem and answer {good} or more"),
                "It is real and big, and our answer works.",
            ),
            NextStep::SayNo => (
                format!("refuted, or {good} or more with an opportunity below {big}"),
                "We know enough to say that it is not worth it.",
            ),
            NextStep::Park => (
                format!("opportunity below {big}, and the problem is below {good}"),
                "It looks small, and little is known about it.",
            ),
        };
        Term {
            name: step.as_str(),
            shown_as: None,
            when,
            meaning,
        }
    })
}

/// Whether a problem asks for a solution.
pub fn demand(config: &Config) -> [Term; 5] {
    let good = prose::format_number(config.evidence.words.good);
    DemandState::ALL.map(|state| {
        let (when, meaning) = match state {
            DemandState::Known => (
                format!("a problem that it names is supported, {good} or more"),
                "Go ahead.",
            ),
            DemandState::Missing => (
                format!("no problem that it names is supported with {good} or more"),
                "Ask or watch before you build.",
            ),
            DemandState::Waived => (
                "missing, and a waiver lets it go ahead until a day".into(),
                "Somebody has taken it upon themselves.",
            ),
            DemandState::Expired => (
                "missing, and the day of the waiver is past".into(),
                "Find out, or have the waiver renewed.",
            ),
            DemandState::Against => (
                "the nearest problem that it names is refuted or contested".into(),
                "More of the same studies will not settle it.",
            ),
        };
        Term {
            name: state.as_str(),
            shown_as: None,
            when,
            meaning,
        }
    })
}

/// What a persona rests on.
pub fn basis(config: &Config) -> [Term; 3] {
    let limits = &config.evidence.basis;
    let people_in = |n: f64, methods: &[String]| {
        let methods: Vec<String> = methods.iter().map(|m| prose::humanize(m)).collect();
        let n = prose::format_number(n);
        format!(
            "{n} people or more in studies that name it: {}",
            methods.join(", ")
        )
    };
    [Basis::Proto, Basis::Qualitative, Basis::Statistical].map(|basis| {
        let (when, meaning) = match basis {
            Basis::Proto => (
                "less than that of the other two".into(),
                "It is how we imagine somebody.",
            ),
            Basis::Qualitative => (
                people_in(limits.qualitative, &limits.qualitative_methods),
                "We know such people, and not how many there are.",
            ),
            Basis::Statistical => (
                people_in(limits.statistical, &limits.statistical_methods),
                "We know how common it is.",
            ),
        };
        Term {
            name: basis.as_str(),
            shown_as: None,
            when,
            meaning,
        }
    })
}
