//! The search index of a site: [pagefind](https://pagefind.app)'s files, made of one record for each page that can be
//! found. The browser loads the few kilobytes of them that a query needs.
//!
//! The index has parts, one for each language at least, because each is searched with the word forms of its own language.
//! A record belongs to a part by its address, so that an edit changes one part, and the others are kept.
//! `pagefind/parts.json` names them.
//!
//! Knows nothing about entries: the caller decides which pages are records and which words they have.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZero;
use std::sync::{Arc, Mutex};

use html_escape::{encode_double_quoted_attribute, encode_text};
use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

/// The folder of the index in the site.
pub const INDEX_FOLDER: &str = "pagefind";
/// The list of the parts of each language; the first part of a language has the program that searches them.
pub const PARTS_FILE: &str = "pagefind/parts.json";

/// How many records a part has at most, but for chance. A browser asks each part, pagefind compares each new record with
/// those before it, and an edit makes one part again.
const PART_RECORDS: usize = 800;
/// A smaller index has a few parts already, built in parallel.
const PARALLEL_PART_RECORDS: usize = 250;
/// A part takes a quarter of a gigabyte and more of memory while it is built.
const MAX_PARALLEL_PARTS: usize = 4;

/// The number of parts for so many records of one language. It doubles, because a new number moves records, and then all
/// parts are made again.
fn part_count(records: usize) -> usize {
    let parallel = records.div_ceil(PARALLEL_PART_RECORDS).next_power_of_two();
    let least = records.div_ceil(PART_RECORDS).next_power_of_two();
    least.max(parallel.min(MAX_PARALLEL_PARTS))
}

/// The longest language tag (`sr-Cyrl-RS` has ten bytes); of a longer one only the first part is used.
const MAX_LANGUAGE_BYTES: usize = 16;

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

/// Some records of one language.
pub struct Part<'r> {
    /// From the root of the site, without a slash at its end.
    pub folder: String,
    /// The hash of everything that decides its files.
    pub fingerprint: u128,
    language: String,
    /// True if its files include the program that searches all parts of the language.
    is_first: bool,
    records: Vec<&'r Record>,
}

/// Sorts the records into parts, by language and address.
pub fn parts(records: &[Record]) -> Vec<Part<'_>> {
    let mut languages: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for record in records {
        let language = index_language(&record.language);
        languages.entry(language).or_default().push(record);
    }
    let mut parts = Vec::new();
    for (language, records) in languages {
        let count = part_count(records.len());
        let mut of_number = vec![Vec::new(); count];
        for record in records {
            let hash = Hasher::oneshot(record.url.as_bytes());
            of_number[(hash % count as u128) as usize].push(record);
        }
        let filled = of_number.into_iter().enumerate();
        let filled = filled.filter(|(_, records)| !records.is_empty());
        parts.extend(filled.enumerate().map(|(at, (number, records))| Part {
            folder: format!("{INDEX_FOLDER}/{language}-{number}"),
            fingerprint: 0,
            language: language.clone(),
            is_first: at == 0,
            records,
        }));
    }
    let fingerprint = |part: &mut Part| part.fingerprint = part.compute_fingerprint();
    parts.par_iter_mut().for_each(fingerprint);
    parts
}

/// The bytes of [`PARTS_FILE`]: names of folders, by language.
pub fn parts_json(parts: &[Part]) -> Vec<u8> {
    let languages = parts.chunk_by(|_, next| !next.is_first);
    let name = |part: &Part| part.folder[INDEX_FOLDER.len() + 1..].to_owned();
    let names: Vec<Vec<String>> = languages.map(|l| l.iter().map(name).collect()).collect();
    serde_json::to_vec(&names).expect("lists of text are always JSON")
}

/// Builds parts, each with its own instance of pagefind, which works on one thread for the most part. Equal parts give
/// equal files. `done` is called with each that is built.
///
/// # Errors
///
/// The message of pagefind, or that there is no working folder or thread.
pub fn build(parts: &[&Part], done: impl Fn(&Part) + Sync) -> Result<Vec<Vec<IndexFile>>, String> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = processors.min(MAX_PARALLEL_PARTS).min(parts.len());
    let left = Mutex::new(parts.iter().enumerate());
    let next = || left.lock().ok()?.next();
    let build_some = || -> Result<Vec<(usize, Vec<IndexFile>)>, String> {
        let mut built = Vec::new();
        while let Some((at, part)) = next() {
            built.push((at, part.build()?));
            done(part);
        }
        Ok(built)
    };
    // Not on rayon's threads: pagefind waits for them, and one that waits would begin another part inside the first.
    let built: Result<Vec<_>, String> = std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, build_some);
        let started: Result<Vec<_>, _> = (0..threads).map(start).collect();
        let started = started.map_err(|e| no_thread(&e))?;
        let ended = started.into_iter().map(|thread| thread.join());
        ended
            .map(|built| built.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut built: Vec<_> = built?.into_iter().flatten().collect();
    built.sort_by_key(|(at, _)| *at);
    Ok(built.into_iter().map(|(_, files)| files).collect())
}

fn no_thread(error: &std::io::Error) -> String {
    format!("no thread can be started for the search index: {error}")
}

/// An index in memory.
#[derive(Default)]
pub struct Index {
    /// By fingerprint.
    parts: BTreeMap<u128, Arc<[IndexFile]>>,
    list: Vec<u8>,
}

impl Index {
    /// The index of these records. Parts that are the same are shared with this one.
    ///
    /// # Errors
    ///
    /// As [`build`].
    pub fn updated(&self, records: &[Record]) -> Result<Self, String> {
        let parts = parts(records);
        let is_new = |part: &&Part| !self.parts.contains_key(&part.fingerprint);
        let changed: Vec<&Part> = parts.iter().filter(is_new).collect();
        let fingerprints = changed.iter().map(|part| part.fingerprint);
        let built = build(&changed, |_| ())?.into_iter().map(Arc::from);
        let built: BTreeMap<u128, Arc<[IndexFile]>> = fingerprints.zip(built).collect();
        let of = |part: &Part| {
            let key = part.fingerprint;
            let files = built.get(&key).or_else(|| self.parts.get(&key))?;
            Some((key, files.clone()))
        };
        Ok(Index {
            parts: parts.iter().filter_map(of).collect(),
            list: parts_json(&parts),
        })
    }

    /// The bytes of a file; `path` from the root of the site.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        if path == PARTS_FILE {
            return Some(&self.list);
        }
        let mut files = self.parts.values().flat_map(|files| files.iter());
        let file = files.find(|file| file.path == path);
        file.map(|file| &*file.bytes)
    }
}

/// A short, safe language tag in small letters: pagefind uses it in file names, cuts a hash by its length, and knows
/// languages by their small letters.
fn index_language(tag: &str) -> String {
    let is_tag = |tag: &str| {
        let mut parts = tag.split('-');
        tag.len() <= MAX_LANGUAGE_BYTES
            && parts.all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let first = tag.split('-').next().unwrap_or_default();
    let tag = [tag, first].into_iter().find(|tag| is_tag(tag));
    tag.unwrap_or("unknown").to_ascii_lowercase()
}

impl Part<'_> {
    pub fn record_count(&self) -> usize {
        self.records.len()
    }

    fn compute_fingerprint(&self) -> u128 {
        let mut hasher = Hasher::new();
        hasher.write(self.folder.as_bytes());
        hasher.write(&[u8::from(self.is_first)]);
        for record in &self.records {
            let text = record_html(record);
            for part in [&record.url, &text] {
                hasher.write(&part.len().to_le_bytes());
                hasher.write(part.as_bytes());
            }
        }
        hasher.finish_128()
    }

    fn build(&self) -> Result<Vec<IndexFile>, String> {
        // pagefind does not handle a missing working folder.
        std::env::current_dir().map_err(|e| format!("the working folder cannot be read: {e}"))?;
        // tokio panics if no thread can be started.
        let thread = std::thread::Builder::new().spawn(|| ());
        thread.map_err(|e| no_thread(&e))?;
        // pagefind reads one record after another, so further threads would only use memory.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .map_err(|e| e.to_string())?;
        let files = runtime.block_on(async {
            let config = PagefindServiceConfig::builder()
                .keep_index_url(true)
                .force_language(self.language.clone())
                .build();
            let mut index = PagefindIndex::new(Some(config))?;
            for record in &self.records {
                let html = record_html(record);
                index
                    .add_html_file(None, Some(record.url.clone()), html)
                    .await?;
            }
            index.get_files().await
        });
        let files = files.map_err(|e| e.to_string())?;
        let wanted = files.into_iter().filter_map(|file| {
            let name = file.filename.to_str()?.replace('\\', "/");
            let is_program = ["pagefind.js", "pagefind-worker.js"].contains(&&*name);
            let of_first = is_program || name.starts_with("wasm.");
            let of_all = name.contains(".pf_") || name == "pagefind-entry.json";
            (of_all || of_first && self.is_first).then(|| IndexFile {
                path: format!("{}/{name}", self.folder),
                bytes: file.contents,
            })
        });
        Ok(wanted.collect())
    }
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
    // A browser loads a file for each filter of each part, so all of them are one.
    for (name, value) in &record.filters {
        mark("filter", "facet", &format!("{name}:{value}"));
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

    fn build_all(records: &[Record]) -> Vec<Vec<(String, Vec<u8>)>> {
        let parts = parts(records);
        let files = build(&parts.iter().collect::<Vec<_>>(), |_| ()).expect("an index");
        let files = files.into_iter().map(|part| {
            let mut files: Vec<_> = part.into_iter().map(|f| (f.path, f.bytes)).collect();
            files.sort();
            files
        });
        files.collect()
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
            record("c.html", "EN", "<p>other people</p>"),
        ];
        assert_eq!(parts_json(&parts(&records)), br#"[["de-0"],["en-0"]]"#);
        let files = build_all(&records);
        let in_english = files[1].iter();
        let fragments = in_english.filter(|(path, _)| path.starts_with("pagefind/en-0/fragment/"));
        assert_eq!(fragments.count(), 2, "two pages in English");
        let all = files.iter().flatten();
        assert!(!all.into_iter().any(|(path, _)| path.contains("-ui")));
        assert_eq!(files, build_all(&records));
    }

    #[test]
    fn an_edit_makes_one_part_again_and_only_the_first_part_has_the_program() {
        let text = |n: usize| format!("<p>text {n}</p>");
        let of = |n: usize| record(&format!("{n}.html"), "en", &text(n));
        let mut records: Vec<Record> = (0..2 * PARALLEL_PART_RECORDS).map(of).collect();
        let index = Index::default().updated(&records).expect("an index");
        let has = |index: &Index, path: &str| index.file(&format!("pagefind/{path}")).is_some();
        assert_eq!(index.file(PARTS_FILE), Some(&br#"[["en-0","en-1"]]"#[..]));
        for (file, expected) in [("pagefind.js", false), ("pagefind-entry.json", true)] {
            assert!(has(&index, &format!("en-0/{file}")), "{file}");
            assert_eq!(has(&index, &format!("en-1/{file}")), expected, "{file}");
        }
        records[0].html = text(9);
        let edited = index.updated(&records).expect("an index");
        let is_shared = |(key, files): (&u128, &Arc<[IndexFile]>)| {
            let before = index.parts.get(key);
            before.is_some_and(|before| Arc::ptr_eq(before, files))
        };
        assert_eq!(edited.parts.len(), 2);
        assert_eq!(
            edited.parts.iter().filter(|part| is_shared(*part)).count(),
            1
        );
        let bytes = |index: &Index| -> BTreeMap<String, Vec<u8>> {
            let files = index.parts.values().flat_map(|files| files.iter());
            files.map(|f| (f.path.clone(), f.bytes.clone())).collect()
        };
        let anew = Index::default().updated(&records).expect("an index");
        assert_eq!(bytes(&edited), bytes(&anew), "as if it were made anew");
    }

    #[test]
    fn a_larger_index_has_more_parts_and_their_number_doubles() {
        for (records, count) in [
            (1, 1),
            (250, 1),
            (251, 2),
            (501, 4),
            (3_200, 4),
            (3_201, 8),
            (10_000, 16),
            (100_000, 128),
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
            ["en", "sr-cyrl-rs"]
        );
        assert_eq!(index_language("de-x-a-very-long-private-part"), "de");
        let long = "x".repeat(200);
        let records = odd.map(|tag| record("a.html", tag, "<p>people</p>"));
        let records = records
            .into_iter()
            .chain([record("b.html", &long, "<p>people</p>")]);
        let files = build_all(&records.collect::<Vec<_>>());
        let is_plain = |(path, _): &(String, Vec<u8>)| !path.contains("..") && !path.contains('<');
        assert!(files.iter().flatten().all(is_plain));
    }

    #[test]
    fn different_records_have_different_fingerprints() {
        let of = |text| parts(&[record("a.html", "en", text)])[0].fingerprint;
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
    }
}
