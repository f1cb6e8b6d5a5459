//! Footnotes: numbered in the order in which the text first mentions them, shown at its end. A note that nothing
//! mentions is not shown; of two notes with one label the first counts, as on GitHub.

use super::writer::{OnClose, OpenElement, Writer};

// Their ids start with the theme's `cb-`, so that no heading can collide with them.
impl Writer<'_> {
    /// Only the first mention has an id, to which the note links back: a page full of mentions stays small.
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

    /// All notes that were mentioned, also those that only other notes mention.
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

    /// At the end of the note's last paragraph, if it ends with one.
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
