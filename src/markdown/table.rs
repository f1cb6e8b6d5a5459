//! Tables: each in a scrolling region, aligned by classes, without the empty cells that the parser adds to short rows.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::writer::{OnClose, OpenTable, Writer};

/// Opens the region around a table, which scrolls if the table is wider than the page.
pub(super) const SCROLL_START: &str =
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">";
pub(super) const SCROLL_END: &str = "</div>";

impl Writer<'_> {
    pub fn begin_table(&mut self, alignments: &[Alignment]) -> OnClose {
        self.close_open_paragraph();
        self.table = OpenTable {
            alignments: alignments.to_vec(),
            ..OpenTable::default()
        };
        self.html.push_str(SCROLL_START);
        self.html.push_str("<table>");
        OnClose::Table
    }

    pub fn begin_row(&mut self, in_head: bool) -> OnClose {
        let table = &mut self.table;
        let starts_body = !in_head && !table.has_body;
        table.in_head = in_head;
        table.has_body |= starts_body;
        table.column = 0;
        table.pending_empty_cells = 0;
        self.html.push_str(match (in_head, starts_body) {
            (true, _) => "<thead><tr>",
            (_, true) => "<tbody><tr>",
            _ => "<tr>",
        });
        OnClose::Row
    }

    pub fn begin_cell(&mut self, span: &Range<usize>) -> OnClose {
        let alignment = self.table.alignments.get(self.table.column);
        self.table.column += 1;
        if span.is_empty() && !self.table.in_head {
            self.table.pending_empty_cells += 1;
            return OnClose::Nothing;
        }
        (0..std::mem::take(&mut self.table.pending_empty_cells))
            .for_each(|_| self.html.push_str("<td></td>"));
        let (start, end) = if self.table.in_head {
            ("<th", "</th>")
        } else {
            ("<td", "</td>")
        };
        self.html.push_str(start);
        self.html.push_str(match alignment {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            _ => ">",
        });
        OnClose::Html(end)
    }

    pub fn end_row(&mut self) {
        self.html.push_str(if self.table.in_head {
            "</tr></thead>\n"
        } else {
            "</tr>\n"
        });
    }

    pub fn end_table(&mut self) {
        if self.table.has_body {
            self.html.push_str("</tbody>");
        }
        self.html.push_str("</table>");
        self.html.push_str(SCROLL_END);
        self.html.push('\n');
    }
}
