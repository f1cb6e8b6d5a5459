//! What a page is before it is rendered: its address, its template and the inputs that template may see.
//!
//! Knows nothing about kinds, the graph or files. An [`Inputs`] can only be made of [`Shared`] values, and the hash of
//! a `Shared` is computed from the very value the template will see: so a fingerprint cannot miss anything.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use tera::value::ValueKind;
use tera::{Context, Map, Value};
use twox_hash::xxhash3_128::Hasher;

/// Characters that stay as they are in a path segment of a link (RFC 3986 `pchar`, less what HTML escapes).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b'@');

/// Whether links name the file (`know-why.html`) or leave `.html` and `index.html` out. The files are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlStyle {
    #[default]
    File,
    Clean,
}

/// The path of a file of the site, from its root: `problems/know-why.html`. It never starts with `/` and has no `.`
/// or `..` segment; it is not percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Url(Arc<str>);

impl Url {
    pub fn new(path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        debug_assert!(!path.starts_with('/') && !path.split('/').any(|s| s == "." || s == ".."));
        Url(path.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How a page at this address reaches the root of the site: ``, `../`, `../../` …
    pub fn root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The address as a link from the root, percent-encoded, without a leading slash. With [`UrlStyle::Clean`] the
    /// root itself is `./`.
    pub fn link(&self, style: UrlStyle) -> String {
        let path = match style {
            UrlStyle::File => &*self.0,
            UrlStyle::Clean => match self.0.strip_suffix(".html") {
                Some("index") => "./",
                Some(stem) => stem
                    .strip_suffix("index")
                    .filter(|s| s.ends_with('/'))
                    .unwrap_or(stem),
                None => &self.0,
            },
        };
        encode_path(path)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encodes a path for a link; slashes stay.
pub fn encode_path(path: &str) -> String {
    // Made of ids, nearly all are as they were.
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'/');
    match path.bytes().all(is_plain) {
        true => path.to_owned(),
        false => utf8_percent_encode(path, SEGMENT).to_string(),
    }
}

/// The 128-bit hash of some bytes (XXH3): for telling changes apart, never for security.
pub fn hash_bytes(bytes: &[u8]) -> u128 {
    Hasher::oneshot(bytes)
}

/// Passes bytes on, and knows the [`hash_bytes`] of all of them.
pub struct Hashed<W> {
    out: W,
    hasher: Hasher,
}

impl<W> Hashed<W> {
    pub fn new(out: W) -> Self {
        Hashed {
            out,
            hasher: Hasher::new(),
        }
    }

    pub fn finish(self) -> (W, u128) {
        (self.out, self.hasher.finish_128())
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.write(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A value for a template and the hash of exactly that value.
#[derive(Clone, Debug)]
pub struct Shared {
    value: Value,
    hash: u128,
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
    /// Any serialisable value, as the template will see it.
    pub fn new<T: Serialize + ?Sized>(value: &T) -> Self {
        let value = Value::from_serializable(value);
        // One call over all bytes is several times faster than a call for each part.
        let mut bytes = Vec::with_capacity(1024);
        feed(&value, &mut bytes);
        Shared {
            hash: hash_bytes(&bytes),
            value,
        }
    }

    /// Finished HTML, which the template prints without escaping it again.
    pub fn html(html: &str) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"html");
        hasher.write(html.as_bytes());
        Shared {
            hash: hasher.finish_128(),
            value: Value::safe_string(html),
        }
    }

    /// A list of shared values; its hash is made of theirs.
    pub fn list<'a>(items: impl IntoIterator<Item = &'a Shared>) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"list");
        let values: Vec<Value> = items
            .into_iter()
            .map(|item| {
                hasher.write(&item.hash.to_le_bytes());
                item.value.clone()
            })
            .collect();
        Shared {
            hash: hasher.finish_128(),
            value: Value::from(values),
        }
    }

    /// A map of shared values, in the given order; its hash is made of the names and theirs.
    pub fn map<'a>(items: impl IntoIterator<Item = (&'static str, &'a Shared)>) -> Self {
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

    pub fn hash(&self) -> u128 {
        self.hash
    }

    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// Writes every part of a value, each with its kind and length, so that no two different values give the same bytes.
fn feed(value: &Value, bytes: &mut Vec<u8>) {
    let kind = value.kind();
    match kind {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            feed_text(value.is_safe(), text, bytes);
        }
        ValueKind::Map => {
            let map = value.as_map();
            feed_part(kind, false, map.map_or(0, Map::len), bytes);
            for (key, item) in map.into_iter().flatten() {
                match key.as_str() {
                    Some(key) => feed_text(false, key, bytes),
                    None => feed(&key.as_value(), bytes),
                }
                feed(item, bytes);
            }
        }
        ValueKind::Array => {
            let items = value.as_array().unwrap_or_default();
            feed_part(kind, false, items.len(), bytes);
            items.iter().for_each(|item| feed(item, bytes));
        }
        _ => {
            feed_part(kind, value.as_bool() == Some(true), 0, bytes);
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

fn feed_text(safe: bool, text: &str, bytes: &mut Vec<u8>) {
    feed_part(ValueKind::String, safe, text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// What comes before every part: its kind, a flag and a length, as one write.
fn feed_part(kind: ValueKind, flag: bool, length: usize, bytes: &mut Vec<u8>) {
    let head = (length as u64) << 16 | u64::from(flag) << 8 | kind as u64;
    bytes.extend_from_slice(&head.to_le_bytes());
}

/// Everything one template sees, by name.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Vec<(&'static str, Shared)>);

impl Inputs {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, name: &'static str, value: Shared) -> Self {
        self.set(name, value);
        self
    }

    pub fn set(&mut self, name: &'static str, value: Shared) {
        debug_assert!(
            self.0.iter().all(|(n, _)| *n != name),
            "input `{name}` is set twice"
        );
        self.0.push((name, value));
    }

    /// The same inputs, with another value under a name they have.
    pub fn replaced(&self, name: &str, value: &Shared) -> Self {
        let others = self.0.iter().map(|(n, v)| {
            let v = if *n == name { value } else { v };
            (*n, v.clone())
        });
        Inputs(others.collect())
    }

    pub fn get(&self, name: &str) -> Option<&Shared> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// The hash of all names and values.
    pub fn hash(&self) -> u128 {
        let mut hasher = Hasher::new();
        for (name, value) in &self.0 {
            hasher.write(&name.len().to_le_bytes());
            hasher.write(name.as_bytes());
            hasher.write(&value.hash.to_le_bytes());
        }
        hasher.finish_128()
    }

    pub fn context(&self) -> Context {
        let mut context = Context::new();
        for (name, value) in &self.0 {
            context.insert_value(*name, value.value.clone());
        }
        context
    }
}

/// How the inputs of a page are made, when somebody asks for them: a large site is never held in memory as a whole, and
/// a preview makes only what is looked at. Asked twice, it gives the same.
#[derive(Clone)]
pub struct Recipe(Arc<dyn Fn() -> Inputs + Send + Sync>);

impl Recipe {
    pub fn make(&self) -> Inputs {
        (self.0)()
    }

    fn is(&self, other: &Recipe) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.make().fmt(f)
    }
}

/// How the bytes of a file that grows with the site are written: no such file is held in memory. Asked twice, it writes
/// the same.
#[derive(Clone)]
pub struct Made(Arc<Writing>);

type Writing = dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync;

impl Made {
    /// # Errors
    ///
    /// What `out` says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        (self.0)(out)
    }

    /// All bytes at once, for who cannot take them one after the other.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![];
        self.write(&mut bytes).expect("memory takes everything");
        bytes
    }

    fn hash(&self) -> u128 {
        let mut out = Hashed::new(io::sink());
        self.write(&mut out).expect("nothing is written anywhere");
        out.finish().1
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Made({:032x})", self.hash())
    }
}

/// One file of the site before it is made.
#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub enum Content {
    /// Rendered by a template of the theme.
    Template {
        template: &'static str,
        inputs: Recipe,
    },
    /// Finished bytes: `robots.txt`, a file of the theme.
    Bytes(Arc<[u8]>),
    /// Bytes that are made while they are written: `graph.json`, `problem.csv`.
    Made(Made),
    /// A file beside the content, copied as it is or, where `clean`, without what [`crate::asset`] takes out of it.
    /// `stamp` is its hash, or its size and time.
    File {
        path: Arc<std::path::Path>,
        stamp: u128,
        clean: bool,
    },
}

impl Page {
    /// A page whose inputs are ready.
    pub fn template(url: Url, template: &'static str, inputs: Inputs) -> Self {
        Page::later(url, template, move || inputs.clone())
    }

    /// A page whose inputs are made when it is rendered.
    pub fn later(
        url: Url,
        template: &'static str,
        make: impl Fn() -> Inputs + Send + Sync + 'static,
    ) -> Self {
        let inputs = Recipe(Arc::new(make));
        Page {
            url,
            content: Content::Template { template, inputs },
        }
    }

    pub fn bytes(url: Url, bytes: impl Into<Arc<[u8]>>) -> Self {
        Page {
            url,
            content: Content::Bytes(bytes.into()),
        }
    }

    /// A file whose bytes are made when it is written.
    pub fn made(
        url: Url,
        write: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Page {
            url,
            content: Content::Made(Made(Arc::new(write))),
        }
    }

    /// Is it plain, without making anything, that both are the same?
    pub fn is_plainly(&self, other: &Page) -> bool {
        use Content::{Bytes, File, Made, Template};
        self.url == other.url
            && match (&self.content, &other.content) {
                (
                    Template { template, inputs },
                    Template {
                        template: t,
                        inputs: i,
                    },
                ) => template == t && inputs.is(i),
                (Bytes(a), Bytes(b)) => a == b,
                (Made(a), Made(b)) => Arc::ptr_eq(&a.0, &b.0),
                (
                    File { stamp, clean, path },
                    File {
                        stamp: s,
                        clean: c,
                        path: p,
                    },
                ) => (stamp, clean, path) == (s, c, p),
                _ => false,
            }
    }

    /// What its template sees, where it has one.
    pub fn inputs(&self) -> Inputs {
        match &self.content {
            Content::Template { inputs, .. } => inputs.make(),
            Content::Bytes(_) | Content::Made(_) | Content::File { .. } => Inputs::new(),
        }
    }

    /// The hash of everything that decides this file's bytes, given its inputs and the fingerprint of the theme that
    /// renders it.
    pub fn fingerprint(&self, inputs: &Inputs, theme: u128) -> Fingerprint {
        let mut hasher = Hasher::new();
        match &self.content {
            Content::Template { template, .. } => {
                hasher.write(b"template");
                hasher.write(&theme.to_le_bytes());
                hasher.write(template.as_bytes());
                hasher.write(&inputs.hash().to_le_bytes());
            }
            Content::Bytes(bytes) => {
                hasher.write(b"bytes");
                hasher.write(bytes);
            }
            Content::Made(made) => return Fingerprint::of_made(made.hash()),
            Content::File { stamp, clean, .. } => {
                hasher.write(if *clean { b"clean" } else { b"file" });
                hasher.write(&stamp.to_le_bytes());
            }
        }
        Fingerprint(hasher.finish_128())
    }
}

/// Equal fingerprints mean equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u128);

impl Fingerprint {
    /// That of a [`Content::Made`] whose bytes have this hash.
    pub fn of_made(hash: u128) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(b"made");
        hasher.write(&hash.to_le_bytes());
        Fingerprint(hasher.finish_128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_leave_html_out_only_in_the_clean_style() {
        for (url, file, clean) in [
            ("index.html", "index.html", "./"),
            ("problems/index.html", "problems/index.html", "problems/"),
            (
                "problems/know-why.html",
                "problems/know-why.html",
                "problems/know-why",
            ),
            ("reindex.html", "reindex.html", "reindex"),
            ("img/a b?.png", "img/a%20b%3F.png", "img/a%20b%3F.png"),
        ] {
            assert_eq!(Url::new(url).link(UrlStyle::File), file);
            assert_eq!(Url::new(url).link(UrlStyle::Clean), clean);
        }
    }

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
            Shared::html("1"),
        ];
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                assert_ne!(a.hash(), b.hash(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_hash_tells_a_mark_from_a_text_and_a_length_from_a_length() {
        let part = |kind, flag, length| {
            let mut bytes = vec![];
            feed_part(kind, flag, length, &mut bytes);
            u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
        };
        let kind = ValueKind::String as u64;
        assert_eq!(part(ValueKind::String, false, 0), kind);
        assert_eq!(part(ValueKind::String, true, 3), 0x3_0100 + kind);
        assert_eq!(part(ValueKind::String, true, 257), 0x101_0100 + kind);
    }

    #[test]
    fn an_input_is_replaced_under_its_name_alone() {
        let inputs = |a, b| {
            Inputs::new()
                .with("a", Shared::new(a))
                .with("b", Shared::new(b))
        };
        let replaced = inputs("1", "2").replaced("b", &Shared::new("3"));
        assert_eq!(replaced.hash(), inputs("1", "3").hash());
    }

    #[test]
    fn what_is_made_while_it_is_written_is_known_by_its_bytes() {
        let page = |text: &'static str| {
            Page::made(Url::new("a"), move |out| {
                text.bytes().try_for_each(|byte| out.write_all(&[byte]))
            })
        };
        let fingerprint = |page: &Page| page.fingerprint(&page.inputs(), 0);
        let a = page("a text");
        let Content::Made(made) = &a.content else {
            panic!("{a:?}");
        };
        assert_eq!(made.bytes(), b"a text");
        let known = Fingerprint::of_made(hash_bytes(b"a text"));
        assert_eq!(fingerprint(&a), known);
        assert_ne!(fingerprint(&page("another")), known);
        assert!(a.is_plainly(&a.clone()));
        assert!(!a.is_plainly(&page("a text")));
        let mut room = [0; 2];
        assert!(made.write(&mut room.as_mut_slice()).is_err());
    }

    #[test]
    fn a_page_is_plainly_the_same_only_where_all_of_it_is() {
        let url = |name: &str| Url::new(name);
        let copied = |path: &str, stamp, clean| Page {
            url: url("a"),
            content: Content::File {
                path: std::path::Path::new(path).into(),
                stamp,
                clean,
            },
        };
        let made = Page::template(url("a"), "entry", Inputs::new());
        let mut renamed = made.clone();
        renamed.content = match &made.content {
            Content::Template { inputs, .. } => Content::Template {
                template: "list",
                inputs: inputs.clone(),
            },
            other => other.clone(),
        };
        let pages = [
            made,
            renamed,
            Page::template(url("a"), "entry", Inputs::new()),
            Page::bytes(url("a"), *b"x"),
            Page::bytes(url("a"), *b"y"),
            Page::bytes(url("b"), *b"x"),
            copied("x", 1, false),
            copied("x", 2, false),
            copied("x", 1, true),
            copied("y", 1, false),
        ];
        for (i, page) in pages.iter().enumerate() {
            for (j, other) in pages.iter().enumerate() {
                assert_eq!(page.is_plainly(&other.clone()), i == j, "{i} {j}");
            }
        }
    }
}
