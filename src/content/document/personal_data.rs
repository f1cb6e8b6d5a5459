//! Finds personal data in one document: in its file's name, which is that of its page, in all values of its front matter and
//! in the visible text of its body.

use std::ops::Range;

use crate::content::block::Block;
use crate::content::personal_data::{self, Detector, Match, PersonalDataKind};
use crate::content::yaml::{Node, NodePath, Step};
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown;

/// The most diagnostics for one document: with more it is a list of people, and the first ones show that.
const MAX_DIAGNOSTICS: usize = 100;

pub(super) struct FileParts<'a> {
    /// From the content folder.
    pub path: &'a str,
    pub text: &'a str,
    /// The front matter, and the byte at which its block starts.
    pub front_matter: Option<(usize, Block<'a>)>,
    pub fields: &'a [(String, Node)],
    /// The byte at which the body starts.
    pub body_start: usize,
    pub markdown: &'a markdown::Options,
}

pub(super) fn scan_file(file: &FileParts, detector: &Detector) -> Vec<Diagnostic> {
    let mut search = PersonalDataScan {
        file,
        detector,
        diagnostics: vec![],
    };
    search.scan_path();
    search.scan_map(file.fields, &mut vec![], false);
    search.scan_body();
    search.diagnostics
}

/// Finds personal data in texts of the settings, by place in their block, which starts at this byte of the file.
pub fn scan_settings(
    start: usize,
    block: Block,
    texts: &[(NodePath, String)],
    detector: &Detector,
) -> Vec<Diagnostic> {
    let file = FileParts {
        path: "",
        text: "",
        front_matter: Some((start, block)),
        fields: &[],
        body_start: 0,
        markdown: &markdown::Options::default(),
    };
    let mut search = PersonalDataScan {
        file: &file,
        detector,
        diagnostics: vec![],
    };
    // Keys are names of kinds and fields here, which say nothing of the texts below them.
    for (path, text) in texts {
        search.scan_value(text, path, false);
    }
    search.diagnostics
}

/// Numbers in paths are days, versions and ids.
fn can_be_in_path(kind: PersonalDataKind) -> bool {
    matches!(kind, PersonalDataKind::Email | PersonalDataKind::Name)
}

struct PersonalDataScan<'a> {
    file: &'a FileParts<'a>,
    detector: &'a Detector,
    diagnostics: Vec<Diagnostic>,
}

impl PersonalDataScan<'_> {
    fn scan_path(&mut self) {
        let path = self.file.path.rsplit_once('.').map_or("", |(stem, _)| stem);
        let found = self.detector.scan(path, MAX_DIAGNOSTICS).into_iter();
        let mut named = found.filter(|found| can_be_in_path(found.kind));
        if let Some(found) = named.next() {
            let message = format!("the path has {}: `{}`", found.kind.phrase(), found.shown());
            self.report(0, 0, message, "give the file, or its folder, another name");
        }
    }

    fn scan_map(&mut self, map: &[(String, Node)], path: &mut NodePath, personal: bool) {
        for (key, node) in map {
            path.push(Step::Key(key.clone()));
            self.scan_node(node, path, personal || personal_data::is_personal_key(key));
            path.pop();
        }
    }

    /// `personal`: a key above (`respondent`) says that the value identifies a person.
    fn scan_node(&mut self, node: &Node, path: &mut NodePath, personal: bool) {
        match node {
            Node::Null | Node::Bool(_) => {}
            Node::Map(map) => self.scan_map(map, path, personal),
            Node::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(Step::Index(i));
                    self.scan_node(item, path, personal);
                    path.pop();
                }
            }
            Node::Text(text) => self.scan_value(text, path, personal),
            Node::Int(n) => self.scan_value(&n.to_string(), path, personal),
            Node::Float(n) => self.scan_value(&n.to_string(), path, personal),
        }
    }

    fn scan_value(&mut self, text: &str, path: &NodePath, personal: bool) {
        let matches = self.detector.scan(text, self.remaining());
        for found in &matches {
            let (start, end) = self.range_in_file(path, &text[found.range.clone()]);
            self.report_match(found, start, end);
        }
        if !personal || !matches.is_empty() || self.remaining() == 0 {
            return;
        }
        let key = path.iter().rev().find_map(|step| match step {
            Step::Key(key) if personal_data::is_personal_key(key) => Some(key.as_str()),
            _ => None,
        });
        if personal_data::is_personal_value(key.unwrap_or_default(), text) {
            let (start, end) = self.range_in_file(path, text);
            let message = format!("`{}` says who somebody is", key.unwrap_or_default());
            let help = "remove it, or write a role in its place: “data analyst, P3”";
            self.report(start, end, message, help);
        }
    }

    /// The byte range in the file of a part of a value, or of the whole value if escapes hide the part.
    fn range_in_file(&self, path: &NodePath, part: &str) -> (usize, usize) {
        let Some((from, block)) = self.file.front_matter else {
            return (0, 0);
        };
        let Some((start, end)) = block.locate(path, false) else {
            return (from, from);
        };
        match block.text[start..].find(part) {
            Some(at) => (from + start + at, from + start + at + part.len()),
            None => (from + start, from + end),
        }
    }

    fn scan_body(&mut self) {
        let body = &self.file.text[self.file.body_start..];
        let matches = self.detector.scan(body, MAX_DIAGNOSTICS);
        if matches.is_empty() {
            return;
        }
        let prose = markdown::prose_ranges(body, self.file.markdown);
        let links = markdown::local_link_ranges(body, self.file.markdown);
        let is_in = |ranges: &[Range<usize>], found: &Match| {
            let after = ranges.partition_point(|range| range.start <= found.range.start);
            // Ranges may be nested: a link contains its text.
            let mut near = ranges[..after].iter().rev().take(8);
            near.any(|range| range.end > found.range.start)
        };
        let is_visible = |found: &&Match| {
            is_in(&prose, found) || can_be_in_path(found.kind) && is_in(&links, found)
        };
        let mut visible: Vec<&Match> = matches.iter().filter(is_visible).collect();
        visible.dedup_by(|second, first| personal_data::is_same_place(body, first, second));
        for found in visible.into_iter().take(self.remaining()) {
            let start = self.file.body_start;
            self.report_match(found, start + found.range.start, start + found.range.end);
        }
    }

    fn remaining(&self) -> usize {
        MAX_DIAGNOSTICS.saturating_sub(self.diagnostics.len())
    }

    fn report_match(&mut self, found: &Match, start: usize, end: usize) {
        let message = format!("{}: `{}`", found.kind.phrase(), found.shown());
        let help = match (found.kind, &found.domain) {
            (PersonalDataKind::Name, _) => {
                "write a role in place of the name: “data analyst, P3”".into()
            }
            (_, Some(domain)) => {
                format!("remove it, or allow all of them with `privacy.allow: ['{domain}']`")
            }
            _ => "remove it, or allow it under `privacy.allow` in casebook.yaml".to_owned(),
        };
        self.report(start, end, message, &help);
    }

    fn report(&mut self, start: usize, end: usize, message: String, help: &str) {
        let told = Diagnostic::new("personal-data", Place::Masked(start, end), message);
        self.diagnostics.push(told.help(help));
    }
}
