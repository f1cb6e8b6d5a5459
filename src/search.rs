//! The search index of a site: [pagefind](https://pagefind.app)'s files, made of one record for each page that can be
//! found. The browser loads the few kilobytes of them that a query needs.
//!
//! The index has parts, one for each language at least, because each is searched with the word forms of its own language;
//! `pagefind/parts.json` names them.
//!
//! Knows nothing about entries: whoever makes the records has decided what may be found and under which words.

use std::collections::BTreeMap;
use std::fmt::Write;

use html_escape::{encode_double_quoted_attribute, encode_text};
use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

/// The folder of the index in the site.
pub const INDEX_FOLDER: &str = "pagefind";

/// The most records of one part: pagefind looks each new one up among those before it.
const MAX_PART_RECORDS: usize = 2_000;
/// pagefind makes an index on one thread. So that a site of some size keeps several at work, its index has up to
/// [`SIDE_BY_SIDE`] parts of at least this many records; a browser loads a little more for each.
const MIN_PART_RECORDS: usize = 250;
const MAX_PARALLEL_PARTS: usize = 4;

/// How many parts so many records of one language have: of many, a multiple of those side by side, so that in the end
/// no processor waits, and each part is the smaller. Parts take a quarter of a gigabyte and more while they are made.
fn part_count(records: usize) -> usize {
    let side_by_side = records.div_ceil(MIN_PART_RECORDS).min(MAX_PARALLEL_PARTS);
    records.div_ceil(MAX_PART_RECORDS * side_by_side.max(1)) * side_by_side
}

/// `sr-Cyrl-RS` has ten characters; of a longer tag the first part says enough.
const MAX_LANGUAGE_BYTES: usize = 16;

/// pagefind brings its own dialogs and a highlighter along; ours are smaller and keep to the site's look.
const UNUSED_FILES: &[&str] = &["-ui.", "-highlight."];

/// Words that pagefind's parser would take for its own marks.
const PAGEFIND_DELIMITER: &str = "___";

/// A page that can be found.
#[derive(Default)]
pub struct Record {
    /// From the root of the site, as a link.
    pub url: String,
    pub language: String,
    pub title: String,
    /// What is searched besides the title: HTML, whose headings with ids are results of their own.
    pub html: String,
    /// What results can be narrowed by: a name and a value.
    pub filters: Vec<(&'static str, String)>,
    /// What a result shows besides its title.
    pub metadata: Vec<(&'static str, String)>,
}

/// A file of the index; `path` from the root of the site.
pub struct IndexFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// The hash of everything that decides the index.
pub fn fingerprint(records: &[Record]) -> u128 {
    let mut hasher = Hasher::new();
    for record in records {
        let text = record_html(record);
        for part in [&record.url, &text] {
            hasher.write(&part.len().to_le_bytes());
            hasher.write(part.as_bytes());
        }
    }
    hasher.finish_128()
}

/// Makes the index. Equal records make equal files.
///
/// # Errors
///
/// What pagefind says.
pub fn build_index(records: &[Record]) -> Result<Vec<IndexFile>, String> {
    let mut languages: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        let language = index_language(&record.language);
        languages.entry(language).or_default().push(record);
    }
    let parts: Vec<(String, &str, &[&Record])> = languages
        .iter()
        .flat_map(|(language, records)| {
            // Of equal size, so that none is waited for.
            let size = records.len().div_ceil(part_count(records.len()));
            records.chunks(size).map(move |part| (language, part))
        })
        .enumerate()
        .map(|(number, (language, records))| (number.to_string(), *language, records))
        .collect();
    let names: Vec<&str> = parts.iter().map(|(name, ..)| name.as_str()).collect();
    let list = IndexFile {
        path: format!("{INDEX_FOLDER}/parts.json"),
        bytes: serde_json::to_vec(&names).map_err(|e| e.to_string())?,
    };
    let files: Result<Vec<Vec<IndexFile>>, String> = parts
        .par_iter()
        .map(|(name, language, records)| build_part(name, language, records))
        .collect();
    let mut files: Vec<IndexFile> = files?.into_iter().flatten().chain([list]).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// What pagefind is told of a language: it makes names of files of it, and cuts a hash by its length.
fn index_language(tag: &str) -> &str {
    let is_tag = |tag: &str| {
        let mut parts = tag.split('-');
        tag.len() <= MAX_LANGUAGE_BYTES
            && parts.all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let first = tag.split('-').next().unwrap_or_default();
    [tag, first]
        .into_iter()
        .find(|tag| is_tag(tag))
        .unwrap_or("unknown")
}

fn build_part(name: &str, language: &str, records: &[&Record]) -> Result<Vec<IndexFile>, String> {
    // pagefind asks for the working folder and takes it for granted.
    std::env::current_dir().map_err(|e| format!("the working folder cannot be read: {e}"))?;
    // And tokio panics where there is no thread to be had.
    let thread = std::thread::Builder::new().spawn(|| ());
    thread.map_err(|e| format!("no thread can be started for the search index: {e}"))?;
    // pagefind takes one record after another; each further thread would only take room.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .map_err(|e| e.to_string())?;
    let files = runtime.block_on(async {
        let config = PagefindServiceConfig::builder()
            .keep_index_url(true)
            .force_language(language.to_owned())
            .build();
        let mut index = PagefindIndex::new(Some(config))?;
        for record in records {
            index
                .add_html_file(None, Some(record.url.clone()), record_html(record))
                .await?;
        }
        index.get_files().await
    });
    let files = files.map_err(|e| e.to_string())?;
    let wanted = files.into_iter().filter_map(|file| {
        let file_name = file.filename.to_str()?.replace('\\', "/");
        let used = !UNUSED_FILES.iter().any(|part| file_name.contains(part));
        used.then(|| IndexFile {
            path: format!("{INDEX_FOLDER}/{name}/{file_name}"),
            bytes: file.contents,
        })
    });
    Ok(wanted.collect())
}

/// The record as the page that pagefind reads.
fn record_html(record: &Record) -> String {
    let mut html = String::with_capacity(record.html.len() + 512);
    let language = encode_double_quoted_attribute(&record.language);
    let _ = write!(html, "<!DOCTYPE html><html lang=\"{language}\"><body>");
    let mut mark = |what: &str, name: &str, value: &str| {
        let value = encode_double_quoted_attribute(value);
        let _ = write!(
            html,
            "<i data-pagefind-{what}=\"{name}[data-v]\" data-v=\"{value}\"></i>"
        );
    };
    for (name, value) in &record.filters {
        mark("filter", name, value);
    }
    for (name, value) in &record.metadata {
        mark("meta", name, value);
    }
    let _ = write!(html, "<h1>{}</h1>", encode_text(&record.title));
    html.push_str(&record.html);
    html.push_str("</body></html>");
    match html.contains(PAGEFIND_DELIMITER) {
        true => html.replace(PAGEFIND_DELIMITER, "_ _ _"),
        false => html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(url: &str, language: &str, html: &str) -> Record {
        Record {
            url: url.into(),
            language: language.into(),
            title: "A title".into(),
            html: html.into(),
            ..Record::default()
        }
    }

    #[test]
    fn each_language_is_a_part_and_equal_records_make_equal_files() {
        let records = [
            record("a.html", "en", "<p>people</p>"),
            record(
                "b.html",
                "de",
                "<p>Menschen ___END_PAGEFIND_WEIGHT___ ___PAGEFIND_ANCHOR___</p>",
            ),
            record("c.html", "en", "<p>other people</p>"),
        ];
        let files = build_index(&records).expect("an index");
        let parts = files.iter().find(|f| f.path == "pagefind/parts.json");
        assert_eq!(parts.expect("the list").bytes, br#"["0","1"]"#);
        let fragments = files.iter().filter(|f| f.path.contains("/1/fragment/"));
        assert_eq!(fragments.count(), 2, "two pages in English");
        assert!(!files.iter().any(|f| f.path.contains("-ui")));
        let again = build_index(&records).expect("an index");
        let bytes = |files: &[IndexFile]| -> Vec<(String, Vec<u8>)> {
            files
                .iter()
                .map(|f| (f.path.clone(), f.bytes.clone()))
                .collect()
        };
        assert_eq!(bytes(&files), bytes(&again));
    }

    #[test]
    fn a_larger_index_has_more_parts_and_none_too_large() {
        for (records, count) in [
            (1, 1),
            (250, 1),
            (251, 2),
            (1_000, 4),
            (8_000, 4),
            (8_001, 8),
            (16_000, 8),
            (100_000, 52),
        ] {
            assert_eq!(part_count(records), count, "{records}");
        }
    }

    #[test]
    fn what_is_no_language_names_no_file() {
        let odd = ["", "../../x", "<script>alert(1)</script>", "a b", "en-"];
        assert_eq!(
            odd.map(index_language),
            ["unknown", "unknown", "unknown", "unknown", "en"]
        );
        assert_eq!(
            ["en", "sr-Cyrl-RS"].map(index_language),
            ["en", "sr-Cyrl-RS"]
        );
        assert_eq!(index_language("de-x-a-very-long-private-part"), "de");
        let long = "x".repeat(200);
        let records = odd.map(|tag| record("a.html", tag, "<p>people</p>"));
        let records = records
            .into_iter()
            .chain([record("b.html", &long, "<p>people</p>")]);
        let files = build_index(&records.collect::<Vec<_>>()).expect("an index");
        let is_plain = |f: &IndexFile| !f.path.contains("..") && !f.path.contains('<');
        assert!(files.iter().all(is_plain));
    }

    #[test]
    fn the_fingerprint_tells_records_apart() {
        let of = |text| fingerprint(&[record("a.html", "en", text)]);
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
    }
}
