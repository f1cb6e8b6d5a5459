//! Parses the address of a link: another site, a file or an entry. The only place that decides which addresses may be
//! followed. Resolves nothing.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The extensions of pages.
pub const EXTENSIONS: [&str; 3] = ["md", "mdx", "markdown"];

/// True for the path of a page.
pub fn is_markdown(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// A parsed address that may be followed.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkTarget {
    /// An `http`, `https`, `mailto` or `tel` address, not yet HTML-escaped.
    External(Box<str>),
    /// A path, relative or from the root (`/`), percent-decoded, without its query. Empty for an anchor on this page.
    Local {
        path: Box<str>,
        anchor: Option<Box<str>>,
    },
    /// The parts of `[[id#anchor]]`.
    Wikilink {
        id: Box<str>,
        anchor: Option<Box<str>>,
    },
    /// The document's own file in the repository, where a diagram is drawn.
    OwnSource,
}

const ALLOWED_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

impl LinkTarget {
    /// Parses an address whose entities are decoded. `None` if its scheme is not `http`, `https`, `mailto` or `tel`.
    pub fn parse(address: &str) -> Option<LinkTarget> {
        let address = strip_controls(address.trim());
        if let Some(scheme) = scheme(&address) {
            let known = ALLOWED_SCHEMES
                .iter()
                .any(|s| scheme.eq_ignore_ascii_case(s));
            return known.then(|| LinkTarget::External(address.into()));
        }
        // Browsers read a backslash as a slash, so `/\host` and `\\host` name a host as well as `//host` does.
        if let [b'/' | b'\\', b'/' | b'\\', ..] = address.as_bytes() {
            return Some(LinkTarget::External(
                format!("https://{}", &address[2..]).into(),
            ));
        }
        let (path, anchor) = split_anchor(&address);
        let path = path.split('?').next().unwrap_or_default();
        Some(LinkTarget::Local {
            path: percent_decode(path),
            anchor: anchor.map(percent_decode),
        })
    }

    /// Parses the content of a wikilink, up to its `|`.
    pub(super) fn from_wikilink(inside: &str) -> LinkTarget {
        let (id, anchor) = split_anchor(without_escape(inside));
        LinkTarget::Wikilink {
            id: id.trim().into(),
            anchor: anchor.map(|a| a.trim().into()),
        }
    }

    /// The host of an external address, without port or user.
    pub(super) fn host(&self) -> Option<&str> {
        let LinkTarget::External(address) = self else {
            return None;
        };
        let (_, rest) = address.split_once("://")?;
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        Some(host.split(':').next().unwrap_or_default()).filter(|h| !h.is_empty())
    }
}

/// Without the backslash that keeps the `|` of a wikilink from ending the cell of a table: `[[page\|text]]`.
pub(super) fn without_escape(inside: &str) -> &str {
    inside.strip_suffix('\\').unwrap_or(inside)
}

/// True if an address names another host.
pub(super) fn is_external(href: &str) -> bool {
    href.starts_with("//")
        || scheme(href)
            .is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))
}

/// The part before the first colon, if it has the form of a scheme (RFC 3986 §3.1).
pub(super) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut bytes = scheme.bytes();
    let valid = bytes.next()?.is_ascii_alphabetic()
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    valid.then_some(scheme)
}

/// Removes control characters. Browsers ignore tabs and line breaks in an address, so they must not disguise a scheme.
fn strip_controls(address: &str) -> Cow<'_, str> {
    if address.contains(char::is_control) {
        Cow::Owned(
            address
                .chars()
                .filter(|c| !c.is_control())
                .collect::<String>()
                .trim()
                .to_string(),
        )
    } else {
        Cow::Borrowed(address)
    }
}

fn split_anchor(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor).filter(|a| !a.is_empty())),
        None => (address, None),
    }
}

fn percent_decode(part: &str) -> Box<str> {
    percent_decode_str(part).decode_utf8_lossy().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(path: &str, anchor: Option<&str>) -> Option<LinkTarget> {
        Some(LinkTarget::Local {
            path: path.into(),
            anchor: anchor.map(Into::into),
        })
    }

    #[test]
    fn other_schemes_are_rejected_in_any_spelling() {
        for address in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\r\nscript:alert(1)",
            " \u{a0}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "blob:x",
            "ftp://host/",
            "c:/x",
            "C:\\x",
            "unknown:x",
        ] {
            assert_eq!(LinkTarget::parse(address), None, "{address:?}");
        }
    }

    #[test]
    fn allowed_addresses_are_parsed() {
        for (address, expected) in [
            ("https://a.b/c?d#e", "https://a.b/c?d#e"),
            ("HTTPS://a.b", "HTTPS://a.b"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("tel:+431234", "tel:+431234"),
            ("//host/x", "https://host/x"),
            ("\\\\host/x", "https://host/x"),
            ("/\t/host", "https://host"),
        ] {
            assert_eq!(
                LinkTarget::parse(address),
                Some(LinkTarget::External(expected.into())),
                "{address:?}"
            );
        }
        assert_eq!(
            LinkTarget::parse("../a%20b.md?plain=1#c%C3%A4"),
            local("../a b.md", Some("cä"))
        );
        assert_eq!(LinkTarget::parse("/a/b.md#"), local("/a/b.md", None));
        assert_eq!(LinkTarget::parse("#top"), local("", Some("top")));
        assert_eq!(LinkTarget::parse("./a:b.md"), local("./a:b.md", None));
        assert_eq!(LinkTarget::parse("1a:b.md"), local("1a:b.md", None));
        assert_eq!(LinkTarget::parse("a b:c.md"), local("a b:c.md", None));
        assert_eq!(
            LinkTarget::from_wikilink("ana#goals"),
            LinkTarget::Wikilink {
                id: "ana".into(),
                anchor: Some("goals".into())
            }
        );
    }

    #[test]
    fn the_host_excludes_user_and_port() {
        let host = |address| LinkTarget::parse(address).and_then(|t| t.host().map(str::to_string));
        assert_eq!(
            host("https://me@img.example.org:81/a.png").as_deref(),
            Some("img.example.org")
        );
        assert_eq!(host("mailto:a@b.c"), None);
    }
}
