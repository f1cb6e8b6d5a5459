//! The need statement of a problem as one sentence in the first person.

use crate::graph::EntryId;
use crate::model::role;
use crate::site::SiteContext;
use crate::site::rich_text::RichText;
use crate::text::{NEED_LEAD_INS, cut_name, fold_case, without_lead_in};

/// How many personas are named before the rest is counted.
const MAX_NAMED: usize = 3;

/// “As Awinita (grantee data analyst), when a file is rejected, I need to **know why**, so that I can fix it myself.”
/// Missing parts are left out; `None` without a need.
pub fn need_statement(site: &SiteContext, problem: EntryId) -> Option<RichText> {
    let wants = role::Problem(site.fields(problem));
    let need = without_lead_in(wants.need()?, &NEED_LEAD_INS)?;
    let mut sentence = RichText::default();
    let who: Vec<EntryId> = site.graph.personas_of(problem).collect();
    if !who.is_empty() {
        sentence = sentence
            .text("As ")
            .append(persona_names(site, &who))
            .text(", ");
    }
    let lead = |sentence: &RichText, lower: &str, upper: &str| match sentence.is_empty() {
        true => upper.to_owned(),
        false => lower.to_owned(),
    };
    if let Some(when) = wants.when().and_then(|w| without_lead_in(w, &["when "])) {
        let word = lead(&sentence, "when", "When");
        sentence = sentence.text(format!("{word} {when}, "));
    }
    sentence = sentence.text("I need to ").highlight(need);
    if let Some(aim) = wants
        .so_that()
        .and_then(|w| without_lead_in(w, &["so that "]))
    {
        sentence = sentence.text(format!(", so that {aim}"));
    }
    Some(sentence.text("."))
}

fn persona_names(site: &SiteContext, who: &[EntryId]) -> RichText {
    let named = who.iter().take(MAX_NAMED).map(|id| {
        let name = RichText::entry(site, *id);
        // A persona that is called by its role is introduced once.
        let title = site.title_of(*id);
        let role = role::Persona(site.fields(*id)).role();
        let role = role.filter(|role| fold_case(role) != fold_case(title));
        match role {
            Some(role) if who.len() <= 2 => name.text(format!(" ({})", cut_name(role))),
            _ => name,
        }
    });
    let mut names: Vec<RichText> = named.collect();
    match who.len().checked_sub(MAX_NAMED) {
        None | Some(0) => {}
        Some(more) => names.push(RichText::new(format!("one of {more} more"))),
    }
    RichText::join_list(names, "or")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    fn statement(problem: &str) -> Option<String> {
        let persona = "---\nname: Awinita\nrole: Grantee data analyst\n---\n";
        let others =
            ["b", "c", "d", "e"].map(|id| (format!("personas/{id}.md"), "---\nname: N\n---\n"));
        let mut files = vec![("personas/awinita.md", persona), ("problems/p.md", problem)];
        files.extend(others.iter().map(|(path, text)| (path.as_str(), *text)));
        fixture::with_site(&files, |site| {
            let id = site.graph.find_by_id("p").expect("the problem");
            need_statement(site, id).map(|sentence| sentence.to_plain_text())
        })
    }

    #[test]
    fn a_need_statement_leaves_out_missing_parts() {
        let full = "---\npersonas: awinita\nwhen: a file is rejected\nneed: know why.\nso_that: I can fix it\n---\n";
        let sentence = "As Awinita (Grantee data analyst), when a file is rejected, I need to know why, so that I can fix it.";
        assert_eq!(statement(full).as_deref(), Some(sentence));
        let bare = statement("---\nneed: I need to know why\n---\n");
        assert_eq!(bare.as_deref(), Some("I need to know why."));
        let when = statement("---\nneed: know why\nwhen: When it fails\n---\n");
        assert_eq!(when.as_deref(), Some("When it fails, I need to know why."));
        assert_eq!(statement("---\ntitle: P\n---\n"), None);
    }

    #[test]
    fn a_persona_that_is_called_by_its_role_is_introduced_once() {
        let statement = |name: &str, role: &str| {
            let persona = format!("---\nname: {name}\nrole: {role}\n---\n");
            let problem = "---\npersonas: seeker\nneed: know\n---\n";
            let files = [
                ("personas/seeker.md", &*persona),
                ("problems/p.md", problem),
            ];
            fixture::with_site(&files, |site| {
                let id = site.graph.find_by_id("p").expect("the problem");
                need_statement(site, id).map(|sentence| sentence.to_plain_text())
            })
        };
        for (name, role, who) in [
            ("Jobseeker", "Jobseeker", "Jobseeker"),
            ("Jobseeker", "jobseeker", "Jobseeker"),
            (
                "Jobseeker",
                "Jobseeker in Kent",
                "Jobseeker (Jobseeker in Kent)",
            ),
        ] {
            let sentence = format!("As {who}, I need to know.");
            assert_eq!(statement(name, role), Some(sentence));
        }
    }

    #[test]
    fn at_most_three_personas_are_named() {
        let many = statement("---\npersonas: [awinita, b, c, d, e]\nneed: know\n---\n");
        assert_eq!(
            many.as_deref(),
            Some("As Awinita, N, N or one of 2 more, I need to know.")
        );
    }
}
