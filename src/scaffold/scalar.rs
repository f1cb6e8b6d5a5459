//! Writes text as a YAML scalar that every YAML parser reads as that text.

use crate::content::yaml::{self, Node};

/// Words that some YAML parser reads as something other than text.
const AMBIGUOUS_WORDS: [&str; 11] = [
    "~", "false", "n", "no", "null", "off", "on", "true", "y", "yes", "=",
];

/// The text as a value after `name: ` or in `[…]`: as it is if that is safe, else in double quotes.
pub fn yaml_scalar(text: &str) -> String {
    match is_safe_unquoted(text) {
        true => text.to_owned(),
        false => double_quoted(text),
    }
}

/// The text as one trimmed line: each run of whitespace and control characters becomes one blank.
pub fn one_line(text: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || is_unprintable(c);
    let words = text.split(is_gap).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// True for control characters, line separators and characters that change the direction of text.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_safe_unquoted(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphabetic());
    let safe = |c: char| c.is_alphanumeric() || " -_./()'+&%!?;".contains(c);
    let reads_back = || {
        let read = yaml::parse(&format!("[{text}]"));
        read == Ok(Node::List(vec![Node::Text(text.to_owned())]))
    };
    starts
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && !AMBIGUOUS_WORDS.contains(&text.to_lowercase().as_str())
        && reads_back()
}

fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_unprintable(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn escape(c: char) -> String {
    match c as u32 {
        n @ 0..=0xff => format!("\\x{n:02x}"),
        n => format!("\\u{n:04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back_as_itself() {
        for text in [
            "Know why",
            "yes",
            "No",
            "007",
            "1.10",
            "a: b",
            "a #b",
            "- a",
            "[a",
            "{a}",
            "\"a\"",
            "it's",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%",
            "@a",
            "`a`",
            "2026-07-01",
            "null",
            "~",
            "",
            " ",
            "a\\b",
            "a\tb",
            "a\nb",
            "日本語",
            "👩‍👩‍👧",
            "שלום",
            "a, b",
            "---",
            "...",
            "? a",
            "a:",
            ":a",
            "=",
            "<<",
            "\u{2028}",
            "\u{202e}x",
            "é\u{301}",
        ] {
            for block in [
                format!("k: {}", yaml_scalar(text)),
                format!("k: [{}, x]", yaml_scalar(text)),
            ] {
                let node = yaml::parse(&block).unwrap_or_else(|e| panic!("{block}: {e:?}"));
                let value = match node.get("k") {
                    Some(Node::List(items)) => items[0].clone(),
                    Some(value) => value.clone(),
                    None => panic!("{block}"),
                };
                assert_eq!(value, Node::Text(text.to_owned()), "{block}");
            }
        }
        assert_eq!(
            yaml_scalar("Know why a file failed"),
            "Know why a file failed"
        );
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(one_line(" a\0\r\n b\u{202e}c\t"), "a b c");
    }
}
