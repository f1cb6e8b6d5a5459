//! Footnotes: numbered in the order of their first reference and written at the end of the body. A note without a
//! reference is not shown; of two notes with one label the first counts, as on GitHub. Both are told.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::plain_text::GAP;
use super::writer::{Footnotes, OnClose, OpenElement, Writer};
use crate::diagnostic::{Diagnostic, Place};
use crate::text::floor_boundary;

/// A longer label between `[^` and `]` is no footnote.
const MAX_LABEL_CHARS: usize = 100;

// Ids start with the reserved prefix `cb-`, so that they cannot collide with those of headings.
impl Writer<'_> {
    /// Writes the number of a note as a link to it, with an id for the way back.
    pub fn write_note_reference(&mut self, label: &str) {
        let Some((number, use_number)) = self.footnotes.reference(label) else {
            return;
        };
        self.push_plain_text(GAP);
        if self.in_link {
            return self.html.push_str(&format!("<sup>{number}</sup>"));
        }
        self.html
            .push_str(&format!("<sup><a href=\"#cb-fn-{number}\""));
        if let Some(use_number) = use_number {
            let id = reference_id(number, use_number);
            self.html.push_str(&format!(" id=\"{id}\""));
            self.body.anchors.push(id.into());
            self.footnotes.add_way_back(number, use_number);
        }
        self.html.push_str(&format!(">{number}</a></sup>"));
    }

    /// Writes all notes with a reference, also those that only other notes refer to.
    pub fn write_notes(&mut self) {
        let mut number = 1;
        while let Some(events) = self.footnotes.note_events(number) {
            if number == 1 {
                self.html
                    .push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
            }
            self.html.push_str(&format!("<li id=\"cb-fn-{number}\">"));
            self.body.anchors.push(format!("cb-fn-{number}").into());
            self.open.push(OpenElement {
                raw: None,
                on_close: OnClose::Html("</li>\n"),
            });
            self.write_events(events);
            self.close_innermost(self.open.len() - 1);
            self.write_ways_back(number);
            self.close_innermost(1);
            number += 1;
        }
        if number > 1 {
            self.html.push_str("</ol></section>\n");
        }
    }

    /// Writes a link back to each reference, into the note's last paragraph if the note ends with one.
    fn write_ways_back(&mut self, number: usize) {
        let paragraph = "</p>\n";
        let end = self.html.len().saturating_sub(paragraph.len());
        let last_hole = self.body.holes.last().map_or(0, |(at, _)| *at);
        let ends_paragraph = self.html.ends_with(paragraph) && last_hole <= end;
        if ends_paragraph {
            self.html.truncate(end);
        }
        for use_number in self.footnotes.ways_back(number) {
            let id = reference_id(number, use_number);
            let (label, arrow) = match use_number {
                1 => ("Back to the text".to_owned(), "↩".to_owned()),
                n => (format!("Back to use {n}"), format!("↩{n}")),
            };
            self.html.push_str(&format!(
                " <a href=\"#{id}\" aria-label=\"{label}\">{arrow}</a>"
            ));
        }
        self.html
            .push_str(if ends_paragraph { paragraph } else { "" });
    }
}

fn reference_id(number: usize, use_number: usize) -> String {
    match use_number {
        1 => format!("cb-fnref-{number}"),
        n => format!("cb-fnref-{number}-{n}"),
    }
}

/// A warning for each `[^label]` that is shown as text, because there is no note of that name.
pub(super) fn find_undefined(events: &[(Event, Range<usize>)], text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !text.contains("[^") {
        return found;
    }
    let mut excluded = 0;
    for (event, span) in events {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => excluded += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => excluded -= 1,
            Event::Text(part) if excluded == 0 && part.contains('[') => {
                let source = text.get(span.clone()).unwrap_or_default();
                let starts = source.match_indices('[').map(|(at, _)| span.start + at);
                found.extend(starts.filter_map(|at| undefined_at(text, at)));
            }
            _ => {}
        }
    }
    found
}

/// A warning for each note that is not shown: nothing that is shown refers to it, or another of its label stands before it.
pub(super) fn find_unwritten(
    events: &[(Event, Range<usize>)],
    footnotes: &Footnotes,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, (event, span)) in events.iter().enumerate() {
        let Event::Start(Tag::FootnoteDefinition(label)) = event else {
            continue;
        };
        let is_written = footnotes.is_written(at, label);
        let label = &label[..floor_boundary(label, MAX_LABEL_CHARS)];
        let (message, help) = match is_written {
            Some(true) => continue,
            Some(false) => (
                format!("nothing refers to `[^{label}]`, so the note is not shown"),
                format!("write `[^{label}]` where it belongs"),
            ),
            None => (
                format!("`[^{label}]` is the second note of this name, and is not shown"),
                "give it another name".to_owned(),
            ),
        };
        let place = Place::Body(span.start, span.start + "[^]".len() + label.len());
        found.push(Diagnostic::new("broken-footnote", place, message).help(help));
    }
    found
}

fn undefined_at(text: &str, at: usize) -> Option<Diagnostic> {
    let label = text.get(at..)?.strip_prefix("[^")?;
    let is_end = |c: char| c.is_whitespace() || matches!(c, '[' | ']');
    let end = label
        .char_indices()
        .take(MAX_LABEL_CHARS)
        .find(|(_, c)| is_end(*c));
    let (label, rest) = label.split_at(end?.0);
    let is_reference = !label.is_empty() && rest.starts_with(']') && !text[..at].ends_with('\\');
    let message = format!("`[^{label}]` is no footnote of this page");
    let place = Place::Body(at, at + "[^]".len() + label.len());
    let help = format!("write `[^{label}]: …` on a line of its own, or take the mark out");
    is_reference.then(|| Diagnostic::new("broken-footnote", place, message).help(help))
}
