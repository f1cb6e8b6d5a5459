//! Links that open a file, or a new one, in the editor of the repository's host: for people who do not use git. No script,
//! nobody else's service.

use std::path::Path;

use super::paging::truncate_chars;
use super::{PageMeta, SiteContext};
use crate::config::Config;
use crate::config::host::Host;
use crate::graph::EntryId;
use crate::model::{Kind, Role};
use crate::page::{encode_path, encode_query};
use crate::scaffold::slug::slug;
use crate::scaffold::template::{FieldInput, document_text};

/// Browsers and hosts take longer addresses; with this much nobody is cut off.
const MAX_URL_CHARS: usize = 2000;
/// A title that a new file takes over is cut to so many characters.
const MAX_TITLE_CHARS: usize = 60;
/// The first line of a new file.
const WARNING: &str = "# This file will be public. Write no names of people into it.\n";

/// The host whose editor is opened: none where `edit` says so, or has another pattern.
fn host(config: &Config) -> Option<&'static Host> {
    let edit = config.edit.as_deref();
    let host = config.host()?;
    edit.is_none_or(|edit| host.is_called(edit)).then_some(host)
}

/// Opens a file, by its path from the project's root.
pub fn edit_link(site: &SiteContext, path: &str) -> Option<String> {
    let config = &site.config;
    let of_host = || {
        let repository = config.repository.as_deref()?.trim_end_matches('/');
        Some(format!("{repository}/{}", host(config)?.edit))
    };
    let own = config.edit.as_ref().filter(|edit| edit.contains("{path}"));
    let pattern = own.cloned().or_else(of_host)?;
    let pattern = pattern.replace("{branch}", &encode_path(&config.branch));
    Some(pattern.replace("{path}", &encode_path(path)))
}

/// Sets the file of a page that names it in its footer alone, and where it is edited.
pub fn set_file(meta: &mut PageMeta, site: &SiteContext, path: &str) {
    meta.source = site.source_url(path);
    meta.edit = edit_link(site, path);
}

/// Opens a new file of a kind with some fields filled in: `[(field, value)]`. The title names the file, and stands in it.
pub fn new_file_link(
    site: &SiteContext,
    kind: &Kind,
    title: &str,
    fields: &[(&str, &str)],
) -> Option<String> {
    let config = &site.config;
    let repository = config.repository.as_deref()?.trim_end_matches('/');
    let new = host(config)?.new;
    let name = encode_query(&format!("{}.md", slug(title, &kind.name)));
    // Readers learn nothing of private fields, not even that there are any.
    let mut public = kind.clone();
    public.fields.retain(|field| !field.is_private);
    let given = fields.iter();
    let given = given.filter(|(name, _)| public.field(name).is_some());
    let given = given.map(|(field, value)| FieldInput {
        field: (*field).to_owned(),
        values: vec![(*value).to_owned()],
    });
    let text = document_text(&public, title, &given.collect::<Vec<_>>()).ok()?;
    let text = text.replacen("---\n", &format!("---\n{WARNING}"), 1);
    let without_comments = || {
        let lines = text.lines().enumerate();
        // The second line is the warning.
        let lines = lines.filter(|(i, line)| *i == 1 || !line.starts_with('#'));
        lines
            .map(|(_, line)| format!("{line}\n"))
            .collect::<String>()
    };
    let link = format!("{repository}/{new}").replace("{branch}", &encode_path(&config.branch));
    let link = link.replace("{folder}", &encode_path(&folder(site, kind)));
    let link = link.replace("{name}", &name);
    let link = |text: &str| link.replace("{text}", &encode_query(text));
    let fits = |link: &String| link.len() <= MAX_URL_CHARS;
    Some(link(&text))
        .filter(fits)
        .or_else(|| Some(link(&without_comments())).filter(fits))
}

/// Opens a new file of a kind that nothing is known of yet.
pub fn new_entry_link(site: &SiteContext, kind: &Kind) -> Option<String> {
    let title = format!("New {}", kind.label.to_lowercase());
    new_file_link(site, kind, &title, &[])
}

/// What can be added to an entry: to which role, what the link says, the role of the new file and its field that names the
/// entry, and how the new title begins.
const ADDITIONS: [(Role, &str, Role, &str, &str); 5] = [
    (
        Role::Persona,
        "New problem",
        Role::Problem,
        "personas",
        "A problem of",
    ),
    (
        Role::Problem,
        "Add evidence",
        Role::Validation,
        "problems",
        "Evidence on",
    ),
    (
        Role::Problem,
        "Add what somebody said",
        Role::Feedback,
        "problems",
        "A voice on",
    ),
    (
        Role::Solution,
        "Add evidence",
        Role::Validation,
        "solutions",
        "Evidence on",
    ),
    (
        Role::Validation,
        "Add an insight",
        Role::Insight,
        "validations",
        "An insight from",
    ),
];

/// Links to new files that name an entry, each with what it says.
pub fn additions(site: &SiteContext, id: EntryId) -> Vec<(&'static str, String)> {
    let role = site.graph.role(id);
    let of_role = ADDITIONS.iter().filter(|(of, ..)| Some(*of) == role);
    let links = of_role.filter_map(|(_, says, new, field, begins)| {
        let kind = site.graph.schema.first_with_role(*new)?;
        let title = truncate_chars(site.title_of(id), MAX_TITLE_CHARS);
        let entry = &*site.graph.entry(id).document.id;
        let link = new_file_link(site, kind, &format!("{begins} {title}"), &[(field, entry)])?;
        Some((*says, link))
    });
    links.collect()
}

/// The folder of the first entry of a kind; without one, the kind's own. From the project's root.
fn folder(site: &SiteContext, kind: &Kind) -> String {
    let is_of_kind = |id: &EntryId| {
        let of_entry = site.graph.entry(*id).document.kind;
        of_entry.is_some_and(|index| site.graph.schema.kinds[index].name == kind.name)
    };
    let first = site.graph.ids().find(is_of_kind);
    let path = first.map(|id| &*site.graph.entry(id).document.path);
    match path.and_then(|path| Path::new(path).parent()?.to_str()) {
        Some(folder) => folder.to_owned(),
        None if site.config.content == "." => kind.folder().to_owned(),
        None => format!("{}/{}", site.config.content, kind.folder()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    fn links(config: &str, title: &str) -> (Option<String>, Option<String>) {
        let files = [
            ("personas/ana.md", "---\nname: Ana\n---\n"),
            ("problems/why.md", "---\ntitle: Why\n---\n"),
        ];
        fixture::with_site_and_config(config, &files, |site| {
            let kind = site.graph.schema.first_with_role(Role::Problem);
            let kind = kind.expect("a kind of problems");
            (
                edit_link(site, "content/problems/größe & so.md"),
                new_file_link(site, kind, title, &[("personas", "ana")]),
            )
        })
    }

    #[test]
    fn three_hosts_have_their_own_addresses_in_any_script() {
        let github = "repository: https://github.com/o/r\n";
        let (edit, new) = links(github, "Wer weiß, was fehlt?");
        assert_eq!(
            edit.as_deref(),
            Some("https://github.com/o/r/edit/main/content/problems/gr%C3%B6%C3%9Fe%20%26%20so.md")
        );
        let new = new.expect("a link");
        let begins = "https://github.com/o/r/new/main/problems?filename=wer-wei%C3%9F-was-fehlt.md&value=---%0A%23%20This%20file%20will%20be%20public.%20Write%20no%20names%20of%20people%20into%20it.%0Atitle%3A%20%22Wer%20wei%C3%9F%2C%20was%20fehlt%3F%22%0A";
        assert!(new.starts_with(begins), "{new}");
        assert!(new.contains("personas%3A%20%5Bana%5D"), "{new}");
        let gitea = "repository: https://codeberg.org/o/r\nbranch: trunk\n";
        let (edit, new) = links(gitea, "誰が困っているか");
        assert!(
            edit.expect("a link")
                .starts_with("https://codeberg.org/o/r/_edit/trunk/content/")
        );
        let new = new.expect("a link");
        assert!(
            new.starts_with("https://codeberg.org/o/r/_new/trunk/problems?filename="),
            "{new}"
        );
        assert!(new.contains("title%3A%20%E8%AA%B0%E3%81%8C"), "{new}");
        let gitlab = "repository: https://git.example.org/o/r\nedit: gitlab\n";
        let (edit, new) = links(gitlab, "Why");
        assert!(
            edit.expect("a link")
                .starts_with("https://git.example.org/o/r/-/edit/main/content/")
        );
        assert_eq!(
            new.as_deref(),
            Some("https://git.example.org/o/r/-/new/main/problems?file_name=why.md")
        );
    }

    #[test]
    fn a_file_is_shown_as_its_host_writes_it() {
        let shown = |config: &str| {
            fixture::with_site_and_config(config, &[], |site| site.source_url("content/größe.md"))
        };
        for (config, file) in [
            (
                "repository: https://github.com/o/r\n",
                "https://github.com/o/r/blob/main/",
            ),
            (
                "repository: https://gitlab.com/g/o/r\n",
                "https://gitlab.com/g/o/r/-/blob/main/",
            ),
            (
                "repository: https://codeberg.org/o/r/\nbranch: a/b\nedit: none\n",
                "https://codeberg.org/o/r/src/branch/a/b/",
            ),
            (
                "repository: https://git.example.org/o/r\nedit: gitea\n",
                "https://git.example.org/o/r/src/branch/main/",
            ),
            (
                "repository: https://git.example.org/o/r\n",
                "https://git.example.org/o/r/blob/main/",
            ),
        ] {
            let file = format!("{file}content/gr%C3%B6%C3%9Fe.md");
            assert_eq!(shown(config), Some(file), "{config}");
        }
    }

    #[test]
    fn an_entry_takes_what_names_it() {
        let files = [("problems/why.md", "---\ntitle: Why?\n---\n")];
        let config = "repository: https://github.com/o/r\n";
        let links = fixture::with_site_and_config(config, &files, |site| {
            additions(site, site.graph.find_by_id("why").expect("the entry"))
        });
        let [(says, evidence), _] = links.as_slice() else {
            panic!("{links:?}");
        };
        assert_eq!(*says, "Add evidence");
        assert!(
            evidence.contains("/new/main/content/validations?filename=evidence-on-why.md&"),
            "{evidence}"
        );
        assert!(evidence.contains("problems%3A%20%5Bwhy%5D"), "{evidence}");
    }

    #[test]
    fn a_new_file_says_nothing_of_private_fields() {
        let files = [("problems/why.md", "---\ntitle: Why?\n---\n")];
        let config = "repository: https://github.com/o/r\nkinds: {problem: {fields: {canary: {type: text, need: recommended, private: true}}}}\n";
        fixture::with_site_and_config(config, &files, |site| {
            let kind = site.graph.schema.first_with_role(Role::Problem);
            let kind = kind.expect("a kind of problems");
            assert!(kind.field("canary").is_some_and(|field| field.is_private));
            let link = new_file_link(site, kind, "New problem", &[("canary", "x")]);
            assert!(!link.expect("a link").contains("canary"));
        });
    }

    #[test]
    fn a_pattern_edits_and_none_offers_nothing() {
        let pattern = "edit: 'https://cms.example.org/#/{branch}/{path}'\n";
        let (edit, new) = links(pattern, "Why");
        assert!(
            edit.expect("a link")
                .starts_with("https://cms.example.org/#/main/content/problems/")
        );
        assert_eq!(new, None);
        let none = "repository: https://github.com/o/r\nedit: none\n";
        assert_eq!(links(none, "Why"), (None, None));
        assert_eq!(
            links("repository: https://git.example.org/o/r\n", "Why"),
            (None, None)
        );
        assert_eq!(links("", "Why"), (None, None));
    }

    #[test]
    fn what_is_too_long_leaves_its_comments_out_and_is_no_link_if_that_does_not_do() {
        let github = "repository: https://github.com/o/r\n";
        let (_, long) = links(github, &"語".repeat(60));
        let long = long.expect("a link");
        assert!(
            long.len() <= MAX_URL_CHARS && long.contains("public"),
            "{long}"
        );
        assert_eq!(links(github, &"語".repeat(400)).1, None);
    }
}
