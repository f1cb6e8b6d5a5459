//! A diff for the terminal.

use std::fmt::Write as _;

use super::report::{Report, Row};

pub fn write(report: &Report) -> String {
    let mut out = format!("{} → {}\n{}\n", report.base, report.head, report.headline);
    for note in &report.notes {
        let _ = writeln!(out, "{note}");
    }
    for section in &report.sections {
        let note = match section.note.is_empty() {
            true => String::new(),
            false => format!(" ({})", section.note),
        };
        let _ = writeln!(out, "\n{}{note}", section.title);
        for row in &section.rows {
            write_row(row, &mut out);
        }
    }
    out
}

fn write_row(row: &Row, out: &mut String) {
    let name = row
        .entry
        .as_ref()
        .map(|entry| format!("{} ({})", entry.title, entry.id));
    let first = match (row.label.is_empty(), name) {
        (true, Some(name)) => name,
        (false, Some(name)) => format!("{}: {name}", row.label),
        (_, None) => row.text.clone(),
    };
    let moved = match row.from.is_empty() && row.to.is_empty() {
        true => String::new(),
        false => format!("  {} → {}", row.from, row.to),
    };
    let _ = writeln!(out, "  {first}{moved}");
    if row.entry.is_some() && !row.text.is_empty() {
        let _ = writeln!(out, "      {}", row.text);
    }
}
