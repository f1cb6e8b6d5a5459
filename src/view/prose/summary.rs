//! One sentence on an entry, and text of a body outside the body: neither may tell the id of what is not published.

use std::borrow::Cow;

use crate::graph::{BodyLink, Entry};
use crate::markdown::Target;

/// What stands for a name that is not told.
const WITHHELD: &str = "…";
/// A shorter beginning of a name tells nothing.
const FEWEST: usize = 3;

/// The given summary, else the first paragraph of the text; empty where there is neither.
pub fn summary(entry: &Entry) -> Cow<'_, str> {
    match entry.document.fields.text("summary") {
        Some(summary) => summary.into(),
        None => told(entry, &entry.document.body.summary),
    }
}

/// A text of the body as it may stand elsewhere: a wikilink to something hidden reads as it does in the body.
pub fn told<'a>(entry: &Entry, text: &'a str) -> Cow<'a, str> {
    let links = entry.body_links.iter().zip(&entry.document.body.links);
    let hidden = links.filter(|(to, _)| **to == BodyLink::Hidden);
    let mut text = Cow::Borrowed(text);
    for (_, link) in hidden {
        let Target::Wiki { id, .. } = &link.target else {
            continue;
        };
        if !id.is_empty() && text.contains(&**id) {
            text = text.replace(&**id, WITHHELD).into();
        }
        if let Some(rest) = without_cut_name(&text, id) {
            text = rest.into();
        }
    }
    text
}

/// A text that was cut in the middle of the name, without what is left of the name.
fn without_cut_name(text: &str, id: &str) -> Option<String> {
    let cut = text.strip_suffix('…')?;
    let ends = id.char_indices().map(|(i, _)| i).filter(|i| *i >= FEWEST);
    let rest = ends.rev().find_map(|end| cut.strip_suffix(&id[..end]))?;
    Some(format!("{rest}…"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    #[test]
    fn a_summary_does_not_tell_the_id_of_what_is_hidden() {
        let files = [
            (
                "personas/ana.md",
                "---\nname: Ana\n---\nSee [[secret-plan]] and [[bob]].\n",
            ),
            ("personas/bob.md", "---\nname: Bob\n---\n"),
            (
                "problems/secret-plan.md",
                "---\ntitle: S\ndraft: true\n---\n",
            ),
        ];
        let said = fixture::look(&files, |look| {
            let id = look.graph.find("ana").expect("the persona");
            summary(look.graph.entry(id)).into_owned()
        });
        assert_eq!(said, "See … and bob.");
    }

    #[test]
    fn a_name_that_was_cut_is_taken_out_too() {
        let cut = |text| without_cut_name(text, "secret plan");
        assert_eq!(cut("See secret…").as_deref(), Some("See …"));
        assert_eq!(cut("See se…"), None);
        assert_eq!(cut("See it."), None);
    }
}
