//! Which bytes of a body readers see as text: running text and raw HTML, without code; and which are links.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::jsx;
use super::options::Options;
use super::shielded_text::ShieldedText;

/// The ranges of a body that readers see as text, sorted by start. The address of a `mailto:` or `tel:` link is
/// included, because it may be personal data.
pub fn prose_ranges(text: &str, options: &Options) -> Vec<Range<usize>> {
    ranges(text, options, is_mailto_or_tel, true)
}

/// The links and pictures of a body that lead to files or anchors, sorted by start.
pub fn local_link_ranges(text: &str, options: &Options) -> Vec<Range<usize>> {
    ranges(text, options, |address| !address.contains("://"), false)
}

/// The links whose address `is_wanted`, and running text.
fn ranges(
    text: &str,
    options: &Options,
    is_wanted: fn(&str) -> bool,
    with_text: bool,
) -> Vec<Range<usize>> {
    let text = match options.mdx {
        true => jsx::without_jsx(text).0,
        false => text.into(),
    };
    let source = ShieldedText::new(&text, options);
    let parser = source.parser();
    let defined = parser.reference_definitions().iter();
    let mut ranges: Vec<Range<usize>> = defined
        .filter(|(_, link)| is_wanted(&link.dest))
        .map(|(_, link)| link.span.clone())
        .collect();
    let mut in_code = !with_text;
    for (event, span) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = !with_text,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if is_wanted(&dest_url) =>
            {
                ranges.push(span);
            }
            Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) if !in_code => ranges.push(span),
            _ => {}
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

fn is_mailto_or_tel(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    ["mailto", "tel"]
        .iter()
        .any(|s| scheme.eq_ignore_ascii_case(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_link_addresses_are_not_prose() {
        let text = "One `two` [three](https://four.example) <b>five</b>\n\n    six\n\n```\nseven\n```\n\n[eight](mailto:nine) [ten]\n\n[ten]: tel:11\n[no]: https://no.example\n";
        let read: Vec<&str> = prose_ranges(text, &Options::default())
            .into_iter()
            .map(|range| &text[range])
            .collect();
        let all = read.join("|");
        for word in [
            "One",
            "three",
            "five",
            "eight",
            "mailto:nine",
            "ten",
            "tel:11",
        ] {
            assert!(all.contains(word), "{word}: {all}");
        }
        for word in ["two", "four", "six", "seven", "no.example"] {
            assert!(!all.contains(word), "{word}: {all}");
        }
    }

    #[test]
    fn addresses_of_files_and_anchors_are_links_of_this_site() {
        let text = "[a](b@c.org) ![d](e.png) [f](#g) [h](https://i.example) [j]\n\n[j]: k.md\n";
        let links = local_link_ranges(text, &Options::default());
        let read: Vec<&str> = links.into_iter().map(|range| &text[range]).collect();
        let wanted = ["[a](b@c.org)", "![d](e.png)", "[f](#g)", "[j]", "[j]: k.md"];
        assert_eq!(read, wanted);
    }
}
