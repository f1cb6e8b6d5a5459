//! What the words of a score, its states, the next steps, the demand for a solution and the basis of a persona mean, with
//! the numbers of the project: for the page `how-to-read.html` and for `casebook explain`. `glossary.yaml` has the texts.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::site::prose;

/// A word and what it means.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// As pages and messages write it: “good”, “no-verdict”, “research next”.
    pub name: String,
    /// As pages show it, where that is not the name: “Not tested”.
    #[serde(default)]
    pub shown_as: Option<String>,
    /// When it is used: “2.5 to 5”, “1 or more against, and at least twice as much as for”.
    pub when: String,
    /// How to read it.
    pub meaning: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    pub words: Vec<Term>,
    pub states: Vec<Term>,
    pub next_steps: Vec<Term>,
    /// Whether a problem asks for a solution.
    pub demand: Vec<Term>,
    /// What a persona rests on.
    pub basis: Vec<Term>,
}

impl Glossary {
    pub fn new(config: &Config) -> Self {
        let text = include_str!("glossary.yaml");
        let mut glossary: Glossary = serde_yaml::from_str(text).expect("a test reads it");
        let (words, basis) = (&config.evidence.words, &config.evidence.basis);
        let few = prose::few_people(config);
        let few = few.map_or(String::new(), |few| format!(", with at least {few} people"));
        let number = prose::format_number;
        let methods = |names: &[String]| {
            let names = names.iter().map(|name| prose::humanize(name));
            names.collect::<Vec<_>>().join(", ")
        };
        let numbers = [
            ("{some}", number(words.some)),
            ("{good}", number(words.good)),
            ("{strong}", number(words.strong)),
            ("{few}", few),
            ("{times}", prose::times(config.evidence.ratio)),
            ("{big}", number(config.evidence.opportunity.worth_a_look)),
            ("{qualitative}", number(basis.qualitative)),
            ("{qualitative_methods}", methods(&basis.qualitative_methods)),
            ("{statistical}", number(basis.statistical)),
            ("{statistical_methods}", methods(&basis.statistical_methods)),
        ];
        let Glossary {
            words,
            states,
            next_steps,
            demand,
            basis,
        } = &mut glossary;
        for term in [words, states, next_steps, demand, basis]
            .into_iter()
            .flatten()
        {
            for (name, number) in &numbers {
                term.when = term.when.replace(name, number);
            }
        }
        glossary
    }

    /// All terms under their headings.
    pub fn parts(self) -> [(&'static str, Vec<Term>); 5] {
        [
            ("Words for a score of 0 to 10", self.words),
            ("How both sides stand", self.states),
            ("Next steps", self.next_steps),
            ("Demand for a solution", self.demand),
            ("What a persona rests on", self.basis),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Basis, DemandState, NextStep, ScoreWord, State};

    #[test]
    fn every_word_is_explained_in_its_order() {
        let glossary = Glossary::new(&Config::default());
        let names = |terms: &[Term]| terms.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
        let words = [
            ScoreWord::Hint,
            ScoreWord::Some,
            ScoreWord::Good,
            ScoreWord::Strong,
        ];
        assert_eq!(names(&glossary.words), words.map(ScoreWord::as_str));
        assert_eq!(names(&glossary.states), State::ALL.map(State::as_str));
        assert_eq!(
            names(&glossary.next_steps),
            NextStep::ALL.map(NextStep::as_str)
        );
        assert_eq!(
            names(&glossary.demand),
            DemandState::ALL.map(DemandState::as_str)
        );
        let basis = [Basis::Proto, Basis::Qualitative, Basis::Statistical];
        assert_eq!(names(&glossary.basis), basis.map(Basis::as_str));
        let parts = glossary.parts().into_iter().flat_map(|(_, terms)| terms);
        for term in parts {
            assert!(!term.when.contains('{'), "{}", term.when);
        }
    }
}
