//! Bare addresses in running text (`https://…`, `www.…`, e-mail), recognised as on GitHub.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use memchr::{memchr_iter, memchr2, memchr3, memmem};

/// A bare address in a text, and what it links to.
#[derive(Debug, PartialEq)]
pub(super) struct Autolink {
    pub range: Range<usize>,
    pub address: String,
}

/// A fast test: false if the body cannot have bare addresses. `&` and `\` may start an encoded colon or dot.
pub(super) fn may_have_autolinks(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr3(b'@', b'&', b'\\', bytes).is_some()
        || memmem::find(bytes, b"://").is_some()
        || memmem::find(bytes, b"www.").is_some()
}

/// The bare addresses of a text, in order.
pub(super) fn autolinks(text: &str) -> Vec<Autolink> {
    // Fast path: most texts have no address.
    let bytes = text.as_bytes();
    let www = |dot: usize| bytes[..dot].ends_with(b"www");
    if memchr2(b':', b'@', bytes).is_none() && !memchr_iter(b'.', bytes).any(www) {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    finder
        .links(text)
        .filter_map(|link| {
            Some(Autolink {
                range: link.start()..link.end(),
                address: link_address(link.as_str(), link.kind())?,
            })
        })
        .collect()
}

/// The address to link to; `None` for text that GitHub does not link: `README.md`, `git://…`.
fn link_address(text: &str, kind: &LinkKind) -> Option<String> {
    let begins = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|p| p.eq_ignore_ascii_case(prefix))
    };
    match kind {
        LinkKind::Email => Some(format!("mailto:{text}")),
        _ if begins("https://") || begins("http://") => Some(text.to_string()),
        _ if begins("www.") => Some(format!("http://{text}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_test_accepts_escaped_addresses() {
        for source in [
            "ana@example.org",
            "http&colon;//a.org",
            "http:/\\/a.org",
            "https://a.org",
            "www.a.org",
        ] {
            assert!(may_have_autolinks(source), "{source}");
        }
        assert!(!may_have_autolinks(
            "Note: see 10:30, a.b and README.md. w ww"
        ));
    }

    #[test]
    fn addresses_are_found_in_running_text_without_the_punctuation_around_them() {
        let found = |text| {
            autolinks(text)
                .into_iter()
                .map(|l| l.address)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("See https://a.org/x_(y), or (http://b.org)."),
            ["https://a.org/x_(y)", "http://b.org"]
        );
        assert_eq!(
            found("www.example.org/a. And ana@example.org!"),
            ["http://www.example.org/a", "mailto:ana@example.org"]
        );
        assert_eq!(
            found("README.md, a.b.c, git://x.org, xwww.example.org, @ana, 10:30"),
            [""; 0]
        );
    }
}
