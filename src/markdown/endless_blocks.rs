//! Blocks of raw HTML that hide what is in them, over blank lines too, and have no end: behind a forgotten `</script>` the
//! rest of the page would be lost. Their first signs are text, and Markdown reads on behind them. Knows nothing of the parser.

use std::cell::{LazyCell, OnceCell};
use std::ops::Range;

use crate::text::floor_boundary;

/// What begins a block of HTML that Markdown reads to this end, over blank lines; in lower case. `<pre>` hides nothing, and
/// of a comment without an end is told.
const UNTIL: [(&str, &str); 5] = [
    ("<script", "</script"),
    ("<style", "</style"),
    ("<textarea", "</textarea"),
    ("<?", "?>"),
    ("<![cdata[", "]]>"),
];
/// The most bytes of a declaration (`<!DOCTYPE html>`).
const MAX_DECLARATION: usize = 1_000;

/// The bytes with which each block of HTML begins that has no end in this text.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let last_ends = [const { OnceCell::new() }; UNTIL.len()];
    let lower = LazyCell::new(|| text.to_ascii_lowercase());
    let is_declaration = |at: usize| {
        let is_one = text.as_bytes()[at + 1..].starts_with(b"!")
            && text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic());
        let rest = &text[at..];
        let part = &rest[..floor_boundary(rest, MAX_DECLARATION)];
        is_one && !part.split("\n\n").next().unwrap_or(part).contains('>')
    };
    let starts = memchr::memchr_iter(b'<', text.as_bytes());
    let length = |at: usize| {
        let rest = &text.as_bytes()[at..];
        let begins = |(start, _): &(&str, &str)| {
            let next = rest.get(start.len()).copied();
            let is_name = start.ends_with(|c: char| c.is_ascii_alphabetic());
            let ends = next.is_none_or(|b| b == b'>' || b == b'/' || b.is_ascii_whitespace());
            let same = rest.get(..start.len());
            same.is_some_and(|s| s.eq_ignore_ascii_case(start.as_bytes())) && (ends || !is_name)
        };
        let Some(kind) = UNTIL.iter().position(begins) else {
            return is_declaration(at).then_some("<".len());
        };
        let (start, end) = UNTIL[kind];
        let last = *last_ends[kind].get_or_init(|| last_end(&lower, end));
        let is_endless = last.is_none_or(|last| last < at) || is_empty_tag(&text[at..], end);
        is_endless.then_some(start.len())
    };
    starts.filter_map(|at| Some(at..at + length(at)?)).collect()
}

/// Where the last end begins; an end tag has its `>`.
fn last_end(lower: &str, end: &str) -> Option<usize> {
    let is_end = |rest: &str| !end.starts_with("</") || rest.trim_start().starts_with('>');
    let mut ends = lower.rmatch_indices(end).map(|(at, _)| at);
    ends.find(|at| is_end(&lower[at + end.len()..]))
}

/// True for `<script src="x" />` without `</script>` right behind: whoever writes this means no content.
fn is_empty_tag(rest: &str, end: &str) -> bool {
    let tag = rest.split_inclusive('>').next().unwrap_or(rest);
    let behind = rest[tag.len()..].trim_start().as_bytes();
    let is_end = behind
        .get(..end.len())
        .is_some_and(|b| b.eq_ignore_ascii_case(end.as_bytes()));
    end.starts_with("</") && tag.ends_with("/>") && !is_end
}
