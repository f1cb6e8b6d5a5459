//! Lines to copy into a shell that start what is missing.

use crate::graph::Id;
use crate::schema::Role;
use crate::view::{Look, paging};
use crate::write::command::new_entry;

/// A title longer than this would hide the rest of the line.
const LONGEST: usize = 60;

/// `casebook new validation "Title" --set problems=ID --set method=interview`. `None` where no kind is a study.
pub fn study(
    look: &Look,
    title: &str,
    about: Id,
    who: Option<Id>,
    method: Option<&str>,
) -> Option<String> {
    let kind = &look.graph.schema.with_role(Role::Study)?.name;
    let id = |id: Id| &*look.graph.entry(id).document.id;
    let mut set = vec![("problems", id(about))];
    set.extend(who.map(|who| ("personas", id(who))));
    set.extend(method.map(|method| ("method", method)));
    Some(new_entry(kind, &paging::cut(title, LONGEST), &set))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    #[test]
    fn a_line_names_the_study_that_is_missing() {
        let files = [
            ("personas/ana.md", "---\nname: Ana\n---\n"),
            ("problems/why.md", "---\ntitle: Why\n---\n"),
        ];
        let line = fixture::look(&files, |look| {
            let find = |id| look.graph.find(id).expect("the entry");
            study(
                look,
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
