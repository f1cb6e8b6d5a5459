//! Shell commands that pages offer to copy, to create an entry that is missing.

use crate::graph::EntryId;
use crate::model::Role;
use crate::scaffold::command::new_entry;
use crate::site::{SiteContext, paging};

/// A longer title would push the rest of the command out of view.
const MAX_TITLE_CHARS: usize = 60;

/// `casebook new validation "Title" --set problems=ID --set method=interview`. `None` if no kind has that role.
pub fn new_validation(
    site: &SiteContext,
    title: &str,
    about: EntryId,
    who: Option<EntryId>,
    method: Option<&str>,
) -> Option<String> {
    let kind = &site.graph.schema.first_with_role(Role::Validation)?.name;
    let id = |id: EntryId| &*site.graph.entry(id).document.id;
    let mut set = vec![("problems", id(about))];
    set.extend(who.map(|who| ("personas", id(who))));
    set.extend(method.map(|method| ("method", method)));
    Some(new_entry(
        kind,
        &paging::truncate_chars(title, MAX_TITLE_CHARS),
        &set,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn the_command_sets_problem_persona_and_method() {
        let files = [
            ("personas/ana.md", "---\nname: Ana\n---\n"),
            ("problems/why.md", "---\ntitle: Why\n---\n"),
        ];
        let line = fixture::with_site(&files, |site| {
            let find = |id| site.graph.find_by_id(id).expect("the entry");
            new_validation(
                site,
                "Ask Ana: why?",
                find("why"),
                Some(find("ana")),
                Some("interview"),
            )
        });
        assert_eq!(
            line.as_deref(),
            Some(
                "casebook new validation 'Ask Ana: why?' --set problems=why --set personas=ana --set method=interview"
            )
        );
    }
}
