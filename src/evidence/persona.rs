//! The evidence behind a persona: how many people, studied with which methods, and how long ago.

use jiff::civil::Date;
use serde::Serialize;

use super::validation::Validation;
use crate::config::{self, Config, MethodClass};
use crate::text::days_between;

#[derive(Clone, Debug, Serialize)]
pub struct PersonaEvidence {
    pub basis: Basis,
    /// People in the validations that the basis follows from; for a proto persona, in the qualitative ones.
    pub people: f64,
    /// The day of the newest done validation that names it.
    pub last: Option<Date>,
    /// The day of the last review by the team.
    pub reviewed: Option<Date>,
    /// The done validations that name it.
    pub studies: usize,
    /// Validations of class say, and of class do, name it.
    pub has_say_studies: bool,
    pub has_do_studies: bool,
}

/// The kind of research a persona is based on, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Proto,
    Qualitative,
    Statistical,
}

impl Basis {
    pub const ALL: [Basis; 3] = [Basis::Proto, Basis::Qualitative, Basis::Statistical];
}

impl PersonaEvidence {
    /// `validations` are the done ones that name the persona, each once.
    pub(super) fn from_validations<'a>(
        validations: impl Iterator<Item = &'a Validation>,
        reviewed: Option<Date>,
        config: &config::Evidence,
    ) -> PersonaEvidence {
        let limits = &config.basis;
        let (mut statistical, mut qualitative) = (0.0, 0.0);
        let mut persona = PersonaEvidence {
            basis: Basis::Proto,
            people: 0.0,
            studies: 0,
            last: None,
            reviewed,
            has_say_studies: false,
            has_do_studies: false,
        };
        for validation in validations {
            persona.studies += 1;
            persona.last = persona.last.max(validation.day);
            let Some(method) = &validation.method else {
                continue;
            };
            persona.has_say_studies |= method.class == MethodClass::Say;
            persona.has_do_studies |= method.class == MethodClass::Do;
            let is_one_of = |methods: &[String]| methods.iter().any(|m| *m == *method.name);
            let n = method.n.unwrap_or(0.0);
            if is_one_of(&limits.statistical_methods) {
                statistical += n;
            }
            if is_one_of(&limits.qualitative_methods) {
                qualitative += n;
            }
        }
        (persona.basis, persona.people) = if statistical >= limits.statistical {
            (Basis::Statistical, statistical)
        } else if qualitative >= limits.qualitative {
            (Basis::Qualitative, qualitative)
        } else {
            (Basis::Proto, qualitative)
        };
        persona
    }

    /// By how many days the last review, else the newest validation, is older than the limit. `None` if it is not, or
    /// without either.
    pub fn days_over_limit(&self, config: &Config, as_of: Date) -> Option<i64> {
        let since = self.reviewed.or(self.last)?;
        let over = days_between(since, as_of).saturating_sub(config.evidence.stale.persona);
        (over > 0).then_some(over)
    }
}

impl Basis {
    /// `None` if the word is not one of the three.
    pub fn parse(word: &str) -> Option<Basis> {
        [Basis::Proto, Basis::Qualitative, Basis::Statistical]
            .into_iter()
            .find(|b| b.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Proto => "proto",
            Basis::Qualitative => "qualitative",
            Basis::Statistical => "statistical",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::config::Config;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::score;

    fn persona(studies: &[&str]) -> super::PersonaEvidence {
        let mut text = ">>> personas/ana.md\nname: Ana\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(">>> validations/s{i}.md\npersonas: [ana, ana]\n{study}\n");
        }
        let graph = graph_from_text(&text);
        let evidence = score(&graph, &Config::default(), date(2026, 7, 1));
        evidence
            .personas
            .get(&id_of(&graph, "ana"))
            .unwrap()
            .clone()
    }

    #[test]
    fn the_basis_of_a_persona_follows_from_the_done_studies_that_name_it() {
        let basis = |studies: &[&str]| {
            let persona = persona(studies);
            (
                persona.basis.as_str(),
                persona.people,
                persona.has_say_studies,
                persona.has_do_studies,
            )
        };
        let talks = "method: interview\nn: 3\ndate: 2026-01";
        let watched = "method: observation\nn: 2\ndate: 2026-02";
        assert_eq!(basis(&[]), ("proto", 0.0, false, false));
        assert_eq!(basis(&[talks]), ("proto", 3.0, true, false));
        assert_eq!(basis(&[talks, watched]), ("qualitative", 5.0, true, true));
        let planned = "method: interview\nn: 9\nstatus: planned";
        assert_eq!(basis(&[talks, planned]), ("proto", 3.0, true, false));
        let survey = "method: survey\nn: 60\ndate: 2026-01";
        let logs = "method: analytics\nn: 40\ndate: 2026-01";
        assert_eq!(basis(&[survey]), ("proto", 0.0, true, false));
        assert_eq!(
            basis(&[talks, survey, logs]),
            ("statistical", 100.0, true, true)
        );
    }

    #[test]
    fn a_persona_is_stale_a_year_after_its_newest_study() {
        let persona = persona(&[
            "method: interview\ndate: 2024-01-01",
            "method: interview\ndate: 2025-01-01",
        ]);
        let config = Config::default();
        assert_eq!(persona.days_over_limit(&config, date(2026, 1, 1)), None);
        assert_eq!(persona.days_over_limit(&config, date(2026, 1, 3)), Some(2));
    }
}
