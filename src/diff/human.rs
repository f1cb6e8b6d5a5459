//! A diff for the terminal.

use std::fmt::Write as _;

use super::report::{Report, Row};

pub fn write(report: &Report) -> String {
    let Report {
        base,
        head,
        headline,
        notes,
        sections,
        ..
    } = report;
    let mut out = format!("{base} → {head}\n{headline}\n");
    for note in notes {
        let _ = writeln!(out, "{note}");
    }
    for section in sections {
        let _ = writeln!(out, "\n{} ({})", section.title, section.note);
        for row in &section.rows {
            write_row(row, &mut out);
        }
        if !section.rest.is_empty() {
            let _ = writeln!(out, "  {}", section.rest);
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
