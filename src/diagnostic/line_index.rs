//! A text with the starts of its lines, for locating many places of one file: counting from the start each time would
//! cost the square of the size of a page with very many findings, even on one line.

use memchr::memchr_iter;

use crate::content::block::{Block, NodeLocator};
use crate::content::front_matter;
use crate::content::yaml::Step;

pub struct LineIndex<'t> {
    pub text: &'t str,
    /// The byte at which each line starts.
    line_starts: Vec<usize>,
    /// The byte after the front matter, once it was needed.
    body_start: Option<usize>,
    /// The byte at which the block of front matter starts, and its locator, once they were needed.
    block: Option<(usize, NodeLocator<'t>)>,
    /// The last byte that was looked up, and its column from 0.
    last_lookup: (usize, usize),
}

impl<'t> LineIndex<'t> {
    pub fn new(text: &'t str) -> Self {
        let behind = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        LineIndex {
            text,
            line_starts: std::iter::once(0).chain(behind).collect(),
            body_start: None,
            block: None,
            last_lookup: (0, 0),
        }
    }

    /// The first byte after the front matter.
    pub fn body_start(&mut self) -> usize {
        *self
            .body_start
            .get_or_insert_with(|| front_matter::body_start(self.text))
    }

    /// The byte range in the text of a field's value or, with `key`, of its name.
    pub fn node_range(&mut self, path: &[Step], key: bool) -> Option<(usize, usize)> {
        let text = self.text;
        let (start, places) = self.block.get_or_insert_with(|| {
            let (start, block) = Block::of_file(text);
            (start, NodeLocator::new(block))
        });
        let (from, to) = places.locate(path, key)?;
        Some((*start + from, *start + to))
    }

    /// Line and column, both from 1, of the character that starts at byte `at`; a byte order mark takes no column.
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
    fn places_are_the_same_in_any_order_of_look_up() {
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
