//! Removes the names of hidden documents from published ones, before linking.
//!
//! A `[[id]]`, a path or an address shows the name of its target even without a link: in a heading and its
//! anchor, a title, an alternative text, code, a field. Documents with such a name are read again without it. This file
//! finds names in a text, [`Spellings`] resolves them. A plain word is not a name even if it equals an id. Link texts
//! stay. Pure in (published documents, sources, reader).

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::hidden::path_key;
use super::link;
use super::old_address::url_of_old_path;
use super::publish::Published;
use super::redaction_mark::MARK;
use super::spelling::{LinkContext, Meaning, Spellings, decoded, has_extension, without_line};
use crate::content::document::{self, Document};
use crate::content::front_matter;
use crate::content::personal_data::{as_seen, range_in_original};
use crate::content::source::Source;
use crate::content::yaml::NodePath;
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown::LinkTarget;
use crate::model::{Field, FieldType, Fields, Schema, Value};
use crate::page::Url;
use crate::text::DecodedText;

/// The maximum length in characters of a path in quotes or brackets, which may contain blanks.
const MAX_QUOTED: usize = 500;

/// The fields that say where a page is or was. A plain address of a public page names nothing hidden, whoever had it before.
const ADDRESS_FIELDS: [&str; 3] = ["permalink", "redirect_from", "slug"];

/// Redacts every published document that names a hidden one and reads it again with `read`. `sources` are sorted by
/// path. A document that cannot be read after that is hidden too.
pub fn redact(
    published: &mut Published,
    sources: &[Source],
    schema: &Arc<Schema>,
    context: LinkContext,
    read: impl Fn(&Source) -> Arc<Document> + Sync,
) {
    if published.hidden.is_empty() {
        return;
    }
    let spellings = link::spellings(published, schema.clone(), context);
    let prefixes = reference_prefixes(schema);
    let documents = published.documents.par_iter().map(|document| {
        let found = sources.binary_search_by(|s| s.path.cmp(&document.path));
        let source = found.ok().and_then(|at| sources.get(at));
        let redacted = source.and_then(|source| {
            Redactor::new(&spellings, &prefixes, document).document(document, source, &read)
        });
        redacted.unwrap_or_else(|| document.clone())
    });
    let (broken, documents): (Vec<_>, Vec<_>) = documents.partition(|d| d.is_broken);
    published.documents = documents;
    for document in broken {
        published.hidden.add(&document, schema);
    }
}

/// True if `text`, as the source of `document`, may name a hidden document.
pub fn is_needed(
    published: &Published,
    schema: &Arc<Schema>,
    context: LinkContext,
    document: &Document,
    text: &str,
) -> bool {
    if published.hidden.is_empty() {
        return false;
    }
    let spellings = link::spellings(published, schema.clone(), context);
    let prefixes = reference_prefixes(schema);
    let redactor = Redactor::new(&spellings, &prefixes, document);
    redactor.redacted(text).is_some() || has_escapes(text)
}

/// Tells, once a page, that a name is left out of it: a build changes no text in silence.
fn told(cut: Range<usize>) -> Diagnostic {
    let message =
        format!("this names what is not published, so the page shows `{MARK}` or its text");
    Diagnostic::new(
        "hidden-reference",
        Place::Bytes(cut.start, cut.end),
        message,
    )
    .help("publish it too, or take the reference out")
}

/// Tells of texts in the settings, each with its place there, that name what is not published.
pub fn told_of_settings(
    published: &Published,
    schema: &Arc<Schema>,
    context: LinkContext,
    texts: &[(NodePath, String)],
) -> Vec<Diagnostic> {
    let may_name = |(_, text): &&(NodePath, String)| text.contains(['/', '.', '[', '%']);
    let texts: Vec<_> = texts.iter().filter(may_name).collect();
    if published.hidden.is_empty() || texts.is_empty() {
        return vec![];
    }
    let spellings = link::spellings(published, schema.clone(), context);
    let redactor = Redactor {
        spellings: &spellings,
        prefixes: &[],
        folder: "",
    };
    let named = texts
        .into_iter()
        .filter(|(_, text)| redactor.redacted(text).is_some());
    let told = named.map(|(path, _)| {
        let message = "this names what is not published, and pages show it";
        let place = Place::Value(path.clone());
        Diagnostic::new("hidden-reference", place, message).help("take the name out")
    });
    told.collect()
}

/// True if the front matter may have YAML escapes, which hide a name from a search in the text.
fn has_escapes(text: &str) -> bool {
    let front_matter = text.get(..front_matter::body_start(text));
    front_matter.is_some_and(|block| block.contains('\\'))
}

/// What stands before the reference in spellings of choices that have one: `superseded by `.
fn reference_prefixes(schema: &Schema) -> Vec<String> {
    fn collect(fields: &[Field], found: &mut Vec<String>) {
        for field in fields {
            match &field.ty {
                FieldType::Choice(words) => {
                    let spellings = words.iter().flat_map(|word| &word.other_spellings);
                    found.extend(spellings.filter_map(|s| Some(s.prefix()?.to_ascii_lowercase())));
                }
                FieldType::Map(fields) => collect(fields, found),
                _ => {}
            }
        }
    }
    let mut found = vec![];
    for kind in &schema.kinds {
        collect(&kind.fields, &mut found);
    }
    found
}

struct Redactor<'a> {
    spellings: &'a Spellings<'a>,
    prefixes: &'a [String],
    /// The folder of the document, to which its paths are relative.
    folder: &'a str,
}

/// A range of a text and its replacement.
type Cut<'a> = (Range<usize>, &'a str);

/// A redacted text.
struct Redacted {
    text: String,
    /// Each replaced range of the original, and the range of its replacement in `text`.
    cuts: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> Redactor<'a> {
    fn new(spellings: &'a Spellings<'a>, prefixes: &'a [String], document: &'a Document) -> Self {
        Redactor {
            spellings,
            prefixes,
            folder: document::parent_folder(&document.content_path),
        }
    }

    fn document(
        &self,
        document: &Arc<Document>,
        source: &Source,
        read: impl Fn(&Source) -> Arc<Document>,
    ) -> Option<Arc<Document>> {
        let original = source.text()?;
        let redacted = self.redacted(original);
        // In front matter, a reference may stand on two lines.
        let mut messages = document.diagnostics.iter().map(|d| &d.message);
        if redacted.is_none()
            && !has_escapes(original)
            && !messages.any(|message| self.redacted(message).is_some())
        {
            return None;
        }
        let is_address = |cut: &Range<usize>| {
            let cut = original.get(cut.clone()).unwrap_or_default();
            let names = ADDRESS_FIELDS.iter();
            let mut given =
                names.flat_map(|name| document.fields.texts(name).map(move |t| (name, t)));
            given.any(|(name, text)| text == cut && is_plain_address(name, text))
        };
        let mut cuts = redacted.iter().flat_map(|redacted| &redacted.cuts);
        let first_cut = cuts.find(|(cut, _)| !is_address(cut));
        let first_cut = first_cut.map(|(cut, _)| cut.clone());
        let mut new = match redacted {
            Some(redacted) => redacted.document(document, original, source, read),
            None => Document::clone(document),
        };
        let told = first_cut.map(told);
        self.fields(&mut new.fields);
        for name in ADDRESS_FIELDS {
            if let Some((_, value)) = new.fields.0.iter_mut().find(|(n, _)| **n == *name) {
                keep_addresses(name, value, document.fields.get(name));
            }
        }
        new.fields
            .0
            .retain(|(_, value)| *value != Value::Unreadable);
        if let Some(title) = self.value(&new.title) {
            new.title = title.into();
        }
        for diagnostic in &mut new.diagnostics {
            if let Some(message) = self.value(&diagnostic.message) {
                diagnostic.message = message;
                diagnostic.help = None;
            }
        }
        new.diagnostics.extend(told);
        Some(Arc::new(new))
    }

    fn fields(&self, fields: &mut Fields) {
        for (name, value) in &mut fields.0 {
            if let Some(redacted) = self.value(name) {
                *name = redacted.into();
            }
            self.field(value);
        }
    }

    fn field(&self, value: &mut Value) {
        match value {
            Value::Text(text) | Value::NotUnderstood(text) => {
                if let Some(redacted) = self.value(text) {
                    *text = redacted.into();
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.field(item)),
            Value::Map(fields) => self.fields(fields),
            _ => {}
        }
    }

    fn value(&self, text: &str) -> Option<String> {
        self.redacted(text).map(|redacted| redacted.text)
    }

    /// `None` if the text names nothing hidden.
    fn redacted(&self, original: &str) -> Option<Redacted> {
        let view = DecodedText::of(original);
        let mut found = self.wikilinks(&view, front_matter::body_start(original));
        found.extend(self.paths(&view.text));
        found.extend(self.references(&view.text));
        let mut found: Vec<Cut> = found
            .into_iter()
            .map(|(range, instead)| (view.place(range.start)..view.place(range.end), instead))
            .collect();
        // What marks cut, readers see whole.
        let seen = as_seen(original);
        let cut_by_marks = self.paths(&seen.text).into_iter();
        let cut_by_marks = cut_by_marks
            .map(|(range, instead)| (range_in_original(&seen, original, range), instead));
        found.extend(cut_by_marks);
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|(range, _)| range.start);
        let (mut text, mut cuts, mut behind) = (String::with_capacity(original.len()), vec![], 0);
        for (range, instead) in found {
            // What is inside another one is removed with it.
            if let Some(before) = original.get(behind..range.start) {
                text.push_str(before);
                let start = text.len();
                text.push_str(instead);
                behind = range.end;
                cuts.push((range, start..text.len()));
            } else if let Some((last, _)) = cuts.last_mut() {
                last.end = last.end.max(range.end);
                behind = last.end;
            }
        }
        text.push_str(original.get(behind..).unwrap_or_default());
        Some(Redacted { text, cuts })
    }

    /// The cuts of every `[[name]]`, `[[name|text]]` and `![[name]]` of a hidden document. The text stays, unless the link
    /// is a whole value in the front matter, which ends at this byte of the original: without the link it would be a name.
    fn wikilinks(&self, view: &DecodedText, front_matter: usize) -> Vec<Cut<'static>> {
        let text = &*view.text;
        let mut found = Vec::new();
        let mut behind = 0;
        for (close, _) in text.match_indices("]]") {
            let open = text.get(behind..close).and_then(|part| part.rfind("[["));
            let open = open.map(|at| behind + at);
            behind = close;
            let Some(open) = open else {
                continue;
            };
            behind = close + 2;
            let inside = text.get(open + 2..close).unwrap_or_default();
            let (name, shown) = match inside.split_once('|') {
                Some((name, shown)) => (name, Some(shown)),
                None => (inside, None),
            };
            let name = name.split('#').next().unwrap_or_default();
            let is_table = view.place(open) < front_matter && is_table_of_toml(text, open);
            if is_table || self.spellings.name(name, self.folder) != Meaning::Hidden {
                continue;
            }
            // `[[name]](address)` is a link with its text in brackets.
            let is_text = text.get(behind..).is_some_and(|rest| rest.starts_with('('));
            let is_image = text.get(..open).is_some_and(|before| before.ends_with('!'));
            let (start, end) = match (is_text, is_image) {
                (true, _) => (open + 1, close + 1),
                (false, true) => (open - 1, behind),
                (false, false) => (open, behind),
            };
            let is_value =
                || view.place(open) < front_matter && is_whole_value(&text[..start], &text[end..]);
            match shown.filter(|_| !is_value()) {
                Some(shown) => {
                    let blank = shown.len() - shown.trim_start().len();
                    let from = close - shown.len() + blank;
                    found.push((start..from, ""));
                    found.push((from + shown.trim().len()..end, ""));
                }
                None => found.push((start..end, MARK)),
            }
        }
        found
    }

    /// The cuts of references in spellings of choices (`superseded by ID`), which begin a value or a line. Links in them
    /// are cut as elsewhere.
    fn references(&self, text: &str) -> Vec<Cut<'static>> {
        // Most values are shorter than the prefix.
        if self
            .prefixes
            .iter()
            .all(|prefix| text.len() <= prefix.len())
        {
            return vec![];
        }
        let lower = text.to_ascii_lowercase();
        let found = self.prefixes.iter().flat_map(|prefix| {
            let found = lower.match_indices(prefix.as_str());
            found.map(|(at, prefix)| (at, at + prefix.len()))
        });
        let cut = |(at, start): (usize, usize)| {
            let before = text[..at].trim_end_matches([' ', '\t', '*', '_', '-', '>']);
            let begins = ['\n', ':', '=', '|', ',', '[', '{', '"', '\'', '`'];
            if !before.is_empty() && !before.ends_with(begins) {
                return None;
            }
            let line = text[start..].split(['\n', '\r']).next()?;
            let ends = line.match_indices(ENDS_OF_REFERENCE).map(|(end, _)| end);
            let mut ends = ends.take(MAX_ENDS).chain([line.len()]);
            ends.find_map(|end| {
                let name = line[..end].trim_matches([' ', '\t', '*', '_', '.']);
                let is_hidden = !name.is_empty()
                    && !name.starts_with(['[', '!'])
                    && (self.spellings.name(name, self.folder) == Meaning::Hidden
                        || self.spellings.hides_title(name));
                let from = start + line.find(name)?;
                is_hidden.then(|| (from..from + name.len(), MARK))
            })
        };
        found.filter_map(cut).collect()
    }

    /// The cuts of every path and address of a hidden document.
    fn paths(&self, text: &str) -> Vec<Cut<'a>> {
        let mut found = Vec::new();
        let mut start = 0;
        for (end, delimiter) in text
            .match_indices(is_path_delimiter)
            .chain([(text.len(), "")])
        {
            if let Some(word) = text.get(start..end).filter(|word| !word.is_empty()) {
                found.extend(self.path(text, start, word));
            }
            start = end + delimiter.len();
        }
        found
    }

    fn path(&self, text: &str, start: usize, word: &str) -> Option<Cut<'a>> {
        // `href=path`, `key:path` and `key:HEAD:path`.
        let path_start = word.find(['/', '.', '%', '?', '#']).unwrap_or(word.len());
        let signs = word[..path_start].rmatch_indices(['=', ':']);
        let mut signs = signs.map(|(at, _)| at);
        let sign = signs.find(|at| !word[*at..].starts_with("://"));
        let skipped = sign.map_or(0, |at| at + 1);
        let (start, word) = (start + skipped, word.get(skipped..)?);
        let (before, rest) = text.split_at(start);
        let is_link = is_link_target(before, rest);
        let may_be = |part: &str| is_link || part.contains(['/', '%', '\\']) || has_extension(part);
        let mut candidates = vec![];
        if let Some(quoted) = quoted(before, rest).filter(|quoted| quoted.len() > word.len()) {
            candidates.push(start..start + quoted.len());
        }
        let bare = word.trim_start_matches(MARKS).trim_end_matches(ENDS);
        let marks = word.len() - word.trim_start_matches(MARKS).len();
        candidates.push(start + marks..start + marks + bare.len());
        candidates.push(start..start + word.len());
        candidates.into_iter().find_map(|range| {
            let spelled = text.get(range.clone()).filter(|part| may_be(part))?;
            Some((range, self.instead(spelled, is_link)?))
        })
    }

    /// The replacement of a path or an address; `None` if it means nothing hidden.
    fn instead(&self, spelled: &str, is_link: bool) -> Option<&'a str> {
        if let Some(base) = self.spellings.hidden_at(spelled) {
            return Some(if is_link { MARK } else { base });
        }
        let spelled = without_line(spelled);
        let target = LinkTarget::parse(spelled).filter(|_| is_link || looks_like_path(spelled))?;
        let meaning = match (self.spellings.target(&target, self.folder), &target) {
            // Not relative to the document: try it from the content folder and the project's root.
            (Meaning::Nothing, LinkTarget::Local { path, .. }) => {
                self.spellings.path(&format!("/{path}"), "")
            }
            (meaning, _) => meaning,
        };
        (meaning == Meaning::Hidden).then_some(MARK)
    }
}

/// Takes each value of an address field that was redacted back if it is an address, else out: no page stands at what is
/// left of a name.
fn keep_addresses(field: &str, value: &mut Value, given: Option<&Value>) {
    match value {
        Value::List(items) => {
            let given = given.map_or(&[][..], |given| match given {
                Value::List(given) => given,
                single => std::slice::from_ref(single),
            });
            for (i, item) in items.iter_mut().enumerate() {
                keep_addresses(field, item, given.get(i));
            }
        }
        Value::Text(_) if given != Some(&*value) => {
            let is_plain = |given: &&Value| {
                let text = given.as_text();
                text.is_some_and(|text| is_plain_address(field, text))
            };
            *value = given.filter(is_plain).cloned().unwrap_or(Value::Unreadable);
        }
        _ => {}
    }
}

/// True if a value is written as the address that it means. Only a former one is also that of a file.
fn is_plain_address(field: &str, text: &str) -> bool {
    let is_sign =
        |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '`' | '"' | '\'' | '<' | '>');
    let is_of_file = text.contains('.') && !text.ends_with(".html");
    let is_address = |url: Url| path_key(url.as_str()) == path_key(text);
    !text.contains(is_sign)
        && (field == "redirect_from" || !is_of_file)
        && url_of_old_path(text).is_ok_and(is_address)
}

/// True if these brackets are those of a table of TOML: `[[results]]` on a line of its own.
fn is_table_of_toml(text: &str, open: usize) -> bool {
    let is_toml = text.trim_start_matches('\u{feff}').starts_with("+++");
    is_toml && text[..open].trim_end_matches([' ', '\t']).ends_with('\n')
}

/// True if a value of the front matter consists of what stands between these texts.
fn is_whole_value(before: &str, behind: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '[', '"', '\'']);
    let behind = behind.trim_start_matches([' ', '\t', ']', '"', '\'']);
    before.ends_with([':', '=', '-', ',', '\n'])
        && (behind.is_empty() || behind.starts_with([',', '}', '#', '\r', '\n']))
}

/// Markdown characters before a word; these and the ends of a sentence after it.
const MARKS: [char; 6] = ['*', '_', '~', '!', '^', '+'];
const ENDS: [char; 11] = ['*', '_', '~', '!', '^', '+', '.', ':', '?', '\\', '='];

/// What may end a reference that is written in words; at most so many ends are tried, because each looks a name up.
const ENDS_OF_REFERENCE: [char; 9] = ['"', '\'', '`', ',', ';', '#', '|', '}', ']'];
const MAX_ENDS: usize = 32;

/// Ends a path or an address in a text: white space, brackets, quotes, `|`, `,`, `;`, and punctuation beyond ASCII.
fn is_path_delimiter(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_whitespace() || b"<>()[]{}\"'`|,;".contains(&(c as u8)),
        false if c.is_whitespace() => true,
        false => matches!(c, '«' | '»' | '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{303f}'),
    }
}

/// True if `rest` begins with the address of a Markdown link, a link definition or an HTML attribute.
fn is_link_target(before: &str, rest: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix(['<', '"', '\'']).unwrap_or(before);
    let before = before.trim_end();
    if let Some(definition) = before.strip_suffix("]:") {
        let name = definition.rfind(['[', ']', '\n']);
        let name = name.and_then(|at| definition.get(at..)?.strip_prefix('['));
        let end = rest.find([' ', '\t', '\n']).unwrap_or(rest.len());
        let behind = rest[end..].trim_start_matches([' ', '\t']);
        let is_last = behind.is_empty() || behind.starts_with(['\n', '\r', '"', '\'', '(']);
        return is_last && name.is_some_and(|name| !name.starts_with('^'));
    }
    let attribute = before.strip_suffix('=').map(str::trim_end);
    let is_address = |attribute: &str| {
        let name = attribute.rsplit(|c: char| !c.is_ascii_alphabetic()).next();
        name.is_some_and(|n| n.eq_ignore_ascii_case("href") || n.eq_ignore_ascii_case("src"))
    };
    before.ends_with("](") || attribute.is_some_and(is_address)
}

/// The text in the quotes or brackets that open right before `rest`, if they close on the same line.
fn quoted<'t>(before: &str, rest: &'t str) -> Option<&'t str> {
    let open = before.chars().next_back()?;
    let outside = before.strip_suffix('<').map(str::trim_end);
    let is_target = outside.is_some_and(|o| o.ends_with("](") || o.ends_with("]:"));
    let mut depth = 0;
    let ends = |c: char| match open {
        // `<a href=…>` is a tag: of all that stands in these brackets only a link's address has blanks.
        '<' => c == '>' || (c == ' ' && !is_target),
        '(' => {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0 || c == ' '
        }
        quote => c == quote,
    };
    let end = quoted_end(rest, ends).filter(|_| "<(\"'`".contains(open))?;
    rest.get(..end)
}

fn quoted_end(rest: &str, mut ends: impl FnMut(char) -> bool) -> Option<usize> {
    let mut line = rest.char_indices().take(MAX_QUOTED);
    let (end, sign) = line.find(|(_, c)| *c == '\n' || ends(*c))?;
    (sign != '\n').then_some(end)
}

/// True if a word outside a link can be a path: two names with a slash between them, or a name with an extension.
fn looks_like_path(word: &str) -> bool {
    let path = word.split(['#', '?']).next().unwrap_or_default();
    let path = decoded(path).replace('\\', "/");
    match path.contains('/') {
        true => has_extension(&path) || path.trim_matches('/').contains('/'),
        false => has_extension(&path) && document::section_index_rank(&path).is_none(),
    }
}

impl Redacted {
    /// The document read from the redacted text, with places as in the file.
    fn document(
        &self,
        before: &Arc<Document>,
        original: &str,
        source: &Source,
        read: impl Fn(&Source) -> Arc<Document>,
    ) -> Document {
        let mut source = source.clone();
        source.bytes = self.text.as_bytes().into();
        let mut document = Arc::unwrap_or_clone(read(&source));
        document.diagnostics.clone_from(&before.diagnostics);
        // An id with a hidden name was invalid; without the name it could become valid.
        document.id.clone_from(&before.id);
        let mut body = Arc::unwrap_or_clone(document.body);
        let new_start = front_matter::body_start(&self.text);
        let old_start = front_matter::body_start(original);
        for link in &mut body.links {
            let place = |at: usize| self.place(at + new_start).saturating_sub(old_start);
            link.span = (place(link.span.0), place(link.span.1));
        }
        let anchors: HashSet<&str> = body.anchors.iter().map(|a| &**a).collect();
        let gone = before.body.anchors.iter();
        let gone = gone.filter(|anchor| !anchors.contains(&***anchor));
        body.redacted_anchors = gone.cloned().collect();
        document.body = Arc::new(body);
        document
    }

    /// The byte offset in the file of a byte offset in the redacted text.
    fn place(&self, at: usize) -> usize {
        let before = self.cuts.partition_point(|(_, new)| new.start < at);
        match before.checked_sub(1).and_then(|last| self.cuts.get(last)) {
            None => at,
            Some((old, new)) if at < new.end => old.start,
            Some((old, new)) => old.end + (at - new.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::ReadOptions;
    use crate::graph::publish::{self, Audience};
    use crate::model::Schema;

    const CONTEXT: LinkContext = LinkContext {
        urls: crate::page::UrlStyle::File,
        assets: &[],
        content: "docs",
        repository: Some("https://github.com/o/r"),
        branch: "main",
        view: "blob",
        base_url: Some("https://example.org/site/"),
    };

    fn options() -> ReadOptions {
        ReadOptions {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..ReadOptions::default()
        }
    }

    /// Drafts called `secret`, `both`, `old` and `two-words`; the last three are published under these names too.
    fn published() -> Published {
        let schema = Schema::built_in();
        let documents: Vec<_> = [
            ("problems/secret.md", "draft: true"),
            ("problems/both.md", "draft: true"),
            ("problems/old.md", "draft: true"),
            ("problems/two-words.md", "draft: true"),
            ("personas/both.md", ""),
            ("personas/new.md", "aliases: [OLD]"),
            ("personas/two-words.md", ""),
        ]
        .into_iter()
        .map(|(path, field)| {
            let text = format!("---\ntitle: a\n{field}\n---\n");
            let source = Source::in_memory(path, &text);
            Arc::new(document::read(&source, &schema, &options()))
        })
        .collect();
        publish::published(&documents, &schema, Audience::default())
    }

    /// Calls `inspect` with the redaction of a text in the folder `personas`.
    fn redacted<T>(text: &str, inspect: impl FnOnce(Option<Redacted>) -> T) -> T {
        let published = published();
        let spellings = link::spellings(&published, Arc::new(Schema::built_in()), CONTEXT);
        let redactor = Redactor {
            spellings: &spellings,
            prefixes: &reference_prefixes(&Schema::built_in()),
            folder: "personas",
        };
        inspect(redactor.redacted(text))
    }

    #[test]
    fn hidden_names_are_redacted_and_published_ones_are_kept() {
        for (text, without) in [
            ("[[secret]]", "…"),
            ("a [[ Secret#part ]] b", "a … b"),
            ("a [[secret| shown text ]] b", "a shown text b"),
            ("| [[secret\\|shown]] |", "| shown |"),
            ("a ![[secret]] b", "a … b"),
            ("a ![[secret|shown]] b", "a shown b"),
            ("a [[secret]](b.md)", "a […](b.md)"),
            ("a [[secret|shown]](b.md)", "a [shown](b.md)"),
            ("[[secret.md]] [[problems/secret.md]]", "… …"),
            ("[[../problems/both.html]]", "…"),
            ("[[&#115;ecret]]", "…"),
            ("]] [[new]] [[secret]]", "]] [[new]] …"),
            ("[a](../problems/secret.md#b 'c')", "[a](… 'c')"),
            ("[a](secret) `../problems/secret.md`.", "[a](secret) `…`."),
            ("*../problems/both.md*, docs/problems/old.html.", "*…*, …."),
            ("see ../problems/**secret**.md now", "see … now"),
            ("see **../problems/**_secret_.md", "see **…"),
            ("see ../problems/se<b>cret</b>.md", "see …"),
            ("see ../problems/[secret](a.md).md", "see …"),
            ("see ../prob`lems`/secret.md", "see …"),
            ("[a]: ../problems/secret\n", "[a]: …\n"),
            (
                "see problems/secret, docs/problems/secret: b",
                "see …, …: b",
            ),
            ("docs/problems/secret.md:12:3: b", "…: b"),
            ("../problems/secret.md:12", "…"),
            ("[a](..\\problems\\secret.md)", "[a](…)"),
            ("[[problems\\secret]] ..\\problems\\secret", "… …"),
            ("+++ b/docs/problems/secret.md", "+++ …"),
            (
                "https://web.archive.org/web/2026/https://example.org/site/problems/secret.html",
                "https://example.org/site/",
            ),
            (
                "git@github.com:o/r.git/docs/problems/secret.md",
                "https://github.com/o/r",
            ),
            (
                "https://github.com/o/r/find?path=docs%2Fproblems%2Fsecret.md&a=b",
                "https://github.com/o/r",
            ),
            (
                "https://github.com/o/r/blob/main/docs/problems/%73ecret.md?plain=1#L1 b",
                "https://github.com/o/r b",
            ),
            (
                "(https://github.com/o/r/blob/main/docs/problems/secret)",
                "(https://github.com/o/r)",
            ),
            (
                "`https://github.com/o/r/raw/next/docs/problems/secret.md`",
                "`https://github.com/o/r`",
            ),
            (
                "[a](https://github.com/o/r/blob/main/docs/problems/secret.md)",
                "[a](…)",
            ),
            (
                "<a href='https://github.com/o/r/blob/main/docs/problems/secret.md'>",
                "<a href='…'>",
            ),
            (
                "[[secret|https://github.com/o/r/blob/main/docs/problems/secret.md]]",
                "https://github.com/o/r",
            ),
            (
                "See https://example.org/site/problems/secret.",
                "See https://example.org/site/.",
            ),
        ] {
            let text_without = redacted(text, |redacted| redacted.map(|r| r.text));
            assert_eq!(text_without.as_deref(), Some(without), "{text}");
        }
        for text in [
            "secret",
            "[[new]]",
            "[[both]]",
            "[[old]]",
            "[[Two Words]]",
            "[[secret]",
            "[[secrets.txt]]",
            "[[new.md]]",
            "[[somebody.md]]",
            "[a](both.md) [b](../problems/gone.md)",
            "/secret and ./secret, problems/secrets and problems/secret-2.md:3",
            "problems/secret.sh, `../problems/secret.txt --now` and problems/secret.5",
            "personas\\both.md and [a](personas\\new.md:2)",
            "x/secret and https://github.com/o/r/pull/12/files/docs/personas/new.md",
            "[a]: secret plans",
            "<b title='secret'>",
            "https://github.com/o/r/blob/main/docs/personas/new.md",
            "https://github.com/o/r/blob/main/problems/secret.md",
            "https://github.com/o/other/blob/main/docs/problems/secret.md",
            "https://example.org/problems/secret.html",
        ] {
            assert!(redacted(text, |redacted| redacted.is_none()), "{text}");
        }
    }

    #[test]
    fn a_document_is_redacted_only_where_something_is_hidden() {
        let (published, schema) = (published(), Arc::new(Schema::built_in()));
        let document = &published.documents[0];
        let is_needed = |published, text| is_needed(published, &schema, CONTEXT, document, text);
        assert!(is_needed(&published, "a [[secret]]"));
        assert!(is_needed(&published, "---\ntitle: \"\\x5b\"\n---\n"));
        assert!(!is_needed(&published, "a [[new]]"));
        assert!(!is_needed(&Published::default(), "a [[secret]]"));
    }

    #[test]
    fn a_place_after_a_redaction_maps_to_its_place_in_the_file() {
        let places = |text: &str| {
            let places = |r: Redacted| (0..=r.text.len()).map(|at| r.place(at)).collect();
            redacted(text, |redacted| redacted.map(places))
        };
        // `a … xy z`
        let expected = vec![0, 1, 2, 2, 2, 12, 13, 23, 24, 27, 28];
        assert_eq!(places("a [[secret]] [[secret|xy]] z"), Some(expected));
        // If nothing replaces a name, its place is its start.
        assert_eq!(places("a [[secret|]]b"), Some(vec![0, 1, 2, 14]));
        assert_eq!(
            places("&amp; [[secret]]b"),
            Some(vec![0, 1, 2, 3, 4, 5, 6, 6, 6, 16, 17])
        );
    }

    #[test]
    fn a_document_that_cannot_be_read_after_redaction_is_hidden() {
        let schema = Arc::new(Schema::built_in());
        let read = |source: &Source| Arc::new(document::read(source, &schema, &options()));
        let sources = [
            (
                "personas/ana.md",
                "---\ntitle: a\nx[[secret|]]: 1\nx: 2\n---\n",
            ),
            ("problems/secret.md", "---\ntitle: a\ndraft: true\n---\n"),
        ];
        let sources = sources.map(|(path, text)| Source::in_memory(path, text));
        let documents: Vec<_> = sources.iter().map(read).collect();
        let mut published = publish::published(&documents, &schema, Audience::default());
        assert!(published.documents.len() == 1 && !published.hidden.name("ana"));
        redact(
            &mut published,
            &sources,
            &schema,
            LinkContext::default(),
            read,
        );
        assert!(published.documents.is_empty() && published.hidden.name("ana"));
    }
}
