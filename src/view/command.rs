//! Lines to copy into a shell that start what is missing.

use crate::graph::Id;
use crate::schema::Role;
use crate::view::{Look, paging};

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
    let mut line = format!(
        "casebook new {} {}",
        quoted(kind),
        quoted(&paging::cut(title, LONGEST))
    );
    let mut set = |field: &str, value: &str| line += &format!(" --set {field}={}", quoted(value));
    set("problems", id(about));
    if let Some(who) = who {
        set("personas", id(who));
    }
    if let Some(method) = method {
        set("method", method);
    }
    Some(line)
}

/// A word for a POSIX shell, in quotes where it needs them. Control characters, which a terminal may act upon while
/// they are pasted, become spaces.
pub fn quoted(word: &str) -> String {
    let word = word.replace(char::is_control, " ");
    shlex::try_quote(&word)
        .expect("there is no NUL in it")
        .into_owned()
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

    #[test]
    fn what_a_shell_would_act_upon_is_quoted() {
        for title in [
            "$(id)",
            "`id`",
            "it's; rm",
            "a\"b",
            "a\nb",
            "!x",
            "--help me",
            "\u{1b}[0m",
            "",
        ] {
            let read = shlex::split(&quoted(title)).expect("it can be read");
            assert_eq!(read, [title.replace(char::is_control, " ")]);
        }
    }
}
