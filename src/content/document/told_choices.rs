//! Choices that the body of a document says and its front matter does not, as MADR writes `## Status`.

use super::table_columns::rows_below_columns;
use super::{DocumentReader, is_private};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::reader::{contradiction, find_word, help_for_choice, says_the_same};
use crate::model::{ChoiceValue, Field, FieldType, Fields, Name, Value};
use crate::text::{cut_name, phrase};

/// In how many lines below a heading a word is looked for.
const MAX_LINES: usize = 20;

/// A word of a choice, and what it sets besides.
type FoundWord = (Name, Vec<(Name, Name)>);

impl DocumentReader<'_> {
    /// Reads a choice where the body says it: below a heading, as MADR writes `## Status`, or at its top on a line or in
    /// a row of a table.
    pub(super) fn read_told_choices<'t>(
        &mut self,
        kind: Option<usize>,
        text: &'t str,
        fields: &mut Fields,
    ) {
        let schema = self.schema;
        let declared = kind.map_or(&[][..], |k| &schema.kinds[k].fields);
        for field in declared
            .iter()
            .filter(|field| !field.headings.is_empty() && !field.is_private)
        {
            let FieldType::Choice(words) = &field.ty else {
                continue;
            };
            if fields.has(&field.name) {
                continue;
            }
            let below = lines_below_heading(text, &field.headings);
            let is_label =
                |cell: &str| schema.is_label(cell) && word_of_line(words, cell).is_none();
            let top = || line_at_top(text, &field.headings, is_label);
            let top = || top().into_iter().collect();
            let lines: Vec<&str> = if below.is_empty() { top() } else { below };
            let is_said = |line: &&str| !line.starts_with("[ ]");
            let first = lines.iter().copied().find(is_said);
            let Some(first) = first.or(lines.first().copied()) else {
                continue;
            };
            let read = |line: &&'t str| Some((word_of_line(words, line)?, *line));
            match lines.iter().find_map(read) {
                Some(((word, sets), line)) => {
                    fields.0.push((field.name.clone(), Value::Text(word)));
                    self.set_told(declared, field, sets, line, text, fields);
                }
                None => self.tell_not_understood(field, first, text, fields),
            }
        }
    }

    /// Sets the fields that the spelling of a choice sets. Where one of them says otherwise, the choice is not understood.
    pub(super) fn set_told(
        &mut self,
        declared: &[Field],
        field: &Field,
        sets: Vec<(Name, Name)>,
        written: &str,
        text: &str,
        fields: &mut Fields,
    ) {
        for (name, value) in sets {
            match fields.get(&name) {
                None => fields.0.push((name, Value::Text(value))),
                // What is public does not depend on what is private.
                Some(_) if is_private(declared, &name) => {}
                Some(given) if says_the_same(given, &value) => {}
                Some(_) => {
                    let (message, help) = contradiction(cut_name(written).trim(), &name, &value);
                    self.tell_unread(field, written, text, (message, help.into()), fields);
                }
            }
        }
    }

    /// Tells that a part of a body is no value of a choice, and keeps what was written.
    pub(super) fn tell_not_understood(
        &mut self,
        field: &Field,
        written: &str,
        text: &str,
        fields: &mut Fields,
    ) {
        let message = format!("`{}` is no `{}`", cut_name(written), field.name);
        let help = match &field.ty {
            FieldType::Choice(words) => help_for_choice(words, written, field),
            other => format!("it takes {}", other.expects()),
        };
        self.tell_unread(field, written, text, (message, help), fields);
    }

    fn tell_unread(
        &mut self,
        field: &Field,
        written: &str,
        text: &str,
        (message, help): (String, String),
        fields: &mut Fields,
    ) {
        let start = written.as_ptr().addr() - text.as_ptr().addr();
        let at = Place::Body(start, start + written.len());
        // Whoever says nothing else in words of casebook does not say this in them either.
        let code = match self.says_nothing {
            true => "odd-field",
            false => "bad-enum",
        };
        self.report(code, at, message, help);
        fields.0.retain(|(name, _)| *name != field.name);
        let value = Value::NotUnderstood(written.into());
        fields.0.push((field.name.clone(), value));
    }

    /// As for [`DocumentReader::tell_unread`], of what front matter says: a status above a record of MADR.
    pub(super) fn soften_status(
        &self,
        kind: Option<usize>,
        fields: &Fields,
        told: &mut [Diagnostic],
    ) {
        let is_read_in_bodies = |name: &str| {
            let declared = kind.and_then(|kind| self.schema.kinds[kind].field(name));
            declared.is_some_and(|f| !f.headings.is_empty() && matches!(f.ty, FieldType::Choice(_)))
        };
        let names = fields.0.iter().map(|(name, _)| name);
        if self.say_nothing(kind, names.filter(|name| !is_read_in_bodies(name))) {
            for told in told.iter_mut().filter(|told| told.code == "bad-enum") {
                if told.place.top_level_key().is_some_and(is_read_in_bodies) {
                    told.code = "odd-field";
                }
            }
        }
    }
}

/// The word that a line is, begins with, or has once: “Accepted on 2024-03-01”, “2024-03-01 proposed”, “This was
/// accepted in May”.
fn word_of_line(words: &[ChoiceValue], line: &str) -> Option<FoundWord> {
    const NOT: [&str; 9] = [
        "not", "nicht", "never", "no", "non", "pas", "until", "bis", "if",
    ];
    // “proposed | accepted | rejected” is a form that nobody filled in, and a box without a tick says nothing.
    if line.contains(" | ") || line.starts_with("[ ]") {
        return None;
    }
    let parts = line.split(|c: char| !c.is_alphanumeric());
    let parts = parts.filter(|part| part.starts_with(char::is_alphabetic));
    let first = line.find(char::is_alphabetic).map(|at| &line[at..]);
    let whole = find_word(words, line).or_else(|| find_word(words, first?));
    // The longest beginning that is known: “under discussion until May”.
    let beginning = || {
        let start = first?;
        let ends = start.match_indices(|c: char| !c.is_alphanumeric());
        let ends: Vec<usize> = ends.take(3).map(|(at, _)| at).collect();
        ends.iter()
            .rev()
            .find_map(|end| find_word(words, &start[..*end]))
    };
    if let Some(found) = whole.or_else(beginning) {
        return Some(found);
    }
    if parts
        .clone()
        .any(|part| NOT.contains(&&*part.to_lowercase()))
    {
        return None;
    }
    let mut found = parts.filter_map(|part| find_word(words, part));
    found.next().filter(|_| found.next().is_none())
}

/// The lines with text below a heading with one of these texts, without marks around them and without comments; before
/// them what the heading says itself: `## Status: Rejected`.
fn lines_below_heading<'t>(text: &'t str, headings: &[String]) -> Vec<&'t str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let own_value = |line: &'t str| {
        let (label, value) = line.split_once(':').filter(|_| line.starts_with("##"))?;
        let is_meant = headings.contains(&phrase(label));
        is_meant.then(|| value.trim_end_matches('#'))
    };
    let of_heading = |line: &'t str| match headings.contains(&phrase(line)) {
        true => line.starts_with('#').then_some(""),
        false => own_value(line),
    };
    let Some(own) = lines.find_map(of_heading) else {
        return vec![];
    };
    let mut is_comment = false;
    let section = lines.take_while(|line| !line.starts_with('#'));
    let shown = section.filter(|line| {
        let was_comment = is_comment;
        is_comment |= line.starts_with("<!--");
        let is_part = is_comment;
        is_comment &= !line.contains("-->");
        !was_comment && !is_part
    });
    let shown = [own].into_iter().chain(shown).map(without_marks);
    let shown = shown.map(|line| match line.get(..4) {
        Some("[x] " | "[X] ") => &line[4..],
        _ => line,
    });
    shown
        .filter(|line| !line.is_empty())
        .take(MAX_LINES)
        .collect()
}

/// What follows one of these texts and a colon or `|` on a line above the second heading: `* **Status:** proposed`. Below
/// the name of a column, what stands there if the table has one row, else the names of its columns.
pub(super) fn line_at_top<'t>(
    text: &'t str,
    labels: &[String],
    is_label: impl Fn(&str) -> bool,
) -> Option<&'t str> {
    let mut is_shown = true;
    let mut headings = 0;
    text.lines().find_map(|line| {
        let was_shown = is_shown;
        for mark in ["%%", "```", "~~~"] {
            is_shown ^= line.matches(mark).count() % 2 == 1;
        }
        let (opens, closes) = (line.rfind("<!--"), line.rfind("-->"));
        is_shown = match opens {
            Some(_) => is_shown && closes > opens,
            None => is_shown || closes.is_some(),
        };
        let is_cut = line.contains("%%") || line.contains("<!--");
        headings += usize::from(line.starts_with('#'));
        let (label, value) = match line.trim().strip_prefix('|') {
            Some(row) => row.split_once('|')?,
            None => line.split_once(':')?,
        };
        let value = without_marks(value.split('|').next()?);
        let is_meant = was_shown && is_shown && !is_cut && headings < 2 && !value.is_empty();
        if !is_meant || !labels.contains(&phrase(label)) {
            return None;
        }
        match rows_below_columns(text, label, &is_label) {
            None => Some(value),
            Some(rows) if rows.len() == 1 => rows[0].first().map(|cell| without_marks(cell)),
            Some(_) => Some(line.trim().trim_matches(['|', ' '])),
        }
    })
}

/// A line without the backslash with which GitBook breaks it.
pub(super) fn without_hard_break(line: &str) -> &str {
    line.trim_end().trim_end_matches('\\')
}

fn without_marks(text: &str) -> &str {
    without_hard_break(text)
        .trim_matches(|c: char| matches!(c, '*' | '_' | '-' | '.') || c.is_whitespace())
}
