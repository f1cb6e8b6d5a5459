//! `--check-urls`: reads lists of old addresses, which [`old_urls`] compares with the pages.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{CliError, eprint_line, project_files};
use crate::check;
use crate::content::source::describe_io_error;
use crate::diagnostic::Finding;
use crate::engine::Snapshot;
use crate::old_urls::{self, url_list};
use crate::text::shown;

/// Adds a finding for each address in `files` that leads nowhere any more, and prints their number unless `quiet`.
/// `snapshot` must have the pages of the published site. Fails if a list cannot be read or parsed, or is a URL.
pub fn add_lost_addresses(
    files: &[PathBuf],
    snapshot: &mut Snapshot,
    root: &Path,
    quiet: bool,
) -> Result<(), CliError> {
    let severity = check::project_severity("lost-address", &snapshot.config);
    // Without a theme there are no pages, and that is an error already.
    let (Some(severity), true) = (severity, snapshot.site.theme.is_some()) else {
        return Ok(());
    };
    for file in files {
        let (text, addresses) = read_list(file)?;
        let base = snapshot.config.base_url.as_deref();
        let found = old_urls::compare(
            &addresses,
            snapshot.pages(),
            &snapshot.graph,
            base,
            snapshot.config.urls,
        );
        let reported = found.diagnostics.len();
        let path = path_from_root(file, root);
        let lost = found.diagnostics.into_iter().map(|problem| {
            Finding::new(path.as_str().into(), severity, problem).located(Some(&text))
        });
        snapshot.findings.extend(lost);
        if !quiet {
            let file = shown(file);
            let below = match &*found.base_paths.join(", ") {
                "" => String::new(),
                below => format!(", compared below {below}"),
            };
            let count = format!("{} of {}", found.lost_count, found.total);
            eprint_line(&format!("{file}: {count} addresses lead nowhere{below}"));
            let lost = found.lost_count;
            if lost > reported {
                eprint_line(&format!("the first {reported} of them are told"));
            }
        }
    }
    Ok(())
}

fn read_list(file: &Path) -> Result<(String, Vec<url_list::OldUrl>), CliError> {
    let shown = shown(file);
    if shown.starts_with("http://") || shown.starts_with("https://") {
        let help = format!("save it first: curl -sSfLo old-sitemap.xml {shown}");
        return Err(CliError::with_help(
            format!("casebook does not fetch `{shown}`"),
            help,
        ));
    }
    let mut bytes = Vec::new();
    project_files::open_given(file)
        // One byte more than allowed, so that `decode` can detect a list that is too long.
        .and_then(|file| {
            file.take(url_list::MAX_LIST_BYTES as u64 + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(|error| {
            let cause = describe_io_error(&error);
            let message = format!("cannot read the list of addresses `{shown}`: {cause}");
            let help = "save the sitemap.xml of the site as it is now, before you publish";
            CliError::with_help(message, help)
        })?;
    let text = url_list::decode(bytes);
    let read = text.and_then(|text| url_list::parse(&text).map(|found| (text, found)));
    read.map_err(|error| {
        let place = format!("{shown}:{}:{}", error.line, error.column);
        CliError::with_help(format!("{place}: {}", error.message), error.help)
    })
}

/// The path of a list in findings: relative to the project's root if it is below that.
fn path_from_root(file: &Path, root: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).ok();
    let inner = absolute(file)
        .zip(absolute(root))
        .and_then(|(file, root)| Some(file.strip_prefix(root).ok()?.to_owned()));
    let path = inner.as_deref().unwrap_or(file);
    path.to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/")
}
