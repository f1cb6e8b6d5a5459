//! The example sites of a check, with the files filled in of which only the path is written.

use super::Check;

/// The files that several examples share.
const CASE: &str = include_str!("example_case.txt");

/// Path and text.
pub type File = (&'static str, &'static str);

impl Check {
    /// The files of the example. One without text is the shared file of that path.
    pub fn example_files(&self) -> Vec<File> {
        filled(self.example, &files(CASE))
    }

    /// The files of the corrected site. One without text is the example's file of that path, or else the shared one.
    pub fn instead_files(&self) -> Vec<File> {
        filled(self.instead, &[self.example_files(), files(CASE)].concat())
    }
}

/// The files of a text. One without text is the first file of that path in `known`.
fn filled(text: &'static str, known: &[File]) -> Vec<File> {
    let fill = |file: File| {
        let mut known = known.iter().filter(|k| file.1.is_empty() && k.0 == file.0);
        known.next().copied().unwrap_or(file)
    };
    files(text).into_iter().map(fill).collect()
}

/// The files of a text, each after a line `>>> PATH`.
fn files(text: &'static str) -> Vec<File> {
    let parts = text.split(">>> ").skip(1);
    parts.filter_map(|part| part.split_once('\n')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Finder;
    use crate::check::registry::ALL;
    use crate::diagnostic::Severity;

    #[test]
    fn a_path_alone_is_the_first_known_file_of_that_path() {
        let known = [("a.md", "A\n"), ("b.md", "B\n"), ("b.md", "other\n")];
        let text = ">>> b.md\n>>> a.md\nown\n>>> c.md\n";
        let expected = [("b.md", "B\n"), ("a.md", "own\n"), ("c.md", "")];
        assert_eq!(filled(text, &known), expected);
        let [awinita, ..] = files(CASE)[..] else {
            panic!("the shared case is empty")
        };
        let mut check = Check {
            code: "a",
            severity: Severity::Hint,
            depends_on_date: false,
            is_private: false,
            what: "",
            why: "",
            example: ">>> personas/awinita.md\n>>> b.md\nB\n",
            example_finding: "",
            instead: ">>> b.md\n>>> personas/awinita.md\n",
            finder: Finder::Elsewhere,
        };
        assert_eq!(check.example_files(), [awinita, ("b.md", "B\n")]);
        assert_eq!(check.instead_files(), [("b.md", "B\n"), awinita]);
        check.example = ">>> personas/awinita.md\nother\n";
        assert_eq!(check.instead_files()[1], ("personas/awinita.md", "other\n"));
    }

    #[test]
    fn no_example_repeats_a_file_that_its_path_alone_would_name() {
        let repeated = |text: &'static str, known: &[File]| -> Vec<File> {
            let first = |path| known.iter().find(|k| k.0 == path);
            let mut files = files(text);
            files.retain(|file| first(file.0) == Some(file));
            files
        };
        let mut wrong = Vec::new();
        for check in ALL {
            let (code, example, instead) =
                (check.code, check.example_files(), check.instead_files());
            let known = [example.clone(), files(CASE)].concat();
            let twice = [
                repeated(check.example, &files(CASE)),
                repeated(check.instead, &known),
            ];
            for (path, _) in twice.concat() {
                wrong.push(format!(
                    "{code}: of {path} write only the line `>>> {path}`"
                ));
            }
            for (path, _) in [example, instead]
                .concat()
                .iter()
                .filter(|f| f.1.is_empty())
            {
                wrong.push(format!(
                    "{code}: {path} is empty, and not in example_case.txt"
                ));
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    }
}
