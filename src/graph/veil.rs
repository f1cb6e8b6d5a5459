//! What a published text says of what is not published: nothing, not even its name.
//!
//! A bare `[[id]]` shows its id wherever there is no link to write: in a heading and its anchor, a title, a summary, an
//! alternative text, a field of the front matter. So does a bare address of the file in the project's own repository.
//! Before anything is linked, the few files that name something withheld so are read again without the name.
//!
//! Pure in (what passed the gate, the sources, the reader). Links with a text of their own are the linker's affair.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::gate::Passed;
use crate::document::{self, Document};
use crate::fence;
use crate::source::Source;
use crate::unicode::fold;

/// What stands for a name that is not told.
const WITHHELD: &str = "…";

/// The project's own repository, in whose addresses paths of files stand.
#[derive(Clone, Copy)]
pub struct Repository<'a> {
    /// `https://github.com/OWNER/REPO`
    pub address: &'a str,
    pub branch: &'a str,
    /// The content folder from its root; empty where they are the same.
    pub content: &'a str,
}

/// Reads again, with `read`, what names something withheld. `sources` are sorted by path.
pub fn draw(
    passed: &mut Passed,
    sources: &[Source],
    repository: Option<Repository>,
    read: impl Fn(&Source) -> Arc<Document>,
) {
    if passed.withheld.is_empty() {
        return;
    }
    let veil = Veil::new(passed, repository);
    let over = |document: &Arc<Document>| {
        let found = sources.binary_search_by(|s| s.path.cmp(&document.path));
        let source = found.ok().and_then(|at| sources.get(at))?;
        let veiled = veil.over(source.text()?)?;
        Some(veiled.document(document, source, &read))
    };
    let documents: Vec<_> = passed
        .documents
        .iter()
        .map(|document| over(document).unwrap_or_else(|| document.clone()))
        .collect();
    // Whatever a name was part of cannot be read without it: nobody can say what it would mean.
    let (broken, documents) = documents.into_iter().partition(|d| d.broken);
    passed.documents = documents;
    broken.iter().for_each(|d| passed.withhold(d));
}

/// Does a text name something withheld?
pub fn names(passed: &Passed, repository: Option<Repository>, text: &str) -> bool {
    !passed.withheld.is_empty() && Veil::new(passed, repository).over(text).is_some()
}

struct Veil<'a> {
    passed: &'a Passed,
    /// What is published under a name that is withheld too: it is meant.
    ids: HashSet<&'a str>,
    aliases: HashSet<String>,
    /// `https://github.com/OWNER/REPO/blob/BRANCH/` and the content folder.
    files: Option<(String, Repository<'a>)>,
}

/// A text without the names, and what was cut: where it stood, and where what replaces it stands.
struct Veiled<'t> {
    original: &'t str,
    text: String,
    cuts: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> Veil<'a> {
    fn new(passed: &'a Passed, repository: Option<Repository<'a>>) -> Self {
        let documents = || passed.documents.iter();
        let aliases = documents().flat_map(|d| d.fields.texts("aliases").map(fold));
        Veil {
            passed,
            ids: documents().map(|d| &*d.id).collect(),
            aliases: aliases.collect(),
            files: repository.map(|r| {
                let address = r.address.trim_end_matches('/');
                (format!("{address}/blob/{}/", r.branch), r)
            }),
        }
    }

    /// `None` where nothing withheld is named.
    fn over<'t>(&self, original: &'t str) -> Option<Veiled<'t>> {
        let mut found: Vec<(Range<usize>, &str)> = self.wikilinks(original);
        found.extend(self.addresses(original));
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|(range, _)| range.start);
        let (mut text, mut cuts, mut behind) = (String::with_capacity(original.len()), vec![], 0);
        for (range, instead) in found {
            // An address inside a wikilink is gone with it.
            let Some(before) = original.get(behind..range.start) else {
                continue;
            };
            text.push_str(before);
            let start = text.len();
            text.push_str(instead);
            behind = range.end;
            cuts.push((range, start..text.len()));
        }
        text.push_str(original.get(behind..).unwrap_or_default());
        Some(Veiled {
            original,
            text,
            cuts,
        })
    }

    /// Every `[[name]]`, `[[name|text]]` and `![[name]]` of something withheld, and what stands there instead.
    fn wikilinks<'t>(&self, text: &'t str) -> Vec<(Range<usize>, &'t str)> {
        let mut found = Vec::new();
        let mut behind = 0;
        for (close, _) in text.match_indices("]]") {
            let open = text.get(behind..close).and_then(|part| part.rfind("[["));
            let Some(open) = open.map(|at| behind + at) else {
                continue;
            };
            behind = close + 2;
            let inside = text.get(open + 2..close).unwrap_or_default();
            let (name, shown) = match inside.split_once('|') {
                Some((name, shown)) => (name.trim_end_matches('\\'), shown.trim()),
                None => (inside, WITHHELD),
            };
            let name = html_escape::decode_html_entities(name);
            if !self.hides(name.split('#').next().unwrap_or_default()) {
                continue;
            }
            // `[[name]](address)` is a link with its text in brackets.
            let is_text = text.get(behind..).is_some_and(|rest| rest.starts_with('('));
            let is_image = text.get(..open).is_some_and(|before| before.ends_with('!'));
            found.push(match (is_text, is_image) {
                (true, _) => (open + 1..close + 1, shown),
                (false, true) => (open - 1..behind, shown),
                (false, false) => (open..behind, shown),
            });
        }
        found
    }

    fn hides(&self, name: &str) -> bool {
        let name = name.trim();
        let withheld = &self.passed.withheld;
        let is_published = || {
            self.ids.contains(name)
                || self.aliases.contains(&fold(name))
                || self.ids.contains(&*document::id_form(name))
        };
        let by_stem = || name.ends_with(".md") && withheld.name(document::stem(name));
        (withheld.name(name) || by_stem()) && !is_published()
    }

    /// Every bare address of a withheld file in the repository, and the address of the repository instead. Of a link
    /// with a text the address is not shown.
    fn addresses<'s>(&'s self, text: &str) -> Vec<(Range<usize>, &'s str)> {
        let Some((prefix, repository)) = &self.files else {
            return vec![];
        };
        let ends = |c: char| c.is_whitespace() || "<>()[]{}\"'`|".contains(c);
        let found = text.match_indices(&**prefix).filter_map(|(start, _)| {
            let path = text.get(start + prefix.len()..)?;
            let path = path.split(ends).next().unwrap_or_default();
            let is_target = ["](", "](<", "]: ", "]:", "href=\"", "href='", "href="];
            if is_target.iter().any(|lead| text[..start].ends_with(lead)) {
                return None;
            }
            let file = path.split(['#', '?']).next().unwrap_or_default();
            let file = percent_decode_str(file).decode_utf8_lossy();
            let inner = file.strip_prefix(repository.content)?;
            let is_hidden = self.passed.withheld.path(inner.trim_start_matches('/'));
            is_hidden.then(|| (start..start + prefix.len() + path.len(), repository.address))
        });
        found.collect()
    }
}

impl Veiled<'_> {
    /// The document as the text without the names reads, with places as in the file.
    fn document(
        &self,
        before: &Arc<Document>,
        source: &Source,
        read: impl Fn(&Source) -> Arc<Document>,
    ) -> Arc<Document> {
        let mut source = source.clone();
        source.bytes = self.text.as_bytes().into();
        let mut document = Arc::unwrap_or_clone(read(&source));
        document.problems.clone_from(&before.problems);
        let mut body = Arc::unwrap_or_clone(document.body);
        let starts = (
            fence::body_start(&self.text),
            fence::body_start(self.original),
        );
        for link in &mut body.links {
            let place = |at: usize| self.place(at + starts.0).saturating_sub(starts.1);
            link.span = (place(link.span.0), place(link.span.1));
        }
        let anchors: HashSet<&str> = body.anchors.iter().map(|a| &**a).collect();
        let gone = before.body.anchors.iter();
        let gone = gone.filter(|anchor| !anchors.contains(&***anchor));
        body.veiled = gone.cloned().collect();
        document.body = Arc::new(body);
        Arc::new(document)
    }

    /// Where a place of the text without the names is in the file.
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
    use crate::document::Options;
    use crate::graph::gate::{self, Audience};
    use crate::schema::Schema;

    const REPOSITORY: Repository = Repository {
        address: "https://github.com/o/r",
        branch: "main",
        content: "docs",
    };

    fn options() -> Options {
        Options {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..Options::default()
        }
    }

    /// Drafts called `secret`, `both`, `old` and `two-words`; the last three are published under these names too.
    fn passed() -> Passed {
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
        gate::pass(&documents, &schema, Audience::default())
    }

    #[test]
    fn a_name_that_is_withheld_is_not_shown_and_what_is_published_is() {
        let passed = passed();
        let veil = Veil::new(&passed, Some(REPOSITORY));
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
            ("[[&#115;ecret]]", "…"),
            ("]] [[new]] [[secret]]", "]] [[new]] …"),
            (
                "https://github.com/o/r/blob/main/docs/problems/%73ecret.md?plain=1#L1 b",
                "https://github.com/o/r b",
            ),
            (
                "(https://github.com/o/r/blob/main/docs/problems/secret)",
                "(https://github.com/o/r)",
            ),
            (
                "`https://github.com/o/r/blob/main/docs/problems/secret.md`",
                "`https://github.com/o/r`",
            ),
            (
                "[[secret|https://github.com/o/r/blob/main/docs/problems/secret.md]]",
                "https://github.com/o/r/blob/main/docs/problems/secret.md",
            ),
        ] {
            let veiled = veil.over(text).map(|veiled| veiled.text);
            assert_eq!(veiled.as_deref(), Some(without), "{text}");
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
            "[a](https://github.com/o/r/blob/main/docs/problems/secret.md)",
            "<a href='https://github.com/o/r/blob/main/docs/problems/secret.md'>",
            "https://github.com/o/r/blob/main/docs/personas/new.md",
            "https://github.com/o/r/blob/next/docs/problems/secret.md",
            "https://github.com/o/r/blob/main/problems/secret.md",
        ] {
            assert!(veil.over(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_text_names_something_withheld_only_where_something_is() {
        assert!(names(&passed(), None, "a [[secret]]"));
        assert!(!names(&passed(), None, "a [[new]]"));
        assert!(!names(&Passed::default(), None, "a [[secret]]"));
    }

    #[test]
    fn a_place_behind_a_cut_is_the_place_in_the_file() {
        let passed = passed();
        let original = "a [[secret]] [[secret|xy]] z";
        let veiled = Veil::new(&passed, None).over(original).expect("a cut");
        assert_eq!(veiled.text, "a … xy z");
        let places: Vec<usize> = (0..=veiled.text.len()).map(|at| veiled.place(at)).collect();
        assert_eq!(places, [0, 1, 2, 2, 2, 12, 13, 13, 26, 27, 28]);
        // Where nothing is left of a name, its place is where it began.
        let original = "a [[secret|]]b";
        let veiled = Veil::new(&passed, None).over(original).expect("a cut");
        assert_eq!(veiled.text, "a b");
        let places: Vec<usize> = (0..=veiled.text.len()).map(|at| veiled.place(at)).collect();
        assert_eq!(places, [0, 1, 2, 14]);
    }

    #[test]
    fn what_cannot_be_read_without_a_name_is_withheld_too() {
        let schema = Schema::built_in();
        let read = |source: &Source| Arc::new(document::read(source, &schema, &options()));
        let sources = [
            (
                "personas/ana.md",
                "---\ntitle: a\nnote: [[secret|\"]]\n---\n",
            ),
            ("problems/secret.md", "---\ntitle: a\ndraft: true\n---\n"),
        ];
        let sources = sources.map(|(path, text)| Source::in_memory(path, text));
        let documents: Vec<_> = sources.iter().map(read).collect();
        let mut passed = gate::pass(&documents, &schema, Audience::default());
        assert!(passed.documents.len() == 1 && !passed.withheld.name("ana"));
        draw(&mut passed, &sources, None, read);
        assert!(passed.documents.is_empty() && passed.withheld.name("ana"));
    }
}
