//! A diff as Markdown for a comment or a job summary on GitHub.
//!
//! Names come from documents, so all of them stand in a form that mentions nobody, links nothing and breaks no table.

use super::report::{Report, Row, Section};

/// The first line, by which a comment is found again to be replaced.
pub const MARKER: &str = "<!-- casebook-diff -->";
/// What GitHub takes in one comment is a little more, and what a system takes in one variable. See [`length`].
const MAX_LENGTH: usize = 60_000;
/// How many rows the first table has, and how many sentences stand above it; the others are folded.
const MAX_ROWS: usize = 20;
const MAX_NOTES: usize = 8;

/// In characters, or in pairs of bytes where that is more.
fn length(text: &str) -> usize {
    text.chars().count().max(text.len().div_ceil(2))
}

pub fn write(report: &Report) -> String {
    let [base, head] = [&report.base, &report.head].map(|name| cell(name, true));
    let mut out = Comment::default();
    out.push(&format!(
        "{MARKER}\n## {}\n\n{base} → {head}\n\n",
        cell(&report.headline, false)
    ));
    let notes = report.notes.iter().map(|note| {
        let note = cell(note, false).replace(r"\`casebook check\`", "`casebook check`");
        ("Notes", format!("{note}\n\n"))
    });
    let rows = report.sections.iter().flat_map(|section| {
        let rows = section.rows.iter();
        rows.map(|row| (section.title, table_row(section, row)))
    });
    let (notes, rows): (Vec<Line>, Vec<Line>) = (notes.collect(), rows.collect());
    let (first_notes, other_notes) = notes.split_at(notes.len().min(MAX_NOTES));
    let (first_rows, other_rows) = rows.split_at(rows.len().min(MAX_ROWS));
    out.lines("", first_notes, "");
    out.lines(TABLE, first_rows, "\n");
    let folded = |n, head: &str| format!("<details><summary>{n} more</summary>\n\n{head}");
    let head = folded(other_rows.len(), TABLE);
    out.lines(&head, other_rows, "\n</details>\n\n");
    let head = folded(other_notes.len(), "");
    out.lines(&head, other_notes, "</details>\n\n");
    if !out.left_out.is_empty() {
        let of_sections = out.left_out.iter();
        let of_sections = of_sections.map(|(section, n)| format!("{n} of “{section}”"));
        let list = of_sections.collect::<Vec<_>>().join(", ");
        out.push(&format!(
            "Left out here: {list}. `casebook diff` prints them.\n\n"
        ));
    }
    out.text
}

const TABLE: &str = "| | What | Before | After |\n|---|---|---|---|\n";

/// The title of its section, and what is written.
type Line = (&'static str, String);

/// What is written so far, and how many lines of which section found no room.
#[derive(Default)]
struct Comment {
    text: String,
    length: usize,
    left_out: Vec<(&'static str, usize)>,
}

impl Comment {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += length(text);
    }

    /// Lines between a head and a foot, as long as there is room.
    fn lines(&mut self, head: &str, lines: &[Line], foot: &str) {
        /// For heads, feet, and the line that says what is left out.
        const FRAME: usize = 400;
        let mut room = (MAX_LENGTH - FRAME).saturating_sub(self.length);
        let fits = |(_, line): &&Line| {
            let length = length(line);
            let fits = length <= room;
            room = room.saturating_sub(length);
            fits
        };
        let (shown, others) = lines.split_at(lines.iter().take_while(fits).count());
        for (section, _) in others {
            match self.left_out.last_mut() {
                Some((last, n)) if last == section => *n += 1,
                _ => self.left_out.push((section, 1)),
            }
        }
        if !shown.is_empty() {
            self.push(head);
            shown.iter().for_each(|(_, line)| self.push(line));
            self.push(foot);
        }
    }
}

fn table_row(section: &Section, row: &Row) -> String {
    let label = match row.label.is_empty() {
        true => section.title.to_owned(),
        false => format!("{}: {}", section.title, row.label),
    };
    let name = row.entry.as_ref().map_or(String::new(), |entry| {
        format!("**{}**", cell(&entry.title, false))
    });
    let between = if name.is_empty() || row.text.is_empty() {
        ""
    } else {
        "<br>"
    };
    let [label, text, from, to] =
        [&label, &row.text, &row.from, &row.to].map(|text| cell(text, false));
    format!("| {label} | {name}{between}{text} | {from} | {to} |\n")
}

/// The most characters of one cell or sentence.
const MAX_CELL: usize = 1_500;

fn cell(text: &str, has_hash: bool) -> String {
    let cut: String = text.chars().take(MAX_CELL).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    escaped(&(cut + more), has_hash)
}

/// The text with nothing in it that Markdown or GitHub reads as more than text: a backslash stands before punctuation,
/// and a word joiner stands where GitHub would find a person, an issue, an address or a commit. Our own hashes stand whole
/// as code instead.
fn escaped(text: &str, has_hash: bool) -> String {
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
            _ if is_hash(token) && has_hash => out.extend(["`", token, "`"]),
            _ if is_hash(token) => push_broken(token, &mut out),
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

const SHORTEST_HASH: usize = 7;

/// True for what could be the hash of a commit: seven digits and more.
fn is_hash(word: &str) -> bool {
    word.len() >= SHORTEST_HASH && word.chars().all(|c| c.is_ascii_hexdigit())
}

fn push_broken(hash: &str, out: &mut String) {
    for (at, c) in hash.char_indices() {
        if at > 0 && at % (SHORTEST_HASH - 1) == 0 {
            out.push(WORD_JOINER);
        }
        out.push(c);
    }
}

const WORD_JOINER: char = '\u{2060}';
