//! The search index of a site: [pagefind](https://pagefind.app)'s files, made of one record for each page that can be
//! found. The browser loads the few kilobytes of them that a query needs.
//!
//! The index has parts, one for each language at least, because each is searched with the word forms of its own language;
//! `pagefind/parts.json` names them.
//!
//! Knows nothing about entries: the caller decides which pages are records and which words they have.

use std::collections::BTreeMap;
use std::fmt::Write;

use html_escape::{encode_double_quoted_attribute, encode_text};
use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

/// The folder of the index in the site.
pub const INDEX_FOLDER: &str = "pagefind";

/// The most records of one part: pagefind compares each new one with those before it.
const MAX_PART_RECORDS: usize = 2_000;
/// The fewest records of a part, if there are several. pagefind builds an index on one thread, so a larger site has up to
/// [`MAX_PARALLEL_PARTS`] parts, built in parallel; a browser loads a little more for each.
const MIN_PART_RECORDS: usize = 250;
const MAX_PARALLEL_PARTS: usize = 4;

/// The number of parts for so many records of one language: for very many a multiple of the parallel parts, so that no
/// processor is idle at the end. A part takes a quarter of a gigabyte and more of memory while it is built.
fn part_count(records: usize) -> usize {
    let parallel = records.div_ceil(MIN_PART_RECORDS).min(MAX_PARALLEL_PARTS);
    records.div_ceil(MAX_PART_RECORDS * parallel.max(1)) * parallel
}

/// The longest language tag (`sr-Cyrl-RS` has ten bytes); of a longer one only the first part is used.
const MAX_LANGUAGE_BYTES: usize = 16;

/// Parts of the file names of pagefind's own dialogs and highlighter, which the theme replaces by smaller ones.
const UNUSED_FILES: &[&str] = &["-ui.", "-highlight."];

/// pagefind's parser takes words with this for its own marks, so texts must not have it.
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
    /// Names and values by which results can be filtered.
    pub filters: Vec<(&'static str, String)>,
    /// Names and values that a result shows besides its title.
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

/// Builds the index. Equal records give equal files.
///
/// # Errors
///
/// The message of pagefind, or that there is no working folder or thread.
pub fn build_index(records: &[Record]) -> Result<Vec<IndexFile>, String> {
    let mut languages: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        let language = index_language(&record.language);
        languages.entry(language).or_default().push(record);
    }
    let parts: Vec<(String, &str, &[&Record])> = languages
        .iter()
        .flat_map(|(language, records)| {
            // Parts of equal size take about the same time.
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

/// A short, safe language tag: pagefind uses it in file names and cuts a hash by its length.
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
    // pagefind does not handle a missing working folder.
    std::env::current_dir().map_err(|e| format!("the working folder cannot be read: {e}"))?;
    // tokio panics if no thread can be started.
    let thread = std::thread::Builder::new().spawn(|| ());
    thread.map_err(|e| format!("no thread can be started for the search index: {e}"))?;
    // pagefind reads one record after another, so further threads would only use memory.
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

/// The record as an HTML page for pagefind.
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
    fn an_invalid_language_is_in_no_file_name() {
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
    fn different_records_have_different_fingerprints() {
        let of = |text| fingerprint(&[record("a.html", "en", text)]);
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
    }
}
