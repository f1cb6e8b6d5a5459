//! Links of the texts: by relative path as GitHub shows them, from the content root, by `[[id]]`, by the repository's own
//! addresses. What leads nowhere becomes plain text and a finding.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Found, Linker, resolve};
use crate::diagnostic::{At, Problem};
use crate::document::{self, Document};
use crate::graph::{BODY, BodyLink, Edge, Entry, Id, MENTIONED};
use crate::markdown;
use crate::page::Url;
use crate::schema::Name;
use crate::unicode::fold;
use crate::unicode::nearest;

/// So many texts a thread looks at at a time: few, so that in the end none waits long for another.
const PIECE: usize = 64;

/// Where a link leads, and the entry there.
type Led = (BodyLink, Option<Id>);

/// What most links need to be followed, for all threads.
struct Names<'a> {
    entries: &'a [Entry],
    by_id: &'a HashMap<Name, Id>,
    by_path: &'a HashMap<String, Id>,
}

impl Names<'_> {
    fn follow_all(&self) -> Vec<Vec<Option<Led>>> {
        let texts = self.entries.par_iter().enumerate().with_max_len(PIECE);
        let followed = texts.map(|(i, entry)| {
            let links = entry.document.body.links.iter();
            links.map(|link| self.follow(i, link)).collect()
        });
        followed.collect()
    }

    /// A link to an entry that is written just as it should be; `None` for all others.
    fn follow(&self, from: usize, link: &markdown::Link) -> Option<Led> {
        let (to, anchor) = match &link.target {
            markdown::Target::Wiki { id, anchor } => (self.by_id.get(id.trim())?, anchor),
            markdown::Target::Local { path, anchor } if !path.is_empty() => {
                let base = document::folder(&self.entries[from].document.inner);
                (self.by_path.get(&resolve(base, path)?)?, anchor)
            }
            markdown::Target::Local { .. } | markdown::Target::External(_) => return None,
        };
        let target = &self.entries[to.0 as usize];
        let anchor = anchor.as_deref().filter(|a| !a.is_empty());
        let is_there = |anchor: &str| target.document.body.anchors.iter().any(|a| **a == *anchor);
        anchor
            .is_none_or(is_there)
            .then(|| led(Id(from as u32), *to, target, anchor.map(Name::from)))
    }
}

fn led(from: Id, to: Id, target: &Entry, anchor: Option<Name>) -> Led {
    match (to == from, anchor) {
        (true, Some(anchor)) => (BodyLink::Here { anchor }, None),
        (_, anchor) => {
            let (url, title) = (target.url.clone(), target.document.title.clone());
            (BodyLink::Page { url, title, anchor }, Some(to))
        }
    }
}

impl Linker<'_> {
    /// All threads follow the links that are fine. The others are looked at in order, so that what is told of them is
    /// always the same.
    pub(super) fn bodies(&mut self) {
        let names = Names {
            entries: &self.entries,
            by_id: &self.by_id,
            by_path: &self.by_path,
        };
        for (i, followed) in names.follow_all().into_iter().enumerate() {
            let id = Id(i as u32);
            let document = self.entry(id).document.clone();
            let mut mentioned: HashSet<Id> = HashSet::new();
            let mut links = Vec::with_capacity(followed.len());
            for (link, followed) in document.body.links.iter().zip(followed) {
                let (resolved, to) =
                    followed.unwrap_or_else(|| self.body_link(id, &document, link));
                if let Some(to) = to.filter(|to| *to != id)
                    && mentioned.insert(to)
                    && !document.introduction
                    && !self.entry(to).document.introduction
                {
                    self.edge(Edge {
                        from: id,
                        field: BODY.into(),
                        item: 0,
                        to,
                        inverse: MENTIONED.into(),
                        symmetric: false,
                    });
                }
                links.push(resolved);
            }
            self.entries[i].body_links = links;
        }
    }

    fn body_link(&mut self, from: Id, document: &Document, link: &markdown::Link) -> Led {
        let at = At::Body(link.span.0, link.span.1);
        let is_image = link.image.is_some();
        match &link.target {
            markdown::Target::Wiki { id, anchor } => match self.find(id, document) {
                Found::Entry(to) => self.lead_to_entry(from, to, anchor.as_deref(), at),
                Found::Silent => (BodyLink::Hidden, None),
                Found::Nothing => {
                    let help = self.suggestion(id, None);
                    self.broken(
                        from,
                        "broken-link",
                        at,
                        format!("`[[{id}]]` matches nothing"),
                        help,
                    )
                }
            },
            markdown::Target::Local { path, anchor } if path.is_empty() => match anchor {
                Some(anchor) => self.lead_to_entry(from, from, Some(anchor), at),
                None => (BodyLink::Here { anchor: "".into() }, None),
            },
            markdown::Target::Local { path, anchor } => {
                self.lead_to_path(from, document, path, anchor.as_deref(), is_image, at)
            }
            markdown::Target::External(url) => {
                if !is_image && let Some((path, anchor)) = self.own_blob(url) {
                    return self.lead_to_path(from, document, &path, anchor.as_deref(), false, at);
                }
                (
                    BodyLink::Away {
                        url: (&**url).into(),
                    },
                    None,
                )
            }
        }
    }

    /// A `…/blob/BRANCH/path` address of the project's own repository, as a path from the content root.
    fn own_blob(&self, url: &str) -> Option<(String, Option<String>)> {
        let repository = self.around.repository?.trim_end_matches('/');
        let rest = url.strip_prefix(repository)?.strip_prefix("/blob/")?;
        let rest = rest.strip_prefix(self.around.branch)?.strip_prefix('/')?;
        let (path, anchor) = match rest.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (rest, None),
        };
        let path = percent_encoding::percent_decode_str(path.split('?').next()?)
            .decode_utf8()
            .ok()?;
        let inner = match self.around.content {
            "" => path.to_string(),
            content => path.strip_prefix(content)?.strip_prefix('/')?.to_owned(),
        };
        (inner.to_lowercase().ends_with(".md")).then(|| (format!("/{inner}"), anchor))
    }

    fn lead_to_path(
        &mut self,
        from: Id,
        document: &Document,
        path: &str,
        anchor: Option<&str>,
        is_image: bool,
        at: At,
    ) -> Led {
        let base = document::folder(&document.inner);
        let Some(inner) = resolve(base, path) else {
            return self.outside(from, base, path, is_image, at);
        };
        if let Some(id) = self.by_path.get(&inner).copied() {
            return self.lead_to_entry(from, id, anchor, at);
        }
        if self
            .around
            .assets
            .binary_search_by(|a| (**a).cmp(&inner))
            .is_ok()
        {
            let asset: Arc<str> = inner.as_str().into();
            self.assets.insert(asset);
            return (
                BodyLink::Asset {
                    url: Url::new(&inner),
                },
                None,
            );
        }
        if let Some(found) = self.lead_to_folder(from, &inner, anchor, &at) {
            return found;
        }
        if self.passed.withheld.path(&inner) {
            return (BodyLink::Hidden, None);
        }
        // GitHub and macOS disagree about case: mend the link and say so.
        if let Some(id) = self.folded().entries.get(&fold(&inner)).copied() {
            let proper = self.entry(id).document.inner.clone();
            self.case_mismatch(from, &proper, at.clone());
            return self.lead_to_entry(from, id, anchor, at);
        }
        if let Some(asset) = self.folded().assets.get(&fold(&inner)).cloned() {
            self.case_mismatch(from, &asset, at);
            self.assets.insert(asset.clone());
            return (
                BodyLink::Asset {
                    url: Url::new(&*asset),
                },
                None,
            );
        }
        // A link without the extension, as wikis write it.
        let with_ext = format!("{inner}.md");
        if let Some(id) = self.by_path.get(&with_ext).copied() {
            return self.lead_to_entry(from, id, anchor, at);
        }
        let what = if is_image {
            "missing-image"
        } else {
            "broken-link"
        };
        if self.is_there(&inner) {
            // Told without its name, which nobody else is told either.
            let problem = Problem::new(what, at, "this leads to what is no part of the site");
            let help = "link to what is published, or write the text alone";
            self.tell(from, problem.help(help));
            return (BodyLink::Hidden, None);
        }
        let help = match self.nearest_path(&inner) {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_image => "put the file there, or correct the path".into(),
            None => "correct the path; it counts from this file's folder".into(),
        };
        self.broken(from, what, at, format!("`{path}` leads nowhere"), help)
    }

    /// Is this path from the content folder that of a file or folder all the same: hidden, excluded, without any page?
    fn is_there(&self, inner: &str) -> bool {
        let from_root = match self.around.content {
            "" => inner.to_owned(),
            content => format!("{content}/{inner}"),
        };
        (self.around.in_repository)(&from_root)
    }

    /// The path that was probably meant, from the content root; within the same limit as other guesses.
    fn nearest_path(&mut self, wrong: &str) -> Option<String> {
        self.guesses = self.guesses.checked_sub(1)?;
        let documents = self.entries.iter().map(|e| &*e.document.inner);
        let names = documents.chain(self.around.assets.iter().map(|a| &**a));
        nearest(wrong, names).map(str::to_owned)
    }

    /// A folder means its introduction, or the list of the kind that claims it.
    fn lead_to_folder(
        &mut self,
        from: Id,
        inner: &str,
        anchor: Option<&str>,
        at: &At,
    ) -> Option<Led> {
        let folder = inner.trim_end_matches('/');
        let join = |name: &str| {
            if folder.is_empty() {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            }
        };
        for name in ["index.md", "_index.md", "README.md", "readme.md"] {
            if let Some(id) = self.by_path.get(&join(name)).copied() {
                return Some(self.lead_to_entry(from, id, anchor, at.clone()));
            }
        }
        if folder.is_empty() {
            return Some((
                BodyLink::Page {
                    url: Url::new("index.html"),
                    title: "Home".into(),
                    anchor: None,
                },
                None,
            ));
        }
        let last = folder.rsplit('/').next().unwrap_or(folder);
        if !self.folders.contains(folder) {
            return None;
        }
        match self.schema.kind_of_folder(last) {
            Some(kind) => {
                let kind = &self.schema.kinds[kind];
                let url = Url::new(format!("{}/index.html", kind.folder()));
                Some((
                    BodyLink::Page {
                        url,
                        title: kind.labels.as_str().into(),
                        anchor: None,
                    },
                    None,
                ))
            }
            None => {
                let url = Url::new(format!("{folder}/index.html"));
                Some((
                    BodyLink::Page {
                        url,
                        title: last.into(),
                        anchor: None,
                    },
                    None,
                ))
            }
        }
    }

    /// A link out of the content folder: a file of the repository becomes its address there.
    fn outside(&mut self, from: Id, base: &str, path: &str, is_image: bool, at: At) -> Led {
        let from_root = match self.around.content {
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
        if !(self.around.in_repository)(&target) {
            let help = "correct the path; it counts from this file's folder".into();
            let code = if is_image {
                "missing-image"
            } else {
                "broken-link"
            };
            return self.broken(from, code, at, format!("`{path}` leads nowhere"), help);
        }
        match self.around.repository {
            Some(repository) if !is_image => {
                let repository = repository.trim_end_matches('/');
                let branch = self.around.branch;
                let url = format!(
                    "{repository}/blob/{branch}/{}",
                    crate::page::encode_path(&target)
                );
                (BodyLink::Away { url: url.into() }, None)
            }
            _ => {
                let problem = Problem::new(
                    "outside-link",
                    at,
                    format!("`{path}` lies outside the content folder"),
                );
                let help = "name the `repository` in casebook.yaml, or move the file";
                self.tell(from, problem.help(help));
                (BodyLink::Text, None)
            }
        }
    }

    fn lead_to_entry(&mut self, from: Id, to: Id, anchor: Option<&str>, at: At) -> Led {
        let target = self.entry(to);
        let anchor = match anchor.filter(|a| !a.is_empty()) {
            None => None,
            Some(anchor) => {
                let anchors = &target.document.body.anchors;
                let folded = fold(anchor);
                if anchors.iter().any(|a| **a == *anchor) || anchor == "top" {
                    Some(Name::from(anchor))
                } else if let Some(proper) = anchors.iter().find(|a| fold(a) == folded).cloned() {
                    self.case_mismatch(from, &format!("#{proper}"), at);
                    Some(Name::from(&*proper))
                } else if target.document.body.veiled.iter().any(|a| **a == *anchor) {
                    None
                } else {
                    let near = nearest(&folded, anchors.iter().map(|a| &**a)).map(str::to_owned);
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

    fn case_mismatch(&mut self, from: Id, proper: &str, at: At) {
        let problem = Problem::new(
            "case-mismatch",
            at,
            format!("this matches `{proper}` only in another case"),
        );
        self.tell(
            from,
            problem.help("write it in the same case: other systems tell them apart"),
        );
    }

    fn broken(
        &mut self,
        from: Id,
        code: &'static str,
        at: At,
        message: String,
        help: String,
    ) -> Led {
        let why = message.replace('`', "");
        self.tell(from, Problem::new(code, at, message).help(help));
        (BodyLink::Broken { why: why.into() }, None)
    }
}
