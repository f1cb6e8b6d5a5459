//! Where formulas stand: `$a^2$` on a line, and `$$…$$` over lines. Between the signs of a formula nothing is Markdown.
//!
//! Prices stay prices: the opening `$` follows no letter or digit, and none follows the closing one.

use std::ops::Range;

/// Finds the formulas of a text from its start to its end; each place is looked at once.
pub(super) struct Formulas<'t> {
    text: &'t str,
    /// Up to here the text has been searched.
    at: usize,
    last: Range<usize>,
    /// No `$$` follows.
    has_no_block: bool,
}

impl<'t> Formulas<'t> {
    pub fn new(text: &'t str) -> Self {
        Formulas {
            text,
            at: 0,
            last: 0..0,
            has_no_block: false,
        }
    }

    /// True if the byte `at` is in a formula that begins at or behind `from`. Both only grow from call to call.
    pub fn has(&mut self, at: usize, from: usize, is_code: impl Fn(usize) -> bool) -> bool {
        if self.last.start < from {
            self.last = 0..0;
            self.at = self.at.max(from);
        }
        while self.last.end <= at {
            let Some(next) = self.text[self.at..].find('$').map(|next| self.at + next) else {
                self.at = self.text.len();
                return false;
            };
            if next >= at {
                return false;
            }
            self.at = next + 1;
            if !is_code(next) && self.opens(next) {
                self.read_formula(next);
            }
        }
        self.last.start < at
    }

    fn opens(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '\\')
    }

    fn read_formula(&mut self, start: usize) {
        let rest = &self.text[start..];
        if let Some(inside) = rest.strip_prefix("$$") {
            let end = inside.find("$$").filter(|_| !self.has_no_block);
            self.has_no_block = end.is_none();
            self.at = start + 2 + end.map_or(0, |end| end + 2);
            self.last = start..self.at;
            return;
        }
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if is_blank(line[1..].chars().next()) {
            return;
        }
        let closes = |at: &usize| {
            let after = line[at + 1..].chars().next();
            !is_blank(line[..*at].chars().next_back()) && after.is_none_or(|c| !c.is_alphanumeric())
        };
        let mut signs = line.match_indices('$').map(|(at, _)| at).skip(1);
        match signs.find(closes) {
            Some(end) => {
                self.at = start + end + 1;
                self.last = start..self.at;
            }
            // What closes none here closes none of the rest of the line.
            None => self.at = start + line.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_told_from_prices() {
        for (text, wanted) in [
            ("$a %% b$", true),
            ("x ($a%%b$).", true),
            ("$$\na %% b\n\nc\n$$", true),
            ("a $$b %% c$$ d", true),
            ("$5 and $6 %% x", false),
            ("$5 %% or $6", false),
            ("a$ %% b$", false),
            ("$ %% b$", false),
            ("$a %%\nb$", false),
            ("\\$a %% b$", false),
            ("$a$ %% b", false),
            ("$a$ %% $b$", false),
            ("$$ %% b", false),
            ("%% $a$", false),
        ] {
            let at = text.find("%%").unwrap();
            assert_eq!(Formulas::new(text).has(at, 0, |_| false), wanted, "{text}");
        }
        let text = "`$` a %% b$";
        assert!(!Formulas::new(text).has(6, 0, |at| at < 3));
        // The sign in a comment opens nothing behind it.
        assert!(!Formulas::new("%% $a %% b %% c$").has(11, 8, |_| false));
    }

    #[test]
    fn many_signs_are_read_in_time() {
        let text = "$a ".repeat(100_000) + "%%";
        let mut formulas = Formulas::new(&text);
        assert!(!formulas.has(text.len() - 2, 0, |_| false));
    }
}
