//! Resolves references (ids, aliases, relative paths, `[[id]]`) to edges; those that match nothing become diagnostics.
//!
//! Pure in (published documents, schema, link context).

mod body;
mod titles;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::hidden::{own_address, path_key, url_of};
use super::old_address::{
    OldAddress, old_addresses, old_paths, url_of_old_path, with_further_part,
};
use super::publish::Published;
use super::spelling::{LinkContext, Meaning, Spellings};
use super::{Edge, EdgeId, Entry, EntryId, Graph, nearest_id};
use crate::content::document::{self, Document};
use crate::content::yaml::{NodePath, Step, child_path};
use crate::diagnostic::{Diagnostic, Place};
use crate::media::Refused;
use crate::model::{Field, FieldType, Name, Schema, Value, role};
use crate::page::Url;
use crate::path_safety::comparison_key;
use crate::text::did_you_mean;
use crate::text::{fold_case, nfc};

/// Builds the graph of the published documents. `in_repository` is true if a path from the project's root exists, for
/// links that leave the content folder. `refuse` gets the media files that bodies refer to, sorted, and returns those
/// that are not copied, each with the reason.
pub fn link(
    published: &Published,
    schema: Arc<Schema>,
    context: LinkContext,
    in_repository: &dyn Fn(&str) -> bool,
    refuse: impl FnOnce(&[Arc<str>]) -> HashMap<Arc<str>, Refused>,
) -> Graph {
    let mut linker = Linker::new(published, schema, context, in_repository);
    linker.fill_titles();
    linker.fields();
    linker.cycles();
    linker.bodies(refuse);
    linker.finish()
}

/// The index of everything that a name or path in these documents can mean.
pub fn spellings<'a>(
    published: &'a Published,
    schema: Arc<Schema>,
    context: LinkContext<'a>,
) -> Spellings<'a> {
    Linker::new(published, schema, context, &|_| false).spellings
}

/// The maximum number of “did you mean” suggestions of one run; each compares a name with every id.
const MAX_GUESSES: usize = 200;

struct Linker<'a> {
    schema: Arc<Schema>,
    context: LinkContext<'a>,
    in_repository: &'a dyn Fn(&str) -> bool,
    spellings: Spellings<'a>,
    entries: Vec<Entry>,
    /// Entries by the address of their page, in the form in which addresses are compared.
    by_address: HashMap<String, EntryId>,
    edges: Vec<Edge>,
    /// Referenced media files that are copied.
    assets: Vec<Arc<str>>,
    /// Referenced media files that are not copied.
    refused: HashMap<Arc<str>, Refused>,
    /// Refused files that have a diagnostic already.
    reported: HashSet<Arc<str>>,
    /// Symmetric links so far, by field, the smaller end first.
    pairs: HashSet<(Name, EntryId, EntryId)>,
    /// Case-folded aliases that two entries claim, with the first two of them.
    clashes: HashMap<String, Vec<EntryId>>,
    /// Field values that refer to hidden documents, or that are links of another entry; `finish` removes them.
    removed_values: Vec<(EntryId, NodePath)>,
    /// What lines of the text say in the place of a link and that is none; `finish` removes them, and a field of nothing
    /// else.
    unread_values: Vec<(EntryId, NodePath)>,
    /// Links that one end says of the other, which may say them too.
    reversed: Vec<Edge>,
    /// What is left of [`MAX_GUESSES`].
    guesses: usize,
    /// Diagnostics, each with the path of its file.
    problems: Vec<(Name, Diagnostic)>,
}

/// The help for a path that matches only in another case.
const SAME_CASE: &str = "write it in the same case: other systems tell them apart";

impl<'a> Linker<'a> {
    fn new(
        published: &'a Published,
        schema: Arc<Schema>,
        context: LinkContext<'a>,
        in_repository: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        let Published { documents, hidden } = published;
        let mut linker = Linker {
            schema,
            context,
            in_repository,
            spellings: Spellings::new(hidden, context, documents.len()),
            entries: Vec::with_capacity(documents.len()),
            by_address: HashMap::with_capacity(documents.len()),
            edges: vec![],
            assets: vec![],
            refused: HashMap::new(),
            reported: HashSet::new(),
            pairs: HashSet::new(),
            clashes: HashMap::new(),
            removed_values: vec![],
            unread_values: vec![],
            reversed: vec![],
            guesses: MAX_GUESSES,
            problems: vec![],
        };
        let section_indexes = first_section_indexes(documents, &linker.schema);
        let mut further_indexes = Vec::new();
        let mut taken = None;
        for document in documents {
            let id = EntryId(linker.entries.len() as u32);
            let url = url_of(document, &linker.schema);
            let path_of = |id: &EntryId| linker.entry(*id).document.path.clone();
            let first = section_indexes.get(&url);
            if let Some(first) = first.filter(|_| document.is_section_index)
                && !Arc::ptr_eq(first, document)
            {
                further_indexes.push((document, first));
                continue;
            }
            let first = linker.spellings.by_id.get(&document.id);
            if let Some(path) = first.filter(|_| !document.is_section_index).map(path_of) {
                let message = format!("the id `{}` is already that of `{path}`", document.id);
                let at = match document.is_given("id") {
                    true => Place::field("id"),
                    false => Place::Start,
                };
                let all_ids = || {
                    documents
                        .iter()
                        .map(|document| document.id.clone())
                        .collect()
                };
                let taken = taken.get_or_insert_with(all_ids);
                let free = free_id(document, taken, linker.problems.len() + 2);
                let help = format!("write `id: {free}`, or rename the file");
                linker.tell_of(document, "duplicate-id", at, message, help);
                continue;
            }
            let address = comparison_key(url.as_str());
            if let Some(path) = linker.by_address.get(&address).map(path_of) {
                let message = format!("its page `{url}` would be that of `{path}`");
                let help = "rename one of them";
                linker.tell_of(document, "output-collision", Place::Start, message, help);
                continue;
            }
            linker.by_address.insert(address, id);
            if !document.is_section_index {
                linker.spellings.by_id.insert(document.id.clone(), id);
            }
            let path: String = nfc(&document.content_path).into_owned();
            let spellings = &mut linker.spellings;
            let mut folder = document::parent_folder(&path);
            while !folder.is_empty() && !spellings.folders.contains(folder) {
                spellings.folders.insert(folder.to_owned());
                folder = document::parent_folder(folder);
            }
            if !hidden.is_empty() {
                let old_paths = old_paths(document, &url).map(|url| path_key(url.as_str()));
                // An alias is free text, and one that is the address of something hidden would name it.
                let old_paths = old_paths.filter(|path| !hidden.path(path));
                let former = document.fields.texts("redirect_from");
                let former = former.filter_map(|path| url_of_old_path(path).ok());
                let former = former.map(|url| path_key(url.as_str()));
                let pages = old_paths.chain(former).chain([path_key(url.as_str())]);
                spellings.pages.extend(pages);
            }
            // Links to an address that the front matter gives are written as that address.
            if url != own_address(document, &linker.schema) {
                for path in ["", ".html", "/index.html"] {
                    if let Some(page) = url.as_str().strip_suffix(path) {
                        spellings.by_path.entry(page.to_owned()).or_insert(id);
                    }
                }
            }
            spellings.by_path.insert(path, id);
            linker.entries.push(Entry {
                document: document.clone(),
                url,
                outgoing: vec![],
                incoming: vec![],
                body_links: vec![],
                fields_with_hidden: vec![],
            });
        }
        for (further, first) in further_indexes {
            linker.report_further_index(further, first);
        }
        linker.aliases();
        linker.old_addresses();
        linker
    }

    /// Reports an index of a folder that has one already. Links to it lead to the one that is shown.
    fn report_further_index(&mut self, further: &Document, first: &Document) {
        let by_path = &mut self.spellings.by_path;
        if let Some(id) = by_path.get(&*nfc(&first.content_path)).copied() {
            by_path.insert(nfc(&further.content_path).into_owned(), id);
        }
        let message = format!("`{}` already introduces this folder", first.content_path);
        let help = format!("merge it into `{}`", first.content_path);
        self.tell_of(further, "two-introductions", Place::Start, message, help);
    }

    fn aliases(&mut self) {
        let mut problems = Vec::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let id = EntryId(i as u32);
            for (n, value) in entry.document.fields.list("aliases").iter().enumerate() {
                let Some(alias) = value.as_text() else {
                    continue;
                };
                let at = vec!["aliases".into(), Step::Index(n)];
                let folded = fold_case(alias);
                let by_id = &self.spellings.by_id;
                if let Some(other) = by_id.get(alias).or_else(|| by_id.get(folded.as_str())) {
                    if *other != id {
                        let path = &self.entry(*other).document.path;
                        let message = format!("`{alias}` is the id of `{path}`");
                        problems.push((id, at, message, "take it out: an id goes before"));
                    }
                    continue;
                }
                match self.spellings.by_alias.get(&folded) {
                    None => drop(self.spellings.by_alias.insert(folded, Some(id))),
                    Some(Some(first)) if *first == id => {}
                    Some(known) => {
                        let first = match (*known, self.clashes.get(&folded)) {
                            (Some(first), _) => first,
                            (None, Some(ids)) => ids.first().copied().unwrap_or(id),
                            (None, None) => id,
                        };
                        let path = &self.entry(first).document.path;
                        let message = format!("`{alias}` is an alias of `{path}` too");
                        problems.push((id, at, message, "take it out of one of them"));
                        let ids = self.clashes.entry(folded.clone());
                        ids.or_insert_with(|| vec![first]).push(id);
                        self.spellings.by_alias.insert(folded, None);
                    }
                }
            }
        }
        for (id, at, message, help) in problems {
            let document = self.entry(id).document.clone();
            self.tell_of(&document, "alias-clash", Place::Value(at), message, help);
        }
        let mut implied: HashMap<String, Option<EntryId>> = HashMap::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let (id, document) = (EntryId(i as u32), &entry.document);
            let stem = document::entry_stem(&document.content_path);
            let undated = document::without_date(stem).into_iter();
            let names = undated.chain(document::without_tail(stem).map(|_| stem));
            let forms = names.flat_map(|name| [fold_case(&document::to_id(name)), fold_case(name)]);
            for name in forms.filter(|_| document.kind.is_some()) {
                let known = implied.entry(name).or_insert(Some(id));
                *known = known.filter(|other| *other == id);
            }
        }
        // A name without its date, or with a tail that is no part of the id, is one only where nobody else has it.
        for (name, id) in implied {
            self.spellings.by_alias.entry(name).or_insert(id);
        }
    }

    /// Reports old addresses that cannot be one, that are those of pages, and that two entries claim.
    fn old_addresses(&mut self) {
        let has_any = |e: &Entry| {
            let fields = &e.document.fields;
            let named = ["redirect_from", "aliases", "slug", "permalink"];
            named.iter().any(|field| fields.has(field))
        };
        if !self.entries.iter().any(has_any) {
            return;
        }
        let key = |url: &Url| comparison_key(url.as_str());
        let mut claimed: HashMap<String, (EntryId, Url)> = HashMap::new();
        let mut problems = Vec::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let id = EntryId(i as u32);
            let (addresses, unusable) = old_addresses(entry);
            for line in unusable {
                let what = match line.at.len() {
                    1 => "page",
                    _ => "redirect",
                };
                let message = format!("no {what} can stand at `{}`: {}", line.written, line.reason);
                let help = "write the path of a page of this site, or remove the line";
                problems.push((id, "redirect-ignored", line.at, message, help));
            }
            for (path, at) in with_further_part(entry) {
                let message = format!("a redirect stands at a path, and `{path}` has more");
                let help = "take out what begins with `?` or `#`: a redirect hands it on";
                problems.push((id, "redirect-ignored", at, message, help));
            }
            for OldAddress { url, at } in addresses {
                let alias = match (&at[0], at.get(1)) {
                    (Step::Key(field), Some(Step::Index(n))) if field == "aliases" => {
                        entry.document.fields.list("aliases").get(*n)
                    }
                    _ => None,
                };
                let alias = alias.and_then(Value::as_text);
                // One with a slash is a path.
                let is_alias = alias.is_some_and(|alias| !alias.contains('/'));
                let alias = alias.map(fold_case);
                let beside = || {
                    let beside = self.context.urls.page_beside(&key(&url))?;
                    self.by_address.get(&beside)
                };
                match self.by_address.get(&key(&url)).or_else(beside) {
                    // Aliases that are ids have been told, and an alias may be the entry's own id.
                    Some(_) if is_alias => continue,
                    Some(own) if *own == id => {
                        let message = format!("`{url}` is the address of this page itself");
                        problems.push((id, "redirect-ignored", at, message, "remove it"));
                        continue;
                    }
                    Some(other) => {
                        let path = &self.entry(*other).document.path;
                        let message =
                            format!("`{url}` is the address of `{path}`, which stays there");
                        let help = "remove it, or give that page another name";
                        problems.push((id, "redirect-ignored", at, message, help));
                        continue;
                    }
                    None => {}
                }
                let first = claimed.entry(key(&url)).or_insert((id, url.clone()));
                if first.0 == id && first.1 != url {
                    let message = format!("`{url}` is the file `{}` on some systems", first.1);
                    let help = "leave one of them out: they differ in case alone";
                    problems.push((id, "redirect-ignored", at, message, help));
                    continue;
                }
                let first = first.0;
                if first != id && alias.is_none_or(|alias| !self.clashes.contains_key(&alias)) {
                    let path = &self.entry(first).document.path;
                    let message = format!("`{url}` leads to `{path}` already");
                    problems.push((id, "alias-clash", at, message, "take it out of one of them"));
                }
            }
        }
        for (id, code, at, message, help) in problems {
            let document = self.entry(id).document.clone();
            self.tell_of(&document, code, Place::Value(at), message, help);
        }
    }

    /// The message and help for a name that several entries claim, or that several files have.
    fn clash(&self, name: &str) -> Option<(String, String)> {
        let Some(clashing) = self.clashes.get(&fold_case(name.trim())) else {
            return self.same_names(name.trim());
        };
        let (first, others) = clashing.split_first()?;
        let path = |id: &EntryId| self.entry(*id).document.path.clone();
        let (one, two) = (path(first), path(others.first()?));
        let message = match others.len() {
            1 => format!("`{name}` is an alias of two: `{one}` and `{two}`"),
            n => format!(
                "`{name}` is an alias of {}, such as `{one}` and `{two}`",
                n + 1
            ),
        };
        let id = &self.entry(*first).document.id;
        Some((message, format!("write an id, such as `{id}`")))
    }

    fn same_names(&self, name: &str) -> Option<(String, String)> {
        let paths = self.spellings.named(name);
        let [one, two, others @ ..] = &paths[..] else {
            return None;
        };
        let message = match others.len() {
            0 => format!("`{name}` is the name of two files: `{one}` and `{two}`"),
            n => format!(
                "`{name}` is the name of {} files, such as `{one}` and `{two}`",
                n + 2
            ),
        };
        let mut in_folders = paths.iter().filter(|path| path.contains('/'));
        let example = in_folders.next().unwrap_or(one);
        let help = format!("write its folder before it, as in `{example}`");
        Some((message, help))
    }

    fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    fn tell_of(
        &mut self,
        document: &Document,
        code: &'static str,
        at: Place,
        message: String,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(code, at, message).help(help);
        self.problems.push((document.path.clone(), diagnostic));
    }

    fn tell(&mut self, id: EntryId, diagnostic: Diagnostic) {
        let path = self.entry(id).document.path.clone();
        self.problems.push((path, diagnostic));
    }

    fn fields(&mut self) {
        let schema = self.schema.clone();
        for i in 0..self.entries.len() {
            let id = EntryId(i as u32);
            let document = self.entry(id).document.clone();
            if document.is_section_index {
                continue;
            }
            for field in schema.fields(document.kind).iter().filter(|f| f.may_link()) {
                if let Some(value) = document.fields.get(&field.name) {
                    let path = vec![Step::Key(field.name.to_string())];
                    self.value(id, &document, field, &field.name, value, path);
                }
            }
        }
        for edge in std::mem::take(&mut self.reversed) {
            let mut known = self.entry(edge.from).outgoing.iter();
            let is_same = |id: &EdgeId| {
                let known = &self.edges[id.0 as usize];
                (known.to, &known.field) == (edge.to, &edge.field)
            };
            if !known.any(is_same) {
                self.edge(edge);
            }
        }
    }

    /// Resolves the references in a value, through lists and maps; `outer` is the name of the outermost field.
    fn value(
        &mut self,
        from: EntryId,
        document: &Document,
        field: &Field,
        outer: &Name,
        value: &Value,
        path: NodePath,
    ) {
        match (value, &field.ty) {
            (Value::List(items), _) => {
                for (i, item) in items.iter().enumerate() {
                    self.value(from, document, field, outer, item, child_path(&path, i));
                }
            }
            (Value::Map(map), FieldType::Map(fields)) => {
                for inner in fields {
                    if let Some(value) = map.get(&inner.name) {
                        let path = child_path(&path, &*inner.name);
                        self.value(from, document, inner, outer, value, path);
                    }
                }
            }
            (Value::Text(name), FieldType::Link | FieldType::Stage | FieldType::Person) => {
                self.reference(from, document, field, outer, name, path);
            }
            _ => {}
        }
    }

    fn reference(
        &mut self,
        from: EntryId,
        document: &Document,
        field: &Field,
        outer: &Name,
        name: &Name,
        path: NodePath,
    ) {
        let Some(link) = &field.link else { return };
        let (wanted, stage) = match (&field.ty, name.split_once('#')) {
            (FieldType::Stage, Some((journey, stage))) => (journey, Some(stage)),
            _ => (&**name, None),
        };
        let item = match path.get(1) {
            Some(Step::Index(i)) => *i,
            _ => 0,
        };
        let at = Place::Value(path.clone());
        // A line of the text may mean something else.
        let is_text = document.is_in_text(outer);
        let folder = document::parent_folder(&document.content_path);
        let meaning = match self.spellings.name(wanted, folder) {
            Meaning::Nothing
                if matches!(field.ty, FieldType::Person) && self.spellings.hides_title(wanted) =>
            {
                Meaning::Hidden
            }
            Meaning::Nothing if link.reverse_of.is_some() => {
                self.before_a_remark(document, wanted, folder)
            }
            Meaning::EntryInOtherCase(to) => {
                let proper = &self.entry(to).document.content_path;
                let message = format!("this matches `{proper}` only in another case");
                let diagnostic = Diagnostic::new("case-mismatch", at.clone(), message);
                self.tell(from, diagnostic.help(SAME_CASE));
                Meaning::Entry(to)
            }
            meaning => meaning,
        };
        match meaning {
            Meaning::Hidden => {
                self.removed_values.push((from, path));
                let entry = &mut self.entries[from.0 as usize];
                entry.fields_with_hidden.push(outer.clone());
            }
            Meaning::Entry(to) => {
                let target = self.entry(to).document.clone();
                let kind = target.kind.map(|k| &self.schema.kinds[k]);
                if let Some(wanted_kind) = &link.target_kind
                    && kind.is_none_or(|k| k.name != *wanted_kind)
                {
                    if matches!(field.ty, FieldType::Person) {
                        return;
                    }
                    if is_text {
                        return self.unread_values.push((from, path));
                    }
                    let is = kind.map_or("plain page".into(), |k| k.label.to_lowercase());
                    let wants = self.schema.kind_by_name(wanted_kind);
                    let wants = wants.map(|k| self.schema.kinds[k].label.to_lowercase());
                    let (wants, name) = (wants.unwrap_or(wanted_kind.to_string()), &field.name);
                    let message = format!("`{wanted}` is a {is}, and `{name}` takes a {wants}");
                    let help = self.suggestion(from, wanted, link.target_kind.as_ref());
                    return self.tell_of(document, "wrong-kind", at, message, help);
                }
                if let Some(stage) = stage
                    && !has_stage(&target, stage)
                {
                    let message = format!("`{wanted}` has no stage `{stage}`");
                    let names: Vec<String> = stages(&target).collect();
                    let all = format!("its stages: {}", names.join(", "));
                    let help = did_you_mean(stage, names.iter().map(String::as_str), all);
                    self.tell_of(document, "unknown-reference", at, message, help);
                }
                if let Some(of_target) = &link.reverse_of {
                    let declared = self.schema.fields(target.kind);
                    let declared = declared.iter().find(|field| field.name == *of_target);
                    if let Some(rule) = declared.and_then(|field| field.link.as_ref())
                        && from != to
                    {
                        self.removed_values.push((from, path));
                        self.reversed.push(Edge {
                            from: to,
                            field: of_target.clone(),
                            item: 0,
                            to: from,
                            inverse: rule.inverse_label.clone(),
                            symmetric: false,
                        });
                    }
                    return;
                }
                // A symmetric link that is written at both ends is one link.
                let pair = (outer.clone(), from.min(to), from.max(to));
                if link.is_symmetric && (from == to || !self.pairs.insert(pair)) {
                    return;
                }
                self.edge(Edge {
                    from,
                    field: outer.clone(),
                    item,
                    to,
                    inverse: link.inverse_label.clone(),
                    symmetric: link.is_symmetric,
                });
            }
            // A person field may hold a plain name.
            _ if matches!(field.ty, FieldType::Person) => {}
            _ if is_text => self.unread_values.push((from, path)),
            _ => {
                let (message, help) = self.clash(wanted).unwrap_or_else(|| {
                    let help = self.suggestion(from, wanted, link.target_kind.as_ref());
                    (format!("`{wanted}` matches nothing"), help)
                });
                self.tell_of(document, "unknown-reference", at, message, help);
            }
        }
    }

    /// What the name or number before a title, a day or another remark means: “ADR 009 — Shared store”.
    fn before_a_remark(&self, document: &Document, written: &str, folder: &str) -> Meaning {
        const REMARKS: [&str; 5] = [" — ", " – ", " - ", ": ", " ("];
        let ends = REMARKS.iter().filter_map(|mark| written.find(mark));
        let name = ends.min().map_or(written, |end| &written[..end]);
        match self.spellings.name(name, folder) {
            Meaning::Nothing => match self.numbered(document, name) {
                Meaning::Nothing => self.numbered_and_titled(document, written),
                meaning => meaning,
            },
            meaning => meaning,
        }
    }

    /// The entry that a number means, where nothing but its title follows: “ADR-0003 Append-only log”.
    fn numbered_and_titled(&self, document: &Document, written: &str) -> Meaning {
        let is_digit = |c: char| c.is_ascii_digit();
        let number = written.find(is_digit).unwrap_or(written.len());
        let length = written[number..].find(|c| !is_digit(c)).unwrap_or(0);
        let (name, title) = written.split_at(number + length);
        let title = document::to_id(title);
        let Meaning::Entry(id) = self.numbered(document, name) else {
            return Meaning::Nothing;
        };
        let target = &self.entry(id).document;
        let titles = [target.id.to_string(), document::to_id(&target.title)];
        match !title.is_empty() && titles.iter().any(|known| known.ends_with(&title)) {
            true => Meaning::Entry(id),
            false => Meaning::Nothing,
        }
    }

    /// The one entry of the same kind that a number means, as `ADR-0005` means `0005-store`.
    fn numbered(&self, document: &Document, name: &str) -> Meaning {
        let number = name.rsplit(|c: char| !c.is_ascii_digit()).next();
        let number = number.filter(|digits| !digits.is_empty());
        let Some(start) = number.map(|digits| format!("{digits}-")) else {
            return Meaning::Nothing;
        };
        let is_it = |(_, e): &(usize, &Entry)| {
            e.document.kind == document.kind && e.document.id.starts_with(&start)
        };
        let mut found = self.entries.iter().enumerate().filter(is_it);
        match (found.next(), found.next()) {
            (Some((i, _)), None) => Meaning::Entry(EntryId(i as u32)),
            _ => Meaning::Nothing,
        }
    }

    fn edge(&mut self, edge: Edge) {
        let id = EdgeId(self.edges.len() as u32);
        self.entries[edge.from.0 as usize].outgoing.push(id);
        self.entries[edge.to.0 as usize].incoming.push(id);
        self.edges.push(edge);
    }

    /// The help for a reference that matches nothing: the id most like it, else how to make it valid. After
    /// [`MAX_GUESSES`] suggestions only the general advice.
    fn suggestion(&mut self, from: EntryId, wrong: &str, kind: Option<&Name>) -> String {
        let kind = kind.and_then(|k| self.schema.kind_by_name(k));
        if self.guesses == 0 {
            return "correct the id, or write that document".into();
        }
        self.guesses -= 1;
        let own = self.entry(from).document.id.clone();
        let fits = |e: &&Entry| {
            kind.is_none_or(|k| e.document.kind == Some(k))
                && !e.document.is_section_index
                && e.document.id != own
        };
        // Published entries only: a suggestion must not reveal the name of a draft.
        match (nearest_id(self.entries.iter().filter(fits), wrong), kind) {
            (Some(id), _) => format!("did you mean `{id}`?"),
            (None, Some(kind)) => {
                let (folder, id) = (self.schema.kinds[kind].folder(), document::to_id(wrong));
                format!("write the file `{folder}/{id}.md`, or correct the id")
            }
            (None, None) => "correct the id, or write that document".into(),
        }
    }

    /// Reports each cycle of `parent` or `supersedes` once.
    fn cycles(&mut self) {
        let mut found = Vec::new();
        for field in ["parent", "supersedes"] {
            let mut next: HashMap<EntryId, EntryId> = HashMap::new();
            for edge in self.edges.iter().filter(|e| &*e.field == field) {
                next.entry(edge.from).or_insert(edge.to);
            }
            let mut done: HashSet<EntryId> = HashSet::new();
            for start in (0..self.entries.len() as u32).map(EntryId) {
                let mut path = Vec::new();
                let mut steps: HashMap<EntryId, usize> = HashMap::new();
                let mut at = Some(start);
                while let Some(id) = at.filter(|id| !done.contains(id)) {
                    if let Some(first) = steps.insert(id, path.len()) {
                        found.push((field, path[first..].to_vec()));
                        break;
                    }
                    path.push(id);
                    at = next.get(&id).copied();
                }
                done.extend(path);
            }
        }
        for (field, cycle) in found {
            let names = cycle.iter().chain(cycle.first());
            let names: Vec<&str> = names.map(|id| &*self.entry(*id).document.id).collect();
            let at = Place::field(field);
            let message = format!("`{field}` goes round in a circle: {}", names.join(" → "));
            let diagnostic = Diagnostic::new("cycle", at, message);
            self.tell(cycle[0], diagnostic.help("remove one of these links"));
        }
    }

    fn finish(mut self) -> Graph {
        for (id, path) in std::mem::take(&mut self.unread_values) {
            let fields = &mut Arc::make_mut(&mut self.entries[id.0 as usize].document).fields;
            fields.remove_at(&path);
            let is_unread = |value: &Value| *value == Value::Unreadable;
            fields.0.retain(|(name, value)| match value {
                Value::List(items) if path[0] == Step::Key(name.to_string()) => {
                    !items.iter().all(is_unread)
                }
                _ => true,
            });
        }
        // The names of hidden documents, and what a link of another entry says.
        for (id, path) in std::mem::take(&mut self.removed_values) {
            let document = &mut self.entries[id.0 as usize].document;
            Arc::make_mut(document).fields.remove_at(&path);
        }
        Graph {
            schema: self.schema,
            entries: self.entries,
            edges: self.edges,
            by_id: self.spellings.by_id,
            diagnostics: self.problems,
            assets: self.assets,
        }
    }
}

/// An id that nothing has, and takes it: that of the document behind the names of its folders, else before a number. Each
/// call begins with a higher one, so that many equal ids need no search.
fn free_id(document: &Document, taken: &mut HashSet<Name>, first_number: usize) -> Name {
    let folders = document::folders_above(document::parent_folder(&document.content_path));
    let names = folders.map(|folder| folder.rsplit('/').next().unwrap_or(folder));
    let by_folder = names.scan(document.id.to_string(), |id, name| {
        *id = document::to_id(&format!("{name}-{id}"));
        Some(id.clone())
    });
    let by_folder = by_folder.filter(|id| id.chars().count() <= document::MAX_ID);
    let by_number = (first_number..).map(|n| format!("{}-{n}", document.id));
    let mut all = by_folder.chain(by_number).map(Name::from);
    let free = all.find(|id| taken.insert(id.clone()));
    free.expect("there is always another number")
}

/// The section index that is shown, of each folder's page: `index.md` goes before `_index.md`, and that before
/// `README.md`.
fn first_section_indexes<'a>(
    documents: &'a [Arc<Document>],
    schema: &Schema,
) -> HashMap<Url, &'a Arc<Document>> {
    let mut indexes: Vec<&Arc<Document>> = documents.iter().collect();
    indexes.retain(|document| document.is_section_index);
    indexes.sort_by_key(|document| document::section_index_rank(&document.content_path));
    let mut first = HashMap::new();
    for document in indexes {
        first.entry(url_of(document, schema)).or_insert(document);
    }
    first
}

fn stages(journey: &Document) -> impl Iterator<Item = String> + '_ {
    let names = role::Journey(&journey.fields)
        .readable_stages()
        .filter_map(role::Stage::name);
    names.map(document::to_id)
}

fn has_stage(journey: &Document, stage: &str) -> bool {
    let form = document::to_id(stage);
    let by_number = stage
        .parse::<usize>()
        .is_ok_and(|n| n >= 1 && n <= role::Journey(&journey.fields).stages().len());
    by_number || stages(journey).any(|name| name == form)
}
