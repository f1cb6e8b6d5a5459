//! A block of front matter in YAML, TOML or JSON: what it says, and where each of its nodes is written. Whoever reads or
//! edits front matter asks it, and the rest of the program does not know the format. JSON is read as the YAML that it is.

mod toml;

use crate::content::front_matter::{self, Format, Split};
use crate::content::yaml::{self, CutValue, Error, Node, RawScalars, Step};

/// The text between the fences and what it is written in.
#[derive(Clone, Copy)]
pub struct Block<'t> {
    pub text: &'t str,
    pub format: Format,
}

/// The text behind a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl<'t> Block<'t> {
    /// The block of a file, and the byte at which it starts. A file without front matter is a block of YAML as a whole.
    pub fn of_file(text: &'t str) -> (usize, Self) {
        let (start, end, format) = match front_matter::split(text) {
            Split::Fenced { block, format, .. } => (block.0, block.1, format),
            _ => (
                text.len() - without_mark(text).len(),
                text.len(),
                Format::Yaml,
            ),
        };
        let text = &text[start..end];
        (start, Block { text, format })
    }

    /// What the block says: [`yaml::parse`] tells what is refused.
    pub fn parse(self) -> Result<Node, Error> {
        match self.format {
            Format::Toml => toml::parse(self.text),
            Format::Yaml | Format::Json => yaml::parse(self.text),
        }
    }

    /// The byte range in the block of the node at `path` or, with `key`, of its name: [`yaml::locate`].
    pub fn locate(self, path: &[Step], key: bool) -> Option<(usize, usize)> {
        match self.format {
            Format::Toml => toml::locate(self.text, path, key),
            Format::Yaml | Format::Json => yaml::locate(self.text, path, key),
        }
    }

    pub fn raw_scalars(self) -> RawScalars<'t> {
        match self.format {
            Format::Toml => RawScalars::of(self.text, toml::raw_scalars(self.text)),
            Format::Yaml | Format::Json => RawScalars::new(self.text),
        }
    }

    /// The values that lose text; only those of YAML do.
    pub fn cut_values(self) -> Vec<CutValue> {
        match self.format {
            Format::Yaml => yaml::cut_values(self.text),
            Format::Toml | Format::Json => vec![],
        }
    }
}

/// The most bytes parsed for the places of one block: each place parses it again, so very many would take too long.
const MAX_BYTES_READ: usize = 4 << 20;

/// Looks up many places of one block.
pub struct NodeLocator<'b> {
    block: Block<'b>,
    /// Bytes that may still be read.
    bytes_left: usize,
}

impl<'b> NodeLocator<'b> {
    pub fn new(block: Block<'b>) -> Self {
        NodeLocator {
            block,
            bytes_left: MAX_BYTES_READ,
        }
    }

    /// As [`Block::locate`], for the longest part of the path that exists: a single value given for a list has no first item.
    /// After very many places, returns only the name of the top-level field.
    pub fn locate(&mut self, path: &[Step], key: bool) -> Option<(usize, usize)> {
        for n in (1..=path.len()).rev() {
            let Some(left) = self.bytes_left.checked_sub(self.block.text.len()) else {
                return top_level_key_range(self.block.text, path);
            };
            self.bytes_left = left;
            let found = self.block.locate(&path[..n], key);
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// The byte range of the top-level name with which a path begins.
fn top_level_key_range(block: &str, path: &[Step]) -> Option<(usize, usize)> {
    let Step::Key(name) = path.first()? else {
        return None;
    };
    let begins = |at: &usize| {
        let after = block[at + name.len()..].trim_start_matches(' ');
        (*at == 0 || block[..*at].ends_with('\n')) && after.starts_with([':', '='])
    };
    let start = block.match_indices(name).map(|(at, _)| at).find(begins)?;
    Some((start, start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::yaml::NodePath;

    fn path(text: &str) -> NodePath {
        let step = |s: &str| {
            s.parse()
                .map(Step::Index)
                .unwrap_or_else(|_| Step::Key(s.into()))
        };
        text.split('.').map(step).collect()
    }

    #[test]
    fn after_very_many_places_only_the_field_is_located() {
        let block = format!("tag: tags\ntags : [{}]\n", "[],".repeat(1_000));
        let mut places = NodeLocator::new(Block {
            text: &block,
            format: Format::Yaml,
        });
        let mut found: Vec<usize> = (0..5_000)
            .map(|i| places.locate(&path(&format!("tags.{}", i % 900)), false))
            .map(|place| place.expect("it has a place").0)
            .collect();
        let field = found.pop().expect("many were asked for");
        assert_eq!(&block[field..field + 6], "tags :");
        assert!(found[..1_000].iter().all(|at| *at > field));
        assert_eq!(places.locate(&path("gone.1"), false), None);
    }

    const TOML: &str = "title = \"Know why\"\ndate = 2024-03-05T10:00:00Z\nn = 1_000\nx = 1.10\ntags = ['a', \"b\"]\n\
                        [source]\nrepo.name = 'r'\n[[results]]\nproblem = \"p\"\n[[results]]\nnote = \"\"\"\nq\"\"\"\n";

    #[test]
    fn toml_is_read_as_the_same_nodes_as_yaml() {
        let toml = Block {
            text: TOML,
            format: Format::Toml,
        };
        let yaml = "{title: Know why, date: '2024-03-05T10:00:00Z', n: 1000, x: 1.1, tags: [a, b], source: {repo: {name: r}}, \
                    results: [{problem: p}, {note: q}]}";
        assert_eq!(toml.parse(), yaml::parse(yaml));
        let raw = toml.raw_scalars();
        let written = ["title", "date", "n", "x", "tags.1"].map(|at| raw.get(&path(at)));
        let expected = ["Know why", "2024-03-05T10:00:00Z", "1_000", "1.10", "b"];
        assert_eq!(written, expected.map(Some));
        for (at, key, want) in [
            ("title", false, "\"Know why\""),
            ("title", true, "title"),
            ("tags.1", false, "\"b\""),
            ("title.0", false, "\"Know why\""),
            ("source.repo.name", false, "'r'"),
            ("source", true, "source"),
            ("results.0.problem", false, "\"p\""),
            ("results.1.note", false, "\"\"\"\nq\"\"\""),
        ] {
            let (start, end) = toml.locate(&path(at), key).expect(at);
            assert_eq!(&TOML[start..end], want, "{at}");
        }
        assert_eq!(toml.locate(&path("gone"), false), None);
        assert_eq!(toml.locate(&path("tags.2"), false), None);
    }
}
