//! Decides for each file that a page refers to whether it is copied, copied without its metadata, or refused.
//!
//! Between two snapshots only the decision is kept, by the file's stamp; never its bytes.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, ImageMetadata};
use crate::content::source::{self, Asset};
use crate::media::{self, Policy, Refused};
use crate::model::Schema;
use crate::page::{Content, Page, Url};

/// Policies of files by path from the content folder, each with the stamp of the file it was made for.
#[derive(Default)]
pub struct Assets {
    kept: HashMap<Arc<str>, (u128, Policy)>,
}

/// Which of the wanted files are copied and which are refused, under a project's settings.
#[derive(Default)]
pub struct AppliedPolicy {
    /// In the order in which they were wanted.
    pub copied: Vec<Page>,
    pub refused: HashMap<Arc<str>, Refused>,
}

impl Assets {
    /// Decides about the `wanted` files, by path from the content folder. `assets` are all files, sorted by that path.
    pub fn apply_policy(
        &mut self,
        assets: &[Asset],
        wanted: &[Arc<str>],
        config: &Config,
        schema: &Schema,
    ) -> AppliedPolicy {
        let at = |path| assets.binary_search_by(|asset| asset.content_path.cmp(path));
        let wanted = wanted.iter().filter_map(|path| at(path).ok());
        let wanted: Vec<&Asset> = wanted.map(|i| &assets[i]).collect();
        let policies = wanted.par_iter().map(|asset| {
            let path = &asset.content_path;
            match self.kept.get(path) {
                Some((stamp, policy)) if *stamp == asset.stamp_hash() => Some(policy.clone()),
                _ => {
                    let bytes = asset.read_start(media::bytes_needed(path)).ok()?;
                    Some(media::policy(path, bytes))
                }
            }
        });
        let policies: Vec<Option<Policy>> = policies.collect();
        let allowed = source::build_glob_set(&config.assets.allow);
        let mut applied = AppliedPolicy::default();
        for (asset, policy) in wanted.iter().zip(&policies) {
            let (path, policy) = (&asset.content_path, policy.as_ref());
            match decide(
                path,
                policy,
                allowed.is_match(&**path),
                config.images.metadata,
            ) {
                Ok(strips_metadata) => applied.copied.push(Page {
                    url: Url::of_asset(&schema.address_of(&asset.content_path)),
                    content: Content::File {
                        root: asset.root.clone(),
                        path: asset.path.clone(),
                        stamp: asset.stamp_hash(),
                        strips_metadata,
                    },
                }),
                Err(refusal) => {
                    applied.refused.insert(asset.content_path.clone(), refusal);
                }
            }
        }
        let known = wanted.iter().zip(policies).filter_map(|(asset, policy)| {
            Some((asset.content_path.clone(), (asset.stamp_hash(), policy?)))
        });
        self.kept = known.collect();
        applied
    }
}

/// `Ok(true)` to copy a file without its metadata, `Ok(false)` to copy it as it is. `assets.allow` permits unsafe types
/// but not metadata that can be stripped: trusting a picture is no consent to publish where it was taken.
fn decide(
    path: &str,
    policy: Option<&Policy>,
    allowed: bool,
    metadata: ImageMetadata,
) -> Result<bool, Refused> {
    match policy {
        None => Err(Refused {
            reason: "it cannot be read".into(),
            help: "see that it is there and may be read".into(),
        }),
        Some(Policy::Copy) => Ok(false),
        Some(Policy::CopyStripped { .. }) if metadata == ImageMetadata::Strip => Ok(true),
        Some(Policy::CopyStripped { removed: of }) => Err(Refused {
            reason: format!("it holds {of}"),
            help: "take that out, or set `images.metadata: strip`".into(),
        }),
        Some(Policy::Refuse(_)) if allowed => Ok(false),
        Some(Policy::Refuse(refused)) => {
            let glob = globset::escape(path);
            let allow = format!("add `{glob}` to `assets.allow` if you trust it");
            let help = match refused.help.as_str() {
                "" => allow,
                fix => format!("{fix}, or {allow}"),
            };
            let reason = refused.reason.clone();
            Err(Refused { reason, help })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::source::{ProjectFolders, Sources};

    #[test]
    fn an_unchanged_file_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.gif");
        std::fs::write(&file, "GIF89a").unwrap();
        let folders = ProjectFolders {
            root: folder.path().into(),
            content: String::new(),
            theme: "default".into(),
            output: folder.path().join("public"),
            exclude: source::build_glob_set(&[]),
            asset_folders: vec![],
        };
        let sources = folders.read_sources(&Sources::default()).unwrap();
        let (config, schema) = (Config::default(), Schema::built_in());
        let wanted = ["a.gif".into()];
        let mut assets = Assets::default();
        let mut copied = || {
            let applied = assets.apply_policy(&sources.assets, &wanted, &config, &schema);
            applied.copied.len()
        };
        assert_eq!(copied(), 1);
        std::fs::remove_file(&file).unwrap();
        assert_eq!(copied(), 1, "it was read again");
        let mut fresh = Assets::default();
        let applied = fresh.apply_policy(&sources.assets, &wanted, &config, &schema);
        assert_eq!(applied.refused["a.gif"].reason, "it cannot be read");
        assert!(fresh.kept.is_empty());
    }
}
