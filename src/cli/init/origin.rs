//! The address and the main branch of the repository that a folder is a clone of, as its `.git` says.

use std::path::Path;

use crate::config::host::Host;

/// The address of `origin`, where the folder is the top of a clone from a host whose addresses of files are known.
pub fn find(root: &Path) -> Option<String> {
    let config = std::fs::read_to_string(root.join(".git/config")).ok()?;
    web_address(&url_of_origin(&config)?)
}

/// The main branch of the repository around a folder: that of `origin`, else `main` where it exists, else the one that is
/// checked out. `None` for a name that a workflow could not hold as it is.
pub fn main_branch(root: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let mut git = root.ancestors().map(|folder| folder.join(".git"));
    let git = git.find(|git| git.is_dir())?;
    let read = |path: &str| std::fs::read_to_string(git.join(path)).ok();
    let branch = |path: &str, start: &str| {
        let text = read(path)?;
        text.trim().strip_prefix(start).map(str::to_owned)
    };
    let has_main = || {
        let packed = read("packed-refs").unwrap_or_default();
        let mut lines = packed.lines();
        git.join("refs/heads/main").is_file() || lines.any(|l| l.ends_with(" refs/heads/main"))
    };
    let checked_out = || match has_main() {
        true => Some("main".to_owned()),
        false => branch("HEAD", "ref: refs/heads/"),
    };
    let found = branch("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    found.or_else(checked_out).filter(|name| {
        name.chars().all(is_plain) && name.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

fn url_of_origin(config: &str) -> Option<String> {
    let lines = config.lines().map(str::trim);
    let mut own = lines
        .skip_while(|line| *line != "[remote \"origin\"]")
        .skip(1);
    let mut own = std::iter::from_fn(|| own.next().filter(|line| !line.starts_with('[')));
    own.find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "url").then(|| value.trim().to_owned())
    })
}

/// The address for browsers, without names and passwords of those who clone.
fn web_address(url: &str) -> Option<String> {
    let (host, path) = match url.split_once("://") {
        Some(("https" | "http" | "ssh", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => url.split_once(':')?,
    };
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./~".contains(c);
    let is_address = Host::of_name(host).is_some()
        && path.contains('/')
        && host.chars().chain(path.chars()).all(is_plain);
    is_address.then(|| format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_clone_leads_to_the_address_for_browsers() {
        let address = "https://github.com/o/r";
        for (url, wanted) in [
            ("https://github.com/o/r.git", Some(address)),
            ("https://ana:secret@github.com/o/r", Some(address)),
            ("git@github.com:o/r.git", Some(address)),
            ("ssh://git@github.com:22/o/r.git/", Some(address)),
            (
                "https://gitlab.acme.org/a/b/c.git",
                Some("https://gitlab.acme.org/a/b/c"),
            ),
            ("git@codeberg.org:a/b.git", Some("https://codeberg.org/a/b")),
            ("https://git.acme.org/a/b.git", None),
            ("/srv/github/r.git", None),
            ("file:///srv/github/r.git", None),
            ("https://github.com/o/r?x y", None),
        ] {
            let config = format!(
                "[core]\n\turl = x\n[remote \"origin\"]\n\tfetch = +refs\n\turl = {url}\n[remote \"b\"]\n\turl = y\n"
            );
            let found = url_of_origin(&config).and_then(|url| web_address(&url));
            assert_eq!(found.as_deref(), wanted, "{url}");
        }
        assert_eq!(
            url_of_origin("[remote \"origin\"]\n[remote \"b\"]\nurl = y\n"),
            None
        );
    }
}
