//! What explains a check, from `checks.yaml`, and the small sites of its example.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Check;

/// By code. Parsed when the first is asked for.
static TEXTS: LazyLock<HashMap<String, Texts>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("checks.yaml"))
        .expect("checks.yaml is valid: a unit test reads it")
});

/// The files that several examples share.
const CASE: &str = include_str!("example_case.txt");

/// What `checks.yaml` says of a check; its head says what each is.
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub what: String,
    pub why: String,
    #[serde(default)]
    pub example: String,
    pub finding: String,
    #[serde(default)]
    pub correction: Vec<(String, String)>,
}

/// Path and text.
pub type File = (String, String);

impl Check {
    pub fn texts(&self) -> &'static Texts {
        TEXTS
            .get(self.code)
            .expect("checks.yaml has every code: a unit test looks")
    }
}

impl Texts {
    /// The files of the example.
    pub fn example_files(&self) -> Vec<File> {
        filled(&self.example)
    }

    /// The files of the corrected site.
    pub fn instead_files(&self) -> Vec<File> {
        let files = self.example_files().into_iter();
        let text: String = files
            .map(|(path, text)| format!(">>> {path}\n{text}"))
            .collect();
        let corrections = self.correction.iter();
        filled(&corrections.fold(text, |text, (old, new)| text.replacen(old, new, 1)))
    }
}

/// The files of a text, those of the shared case filled in.
fn filled(text: &str) -> Vec<File> {
    let fill = |(path, text): (&str, &str)| {
        let shared = files(CASE).find(|file| file.0 == path && !text.starts_with("---"));
        let text = shared.map_or_else(|| text.to_owned(), |file| lay_over(file.1, text));
        (path.to_owned(), text)
    };
    files(text).map(fill).collect()
}

/// The files of a text, each after a line `>>> PATH`.
fn files(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split(">>> ").skip(1);
    parts.filter_map(|part| part.split_once('\n'))
}

/// A file with these lines of front matter: each takes the place of the line of its key or follows the last, and one
/// without a value takes it out.
fn lay_over(shared: &str, lines: &str) -> String {
    let mut all: Vec<&str> = shared.lines().collect();
    for line in lines.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let is_own = |other: &&str| other.split(':').next() == Some(key);
        let at = all.iter().position(is_own);
        let taken = at.map_or(all.len() - 1..all.len() - 1, |at| at..at + 1);
        all.splice(taken, (!value.is_empty()).then_some(line));
    }
    all.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry::ALL;

    #[test]
    fn of_a_shared_file_an_example_says_what_differs() {
        let texts = Texts {
            example:
                ">>> personas/awinita.md\nrole:\ngoals: [Time]\nowner: Kim\n>>> b.md\nB\n>>> c.md\n"
                    .into(),
            correction: [("B", "C"), ("", ">>> d.md\nD\n"), (">>> c.md\n", "")]
                .map(|(old, new)| (old.into(), new.into()))
                .into(),
            ..Texts::default()
        };
        let of = |files: Vec<File>| -> String {
            let files = files.into_iter();
            files
                .map(|(path, text)| format!("{path}:{text};"))
                .collect()
        };
        let awinita = "personas/awinita.md:---\nname: Awinita\ngoals: [Time]\nowner: Kim\n---\n";
        let expected = format!("{awinita};b.md:B\n;c.md:;");
        assert_eq!(of(texts.example_files()), expected);
        let expected = format!("d.md:D\n;{awinita};b.md:C\n;");
        assert_eq!(of(texts.instead_files()), expected);
    }

    #[test]
    fn every_check_has_its_texts_and_no_others_are_there() {
        let mut codes: Vec<&str> = ALL.iter().map(|check| check.code).collect();
        let mut explained: Vec<&str> = TEXTS.keys().map(String::as_str).collect();
        codes.sort_unstable();
        explained.sort_unstable();
        assert_eq!(explained, codes, "left checks.yaml, right registry.rs");
    }

    #[test]
    fn no_example_repeats_a_shared_file_and_each_correction_has_a_place() {
        let mut wrong = Vec::new();
        for check in ALL {
            let (code, texts) = (check.code, check.texts());
            let corrected = texts.correction.iter().map(|(_, new)| new);
            for text in std::iter::once(&texts.example).chain(corrected) {
                for (path, _) in files(text).filter(|file| files(CASE).any(|f| f == *file)) {
                    wrong.push(format!(
                        "{code}: of {path} write only the line `>>> {path}`"
                    ));
                }
            }
            let (example, instead) = (texts.example_files(), texts.instead_files());
            let mut text: String = example
                .iter()
                .map(|(path, text)| format!(">>> {path}\n{text}"))
                .collect();
            for (old, new) in &texts.correction {
                if !text.contains(old) {
                    wrong.push(format!("{code}: nothing to correct is `{old}`"));
                }
                text = text.replacen(old, new, 1);
            }
            for (path, _) in example.iter().chain(&instead).filter(|f| f.1.is_empty()) {
                wrong.push(format!(
                    "{code}: {path} is empty, and not in example_case.txt"
                ));
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    }
}
