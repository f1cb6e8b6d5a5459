//! What pages and findings are made from, known before any of them is made: where it is what it was, so are they.
//!
//! It takes in more than is published (every file, drafts among them), never less; so it may call the same site
//! another one, and costs a build, but cannot call another site the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twox_hash::xxhash3_128::Hasher;

use super::Request;
use super::linked::exists;
use super::reading::Reading;
use crate::page::hash_bytes;
use crate::source::{self, Source};

/// What a look was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The fingerprint of everything that was read and asked for.
    read: u128,
    /// Files outside the content that links point at, from the root, and whether they were there.
    outside: BTreeMap<String, bool>,
    /// Files beside the content that pages refer to, from the root, and whether they could be read: no stamp tells.
    assets: BTreeMap<String, bool>,
}

impl Ground {
    /// Of what was read for a request, under a title. `assets` are by path from the content folder.
    pub fn new(
        reading: &Reading,
        request: &Request,
        title: &str,
        outside: &BTreeMap<String, bool>,
        assets: &[(Arc<str>, bool)],
    ) -> Self {
        let from_root = |path: &str| match &*reading.layout.content {
            "" => path.to_owned(),
            content => format!("{content}/{path}"),
        };
        let assets = assets.iter().map(|(path, is)| (from_root(path), *is));
        Ground {
            read: of_reading(reading, request, title),
            outside: outside.clone(),
            assets: assets.collect(),
        }
    }

    /// Would a look come to the same, now that this was read?
    pub fn holds(&self, root: &Path, read: u128) -> bool {
        let is = |path: &str| source::open(&root.join(path)).is_ok();
        self.read == read
            && (self.outside.iter()).all(|(path, there)| exists(root, path) == *there)
            && (self.assets.iter()).all(|(path, readable)| is(path) == *readable)
    }
}

/// The fingerprint of everything that was read for a request, under a title. Another program may make something else of
/// the same, which is for others to notice.
pub fn of_reading(reading: &Reading, request: &Request, title: &str) -> u128 {
    let mut all = Hasher::new();
    let mut put = |number: u128| all.write(&number.to_le_bytes());
    let text = |text: &str| hash_bytes(text.as_bytes());
    // Where it is written decides nothing of what is written.
    let Request {
        audience,
        as_of,
        base_url,
        output: _,
        search,
        pages,
    } = request;
    put(text(&format!(
        "{audience:?} {as_of} {base_url:?} {search} {pages}"
    )));
    put(text(title));
    put(text(&reading.layout.content));
    put(text(&format!("{:?}", reading.options)));
    put(text(&format!("{:?}", reading.problems)));
    let sources = &reading.sources;
    let lists = [&sources.documents, &sources.project, &sources.theme];
    let config = sources.config.as_slice();
    for sources in lists.map(Vec::as_slice).into_iter().chain([config]) {
        put(sources.len() as u128);
        for Source { path, hash, .. } in sources {
            put(text(path));
            put(*hash);
        }
    }
    put(sources.assets.len() as u128);
    for asset in &sources.assets {
        put(text(&asset.path));
        put(asset.stamp());
    }
    put(text(&format!("{:?}", sources.noticed)));
    all.finish_128()
}
