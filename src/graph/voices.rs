//! How voices were answered: the clock of feedback, and what it weighs on a problem.
//!
//! Pure in (graph, settings, day). Counts are of entries for the clock, and of people (`count`) for the weight.

use jiff::civil::Date;

use super::{Graph, Id};
use crate::config::Feedback;
use crate::schema::{Fields, Role};

/// The clock of all voices of a graph as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    /// Days from received to responded, of the voices that have both: their median.
    pub median_days: Option<f64>,
    /// Unanswered for longer than was promised.
    pub overdue: Vec<Id>,
    /// Of those received long enough ago, how many were told what changed; and how many there are.
    pub told: usize,
    pub due_to_be_told: usize,
}

pub fn clock(graph: &Graph, promise: &Feedback, as_of: Date) -> Clock {
    let mut clock = Clock::default();
    let mut answered = Vec::new();
    for id in graph.of_role(Role::Voice) {
        let fields = &graph.entry(id).document.fields;
        let Some(received) = day(fields, "received") else {
            continue;
        };
        match day(fields, "responded") {
            Some(responded) => answered.push(days(received, responded).max(0)),
            // A settled matter waits for nobody.
            None if fields.has("closed") || fields.has("told") => {}
            None if days(received, as_of) > promise.answer_days => clock.overdue.push(id),
            None => {}
        }
        if days(received, as_of) > promise.loop_days {
            clock.due_to_be_told += 1;
            clock.told += usize::from(fields.has("told"));
        }
    }
    clock.median_days = median(answered);
    clock
}

/// How many people these voices are: the sum of `count`. That is what feedback weighs on a problem.
pub fn people(graph: &Graph, voices: impl IntoIterator<Item = Id>) -> f64 {
    let count = |id| graph.entry(id).document.fields.number("count");
    voices.into_iter().map(|id| count(id).unwrap_or(1.0)).sum()
}

fn day(fields: &Fields, name: &str) -> Option<Date> {
    fields.date(name).map(|date| date.first)
}

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn median(mut days: Vec<i64>) -> Option<f64> {
    days.sort_unstable();
    let high = *days.get(days.len() / 2)?;
    let low = days[(days.len() - 1) / 2];
    Some((low + high) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::config::Config;
    use crate::graph::evidence::site::{id, site};

    #[test]
    fn the_clock_runs_until_somebody_answers() {
        let graph = site(
            ">>> problems/why.md\ntitle: Why\n\
             >>> feedback/a.md\ntitle: A\nreceived: 2026-01-01\nresponded: 2026-01-02\ntold: 2026-02-01\nproblems: why\ncount: 3\n\
             >>> feedback/b.md\ntitle: B\nreceived: 2026-01-01\nresponded: 2026-01-05\nproblems: why\n\
             >>> feedback/c.md\ntitle: C\nreceived: 2026-06-28\n\
             >>> feedback/d.md\ntitle: D\nreceived: 2026-06-29\n",
        );
        let clock = clock(&graph, &Config::default().feedback, date(2026, 7, 1));
        assert_eq!(clock.median_days, Some(2.5));
        assert_eq!(clock.overdue, [id(&graph, "c")]);
        assert_eq!((clock.told, clock.due_to_be_told), (1, 2));
        let about = graph.sources(id(&graph, "why"), Role::Voice, "problems");
        assert_eq!(people(&graph, about), 4.0);
    }

    #[test]
    fn without_an_answer_there_is_no_median() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3]), Some(3.0));
        assert_eq!(median(vec![5, 1, 3]), Some(3.0));
    }
}
