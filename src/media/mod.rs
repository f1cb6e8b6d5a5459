//! Media files: which of them may be published, and which metadata is removed first.
//!
//! Pure: bytes in, [`Policy`] out. Knows nothing about the disk, pages or settings; the caller decides what a project
//! allows. A type is recognised by its extension, which decides the content type that a server sends, *and* by its
//! first bytes, by which a browser may guess another. Only images may have the extension of another image type.

mod image;
mod svg;

use std::fmt;

use img_parts::Bytes;

/// Whether a file may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It can be copied as it is.
    Copy,
    /// It can be copied after [`strip_metadata`], which removes what is named here: “EXIF with a location and XMP”.
    CopyStripped { removed: String },
    /// It must not be copied unless the project allows it.
    Refuse(Refused),
}

/// Why a file is not copied, as the end of a sentence (“it has a script”), and how to fix it; `help` may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub reason: String,
    pub help: String,
}

/// The types that are known to be safe, by extension, each with what it is called. PDF is one, because its scripts run in the
/// viewer, not in the site. HTML, XML and JavaScript are not; a project can allow office documents and archives.
const SAFE_TYPES: [(&str, FileFormat, &str); 16] = [
    ("png", FileFormat::Png, "a PNG"),
    ("jpg", FileFormat::Jpeg, "a JPEG"),
    ("jpeg", FileFormat::Jpeg, "a JPEG"),
    ("gif", FileFormat::Gif, "a GIF"),
    ("webp", FileFormat::WebP, "a WebP"),
    ("avif", FileFormat::Avif, "an AVIF"),
    ("ico", FileFormat::Icon, "an icon"),
    ("svg", FileFormat::Svg, "an SVG"),
    ("pdf", FileFormat::Pdf, "a PDF"),
    ("csv", FileFormat::Text, "a text"),
    ("tsv", FileFormat::Text, "a text"),
    ("txt", FileFormat::Text, "a text"),
    ("json", FileFormat::Text, "a text"),
    ("mp4", FileFormat::Mp4, "an MP4"),
    ("webm", FileFormat::WebM, "a WebM"),
    ("mp3", FileFormat::Mp3, "an MP3"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileFormat {
    Png,
    Jpeg,
    Gif,
    WebP,
    Avif,
    Icon,
    Svg,
    Pdf,
    Text,
    Mp4,
    WebM,
    Mp3,
}

/// Bytes that are read of a file of which only the start is checked.
const FIRST_BYTES: usize = 4096;
/// The largest image and SVG, which have to be read whole.
const MAX_IMAGE_BYTES: usize = 64 << 20;
const MAX_SVG_BYTES: usize = 8 << 20;

/// How many bytes from the start of the file at this path [`policy`] needs, whatever its size.
pub fn bytes_needed(path: &str) -> usize {
    FileFormat::from_path(path).map_or(0, |format| match format.max_bytes() {
        Some(limit) => limit + 1,
        None => FIRST_BYTES,
    })
}

/// True if files of this name can be published at all: what they hold decides.
pub fn has_safe_type(path: &str) -> bool {
    FileFormat::from_path(path).is_some()
}

/// Decides by the extension and the first [`bytes_needed`] of a file. Never panics, whatever the bytes are.
pub fn policy(path: &str, bytes: Vec<u8>) -> Policy {
    let Some(format) = FileFormat::from_path(path) else {
        return refuse("its type is not known to be safe", None);
    };
    if let Some(limit) = format.max_bytes().filter(|limit| bytes.len() > *limit) {
        let why = format!("it is larger than {} MiB", limit >> 20);
        return refuse(&why, Some("make it smaller"));
    }
    match (format, FileFormat::from_first_bytes(&bytes)) {
        (FileFormat::Svg, _) => match svg::check(&bytes) {
            Ok(unseen) if unseen.is_empty() => Policy::Copy,
            Ok(_) if svg::strip(&bytes).is_none() => {
                refuse("it is damaged without its comments", Some("take them out"))
            }
            Ok(unseen) => {
                let mut removed: Vec<&str> = unseen.into_iter().map(|(_, what)| what).collect();
                removed.sort_unstable();
                removed.dedup();
                let removed = join_with_and(&removed);
                Policy::CopyStripped { removed }
            }
            Err(why) => refuse(&why, Some("save it without that")),
        },
        (FileFormat::Text, _) => text_policy(&bytes),
        (named, None) => refuse(&format!("it is not {named}"), Some("save it anew")),
        // Browsers show a JPEG named `.png`, so its metadata must be removed as that of a JPEG.
        (named, Some(seen)) if named.is_image() && seen.is_image() => image_policy(seen, bytes),
        (named, Some(seen)) if named != seen => {
            refuse(&format!("it is really {seen}"), Some("rename it"))
        }
        _ => Policy::Copy,
    }
}

fn image_policy(format: FileFormat, bytes: Vec<u8>) -> Policy {
    match format {
        FileFormat::Png | FileFormat::Jpeg | FileFormat::WebP => match image::strip(bytes.into()) {
            None => refuse("it is damaged", Some("save it anew")),
            Some(image) if image.removed.is_empty() => Policy::Copy,
            Some(image) => Policy::CopyStripped {
                removed: join_with_and(&image.removed),
            },
        },
        FileFormat::Avif if image::has_avif_metadata(&bytes) => refuse(
            "it holds EXIF or XMP, which casebook cannot take out of AVIF",
            Some("take it out"),
        ),
        _ => Policy::Copy,
    }
}

/// The image without metadata but with its orientation; `None` if it is not a complete PNG, JPEG, WebP or SVG.
pub fn strip_metadata(bytes: Vec<u8>) -> Option<Vec<u8>> {
    match FileFormat::from_first_bytes(&bytes) {
        Some(_) => image::strip(Bytes::from(bytes)).map(image::Stripped::into_bytes),
        None => svg::strip(&bytes),
    }
}

fn refuse(why: &str, help: Option<&str>) -> Policy {
    Policy::Refuse(Refused {
        reason: why.to_owned(),
        help: help.unwrap_or_default().to_owned(),
    })
}

/// Refuses text that starts with a tag: if a server knows no type for `.tsv`, browsers would show it as HTML.
fn text_policy(bytes: &[u8]) -> Policy {
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if bytes.contains(&0) && !utf16 {
        return refuse("it is not a text", Some("rename it"));
    }
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let rest = if utf16 { &rest[2..] } else { rest };
    match rest.iter().find(|b| !b.is_ascii_whitespace() && **b != 0) {
        Some(b'<') => refuse(
            "it begins like a page",
            Some("begin it with something else"),
        ),
        _ => Policy::Copy,
    }
}

fn join_with_and(words: &[&str]) -> String {
    match words {
        [rest @ .., before, last] => {
            let rest: String = rest.iter().map(|word| format!("{word}, ")).collect();
            format!("{rest}{before} and {last}")
        }
        words => words.concat(),
    }
}

impl FileFormat {
    fn from_path(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let mut types = SAFE_TYPES.iter();
        types
            .find(|(name, ..)| name.eq_ignore_ascii_case(extension))
            .map(|(_, format, _)| *format)
    }

    /// The format by its magic number, which text and SVG do not have.
    fn from_first_bytes(bytes: &[u8]) -> Option<Self> {
        let at =
            |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(magic));
        Some(match bytes {
            _ if at(0, b"\x89PNG\r\n\x1a\n") => FileFormat::Png,
            _ if at(0, b"\xff\xd8\xff") => FileFormat::Jpeg,
            _ if at(0, b"GIF87a") || at(0, b"GIF89a") => FileFormat::Gif,
            _ if at(0, b"RIFF") && at(8, b"WEBP") => FileFormat::WebP,
            _ if at(4, b"ftyp") && image::is_avif(bytes) => FileFormat::Avif,
            _ if at(4, b"ftyp") => FileFormat::Mp4,
            _ if at(0, b"\0\0\x01\0") => FileFormat::Icon,
            _ if at(0, b"%PDF-") => FileFormat::Pdf,
            _ if at(0, b"\x1a\x45\xdf\xa3") => FileFormat::WebM,
            _ if at(0, b"ID3") => FileFormat::Mp3,
            [0xff, second, ..] if second & 0xe0 == 0xe0 => FileFormat::Mp3,
            _ => return None,
        })
    }

    /// The size limit of a format that has to be read whole.
    fn max_bytes(self) -> Option<usize> {
        match self {
            FileFormat::Svg => Some(MAX_SVG_BYTES),
            _ if self.is_image() => Some(MAX_IMAGE_BYTES),
            _ => None,
        }
    }

    /// True for raster images, which browsers recognise by their bytes, not by their name.
    fn is_image(self) -> bool {
        use FileFormat::{Avif, Gif, Icon, Jpeg, Png, WebP};
        matches!(self, Png | Jpeg | Gif | WebP | Avif | Icon)
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut types = SAFE_TYPES.iter();
        let named = types.find(|(_, format, _)| format == self);
        f.write_str(named.map_or("a file", |(.., name)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcome(path: &str, bytes: &[u8]) -> String {
        match policy(path, bytes.into()) {
            Policy::Copy => "copy".into(),
            Policy::CopyStripped { removed: of } => format!("without {of}"),
            Policy::Refuse(refusal) => refusal.reason,
        }
    }

    #[test]
    fn a_drawing_loses_what_is_not_shown() {
        let svg = "\u{feff}<?xml version='1.0'?>\n<!-- ana --><svg xmlns='http://www.w3.org/2000/svg'>\
                   <metadata><a xmlns='x'>ana<!-- ana --></a></metadata><title>é</title><g><!-- ana --></g></svg>\
                   <!-- ana -->";
        assert_eq!(
            outcome("a.svg", svg.as_bytes()),
            "without comments and metadata"
        );
        let clean = String::from_utf8(strip_metadata(svg.into()).unwrap()).unwrap();
        let shown = "\u{feff}<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><title>é</title><g></g></svg>";
        assert_eq!(clean, shown);
        assert_eq!(outcome("a.svg", clean.as_bytes()), "copy");
        let cut = b"<svg xmlns='http://www.w3.org/2000/svg'>]]<!-- a -->&gt;]]<!-- a -->></svg>";
        assert_eq!(outcome("a.svg", cut), "it is damaged without its comments");
    }

    #[test]
    fn a_type_is_known_by_its_name_and_by_its_first_bytes() {
        let avif = b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf";
        let exif = [&avif[..], b"\0\0\0\x10meta....Exif"].concat();
        for (path, bytes, expected) in [
            ("a.gif", &b"GIF89a"[..], "copy"),
            ("A.PDF", b"%PDF-1.7", "copy"),
            ("a.ico", b"\0\0\x01\0", "copy"),
            ("a.mp4", b"\0\0\0\x18ftypisom", "copy"),
            ("a.webm", b"\x1a\x45\xdf\xa3", "copy"),
            ("a.mp3", b"\xff\xfb\x90", "copy"),
            ("a.csv", b"name,n\n", "copy"),
            ("a.txt", b"", "copy"),
            ("a.txt", b"\xff\xfeh\0i\0", "copy"),
            ("a.avif", avif, "copy"),
            (
                "a.avif",
                &exif,
                "it holds EXIF or XMP, which casebook cannot take out of AVIF",
            ),
            ("a.png", b"%PDF-1.7", "it is really a PDF"),
            ("a.pdf", b"GIF89a", "it is really a GIF"),
            ("a.ico", b"GIF89a", "copy"),
            (
                "a.png",
                b"\xff\xd8\xff\xfe\0\x04hi\xff\xda\0\x02\xff\xd9",
                "without a comment",
            ),
            ("a.png", b"<html>", "it is not a PNG"),
            ("a.gif", b"", "it is not a GIF"),
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "it is damaged"),
            ("a.csv", b"a\0b", "it is not a text"),
            ("a.tsv", b" \n<script>", "it begins like a page"),
            ("a.txt", b"\xff\xfe<\0h\0", "it begins like a page"),
            ("a.html", b"hello", "its type is not known to be safe"),
            ("a.svgz", b"\x1f\x8b", "its type is not known to be safe"),
            (
                "png",
                b"\x89PNG\r\n\x1a\n",
                "its type is not known to be safe",
            ),
        ] {
            assert_eq!(outcome(path, bytes), expected, "{path}");
        }
    }

    #[test]
    fn a_file_too_large_to_be_checked_is_refused() {
        assert_eq!(bytes_needed("a.jpg"), (64 << 20) + 1);
        assert_eq!(bytes_needed("a.mp4"), 4096);
        assert_eq!(bytes_needed("a.html"), 0);
        let mut bytes = vec![0; bytes_needed("a.svg")];
        assert_eq!(outcome("a.svg", &bytes), "it is larger than 8 MiB");
        bytes.pop();
        assert_ne!(outcome("a.svg", &bytes), "it is larger than 8 MiB");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(format in 0..SAFE_TYPES.len(), magic in any::<bool>(), rest: Vec<u8>) {
            let (extension, format, _) = SAFE_TYPES[format];
            let start: &[u8] = match format {
                FileFormat::Png => b"\x89PNG\r\n\x1a\n",
                FileFormat::Jpeg => b"\xff\xd8\xff",
                FileFormat::WebP => b"RIFF\x40\0\0\0WEBPVP8X",
                FileFormat::Avif => b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x40meta",
                FileFormat::Svg => b"<svg xmlns='http://www.w3.org/2000/svg'>",
                _ => b"",
            };
            let bytes = [if magic { start } else { b"" }, &rest].concat();
            policy(&format!("a.{extension}"), bytes.clone());
            if let Some(cleaned) = strip_metadata(bytes) {
                prop_assert_eq!(strip_metadata(cleaned.clone()), Some(cleaned), "cleaning twice is cleaning once");
            }
        }
    }
}
