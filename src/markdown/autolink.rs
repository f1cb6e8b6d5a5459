//! Bare addresses in running text (`https://…`, `www.…`, e-mail), recognised as on GitHub.
//! <https://github.com/github/cmark-gfm/blob/master/extensions/autolink.c>

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use memchr::{memchr, memchr3, memmem};

/// A bare address in a text, and what it links to.
#[derive(Debug, PartialEq)]
pub(super) struct Autolink {
    pub range: Range<usize>,
    pub address: String,
}

/// From this many dots on, GitHub accepts `_` anywhere in the name of a host.
const MANY_DOTS: usize = 10;

/// A fast test: false if the body cannot have bare addresses. `&` and `\` may start an encoded colon or dot.
pub(super) fn may_have_autolinks(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr3(b'@', b'&', b'\\', bytes).is_some()
        || memmem::find(bytes, b"://").is_some()
        || memmem::find(bytes, b"www.").is_some()
}

/// The bare addresses of a text, in order.
pub(super) fn autolinks(text: &str) -> Vec<Autolink> {
    let link = |range: Range<usize>| {
        let written = &text[range.clone()];
        let scheme = if written.starts_with("www.") {
            "http://"
        } else {
            ""
        };
        let address = format!("{scheme}{written}");
        Autolink { range, address }
    };
    let mut found: Vec<Autolink> = web_addresses(text).map(link).collect();
    if memchr(b'@', text.as_bytes()).is_none() {
        return found;
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Email]);
    for link in finder.links(text) {
        let at = found.partition_point(|other| other.range.end <= link.start());
        if found
            .get(at)
            .is_none_or(|other| link.end() <= other.range.start)
        {
            let mail = Autolink {
                range: link.start()..link.end(),
                address: format!("mailto:{}", link.as_str()),
            };
            found.insert(at, mail);
        }
    }
    found
}

/// The bare addresses of the web in a text, in order.
pub(super) fn web_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut behind = 0;
    address_starts(text).into_iter().filter_map(move |start| {
        // Inside the one before: measuring it too would make the cost quadratic.
        if start < behind {
            return None;
        }
        behind = address_end(text, start)?;
        Some(start..behind)
    })
}

/// Where an address of the web may begin, in order: at `http://`, `https://`, `ftp://` or `www.`.
pub(super) fn address_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let scheme = |colon: usize| {
        let scheme = bytes[..colon].iter().rev();
        let scheme = scheme
            .take(6)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let start = colon - scheme;
        let written = &bytes[start..colon];
        let known: [&[u8]; 3] = [b"http", b"https", b"ftp"];
        let is_known = known.iter().any(|own| written.eq_ignore_ascii_case(own));
        is_known.then_some(start)
    };
    let www = |at: &usize| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| {
            c.is_whitespace() || "*_~(\"'".contains(c) || !c.is_ascii() && !c.is_alphanumeric()
        })
    };
    let mut starts: Vec<usize> = memmem::find_iter(bytes, b"://")
        .filter_map(scheme)
        .collect();
    let schemes = starts.len();
    starts.extend(memmem::find_iter(bytes, b"www.").filter(www));
    if schemes > 0 && schemes < starts.len() {
        starts.sort_unstable();
    }
    starts
}

/// The end of the address that begins at this byte: at a blank or `<`, without the punctuation of the sentence around it.
/// `None` if no host follows.
pub(super) fn address_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let host = match rest.starts_with("www.") {
        true => 0,
        false => rest.find("://")? + 3,
    };
    let is_letter = |at: usize| rest[at..].starts_with(char::is_alphanumeric);
    if !is_letter(host) || host == 0 && !is_letter("www.".len()) || !is_host(&rest[host..]) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || c == '<');
    let end = without_punctuation(&rest[..end.unwrap_or(rest.len())]);
    (end > host).then_some(start + end)
}

/// False if one of the last two parts of a host's name has `_`.
fn is_host(rest: &str) -> bool {
    let is_in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let end = rest.find(|c| !is_in_name(c)).unwrap_or(rest.len());
    let mut parts = rest[..end].rsplit('.');
    let is_odd = parts.by_ref().take(2).any(|part| part.contains('_'));
    !is_odd || parts.count() + 1 > MANY_DOTS
}

/// The length of an address without the punctuation at its end: of brackets, only those that close nothing in it.
fn without_punctuation(address: &str) -> usize {
    let bytes = address.as_bytes();
    // How many of these close nothing in it.
    let unopened = |open: u8, close: u8| {
        let count = |bracket| bytes.iter().filter(|b| **b == bracket).count();
        count(close).saturating_sub(count(open))
    };
    let (mut round, mut square) = (unopened(b'(', b')'), unopened(b'[', b']'));
    let mut end = bytes.len();
    while let Some(last) = end.checked_sub(1).map(|at| bytes[at]) {
        match last {
            b')' if round > 0 => round -= 1,
            b']' if square > 0 => square -= 1,
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => {}
            b';' => {
                let name = bytes[..end - 1].iter().rev();
                let name = name.take_while(|b| b.is_ascii_alphabetic()).count();
                let before = end - 1 - name;
                if name > 0 && bytes[..before].ends_with(b"&") {
                    end = before;
                }
            }
            _ => return end,
        }
        end -= 1;
    }
    end
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
            found(
                "README.md, a.b.c, git://x.org, xwww.example.org, @ana, 10:30, https://, www., http://_a.org, xhttp://b.org"
            ),
            [""; 0]
        );
    }

    /// The expected addresses are those of cmark-gfm, but for square brackets.
    #[test]
    fn an_address_ends_at_a_blank_without_the_punctuation_behind_it() {
        for (text, expected) in [
            ("https://a.org/x)y)", "https://a.org/x)y"),
            ("(https://a.org/(x))", "https://a.org/(x)"),
            ("https://a.org/x?!.,:*_~'\"", "https://a.org/x"),
            ("https://a.org/x&copy;", "https://a.org/x"),
            ("https://a.org/x&copy;;", "https://a.org/x"),
            ("https://a.org/x&1;", "https://a.org/x&1"),
            ("https://a.org/a|b\"c\"d", "https://a.org/a|b\"c\"d"),
            ("https://a.org/x<b", "https://a.org/x"),
            // Not linked by cmark-gfm; here the bracket around an address is no part of it.
            ("[https://a.org/x].", "https://a.org/x"),
            ("https://a.org/[x]", "https://a.org/[x]"),
            ("“https://a.org/e”", "https://a.org/e”"),
            ("https://a_b.c.org", "https://a_b.c.org"),
            ("https://localhost:4979/a", "https://localhost:4979/a"),
            ("https://bücher.example/ü", "https://bücher.example/ü"),
            ("https://ana@a.org/b@c.org", "https://ana@a.org/b@c.org"),
        ] {
            let found = autolinks(text).into_iter().map(|link| link.address);
            assert_eq!(found.collect::<Vec<_>>(), [expected], "{text}");
        }
    }
}
