//! `no-date`: a study does not say when it was done.

use super::{CheckContext, Findings};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.done_validations() {
        let mut days = ["date", "start", "end"].iter();
        if days.all(|field| context.lacks_field(id, field)) {
            let message = "when was this done? its points are cut until that is known";
            let help = "add `date:`";
            found.add(
                id,
                context.place_of_lacking(id, ["date", "start", "end"]),
                message,
                help,
            );
        }
    }
}
