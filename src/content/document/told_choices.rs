//! Choices that the body of a document says and its front matter does not, as MADR writes `## Status`.

use super::DocumentReader;
use crate::diagnostic::Place;
use crate::model::reader::find_word;
use crate::model::{FieldType, Fields, Value};
use crate::text::phrase;

impl DocumentReader<'_> {
    /// Reads a choice where the body says it: below a heading, as MADR writes `## Status`, or at its top on a line or in
    /// a row of a table.
    pub(super) fn read_told_choices(
        &mut self,
        kind: Option<usize>,
        text: &str,
        fields: &mut Fields,
    ) {
        let schema = self.schema;
        let choices = kind.map_or(&[][..], |k| &schema.kinds[k].fields).iter();
        for field in choices.filter(|field| !field.headings.is_empty()) {
            let FieldType::Choice(words) = &field.ty else {
                continue;
            };
            if fields.has(&field.name) {
                continue;
            }
            let below = line_below_heading(text, &field.headings);
            let Some(line) = below.or_else(|| line_at_top(text, &field.headings)) else {
                continue;
            };
            let first = line.split(|c: char| !c.is_alphanumeric()).next();
            let found = find_word(words, line);
            match found.or_else(|| find_word(words, first?)) {
                Some((word, sets)) => {
                    fields.0.push((field.name.clone(), Value::Text(word)));
                    for (name, value) in sets {
                        if !fields.has(&name) {
                            fields.0.push((name, Value::Text(value)));
                        }
                    }
                }
                // Below a heading, a sentence may stand.
                None if below.is_none() => {
                    let start = line.as_ptr().addr() - text.as_ptr().addr();
                    let at = Place::Body(start, start + line.len());
                    let message = format!("`{line}` is no `{}`", field.name);
                    let help = format!("it takes {}", field.ty.expects());
                    self.report("bad-enum", at, message, help);
                    let value = Value::NotUnderstood(line.into());
                    fields.0.push((field.name.clone(), value));
                }
                None => {}
            }
        }
    }
}

/// The first line with text below a heading with one of these texts, without marks around it.
fn line_below_heading<'t>(text: &'t str, headings: &[String]) -> Option<&'t str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.find(|line| line.starts_with('#') && headings.contains(&phrase(line)))?;
    let line = lines.next().filter(|line| !line.starts_with('#'))?;
    Some(without_marks(line))
}

/// What follows one of these texts and a colon or `|` on a line above the second heading: `* **Status:** proposed`.
fn line_at_top<'t>(text: &'t str, labels: &[String]) -> Option<&'t str> {
    let mut is_shown = true;
    let mut headings = 0;
    text.lines().find_map(|line| {
        let was_shown = is_shown;
        for mark in ["%%", "```", "~~~"] {
            is_shown ^= line.matches(mark).count() % 2 == 1;
        }
        is_shown = !line.contains("<!--") && (is_shown || line.contains("-->"));
        let is_cut = line.contains("%%") || line.contains("<!--");
        headings += usize::from(line.starts_with('#'));
        let (label, value) = match line.trim().strip_prefix('|') {
            Some(row) => row.split_once('|')?,
            None => line.split_once(':')?,
        };
        let value = without_marks(value.split('|').next()?);
        let is_meant = was_shown && is_shown && !is_cut && headings < 2 && !value.is_empty();
        (is_meant && labels.contains(&phrase(label))).then_some(value)
    })
}

fn without_marks(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '*' | '_' | '-' | '.') || c.is_whitespace())
}
