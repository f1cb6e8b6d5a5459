//! Leftovers of other generators: templates of Liquid, Nunjucks, Hugo and EJS (`{{ … }}`, `{% … %}`, `<% … %>`), attributes
//! and options of kramdown (`{: .class}`, `{::options /}`), containers that are no boxes (`:::tabs`). They are shown as they
//! stand, and told once a page.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::shielded_text::Events;
use crate::diagnostic::{Diagnostic, Place};

const MARKS: [(&str, &str); 7] = [
    ("{{", "}}"),
    ("{%", "%}"),
    ("<%", "%>"),
    ("{::", "}"),
    ("{: ", "}"),
    ("{:.", "}"),
    ("{:#", "}"),
];
/// What begins a container that is no box.
const CONTAINER: &str = ":::";
/// The most of it that a message shows, in characters.
const MAX_SHOWN: usize = 40;

/// True if an address has a template in it, so that it leads nowhere here.
pub fn is_in_address(address: &str) -> bool {
    address.contains("{{") || address.contains("{%")
}

/// The events without the paragraphs in whose place other programs show the contents, which stand beside a page here.
pub(super) fn without_contents<'a>(text: &str, events: Events<'a>) -> Events<'a> {
    const MARKS: [&str; 2] = ["[[_toc_]]", "[[toc]]"];
    let is_mark = |span: &Range<usize>| {
        let written = text.get(span.clone()).unwrap_or_default().trim();
        MARKS.iter().any(|mark| written.eq_ignore_ascii_case(mark))
    };
    let mut is_left_out = false;
    let shown = events.into_iter().filter(|(event, span)| {
        let was_left_out = is_left_out;
        match event {
            Event::Start(Tag::Paragraph) => is_left_out = is_mark(span),
            Event::End(TagEnd::Paragraph) => is_left_out = false,
            _ => {}
        }
        !is_left_out && !was_left_out
    });
    shown.collect()
}

/// The first leftover outside code.
pub(super) fn find(events: &[(Event, Range<usize>)], text: &str) -> Option<Diagnostic> {
    if !MARKS.iter().any(|(mark, _)| text.contains(mark)) && !text.contains(CONTAINER) {
        return None;
    }
    let mut code = 0;
    let mut begins_line = false;
    events.iter().find_map(|(event, span)| {
        let began_line = begins_line;
        begins_line = matches!(event, Event::Start(Tag::Paragraph) | Event::SoftBreak);
        match event {
            Event::Text(words) if began_line && words.starts_with(CONTAINER) => {
                let rest = text.get(span.start..)?;
                let line = rest.lines().next()?.trim_end();
                return Some(told(text, span.start..span.start + line.len()));
            }
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code -= 1,
            // Whether the address leads somewhere shows when it is resolved.
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if dest_url.starts_with("{{") => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Text(_) if code == 0 => {
                return in_source(text, span.clone());
            }
            _ => {}
        }
        None
    })
}

fn in_source(text: &str, span: Range<usize>) -> Option<Diagnostic> {
    let bytes = text.as_bytes();
    let found = MARKS.iter().filter_map(|(mark, end)| {
        // An event may end inside the mark.
        let source = bytes.get(span.start..bytes.len().min(span.end + mark.len() - 1))?;
        let at = span.start + memchr::memmem::find(source, mark.as_bytes())?;
        // A `<` or a quotation mark in it ends the event, but not the line.
        let line = text.get(at..)?.lines().next()?;
        Some(at..at + line.find(end)? + end.len())
    });
    Some(told(text, found.min_by_key(|range| range.start)?))
}

fn told(text: &str, found: Range<usize>) -> Diagnostic {
    let place = Place::Body(found.start, found.end);
    diagnostic(place, &text[found], "is shown as it stands")
}

/// The finding about a template in a link that leads nowhere without the program it is for.
pub fn leads_nowhere(place: Place, template: &str) -> Diagnostic {
    diagnostic(place, template, "this leads nowhere")
}

fn diagnostic(place: Place, template: &str, what: &str) -> Diagnostic {
    // Of a comment in it nothing is shown.
    let has_comment = template.contains("%%") || template.contains("<!--");
    let most = if has_comment { 2 } else { MAX_SHOWN };
    let words: String = template.chars().take(most).collect();
    let message = format!("`{words}` is for another program, and {what}");
    Diagnostic::new("foreign-syntax", place, message)
        .help("write what it stands for, or take it out")
}
