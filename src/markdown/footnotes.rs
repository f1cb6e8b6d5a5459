//! Footnotes: numbered in the order of their first reference and written at the end of the body. A note without a
//! reference is not shown; of two notes with one label the first counts, as on GitHub.

use super::writer::{OnClose, OpenElement, Writer};

// Ids start with the reserved prefix `cb-`, so that they cannot collide with those of headings.
impl Writer<'_> {
    /// Writes the number of a note as a link to it. Only the first reference has an id, for the link back: ids on all
    /// would make a page with many references large.
    pub fn write_note_reference(&mut self, label: &str) {
        let Some((number, is_first)) = self.footnotes.reference(label) else {
            return;
        };
        if self.in_link {
            return self.html.push_str(&format!("<sup>{number}</sup>"));
        }
        self.html
            .push_str(&format!("<sup><a href=\"#cb-fn-{number}\""));
        if is_first {
            self.html.push_str(&format!(" id=\"cb-fnref-{number}\""));
            self.body.anchors.push(format!("cb-fnref-{number}").into());
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
            self.write_backlink(number);
            self.close_innermost(1);
            number += 1;
        }
        if number > 1 {
            self.html.push_str("</ol></section>\n");
        }
    }

    /// Writes the link back to the text, into the note's last paragraph if the note ends with one.
    fn write_backlink(&mut self, number: usize) {
        let paragraph = "</p>\n";
        let end = self.html.len().saturating_sub(paragraph.len());
        let last_hole = self.body.holes.last().map_or(0, |(at, _)| *at);
        let ends_paragraph = self.html.ends_with(paragraph) && last_hole <= end;
        if ends_paragraph {
            self.html.truncate(end);
        }
        self.html.push_str(&format!(
            " <a href=\"#cb-fnref-{number}\" aria-label=\"Back to the text\">↩</a>"
        ));
        self.html
            .push_str(if ends_paragraph { paragraph } else { "" });
    }
}
