//! The line that is shown with a finding. It is cut out when the finding is made, so that whoever prints it needs no file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The longest line that is shown as it is; of a longer one, the part around the finding.
const MAX_LINE: usize = 400;
/// A line that begins further away from the finding is not shown: no person has written it.
const MAX_BEFORE: usize = 2_000;

/// What is shown of a file's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quote {
    /// The file has no text, or nobody wants to see it.
    #[default]
    None,
    /// The line begins too far away.
    Far,
    /// The line in which a finding starts, and the bytes of it that it concerns.
    Line(String, Range<usize>),
}

impl Quote {
    /// What is shown of a text for these bytes of it.
    pub fn of(text: &str, (start, end): (usize, usize)) -> Self {
        let near = boundary(text, start.saturating_sub(MAX_BEFORE));
        let from = match text[near..start].rfind('\n') {
            Some(i) => near + i + 1,
            None if near == 0 => 0,
            None => return Quote::Far,
        };
        let far = boundary(text, start.saturating_add(MAX_LINE));
        let to = text[start..far].find('\n').map_or(far, |i| start + i);
        let line = text[from..to].trim_end_matches('\r');
        let (start, end) = ((start - from).min(line.len()), (end - from).min(line.len()));
        if line.len() <= MAX_LINE {
            return Quote::Line(line.to_owned(), start..end.max(start));
        }
        // The snippet's column would no longer be that of the file, so a long line is cut at its end only.
        let cut = boundary(line, (end + 40).max(MAX_LINE).min(start + MAX_LINE));
        Quote::Line(line[..cut].to_owned(), start..end.min(cut).max(start))
    }
}

fn boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}
