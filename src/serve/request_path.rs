//! From the path of a request to the name of a file of the site. The path is decoded once, and the name is only ever
//! looked up: it is never joined to a folder.

use percent_encoding::percent_decode_str;

/// Where a request may lead, in the order to try: `/a` is `a`, `a.html` or, moved, `a/`; `/a/` is `a/index.html`.
#[derive(Debug, PartialEq, Eq)]
pub enum RequestPath {
    /// The name of a file, and the names that may stand for it.
    File(String),
    /// A folder, named with a slash at its end, or empty for the root.
    Folder(String),
}

/// `None` for a path that no file of any site can have.
pub fn parse(path: &str) -> Option<RequestPath> {
    let rest = path.strip_prefix('/')?;
    if rest.is_empty() {
        return Some(RequestPath::Folder(String::new()));
    }
    let (parts, is_folder) = match rest.strip_suffix('/') {
        Some(parts) => (parts, true),
        None => (rest, false),
    };
    let parts: Option<Vec<String>> = parts.split('/').map(decode_segment).collect();
    let name = parts?.join("/");
    Some(match is_folder {
        true => RequestPath::Folder(name + "/"),
        false => RequestPath::File(name),
    })
}

/// One part of a path, decoded. A slash that was encoded is no part of a name.
fn decode_segment(encoded: &str) -> Option<String> {
    let text = percent_decode_str(encoded).decode_utf8().ok()?;
    let odd = |c: char| matches!(c, '/' | '\\') || c.is_control();
    let fine = !matches!(&*text, "" | "." | "..") && !text.contains(odd);
    fine.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once_and_never_climbs() {
        for (path, target) in [
            ("/", Some(RequestPath::Folder(String::new()))),
            ("/a/b.html", Some(RequestPath::File("a/b.html".into()))),
            ("/a/", Some(RequestPath::Folder("a/".into()))),
            ("/%C3%A9%20x", Some(RequestPath::File("é x".into()))),
            ("/%2561", Some(RequestPath::File("%61".into()))),
            (
                "/%u002e%u002e",
                Some(RequestPath::File("%u002e%u002e".into())),
            ),
            ("", None),
            ("*", None),
            ("//a", None),
            ("/a//", None),
            ("/../a", None),
            ("/%2e%2e/a", None),
            ("/a%2fb", None),
            ("/a%5cb", None),
            ("/a\\b", None),
            ("/a%00", None),
            ("/%ff", None),
        ] {
            assert_eq!(parse(path), target, "{path}");
        }
    }
}
