//! Finds the address in the source text of a link.

use std::ops::Range;

use super::link_target::{LinkTarget, without_escape};
use super::options::Options;
use super::shielded_text::ShieldedText;

/// The range of the address in `region`, the source of a link ([`super::Link::span`]) or definition, without brackets
/// or quotes; of a wikilink, the id. `None` if the address is elsewhere, as in `[text][name]`.
pub fn address_range(region: &str, target: &LinkTarget) -> Option<Range<usize>> {
    if let LinkTarget::Wikilink { id, .. } = target {
        let start = region.find("[[")? + 2;
        let end = start + region[start..].find(['|', '#', ']'])?;
        let blank = region[start..end].len() - region[start..end].trim_start().len();
        let written = without_escape(&region[start..end]).trim();
        return (*written == **id).then(|| start + blank..start + blank + written.len());
    }
    // The last one first, because the text of a link may look like a link.
    let starts = ["](", "]:", "=\"", "='", "<"]
        .into_iter()
        .flat_map(|mark| region.match_indices(mark).map(|(at, mark)| at + mark.len()))
        .chain([0]);
    let mut starts: Vec<usize> = starts.collect();
    starts.sort_unstable_by(|a, b| b.cmp(a));
    starts.into_iter().find_map(|start| {
        let written = address_at(region, start);
        let text = unescape(&region[written.clone()]);
        (LinkTarget::parse(&text).as_ref() == Some(target)).then_some(written)
    })
}

/// The ranges of the link definitions of a body (`[name]: address`), sorted.
pub fn definition_ranges(text: &str) -> Vec<Range<usize>> {
    // A definition that stands in a definition list is found whatever the setting says.
    let options = Options {
        definition_lists: true,
        ..Options::default()
    };
    let source = ShieldedText::new(text, &options);
    let parser = source.parser();
    let spans = parser
        .reference_definitions()
        .iter()
        .map(|(_, link)| link.span.clone());
    let mut spans: Vec<Range<usize>> = spans.collect();
    spans.sort_by_key(|span| span.start);
    spans
}

/// The range of the address that starts here.
fn address_at(region: &str, start: usize) -> Range<usize> {
    let rest = &region[start..];
    let start = start + rest.len() - rest.trim_start().len();
    let rest = &region[start..];
    if let Some(inside) = rest.strip_prefix('<') {
        let end = inside.find(['>', '\n']).unwrap_or(inside.len());
        return start + 1..start + 1 + end;
    }
    let before = region[..start].chars().next_back();
    let mut depth = 0usize;
    let end = rest.find(|c: char| {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        let closes = matches!(c, ')' | '>') || before == Some(c) && matches!(c, '"' | '\'');
        closes || c.is_whitespace()
    });
    start..start + end.unwrap_or(rest.len())
}

/// An address with the escapes of Markdown and the entities of HTML decoded.
fn unescape(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut chars = address.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => out.push(c),
        }
    }
    html_escape::decode_html_entities(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    #[test]
    fn the_address_of_every_kind_of_link_is_found() {
        for (text, expected) in [
            ("[a](../b.md)", "../b.md"),
            ("[../b.md](../b.md \"../b.md\")", "../b.md"),
            ("[a](<../b c.md#d>)", "../b c.md#d"),
            ("[a](b(c).md)", "b(c).md"),
            ("[a](b\\_c.md)", "b\\_c.md"),
            ("[a](\n  b.md)", "b.md"),
            ("<https://x.example/b.md>", "https://x.example/b.md"),
            ("https://x.example/b.md", "https://x.example/b.md"),
            ("<a href=\"b.md?x=1&amp;y\">c</a>", "b.md?x=1&amp;y"),
            ("<a href='b.md'>c</a>", "b.md"),
            ("[[b]]", "b"),
            ("[[ b #c | d ]]", "b"),
        ] {
            let body = markdown::read(text, None, &Options::default());
            let link = &body.links[0];
            let region = &text[link.span.0..link.span.1];
            let found = address_range(region, &link.target).map(|range| &region[range]);
            assert_eq!(found, Some(expected), "{text}");
        }
    }

    #[test]
    fn the_address_of_a_reference_is_in_its_definition() {
        let text = "[a][b]\n\n[b]: ../c.md 'd'\n";
        let link = &markdown::read(text, None, &Options::default()).links[0];
        assert_eq!(
            address_range(&text[link.span.0..link.span.1], &link.target),
            None
        );
        let definition = definition_ranges(text).remove(0);
        let region = &text[definition];
        assert_eq!(
            address_range(region, &link.target).map(|r| &region[r]),
            Some("../c.md")
        );
    }
}
