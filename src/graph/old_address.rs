//! The addresses that the front matter of an entry names: that of its page (`slug`, `permalink`), and those at which it was
//! found before (`aliases`, `redirect_from`).
//!
//! A path is free text: it is read as an address of the site, or refused with a reason. Knows the entry alone; whether
//! something else stands there is asked by the linker and when the pages are put together.

use crate::content::document::{self, Document};
use crate::content::yaml::{NodePath, Step};
use crate::graph::Entry;
use crate::graph::redaction_mark::MARK;
use crate::page::Url;
use crate::path_safety;
use crate::search;
use crate::text::fold_case;

/// The longest part of an address, in bytes; file systems take 255.
const MAX_SEGMENT_BYTES: usize = 200;

/// An address that leads on to an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct OldAddress {
    pub url: Url,
    /// Where it is written.
    pub at: NodePath,
}

/// A line that cannot be an address of the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusable<'e> {
    pub written: &'e str,
    pub at: NodePath,
    pub reason: &'static str,
}

/// The address that `permalink` or `slug` give a page whose own would be `default`; `None` without one.
///
/// # Errors
///
/// What cannot be one.
pub fn given_address<'d>(
    document: &'d Document,
    default: &Url,
) -> Option<Result<Url, Unusable<'d>>> {
    let given = |field: &str| {
        let text = document.fields.text(field);
        text.filter(|text| !text.trim().is_empty())
    };
    let (field, written) = match (given("permalink"), given("slug")) {
        (Some(permalink), _) => ("permalink", permalink),
        (None, slug) => ("slug", slug?),
    };
    let folder = document::parent_folder(default.as_str());
    let found = match written.trim().trim_matches('/') {
        // A folder is that of its index; `slug: /` is the first page of Docusaurus.
        "" if document.is_section_index || field == "slug" => Ok(default.clone()),
        // As Jekyll fills in: `/:categories/:title/`.
        path if path.split('/').any(|part| part.starts_with(':')) => {
            Err("casebook fills in no placeholders: write the path")
        }
        // Docusaurus writes a whole path, too.
        _ if field == "permalink" || written.starts_with('/') => url_of_old_path(written),
        path if path.contains('/') => url_of_old_path(&format!("{folder}/{path}")),
        _ if document.is_section_index => Ok(default.clone()),
        name => match document::to_id(name) {
            id if id.is_empty() => Err("it has neither letters nor digits"),
            id => url_of_old_path(&format!("{folder}/{id}")),
        },
    };
    let unusable = |reason| Unusable {
        written,
        at: vec![field.into()],
        reason,
    };
    Some(found.map_err(unusable))
}

/// The old addresses of a page at this one, of its `aliases` and of `redirect_from`.
pub fn old_paths<'d>(document: &'d Document, url: &Url) -> impl Iterator<Item = Url> + use<'d> {
    let folder = document::parent_folder(url.as_str()).to_owned();
    let aliases = document.fields.texts("aliases");
    let aliases = aliases.filter_map(move |alias| url_of_alias(alias, &folder)?.ok());
    let former = document.fields.texts("redirect_from");
    aliases.chain(former.filter_map(|path| url_of_old_path(path).ok()))
}

/// The address of an alias of a page in this folder: beside it, or with a slash, as Hugo has them, a path, which counts from
/// the folder if it begins without one. `None` for what a redaction has left of one.
fn url_of_alias(alias: &str, folder: &str) -> Option<Result<Url, &'static str>> {
    // A redaction that was told has left it.
    if alias.contains(MARK) {
        return None;
    }
    if alias.contains('/') {
        return Some(match alias.starts_with('/') || alias.contains("://") {
            true => url_of_old_path(alias),
            false => url_of_old_path(&format!("{folder}/{alias}")),
        });
    }
    Some(match document::to_id(alias) {
        form if form.is_empty() => Err("it has neither letters nor digits"),
        form => url_of_old_path(&format!("{folder}/{form}")),
    })
}

/// The old addresses of an entry, those of its aliases first, and what cannot be one.
pub fn old_addresses(entry: &Entry) -> (Vec<OldAddress>, Vec<Unusable<'_>>) {
    let fields = &entry.document.fields;
    let (mut found, mut unusable) = (Vec::new(), Vec::new());
    unusable.extend(given_address(&entry.document, &entry.url).and_then(Result::err));
    let folder = document::parent_folder(entry.url.as_str());
    let aliases = texts(fields.list("aliases"));
    let aliases = aliases.map(|(i, alias)| ("aliases", i, alias, url_of_alias(alias, folder)));
    let former = texts(fields.list("redirect_from"));
    let former = former.map(|(i, path)| ("redirect_from", i, path, Some(url_of_old_path(path))));
    for (field, i, written, url) in aliases.chain(former) {
        let at = vec![field.into(), Step::Index(i)];
        match url {
            Some(Ok(url)) => found.push(OldAddress { url, at }),
            Some(Err(reason)) => unusable.push(Unusable {
                written,
                at,
                reason,
            }),
            None => {}
        }
    }
    (found, unusable)
}

/// The old paths of an entry that have a query or an anchor, at which no redirect can stand.
pub fn with_further_part(entry: &Entry) -> impl Iterator<Item = (&str, NodePath)> {
    let former = texts(entry.document.fields.list("redirect_from"));
    let further = former.filter(|(_, path)| path.contains(['?', '#']));
    further.map(|(i, path)| (path, vec!["redirect_from".into(), Step::Index(i)]))
}

fn texts(items: &[crate::model::Value]) -> impl Iterator<Item = (usize, &str)> {
    let items = items.iter().enumerate();
    items.filter_map(|(i, value)| Some((i, value.as_text()?)))
}

/// The address of an old path, percent-encoded or not: `old/page`, `old/page.md` and `old/page.html` are
/// `old/page.html`; with a slash at its end it is the folder's index.
///
/// # Errors
///
/// Why it can be none: it leads out of the site, or is no file name on some system.
pub fn url_of_old_path(path: &str) -> Result<Url, &'static str> {
    let path = path.trim();
    let path = path.split(['?', '#']).next().unwrap_or(path);
    if path.contains("://") || path.starts_with("//") {
        return Err("it is a whole address: write its path");
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    let path = decoded.map_err(|_| "its percent-encoding is not UTF-8")?;
    let path = crate::text::nfc(&path);
    let is_folder = path.ends_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or("it leads out of the site")?;
            }
            part if part.starts_with('.') => return Err("a name may not start with a dot"),
            part if part.len() > MAX_SEGMENT_BYTES => return Err("a part of it is too long"),
            part => parts.push(part),
        }
    }
    if parts.first().map(|first| fold_case(first)).as_deref() == Some(search::INDEX_FOLDER) {
        return Err("the search index stands there");
    }
    let joined = parts.join("/");
    let page = match joined.strip_suffix(".md") {
        _ if joined.is_empty() => return Err("it names no page"),
        _ if is_folder => format!("{joined}/index.html"),
        Some(stem) => format!("{stem}.html"),
        None if is_non_page_file(&joined) => return Err("it is a file and no page"),
        None if has_page_ending(&joined) => joined,
        None => format!("{joined}.html"),
    };
    match path_safety::unsafe_reason(&page) {
        Some(_) => Err("it is no file name on some system"),
        None => Ok(Url::new(page)),
    }
}

/// True if the path is that of a file other than a page: `report.pdf`, but not `v1.2` and `know-why.html`.
pub fn is_non_page_file(inner: &str) -> bool {
    let (_, name) = inner.rsplit_once('/').unwrap_or(("", inner));
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let is_ending = ending.starts_with(|c: char| c.is_ascii_alphabetic())
        && ending.len() <= 5
        && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    !stem.is_empty() && is_ending && !has_page_ending(name)
}

fn has_page_ending(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut endings = ["html", "htm"].iter();
    endings.any(|page| ending.eq_ignore_ascii_case(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_paths_become_addresses_inside_the_site() {
        for (path, url) in [
            ("/old/page", Ok("old/page.html")),
            ("old/page.md", Ok("old/page.html")),
            ("old/page.html?a=b#c", Ok("old/page.html")),
            ("/old/page/", Ok("old/page/index.html")),
            ("old/./x/../page", Ok("old/page.html")),
            ("v1.2/notes", Ok("v1.2/notes.html")),
            ("old%20page.html", Ok("old page.html")),
            ("%C3%BCber/uns", Ok("über/uns.html")),
            ("u\u{308}ber", Ok("über.html")),
            ("100%", Ok("100%.html")),
            ("old/Page.HTML", Ok("old/Page.HTML")),
            ("old/page.htm", Ok("old/page.htm")),
            ("old.pdf/", Ok("old.pdf/index.html")),
            ("v1.2", Ok("v1.2.html")),
            ("old.pdf", Err("it is a file and no page")),
            ("/a/x.css?v=1", Err("it is a file and no page")),
            ("feed.xml", Err("it is a file and no page")),
            ("Pagefind/x", Err("the search index stands there")),
            ("%FF", Err("its percent-encoding is not UTF-8")),
            ("../../etc/passwd", Err("it leads out of the site")),
            ("%2e%2e/x", Err("it leads out of the site")),
            ("/", Err("it names no page")),
            ("", Err("it names no page")),
            (".git/config", Err("a name may not start with a dot")),
            ("c:\\windows", Err("it is no file name on some system")),
            ("a\u{0}b", Err("it is no file name on some system")),
            ("con", Err("it is no file name on some system")),
            (
                "https://example.org/x",
                Err("it is a whole address: write its path"),
            ),
            (
                "//example.org/x",
                Err("it is a whole address: write its path"),
            ),
        ] {
            let found = url_of_old_path(path);
            assert_eq!(
                found.as_ref().map(Url::as_str).map_err(|e| *e),
                url,
                "{path}"
            );
        }
    }

    #[test]
    fn an_alias_that_is_no_file_name_makes_no_address() {
        for alias in ["CON", "nul", "Lpt1"] {
            assert!(url_of_alias(alias, "problems").unwrap().is_err(), "{alias}");
        }
        let url = url_of_alias("Old Name", "problems").unwrap().unwrap();
        assert_eq!(url.as_str(), "problems/old-name.html");
    }
}
