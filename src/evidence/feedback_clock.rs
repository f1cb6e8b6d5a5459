//! How fast feedback is answered, and how many people it comes from.
//!
//! Pure in (graph, settings, day).

use jiff::civil::Date;

use crate::config::Feedback;
use crate::graph::{EntryId, Graph};
use crate::model::{Role, role};
use crate::text::days_between;

/// Response times over all feedback entries of a graph, as of a day. Counts entries, not people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedbackClock {
    /// The median of days from `received` to `responded`, of the entries that have both.
    pub median_days: Option<f64>,
    /// Entries without a response for more than `answer_days` days.
    pub overdue: Vec<EntryId>,
    /// Entries received more than `loop_days` days ago without a date `told`: nobody has said what came of them.
    pub untold: Vec<EntryId>,
    /// How many entries were received more than `loop_days` days ago.
    pub loops_due: usize,
}

pub fn compute(graph: &Graph, settings: &Feedback, as_of: Date) -> FeedbackClock {
    let mut clock = FeedbackClock::default();
    let mut days_to_answer = Vec::new();
    for id in graph.of_role(Role::Feedback) {
        let feedback = role::Feedback(&graph.entry(id).document.fields);
        let Some(received) = feedback.received().map(|date| date.first) else {
            continue;
        };
        if let Some(responded) = feedback.responded() {
            days_to_answer.push(days_between(received, responded.first).max(0));
        }
        if days_waiting(feedback, as_of).is_some_and(|days| days > settings.answer_days) {
            clock.overdue.push(id);
        }
        if days_between(received, as_of) > settings.loop_days && feedback.0.is_understood("told") {
            clock.loops_due += 1;
            clock.untold.extend((!feedback.is_told()).then_some(id));
        }
    }
    clock.median_days = median(days_to_answer);
    clock
}

/// For how many days feedback has had no answer; closed feedback needs none.
pub fn days_waiting(feedback: role::Feedback, as_of: Date) -> Option<i64> {
    let received = feedback.received()?.first;
    (!feedback.is_settled()).then(|| days_between(received, as_of).max(0))
}

/// The number of people that feedback entries come from: the sum of `count`, 1 if it is not given.
pub fn people_count(graph: &Graph, feedback: impl IntoIterator<Item = EntryId>) -> f64 {
    let count = |id| role::Feedback(&graph.entry(id).document.fields).count();
    feedback.into_iter().map(count).sum()
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
    fn the_clock_runs_until_the_response() {
        let graph = graph_from_text(
            ">>> problems/why.md\ntitle: Why\n\
             >>> feedback/a.md\ntitle: A\nreceived: 2026-01-01\nresponded: 2026-01-02\ntold: 2026-02-01\nproblems: why\ncount: 3\n\
             >>> feedback/b.md\ntitle: B\nreceived: 2026-01-01\nresponded: 2026-01-05\nproblems: why\n\
             >>> feedback/c.md\ntitle: C\nreceived: 2026-06-28\n\
             >>> feedback/d.md\ntitle: D\nreceived: 2026-06-29\n\
             >>> feedback/e.md\ntitle: E\nreceived: 2026-06-01\nresponded: soon\n\
             >>> feedback/f.md\ntitle: F\nreceived: 2026-01-01\ntold: of course\n",
        );
        let clock = compute(&graph, &Config::default().feedback, date(2026, 7, 1));
        assert_eq!(clock.median_days, Some(2.5));
        assert_eq!(clock.overdue, [id_of(&graph, "c")]);
        assert_eq!((clock.untold.len(), clock.loops_due), (1, 2));
        let about = graph.sources(id_of(&graph, "why"), Role::Feedback, "problems");
        assert_eq!(people_count(&graph, about), 4.0);
    }

    #[test]
    fn without_a_response_there_is_no_median() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3]), Some(3.0));
        assert_eq!(median(vec![5, 1, 3]), Some(3.0));
    }
}
