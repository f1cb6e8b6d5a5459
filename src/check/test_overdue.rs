//! `test-overdue`: a study is planned or running, and its date is past.

use super::{CheckContext, Findings};
use crate::evidence::ValidationStatus;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let (word, names) = match context.evidence.validations.get(&id) {
            Some(ValidationStatus::Planned) => ("planned", &["date", "end", "start"][..]),
            // The start of a running study is no deadline.
            Some(ValidationStatus::Running) => ("running", &["date", "end"][..]),
            _ => continue,
        };
        let fields = context.fields(id);
        let day = names
            .iter()
            .find_map(|name| Some((name, fields.date(name)?)));
        let Some((name, day)) = day.filter(|(_, day)| day.last < context.as_of) else {
            continue;
        };
        let message = format!("still `{word}`, and its day was {}", day.written);
        let help = "write down what came of it, or move its date";
        found.add(id, context.place_of_value(id, name), message, help);
    }
}
