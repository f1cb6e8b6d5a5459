//! A value for a template with its hash, computed from exactly what the template sees.

use serde::Serialize;
use std::borrow::Borrow;

use tera::value::ValueKind;
use tera::{Map, Value};
use twox_hash::xxhash3_128::Hasher;

/// The 128-bit XXH3 hash of some bytes: for detecting changes, never for security.
pub fn hash_bytes(bytes: &[u8]) -> u128 {
    Hasher::oneshot(bytes)
}

/// A value for a template and the hash of exactly that value.
#[derive(Clone, Debug)]
pub struct Shared {
    value: Value,
    hash: u128,
}

impl Serialize for Shared {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl Default for Shared {
    fn default() -> Self {
        Shared {
            value: Value::none(),
            hash: 0,
        }
    }
}

impl Shared {
    pub fn new<T: Serialize + ?Sized>(value: &T) -> Self {
        let value = Value::from_serializable(value);
        // One call over all bytes is several times faster than a call for each part.
        let mut bytes = Vec::with_capacity(1024);
        write_canonical(&value, &mut bytes);
        Shared {
            hash: hash_bytes(&bytes),
            value,
        }
    }

    /// Finished HTML, which the template prints without escaping it again.
    pub fn from_html(html: &str) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"html");
        hasher.write(html.as_bytes());
        Shared {
            hash: hasher.finish_128(),
            value: Value::safe_string(html),
        }
    }

    /// A list of shared values; its hash is computed from theirs.
    pub fn from_list<S: Borrow<Shared>>(items: impl IntoIterator<Item = S>) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"list");
        let values: Vec<Value> = items
            .into_iter()
            .map(|item| {
                hasher.write(&item.borrow().hash.to_le_bytes());
                item.borrow().value.clone()
            })
            .collect();
        Shared {
            hash: hasher.finish_128(),
            value: Value::from(values),
        }
    }

    /// A map of shared values in the given order; its hash is computed from the names and the values' hashes.
    pub fn from_map<'a>(items: impl IntoIterator<Item = (&'static str, &'a Shared)>) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"map");
        let mut map = Map::new();
        for (name, item) in items {
            hasher.write(name.as_bytes());
            hasher.write(&item.hash.to_le_bytes());
            map.insert(name.into(), item.value.clone());
        }
        Shared {
            hash: hasher.finish_128(),
            value: Value::from(map),
        }
    }

    /// The same with names that are data.
    pub fn from_entries<'a>(items: impl IntoIterator<Item = (String, &'a Shared)>) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"map");
        let mut map = Map::new();
        for (name, item) in items {
            hasher.write(name.as_bytes());
            hasher.write(b"\0");
            hasher.write(&item.hash.to_le_bytes());
            map.insert(name.into(), item.value.clone());
        }
        Shared {
            hash: hasher.finish_128(),
            value: Value::from(map),
        }
    }

    pub fn hash(&self) -> u128 {
        self.hash
    }

    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// Writes every part of a value, each with its kind and length, so that no two different values give the same bytes.
fn write_canonical(value: &Value, bytes: &mut Vec<u8>) {
    let kind = value.kind();
    match kind {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            write_canonical_text(value.is_safe(), text, bytes);
        }
        ValueKind::Map => {
            let map = value.as_map();
            write_canonical_header(kind, false, map.map_or(0, Map::len), bytes);
            for (key, item) in map.into_iter().flatten() {
                match key.as_str() {
                    Some(key) => write_canonical_text(false, key, bytes),
                    None => write_canonical(&key.as_value(), bytes),
                }
                write_canonical(item, bytes);
            }
        }
        ValueKind::Array => {
            let items = value.as_array().unwrap_or_default();
            write_canonical_header(kind, false, items.len(), bytes);
            items.iter().for_each(|item| write_canonical(item, bytes));
        }
        _ => {
            write_canonical_header(kind, value.as_bool() == Some(true), 0, bytes);
            if let Some(number) = value.as_f64().filter(|_| value.is_f64()) {
                bytes.extend_from_slice(&number.to_bits().to_le_bytes());
            } else if let Some(number) = value.as_i128() {
                bytes.extend_from_slice(&number.to_le_bytes());
            } else if let Some(raw) = value.as_bytes() {
                bytes.extend_from_slice(&raw.len().to_le_bytes());
                bytes.extend_from_slice(raw);
            }
        }
    }
}

/// Writes a string: its header, then its bytes. `is_html` tells finished HTML from the same text still to be escaped.
fn write_canonical_text(is_html: bool, text: &str, bytes: &mut Vec<u8>) {
    write_canonical_header(ValueKind::String, is_html, text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes what comes before every part, its kind, a flag and a length, as one number.
fn write_canonical_header(kind: ValueKind, flag: bool, length: usize, bytes: &mut Vec<u8>) {
    let head = (length as u64) << 16 | u64::from(flag) << 8 | kind as u64;
    bytes.extend_from_slice(&head.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_values_have_different_hashes() {
        let values = [
            Shared::new(&["a", "b"]),
            Shared::new(&["ab"]),
            Shared::new(&[Some("ab"), None]),
            Shared::new("1"),
            Shared::new(&1),
            Shared::new(&1.0),
            Shared::new(&true),
            Shared::new(&serde_json::json!({"a": 1})),
            Shared::new(&serde_json::json!({"a": 2})),
            Shared::from_html("1"),
        ];
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                assert_ne!(a.hash(), b.hash(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_header_has_kind_flag_and_length() {
        let part = |kind, flag, length| {
            let mut bytes = vec![];
            write_canonical_header(kind, flag, length, &mut bytes);
            u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
        };
        let kind = ValueKind::String as u64;
        assert_eq!(part(ValueKind::String, false, 0), kind);
        assert_eq!(part(ValueKind::String, true, 3), 0x3_0100 + kind);
        assert_eq!(part(ValueKind::String, true, 257), 0x101_0100 + kind);
    }
}
