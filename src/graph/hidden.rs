//! Names, paths and page addresses of the documents that are not published: drafts, internal entries, and files that
//! could not be read.

use std::collections::HashSet;

use super::old_address::{given_address, old_paths};
use super::redaction_mark::MARK;
use crate::content::document::{self, Document};
use crate::content::source::EXTENSIONS;
use crate::model::Schema;
use crate::page::Url;
use crate::text::fold_case;

/// The names and paths by which a text can refer to a document that is not published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Ids, aliases and file stems, case-folded and in id form.
    names: HashSet<String>,
    /// Titles, case-folded.
    titles: HashSet<String>,
    /// Paths of files, pages and redirects, in the form of [`path_key`].
    paths: HashSet<String>,
}

impl Hidden {
    pub fn add(&mut self, document: &Document, schema: &Schema) {
        let (fields, content_path) = (&document.fields, &*document.content_path);
        let stem = match document.kind {
            Some(_) => document::entry_stem(content_path),
            None => document::file_stem(content_path),
        };
        let given = fields.texts("aliases").chain([&*document.id, stem]);
        for name in given.chain(document::without_date(stem)) {
            self.names.insert(fold_case(name));
            self.names.insert(document::to_id(name));
        }
        self.titles.insert(fold_case(&document.title));
        let url = url_of(document, schema);
        let folder = document::parent_folder(content_path);
        let is_index = document::section_index_rank(content_path).is_some();
        let section = Some(folder).filter(|_| is_index);
        let own = own_address(document, schema);
        for page in [&url, &own] {
            let redirects = old_paths(document, page);
            self.paths
                .extend(redirects.map(|url| path_key(url.as_str())));
            self.paths.insert(path_key(page.as_str()));
        }
        let former = fields.texts("redirect_from");
        let paths = former.chain(section).chain([content_path, url.as_str()]);
        self.paths.extend(paths.map(path_key));
        self.paths.remove("");
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// True if a hidden document has this name. A published document of the name takes precedence: resolve it first.
    pub fn name(&self, name: &str) -> bool {
        let is_one = |form: String| !form.is_empty() && self.names.contains(&form);
        !self.is_empty()
            && (name == MARK || is_one(fold_case(name)) || is_one(document::to_id(name)))
    }

    /// True if a hidden document has this title, which names it only where a reference may also be plain words.
    pub fn title(&self, text: &str) -> bool {
        self.titles.contains(&fold_case(text))
    }

    /// True if this is the path from the content folder of a hidden document or its page, with or without extension.
    pub fn path(&self, path: &str) -> bool {
        let is_one = |form: String| self.paths.contains(&form);
        !self.is_empty() && (path == MARK || is_one(fold_case(path)) || is_one(path_key(path)))
    }
}

/// The form in which paths of files and pages are compared: without extension and `/index.html`, case-folded.
pub fn path_key(path: &str) -> String {
    let path = path.trim_matches('/');
    let path = path.strip_suffix("/index.html").unwrap_or(path);
    fold_case(without_extension(path))
}

/// Another extension belongs to another file: `setup.sh` is not `setup.md`, and `1.5` no `1.md`.
fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((rest, extension)) if is_page_extension(extension) => rest,
        _ => path,
    }
}

fn is_page_extension(extension: &str) -> bool {
    let mut known = EXTENSIONS.iter().chain(&["html", "htm"]);
    known.any(|known| extension.eq_ignore_ascii_case(known))
}

/// The address of a document's page: that which its front matter gives it, else its own.
pub fn url_of(document: &Document, schema: &Schema) -> Url {
    let own = own_address(document, schema);
    let given = given_address(document, &own);
    given.and_then(Result::ok).unwrap_or(own)
}

/// The address that folder and id make.
pub fn own_address(document: &Document, schema: &Schema) -> Url {
    match document.kind {
        Some(kind) => {
            let (folder, id) = (&schema.kinds[kind].page_folder, &document.id);
            Url::new(format!("{folder}/{id}.html"))
        }
        None if document.is_section_index => {
            // The id is the path without the tails that Notion gives folders.
            let path = match document.is_given("id") {
                true => &document.content_path,
                false => &*document.id,
            };
            let folder = match document.introduces {
                Some(kind) => &schema.kinds[kind].page_folder,
                None => document::parent_folder(path),
            };
            match folder {
                "" => Url::new("index.html"),
                folder => Url::new(format!("{}/index.html", schema.address_of(folder))),
            }
        }
        None => match document.id.contains('/') {
            true => Url::new(format!("{}.html", schema.address_of(&document.id))),
            false => Url::new(format!("{}.html", document.id)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_extension_of_a_page_is_cut_off() {
        for (path, without) in [
            ("a/b.md", "a/b"),
            ("a.b/c", "a.b/c"),
            ("a.b/c.md", "a.b/c"),
            ("c", "c"),
            ("c.HTML", "c"),
            ("setup.sh", "setup.sh"),
            ("problems/1.5", "problems/1.5"),
        ] {
            assert_eq!(without_extension(path), without);
        }
    }
}
