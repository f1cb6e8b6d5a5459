//! `revisit-due`: the `revisit:` date of a decision is past.

use super::{CheckContext, Findings};
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let fields = context.fields(id);
        let day = fields
            .date("revisit")
            .filter(|day| day.last < context.as_of);
        let holds = fields.is_understood("status") && fields.text("status") != Some("superseded");
        let Some(day) = day.filter(|_| holds) else {
            continue;
        };
        let message = format!("was to be looked at again by {}", day.last);
        let help = "decide again, or move the day";
        found.add(id, context.place_of_value(id, "revisit"), message, help);
    }
}
