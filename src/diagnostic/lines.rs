//! A text with the beginnings of its lines, for many places of the same file: looking each up from the start would make
//! a page with very many findings, on one line even, cost the square of its size.

use memchr::memchr_iter;

use crate::fence;
use crate::yaml::{Places, Step};

pub struct Lines<'t> {
    pub text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Where the front matter ends, once somebody has asked.
    body: Option<usize>,
    /// Where the block of YAML begins, and what is in it, once somebody has asked.
    block: Option<(usize, Places<'t>)>,
    /// The last place that was looked up, and its column from 0.
    last: (usize, usize),
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        let behind = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Lines {
            text,
            starts: std::iter::once(0).chain(behind).collect(),
            body: None,
            block: None,
            last: (0, 0),
        }
    }

    /// The first byte after the front matter.
    pub fn body_start(&mut self) -> usize {
        *self
            .body
            .get_or_insert_with(|| fence::body_start(self.text))
    }

    /// The bytes of a field's value or of its name.
    pub fn in_block(&mut self, path: &[Step], key: bool) -> Option<(usize, usize)> {
        let text = self.text;
        let (start, places) = self.block.get_or_insert_with(|| {
            let (start, end) = fence::block(text);
            (start, Places::new(&text[start..end]))
        });
        let (from, to) = places.locate(path, key)?;
        Some((*start + from, *start + to))
    }

    /// Line and column of a byte, which begins a character; both from 1, and a byte order mark takes no column.
    pub fn place(&mut self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let (known, columns) = match self.last {
            (last, columns) if (start..=at).contains(&last) => (last, columns),
            _ => (start, 0),
        };
        let column = columns + self.text[known..at].chars().count();
        self.last = (at, column);
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
        let mut lines = Lines::new(text);
        for &first in &all {
            for &second in &all {
                assert_eq!(lines.place(first), counted(first), "{first}");
                assert_eq!(lines.place(second), counted(second), "{second}");
            }
        }
    }
}
