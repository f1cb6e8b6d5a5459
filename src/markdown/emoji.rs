//! GitHub's short names of emoji: `:tada:`.

use std::borrow::Cow;

/// The text with emoji in place of their short names. A name stands apart from letters and digits, and behind no other
/// colon, so that times, ratios (`1:100:1`) and paths of code (`std::hash::Hash`) stay.
pub(super) fn with_emoji(text: &str) -> Cow<'_, str> {
    let (mut shown, mut behind) = (String::new(), 0);
    let mut colons = memchr::memchr_iter(b':', text.as_bytes()).peekable();
    while let (Some(start), Some(end)) = (colons.next(), colons.peek().copied()) {
        let is_apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        // Behind the name before it, whose colon does not count.
        let before = text[behind..start].chars().next_back();
        let name = emojis::get_by_shortcode(&text[start + 1..end]);
        if let Some(emoji) = name
            && is_apart(before)
            && before != Some(':')
            && is_apart(text[end + 1..].chars().next())
        {
            shown.push_str(&text[behind..start]);
            shown.push_str(emoji.as_str());
            behind = end + 1;
            colons.next();
        }
    }
    match behind {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(shown + &text[behind..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_emoji_are_shown_as_emoji() {
        for (text, shown) in [
            ("Merged :tada:", "Merged 🎉"),
            (":rocket: :+1:", "🚀 👍"),
            (":tada::rocket:", "🎉🚀"),
            ("1:100:1", "1:100:1"),
            ("at 10:30:45", "at 10:30:45"),
            (":no such name:", ":no such name:"),
            ("a: b:", "a: b:"),
            (":tada", ":tada"),
            ("std::hash::Hash", "std::hash::Hash"),
            ("1:hash:", "1:hash:"),
            (":hash:1", ":hash:1"),
        ] {
            assert_eq!(with_emoji(text), shown, "{text}");
        }
    }
}
