//! Personal data in one document: in the values of its front matter, whatever they are called, and in what people read
//! of its body.

use crate::diagnostic::{At, Problem};
use crate::markdown;
use crate::privacy::{self, Hit, Watch, What};
use crate::yaml::{self, Node, Path, Step};

/// More than this is not told of one document: it is a list of people, and the first lines say so.
const MOST: usize = 100;

/// A file, taken apart.
pub(super) struct File<'a> {
    pub text: &'a str,
    /// Where the block between the fences starts and ends.
    pub block: (usize, usize),
    pub map: &'a [(String, Node)],
    /// Where the body starts.
    pub body: usize,
}

pub(super) fn problems(file: &File, watch: &Watch) -> Vec<Problem> {
    let mut search = Search {
        file,
        watch,
        problems: vec![],
    };
    search.map(file.map, &mut vec![], false);
    search.body();
    search.problems
}

struct Search<'a> {
    file: &'a File<'a>,
    watch: &'a Watch,
    problems: Vec<Problem>,
}

impl Search<'_> {
    fn map(&mut self, map: &[(String, Node)], path: &mut Path, personal: bool) {
        for (key, node) in map {
            path.push(Step::Key(key.clone()));
            self.node(node, path, personal || privacy::is_personal_key(key));
            path.pop();
        }
    }

    /// `personal`: a key above says that this is somebody's.
    fn node(&mut self, node: &Node, path: &mut Path, personal: bool) {
        match node {
            Node::Null | Node::Bool(_) => {}
            Node::Map(map) => self.map(map, path, personal),
            Node::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(Step::Index(i));
                    self.node(item, path, personal);
                    path.pop();
                }
            }
            Node::Text(text) => self.value(text, path, personal),
            Node::Int(n) => self.value(&n.to_string(), path, personal),
            Node::Float(n) => self.value(&n.to_string(), path, personal),
        }
    }

    fn value(&mut self, text: &str, path: &Path, personal: bool) {
        let hits = self.watch.scan(text, self.left());
        for hit in &hits {
            let (start, end) = self.place(path, &text[hit.range.clone()]);
            self.tell_hit(hit, start, end);
        }
        if personal && hits.is_empty() && self.left() > 0 && !text.trim().is_empty() {
            let key = path.iter().rev().find_map(|step| match step {
                Step::Key(key) if privacy::is_personal_key(key) => Some(key.as_str()),
                _ => None,
            });
            let (start, end) = self.place(path, text);
            let message = format!("`{}` says who somebody is", key.unwrap_or_default());
            self.tell(
                start,
                end,
                message,
                "remove it, or write a role in its place: “data analyst, P3”",
            );
        }
    }

    /// Where a part of a value stands in the file: to the byte where it is written as it is read, else the value.
    fn place(&self, path: &Path, part: &str) -> (usize, usize) {
        let (from, to) = self.file.block;
        let block = &self.file.text[from..to];
        let Some((start, end)) = yaml::locate(block, path, false) else {
            return (from, from);
        };
        match block[start..].find(part) {
            Some(at) => (from + start + at, from + start + at + part.len()),
            None => (from + start, from + end),
        }
    }

    fn body(&mut self) {
        let body = &self.file.text[self.file.body..];
        let hits = self.watch.scan(body, MOST);
        if hits.is_empty() {
            return;
        }
        let prose = markdown::prose(body);
        let is_read = |hit: &&Hit| {
            let after = prose.partition_point(|range| range.start <= hit.range.start);
            // Ranges may lie in each other: a link around its text.
            prose[..after]
                .iter()
                .rev()
                .take(8)
                .any(|range| range.end > hit.range.start)
        };
        for hit in hits.iter().filter(is_read).take(self.left()) {
            let (start, end) = (hit.range.start, hit.range.end);
            self.tell_hit(hit, self.file.body + start, self.file.body + end);
        }
    }

    fn left(&self) -> usize {
        MOST.saturating_sub(self.problems.len())
    }

    fn tell_hit(&mut self, hit: &Hit, start: usize, end: usize) {
        let message = format!("{}: `{}`", hit.what.phrase(), hit.masked);
        let help = match hit.what {
            What::Name => "write a role in place of the name: “data analyst, P3”",
            _ => "remove it, or allow it under `privacy.allow` in casebook.yaml",
        };
        self.tell(start, end, message, help);
    }

    fn tell(&mut self, start: usize, end: usize, message: String, help: &str) {
        let at = At::Covered(start, end);
        self.problems
            .push(Problem::new("personal-data", at, message).help(help));
    }
}
