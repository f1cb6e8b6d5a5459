//! What a page is before it is rendered: its address, its template and the inputs that template may see.
//!
//! Knows nothing about kinds, the graph or files. [`Inputs`] consist of [`Shared`] values only, whose hashes are
//! computed from exactly what the template sees, so a fingerprint cannot miss a change.

mod shared;
mod url;

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tera::Context;
use twox_hash::xxhash3_128::Hasher;

pub use shared::{Shared, hash_bytes};
pub use url::{Url, UrlStyle, encode_path, encode_query};

/// Passes bytes on to `out` and computes the [`hash_bytes`] of all of them.
pub struct HashingWriter<W> {
    out: W,
    hasher: Hasher,
}

impl<W> HashingWriter<W> {
    pub fn new(out: W) -> Self {
        HashingWriter {
            out,
            hasher: Hasher::new(),
        }
    }

    pub fn finish(self) -> (W, u128) {
        (self.out, self.hasher.finish_128())
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.write(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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

    pub fn with_value<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.with(name, Shared::new(value))
    }

    pub fn set(&mut self, name: &'static str, value: Shared) {
        debug_assert!(
            self.0.iter().all(|(n, _)| *n != name),
            "input `{name}` is set twice"
        );
        self.0.push((name, value));
    }

    /// The same inputs with another value under an existing name.
    pub fn with_replaced(&self, name: &str, value: &Shared) -> Self {
        let others = self.0.iter().map(|(n, v)| {
            let v = if *n == name { value } else { v };
            (*n, v.clone())
        });
        Inputs(others.collect())
    }

    /// The inputs with their names, in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = &(&'static str, Shared)> {
        self.0.iter()
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
            hasher.write(&value.hash().to_le_bytes());
        }
        hasher.finish_128()
    }

    pub fn to_tera_context(&self) -> Context {
        let mut context = Context::new();
        for (name, value) in &self.0 {
            context.insert_value(*name, value.value().clone());
        }
        context
    }
}

/// A function that computes the inputs of a page when they are needed, so that a large site is never in memory as a
/// whole and the preview computes only the pages it shows. It always returns the same.
#[derive(Clone)]
pub struct LazyInputs(Arc<dyn Fn() -> Inputs + Send + Sync>);

impl LazyInputs {
    pub fn compute(&self) -> Inputs {
        (self.0)()
    }
}

/// Computes nothing: those made by another call are others.
impl PartialEq for LazyInputs {
    fn eq(&self, other: &LazyInputs) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for LazyInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.compute().fmt(f)
    }
}

/// A function that writes a file that grows with the site, so that it is never in memory. It always writes the same.
#[derive(Clone)]
pub struct Streamed(Arc<WriteFn>);

type WriteFn = dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync;

impl Streamed {
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        (self.0)(out)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![];
        self.write(&mut bytes).expect("memory takes everything");
        bytes
    }

    fn hash(&self) -> u128 {
        let mut out = HashingWriter::new(io::sink());
        self.write(&mut out).expect("nothing is written anywhere");
        out.finish().1
    }
}

impl PartialEq for Streamed {
    fn eq(&self, other: &Streamed) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Streamed({:032x})", self.hash())
    }
}

/// One file of the site before it is rendered.
#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Rendered by a template of the theme.
    Template {
        template: &'static str,
        inputs: LazyInputs,
    },
    /// Finished bytes: `robots.txt`, a file of the theme.
    Bytes(Arc<[u8]>),
    /// Bytes that are computed while they are written: `graph.json`, `problem.csv`.
    Streamed(Streamed),
    /// A media file ([`crate::media`]) below the project's folder, copied with or without its metadata; `stamp` changes
    /// with the file.
    File {
        root: Arc<std::path::Path>,
        path: Arc<str>,
        stamp: u128,
        strips_metadata: bool,
    },
}

impl Page {
    /// A page whose inputs are ready.
    pub fn template(url: Url, template: &'static str, inputs: Inputs) -> Self {
        Page::lazy(url, template, move || inputs.clone())
    }

    /// A page whose inputs are computed when it is rendered.
    pub fn lazy(
        url: Url,
        template: &'static str,
        make: impl Fn() -> Inputs + Send + Sync + 'static,
    ) -> Self {
        let inputs = LazyInputs(Arc::new(make));
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

    /// A file whose bytes are computed when it is written.
    pub fn streamed(
        url: Url,
        write: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Page {
            url,
            content: Content::Streamed(Streamed(Arc::new(write))),
        }
    }

    /// True if both are certainly the same, which is decided without computing inputs or bytes.
    pub fn is_same_without_computing(&self, other: &Page) -> bool {
        self.url == other.url && self.content == other.content
    }

    /// Computes what its template sees; empty if it has no template.
    pub fn inputs(&self) -> Inputs {
        match &self.content {
            Content::Template { inputs, .. } => inputs.compute(),
            Content::Bytes(_) | Content::Streamed(_) | Content::File { .. } => Inputs::new(),
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
            Content::Streamed(streamed) => return Fingerprint::from_streamed_hash(streamed.hash()),
            Content::File {
                stamp,
                strips_metadata,
                ..
            } => {
                hasher.write(if *strips_metadata { b"clean" } else { b"file" });
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
    /// The fingerprint of [`Content::Streamed`] whose bytes have this hash.
    pub fn from_streamed_hash(hash: u128) -> Self {
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
    fn with_replaced_changes_only_the_named_input() {
        let inputs = |a, b| {
            Inputs::new()
                .with("a", Shared::new(a))
                .with("b", Shared::new(b))
        };
        let replaced = inputs("1", "2").with_replaced("b", &Shared::new("3"));
        assert_eq!(replaced.hash(), inputs("1", "3").hash());
    }

    #[test]
    fn a_streamed_page_is_identified_by_its_bytes() {
        let page = |text: &'static str| {
            Page::streamed(Url::new("a"), move |out| {
                text.bytes().try_for_each(|byte| out.write_all(&[byte]))
            })
        };
        let fingerprint = |page: &Page| page.fingerprint(&page.inputs(), 0);
        let a = page("a text");
        let Content::Streamed(streamed) = &a.content else {
            panic!("{a:?}");
        };
        assert_eq!(streamed.to_bytes(), b"a text");
        let known = Fingerprint::from_streamed_hash(hash_bytes(b"a text"));
        assert_eq!(fingerprint(&a), known);
        assert_ne!(fingerprint(&page("another")), known);
        assert!(a.is_same_without_computing(&a.clone()));
        assert!(!a.is_same_without_computing(&page("a text")));
        let mut room = [0; 2];
        assert!(streamed.write(&mut room.as_mut_slice()).is_err());
    }

    #[test]
    fn pages_are_the_same_only_if_all_their_parts_are() {
        let url = |name: &str| Url::new(name);
        let copied = |path: &str, stamp, clean| Page {
            url: url("a"),
            content: Content::File {
                root: std::path::Path::new("/project").into(),
                path: path.into(),
                stamp,
                strips_metadata: clean,
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
                assert_eq!(
                    page.is_same_without_computing(&other.clone()),
                    i == j,
                    "{i} {j}"
                );
            }
        }
    }
}
