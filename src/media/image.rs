//! Removes metadata from JPEG, PNG and WebP, and detects it in AVIF.
//!
//! Only the picture, its colour profile, density and orientation are kept, so that unknown metadata is removed too.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, DynImage, ImageEXIF};

/// An image without its metadata, and the names of what was removed, each once.
pub struct Stripped {
    image: DynImage,
    pub removed: Vec<&'static str>,
}

impl Stripped {
    pub fn into_bytes(self) -> Vec<u8> {
        self.image.encoder().bytes().into()
    }
}

/// Removes the metadata. `None` if the bytes are not a complete JPEG, PNG or WebP.
pub fn strip(bytes: Bytes) -> Option<Stripped> {
    let image = DynImage::from_bytes(bytes.clone()).ok()??;
    let mut removed = RemovedParts::default();
    // Decoders stop at the end of an image; cameras and editors append videos, depth maps and notes.
    if image.len() < bytes.len() {
        removed.add("data after its end");
    }
    let image = match image {
        DynImage::Jpeg(jpeg) => self::strip_jpeg(jpeg, &bytes, &mut removed)?.into(),
        DynImage::Png(png) => self::strip_png(png, &mut removed).into(),
        DynImage::WebP(webp) => self::strip_webp(webp, &mut removed).into(),
    };
    Some(Stripped {
        image,
        removed: removed.0,
    })
}

#[derive(Default)]
struct RemovedParts(Vec<&'static str>);

impl RemovedParts {
    fn add(&mut self, what: &'static str) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    fn add_exif(&mut self, tiff: &[u8]) {
        self.add(if Exif::read(tiff).has_location {
            "EXIF with a location"
        } else {
            "EXIF"
        });
    }
}

const EXIF_HEADER: &[u8] = b"Exif\0\0";
const JFIF_HEADER: &[u8] = b"JFIF\0";
/// A JFIF segment without a thumbnail.
const JFIF_LENGTH: usize = 14;

/// Removes all metadata but the orientation and the colour profile. `None` if there is no scan, or a segment after the
/// first is cut off. `file` is the whole file: the scans are cut from its end.
fn strip_jpeg(mut jpeg: Jpeg, file: &Bytes, removed: &mut RemovedParts) -> Option<Jpeg> {
    let exif = jpeg
        .exif()
        .and_then(|tiff| Exif::read(&tiff).only_orientation());
    let mut kept_exif = false;
    let segments = std::mem::take(jpeg.segments_mut());
    let mut kept = Vec::with_capacity(segments.len());
    // Without a scan there is no picture, and the end of the file cannot be found.
    if !segments.iter().any(|s| s.marker() == markers::SOS) {
        return None;
    }
    for segment in segments {
        let contents = segment.contents();
        match segment.marker() {
            markers::APP1 if contents.starts_with(EXIF_HEADER) => {
                let tiff = &contents[EXIF_HEADER.len()..];
                if !kept_exif && exif.as_deref() == Some(tiff) {
                    kept_exif = true;
                    kept.push(segment);
                } else {
                    removed.add_exif(tiff);
                }
            }
            markers::APP0 if contents.starts_with(JFIF_HEADER) && contents.len() > JFIF_LENGTH => {
                removed.add("a thumbnail");
                let mut small = contents[..JFIF_LENGTH].to_vec();
                small[JFIF_LENGTH - 2..].fill(0);
                kept.push(JpegSegment::new_with_contents(markers::APP0, small.into()));
            }
            markers::SOS => {
                // `img_parts` keeps the rest of the file in the segment of the first scan.
                let length = segment.len_with_entropy() - segment.len();
                let scans = strip_scans(file.slice(file.len() - length..), removed)?;
                kept.push(JpegSegment::new_with_entropy(
                    markers::SOS,
                    contents.clone(),
                    scans,
                ));
            }
            marker => match jpeg_metadata_name(marker, contents) {
                None => kept.push(segment),
                Some(what) => removed.add(what),
            },
        }
    }
    *jpeg.segments_mut() = kept;
    if exif.is_some() && !kept_exif {
        jpeg.set_exif(exif);
    }
    Some(jpeg)
}

/// The name of a metadata segment; `None` if a segment is part of the picture or needed to show it. The list of further
/// pictures in an MPF file is removed, because these pictures, after the end of the first, are removed too.
fn jpeg_metadata_name(marker: u8, contents: &[u8]) -> Option<&'static str> {
    match marker {
        markers::APP0 if contents.starts_with(JFIF_HEADER) => None,
        markers::APP2 if contents.starts_with(b"ICC_PROFILE\0") => None,
        markers::APP14 if contents.starts_with(b"Adobe") => None,
        markers::APP1 if contents.starts_with(b"http://ns.adobe.com/") => Some("XMP"),
        markers::APP13 => Some("IPTC"),
        markers::COM => Some("a comment"),
        markers::APP0..=markers::APP15 | markers::JPG0..=markers::JPG13 => Some("other data"),
        _ => None,
    }
}

/// Removes metadata from what follows the header of the first scan: compressed data, further scans with their tables,
/// the end. `None` if a segment among them is cut off. A missing end is accepted, as browsers do.
fn strip_scans(rest: Bytes, removed: &mut RemovedParts) -> Option<Bytes> {
    let mut kept = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = rest[at..].iter().position(|byte| *byte == markers::P) {
        at += found;
        let Some(marker) = rest.get(at + 1).copied() else {
            break;
        };
        match marker {
            markers::P => at += 1,
            markers::Z | 0x01 | markers::RST0..=markers::RST7 => at += 2,
            markers::EOI => {
                at += 2;
                if at < rest.len() {
                    removed.add("data after its end");
                    kept.extend_from_slice(&rest[start..at]);
                    return Some(kept.into());
                }
            }
            _ => {
                let length = rest.get(at + 2..at + 4)?;
                let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                let end = at + 2 + length;
                let contents = rest.get(at + 4..end)?;
                let what = match marker {
                    markers::APP0..=markers::APP15 => Some("other data"),
                    marker => jpeg_metadata_name(marker, contents),
                };
                if let Some(what) = what {
                    removed.add(what);
                    kept.extend_from_slice(&rest[start..at]);
                    start = end;
                }
                at = end;
            }
        }
    }
    if start == 0 {
        return Some(rest);
    }
    kept.extend_from_slice(&rest[start..]);
    Some(kept.into())
}

/// Ancillary chunks that affect how the picture is shown.
const PNG_KEPT_CHUNKS: [&[u8; 4]; 16] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

fn strip_png(mut png: Png, removed: &mut RemovedParts) -> Png {
    let exif = png
        .exif()
        .and_then(|tiff| Exif::read(&tiff).only_orientation());
    let mut kept_exif = false;
    png.chunks_mut().retain(|chunk| {
        // Critical chunks start with a capital letter.
        let needed = chunk.kind()[0].is_ascii_uppercase();
        if needed || PNG_KEPT_CHUNKS.contains(&&chunk.kind()) {
            return true;
        }
        match &chunk.kind() {
            b"eXIf" if !kept_exif && exif.as_ref() == Some(chunk.contents()) => {
                kept_exif = true;
                return true;
            }
            b"eXIf" => removed.add_exif(chunk.contents()),
            b"iTXt" if chunk.contents().starts_with(b"XML:com.adobe.xmp\0") => removed.add("XMP"),
            b"tEXt" | b"zTXt" | b"iTXt" => removed.add("text"),
            b"tIME" => removed.add("a time"),
            _ => removed.add("other data"),
        }
        false
    });
    if let Some(tiff) = exif.filter(|_| !kept_exif) {
        let after_header = png.chunks().len().min(1);
        let chunk = PngChunk::new(*b"eXIf", tiff);
        png.chunks_mut().insert(after_header, chunk);
    }
    png
}

const WEBP_KEPT_CHUNKS: [[u8; 4]; 7] = [
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
    webp::CHUNK_VP8X,
    webp::CHUNK_ALPH,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
    webp::CHUNK_ICCP,
];
/// Bits of the first byte of `VP8X`.
const VP8X_EXIF_FLAG: u8 = 0b1000;
const VP8X_XMP_FLAG: u8 = 0b0100;

fn strip_webp(mut webp: WebP, removed: &mut RemovedParts) -> WebP {
    let extended = webp.has_chunk(webp::CHUNK_VP8X);
    let exif = webp
        .exif()
        .and_then(|tiff| Exif::read(&tiff).only_orientation());
    // Only the extended format can hold EXIF.
    let exif = exif.filter(|_| extended);
    let before = removed.0.len();
    let mut kept_exif = false;
    webp.chunks_mut().retain(|chunk| {
        let data = chunk.content().data();
        match chunk.id() {
            id if WEBP_KEPT_CHUNKS.contains(&id) => return true,
            webp::CHUNK_EXIF if !kept_exif && exif.is_some() && exif.as_ref() == data => {
                kept_exif = true;
                return true;
            }
            webp::CHUNK_EXIF => {
                let data = data.map(|data| &data[..]).unwrap_or_default();
                removed.add_exif(data.strip_prefix(EXIF_HEADER).unwrap_or(data));
            }
            webp::CHUNK_XMP => removed.add("XMP"),
            _ => removed.add("other data"),
        }
        false
    });
    if removed.0.len() == before {
        return webp;
    }
    if let Some(tiff) = exif.clone().filter(|_| !kept_exif) {
        let chunk = RiffChunk::new(webp::CHUNK_EXIF, RiffContent::Data(tiff));
        webp.chunks_mut().push(chunk);
    }
    for chunk in webp.chunks_mut() {
        if chunk.id() == webp::CHUNK_VP8X
            && let RiffContent::Data(data) = chunk.content_mut()
        {
            let mut flags = data.to_vec();
            if let Some(first) = flags.first_mut() {
                *first &= !(VP8X_EXIF_FLAG | VP8X_XMP_FLAG);
                *first |= if exif.is_some() { VP8X_EXIF_FLAG } else { 0 };
            }
            *data = flags.into();
        }
    }
    webp
}

/// The tags of the first directory of a TIFF block that matter here.
/// [Exif 2.32, 4.6](https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf).
#[derive(Default)]
struct Exif {
    /// 1 is upright; 2 to 8 are rotated, mirrored or both; 0 if not given.
    orientation: u16,
    has_location: bool,
}

const TAG_ORIENTATION: u16 = 0x0112;
const TAG_GPS: u16 = 0x8825;

impl Exif {
    fn read(tiff: &[u8]) -> Self {
        let little = match tiff.get(..4) {
            Some(b"II*\0") => true,
            Some(b"MM\0*") => false,
            _ => return Exif::default(),
        };
        let number = |from: usize, length: usize| {
            let bytes = tiff.get(from..from.checked_add(length)?)?.iter();
            let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
            Some(if little {
                bytes.rev().fold(0, add)
            } else {
                bytes.fold(0, add)
            })
        };
        let short = |from: usize| number(from, 2).and_then(|n| u16::try_from(n).ok());
        let mut exif = Exif::default();
        let directory = number(4, 4).unwrap_or(usize::MAX);
        let entries = number(directory, 2).unwrap_or(0);
        for entry in (0..entries).map(|i| directory + 2 + i * 12) {
            match short(entry) {
                Some(TAG_ORIENTATION) => exif.orientation = short(entry + 8).unwrap_or(0),
                Some(TAG_GPS) => exif.has_location = true,
                Some(_) => {}
                None => break,
            }
        }
        exif
    }

    /// A TIFF block with the orientation alone, so that a rotated photo keeps it; `None` if it is upright.
    fn only_orientation(&self) -> Option<Bytes> {
        let orientation = u8::try_from(self.orientation).ok()?;
        (2..=8).contains(&orientation).then(|| {
            // Little-endian, directory at 8; one entry: orientation, a short, one of them, its value; no more.
            let head = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0";
            [&head[..], &[orientation, 0, 0, 0, 0, 0, 0, 0]]
                .concat()
                .into()
        })
    }
}

/// True if a file that starts like an MP4 is an AVIF, by the brands in its first box.
pub fn is_avif(bytes: &[u8]) -> bool {
    let Some((_, brands)) = top_level_boxes(bytes).next() else {
        return false;
    };
    brands
        .chunks_exact(4)
        .any(|brand| matches!(brand, b"avif" | b"avis"))
}

/// True if an AVIF has EXIF or XMP, by the types of its items in the `meta` box.
pub fn has_avif_metadata(bytes: &[u8]) -> bool {
    let has = |contents: &[u8], name: &[u8]| contents.windows(name.len()).any(|part| part == name);
    top_level_boxes(bytes).any(|(kind, contents)| {
        kind == *b"meta" && (has(contents, b"Exif") || has(contents, b"application/rdf+xml"))
    })
}

/// The top-level boxes of an ISO media file, each with its type and contents; the last may be cut off.
fn top_level_boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (size, rest) = bytes.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let (contents, header) = match u32::from_be_bytes(*size) {
            0 => (rest, 8 + rest.len() as u64),
            1 => {
                let (size, rest) = rest.split_first_chunk::<8>()?;
                (rest, u64::from_be_bytes(*size).checked_sub(16)?)
            }
            size => (rest, u64::from(size).checked_sub(8)?),
        };
        let length = usize::try_from(header)
            .unwrap_or(usize::MAX)
            .min(contents.len());
        let (contents, rest) = contents.split_at(length);
        bytes = rest;
        Some((*kind, contents))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF block with an orientation, a camera's name and a location.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
        tiff.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 4]);
        tiff.extend(b"Cam\0");
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 50]);
        tiff.extend(b"\0\0\0\x00GPS 52.52 N, 13.40 E");
        tiff
    }

    fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
        let length = (contents.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], contents].concat()
    }

    fn chunk(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
        let chunk = PngChunk::new(*kind, Bytes::copy_from_slice(contents));
        chunk.encoder().bytes().into()
    }

    fn stripped(bytes: &[u8]) -> (Vec<u8>, Vec<&'static str>) {
        let stripped = strip(Bytes::copy_from_slice(bytes)).unwrap();
        let removed = stripped.removed.clone();
        let bytes = stripped.into_bytes();
        let again = strip(bytes.clone().into()).unwrap();
        assert!(again.removed.is_empty(), "{:?}", again.removed);
        (bytes, removed)
    }

    #[test]
    fn a_jpeg_keeps_its_picture_profile_and_orientation_and_nothing_else() {
        let start = [0xff, 0xd8];
        let jfif = segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\0\0");
        let with_thumbnail = segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01RGB");
        let icc = segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
        let adobe = segment(0xee, b"Adobe\0\x64\0\0\0\0\x01");
        let tables = [segment(0xdb, b"quantisation"), segment(0xc2, b"frame")].concat();
        let first = [
            segment(0xda, b"scan"),
            b"\x12\xff\0\x34\xff\xd0\x56".to_vec(),
        ]
        .concat();
        let second = [
            segment(0xc4, b"codes"),
            segment(0xda, b"scan"),
            b"\x78\xff\xff\xd9".to_vec(),
        ]
        .concat();
        let photo = [
            &start[..],
            &with_thumbnail,
            &segment(0xe1, &[EXIF_HEADER, &exif(6)].concat()),
            &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
            &segment(0xe2, b"MPF\0other pictures"),
            &icc,
            &segment(0xed, b"Photoshop 3.0\08BIM"),
            &adobe,
            &segment(0xfe, b"taken at home"),
            &tables,
            &first,
            &segment(0xfe, b"between scans"),
            &segment(0xe1, &[EXIF_HEADER, &exif(6)].concat()),
            &second,
            b"MotionPhoto GPS",
        ]
        .concat();
        let (bytes, removed) = stripped(&photo);
        let orientation_exif = segment(
            0xe1,
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
        );
        let expected = [
            &start[..],
            &jfif,
            &orientation_exif,
            &icc,
            &adobe,
            &tables,
            &first,
            &second,
        ];
        assert_eq!(bytes, expected.concat());
        assert_eq!(
            removed,
            [
                "a thumbnail",
                "EXIF with a location",
                "XMP",
                "other data",
                "IPTC",
                "a comment",
                "data after its end",
            ]
        );
    }

    #[test]
    fn a_jpeg_that_is_upright_needs_no_exif_and_a_plain_one_is_left_alone() {
        let picture = [
            segment(0xdb, b"q"),
            segment(0xda, b"scan"),
            b"\x12\xff\xd9".to_vec(),
        ]
        .concat();
        let plain = [&[0xff, 0xd8][..], &picture].concat();
        let tagged = segment(0xe1, &[EXIF_HEADER, &exif(1)].concat());
        let tagged = [&[0xff, 0xd8][..], &tagged, &picture].concat();
        assert_eq!(
            stripped(&tagged),
            (plain.clone(), vec!["EXIF with a location"])
        );
        assert_eq!(stripped(&plain), (plain, vec![]));
    }

    #[test]
    fn a_png_keeps_only_what_affects_how_it_is_shown() {
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        let header = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0");
        let appearance = [chunk(b"iCCP", b"p\0\0z"), chunk(b"pHYs", b"\0\0\x0b\x13")].concat();
        let picture = [chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat();
        let file = [
            &signature[..],
            &header,
            &appearance,
            &chunk(b"eXIf", &exif(3)),
            &chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
            &chunk(b"tEXt", b"Author\0Ana"),
            &chunk(b"zTXt", b"Raw profile type exif\0\0z"),
            &chunk(b"tIME", b"\x07\xe8\x01\x01\0\0\0"),
            &chunk(b"prVW", b"preview"),
            &picture,
            b"hidden",
        ]
        .concat();
        let orientation_exif = Exif::read(&exif(3)).only_orientation().unwrap();
        let orientation_exif = chunk(b"eXIf", &orientation_exif);
        let expected = [
            &signature[..],
            &header,
            &orientation_exif,
            &appearance,
            &picture,
        ]
        .concat();
        let removed = vec![
            "data after its end",
            "EXIF with a location",
            "XMP",
            "text",
            "a time",
            "other data",
        ];
        assert_eq!(stripped(&file), (expected, removed));
    }

    #[test]
    fn a_webp_loses_its_metadata_and_their_flags() {
        let riff = |chunks: &[(&[u8; 4], &[u8])]| {
            let mut body = b"WEBP".to_vec();
            for (id, data) in chunks {
                body.extend(*id);
                body.extend((data.len() as u32).to_le_bytes());
                body.extend(*data);
                body.extend(vec![0; data.len() % 2]);
            }
            [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
        };
        let orientation_exif = Exif::read(&exif(8)).only_orientation().unwrap();
        for (orientation, kept) in [(8, Some(&orientation_exif[..])), (1, None)] {
            let exif = exif(orientation);
            let file = riff(&[
                (b"VP8X", b"\x2c\0\0\0\0\0\0\0\0\0"),
                (b"ICCP", b"profile"),
                (b"VP8L", b"\x2fpixels"),
                (b"EXIF", &exif),
                (b"XMP ", b"<x/>"),
            ]);
            let flags = if kept.is_some() { b"\x28" } else { b"\x20" };
            let header = [&flags[..], &[0; 9]].concat();
            let mut expected: Vec<(&[u8; 4], &[u8])> = vec![
                (b"VP8X", &header),
                (b"ICCP", b"profile"),
                (b"VP8L", b"\x2fpixels"),
            ];
            expected.extend(kept.map(|tiff| (b"EXIF", tiff)));
            let removed = vec!["EXIF with a location", "XMP"];
            assert_eq!(stripped(&file), (riff(&expected), removed));
        }
    }

    #[test]
    fn a_cut_off_segment_between_scans_is_damage() {
        let file = [
            &[0xff, 0xd8][..],
            &segment(0xda, b"s"),
            b"\x12\xff\xfe\0\x09x",
        ]
        .concat();
        assert!(strip(file.into()).is_none());
    }
}
