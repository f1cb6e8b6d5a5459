//! A diff as Markdown for a comment or a job summary on GitHub.
//!
//! Names come from documents, so all of them stand in a form that mentions nobody, links nothing and breaks no table.

use std::fmt::Write as _;

use super::report::{Report, Row, Section};

/// The first line, by which a comment is found again to be replaced.
pub const MARKER: &str = "<!-- casebook-diff -->";
/// What GitHub takes in one comment is a little more, and what a system takes in one variable. See [`length`].
const MAX_LENGTH: usize = 60_000;
/// How many rows the first table has; the others are folded.
const MAX_ROWS: usize = 20;

/// In characters, or in pairs of bytes where that is more.
fn length(text: &str) -> usize {
    text.chars().count().max(text.len().div_ceil(2))
}

pub fn write(report: &Report) -> String {
    let mut out = format!("{MARKER}\n## {}\n\n", plain(&report.headline));
    // The hashes here are our own, and lead to what was compared.
    let [base, head] = [&report.base, &report.head].map(|name| escaped(name, false));
    let _ = writeln!(out, "{base} → {head}\n");
    for note in &report.notes {
        let note = plain(note).replace(r"\`casebook check\`", "`casebook check`");
        let _ = writeln!(out, "{note}\n");
    }
    let rows = report.sections.iter().flat_map(|section| {
        let rows = section.rows.iter();
        rows.map(|row| table_row(section, row))
    });
    let lines: Vec<String> = rows.collect();
    let (shown, folded) = lines.split_at(lines.len().min(MAX_ROWS));
    let left_out = write_table(shown, &mut out);
    let folded_out = match folded.is_empty() {
        true => 0,
        false => {
            let _ = writeln!(out, "<details><summary>{} more</summary>\n", folded.len());
            let left_out = write_table(folded, &mut out);
            out.push_str("</details>\n\n");
            left_out
        }
    };
    if left_out + folded_out > 0 {
        let _ = writeln!(
            out,
            "{} more lines are left out here: `casebook diff` prints them.\n",
            left_out + folded_out
        );
    }
    out
}

/// Writes rows as long as there is room, and returns how many are left out.
fn write_table(rows: &[String], out: &mut String) -> usize {
    if rows.is_empty() {
        return 0;
    }
    const FRAME: usize = 300;
    out.push_str("| | What | Before | After |\n|---|---|---|---|\n");
    let mut used = length(out) + FRAME;
    let mut written = 0;
    for row in rows {
        used += length(row);
        if used > MAX_LENGTH {
            break;
        }
        out.push_str(row);
        written += 1;
    }
    out.push('\n');
    rows.len() - written
}

fn table_row(section: &Section, row: &Row) -> String {
    let label = match row.label.is_empty() {
        true => section.title.to_owned(),
        false => format!("{}: {}", section.title, row.label),
    };
    let name = row
        .entry
        .as_ref()
        .map_or(String::new(), |entry| format!("**{}**", cell(&entry.title)));
    let between = if name.is_empty() || row.text.is_empty() {
        ""
    } else {
        "<br>"
    };
    let (text, from, to) = (cell(&row.text), cell(&row.from), cell(&row.to));
    format!(
        "| {} | {name}{between}{text} | {from} | {to} |\n",
        cell(&label)
    )
}

/// The most characters of one cell.
const MAX_CELL: usize = 1_500;

fn cell(text: &str) -> String {
    let cut: String = text.chars().take(MAX_CELL).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    plain(&(cut + more))
}

fn plain(text: &str) -> String {
    escaped(text, true)
}

/// The text with nothing in it that Markdown or GitHub reads as more than text: a backslash stands before punctuation,
/// and a word joiner stands where GitHub would find a person, an issue, an address or, if they are broken, a commit.
fn escaped(text: &str, breaks_hashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut before) = (text, "");
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric();
        let end = rest
            .find(|c| !is_word(c))
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (token, after) = rest.split_at(end);
        let is_after_letter = before.ends_with(|c: char| c.is_ascii_alphabetic());
        let is_joined = match first {
            '@' | '#' => true,
            // `GH-1`, and the keys of trackers that a repository has named.
            '-' => is_after_letter && after.starts_with(|c: char| c.is_ascii_digit()),
            ':' => after.starts_with('/'),
            '.' => before.eq_ignore_ascii_case("www"),
            _ => false,
        };
        match first {
            _ if is_word(first) && breaks_hashes => push_word(token, &mut out),
            _ if is_word(first) => out.push_str(token),
            _ if first.is_whitespace() => out.push(' '),
            _ if first.is_ascii_punctuation() && !",;?!()%'+=/-.:".contains(first) => {
                out.extend(['\\', first]);
            }
            _ => out.push(first),
        }
        if is_joined {
            out.push(WORD_JOINER);
        }
        (rest, before) = (after, token);
    }
    out
}

/// Breaks what could be the hash of a commit: seven digits and more.
fn push_word(word: &str, out: &mut String) {
    const SHORTEST_HASH: usize = 7;
    let is_hash = word.len() >= SHORTEST_HASH && word.chars().all(|c| c.is_ascii_hexdigit());
    for (at, c) in word.char_indices() {
        if is_hash && at > 0 && at % (SHORTEST_HASH - 1) == 0 {
            out.push(WORD_JOINER);
        }
        out.push(c);
    }
}

const WORD_JOINER: char = '\u{2060}';
