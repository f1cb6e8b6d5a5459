//! Tables: each in a scrolling region, aligned by classes; the parser fills up short rows with empty cells, and leaves out
//! cells beyond those of the head, which is told once a table.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::writer::{OnClose, OpenTable, Writer};
use crate::diagnostic::{Diagnostic, Place};

pub(super) const SCROLL_END: &str = "</div>";

/// So many empty cells of a body are written one by one, the others as one cell a row: a wide head and many short rows
/// would make the page many times as large as its text.
const MAX_EMPTY_CELLS: usize = 10_000;
/// A browser takes more for this many.
const MAX_COLSPAN: usize = 1_000;

/// The first row of each table that has cells with text beyond the last of its head.
pub(super) fn find_cut_cells<'e>(
    events: &'e [(Event, Range<usize>)],
    text: &'e str,
) -> impl Iterator<Item = Diagnostic> {
    let (mut columns, mut is_told, mut cell_end) = (0, false, 0);
    events.iter().filter_map(move |(event, span)| {
        match event {
            Event::Start(Tag::Table(alignments)) => (columns, is_told) = (alignments.len(), false),
            Event::End(TagEnd::TableCell) => cell_end = span.end,
            Event::End(TagEnd::TableRow) if !is_told => {
                let rest = text.get(cell_end..span.end)?;
                let is_edge = |c: char| c == '|' || c.is_whitespace();
                let cut = rest.trim_start_matches(is_edge);
                let start = span.end - cut.len();
                let cut = cut.trim_end_matches(is_edge);
                if !cut.is_empty() {
                    is_told = true;
                    return Some(cut_cells(columns, start..start + cut.len()));
                }
            }
            _ => {}
        }
        None
    })
}

fn cut_cells(columns: usize, at: Range<usize>) -> Diagnostic {
    let named = match columns {
        1 => "1 column".to_owned(),
        columns => format!("{columns} columns"),
    };
    let message = format!("the head of this table has {named}, so this is not shown");
    let place = Place::Body(at.start, at.end);
    Diagnostic::new("cut-cells", place, message)
        .help("add a column to its head, or write `\\|` for a bar that is text")
}

impl Writer<'_> {
    /// Opens the region around a table, which scrolls if the table is wider than the page. Regions of one page are told apart
    /// by their names, so all but the first have a number.
    pub fn begin_table_region(&mut self) {
        self.tables += 1;
        let number = match self.tables {
            1 => String::new(),
            number => format!(" {number}"),
        };
        let start = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table";
        self.html.extend([start, &number, "\">"]);
    }

    pub fn begin_table(&mut self, alignments: &[Alignment], direction: &str) -> OnClose {
        self.close_open_paragraph();
        self.table = OpenTable {
            alignments: alignments.to_vec(),
            ..OpenTable::default()
        };
        self.begin_table_region();
        self.html.push_str("<table");
        self.html.push_str(direction);
        self.html.push('>');
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
        let alignment = self.table.alignments.get(self.table.column).copied();
        self.table.column += 1;
        if span.is_empty() && !self.table.in_head {
            self.table.pending_empty_cells += 1;
            return OnClose::Nothing;
        }
        self.write_empty_cells();
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

    /// Writes the empty cells that precede a cell or the end of a row.
    fn write_empty_cells(&mut self) {
        let count = std::mem::take(&mut self.table.pending_empty_cells);
        let single = count.min(MAX_EMPTY_CELLS - self.empty_cells);
        self.empty_cells += single;
        self.html.push_str(&"<td></td>".repeat(single));
        let mut rest = count - single;
        while rest > 0 {
            let span = rest.min(MAX_COLSPAN);
            self.html.push_str(&format!("<td colspan=\"{span}\"></td>"));
            rest -= span;
        }
    }

    pub fn end_row(&mut self) {
        self.write_empty_cells();
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
