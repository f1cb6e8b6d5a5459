//! What findings never show: personal data, whatever they are about. A message quotes the values that it concerns, and
//! a snippet the line around them, so both are gone over before anybody sees them.
//!
//! Which of the findings are printed in the end is somebody else's choice; what is masked does not depend on it.

use std::ops::Range;
use std::sync::Arc;

use crate::content::document::{Document, to_id};
use crate::content::personal_data::Detector;
use crate::diagnostic::{Finding, Place};

/// A snippet shows this many bytes on either side of what it concerns, at most.
const SNIPPET_MARGIN: usize = 1_000;
/// The most that is looked for in one message or around one finding.
const MAX_MATCHES: usize = 1_000;
/// A shorter value of a personal field may be part of any word.
const MIN_VALUE_LENGTH: usize = 3;

/// Everything that decides what is masked.
pub struct Mask<'a> {
    /// By path.
    pub documents: &'a [Arc<Document>],
    pub watch: &'a Detector,
}

impl Mask<'_> {
    /// Leaves only as much of a personal value in a finding as may be printed. `text` is that of its file.
    pub fn finding(&self, finding: &mut Finding, text: Option<&str>) {
        if matches!(finding.place, Place::Masked(..)) {
            return;
        }
        let own = self.values(&finding.path, text.unwrap_or_default());
        // A way out may name the id that would be made of a value.
        let hits = self.watch.scan(&finding.message, MAX_MATCHES);
        let found = hits
            .iter()
            .filter_map(|h| finding.message.get(h.range.clone()));
        let ids: Vec<String> = found.chain(own.iter().copied()).map(to_id).collect();
        finding.help = finding.help.take().map(|help| {
            let ids = ids.iter().map(String::as_str);
            let values: Vec<&str> = own.iter().copied().chain(ids).collect();
            self.said(help, &values)
        });
        finding.message = self.said(std::mem::take(&mut finding.message), &own);
    }

    /// A document's text for the snippets of its findings, with asterisks, as many as there are bytes, where something
    /// is masked, so that every place stays where it is. `None` where nothing is.
    pub fn text(&self, path: &str, text: &str, own: &[Finding]) -> Option<String> {
        let around = own.iter().flat_map(|finding| {
            let (start, end) = snippet_bounds(text, finding.span);
            let part = text.get(start..end).unwrap_or_default();
            let hits = self.watch.scan(part, MAX_MATCHES).into_iter();
            hits.map(move |hit| start + hit.range.start..start + hit.range.end)
        });
        let values = self.values(path, text).into_iter();
        let again = values.flat_map(|value| {
            let found = text.match_indices(value);
            found.map(|(at, value)| at..at + value.len())
        });
        let told = self.ranges(path);
        let ranges: Vec<Range<usize>> = told.chain(again).chain(around).collect();
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

    fn said(&self, mut said: String, own: &[&str]) -> String {
        for value in own {
            if value.len() >= MIN_VALUE_LENGTH && said.contains(value) {
                said = said.replace(value, "…");
            }
        }
        self.watch.mask(&said, MAX_MATCHES).unwrap_or(said)
    }

    /// The personal values of a file, as they are written there.
    fn values<'t>(&self, path: &str, text: &'t str) -> Vec<&'t str> {
        let written = self.ranges(path).filter_map(|range| text.get(range));
        let mut values: Vec<&str> = written
            .map(|value| value.trim().trim_matches(['"', '\'']))
            // What has a form of its own is found in the message too, and masked in its own way.
            .filter(|value| value.len() >= MIN_VALUE_LENGTH && self.watch.scan(value, 1).is_empty())
            .collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    }

    /// Where personal data was found in a file.
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

/// As much of the line in which a span starts as a snippet could show.
fn snippet_bounds(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at));
    let from = boundary(start.saturating_sub(SNIPPET_MARGIN)).unwrap_or_default();
    let to = boundary(end.saturating_add(SNIPPET_MARGIN).min(text.len())).unwrap_or_default();
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(start..to).unwrap_or_default();
    (
        before.rfind('\n').map_or(from, |at| from + at + 1),
        after.find('\n').map_or(to, |at| start + at),
    )
}

fn asterisks(c: char) -> impl Iterator<Item = char> {
    // A line must stay a line.
    let star = if c == '\n' { '\n' } else { '*' };
    std::iter::repeat_n(star, c.len_utf8())
}
