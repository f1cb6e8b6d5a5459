//! The bytes of an output, decoded in every way in which a page, a link, a data file or the index may write text.

use std::io::Read;

/// Decompresses gzip, as in the search index; other bytes are unchanged.
pub fn unpacked(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    assert!(!bytes.starts_with(b"PK"), "{name} is packed");
    if !bytes.starts_with(b"\x1f\x8b") {
        return bytes;
    }
    let mut text = Vec::new();
    let mut packed = flate2::read::MultiGzDecoder::new(bytes.as_slice());
    packed.read_to_end(&mut text).unwrap();
    text
}

/// The bytes as text, and the texts after decoding percent signs, entities, JSON escapes and base64, up to twice.
pub fn readings(bytes: &[u8]) -> Vec<String> {
    let plain = String::from_utf8_lossy(bytes).into_owned();
    let utf16: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|b| u16::from_le_bytes([b[0], b[1]]))
        .collect();
    let mut readings = vec![String::from_utf16_lossy(&utf16)];
    let mut text = plain.clone();
    for _ in 0..2 {
        text = decoded(&text);
        readings.push(text.clone());
    }
    readings.extend(base64(&plain));
    readings.push(plain);
    readings.dedup();
    readings
}

fn decoded(text: &str) -> String {
    let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    let text = html_escape::decode_html_entities(&text).into_owned();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("\\u") {
        out.push_str(&rest[..at]);
        let code = rest
            .get(at + 2..at + 6)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 6..];
            }
            None => {
                out.push_str("\\u");
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

/// The decoded text of each long run of base64 characters.
fn base64(text: &str) -> Vec<String> {
    let is_one = |b: u8| b.is_ascii_alphanumeric() || b"+/-_".contains(&b);
    let value = |b: u8| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    };
    let runs = text
        .as_bytes()
        .split(|b| !is_one(*b))
        .filter(|run| run.len() >= 8);
    let read = |run: &[u8]| {
        let mut bytes = Vec::new();
        for four in run.chunks(4) {
            let bits = four
                .iter()
                .fold(0_u32, |bits, b| bits << 6 | u32::from(value(*b)))
                << (6 * (4 - four.len()));
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    runs.map(read).collect()
}
