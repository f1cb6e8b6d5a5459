//! Which bytes of a body readers see as text: running text, code, raw HTML and titles of links; and which are links.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

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
    if with_text {
        for (_, link) in parser.reference_definitions().iter() {
            let title = link.title.as_deref().unwrap_or_default();
            ranges.extend(title_range(&text, &link.span, title));
        }
    }
    for (event, span) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if is_wanted(&dest_url) =>
            {
                ranges.push(span);
            }
            Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) if with_text => {
                ranges.extend(title_range(&text, &span, &title));
            }
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
                if with_text =>
            {
                ranges.push(span);
            }
            _ => {}
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// The range of a link's title; all of the link if it is written with escapes.
fn title_range(text: &str, link: &Range<usize>, title: &str) -> Option<Range<usize>> {
    let written = text.get(link.clone())?;
    let start = written.rfind(title);
    let range = start.map_or(link.clone(), |at| {
        link.start + at..link.start + at + title.len()
    });
    (!title.is_empty()).then_some(range)
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
    fn link_addresses_are_not_prose() {
        let text = "One `two` [three](https://four.example 'thirteen') $twelve$ <b>five</b>\n\n    six\n\n```\nseven\n```\n\n[eight](mailto:nine) [ten]\n\n[ten]: tel:11 \"title\"\n[no]: https://no.example\n";
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
            "two",
            "six",
            "seven",
            "twelve",
            "thirteen",
            "title",
        ] {
            assert!(all.contains(word), "{word}: {all}");
        }
        for word in ["four", "no.example"] {
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
