//! Parses a list of a site's old addresses: a sitemap (sitemaps.org), or plain text with one address a line.
//!
//! Accepts untrusted input: a list that cannot be read is an error with place and help. So is an empty one, because the
//! check would pass without checking anything.

use std::ops::Range;

use percent_encoding::percent_decode_str;
use roxmltree::{Document, Node, ParsingOptions};

use crate::text::visible;

/// The maximum size of a sitemap (sitemaps.org).
pub const MAX_LIST_BYTES: usize = 50 * 1024 * 1024;
/// The maximum number of XML nodes: 50 000 addresses in thirty languages each, and the blanks between them.
const MAX_XML_NODES: u32 = 8_000_000;

/// One address of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldUrl {
    pub written: String,
    /// Its bytes in the list.
    pub span: Range<usize>,
    /// In lower case, with the port; empty if only a path is given.
    pub host: String,
    /// From the root of the host (`/a`), decoded, without query and anchor. `None` if no file can have it.
    pub path: Option<String>,
}

/// Why a list cannot be read, where (line and column from 1), and how to fix it.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: String,
}

impl Error {
    fn new(line: usize, column: usize, message: impl Into<String>, help: &str) -> Self {
        Error {
            line,
            column,
            message: message.into(),
            help: help.to_owned(),
        }
    }
}

const SAVE_AS_UTF_8: &str = "save it as UTF-8";
const ACCEPTED_FORMS: &str = "give a sitemap.xml, or a text file with one address a line";

/// The bytes of a list as text.
///
/// # Errors
///
/// The list is too long, compressed, or not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, Error> {
    if bytes.len() > MAX_LIST_BYTES {
        let message = "it is longer than the 50 MiB that a sitemap may have";
        return Err(Error::new(1, 1, message, "give its parts one by one"));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let help = "unpack it with `gunzip` first";
        return Err(Error::new(1, 1, "it is compressed", help));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Error::new(1, 1, "it is UTF-16", SAVE_AS_UTF_8));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let valid = String::from_utf8_lossy(valid);
        let line = valid.matches('\n').count() + 1;
        let column = valid.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Error::new(line, column, "it is not UTF-8", SAVE_AS_UTF_8)
    })
}

/// The addresses of a list, in its order.
///
/// # Errors
///
/// The text is neither a sitemap nor a list of addresses, or it is empty.
pub fn parse(text: &str) -> Result<Vec<OldUrl>, Error> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - body.len();
    let mut found = match body.trim_start().starts_with('<') {
        true => parse_sitemap(body)?,
        false => parse_lines(body)?,
    };
    if found.is_empty() {
        return Err(Error::new(1, 1, "it holds no address", ACCEPTED_FORMS));
    }
    for address in &mut found {
        address.span = address.span.start + offset..address.span.end + offset;
    }
    Ok(found)
}

fn parse_lines(text: &str) -> Result<Vec<OldUrl>, Error> {
    let mut found = Vec::new();
    let mut start = 0;
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim();
        let blanks = whole.len() - whole.trim_start().len();
        if !line.is_empty() && !line.starts_with('#') {
            let column = whole[..blanks].chars().count() + 1;
            let span = start + blanks..start + blanks + line.len();
            let address = parse_url(line, span).ok_or_else(|| {
                let shown: String = line.chars().take(60).collect();
                let message = format!("`{}` is no address", visible(&shown));
                Error::new(number + 1, column, message, ACCEPTED_FORMS)
            })?;
            found.push(address);
        }
        start += whole.len();
    }
    Ok(found)
}

fn parse_sitemap(text: &str) -> Result<Vec<OldUrl>, Error> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_XML_NODES,
        ..ParsingOptions::default()
    };
    let trimmed = text.trim_start();
    let skipped = text.len() - trimmed.len();
    let lines = text[..skipped].matches('\n').count();
    let tree = Document::parse_with_options(trimmed, options).map_err(|error| {
        let at = error.pos();
        let message = error.to_string();
        // Without the place, which the error has already.
        let message = message.split(" at ").next().unwrap_or_default();
        let message = format!("it is no XML: {message}");
        let (line, column) = (lines + at.row as usize, at.col as usize);
        Error::new(line, column, message, ACCEPTED_FORMS)
    })?;
    let root = tree.root_element();
    match root.tag_name().name() {
        "urlset" => {}
        "sitemapindex" => {
            let message = "it is an index of sitemaps and holds no address itself";
            let help = "give each of its sitemaps: `--check-urls A.xml --check-urls B.xml`";
            return Err(Error::new(1, 1, message, help));
        }
        other => {
            let other: String = other.chars().take(60).collect();
            let message = format!("it is no sitemap: it begins with `<{other}>`, not `<urlset>`");
            return Err(Error::new(1, 1, message, ACCEPTED_FORMS));
        }
    }
    let named = |node: &Node, name: &str| node.is_element() && node.tag_name().name() == name;
    let urls = root.children().filter(|node| named(node, "url"));
    // Only direct children: the `loc` of an image is one element further in.
    let inside = urls.flat_map(|url| url.children());
    let locs = inside.filter(|node| named(node, "loc"));
    let mut found = Vec::new();
    for loc in locs {
        let written = loc.text().unwrap_or_default().trim();
        let inside = loc.first_child().map_or(loc.range(), |text| text.range());
        let span = inside.start + skipped..inside.end + skipped;
        let address = parse_url(written, span).ok_or_else(|| {
            let at = tree.text_pos_at(loc.range().start);
            let shown: String = written.chars().take(60).collect();
            let message = format!("`{}` is no address", visible(&shown));
            let help = "mend the line, or take it out";
            Error::new(lines + at.row as usize, at.col as usize, message, help)
        })?;
        found.push(address);
    }
    Ok(found)
}

/// Parses an absolute address, or a path from the root of the site with or without its slash.
fn parse_url(written: &str, span: Range<usize>) -> Option<OldUrl> {
    if written.is_empty() || written.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (host, rest) = match written.split_once("://") {
        Some((scheme, rest)) => {
            let mut schemes = ["http", "https"].iter();
            let is_web = schemes.any(|s| scheme.eq_ignore_ascii_case(s));
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            if !is_web || host.is_empty() {
                return None;
            }
            (host.to_lowercase(), path)
        }
        None if has_scheme(written) => return None,
        None => (String::new(), written),
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or(path);
    Some(OldUrl {
        written: written.to_owned(),
        span,
        host,
        path: decode_path(path),
    })
}

/// True for `mailto:x` and `c:\x`.
fn has_scheme(written: &str) -> bool {
    let first = written.split(['/', '?', '#']).next().unwrap_or_default();
    first.contains(':')
}

fn decode_path(path: &str) -> Option<String> {
    let parts: Option<Vec<String>> = path.split('/').map(decode_segment).collect();
    Some(format!("/{}", parts?.join("/")))
}

/// Decodes one part of a path; `None` if an encoded slash, `..` or control character is in it.
fn decode_segment(encoded: &str) -> Option<String> {
    let text = percent_decode_str(encoded).decode_utf8().ok()?;
    let odd = |c: char| matches!(c, '/' | '\\') || c.is_control();
    let fine = !matches!(&*text, "." | "..") && !text.contains(odd);
    fine.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        let found = parse(text).unwrap();
        found
            .into_iter()
            .map(|a| {
                assert_eq!(text[a.span.clone()].trim(), a.written);
                (a.host, a.path)
            })
            .collect()
    }

    fn refused(text: &str) -> (usize, usize, String) {
        let wrong = parse(text).unwrap_err();
        assert!(!wrong.help.is_empty());
        (wrong.line, wrong.column, wrong.message)
    }

    #[test]
    fn a_sitemap_may_hold_other_elements() {
        let text = "\u{feff}\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet href=\"x\"?>\n\
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:i=\"urn:i\">\n\
            <url><loc>\n https://Example.org/a </loc><i:image><i:loc>https://example.org/p.png</i:loc></i:image></url>\n\
            <url><lastmod>2024</lastmod><loc>http://example.org:80/b%20c/?x=1</loc></url></urlset>";
        assert_eq!(
            read(text),
            [
                ("example.org".into(), Some("/a".into())),
                ("example.org:80".into(), Some("/b c/".into()))
            ]
        );
    }

    #[test]
    fn a_list_has_an_address_or_a_path_in_each_line() {
        let text =
            "# what we had\r\nhttps://example.org\r\n\r\n  /a/b.html#c\nd/\n/%C3%A9\n/a%2Fb\n/../x";
        let paths: Vec<Option<String>> = read(text).into_iter().map(|(_, path)| path).collect();
        let expected = [
            Some("/"),
            Some("/a/b.html"),
            Some("/d/"),
            Some("/é"),
            None,
            None,
        ];
        assert_eq!(paths, expected.map(|p| p.map(str::to_owned)));
    }

    #[test]
    fn an_invalid_list_is_an_error_with_its_place() {
        for (text, line, column, words) in [
            ("", 1, 1, "holds no address"),
            ("# only\n", 1, 1, "holds no address"),
            ("<urlset/>", 1, 1, "holds no address"),
            ("/a\n  see there\n", 2, 3, "`see there` is no address"),
            ("/a\nmailto:a@example.org\n", 2, 1, "is no address"),
            ("ftp://example.org/a\n", 1, 1, "is no address"),
            ("https:///a\n", 1, 1, "is no address"),
            ("/a\u{0}b\n", 1, 1, "`/a␀b` is no address"),
            ("\n<urlset>\n<url>", 2, 1, "it is no XML"),
            ("<!DOCTYPE html><html></html>", 1, 1, "it is no XML"),
            ("<html><body/></html>", 1, 1, "begins with `<html>`"),
            ("<rss/>", 1, 1, "begins with `<rss>`"),
            (
                "<sitemapindex><sitemap><loc>https://x/a.xml</loc></sitemap></sitemapindex>",
                1,
                1,
                "index of sitemaps",
            ),
            (
                "<urlset>\n <url><loc>a b</loc></url></urlset>",
                2,
                7,
                "`a b` is no address",
            ),
            (
                "<urlset><url><loc/></url></urlset>",
                1,
                14,
                "`` is no address",
            ),
        ] {
            let (l, c, said) = refused(text);
            assert!(said.contains(words), "{text:?}: {said}");
            assert_eq!((l, c), (line, column), "{text:?}: {said}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_an_error() {
        for (bytes, line, column, words) in [
            (&b"\x1f\x8b\x08\x00"[..], 1, 1, "compressed"),
            (b"\xff\xfe/\x00", 1, 1, "UTF-16"),
            (b"/a\n/caf\xe9\n", 2, 5, "not UTF-8"),
        ] {
            let wrong = decode(bytes.to_vec()).unwrap_err();
            assert!(wrong.message.contains(words), "{}", wrong.message);
            assert_eq!((wrong.line, wrong.column), (line, column));
        }
        assert!(decode(vec![b'a'; MAX_LIST_BYTES + 1]).is_err());
    }

    #[test]
    fn a_hostile_sitemap_ends_in_an_error_and_in_time() {
        let deep = "<a>".repeat(200_000);
        let nested = format!("{deep}{}", "</a>".repeat(200_000));
        let laughs =
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><urlset>&b;</urlset>";
        for text in [
            &*deep,
            &*nested,
            laughs,
            "<",
            "<?xml",
            "<\u{0}>",
            "<urlset xmlns:a='b'",
        ] {
            refused(text);
        }
    }
}
