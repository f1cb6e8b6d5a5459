//! A text with its escapes decoded, and the mapping back to places in the original.

use std::borrow::Cow;
use std::iter::repeat_n;

/// A text with character references and backslash escapes decoded.
pub struct DecodedText<'t> {
    pub text: Cow<'t, str>,
    /// The byte offset in the original of each byte of `text`; empty if nothing was escaped.
    places: Vec<usize>,
}

impl<'t> DecodedText<'t> {
    /// Decodes twice, because code shows `&amp;#91;` as `&#91;`.
    pub fn of(original: &'t str) -> Self {
        let mut view = DecodedText {
            text: original.into(),
            places: vec![],
        };
        for _ in 0..2 {
            let Some((text, places)) = unescaped(&view.text) else {
                break;
            };
            let places = places.into_iter().map(|at| view.place(at)).collect();
            view = DecodedText {
                text: text.into(),
                places,
            };
        }
        view
    }

    /// The byte offset in the original of a byte offset in `text`.
    pub fn place(&self, at: usize) -> usize {
        match self.places.is_empty() {
            true => at,
            false => self.places.get(at).copied().unwrap_or_default(),
        }
    }
}

/// The decoded text and the offset in `text` of each of its bytes and of its end; `None` if nothing is escaped.
fn unescaped(text: &str) -> Option<(String, Vec<usize>)> {
    let (mut out, mut places, mut behind) = (String::new(), Vec::new(), 0);
    for (at, _) in text.match_indices(['&', '\\']) {
        let Some((end, read)) = escape_at(text, at).filter(|_| at >= behind) else {
            continue;
        };
        out.push_str(&text[behind..at]);
        places.extend(behind..at);
        out.push_str(&read);
        places.extend(repeat_n(at, read.len()));
        behind = end;
    }
    if behind == 0 {
        return None;
    }
    out.push_str(&text[behind..]);
    places.extend(behind..=text.len());
    Some((out, places))
}

/// The end of the character reference or escape that begins at `at`, and its decoded text.
fn escape_at(text: &str, at: usize) -> Option<(usize, Cow<'_, str>)> {
    let rest = &text[at + 1..];
    if text[at..].starts_with('\\') {
        let is_escaped = rest.starts_with(|c: char| c.is_ascii_punctuation());
        return is_escaped.then(|| (at + 2, rest[..1].into()));
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))?;
    let end = Some(end).filter(|end| rest[*end..].starts_with(';'))?;
    let written = &text[at..=at + 1 + end];
    let read = html_escape::decode_html_entities(written);
    (read != written).then(|| (at + written.len(), read))
}
