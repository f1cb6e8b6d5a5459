//! Finds where the nodes of a block are written. A node has no position, so the block is parsed again with a seed that
//! fails at the end of the path: the position of the error is that of the node.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::{Step, offset_of};

/// The byte range of the node at `path` (at most to the end of its first line) or, with `key`, of its name, if it
/// exists.
pub fn locate(block: &str, path: &[Step], key: bool) -> Option<(usize, usize)> {
    let start = start_of(block, path, key)?;
    let in_brackets = match path.split_last() {
        Some((_, [])) | None => block.trim_start().starts_with('{'),
        Some((_, parent)) => {
            let parent = start_of(block, parent, false)?;
            block[parent..].starts_with(['[', '{'])
        }
    };
    let length = scalar_length(&block[start..], key, in_brackets);
    Some((start, start + length))
}

/// The byte at which the node at `path` or, with `key`, its name starts.
fn start_of(block: &str, path: &[Step], key: bool) -> Option<usize> {
    let document = serde_yaml::Deserializer::from_str(block).next()?;
    let error = LocateSeed {
        path,
        wants_key: key,
    }
    .deserialize(document)
    .err()?;
    if !error.to_string().contains(FOUND_MARKER) {
        return None;
    }
    let at = error.location()?;
    Some(offset_of(block, at.line(), at.column()))
}

/// The bytes of a scalar that starts here, at most up to the end of its line. A list or map counts up to there.
fn scalar_length(rest: &str, key: bool, in_brackets: bool) -> usize {
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return line[1..].find(quote).map_or(line.len(), |i| i + 2);
    }
    if key {
        return line.find(':').unwrap_or(line.len());
    }
    let stop = |pattern: &str| line.find(pattern).unwrap_or(line.len());
    let end = match in_brackets && !line.starts_with(['[', '{']) {
        true => line.find([',', '[', ']', '{', '}']).unwrap_or(line.len()),
        false => line.len(),
    };
    line[..end.min(stop(" #"))].trim_end().len()
}

const FOUND_MARKER: &str = "casebook: here";

/// Follows a path and fails at its end, so that the error has the position.
struct LocateSeed<'p> {
    path: &'p [Step],
    /// Fail at the name at the end of the path, not at its value.
    wants_key: bool,
}

impl<'de> DeserializeSeed<'de> for LocateSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

macro_rules! scalars {
    ($($visit:ident: $t:ty),*) => {
        $(fn $visit<E: de::Error>(self, _: $t) -> Result<(), E> { Err(E::custom(FOUND_MARKER)) })*
    };
}

impl<'de> Visitor<'de> for LocateSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a node")
    }
    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64);
    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        Err(E::custom(FOUND_MARKER))
    }
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Err(de::Error::custom(FOUND_MARKER))
    }
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(de::Error::custom(FOUND_MARKER))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        match self.path {
            [Step::Index(n), rest @ ..] => {
                for _ in 0..*n {
                    items.next_element::<IgnoredAny>()?;
                }
                let key = self.wants_key;
                items.next_element_seed(LocateSeed {
                    path: rest,
                    wants_key: key,
                })?;
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(())
            }
            // The end of the path, or a name where the block has a list.
            _ => Err(de::Error::custom(FOUND_MARKER)),
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let [Step::Key(want), rest @ ..] = self.path else {
            return Err(de::Error::custom(FOUND_MARKER));
        };
        let fail = rest.is_empty() && self.wants_key;
        let key = self.wants_key;
        while let Some(found) = items.next_key_seed(KeyMatch {
            wanted: want,
            fails_on_match: fail,
        })? {
            match found {
                true => items.next_value_seed(LocateSeed {
                    path: rest,
                    wants_key: key,
                })?,
                false => {
                    items.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct KeyMatch<'p> {
    wanted: &'p str,
    fails_on_match: bool,
}

impl<'de> DeserializeSeed<'de> for KeyMatch<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<bool, D::Error> {
        d.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyMatch<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<bool, E> {
        match v == self.wanted {
            true if self.fails_on_match => Err(E::custom(FOUND_MARKER)),
            found => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::yaml::NodePath;

    fn path(text: &str) -> NodePath {
        text.split('.')
            .map(|s| {
                s.parse()
                    .map(Step::Index)
                    .unwrap_or_else(|_| Step::Key(s.into()))
            })
            .collect()
    }

    const BLOCK: &str = "kind: persona\ntitle: Ünïcode title\nok: yes\nempty:\nproblems: [slow-login, \"lost work\"]\n\
                         evidence:\n  - of: interview-3\n    n: 007\n  - {of: x, says: 1.10, n: 1}\n  - a, b] c # d\n";

    #[test]
    fn every_node_is_found_where_it_is_written() {
        for (at, key, want) in [
            ("kind", false, "persona"),
            ("kind", true, "kind"),
            ("title", false, "Ünïcode title"),
            ("problems", true, "problems"),
            ("problems.0", false, "slow-login"),
            ("problems.1", false, "\"lost work\""),
            ("evidence.0.of", false, "interview-3"),
            ("evidence.1.says", false, "1.10"),
            ("evidence.1.says", true, "says"),
            ("evidence.2", false, "a, b] c"),
        ] {
            let (start, end) = locate(BLOCK, &path(at), key).expect(at);
            assert_eq!(&BLOCK[start..end], want, "{at}");
        }
        assert_eq!(locate(BLOCK, &path("nope"), false), None);
        assert_eq!(locate(BLOCK, &path("problems.9"), false), None);
    }
}
