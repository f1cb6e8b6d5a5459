//! The example sites of a check, with the files filled in of which only the path is written.

use super::Check;

/// The files that several examples share.
const CASE: &str = include_str!("example_case.txt");

/// Path and text.
pub type File = (String, String);

impl Check {
    /// The files of the example. One without text is the shared file of that path.
    pub fn example_files(&self) -> Vec<File> {
        filled(self.example)
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

/// The files of a text. One without text is the shared file of that path.
fn filled(text: &str) -> Vec<File> {
    let fill = |(path, text): (&str, &str)| {
        let shared = files(CASE).find(|file| text.is_empty() && file.0 == path);
        (
            path.to_owned(),
            shared.map_or(text, |file| file.1).to_owned(),
        )
    };
    files(text).map(fill).collect()
}

/// The files of a text, each after a line `>>> PATH`.
fn files(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split(">>> ").skip(1);
    parts.filter_map(|part| part.split_once('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry::ALL;

    #[test]
    fn a_path_alone_is_the_shared_file_of_that_path() {
        let (path, awinita) = files(CASE).next().unwrap();
        assert_eq!(path, "personas/awinita.md");
        let of = |files: Vec<File>| -> String {
            files
                .into_iter()
                .map(|(path, text)| format!("{path}:{text};"))
                .collect()
        };
        let check = Check {
            example: ">>> personas/awinita.md\n>>> b.md\nB\n>>> c.md\n",
            correction: &[("B", "C"), ("", ">>> d.md\nD\n"), (">>> c.md\n", "")],
            ..Check::HINT
        };
        let expected = format!("personas/awinita.md:{awinita};b.md:B\n;c.md:;");
        assert_eq!(of(check.example_files()), expected);
        let expected = format!("d.md:D\n;personas/awinita.md:{awinita};b.md:C\n;");
        assert_eq!(of(check.instead_files()), expected);
    }

    #[test]
    fn no_example_repeats_a_shared_file_and_each_correction_has_a_place() {
        let mut wrong = Vec::new();
        for check in ALL {
            let code = check.code;
            let corrected = check.correction.iter().map(|(_, new)| *new);
            for text in std::iter::once(check.example).chain(corrected) {
                for (path, _) in files(text).filter(|file| files(CASE).any(|f| f == *file)) {
                    wrong.push(format!(
                        "{code}: of {path} write only the line `>>> {path}`"
                    ));
                }
            }
            let (example, instead) = (check.example_files(), check.instead_files());
            let mut text: String = example
                .iter()
                .map(|(path, text)| format!(">>> {path}\n{text}"))
                .collect();
            for (old, new) in check.correction {
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
