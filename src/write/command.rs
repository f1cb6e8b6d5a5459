//! Command lines that people copy from a page or a message into their terminal.

use super::scalar::one_line;

/// `casebook new KIND "Title" --set field=value …`, quoted for a POSIX shell and, as far as that goes, for others.
/// Several values of one field are given with commas between them.
pub fn new_entry(kind: &str, title: &str, set: &[(&str, &str)]) -> String {
    let mut line = format!("casebook new {} {}", word(kind), quoted(&one_line(title)));
    for (field, value) in set {
        line.push_str(" --set ");
        line.push_str(&word(&format!("{field}={}", one_line(value))));
    }
    line
}

/// As it is where no shell reads anything into it.
fn word(text: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || "-_=,./:@%+#".contains(c);
    match !text.is_empty() && text.chars().all(safe) && !text.starts_with(['-', '#']) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

/// In double quotes, which most shells know; in single ones where a shell would look into the double ones.
fn quoted(text: &str) -> String {
    match text.contains(['"', '$', '`', '\\', '!']) {
        false => format!("\"{text}\""),
        true => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_quoted_where_a_shell_would_read_something_into_it() {
        let line = new_entry(
            "validation",
            "Talks",
            &[("problems", "know-why"), ("method", "interview")],
        );
        assert_eq!(
            line,
            "casebook new validation \"Talks\" --set problems=know-why --set method=interview"
        );
        let line = new_entry(
            "problem",
            "It's $5 `now`\n!",
            &[("need", "see it"), ("tags", "a,b")],
        );
        assert_eq!(
            line,
            r#"casebook new problem 'It'\''s $5 `now` !' --set "need=see it" --set tags=a,b"#
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_hands_over_what_was_meant() {
        for title in [
            "a b", "it's", "\"x\"", "$HOME", "`id`", "a\\nb", "!x", "*", "~", "a;b|c&d", "(x)",
            "日本",
        ] {
            let line = new_entry("problem", title, &[("need", title)]);
            let script = line.replace("casebook", "printf '%s\\n'");
            let run = std::process::Command::new("sh")
                .args(["-c", &script])
                .output()
                .unwrap();
            let said = String::from_utf8(run.stdout).unwrap();
            assert_eq!(
                said,
                format!("new\nproblem\n{title}\n--set\nneed={title}\n"),
                "{line}"
            );
        }
    }
}
