//! `no-link`: a study that was done has no links to or from other entries.

use super::{CheckContext, Findings};
use crate::model::Field;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.done_validations() {
        let entry = context.graph.entry(id);
        if !entry.outgoing.is_empty() || !entry.incoming.is_empty() {
            continue;
        }
        // A name that matches nothing is a finding already; a finding about a hidden one would reveal it.
        let fields = context.graph.schema.fields(entry.document.kind).iter();
        let names_something = |f: &Field| f.link.is_some() && !context.lacks_field(id, &f.name);
        if fields.clone().any(names_something) || !context.lacks_field(id, "results") {
            continue;
        }
        let help = "add `problems:` or `results:`, or cite it in an insight";
        let message = "this study stands alone: nothing leads to it, and it leads nowhere";
        let links = fields.filter(|f| f.link.is_some()).map(|f| &*f.name);
        let at = context.place_of_lacking(id, links.chain(["results"]));
        found.add(id, at, message, help);
    }
}
