//! What the site as a whole is made from, before it is made: an equal fingerprint means equal pages.
//!
//! It takes in more than is published (every file, drafts among them), never less; so it may call the same site
//! another one, and costs a build, but cannot call another site the same.

use twox_hash::xxhash3_128::Hasher;

use super::Request;
use super::assets::Judged;
use super::linked::Linked;
use super::reading::Reading;
use crate::config::Config;
use crate::page::hash_bytes;
use crate::source::{Layout, Source};

/// What a build would be made from.
pub struct Ground<'a> {
    pub fingerprint: u128,
    pub layout: &'a Layout,
    pub config: &'a Config,
}

/// The fingerprint of what was read, linked and judged for a request, under a title and a theme.
pub fn fingerprint(
    reading: &Reading,
    linked: &Linked,
    judged: &Judged,
    request: &Request,
    title: &str,
    theme: u128,
) -> u128 {
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
        pages: _,
    } = request;
    put(text(&format!("{audience:?} {as_of} {base_url:?} {search}")));
    put(text(title));
    put(text(&reading.layout.content));
    put(text(&format!("{:?}", reading.options)));
    put(theme);
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
    // Whether a file may be read, no stamp tells.
    let mut refused: Vec<_> = judged.refused.keys().collect();
    refused.sort_unstable();
    put(text(&format!("{refused:?}")));
    put(text(&format!("{:?}", sources.noticed)));
    put(text(&format!("{:?}", linked.outside)));
    all.finish_128()
}
