//! How voices were answered: the clock of feedback, and what it weighs on a problem.
//!
//! Pure in (graph, settings, day). Counts are of entries for the clock, and of people (`count`) for the weight.

use jiff::civil::Date;

use crate::config::Feedback;
use crate::graph::{EntryId, Graph};
use crate::model::{Fields, Role};

/// The clock of all voices of a graph as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedbackClock {
    /// Days from received to responded, of the voices that have both: their median.
    pub median_days: Option<f64>,
    /// Unanswered for longer than was promised.
    pub overdue: Vec<EntryId>,
    /// Of those received long enough ago, how many were told what changed; and how many there are.
    pub loops_closed: usize,
    pub loops_due: usize,
}

pub fn compute(graph: &Graph, promise: &Feedback, as_of: Date) -> FeedbackClock {
    let mut clock = FeedbackClock::default();
    let mut days_to_answer = Vec::new();
    for id in graph.of_role(Role::Feedback) {
        let fields = &graph.entry(id).document.fields;
        let Some(received) = date_of(fields, "received") else {
            continue;
        };
        match date_of(fields, "responded") {
            Some(responded) => days_to_answer.push(days_between(received, responded).max(0)),
            // A settled matter waits for nobody.
            None if fields.has("closed") || fields.has("told") => {}
            None if days_between(received, as_of) > promise.answer_days => clock.overdue.push(id),
            None => {}
        }
        if days_between(received, as_of) > promise.loop_days {
            clock.loops_due += 1;
            clock.loops_closed += usize::from(fields.has("told"));
        }
    }
    clock.median_days = median(days_to_answer);
    clock
}

/// How many people these voices are: the sum of `count`. That is what feedback weighs on a problem.
pub fn people_count(graph: &Graph, feedback: impl IntoIterator<Item = EntryId>) -> f64 {
    let count = |id| graph.entry(id).document.fields.number("count");
    feedback
        .into_iter()
        .map(|id| count(id).unwrap_or(1.0))
        .sum()
}

fn date_of(fields: &Fields, name: &str) -> Option<Date> {
    fields.date(name).map(|date| date.first)
}

fn days_between(from: Date, to: Date) -> i64 {
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
    use crate::evidence::fixture::{graph_from_text, id_of};

    #[test]
    fn the_clock_runs_until_somebody_answers() {
        let graph = graph_from_text(
            ">>> problems/why.md\ntitle: Why\n\
             >>> feedback/a.md\ntitle: A\nreceived: 2026-01-01\nresponded: 2026-01-02\ntold: 2026-02-01\nproblems: why\ncount: 3\n\
             >>> feedback/b.md\ntitle: B\nreceived: 2026-01-01\nresponded: 2026-01-05\nproblems: why\n\
             >>> feedback/c.md\ntitle: C\nreceived: 2026-06-28\n\
             >>> feedback/d.md\ntitle: D\nreceived: 2026-06-29\n",
        );
        let clock = compute(&graph, &Config::default().feedback, date(2026, 7, 1));
        assert_eq!(clock.median_days, Some(2.5));
        assert_eq!(clock.overdue, [id_of(&graph, "c")]);
        assert_eq!((clock.loops_closed, clock.loops_due), (1, 2));
        let about = graph.sources(id_of(&graph, "why"), Role::Feedback, "problems");
        assert_eq!(people_count(&graph, about), 4.0);
    }

    #[test]
    fn without_an_answer_there_is_no_median() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3]), Some(3.0));
        assert_eq!(median(vec![5, 1, 3]), Some(3.0));
    }
}
