//! Files beside the content: which of them may be published, and what is taken out of them first.
//!
//! Pure: bytes in, [`Verdict`] out. Knows nothing about the disk, pages or settings; what a project allows is decided
//! by who asks. A type is known by its extension, which decides how a server labels the file, *and* by its first
//! bytes, which decide what a browser makes of it. Only pictures may take each other's names.

mod image;
mod svg;

use std::fmt;

use img_parts::Bytes;

/// What may become of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can be copied as it is.
    Copy,
    /// It can be copied once [`clean`] has taken something out, named here: “EXIF with a location and XMP”.
    Clean { of: String },
    /// It is not to be copied unless the project says so.
    Refuse(Refusal),
}

/// Why a file is not copied, as the end of a sentence (“it has a script”), and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: String,
    pub help: String,
}

/// The types that are known to be safe. PDF is one: what a document may carry runs in the viewer, not in the site.
/// HTML, XML and JavaScript are not; office documents and archives are for the project to allow.
const TYPES: [(&str, Format); 16] = [
    ("png", Format::Png),
    ("jpg", Format::Jpeg),
    ("jpeg", Format::Jpeg),
    ("gif", Format::Gif),
    ("webp", Format::WebP),
    ("avif", Format::Avif),
    ("ico", Format::Icon),
    ("svg", Format::Svg),
    ("pdf", Format::Pdf),
    ("csv", Format::Text),
    ("tsv", Format::Text),
    ("txt", Format::Text),
    ("json", Format::Text),
    ("mp4", Format::Mp4),
    ("webm", Format::WebM),
    ("mp3", Format::Mp3),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
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

/// Of a file that is judged by how it begins.
const HEAD: usize = 4096;
/// Of a file that has to be read to its end.
const WHOLE: usize = 64 << 20;
const WHOLE_SVG: usize = 8 << 20;

/// How many bytes from its start [`judge`] needs of the file at this path, however long it is.
pub fn needs(path: &str) -> usize {
    Format::of(path).map_or(0, |format| match format.limit() {
        Some(limit) => limit + 1,
        None => HEAD,
    })
}

/// Looks at the first [`needs`] bytes of the file at this path. Never panics, whatever they are.
pub fn judge(path: &str, bytes: Vec<u8>) -> Verdict {
    let Some(format) = Format::of(path) else {
        return refuse("its type is not known to be safe", None);
    };
    if let Some(limit) = format.limit().filter(|limit| bytes.len() > *limit) {
        let why = format!("it is larger than {} MiB", limit >> 20);
        return refuse(&why, Some("make it smaller"));
    }
    match (format, Format::seen(&bytes)) {
        (Format::Svg, _) => match svg::check(&bytes) {
            Ok(()) => Verdict::Copy,
            Err(why) => refuse(&why, Some("save it without that")),
        },
        (Format::Text, _) => text(&bytes),
        (named, None) => refuse(&format!("it is not {named}"), Some("save it anew")),
        // A JPEG named `.png` is shown all the same, and must lose its metadata all the same.
        (named, Some(seen)) if named.is_picture() && seen.is_picture() => picture(seen, bytes),
        (named, Some(seen)) if named != seen => {
            refuse(&format!("it is really {seen}"), Some("rename it"))
        }
        _ => Verdict::Copy,
    }
}

fn picture(format: Format, bytes: Vec<u8>) -> Verdict {
    match format {
        Format::Png | Format::Jpeg | Format::WebP => match image::strip(bytes.into()) {
            None => refuse("it is damaged", Some("save it anew")),
            Some(image) if image.removed.is_empty() => Verdict::Copy,
            Some(image) => Verdict::Clean {
                of: list(&image.removed),
            },
        },
        Format::Avif if image::has_avif_metadata(&bytes) => refuse(
            "it holds EXIF or XMP, which casebook cannot take out of AVIF",
            Some("take it out"),
        ),
        _ => Verdict::Copy,
    }
}

/// The same picture without what must not be published: the same pixels, colours and orientation. `None` where the
/// bytes are not those of a whole PNG, JPEG or WebP.
pub fn clean(bytes: Vec<u8>) -> Option<Vec<u8>> {
    image::strip(Bytes::from(bytes)).map(image::Stripped::into_bytes)
}

fn refuse(why: &str, mend: Option<&str>) -> Verdict {
    Verdict::Refuse(Refusal {
        why: why.to_owned(),
        help: mend.unwrap_or_default().to_owned(),
    })
}

/// A server that knows no type for `.tsv` lets browsers guess, and they take what begins with a tag for a page.
fn text(bytes: &[u8]) -> Verdict {
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
        _ => Verdict::Copy,
    }
}

fn list(words: &[&str]) -> String {
    match words {
        [rest @ .., before, last] => {
            let rest: String = rest.iter().map(|word| format!("{word}, ")).collect();
            format!("{rest}{before} and {last}")
        }
        words => words.concat(),
    }
}

impl Format {
    fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let mut types = TYPES.iter();
        types
            .find(|(name, _)| name.eq_ignore_ascii_case(extension))
            .map(|(_, format)| *format)
    }

    /// What its first bytes say it is. Text and SVG have no such bytes.
    fn seen(bytes: &[u8]) -> Option<Self> {
        let at =
            |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(magic));
        Some(match bytes {
            _ if at(0, b"\x89PNG\r\n\x1a\n") => Format::Png,
            _ if at(0, b"\xff\xd8\xff") => Format::Jpeg,
            _ if at(0, b"GIF87a") || at(0, b"GIF89a") => Format::Gif,
            _ if at(0, b"RIFF") && at(8, b"WEBP") => Format::WebP,
            _ if at(4, b"ftyp") && image::is_avif(bytes) => Format::Avif,
            _ if at(4, b"ftyp") => Format::Mp4,
            _ if at(0, b"\0\0\x01\0") => Format::Icon,
            _ if at(0, b"%PDF-") => Format::Pdf,
            _ if at(0, b"\x1a\x45\xdf\xa3") => Format::WebM,
            _ if at(0, b"ID3") => Format::Mp3,
            [0xff, second, ..] if second & 0xe0 == 0xe0 => Format::Mp3,
            _ => return None,
        })
    }

    /// The most bytes of a file that has to be read whole.
    fn limit(self) -> Option<usize> {
        match self {
            Format::Svg => Some(WHOLE_SVG),
            _ if self.is_picture() => Some(WHOLE),
            _ => None,
        }
    }

    /// Made of pixels: browsers go by what such a file is, not by its name.
    fn is_picture(self) -> bool {
        use Format::{Avif, Gif, Icon, Jpeg, Png, WebP};
        matches!(self, Png | Jpeg | Gif | WebP | Avif | Icon)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Png => "a PNG",
            Format::Jpeg => "a JPEG",
            Format::Gif => "a GIF",
            Format::WebP => "a WebP",
            Format::Avif => "an AVIF",
            Format::Icon => "an icon",
            Format::Svg => "an SVG",
            Format::Pdf => "a PDF",
            Format::Text => "a text",
            Format::Mp4 => "an MP4",
            Format::WebM => "a WebM",
            Format::Mp3 => "an MP3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict(path: &str, bytes: &[u8]) -> String {
        match judge(path, bytes.into()) {
            Verdict::Copy => "copy".into(),
            Verdict::Clean { of } => format!("without {of}"),
            Verdict::Refuse(refusal) => refusal.why,
        }
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
            assert_eq!(verdict(path, bytes), expected, "{path}");
        }
    }

    #[test]
    fn a_picture_too_large_to_be_looked_through_is_refused() {
        assert_eq!(needs("a.jpg"), (64 << 20) + 1);
        assert_eq!(needs("a.mp4"), 4096);
        assert_eq!(needs("a.html"), 0);
        let mut bytes = vec![0; needs("a.svg")];
        assert_eq!(verdict("a.svg", &bytes), "it is larger than 8 MiB");
        bytes.pop();
        assert_ne!(verdict("a.svg", &bytes), "it is larger than 8 MiB");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(format in 0..TYPES.len(), magic in any::<bool>(), rest: Vec<u8>) {
            let (extension, format) = TYPES[format];
            let start: &[u8] = match format {
                Format::Png => b"\x89PNG\r\n\x1a\n",
                Format::Jpeg => b"\xff\xd8\xff",
                Format::WebP => b"RIFF\x40\0\0\0WEBPVP8X",
                Format::Avif => b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x40meta",
                Format::Svg => b"<svg xmlns='http://www.w3.org/2000/svg'>",
                _ => b"",
            };
            let bytes = [if magic { start } else { b"" }, &rest].concat();
            judge(&format!("a.{extension}"), bytes.clone());
            if let Some(cleaned) = clean(bytes) {
                prop_assert_eq!(clean(cleaned.clone()), Some(cleaned), "cleaning twice is cleaning once");
            }
        }
    }
}
