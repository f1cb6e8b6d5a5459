//! `future-date`: the date of something that has happened is more than a day ahead.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use jiff::ToSpan;

use crate::content::yaml::Step;
use crate::graph::EntryId;
use crate::model::{Period, Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, _) in context.graph.iter() {
        let fields = context.fields(id);
        // Dates of plans may be ahead.
        let happened: &[&str] = match context.graph.role(id) {
            Some(Role::Validation) if context.is_done_validation(id) => &["date", "start", "end"],
            Some(Role::Decision) if role::Decision(fields).status() != Some("proposed") => {
                &["date"]
            }
            Some(Role::Solution) if role::Solution(fields).status() == Some("shipped") => {
                &["shipped"]
            }
            Some(Role::Feedback) => &["received", "responded", "closed", "told"],
            Some(Role::Persona) => &["reviewed"],
            _ => &[],
        };
        for name in happened {
            if let Some(day) = fields.date(name).filter(|day| is_ahead(day, context)) {
                report(id, context.place_of_value(id, name), day, found);
            }
        }
        if context.graph.role(id) != Some(Role::Metric) {
            continue;
        }
        for (i, reading) in role::Metric(fields).readings().iter().enumerate() {
            let day = reading.as_map().and_then(|r| r.date("date"));
            if let Some(day) = day.filter(|day| is_ahead(day, context)) {
                let steps = [Step::Key("readings".into()), Step::Index(i)];
                let at = steps.into_iter().chain([Step::Key("date".into())]);
                report(id, Place::Value(at.collect()), day, found);
            }
        }
    }
}

/// One day is tolerated: an author's time zone may be a day ahead.
fn is_ahead(day: &Period, context: &CheckContext) -> bool {
    day.first > context.as_of.saturating_add(1.day())
}

fn report(id: EntryId, at: Place, day: &Period, found: &mut Findings) {
    let message = format!("{} has not come yet", day.written);
    let help = "correct the date, or say that it is only planned";
    found.add(id, at, message, help);
}
