//! What a persona rests on: how many people, seen how, and how long ago.

use jiff::civil::Date;

use super::score_date::days_between;
use super::study::Study;
use crate::config::{self, Class, Config};

#[derive(Clone, Debug)]
pub struct Subject {
    pub basis: Basis,
    /// People in the studies that made it what it is; of a proto persona, in the qualitative ones, too few as they
    /// are.
    pub people: f64,
    /// The newest done study that names it.
    pub last: Option<Date>,
    /// When somebody last checked it.
    pub reviewed: Option<Date>,
    /// Studies of class say, of class do, that name it.
    pub say: bool,
    pub does: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    Proto,
    Qualitative,
    Statistical,
}

impl Subject {
    /// From the done studies that name it, each once.
    pub(super) fn of<'a>(
        studies: impl Iterator<Item = &'a Study>,
        reviewed: Option<Date>,
        config: &config::Evidence,
    ) -> Subject {
        let limits = &config.basis;
        let (mut statistical, mut qualitative) = (None, 0.0);
        let mut subject = Subject {
            basis: Basis::Proto,
            people: 0.0,
            last: None,
            reviewed,
            say: false,
            does: false,
        };
        for study in studies {
            subject.last = subject.last.max(study.day);
            let Some(weighing) = &study.weighing else {
                continue;
            };
            subject.say |= weighing.class == Class::Say;
            subject.does |= weighing.class == Class::Do;
            let is_one_of = |methods: &[String]| methods.iter().any(|m| *m == *weighing.method);
            let n = weighing.n.unwrap_or(0.0);
            if is_one_of(&limits.statistical_methods) && n >= limits.statistical {
                *statistical.get_or_insert(0.0) += n;
            }
            if is_one_of(&limits.qualitative_methods) {
                qualitative += n;
            }
        }
        (subject.basis, subject.people) = match statistical {
            Some(people) => (Basis::Statistical, people),
            None if qualitative >= limits.qualitative => (Basis::Qualitative, qualitative),
            None => (Basis::Proto, qualitative),
        };
        subject
    }

    /// By how many days it is over the limit, counted from its review, else from the newest study that names it.
    /// `None` while it is not, and where there is neither.
    pub fn stale(&self, config: &Config, as_of: Date) -> Option<i64> {
        let since = self.reviewed.or(self.last)?;
        let over = days_between(since, as_of).saturating_sub(config.evidence.stale.persona);
        (over > 0).then_some(over)
    }
}

impl Basis {
    /// `None` where a word is none of the three.
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
    use crate::graph::evidence::score;
    use crate::graph::evidence::site::{id, site};

    fn subject(studies: &[&str]) -> super::Subject {
        let mut text = ">>> personas/ana.md\nname: Ana\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(">>> validations/s{i}.md\npersonas: [ana, ana]\n{study}\n");
        }
        let graph = site(&text);
        let evidence = score(&graph, &Config::default(), date(2026, 7, 1));
        evidence.subjects.get(&id(&graph, "ana")).unwrap().clone()
    }

    #[test]
    fn a_persona_rests_on_the_done_studies_that_name_it() {
        let basis = |studies: &[&str]| {
            let subject = subject(studies);
            (
                subject.basis.as_str(),
                subject.people,
                subject.say,
                subject.does,
            )
        };
        let talks = "method: interview\nn: 3\ndate: 2026-01";
        let watched = "method: observation\nn: 2\ndate: 2026-02";
        assert_eq!(basis(&[]), ("proto", 0.0, false, false));
        assert_eq!(basis(&[talks]), ("proto", 3.0, true, false));
        assert_eq!(basis(&[talks, watched]), ("qualitative", 5.0, true, true));
        let planned = "method: interview\nn: 9\nstatus: planned";
        assert_eq!(basis(&[talks, planned]), ("proto", 3.0, true, false));
        let small = "method: survey\nn: 99\ndate: 2026-01";
        assert_eq!(basis(&[small, small]), ("proto", 0.0, true, false));
        let large = "method: survey\nn: 100\ndate: 2026-01";
        assert_eq!(basis(&[talks, large]), ("statistical", 100.0, true, false));
    }

    #[test]
    fn a_persona_is_stale_a_year_after_its_newest_study() {
        let subject = subject(&[
            "method: interview\ndate: 2024-01-01",
            "method: interview\ndate: 2025-01-01",
        ]);
        let config = Config::default();
        assert_eq!(subject.stale(&config, date(2026, 1, 1)), None);
        assert_eq!(subject.stale(&config, date(2026, 1, 3)), Some(2));
    }
}
