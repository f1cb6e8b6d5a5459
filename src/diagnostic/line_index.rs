//! A text with the beginnings of its lines, for many places of the same file: looking each up from the start would make
//! a page with very many findings, on one line even, cost the square of its size.

use memchr::memchr_iter;

use crate::content::front_matter;
use crate::content::yaml::{NodeLocator, Step};

pub struct LineIndex<'t> {
    pub text: &'t str,
    /// Where each line begins.
    line_starts: Vec<usize>,
    /// Where the front matter ends, once somebody has asked.
    body_start: Option<usize>,
    /// Where the block of YAML begins, and what is in it, once somebody has asked.
    yaml_block: Option<(usize, NodeLocator<'t>)>,
    /// The last place that was looked up, and its column from 0.
    last_lookup: (usize, usize),
}

impl<'t> LineIndex<'t> {
    pub fn new(text: &'t str) -> Self {
        let behind = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        LineIndex {
            text,
            line_starts: std::iter::once(0).chain(behind).collect(),
            body_start: None,
            yaml_block: None,
            last_lookup: (0, 0),
        }
    }

    /// The first byte after the front matter.
    pub fn body_start(&mut self) -> usize {
        *self
            .body_start
            .get_or_insert_with(|| front_matter::body_start(self.text))
    }

    /// The bytes of a field's value or of its name.
    pub fn yaml_node_range(&mut self, path: &[Step], key: bool) -> Option<(usize, usize)> {
        let text = self.text;
        let (start, places) = self.yaml_block.get_or_insert_with(|| {
            let (start, end) = front_matter::yaml_range(text);
            (start, NodeLocator::new(&text[start..end]))
        });
        let (from, to) = places.locate(path, key)?;
        Some((*start + from, *start + to))
    }

    /// Line and column of a byte, which begins a character; both from 1, and a byte order mark takes no column.
    pub fn line_and_column(&mut self, at: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= at);
        let start = self.line_starts.get(line - 1).copied().unwrap_or_default();
        let (known, columns) = match self.last_lookup {
            (last, columns) if (start..=at).contains(&last) => (last, columns),
            _ => (start, 0),
        };
        let column = columns + self.text[known..at].chars().count();
        self.last_lookup = (at, column);
        let mark = usize::from(line == 1 && self.text.starts_with('\u{feff}') && at > 0);
        (line, column + 1 - mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "\u{feff}äb\nc\n\nüd";
        let all: Vec<usize> = (0..=text.len())
            .filter(|at| text.is_char_boundary(*at))
            .collect();
        let counted = |at: usize| {
            let before = &text[..at];
            let line = before.rsplit('\n').next().expect("one at least");
            let column = line.trim_start_matches('\u{feff}').chars().count() + 1;
            (before.matches('\n').count() + 1, column)
        };
        let mut lines = LineIndex::new(text);
        for &first in &all {
            for &second in &all {
                assert_eq!(lines.line_and_column(first), counted(first), "{first}");
                assert_eq!(lines.line_and_column(second), counted(second), "{second}");
            }
        }
    }
}
