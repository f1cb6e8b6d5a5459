//! Resolves links in bodies: relative paths as on GitHub, paths from the content root, `[[id]]`, and addresses of files
//! in the project's repository. A broken link becomes plain text and a diagnostic.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Linker;
use crate::content::document::{self, Document};
use crate::content::source::{self, is_markdown};
use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::graph::spelling::{Meaning, Spellings, resolve};
use crate::graph::{BODY_FIELD, BodyLink, Edge, Entry, EntryId, MENTIONED_IN};
use crate::markdown::{self, LinkTarget};
use crate::media::{self, Refused};
use crate::model::Name;
use crate::page::Url;
use crate::text::{fold_case, nearest_name};

/// Bodies in one task of a thread: few, so that all threads finish at about the same time.
const DOCUMENTS_PER_TASK: usize = 64;

/// The target of a link, and the entry it is on.
type Led = (BodyLink, Option<EntryId>);

const CORRECT_THE_PATH: &str = "correct the path; it counts from this file's folder";

/// What resolving a correct link needs; shared by all threads.
struct Names<'a> {
    entries: &'a [Entry],
    spellings: &'a Spellings<'a>,
}

impl Names<'_> {
    fn follow_all(&self) -> Vec<Vec<Option<Led>>> {
        let entries = self.entries.par_iter().enumerate();
        let followed = entries.with_max_len(DOCUMENTS_PER_TASK).map(|(i, entry)| {
            let links = entry.document.body.links.iter();
            links.map(|link| self.follow(i, link)).collect()
        });
        followed.collect()
    }

    /// The media files that bodies refer to. `followed` is the result of [`Names::follow_all`].
    fn assets(&self, followed: &[Vec<Option<Led>>]) -> BTreeSet<Arc<str>> {
        let mut assets = BTreeSet::new();
        for (entry, followed) in self.entries.iter().zip(followed) {
            let folder = document::parent_folder(&entry.document.content_path);
            for (link, followed) in entry.document.body.links.iter().zip(followed) {
                if matches!(link.target, LinkTarget::External(_)) || followed.is_some() {
                    continue;
                }
                let meaning = self.spellings.target(&link.target, folder);
                if let Meaning::Asset(path) | Meaning::AssetInOtherCase(path) = meaning {
                    assets.insert(path);
                }
            }
        }
        assets
    }

    /// Resolves a link to an entry by its exact id or path; `None` for all other links.
    fn follow(&self, from: usize, link: &markdown::Link) -> Option<Led> {
        let (to, anchor) = match &link.target {
            LinkTarget::Wikilink { id, anchor } => (self.spellings.by_id.get(id.trim())?, anchor),
            LinkTarget::Local { path, anchor } if !path.is_empty() => {
                let base = document::parent_folder(&self.entries[from].document.content_path);
                let path = resolve(base, path)?;
                (self.spellings.by_path.get(&path)?, anchor)
            }
            LinkTarget::Local { .. } | LinkTarget::External(_) | LinkTarget::OwnSource => {
                return None;
            }
        };
        let target = &self.entries[to.0 as usize];
        let anchor = anchor.as_deref().filter(|a| !a.is_empty());
        let is_there = |anchor: &str| target.document.body.anchors.iter().any(|a| **a == *anchor);
        let led = || led(EntryId(from as u32), *to, target, anchor.map(Name::from));
        anchor.is_none_or(is_there).then(led)
    }
}

fn led(from: EntryId, to: EntryId, target: &Entry, anchor: Option<Name>) -> Led {
    match (to == from, anchor) {
        (true, Some(anchor)) => (BodyLink::SamePage { anchor }, None),
        (_, anchor) => {
            let (url, title) = (target.url.clone(), target.document.title.clone());
            (BodyLink::Page { url, title, anchor }, Some(to))
        }
    }
}

/// Where a link stands.
struct LinkPlace<'a> {
    from: EntryId,
    /// The folder of its document, to which paths are relative.
    folder: &'a str,
    at: Place,
    is_image: bool,
}

impl LinkPlace<'_> {
    /// The code of a link that leads nowhere.
    fn code(&self) -> &'static str {
        match self.is_image {
            true => "missing-image",
            false => "broken-link",
        }
    }
}

impl Linker<'_> {
    /// Resolves the links of all bodies: correct ones in parallel, the others in order, so that the diagnostics are
    /// always the same.
    pub(super) fn bodies(
        &mut self,
        refuse: impl FnOnce(&[Arc<str>]) -> HashMap<Arc<str>, Refused>,
    ) {
        let names = Names {
            entries: &self.entries,
            spellings: &self.spellings,
        };
        let followed = names.follow_all();
        let mut assets: Vec<Arc<str>> = names.assets(&followed).into_iter().collect();
        self.refused = refuse(&assets);
        assets.retain(|path| !self.refused.contains_key(path));
        self.assets = assets;
        for (i, followed) in followed.into_iter().enumerate() {
            let id = EntryId(i as u32);
            let document = self.entry(id).document.clone();
            let mut mentioned: HashSet<EntryId> = HashSet::new();
            let mut links = Vec::with_capacity(followed.len());
            for (link, followed) in document.body.links.iter().zip(followed) {
                let (resolved, to) =
                    followed.unwrap_or_else(|| self.body_link(id, &document, link));
                if let Some(to) = to.filter(|to| *to != id)
                    && mentioned.insert(to)
                    && !document.is_section_index
                    && !self.entry(to).document.is_section_index
                {
                    self.edge(Edge {
                        from: id,
                        field: BODY_FIELD.into(),
                        item: 0,
                        to,
                        inverse: MENTIONED_IN.into(),
                        symmetric: false,
                    });
                }
                links.push(resolved);
            }
            self.entries[i].body_links = links;
        }
    }

    fn body_link(&mut self, from: EntryId, document: &Document, link: &markdown::Link) -> Led {
        let place = LinkPlace {
            from,
            folder: document::parent_folder(&document.content_path),
            at: Place::Body(link.span.0, link.span.1),
            is_image: link.image.is_some(),
        };
        match &link.target {
            // `[[#heading]]` is on its own page.
            LinkTarget::Wikilink { id, anchor } if id.is_empty() && anchor.is_some() => {
                self.lead_to_heading(&place, from, anchor.as_deref())
            }
            LinkTarget::Wikilink { id, anchor } => {
                match self.spellings.name(id, place.folder) {
                    Meaning::Entry(to) => {
                        return self.lead_to_heading(&place, to, anchor.as_deref());
                    }
                    Meaning::EntryInOtherCase(to) => {
                        let proper = self.entry(to).document.content_path.clone();
                        self.case_mismatch(&place, &proper);
                        return self.lead_to_heading(&place, to, anchor.as_deref());
                    }
                    Meaning::Asset(asset) => return (self.lead_to_asset(&place, &asset), None),
                    Meaning::AssetInOtherCase(asset) => {
                        self.case_mismatch(&place, &asset);
                        return (self.lead_to_asset(&place, &asset), None);
                    }
                    Meaning::Hidden => return (BodyLink::Hidden, None),
                    _ => {}
                }
                let (message, help) = self.clash(id).unwrap_or_else(|| {
                    let help = self.suggestion(from, id, None);
                    (format!("`[[{id}]]` matches nothing"), help)
                });
                self.broken(&place, place.code(), message, help)
            }
            LinkTarget::Local { path, anchor } if path.is_empty() => match anchor {
                Some(anchor) => self.lead_to_entry(&place, from, Some(anchor)),
                None => (BodyLink::SamePage { anchor: "".into() }, None),
            },
            LinkTarget::OwnSource => {
                let url = self.context.file_url(&document.path);
                let link = url.map_or(BodyLink::TextOnly, |url| BodyLink::External { url });
                (link, None)
            }
            LinkTarget::Local { path, anchor } if markdown::is_template_in_address(path) => {
                // `{{site.baseurl}}/path` counts from the root of the site.
                let end = path.find("}}").map(|end| end + "}}".len());
                match end.filter(|_| path.starts_with("{{")) {
                    None => (BodyLink::TextOnly, None),
                    Some(end) => match self.spellings.path(&path[end..], "") {
                        Meaning::Nothing => self.of_another_program(&place, document, &path[..end]),
                        _ => self.lead_to_path(&place, &path[end..], anchor.as_deref()),
                    },
                }
            }
            LinkTarget::Local { path, anchor } => {
                self.lead_to_path(&place, path, anchor.as_deref())
            }
            LinkTarget::External(url) if self.spellings.hidden_at(url).is_some() => {
                (BodyLink::Hidden, None)
            }
            LinkTarget::External(url) => {
                let shown_file = self.spellings.shown_file(url);
                if let Some((path, anchor)) = shown_file.filter(|_| !place.is_image) {
                    return self.lead_to_path(&place, &path, anchor.as_deref());
                }
                let url = (&**url).into();
                (BodyLink::External { url }, None)
            }
        }
    }

    /// A link that another program would have filled in, and that leads nowhere without it; told once a page.
    fn of_another_program(&mut self, place: &LinkPlace, page: &Document, template: &str) -> Led {
        let told = markdown::template_leads_nowhere(place.at.clone(), template);
        let linked = self.problems.iter().rev();
        let linked = linked.take_while(|(file, _)| *file == page.path);
        let mut of_page = page
            .diagnostics
            .iter()
            .chain(linked.map(|(_, other)| other));
        if !of_page.any(|other| other.code == told.code) {
            self.tell(place.from, told);
        }
        (BodyLink::TextOnly, None)
    }

    fn lead_to_path(&mut self, place: &LinkPlace, path: &str, anchor: Option<&str>) -> Led {
        match self.spellings.path(path, place.folder) {
            Meaning::Entry(id) => return self.lead_to_entry(place, id, anchor),
            Meaning::EntryInOtherCase(id) => {
                let proper = self.entry(id).document.content_path.clone();
                self.case_mismatch(place, &proper);
                return self.lead_to_entry(place, id, anchor);
            }
            Meaning::Asset(asset) => return (self.lead_to_asset(place, &asset), None),
            Meaning::AssetInOtherCase(asset) => {
                self.case_mismatch(place, &asset);
                return (self.lead_to_asset(place, &asset), None);
            }
            Meaning::Folder(folder) => return (self.lead_to_folder(&folder), None),
            Meaning::Hidden => return (BodyLink::Hidden, None),
            Meaning::Nothing => {}
        }
        if let Some(id) = self.entry_by_address(place, path) {
            return self.lead_to_entry(place, id, anchor);
        }
        if let Some(url) = self.static_file(place, path) {
            return (BodyLink::Asset { url }, None);
        }
        let Some(content_path) = resolve(place.folder, path) else {
            return self.outside(place, path);
        };
        if self.is_there(&content_path) {
            return match never_content(self.context.content, &content_path) {
                _ if hides_part(&content_path) => self.in_dot_folder(place),
                Some(part) => self.of_repository(place, &content_path, part),
                None if self.holds_files_alone(&content_path) => {
                    self.of_repository(place, &content_path, path)
                }
                None if place.is_image => self.not_published(place),
                None => {
                    // Left out by `exclude`.
                    let message = "this leads to what is no part of the site";
                    let help = "link to what is published, or write the text alone";
                    self.tell_at(place, "outside-link", message, help);
                    (BodyLink::TextOnly, None)
                }
            };
        }
        if let Some(target) = self.outside_from_top(path) {
            return self.of_project(place, path, &target);
        }
        let help = match self.nearest_path(place, path, &content_path) {
            Some(near) => format!("did you mean `{near}`?"),
            None if place.is_image => "put the file there, or correct the path".into(),
            None => CORRECT_THE_PATH.into(),
        };
        self.nowhere(place, path, help)
    }

    /// What `../../personas/cook/` leads to where it counts from the address of the page, `/problems/late/`, as in Hugo.
    fn entry_by_address(&self, place: &LinkPlace, path: &str) -> Option<EntryId> {
        let own = &self.entry(place.from).document;
        let is_address = path.starts_with("../") && path.ends_with('/') && !place.is_image;
        if !is_address || document::section_index_rank(&own.content_path).is_some() {
            return None;
        }
        let page = document::file_stem(&own.content_path);
        let page = format!("{}/{page}", place.folder);
        match self.spellings.path(path, page.trim_start_matches('/')) {
            Meaning::Entry(id) => Some(id),
            _ => None,
        }
    }

    /// The address of a file in `static/`: by its address on the site, as Hugo and Docusaurus write it, or by its path.
    fn static_file(&self, place: &LinkPlace, path: &str) -> Option<Url> {
        let by_path = || {
            let folder = format!("{}/{}", self.context.content, place.folder);
            let path = resolve(&folder, path)?;
            path.strip_prefix("static/").map(str::to_owned)
        };
        let named = path.strip_prefix("@site/static/").map(str::to_owned);
        let by_address = || resolve("", path.strip_prefix('/')?);
        let path = named.or_else(by_address).or_else(by_path)?;
        let is_copied = !path.split('/').any(|part| part.starts_with('.'));
        let name = path.rsplit('/').next();
        let is_file = name.is_some_and(|name| name.contains('.'));
        let is_there = || (self.in_repository)(&format!("static/{path}"));
        (is_copied && is_file && is_there()).then(|| Url::new(path))
    }

    /// A link to a path that no file has.
    fn nowhere(&mut self, place: &LinkPlace, path: &str, help: String) -> Led {
        if self.spellings.hides_stem(path) {
            return self.not_published(place);
        }
        self.broken(place, place.code(), format!("`{path}` leads nowhere"), help)
    }

    /// The message leaves the path out: the build must not name what is hidden.
    fn not_published(&mut self, place: &LinkPlace) -> Led {
        let message = "this leads to what is no part of the site";
        let help = "link to what is published, or write the text alone";
        self.tell_at(place, place.code(), message, help);
        (BodyLink::Hidden, None)
    }

    /// True for a folder of files beside the content that holds no document.
    fn holds_files_alone(&self, folder: &str) -> bool {
        let assets = self.context.assets;
        let inside = format!("{folder}/");
        let first = assets.partition_point(|asset| **asset < *inside);
        let first = assets.get(first);
        first.is_some_and(|asset| asset.starts_with(&inside))
    }

    /// A link to what lies in the content folder and is no content leads to the repository.
    fn of_repository(&mut self, place: &LinkPlace, content_path: &str, what: &str) -> Led {
        if let Some(url) = self.repository_url(place, content_path) {
            return (BodyLink::External { url }, None);
        }
        let why = match what {
            GITHUB => "is never published (it begins with a dot)",
            _ => "is never published (it is no content)",
        };
        let message = format!("`{what}` {why}");
        if place.is_image {
            let help = "put the picture beside the documents".to_owned();
            return self.broken(place, place.code(), message, help);
        }
        let help = "name the `repository` in casebook.yaml, or write the text alone";
        self.tell_at(place, "outside-link", message, help);
        (BodyLink::TextOnly, None)
    }

    /// What a dot folder holds may be private, so its name is not repeated.
    fn in_dot_folder(&mut self, place: &LinkPlace) -> Led {
        if !place.is_image {
            return self.not_published(place);
        }
        let message =
            "this picture is in a folder that begins with a dot, which is never published";
        let help = "name the folder under `assets.folders` in casebook.yaml, or move the picture";
        self.tell_at(place, place.code(), message, help);
        (BodyLink::Hidden, None)
    }

    /// The address in the repository of a file in the content folder. A picture is none: pages load nothing from there.
    fn repository_url(&self, place: &LinkPlace, content_path: &str) -> Option<Name> {
        let url = self.context.file_url(&self.project_path(content_path));
        url.filter(|_| !place.is_image)
    }

    /// The path from the project's root of one from the content folder.
    fn project_path(&self, content_path: &str) -> String {
        match self.context.content {
            "" => content_path.to_owned(),
            content => format!("{content}/{content_path}"),
        }
    }

    /// True if this path from the content folder exists although no page has it: it is hidden or excluded.
    fn is_there(&self, content_path: &str) -> bool {
        (self.in_repository)(&self.project_path(content_path))
    }

    /// For “did you mean”: the file that was probably meant, as the author has to write it; within
    /// [`super::MAX_GUESSES`], and never the page itself.
    fn nearest_path(&mut self, place: &LinkPlace, path: &str, wrong: &str) -> Option<String> {
        self.guesses = self.guesses.checked_sub(1)?;
        let own = &*self.entry(place.from).document.content_path;
        let documents = self.entries.iter().map(|e| &*e.document.content_path);
        let files = documents.chain(self.context.assets.iter().map(|a| &**a));
        let files: Vec<&str> = files.filter(|file| *file != own).collect();
        let near = nearest_file(place.folder, path, wrong, &files)?;
        let written = match path.starts_with('/') {
            true => format!("/{near}"),
            false => relative_path(place.folder, near),
        };
        Some(written.replace(' ', "%20")).filter(|written| written != path)
    }

    /// A link to a media file; if that is not copied, a broken link, with a diagnostic at the first link to the file.
    fn lead_to_asset(&mut self, place: &LinkPlace, path: &Arc<str>) -> BodyLink {
        let Some(refusal) = self.refused.get(path) else {
            let url = Url::of_asset(&self.schema.address_of(path));
            return BodyLink::Asset { url };
        };
        let is_source = !place.is_image && !media::has_safe_type(path);
        let url = self.repository_url(place, path);
        if let Some(url) = url.filter(|_| is_source) {
            return BodyLink::External { url };
        }
        if self.reported.insert(path.clone()) {
            let message = format!("`{path}` is not copied: {}", refusal.reason);
            let help = &refusal.help;
            let help = match is_source {
                true => format!("name the `repository` in casebook.yaml, or {help}"),
                false => help.clone(),
            };
            self.tell_at(place, "unsafe-asset", message, help);
        }
        BodyLink::Broken
    }

    /// A link to a folder without a section index leads to the list of its kind, else to the generated index page.
    fn lead_to_folder(&self, folder: &str) -> BodyLink {
        let last = folder.rsplit('/').next().unwrap_or(folder);
        let (url, title): (Url, Name) = match self.schema.kind_by_folder(folder) {
            _ if folder.is_empty() => (Url::new("index.html"), "Home".into()),
            Some(kind) => {
                let kind = &self.schema.kinds[kind];
                let url = Url::new(format!("{}/index.html", kind.page_folder));
                (url, kind.plural_label.as_str().into())
            }
            None => {
                let folder = self.schema.address_of(folder);
                (Url::new(format!("{folder}/index.html")), last.into())
            }
        };
        let anchor = None;
        BodyLink::Page { url, title, anchor }
    }

    /// A link out of the content folder becomes the address of the file in the repository.
    fn outside(&mut self, place: &LinkPlace, path: &str) -> Led {
        let from_root = match self.context.content {
            "" => None,
            content => resolve(&format!("{content}/{}", place.folder), path),
        };
        let Some(target) = from_root else {
            if self.spellings.hides_stem(path) {
                return self.not_published(place);
            }
            let help = "link to something inside the project, or use its address".into();
            let message = format!("`{path}` leaves the project");
            return self.broken(place, "broken-link", message, help);
        };
        match (self.in_repository)(&target) {
            true => self.of_project(place, path, &target),
            false => self.nowhere(place, path, CORRECT_THE_PATH.into()),
        }
    }

    /// What `/src/a.rs` leads to, where it counts from the top of the repository, as that shows it.
    fn outside_from_top(&self, path: &str) -> Option<String> {
        let target = resolve("", path.strip_prefix('/')?)?;
        let inside = target.strip_prefix(self.context.content);
        let is_content = inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let is_outside = !self.context.content.is_empty() && !target.is_empty() && !is_content;
        (is_outside && (self.in_repository)(&target)).then_some(target)
    }

    /// A link to a file of the project, by its path from its root, that is not in the content folder.
    fn of_project(&mut self, place: &LinkPlace, path: &str, target: &str) -> Led {
        if let Some(url) = self.context.file_url(target).filter(|_| !place.is_image) {
            return (BodyLink::External { url }, None);
        }
        let message = format!("`{path}` lies outside the content folder");
        let help = "name the `repository` in casebook.yaml, or move the file";
        self.tell_at(place, "outside-link", message, help);
        (BodyLink::TextOnly, None)
    }

    /// A wikilink may name a heading by its text, as Obsidian does, and those above it before it.
    fn lead_to_heading(&mut self, place: &LinkPlace, to: EntryId, written: Option<&str>) -> Led {
        let body = &self.entry(to).document.body;
        let is_there = |anchor: &str| {
            let mut all = body.anchors.iter().chain(&body.redacted_anchors);
            all.any(|a| **a == *anchor)
        };
        let text = written.and_then(|anchor| anchor.rsplit('#').next());
        let slug = text.map(|text| markdown::slug(text.trim()));
        match slug.filter(|slug| is_there(slug) && !written.is_some_and(is_there)) {
            Some(slug) => self.lead_to_entry(place, to, Some(&slug)),
            None => self.lead_to_entry(place, to, written),
        }
    }

    fn lead_to_entry(&mut self, place: &LinkPlace, to: EntryId, anchor: Option<&str>) -> Led {
        let Some(anchor) = anchor.filter(|a| !a.is_empty()) else {
            return led(place.from, to, self.entry(to), None);
        };
        let body = self.entry(to).document.body.clone();
        let folded = fold_case(anchor);
        let has = |anchors: &[Box<str>]| anchors.iter().any(|a| **a == *anchor);
        let anchor = if has(&body.anchors) || anchor == "top" {
            Some(anchor.into())
        } else if let Some(proper) = body.anchors.iter().find(|a| fold_case(a) == folded) {
            self.case_mismatch(place, &format!("#{proper}"));
            Some(Name::from(&**proper))
        } else if has(&body.redacted_anchors) {
            None
        } else {
            let near = nearest_name(&folded, body.anchors.iter().map(|a| &**a));
            let help = match (near, body.anchors.is_empty()) {
                (Some(near), _) => format!("did you mean `#{near}`?"),
                (None, true) => "that page has no headings to point at".into(),
                (None, false) => "point at one of its headings".into(),
            };
            let page = if to == place.from { "this" } else { "that" };
            let message = format!("`#{anchor}` is no heading on {page} page");
            return self.broken(place, "broken-anchor", message, help);
        };
        led(place.from, to, self.entry(to), anchor)
    }

    fn case_mismatch(&mut self, place: &LinkPlace, proper: &str) {
        let message = format!("this matches `{proper}` only in another case");
        let diagnostic = Diagnostic::new("case-mismatch", place.at.clone(), message);
        let diagnostic = diagnostic.help(super::SAME_CASE);
        self.tell(place.from, diagnostic.fix(Fix::Case(proper.to_owned())));
    }

    fn broken(&mut self, place: &LinkPlace, code: &'static str, text: String, help: String) -> Led {
        self.tell_at(place, code, text, help);
        (BodyLink::Broken, None)
    }

    fn tell_at(
        &mut self,
        place: &LinkPlace,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(code, place.at.clone(), message).help(help);
        self.tell(place.from, diagnostic);
    }
}

/// The one dot folder that holds nothing of anybody's own.
const GITHUB: &str = ".github";

/// True if a part of a path, but for `.github` at its start, begins with a dot.
fn hides_part(path: &str) -> bool {
    let mut parts = path.split('/').enumerate();
    parts.any(|(i, part)| part.starts_with('.') && (i, part) != (0, GITHUB))
}

/// The part of a path from the content folder for which the walk passes it by.
fn never_content<'p>(content: &str, path: &'p str) -> Option<&'p str> {
    let mut parts = path.split('/').enumerate();
    let found =
        parts.find(|(i, part)| source::is_never_content(part, content.is_empty() && *i == 0));
    found.map(|(_, part)| part)
}

/// The file that a wrong path probably means: rather one of the same name elsewhere than one of a like name in the same folder.
/// A name that several files have, or that of an index, says nothing without its folder. `path` is as it is written in this
/// folder, `wrong` the same from the content folder.
fn nearest_file<'f>(folder: &str, path: &str, wrong: &str, files: &[&'f str]) -> Option<&'f str> {
    let name = |path: &str| fold_case(path.rsplit('/').next().unwrap_or(path));
    let wanted = name(wrong);
    // Wikis leave the extension out.
    let shown = |file: &'f str| match is_markdown(file) && !wanted.contains('.') {
        true => file.rsplit_once('.').map_or(file, |(stem, _)| stem),
        false => file,
    };
    let same_name = files.iter().filter(|file| name(shown(file)) == wanted);
    let same_name: Vec<&'f str> = same_name.copied().collect();
    let written = format!("/{}", fold_case(path.trim_start_matches(['.', '/'])));
    let is_there = |file: &&&str| format!("/{}", fold_case(file)).ends_with(&written);
    // Of several, the one nearest to the folder of the link.
    let distance = |file: &&&str| relative_path(folder, file).matches('/').count();
    if let Some(near) = same_name.iter().filter(is_there).min_by_key(distance) {
        return Some(near);
    }
    let parent = document::parent_folder;
    match &same_name[..] {
        [] => {
            let beside = files.iter().filter(|file| parent(file) == parent(wrong));
            let names: Vec<String> = beside.clone().map(|file| name(shown(file))).collect();
            let near = nearest_name(&wanted, names.iter().map(String::as_str))?;
            beside.copied().find(|file| name(shown(file)) == near)
        }
        [one] if document::section_index_rank(one).is_none() => Some(one),
        several => {
            let near = nearest_name(parent(wrong), several.iter().map(|file| parent(file)))?;
            several.iter().copied().find(|file| parent(file) == near)
        }
    }
}

/// The path of a file from a folder, both from the content folder.
fn relative_path(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]);
    let shared = shared.take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::relative_path;

    #[test]
    fn a_path_is_written_from_the_folder_of_the_link() {
        for (folder, file, path) in [
            ("docs", "PLAN.md", "../PLAN.md"),
            ("docs", "guide/intro.md", "../guide/intro.md"),
            ("docs", "docs/a.md", "a.md"),
            ("docs/x", "docs/y/a.md", "../y/a.md"),
            ("", "a/b.md", "a/b.md"),
            ("a/b", "a/b/c/d.md", "c/d.md"),
        ] {
            assert_eq!(relative_path(folder, file), path);
        }
    }
}
