//! Masks personal data in findings. Messages quote values and snippets quote lines, and both may hold personal data,
//! whatever the finding is about. All findings are masked, whether or not they are printed in the end.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::content::document::{Document, to_id};
use crate::content::personal_data::{Detector, PersonalDataKind};
use crate::content::yaml::{self, Node};
use crate::diagnostic::{Finding, Place};
use crate::text::floor_boundary;

/// A snippet shows at most this many bytes on either side of a finding's span.
const SNIPPET_MARGIN: usize = 1_000;
/// The most matches that are masked in one message or around one finding.
const MAX_MATCHES: usize = 1_000;
/// In bytes. A shorter value of a personal field is not masked in messages: it would match parts of other words.
const MIN_VALUE_LENGTH: usize = 3;

/// Decides what is masked in findings.
pub struct Mask<'a> {
    /// Sorted by path. Their diagnostics say where personal data was found.
    pub documents: &'a [Arc<Document>],
    pub watch: &'a Detector,
}

impl Mask<'_> {
    /// Masks personal values in the message and the help of a finding, and an address or a name in its path. `text` is that of its
    /// file.
    pub fn finding(&self, finding: &mut Finding, text: Option<&str>) {
        if let Some(path) = self.path(&finding.path) {
            finding.shown_path = path.into();
        }
        if matches!(finding.place, Place::Masked(..)) {
            return;
        }
        let own = self.values(&finding.path, text.unwrap_or_default());
        // The help may suggest the id that would be made of a value.
        let matches = self.watch.scan(&finding.message, MAX_MATCHES);
        let found = matches
            .iter()
            .filter_map(|h| finding.message.get(h.range.clone()));
        let ids = found.chain(own.iter().map(|value| &**value)).map(to_id);
        let ids = ids.map(Cow::Owned);
        let values: Vec<Cow<str>> = own.iter().cloned().chain(ids).collect();
        finding.help = finding.help.take().map(|help| self.said(help, &values));
        finding.message = self.said(std::mem::take(&mut finding.message), &own);
    }

    /// A path without the address or the name in it; the file is found by what is left. `None` if it has none.
    fn path(&self, path: &str) -> Option<String> {
        let (stem, ending) = path
            .rsplit_once('.')
            .filter(|_| path.contains(['@', '%']) || self.watch.has_names())?;
        let mut shown = stem.to_owned();
        for found in self.watch.scan(stem, MAX_MATCHES).into_iter().rev() {
            if matches!(found.kind, PersonalDataKind::Email | PersonalDataKind::Name) {
                shown.replace_range(found.range.clone(), &found.shown());
            }
        }
        (shown != stem).then(|| format!("{shown}.{ending}"))
    }

    /// A document's text for the snippets of its findings, with one asterisk for each masked byte, so that spans stay
    /// valid; `None` if nothing is masked.
    pub fn text(&self, path: &str, text: &str, findings: &[Finding]) -> Option<String> {
        let around = findings.iter().flat_map(|finding| {
            let (start, end) = snippet_bounds(text, finding.span);
            let part = text.get(start..end).unwrap_or_default();
            let matches = self.watch.scan(part, MAX_MATCHES).into_iter();
            matches.map(move |m| start + m.range.start..start + m.range.end)
        });
        let values = self.values(path, text).into_iter();
        let repeated = values.flat_map(|value| {
            let found = text.match_indices(&*value);
            let found: Vec<Range<usize>> = found.map(|(at, v)| at..at + v.len()).collect();
            found
        });
        let known = self.ranges(path);
        let ranges: Vec<Range<usize>> = known.chain(repeated).chain(around).collect();
        if ranges.is_empty() {
            return None;
        }
        let mut shown = text.to_owned();
        for range in ranges {
            if let Some(part) = shown.get(range.clone()) {
                let stars: String = part.chars().flat_map(asterisks).collect();
                shown.replace_range(range, &stars);
            }
        }
        Some(shown)
    }

    fn said(&self, mut text: String, own: &[Cow<str>]) -> String {
        for value in own {
            if value.len() >= MIN_VALUE_LENGTH && text.contains(&**value) {
                text = text.replace(&**value, "…");
            }
        }
        self.watch.mask(&text, MAX_MATCHES).unwrap_or(text)
    }

    /// The personal values of a file as they are written there, and as they are read where escapes write them, the longest
    /// first.
    fn values<'t>(&self, path: &str, text: &'t str) -> Vec<Cow<'t, str>> {
        let written = self.ranges(path).filter_map(|range| text.get(range));
        let values = written.flat_map(|value| {
            let read = value.contains('\\').then(|| yaml::parse(value));
            let read = read.and_then(|read| match read {
                Ok(Node::Text(text)) => Some(Cow::Owned(text)),
                _ => None,
            });
            let value = value.trim().trim_matches(['"', '\'']);
            [Some(Cow::Borrowed(value)), read].into_iter().flatten()
        });
        let mut values: Vec<Cow<str>> = values
            // A value that the detector recognises by itself is masked by it in messages too.
            .filter(|value| value.len() >= MIN_VALUE_LENGTH && self.watch.scan(value, 1).is_empty())
            .collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    }

    /// The byte ranges at which personal data was found in a file.
    fn ranges(&self, path: &str) -> impl Iterator<Item = Range<usize>> {
        let found = self.documents.binary_search_by(|d| (*d.path).cmp(path));
        let document = found.ok().and_then(|at| self.documents.get(at));
        let problems = document.into_iter().flat_map(|d| &d.diagnostics);
        problems.filter_map(|p| match p.place {
            Place::Masked(start, end) => Some(start..end),
            _ => None,
        })
    }
}

/// The byte range of the line in which a span starts, as far as a snippet can show it.
fn snippet_bounds(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let from = floor_boundary(text, start.saturating_sub(SNIPPET_MARGIN));
    let to = floor_boundary(text, end.saturating_add(SNIPPET_MARGIN));
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(start..to).unwrap_or_default();
    (
        before.rfind('\n').map_or(from, |at| from + at + 1),
        after.find('\n').map_or(to, |at| start + at),
    )
}

fn asterisks(c: char) -> impl Iterator<Item = char> {
    // Line breaks stay, so that line numbers stay valid.
    let star = if c == '\n' { '\n' } else { '*' };
    std::iter::repeat_n(star, c.len_utf8())
}
