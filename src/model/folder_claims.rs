//! Which kind claims a folder: by its name (`Key findings`), its path from the content folder (`research/people`) or a
//! glob of either (`20*`, `**/notes`).
//!
//! Knows neither files nor documents.

use std::collections::HashMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::nfc;

/// Patterns of folders, each with what claims them.
#[derive(Clone, Debug, Default)]
pub struct FolderClaims {
    /// By name or path, as written.
    by_text: HashMap<String, FolderClaim>,
    globs: GlobSet,
    of_globs: Vec<FolderClaim>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderClaim {
    /// Index into [`super::Schema::kinds`].
    pub kind: usize,
    /// `casebook.yaml` names the folder.
    pub is_of_project: bool,
}

impl FolderClaims {
    /// The first of two claims of one pattern is kept, and of several globs that match a folder the first.
    pub fn new(claims: impl Iterator<Item = (String, FolderClaim)>) -> Self {
        let (mut found, mut globs) = (FolderClaims::default(), GlobSetBuilder::new());
        for (pattern, claim) in claims {
            if let Some(Ok(glob)) = parse_glob(&pattern) {
                globs.add(glob);
                found.of_globs.push(claim);
            }
            found.by_text.entry(pattern).or_insert(claim);
        }
        found.globs = globs.build().unwrap_or_default();
        found
    }

    /// What claims a folder itself, whatever claims the folders above it.
    pub fn of_folder(&self, path: &str) -> Option<FolderClaim> {
        let path = nfc(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let by_text = [&*path, name].into_iter().find_map(|t| self.by_text.get(t));
        let by_glob = || self.globs.matches(&*path).into_iter().min();
        let by_glob = || by_glob().and_then(|i| self.of_globs.get(i));
        by_text.or_else(by_glob).copied()
    }

    /// The nearest claimed folder among a folder and those above it.
    pub fn nearest<'p>(&self, folder: &'p str) -> Option<(&'p str, FolderClaim)> {
        let above = |folder: &&'p str| folder.rsplit_once('/').map(|(above, _)| above);
        let mut folders = std::iter::successors(Some(folder), above);
        folders.find_map(|folder| Some((folder, self.of_folder(folder)?)))
    }
}

/// A pattern as it is compared: in NFC, without slashes around it.
pub fn normalise_pattern(pattern: &str) -> String {
    nfc(pattern.trim_matches('/')).into_owned()
}

/// The glob of a pattern; `None` if it is a plain name or path. Without a slash it matches a name anywhere.
pub fn parse_glob(pattern: &str) -> Option<Result<Glob, globset::Error>> {
    pattern.contains(['*', '?', '[', '{', '\\']).then(|| {
        let anywhere = if pattern.contains('/') { "" } else { "**/" };
        GlobBuilder::new(&format!("{anywhere}{pattern}"))
            .literal_separator(true)
            .backslash_escape(true)
            .build()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_that_a_name_a_path_or_a_glob_matches_is_claimed() {
        let patterns = [
            "personas",
            "01 Painpoints",
            "research/people",
            "**/findings",
            "20*/notes",
            "Schlüsse",
            "Old [2024]",
            "Week *",
        ];
        let claims = FolderClaims::new(patterns.iter().enumerate().map(|(kind, pattern)| {
            let is_of_project = true;
            let claim = FolderClaim {
                kind,
                is_of_project,
            };
            (normalise_pattern(pattern), claim)
        }));
        for (folder, wanted) in [
            ("personas", Some("personas")),
            ("products/x/personas/old", Some("personas")),
            ("01 Painpoints/sub", Some("01 Painpoints")),
            ("research/people", Some("research/people")),
            ("a/research/people", None),
            ("findings", Some("**/findings")),
            ("research/2024/findings/x", Some("**/findings")),
            ("research/people/findings", Some("**/findings")),
            ("2024/notes", Some("20*/notes")),
            ("a/2024/notes", None),
            ("2024/x/notes", None),
            // As macOS writes it.
            ("Schlu\u{308}sse", Some("Schlüsse")),
            ("Old [2024]", Some("Old [2024]")),
            ("a/Week 3", Some("Week *")),
            ("people", None),
            ("", None),
        ] {
            let found = claims
                .nearest(folder)
                .map(|(_, claim)| patterns[claim.kind]);
            assert_eq!(found, wanted, "{folder}");
        }
    }
}
