//! Resolves links in bodies: relative paths as on GitHub, paths from the content root, `[[id]]`, and addresses of files
//! in the project's repository. A broken link becomes plain text and a diagnostic.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Linker;
use crate::content::document::{self, Document};
use crate::diagnostic::{Diagnostic, Place};
use crate::graph::spelling::{Meaning, Spellings, resolve};
use crate::graph::{BODY_FIELD, BodyLink, Edge, Entry, EntryId, MENTIONED_IN};
use crate::markdown;
use crate::media::Refused;
use crate::model::Name;
use crate::page::Url;
use crate::text::fold_case;
use crate::text::nearest_name;

/// Bodies in one task of a thread: few, so that all threads finish at about the same time.
const DOCUMENTS_PER_TASK: usize = 64;

/// The target of a link, and the entry it is on.
type Led = (BodyLink, Option<EntryId>);

/// What resolving a correct link needs; shared by all threads.
struct Names<'a> {
    entries: &'a [Entry],
    spellings: &'a Spellings<'a>,
}

impl Names<'_> {
    fn follow_all(&self) -> Vec<Vec<Option<Led>>> {
        let texts = self
            .entries
            .par_iter()
            .enumerate()
            .with_max_len(DOCUMENTS_PER_TASK);
        let followed = texts.map(|(i, entry)| {
            let links = entry.document.body.links.iter();
            links.map(|link| self.follow(i, link)).collect()
        });
        followed.collect()
    }

    /// The media files that bodies refer to. `followed` is the result of [`Names::follow_all`].
    fn assets(&self, followed: &[Vec<Option<Led>>]) -> BTreeSet<Arc<str>> {
        let texts = self.entries.iter().zip(followed);
        let others = texts.flat_map(|(entry, followed)| {
            let folder = document::parent_folder(&entry.document.content_path);
            let links = entry.document.body.links.iter().zip(followed);
            let others = links.filter(|(_, followed)| followed.is_none());
            others.map(move |(link, _)| (&link.target, folder))
        });
        let meanings = others.filter_map(|(target, folder)| match target {
            markdown::LinkTarget::Local { path, .. } if !path.is_empty() => {
                Some(self.spellings.path(path, folder))
            }
            _ => None,
        });
        let assets = meanings.filter_map(|meaning| match meaning {
            Meaning::Asset(path) | Meaning::AssetInOtherCase(path) => Some(path),
            _ => None,
        });
        assets.collect()
    }

    /// Resolves a link to an entry by its exact id or path; `None` for all other links.
    fn follow(&self, from: usize, link: &markdown::Link) -> Option<Led> {
        let (to, anchor) = match &link.target {
            markdown::LinkTarget::Wikilink { id, anchor } => {
                (self.spellings.by_id.get(id.trim())?, anchor)
            }
            markdown::LinkTarget::Local { path, anchor } if !path.is_empty() => {
                let base = document::parent_folder(&self.entries[from].document.content_path);
                let path = resolve(base, path)?;
                (self.spellings.by_path.get(&path)?, anchor)
            }
            markdown::LinkTarget::Local { .. } | markdown::LinkTarget::External(_) => return None,
        };
        let target = &self.entries[to.0 as usize];
        let anchor = anchor.as_deref().filter(|a| !a.is_empty());
        let is_there = |anchor: &str| target.document.body.anchors.iter().any(|a| **a == *anchor);
        anchor
            .is_none_or(is_there)
            .then(|| led(EntryId(from as u32), *to, target, anchor.map(Name::from)))
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
        let at = Place::Body(link.span.0, link.span.1);
        let is_image = link.image.is_some();
        let folder = document::parent_folder(&document.content_path);
        match &link.target {
            markdown::LinkTarget::Wikilink { id, anchor } => {
                match self.spellings.name(id, folder) {
                    Meaning::Entry(to) => self.lead_to_entry(from, to, anchor.as_deref(), at),
                    Meaning::Hidden => (BodyLink::Hidden, None),
                    _ => {
                        let help = self.suggestion(id, None);
                        self.broken(
                            from,
                            "broken-link",
                            at,
                            format!("`[[{id}]]` matches nothing"),
                            help,
                        )
                    }
                }
            }
            markdown::LinkTarget::Local { path, anchor } if path.is_empty() => match anchor {
                Some(anchor) => self.lead_to_entry(from, from, Some(anchor), at),
                None => (BodyLink::SamePage { anchor: "".into() }, None),
            },
            markdown::LinkTarget::Local { path, anchor } => {
                self.lead_to_path(from, folder, path, anchor.as_deref(), is_image, at)
            }
            markdown::LinkTarget::External(url) => {
                if self.spellings.hidden_at(url).is_some() {
                    return (BodyLink::Hidden, None);
                }
                if !is_image && let Some((path, anchor)) = self.spellings.shown_file(url) {
                    return self.lead_to_path(from, folder, &path, anchor.as_deref(), false, at);
                }
                (
                    BodyLink::External {
                        url: (&**url).into(),
                    },
                    None,
                )
            }
        }
    }

    fn lead_to_path(
        &mut self,
        from: EntryId,
        base: &str,
        path: &str,
        anchor: Option<&str>,
        is_image: bool,
        at: Place,
    ) -> Led {
        match self.spellings.path(path, base) {
            Meaning::Entry(id) => return self.lead_to_entry(from, id, anchor, at),
            Meaning::EntryInOtherCase(id) => {
                let proper = self.entry(id).document.content_path.clone();
                self.case_mismatch(from, &proper, at.clone());
                return self.lead_to_entry(from, id, anchor, at);
            }
            Meaning::Asset(asset) => return (self.lead_to_asset(from, &asset, at), None),
            Meaning::AssetInOtherCase(asset) => {
                self.case_mismatch(from, &asset, at.clone());
                return (self.lead_to_asset(from, &asset, at), None);
            }
            Meaning::Folder(folder) => return (self.lead_to_folder(&folder), None),
            Meaning::Hidden => return (BodyLink::Hidden, None),
            Meaning::Nothing => {}
        }
        let Some(content_path) = resolve(base, path) else {
            return self.outside(from, base, path, is_image, at);
        };
        let what = if is_image {
            "missing-image"
        } else {
            "broken-link"
        };
        if self.is_there(&content_path) {
            // The message leaves the path out: the build must not name what is hidden.
            let diagnostic = Diagnostic::new(what, at, "this leads to what is no part of the site");
            let help = "link to what is published, or write the text alone";
            self.tell(from, diagnostic.help(help));
            return (BodyLink::Hidden, None);
        }
        let help = match self.nearest_path(&content_path) {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_image => "put the file there, or correct the path".into(),
            None => "correct the path; it counts from this file's folder".into(),
        };
        self.broken(from, what, at, format!("`{path}` leads nowhere"), help)
    }

    /// True if this path from the content folder exists although no page has it: it is hidden or excluded.
    fn is_there(&self, inner: &str) -> bool {
        let from_root = match self.context.content {
            "" => inner.to_owned(),
            content => format!("{content}/{inner}"),
        };
        (self.in_repository)(&from_root)
    }

    /// For “did you mean”: the path from the content root most like `wrong`; within [`super::MAX_GUESSES`].
    fn nearest_path(&mut self, wrong: &str) -> Option<String> {
        self.guesses = self.guesses.checked_sub(1)?;
        let documents = self.entries.iter().map(|e| &*e.document.content_path);
        let names = documents.chain(self.context.assets.iter().map(|a| &**a));
        nearest_name(wrong, names).map(str::to_owned)
    }

    /// A link to a media file; if that is not copied, a broken link, with a diagnostic at the first link to the file.
    fn lead_to_asset(&mut self, from: EntryId, path: &Arc<str>, at: Place) -> BodyLink {
        let Some(refusal) = self.refused.get(path) else {
            return BodyLink::Asset {
                url: Url::new(&**path),
            };
        };
        let why = format!("{path} is not copied: {}", refusal.reason.replace('`', ""));
        if self.reported.insert(path.clone()) {
            let message = format!("`{path}` is not copied: {}", refusal.reason);
            let diagnostic = Diagnostic::new("unsafe-asset", at, message).help(&*refusal.help);
            self.tell(from, diagnostic);
        }
        BodyLink::Broken { why: why.into() }
    }

    /// A link to a folder without a section index leads to the list of its kind, else to the generated index page.
    fn lead_to_folder(&self, folder: &str) -> BodyLink {
        let last = folder.rsplit('/').next().unwrap_or(folder);
        let (url, title): (Url, Name) = match self.schema.kind_by_folder(last) {
            _ if folder.is_empty() => (Url::new("index.html"), "Home".into()),
            Some(kind) => {
                let kind = &self.schema.kinds[kind];
                let url = Url::new(format!("{}/index.html", kind.folder()));
                (url, kind.plural_label.as_str().into())
            }
            None => (Url::new(format!("{folder}/index.html")), last.into()),
        };
        BodyLink::Page {
            url,
            title,
            anchor: None,
        }
    }

    /// A link out of the content folder becomes the address of the file in the repository.
    fn outside(&mut self, from: EntryId, base: &str, path: &str, is_image: bool, at: Place) -> Led {
        let from_root = match self.context.content {
            "" => None,
            content => resolve(&format!("{content}/{base}"), path),
        };
        let Some(target) = from_root else {
            let help = "link to something inside the project, or use its address".into();
            return self.broken(
                from,
                "broken-link",
                at,
                format!("`{path}` leaves the project"),
                help,
            );
        };
        if !(self.in_repository)(&target) {
            let help = "correct the path; it counts from this file's folder".into();
            let code = if is_image {
                "missing-image"
            } else {
                "broken-link"
            };
            return self.broken(from, code, at, format!("`{path}` leads nowhere"), help);
        }
        match self.context.repository {
            Some(repository) if !is_image => {
                let repository = repository.trim_end_matches('/');
                let branch = self.context.branch;
                let url = format!(
                    "{repository}/blob/{branch}/{}",
                    crate::page::encode_path(&target)
                );
                (BodyLink::External { url: url.into() }, None)
            }
            _ => {
                let diagnostic = Diagnostic::new(
                    "outside-link",
                    at,
                    format!("`{path}` lies outside the content folder"),
                );
                let help = "name the `repository` in casebook.yaml, or move the file";
                self.tell(from, diagnostic.help(help));
                (BodyLink::TextOnly, None)
            }
        }
    }

    fn lead_to_entry(
        &mut self,
        from: EntryId,
        to: EntryId,
        anchor: Option<&str>,
        at: Place,
    ) -> Led {
        let target = self.entry(to);
        let anchor = match anchor.filter(|a| !a.is_empty()) {
            None => None,
            Some(anchor) => {
                let anchors = &target.document.body.anchors;
                let folded = fold_case(anchor);
                if anchors.iter().any(|a| **a == *anchor) || anchor == "top" {
                    Some(Name::from(anchor))
                } else if let Some(proper) =
                    anchors.iter().find(|a| fold_case(a) == folded).cloned()
                {
                    self.case_mismatch(from, &format!("#{proper}"), at);
                    Some(Name::from(&*proper))
                } else if target
                    .document
                    .body
                    .redacted_anchors
                    .iter()
                    .any(|a| **a == *anchor)
                {
                    None
                } else {
                    let near =
                        nearest_name(&folded, anchors.iter().map(|a| &**a)).map(str::to_owned);
                    let help = match (near, anchors.is_empty()) {
                        (Some(near), _) => format!("did you mean `#{near}`?"),
                        (None, true) => "that page has no headings to point at".into(),
                        (None, false) => "point at one of its headings".into(),
                    };
                    let place = if to == from {
                        "on this page"
                    } else {
                        "on that page"
                    };
                    let message = format!("`#{anchor}` is no heading {place}");
                    return self.broken(from, "broken-anchor", at, message, help);
                }
            }
        };
        led(from, to, self.entry(to), anchor)
    }

    fn case_mismatch(&mut self, from: EntryId, proper: &str, at: Place) {
        let diagnostic = Diagnostic::new(
            "case-mismatch",
            at,
            format!("this matches `{proper}` only in another case"),
        );
        self.tell(
            from,
            diagnostic.help("write it in the same case: other systems tell them apart"),
        );
    }

    fn broken(
        &mut self,
        from: EntryId,
        code: &'static str,
        at: Place,
        message: String,
        help: String,
    ) -> Led {
        let why = message.replace('`', "");
        self.tell(from, Diagnostic::new(code, at, message).help(help));
        (BodyLink::Broken { why: why.into() }, None)
    }
}
