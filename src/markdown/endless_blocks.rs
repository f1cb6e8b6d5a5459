//! Blocks of raw HTML that hide what is in them, over blank lines too, and have no end: behind a forgotten `</script>` the
//! rest of the page would be lost. Their first signs are text, and Markdown reads on behind them. An end in a later block of
//! code is none: there somebody writes of one. Knows nothing of the parser.

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
    let ends = [const { OnceCell::new() }; UNTIL.len()];
    let lower = LazyCell::new(|| text.to_ascii_lowercase());
    let fences = LazyCell::new(|| fences(text));
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
        let ends = ends[kind].get_or_init(|| all_ends(&lower, end));
        let next = ends.get(ends.partition_point(|end| *end < at));
        let is_in_fence = |end: usize| {
            let before = fences.partition_point(|fence| fence.start <= end);
            let fence = before.checked_sub(1).map(|i| &fences[i]);
            fence.is_some_and(|fence| at < fence.start && end < fence.end)
        };
        let is_endless = next.is_none_or(|end| is_in_fence(*end)) || is_empty_tag(&text[at..], end);
        is_endless.then_some(start.len())
    };
    starts.filter_map(|at| Some(at..at + length(at)?)).collect()
}

/// Where the ends begin, in order; an end tag has its `>`.
fn all_ends(lower: &str, end: &str) -> Vec<usize> {
    let is_end = |rest: &str| !end.starts_with("</") || rest.trim_start().starts_with('>');
    let ends = lower.match_indices(end).map(|(at, _)| at);
    ends.filter(|at| is_end(&lower[at + end.len()..])).collect()
}

/// The fenced blocks of code that have an end, in order.
fn fences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // The sign of the open fence, how many of them, and where it begins.
    let mut open: Option<(char, usize, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let Some(sign) = line.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            continue;
        };
        let rest = line.trim_start_matches(sign);
        let count = line.len() - rest.len();
        match open {
            Some((own, least, from)) if own == sign && count >= least && rest.is_empty() => {
                found.push(from..start);
                open = None;
            }
            None if count >= 3 && !rest.contains('`') => open = Some((sign, count, at)),
            _ => {}
        }
    }
    found
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
