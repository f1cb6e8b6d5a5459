//! Resolves a spelling (an id, an alias, a path, an address) to the document or file it means.
//!
//! The linker and the redaction both use it, so every spelling that can link to a hidden document is also redacted.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use percent_encoding::percent_decode_str;

use super::EntryId;
use super::hidden::{Hidden, path_key};
use super::redaction_mark::MARK;
use crate::config::host::{DEFAULT_VIEW, file_url};
use crate::content::document;
use crate::content::source::{EXTENSIONS, is_markdown};
use crate::markdown::LinkTarget;
use crate::model::Name;
use crate::page::UrlStyle;
use crate::text::{fold_case, is_language, nfc};

/// What links can point at besides entries, and the public addresses of the project.
#[derive(Clone, Copy, Default)]
pub struct LinkContext<'a> {
    /// Media files, by path from the content folder; sorted.
    pub assets: &'a [Arc<str>],
    /// The content folder from the project's root; empty if they are the same.
    pub content: &'a str,
    /// `https://github.com/OWNER/REPO`.
    pub repository: Option<&'a str>,
    pub branch: &'a str,
    /// What its host writes before the branch in the address of a file, see [`Host`](crate::config::host::Host).
    pub view: &'a str,
    pub base_url: Option<&'a str>,
    pub urls: UrlStyle,
}

impl LinkContext<'_> {
    /// The address of a file in the repository, by its path from the project's root.
    pub fn file_url(&self, path: &str) -> Option<Name> {
        Some(file_url(self.repository?, self.view, self.branch, path).into())
    }
}

/// What a spelling means in one document. A published target takes precedence over a hidden one.
#[derive(Debug, PartialEq)]
pub enum Meaning {
    Entry(EntryId),
    /// The path matches only in another case.
    EntryInOtherCase(EntryId),
    Asset(Arc<str>),
    AssetInOtherCase(Arc<str>),
    /// A folder with published documents and without a section index; empty for the content folder itself.
    Folder(String),
    /// A document that is not published.
    Hidden,
    Nothing,
}

/// The index of names and paths that spellings are resolved with.
pub struct Spellings<'a> {
    context: LinkContext<'a>,
    hidden: &'a Hidden,
    /// The addresses of the repository and of the site, each with its [`base_parts`].
    repository: Option<(&'a str, Vec<String>)>,
    site: Option<(&'a str, Vec<String>)>,
    pub by_id: HashMap<Name, EntryId>,
    /// Case-folded aliases; `None` if two entries have the same one.
    pub by_alias: HashMap<String, Option<EntryId>>,
    /// Paths from the content folder, in NFC.
    pub by_path: HashMap<String, EntryId>,
    /// Every folder with a document in it or below it, in NFC.
    pub folders: HashSet<String>,
    /// Pages and redirects in the form of [`path_key`]; left empty if nothing is hidden.
    pub pages: HashSet<String>,
    /// Computed for the first path that matches nothing exactly.
    folded: OnceLock<Folded>,
}

/// Entries and assets by folded path.
struct Folded {
    entries: HashMap<String, EntryId>,
    assets: HashMap<String, Arc<str>>,
    /// By the name without its folders.
    asset_names: HashMap<String, Vec<Arc<str>>>,
    /// The paths of pages by the name without folders and extension.
    page_names: HashMap<String, Vec<Arc<str>>>,
}

const SECTION_INDEXES: [&str; 4] = ["index", "_index", "README", "readme"];
/// The first part of an address below a repository that shows a file, on GitHub, GitLab, Gitea and Bitbucket.
const VIEWS: [&str; 8] = [
    "blob", "tree", "edit", "raw", "blame", "commits", "src", "-",
];

/// At how many parts of one address or path a hidden path may begin. A longer one is not written by hand, and trying
/// each part takes time quadratic in its length.
const MAX_STARTS: usize = 64;

impl<'a> Spellings<'a> {
    pub fn new(hidden: &'a Hidden, context: LinkContext<'a>, documents: usize) -> Self {
        let with_parts = |address: &'a str| (address, base_parts(address));
        Spellings {
            context,
            hidden,
            repository: context.repository.map(with_parts),
            site: context.base_url.map(with_parts),
            by_id: HashMap::with_capacity(documents),
            by_alias: HashMap::new(),
            by_path: HashMap::with_capacity(documents),
            folders: HashSet::new(),
            pages: HashSet::new(),
            folded: OnceLock::new(),
        }
    }

    /// Resolves the target of a link in a document of this folder. Of external addresses, only hidden ones are known.
    pub fn target(&self, target: &LinkTarget, folder: &str) -> Meaning {
        match target {
            LinkTarget::Wikilink { id, .. } => self.name(id, folder),
            LinkTarget::Local { path, .. } => self.path(path, folder),
            LinkTarget::OwnSource => Meaning::Nothing,
            LinkTarget::External(address) => match self.hidden_at(address) {
                Some(_) => Meaning::Hidden,
                None => Meaning::Nothing,
            },
        }
    }

    /// Resolves the text in `[[…]]` or of a link field: by exact id, case-folded alias, id form, or as a path.
    pub fn name(&self, name: &str, folder: &str) -> Meaning {
        let name = name.trim();
        if let Some(id) = self.published_name(name, folder) {
            return Meaning::Entry(id);
        }
        if let Some(asset) = self.named_asset(name, folder) {
            return Meaning::Asset(asset);
        }
        let plain = decoded(name).replace('\\', "/");
        match self.hides_name(name, folder) || self.hides_name(&plain, folder) {
            true => Meaning::Hidden,
            false => self.path_of_name_in_other_case(name, folder),
        }
    }

    /// What a path in `[[…]]` or a link field means if it matches only in another case.
    fn path_of_name_in_other_case(&self, name: &str, folder: &str) -> Meaning {
        let at = |folder: &str| {
            let key = fold_case(&resolve(folder, name).filter(|_| is_path(name))?);
            let folded = self.folded();
            let mut keys = EXTENSIONS.iter().map(|e| format!("{key}.{e}"));
            let entry = folded.entries.get(&key);
            let entry = entry.or_else(|| keys.find_map(|key| folded.entries.get(&key)));
            let asset = || folded.assets.get(&key).cloned();
            let entry = entry.map(|id| Meaning::EntryInOtherCase(*id));
            entry.or_else(|| Some(Meaning::AssetInOtherCase(asset()?)))
        };
        at(folder).or_else(|| at("")).unwrap_or(Meaning::Nothing)
    }

    fn published_name(&self, name: &str, folder: &str) -> Option<EntryId> {
        if let Some(id) = self.by_id.get(name) {
            return Some(*id);
        }
        if let Some(Some(id)) = self.by_alias.get(&fold_case(name)) {
            return Some(*id);
        }
        let form = |name: &str| self.by_id.get(document::to_id(name).as_str()).copied();
        let at = |folder: &str, path: &str| {
            let path = resolve(folder, path)?;
            // Obsidian leaves the extension out, and counts from the root of the vault.
            let entry = self.by_path.get(&path).copied();
            entry.or_else(|| self.without_extension(&path))
        };
        let from_repository = || {
            let mut paths = self.inside_from_top(name, folder);
            paths.find_map(|path| at("", &path))
        };
        let by_path = || at(folder, name).or_else(|| at("", name));
        let by_stem = || form(document::file_stem(name)).filter(|_| is_markdown(name));
        let by_path = || by_path().or_else(from_repository).or_else(by_stem);
        let by_path = || is_path(name).then(by_path).flatten();
        let by_name = || self.named_page(name, folder);
        let in_wiki = || self.page_of_wiki(name);
        let found = form(name).or_else(by_path).or_else(by_name);
        found.or_else(in_wiki)
    }

    /// The one page whose file has hyphens or underscores for the blanks of a name, as the wikis of GitHub write them.
    fn page_of_wiki(&self, name: &str) -> Option<EntryId> {
        let forms = ["-", "_"].map(|mark| page_key(&name.replace(' ', mark)));
        let forms = forms.iter().filter(|_| name.contains(' '));
        let mut pages = forms.filter_map(|form| self.folded().page_names.get(form));
        match (pages.next().map(Vec::as_slice), pages.next()) {
            (Some([one]), None) => self.by_path.get(&**one).copied(),
            _ => None,
        }
    }

    /// The page whose file has this name, in any case: the one beside the document, or where only one in all folders has it,
    /// that one.
    fn named_page(&self, name: &str, folder: &str) -> Option<EntryId> {
        let pages = self.folded().page_names.get(&page_key(name))?;
        let stem = || match name.rsplit_once('.').filter(|_| is_markdown(name)) {
            Some((stem, _)) => stem,
            None => name,
        };
        match the_one(pages, folder) {
            Some(page) => self.by_path.get(&**page).copied(),
            None => self.without_extension(&resolve(folder, stem())?),
        }
    }

    /// The media file that a wikilink names: by its path from here or from the content folder, or by its name alone, in any
    /// case, where only one file has it or only one beside the document, as Obsidian does.
    fn named_asset(&self, name: &str, folder: &str) -> Option<Arc<str>> {
        if !name.contains('.') {
            return None;
        }
        let assets = self.context.assets;
        let at = |folder: &str| {
            let path = resolve(folder, name)?;
            let at = assets.binary_search_by(|asset| (**asset).cmp(&path)).ok()?;
            Some(assets[at].clone())
        };
        let by_name = || the_one(self.folded().asset_names.get(&fold_case(name))?, folder).cloned();
        at(folder).or_else(|| at("")).or_else(by_name)
    }

    /// The paths of the media files and pages that have this name without its folders.
    pub fn named(&self, name: &str) -> Vec<&str> {
        let folded = self.folded();
        let assets = folded.asset_names.get(&fold_case(name));
        let pages = folded.page_names.get(&page_key(name));
        let named = [assets, pages].into_iter().flatten().flatten();
        let mut named: Vec<&str> = named.map(|path| &**path).collect();
        named.sort_unstable();
        named
    }

    fn hides_name(&self, name: &str, folder: &str) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let name = without_line(name);
        let by_path = |folder| resolve(folder, name).is_some_and(|path| self.hides_path(&path));
        let is_path = is_path(name);
        self.hidden.name(name)
            || is_path
                && (by_path(folder) || by_path("") || self.leaves_and_is_hidden(name, folder))
            || (is_path || has_extension(name)) && self.hides_stem(name)
            || self.hidden_at(name).is_some()
    }

    /// True if a text is the title of a hidden document.
    pub fn hides_title(&self, text: &str) -> bool {
        self.hidden.title(text)
    }

    /// True if the last part of a path is the name of a hidden document and of no published one.
    pub fn hides_stem(&self, path: &str) -> bool {
        let last = without_line(path);
        let last = last.rsplit(['/', '\\']).next().unwrap_or(last);
        let stem = match has_extension(last) {
            true => document::file_stem(last),
            false => last,
        };
        let is_published = || self.by_id.contains_key(document::to_id(stem).as_str());
        self.hidden.name(stem) && !is_published()
    }

    /// Resolves a path relative to a folder, or if it starts with `/` to the content folder or the repository, which it may also reach by `..`. With backslashes it is that
    /// of a hidden document or nothing.
    pub fn path(&self, path: &str, folder: &str) -> Meaning {
        let is_hidden = |path: &str| self.path_with_slashes(path, folder) == Meaning::Hidden;
        let elsewhere = || {
            let path = self.inside_content(path, folder);
            path.map(|path| self.path_with_slashes(&path, folder))
        };
        let meaning = match self.path_with_slashes(path, folder) {
            Meaning::Nothing => elsewhere().unwrap_or(Meaning::Nothing),
            meaning => meaning,
        };
        let meaning = match meaning {
            Meaning::Nothing => self.path_in_language(path, folder),
            meaning => meaning,
        };
        match meaning {
            Meaning::Nothing if path.contains('\\') && is_hidden(&path.replace('\\', "/")) => {
                Meaning::Hidden
            }
            meaning => meaning,
        }
    }

    /// As the repository shows it, a path that counts from its top or leads there: `/docs/a.md`, and `../docs/a.md` from a
    /// file in `docs`. From the content folder, with a slash before it.
    fn inside_content(&self, path: &str, folder: &str) -> Option<String> {
        let content = self.context.content;
        let path = match path.strip_prefix('/') {
            Some(path) => resolve("", path)?,
            None => resolve(&format!("{content}/{folder}"), path)?,
        };
        let inside = path.strip_prefix(content)?;
        let is_inside = !content.is_empty() && inside.starts_with('/');
        is_inside.then(|| inside.to_owned())
    }

    /// The same of a path in `[[…]]` or a link field, which may count from the top without a slash.
    fn inside_from_top(&self, name: &str, folder: &str) -> impl Iterator<Item = String> {
        let from_top = self.inside_content(&format!("/{name}"), folder);
        let as_written = self.inside_content(name, folder);
        [as_written, from_top].into_iter().flatten()
    }

    /// What `/personas/ana/` means in a document below `de/`, where a site in several languages, as Hugo has it, counts from
    /// the folder of each.
    fn path_in_language(&self, path: &str, folder: &str) -> Meaning {
        let language = folder.split('/').next().unwrap_or_default();
        let is_code = language
            .split('-')
            .next()
            .is_some_and(|code| code.len() == 2);
        if !path.starts_with('/') || !is_code || !is_language(language) {
            return Meaning::Nothing;
        }
        match self.path_with_slashes(&format!("/{language}{path}"), folder) {
            // What a site shows from its top lies in `static/`.
            Meaning::Asset(_) | Meaning::AssetInOtherCase(_) => Meaning::Nothing,
            meaning => meaning,
        }
    }

    fn path_with_slashes(&self, path: &str, folder: &str) -> Meaning {
        let Some(content_path) = resolve(folder, path) else {
            return match self.leaves_and_is_hidden(path, folder) {
                true => Meaning::Hidden,
                false => Meaning::Nothing,
            };
        };
        if let Some(id) = self.by_path.get(&content_path) {
            return Meaning::Entry(*id);
        }
        let assets = self.context.assets;
        if let Ok(at) = assets.binary_search_by(|a| (**a).cmp(&content_path)) {
            return Meaning::Asset(assets[at].clone());
        }
        let indexes = SECTION_INDEXES.iter();
        let mut section_indexes = indexes.map(|name| match content_path.as_str() {
            "" => Cow::Borrowed(*name),
            folder => Cow::Owned(format!("{folder}/{name}")),
        });
        if let Some(id) = section_indexes.find_map(|path| self.without_extension(&path)) {
            return Meaning::Entry(id);
        }
        if content_path.is_empty() || self.folders.contains(&content_path) {
            return Meaning::Folder(content_path);
        }
        // Without the extension, as in wikis.
        if let Some(id) = self.without_extension(&content_path) {
            return Meaning::Entry(id);
        }
        if self.hides_path(&content_path) {
            return Meaning::Hidden;
        }
        let (folded, key) = (self.folded(), fold_case(&content_path));
        // A path in another case works on macOS and is broken on GitHub.
        match (folded.entries.get(&key), folded.assets.get(&key)) {
            (Some(id), _) => Meaning::EntryInOtherCase(*id),
            (None, Some(asset)) => Meaning::AssetInOtherCase(asset.clone()),
            (None, None) => Meaning::Nothing,
        }
    }

    /// The document whose path is this one with an extension.
    fn without_extension(&self, path: &str) -> Option<EntryId> {
        let paths = EXTENSIONS.iter().map(|e| format!("{path}.{e}"));
        let mut found = paths.filter_map(|path| self.by_path.get(&path));
        found.next().copied()
    }

    fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| {
            let mut entries: HashMap<String, EntryId> = HashMap::with_capacity(self.by_path.len());
            for (path, id) in &self.by_path {
                let first = entries.entry(fold_case(path)).or_insert(*id);
                *first = (*first).min(*id);
            }
            let pages = self.by_path.iter();
            let page_names =
                pages.map(|(path, _)| (document::file_stem(path), path.as_str().into()));
            let assets = self.context.assets.iter();
            let asset_names = assets.clone().map(|a| (file_name(a), a.clone()));
            Folded {
                entries,
                asset_names: by_name(asset_names),
                page_names: by_name(page_names),
                assets: assets.map(|a| (fold_case(a), a.clone())).collect(),
            }
        })
    }

    /// True if this is the path of a hidden document or its page, with or without `:LINE:COLUMN` behind it: from the
    /// content folder, from any folder above it, below the path of `base_url`, or with the letter of a diff before it.
    fn hides_path(&self, path: &str) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let path = without_line(path);
        // What a redaction has left of a link.
        if file_name(path) == MARK {
            return true;
        }
        let base_url = self.context.base_url;
        let base_path = base_url.and_then(|url| url.splitn(4, '/').nth(3));
        let in_diff = path.split_once('/');
        let in_diff = in_diff.filter(|(letter, rest)| letter.len() == 1 && has_extension(rest));
        let mut inside = std::iter::once(path)
            .chain(in_diff.map(|(_, rest)| rest))
            .chain(below(path, self.context.content))
            .chain(below(path, base_path.unwrap_or_default()));
        inside.any(|path| {
            let is_page = || !is_markdown(path) && self.pages.contains(&path_key(path));
            self.hidden.path(path) && !is_page()
        })
    }

    /// True if a path leads out of the content folder and back to a hidden document in it.
    fn leaves_and_is_hidden(&self, path: &str, folder: &str) -> bool {
        let from_root = resolve(&format!("{}/{folder}", self.context.content), path);
        from_root.is_some_and(|path| self.hides_path(&path))
    }

    /// If an address holds that of a hidden document, in the repository (at any host, in any view of its files) or on
    /// the site: the address of the repository or of the site, which may be shown instead.
    pub fn hidden_at(&self, address: &str) -> Option<&'a str> {
        if self.hidden.is_empty() || !address.contains(['/', '\\', '%']) {
            return None;
        }
        let segments = segments(address);
        let on_site = |base: &[String]| {
            let mut paths = segments.iter().filter_map(|parts| after_base(parts, base));
            paths.any(|path| self.part_meaning(path) == Meaning::Hidden)
        };
        let repository = self.repository.as_ref();
        let repository = repository.filter(|(_, own)| self.shows_hidden_file(&segments, own));
        let site = || self.site.as_ref().filter(|(_, own)| on_site(own));
        Some(repository.or_else(site)?.0)
    }

    /// True if an address holds owner and name of the repository and behind them the path of a hidden file. A branch
    /// name may have slashes, so every part of the address is tried as the start of the path. Where the content is the
    /// whole repository, `issues/7` is no file.
    fn shows_hidden_file(&self, address: &[Vec<String>], repository: &[String]) -> bool {
        let Some((host, owner_and_name)) = repository.split_first() else {
            return false;
        };
        let is_same = |(at, part): (&String, &String)| {
            let name = at.split('@').next().unwrap_or_default();
            let name = name.strip_suffix(".git").unwrap_or(name);
            name.eq_ignore_ascii_case(part.strip_suffix(".git").unwrap_or(part))
        };
        let is_here = |window: &[String]| window.iter().zip(owner_and_name).all(is_same);
        let found = address.iter().enumerate().find_map(|(i, parts)| {
            let mut windows = parts.windows(owner_and_name.len().max(1));
            Some((i, windows.position(is_here)?))
        });
        let Some((i, at)) = found.filter(|_| !owner_and_name.is_empty()) else {
            return false;
        };
        let (before, behind) = (&address[i][..at], &address[i][at + owner_and_name.len()..]);
        let is_view = |part: &String| VIEWS.contains(&part.to_ascii_lowercase().as_str());
        let content = self.context.content.split('/').map(str::to_owned);
        let content: Vec<String> = content.filter(|part| !part.is_empty()).collect();
        let is_any_path = !content.is_empty()
            || !before.iter().any(|part| is_host(part, host))
            || behind.first().is_some_and(is_view);
        let mut behind = std::iter::once(behind).chain(address[i + 1..].iter().map(Vec::as_slice));
        behind.any(|parts| {
            let meanings = (0..parts.len().min(MAX_STARTS)).filter_map(|at| {
                let path = parts[at..].strip_prefix(content.as_slice())?;
                let is_file = is_any_path || path.last().is_some_and(|name| has_extension(name));
                is_file.then(|| self.part_meaning(path))
            });
            let mut found = meanings.filter(|meaning| *meaning != Meaning::Nothing);
            found.next() == Some(Meaning::Hidden)
        })
    }

    fn part_meaning(&self, path: &[String]) -> Meaning {
        match path {
            [] => Meaning::Nothing,
            path => self.path(&format!("/{}", path.join("/")), ""),
        }
    }

    /// If an address shows a Markdown file of the content on the project's branch (`…/blob/BRANCH/path`, or as its host
    /// writes it): its path from the content folder, with a slash in front, and the anchor.
    pub fn shown_file(&self, url: &str) -> Option<(String, Option<String>)> {
        let repository = self.context.repository?.trim_end_matches('/');
        let rest = url.strip_prefix(repository)?.strip_prefix('/')?;
        let views = [self.context.view, DEFAULT_VIEW].into_iter();
        let mut shown = views.filter_map(|view| rest.strip_prefix(view)?.strip_prefix('/'));
        let rest = shown.next()?;
        let rest = rest.strip_prefix(self.context.branch)?.strip_prefix('/')?;
        let (path, anchor) = match rest.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (rest, None),
        };
        let path = percent_decode_str(path.split('?').next()?);
        let path = path.decode_utf8().ok()?;
        let content_path = match self.context.content {
            "" => path.to_string(),
            content => path.strip_prefix(content)?.strip_prefix('/')?.to_owned(),
        };
        is_markdown(&content_path).then(|| (format!("/{content_path}"), anchor))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Paths by their folded name.
fn by_name<'n>(named: impl Iterator<Item = (&'n str, Arc<str>)>) -> HashMap<String, Vec<Arc<str>>> {
    let mut by_name: HashMap<String, Vec<Arc<str>>> = HashMap::new();
    for (name, path) in named {
        by_name.entry(fold_case(name)).or_default().push(path);
    }
    by_name
}

/// The only one of the paths with a name, or the only one in this folder.
fn the_one<'p>(named: &'p [Arc<str>], folder: &str) -> Option<&'p Arc<str>> {
    let is_beside = |path: &&Arc<str>| document::parent_folder(path) == folder;
    let mut beside = named.iter().filter(is_beside);
    match (named, beside.next(), beside.next()) {
        ([one], ..) | (_, Some(one), None) => Some(one),
        _ => None,
    }
}

/// The folded name of a page, which may be written with its extension.
fn page_key(name: &str) -> String {
    let stem = name.rsplit_once('.').filter(|_| is_markdown(name));
    fold_case(&nfc(stem.map_or(name, |(stem, _)| stem)))
}

/// The parts of an address: those up to its query, then those of each value in the query and of the anchor.
fn segments(address: &str) -> Vec<Vec<String>> {
    let (address, anchor) = address.split_once('#').unwrap_or((address, ""));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let values = query.split(['&', '=']).filter(|value| !value.is_empty());
    let anchor = Some(anchor).filter(|anchor| !anchor.is_empty());
    let texts = std::iter::once(path).chain(values).chain(anchor);
    texts.map(parts).collect()
}

/// What stands between slashes and colons, decoded; without ports and the numbers of lines.
fn parts(text: &str) -> Vec<String> {
    let text = decoded(text);
    let parts = text.split(['/', '\\']).flat_map(|part| {
        let is_number = |piece: &str| piece.bytes().all(|b| b.is_ascii_digit());
        let pieces = part.split(':').enumerate();
        pieces.filter_map(move |(i, piece)| (i == 0 || !is_number(piece)).then_some(piece))
    });
    let parts = parts.filter(|part| !part.is_empty() && *part != ".");
    parts.map(str::to_owned).collect()
}

/// The host and the parts of the path of a base address.
fn base_parts(address: &str) -> Vec<String> {
    parts(address.split_once("://").map_or(address, |(_, rest)| rest))
}

/// What follows a base in the parts of an address, wherever it begins: an archive has the whole address in its own.
fn after_base<'p>(parts: &'p [String], base: &[String]) -> Option<&'p [String]> {
    let (host, path) = base.split_first()?;
    let mut hosts = (0..parts.len()).filter(|at| is_host(&parts[*at], host));
    hosts.find_map(|at| parts[at + 1..].strip_prefix(path))
}

/// True if two hosts are the same but for user, `www.` and case.
fn is_host(part: &str, host: &str) -> bool {
    let name = |part: &str| {
        let name = part.rsplit('@').next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        name.strip_prefix("www.")
            .map_or(name.clone(), str::to_owned)
    };
    name(part) == name(host)
}

/// What follows a folder in a path, for each place where the folder stands.
fn below<'p>(path: &'p str, folder: &str) -> impl Iterator<Item = &'p str> {
    let folder = folder.trim_matches('/');
    let found = path.match_indices(folder).filter_map(move |(at, _)| {
        let rest = path[at + folder.len()..].strip_prefix('/')?;
        (at == 0 || path[..at].ends_with('/')).then_some(rest)
    });
    let found = found.filter(move |_| !folder.is_empty());
    found.take(MAX_STARTS)
}

/// A spelling without the `:LINE` or `:LINE:COLUMN` that tools write behind a path.
pub fn without_line(text: &str) -> &str {
    let without_number = |text: &'_ str| -> Option<usize> {
        let (before, number) = text.rsplit_once(':')?;
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(before.len())
    };
    let once = without_number(text).map_or(text, |end| &text[..end]);
    without_number(once).map_or(once, |end| &once[..end])
}

pub fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// True if a path ends with the extension of a page or `.html`, or with one of them and `:LINE`.
pub fn has_extension(path: &str) -> bool {
    let path = without_line(path);
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    is_markdown(path) || extension.is_some_and(|e| e.eq_ignore_ascii_case("html"))
}

/// True if a reference is written as a path.
fn is_path(name: &str) -> bool {
    is_markdown(name) || name.contains('/')
}

/// Joins a folder and a path (from the content folder if it starts with `/`), in NFC; `None` outside the content.
pub fn resolve(base: &str, path: &str) -> Option<String> {
    let (mut parts, path): (Vec<&str>, &str) = match path.strip_prefix('/') {
        Some(rest) => (vec![], rest),
        None => (base.split('/').filter(|p| !p.is_empty()).collect(), path),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(nfc(&parts.join("/")).into_owned())
}
