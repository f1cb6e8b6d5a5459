//! The base path of the old site on its host: `/`, `/repo/`, `/a/b/`.

/// The base path of the new site, if it is on this host. `host` is empty for a list of paths and matches every host.
pub fn base_on_host<'u>(base_url: &'u str, host: &str) -> Option<&'u str> {
    let (_, rest) = base_url.split_once("://")?;
    let (own, _) = rest.split_once('/')?;
    (host.is_empty() || own.eq_ignore_ascii_case(host)).then(|| &rest[own.len()..])
}

/// The base of these paths: `own`, that of the new site on their host, else the one below which most of them are served, and
/// of several the shortest. The root itself does not count, because every site has one.
pub fn detect(paths: &[&str], own: Option<&str>, is_served: impl Fn(&str) -> bool) -> String {
    if let Some(own) = own {
        return own.to_owned();
    }
    let common = common_folder(paths);
    let ends = common.match_indices('/').map(|(i, _)| i + 1);
    let bases = ends.map(|end| &common[..end]);
    let count_served = |base: &str| {
        let inner = paths.iter().filter_map(|path| strip_base(path, base));
        let served = inner.filter(|inner| !inner.is_empty() && is_served(inner));
        served.count()
    };
    // `max_by_key` returns the last of equals, so sort the longest first.
    let mut bases: Vec<&str> = bases.collect();
    bases.reverse();
    let best = bases.into_iter().max_by_key(|base| count_served(base));
    best.unwrap_or("/").to_owned()
}

/// The path below a base, without a slash in front; `None` if it is not below. The base itself may lack its slash.
pub fn strip_base<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    match path.strip_prefix(base) {
        Some(inner) => Some(inner),
        None => base.strip_suffix('/').filter(|b| *b == path).map(|_| ""),
    }
}

/// The deepest folder that all paths are in.
fn common_folder(paths: &[&str]) -> String {
    let Some(shortest) = paths.iter().min_by_key(|path| path.len()) else {
        return "/".to_owned();
    };
    let folder = format!("{}/", shortest.trim_end_matches('/'));
    if paths.iter().all(|path| strip_base(path, &folder).is_some()) {
        return folder;
    }
    let ends = shortest.match_indices('/').map(|(i, _)| i + 1);
    let mut folders: Vec<&str> = ends.map(|end| &shortest[..end]).collect();
    while let Some(folder) = folders.pop() {
        if paths.iter().all(|path| path.starts_with(folder)) {
            return folder.to_owned();
        }
    }
    "/".to_owned()
}

/// The files that a host would serve for a path below the base.
pub fn candidate_files(inner: &str) -> Vec<String> {
    match inner.is_empty() || inner.ends_with('/') {
        true => vec![format!("{inner}index.html")],
        false => ["", ".html", "/index.html"]
            .map(|ending| format!("{inner}{ending}"))
            .to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_folder_ends_with_a_slash() {
        for (paths, folder) in [
            (&["/"][..], "/"),
            (&[], "/"),
            (&["/repo/", "/repo/a"], "/repo/"),
            (&["/repo", "/repo/a"], "/repo/"),
            (&["/repo", "/repository"], "/"),
            (&["/a/b/c", "/a/b/d/e"], "/a/b/"),
            (&["/a/b", "/c"], "/"),
        ] {
            assert_eq!(common_folder(paths), folder, "{paths:?}");
        }
    }
}
