//! The path of a file in the site, and its form in links.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// Characters that stay as they are in a value of a query (RFC 3986 `unreserved`).
const VALUE_ENCODE_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Characters that stay as they are in a path segment of a link (RFC 3986 `pchar`, less what HTML escapes).
const SEGMENT_ENCODE_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b'@');

/// Whether links name the file (`know-why.html`) or leave `.html` and `index.html` out. The files are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlStyle {
    #[default]
    File,
    Clean,
}

impl UrlStyle {
    /// The page whose address is that of this file without its last slash: `x.html` of `x/index.html`, where links name both
    /// `x`. A server that looks for folders first shows one in place of the other.
    pub fn page_beside(self, path: &str) -> Option<String> {
        let folder = path.strip_suffix("/index.html");
        let folder = folder.filter(|_| self == UrlStyle::Clean);
        folder.map(|folder| format!("{folder}.html"))
    }
}

/// The path of a file of the site, from its root: `problems/know-why.html`. It never starts with `/` and has no `.`
/// or `..` segment; it is not percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Url(Arc<str>);

impl Url {
    pub fn new(path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        debug_assert!(!path.starts_with('/') && !path.split('/').any(|s| s == "." || s == ".."));
        Url(path.into())
    }

    /// The address of a copied file. Servers and uploads leave out names that begin with a dot.
    pub fn of_asset(content_path: &str) -> Self {
        let parts = content_path
            .split('/')
            .map(|part| part.trim_start_matches('.'));
        Url::new(parts.collect::<Vec<_>>().join("/"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The relative link from a page here to the root of the site: empty, `../`, `../../` …
    pub fn root_prefix(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The link from the root of the site, percent-encoded, without a leading slash. With [`UrlStyle::Clean`] the root
    /// itself is `./`.
    pub fn to_link(&self, style: UrlStyle) -> String {
        let path = match style {
            UrlStyle::File => &*self.0,
            UrlStyle::Clean => match self.0.strip_suffix(".html") {
                Some("index") => "./",
                Some(stem) => stem
                    .strip_suffix("index")
                    .filter(|s| s.ends_with('/'))
                    .unwrap_or(stem),
                None => &self.0,
            },
        };
        encode_path(path)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encodes a path for a link; slashes stay.
pub fn encode_path(path: &str) -> String {
    // Most paths are made of ids and need no encoding.
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'/');
    match path.bytes().all(is_plain) {
        true => path.to_owned(),
        false => utf8_percent_encode(path, SEGMENT_ENCODE_SET).to_string(),
    }
}

/// Percent-encodes a value in the query of a link.
pub fn encode_query(value: &str) -> String {
    utf8_percent_encode(value, VALUE_ENCODE_SET).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_leave_html_out_only_in_the_clean_style() {
        for (url, file, clean) in [
            ("index.html", "index.html", "./"),
            ("problems/index.html", "problems/index.html", "problems/"),
            (
                "problems/know-why.html",
                "problems/know-why.html",
                "problems/know-why",
            ),
            ("reindex.html", "reindex.html", "reindex"),
            ("img/a b?.png", "img/a%20b%3F.png", "img/a%20b%3F.png"),
        ] {
            assert_eq!(Url::new(url).to_link(UrlStyle::File), file);
            assert_eq!(Url::new(url).to_link(UrlStyle::Clean), clean);
        }
    }
}
