//! Command lines to copy from a page or a message into a terminal.

use super::scalar::one_line;

/// `casebook new KIND "Title" --set field=value …`. Separate several values of one field by commas.
pub fn new_entry(kind: &str, title: &str, set: &[(&str, &str)]) -> String {
    let (kind, title) = (shell_quoted(kind), shell_quoted(title));
    let mut line = format!("casebook new {kind} {title}");
    for (field, value) in set {
        line += &format!(" --set {field}={}", shell_quoted(value));
    }
    line
}

/// A word for a POSIX shell, quoted if necessary. Control characters become blanks, because a terminal may act on them
/// when the line is pasted.
pub fn shell_quoted(word: &str) -> String {
    let word = one_line(word);
    let quoted = shlex::try_quote(&word).expect("there is no NUL in it");
    quoted.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_with_special_characters_are_quoted() {
        let line = new_entry(
            "validation",
            "Talks: why?",
            &[
                ("problems", "know-why"),
                ("need", "see it"),
                ("tags", "a,b"),
            ],
        );
        assert_eq!(
            line,
            "casebook new validation 'Talks: why?' --set problems=know-why --set need='see it' --set tags='a,b'"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_passes_each_title_on_unchanged() {
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
            let output = String::from_utf8(run.stdout).unwrap();
            assert_eq!(
                output,
                format!("new\nproblem\n{title}\n--set\nneed={title}\n"),
                "{line}"
            );
        }
    }

    #[test]
    fn a_quoted_title_splits_back_into_one_word() {
        for title in [
            "$(id)",
            "`id`",
            "it's; rm",
            "a\"b",
            "a\nb",
            "!x",
            "--help me",
            "\u{1b}[0m",
            "",
        ] {
            let read = shlex::split(&shell_quoted(title)).expect("it can be read");
            assert_eq!(read, [one_line(title)]);
        }
    }
}
