//! `raw-data-due`: recordings and notes should have been deleted by now.

use super::{CheckContext, Findings};
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let day = context.fields_as_written(id).date("delete_raw_by");
        let Some(day) = day.filter(|day| day.last < context.as_of) else {
            continue;
        };
        let message = format!("recordings and notes were to be deleted by {}", day.last);
        let help = "delete them, then remove `delete_raw_by:`";
        let at = context.place_of_value(id, "delete_raw_by");
        found.add(id, at, message, help);
    }
}
