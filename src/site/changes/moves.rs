//! Scores that moved, week by week, by the dates of the studies: what was known before a week, and with what came in it.
//!
//! Studies without a date move nothing: nobody can say when.

use std::collections::BTreeSet;

use jiff::{Span, civil::Date};
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Axis;
use crate::evidence::{ProblemScores, Score, VerdictIndex};
use crate::graph::EntryId;
use crate::model::Period;
use crate::site::mark::StateBadge;
use crate::site::page_link::PageLink;
use crate::site::{SiteContext, prose};

/// How many studies of a week are named as the cause of one move.
const MAX_CAUSES: usize = 3;

/// A score of a problem that is another one at the end of a week.
#[derive(Serialize)]
pub struct ScoreMove {
    #[serde(skip)]
    pub entry: EntryId,
    #[serde(flatten)]
    pub link: PageLink,
    pub axis: Axis,
    pub before: StateBadge,
    pub after: StateBadge,
    /// The studies of the week that count in it; none if it moved by age alone.
    pub causes: Vec<MoveCause>,
    pub more_causes: usize,
    /// Of its newest cause, else the day on which it passed the word.
    pub date: Period,
}

#[derive(Serialize)]
pub struct MoveCause {
    #[serde(flatten)]
    link: PageLink,
    /// “9 people”
    sample: Option<String>,
    verdict: Option<&'static str>,
}

/// The Monday of the week that a day is in.
pub fn monday(day: Date) -> Date {
    let days = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(Span::new().days(days)).unwrap_or(day)
}

/// Days later, or earlier.
pub fn days_after(day: Date, days: i64) -> Date {
    let span = Span::new().days(days);
    day.checked_add(span).unwrap_or(day)
}

/// Every move in the weeks after `from` up to `until`, the newest first, then in path order.
pub fn between(site: &SiteContext, from: Date, until: Date) -> Vec<ScoreMove> {
    let verdicts = VerdictIndex::new(&site.graph, &site.config);
    let problems: Vec<(EntryId, &ProblemScores)> = site.evidence.problems.iter().collect();
    let of_problem = |(id, scores): &(EntryId, &ProblemScores)| {
        let history = ScoreTimeline {
            site,
            verdicts: &verdicts,
            id: *id,
            until,
        };
        history.moves(scores, from)
    };
    let mut moves: Vec<ScoreMove> = problems.par_iter().flat_map_iter(of_problem).collect();
    moves.sort_by_key(|found| std::cmp::Reverse(found.date.first));
    moves
}

struct ScoreTimeline<'a> {
    site: &'a SiteContext,
    verdicts: &'a VerdictIndex<'a>,
    id: EntryId,
    until: Date,
}

impl ScoreTimeline<'_> {
    fn moves(&self, today: &ProblemScores, from: Date) -> Vec<ScoreMove> {
        let days = today
            .contributions()
            .filter_map(|study| Some(study.day.as_ref()?.first));
        let days = days.filter(|day| *day > from && *day <= self.until);
        let weeks: BTreeSet<Date> = days.map(monday).collect();
        let mut moves = vec![];
        let Some(mut known) = self.on(from) else {
            return moves;
        };
        let mut known_on = from;
        for week in weeks {
            let before_day = days_after(week, -1).max(from);
            let end = days_after(week, 6).min(self.until);
            let (Some(before), Some(after)) = (self.on(before_day), self.on(end)) else {
                return moves;
            };
            moves.extend(self.by_age((&known, known_on), (&before, before_day)));
            for axis in AXES {
                moves.extend(self.by_studies(axis, &before, &after, before_day, end));
            }
            (known, known_on) = (after, end);
        }
        if let Some(now) = self.on(self.until) {
            moves.extend(self.by_age((&known, known_on), (&now, self.until)));
        }
        moves
    }

    fn on(&self, day: Date) -> Option<ProblemScores> {
        self.verdicts.problem_on(self.id, day)
    }

    fn by_studies(
        &self,
        axis: Axis,
        before: &ProblemScores,
        after: &ProblemScores,
        from: Date,
        end: Date,
    ) -> Option<ScoreMove> {
        let (before, after) = (of_axis(before, axis), of_axis(after, axis));
        let is_new = |day: &Period| day.first > from && day.first <= end;
        let mut causes: Vec<_> = after
            .contributions
            .iter()
            .filter(|c| c.day.as_ref().is_some_and(is_new))
            .collect();
        causes.dedup_by_key(|c| c.validation);
        let date = causes.iter().filter_map(|c| c.day.clone()).max()?;
        let config = &self.site.config;
        let moved =
            |a: f64, b: f64| prose::format_points(a, config) != prose::format_points(b, config);
        let is_moved = !self.says_the_same(before, after)
            || moved(before.support, after.support)
            || moved(before.against, after.against);
        let more_causes = causes.len().saturating_sub(MAX_CAUSES);
        let causes = causes.into_iter().take(MAX_CAUSES).map(|c| MoveCause {
            link: PageLink::new(self.site, c.validation, usize::MAX),
            sample: c.n.map(|n| prose::sample(&c.method, n)),
            verdict: c.verdict.map(|verdict| verdict.as_str()),
        });
        let causes: Vec<MoveCause> = causes.collect();
        is_moved.then(|| ScoreMove {
            causes,
            more_causes,
            ..self.of(axis, before, after, date)
        })
    }

    /// Words that change between two days without a study. Each is found on its day, by halving the days between.
    fn by_age(
        &self,
        (before, from): (&ProblemScores, Date),
        (after, until): (&ProblemScores, Date),
    ) -> Vec<ScoreMove> {
        let mut moves = vec![];
        for axis in AXES {
            let mut last = (of_axis(before, axis).clone(), from);
            let end = of_axis(after, axis);
            for _ in 0..MAX_WORDS {
                if self.says_the_same(&last.0, end) {
                    break;
                }
                let (mut same, mut other) = (last.1, until);
                let mut found = end.clone();
                while let days @ 2.. = prose::days_between(same, other) {
                    let middle = days_after(same, days / 2);
                    let Some(scores) = self.on(middle) else { break };
                    let score = of_axis(&scores, axis);
                    if self.says_the_same(&last.0, score) {
                        same = middle;
                    } else {
                        (other, found) = (middle, score.clone());
                    }
                }
                moves.push(self.of(axis, &last.0, &found, Period::of_day(other)));
                last = (found, other);
            }
        }
        moves
    }

    fn says_the_same(&self, a: &Score, b: &Score) -> bool {
        let config = &self.site.config;
        (a.state, a.known_word(config)) == (b.state, b.known_word(config))
    }

    fn of(&self, axis: Axis, before: &Score, after: &Score, date: Period) -> ScoreMove {
        let config = &self.site.config;
        ScoreMove {
            entry: self.id,
            link: PageLink::new(self.site, self.id, usize::MAX),
            axis,
            before: prose::state_badge(before, config),
            after: prose::state_badge(after, config),
            causes: vec![],
            more_causes: 0,
            date,
        }
    }
}

/// A score that grows old passes each word once.
const MAX_WORDS: usize = 4;
const AXES: [Axis; 2] = [Axis::Problem, Axis::Solution];

fn of_axis(scores: &ProblemScores, axis: Axis) -> &Score {
    match axis {
        Axis::Problem => &scores.problem,
        Axis::Solution => &scores.solution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;
    use jiff::civil::date;

    fn moves(files: &[(&str, &str)], from: Date) -> Vec<String> {
        fixture::with_site(files, |site| {
            let moves = between(site, from, site.as_of).into_iter();
            let said = moves.map(|found| {
                let causes = found.causes.iter().map(|cause| cause.link.title.as_str());
                let causes = causes.collect::<Vec<_>>().join(", ");
                let causes = if causes.is_empty() {
                    "age".to_owned()
                } else {
                    causes
                };
                format!(
                    "{} {} → {}: {causes}",
                    found.date.written, found.before.word, found.after.word
                )
            });
            said.collect()
        })
    }

    const PROBLEM: (&str, &str) = ("problems/p.md", "---\ntitle: P\n---\n");
    const TALKS: (&str, &str) = (
        "validations/talks.md",
        "---\ntitle: Talks\nmethod: interview\ndate: 2024-10-03\nparticipants: 9\nverdict: supported\nproblems: p\n---\n",
    );
    const SURVEY: (&str, &str) = (
        "validations/survey.md",
        "---\ntitle: Survey\nmethod: survey\ndate: 2024-10-22\nparticipants: 400\nverdict: refuted\nproblems: p\n---\n",
    );

    #[test]
    fn a_score_moves_in_the_week_of_its_study_and_the_survey_contests_it() {
        assert_eq!(
            moves(&[PROBLEM, TALKS, SURVEY], date(2023, 10, 31)),
            [
                "2024-10-22 Good 2.6 → Contested: Survey",
                "2024-10-03 Not tested → Good 2.6: Talks"
            ]
        );
        // Before the first day that is asked for it is as it was then.
        assert_eq!(
            moves(&[PROBLEM, TALKS, SURVEY], date(2024, 10, 10)),
            ["2024-10-22 Good 2.6 → Contested: Survey"]
        );
    }

    #[test]
    fn a_word_that_changes_by_age_alone_is_told_as_such() {
        let old = (
            "validations/talks.md",
            "---\ntitle: Talks\nmethod: interview\ndate: 2024-03-01\nparticipants: 9\nverdict: supported\nproblems: p\n---\n",
        );
        let said = moves(&[PROBLEM, old], date(2024, 3, 10));
        let [only] = said.as_slice() else {
            panic!("{said:?}");
        };
        assert!(only.ends_with("Good 2.6 → Some 2.4: age"), "{only}");
    }

    #[test]
    fn a_study_without_a_date_moves_nothing() {
        let undated = (
            "validations/talks.md",
            "---\ntitle: Talks\nmethod: interview\nparticipants: 9\nverdict: supported\nproblems: p\n---\n",
        );
        assert!(moves(&[PROBLEM, undated], date(2023, 10, 31)).is_empty());
    }
}
