//! Turns the path of a request into the name of a file of the site. The path is decoded once. The name is only for
//! look-ups and must not be joined to a folder.

use percent_encoding::percent_decode_str;

/// A decoded path.
#[derive(Debug, PartialEq, Eq)]
pub enum RequestPath {
    /// The name of a file, perhaps without `.html`, or of a folder without its slash.
    File(String),
    /// The name of a folder with a slash at its end; empty for the root.
    Folder(String),
}

/// Decodes a path; `None` if no file of a site can have it.
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

/// Decodes one segment; `None` if it is empty, `.`, `..`, or holds a slash, a backslash or a control character.
fn decode_segment(encoded: &str) -> Option<String> {
    let text = percent_decode_str(encoded).decode_utf8().ok()?;
    let forbidden = |c: char| matches!(c, '/' | '\\') || c.is_control();
    let is_valid = !matches!(&*text, "" | "." | "..") && !text.contains(forbidden);
    is_valid.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once_and_cannot_leave_its_folder() {
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
