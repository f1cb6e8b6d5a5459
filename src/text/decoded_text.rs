//! A text with parts replaced by what they stand for, and the mapping back to places in the original.

use std::borrow::Cow;
use std::iter::repeat_n;

/// A text with character references and backslash escapes decoded.
pub struct DecodedText<'t> {
    pub text: Cow<'t, str>,
    /// The byte offset in the original of each byte of `text` and of its end; empty if nothing was replaced.
    places: Vec<usize>,
}

impl<'t> DecodedText<'t> {
    /// Decodes twice, because code shows `&amp;#91;` as `&#91;`.
    pub fn of(original: &'t str) -> Self {
        let view = DecodedText {
            text: original.into(),
            places: vec![],
        };
        // A search for one character is much faster than for one of two.
        if !original.contains('&') && !original.contains('\\') {
            return view;
        }
        let view = view.with_replaced(b"&\\", escape_at);
        match view.places.is_empty() {
            true => view,
            false => view.with_replaced(b"&\\", escape_at),
        }
    }

    /// With every part replaced that begins with one of these bytes, each the first of a character, and that `read` knows: it returns the end of the
    /// part that begins at a byte, and what the part stands for.
    pub fn with_replaced(
        self,
        starts: &[u8],
        read: impl Fn(&str, usize) -> Option<(usize, Cow<'_, str>)>,
    ) -> Self {
        let text = &*self.text;
        let (mut out, mut places, mut behind) = (String::new(), Vec::new(), 0);
        let at_start = text.bytes().enumerate().filter(|(_, b)| starts.contains(b));
        for (at, _) in at_start {
            let Some((end, read)) = (at >= behind).then(|| read(text, at)).flatten() else {
                continue;
            };
            out.push_str(&text[behind..at]);
            places.extend((behind..at).map(|at| self.place(at)));
            out.push_str(&read);
            places.extend(repeat_n(self.place(at), read.len()));
            behind = end;
        }
        if behind == 0 {
            return self;
        }
        out.push_str(&text[behind..]);
        places.extend((behind..=text.len()).map(|at| self.place(at)));
        DecodedText {
            text: out.into(),
            places,
        }
    }

    /// The byte offset in the original of a byte offset in `text`.
    pub fn place(&self, at: usize) -> usize {
        match self.places.is_empty() {
            true => at,
            false => self.places.get(at).copied().unwrap_or_default(),
        }
    }
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
