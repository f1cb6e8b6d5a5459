//! Finds the edits that mend findings with certainty. Pure: a graph, findings and texts in, edits out.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::content::block::Block;
use crate::content::front_matter::Format;
use crate::content::yaml::{self, Node, Step};
use crate::diagnostic::{Finding, Fix, Place};
use crate::graph::Graph;
use crate::markdown::{LinkTarget, address_range, definition_ranges};
use crate::page::encode_path;
use crate::path_safety::comparison_key;
use crate::scaffold::scalar::yaml_scalar;
use crate::text_edit::{self, Edit};

/// The edits that mend findings of one file, each with whether it changes what is read. After them the front matter says
/// what it said but for what they mend; a fix that would not keep to this is left out, as of a value over several lines.
pub fn edits<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    text: &str,
    graph: &Graph,
) -> Vec<(Edit, bool)> {
    let mut found: Vec<&Finding> = findings.filter(|f| f.fix.is_some()).collect();
    found.sort_by_key(|finding| changes_value(finding));
    let mut edits: Vec<(Edit, bool)> = vec![];
    let mut before = Block::of_file(text).1.parse();
    for finding in found {
        let Some(edit) = edit(finding, text, graph) else {
            continue;
        };
        // Several links have one definition.
        if edits.iter().any(|(other, _)| *other == edit) {
            continue;
        }
        edits.push((edit, changes_value(finding)));
        if matches!(finding.place, Place::Value(_) | Place::Key(_)) {
            let all = edits.iter().map(|(edit, _)| edit.clone());
            let after = text_edit::apply(text, all.collect());
            match (&before, Block::of_file(&after).1.parse()) {
                (Ok(read), Ok(after)) if is_as_meant(finding, read, &after) => before = Ok(after),
                _ => _ = edits.pop(),
            }
        }
    }
    edits
}

/// True if front matter differs only in what the fix of a finding changes.
fn is_as_meant(finding: &Finding, before: &Node, after: &Node) -> bool {
    let mut after = after.clone();
    let by = match finding.fix.as_deref() {
        Some(Fix::Replace(by)) => by.clone(),
        Some(Fix::Set { by, beside }) => {
            for (name, value) in beside.iter().filter(|(name, _)| before.get(name).is_none()) {
                match &mut after {
                    Node::Map(items) if after_says(items, name, value) => {
                        items.retain(|(key, _)| key != name);
                    }
                    _ => return false,
                }
            }
            by.clone()
        }
        Some(Fix::Quote { quoted, .. }) => match yaml::parse(quoted) {
            Ok(Node::Text(text)) => text,
            _ => return false,
        },
        _ => return true,
    };
    match &finding.place {
        Place::Value(path) => pair_at(before, &after, path).is_some_and(|(_, after)| match after {
            Node::Text(text) => *text == by,
            other => yaml::parse(&by).as_ref() == Ok(other),
        }),
        Place::Key(path) => match path.split_last() {
            Some((Step::Key(key), parent)) => match pair_at(before, &after, parent) {
                Some((Node::Map(before), Node::Map(after))) => {
                    let mut pairs = before.iter().zip(after);
                    before.len() == after.len()
                        && pairs.all(|((a, was), (b, is))| {
                            was == is && (a == b || a == key && *b == by)
                        })
                }
                _ => false,
            },
            _ => false,
        },
        _ => true,
    }
}

fn after_says(items: &[(String, Node)], name: &str, value: &str) -> bool {
    let said = items.iter().find(|(key, _)| key == name);
    said.and_then(|(_, node)| node.as_text()).as_deref() == Some(value)
}

/// What stands at a path in two nodes, if all else is the same. A single value may stand for a list.
fn pair_at<'n>(before: &'n Node, after: &'n Node, path: &[Step]) -> Option<(&'n Node, &'n Node)> {
    let Some((step, rest)) = path.split_first() else {
        return Some((before, after));
    };
    match (before, after, step) {
        (Node::Map(a), Node::Map(b), Step::Key(key)) => {
            let at = a.iter().position(|(k, _)| k == key)?;
            let is_same = |i: usize| a.get(i) == b.get(i) || i == at && a[i].0 == b[i].0;
            let is_same = a.len() == b.len() && (0..a.len()).all(is_same);
            is_same.then(|| pair_at(&a[at].1, &b[at].1, rest))?
        }
        (Node::List(a), Node::List(b), Step::Index(at)) => {
            let is_same = |i: usize| a.get(i) == b.get(i) || i == *at;
            let is_same = a.len() == b.len() && (0..a.len()).all(is_same);
            is_same.then(|| pair_at(a.get(*at)?, b.get(*at)?, rest))?
        }
        (Node::Map(_) | Node::List(_), ..) => None,
        _ => Some((before, after)),
    }
}

/// The edit that mends a finding in the text of its file; `None` if it offers none, or its place is written in a way
/// that is not understood.
fn edit(finding: &Finding, text: &str, graph: &Graph) -> Option<Edit> {
    let span = finding.span.0..finding.span.1;
    match finding.fix.as_deref()? {
        Fix::Replace(by) => replaced(finding, by, text),
        Fix::Set { by, beside } => {
            let mut edit = replaced(finding, by, text)?;
            let (_, block) = Block::of_file(text);
            let read = block.parse().ok()?;
            let missing = beside.iter().filter(|(name, _)| read.get(name).is_none());
            let behind = text[span.end..].split('\n').next().unwrap_or_default();
            let line_break = if behind.ends_with('\r') { "\r\n" } else { "\n" };
            let lines =
                missing.map(|(name, value)| format!("{line_break}{name}: {}", yaml_scalar(value)));
            let lines: String = lines.collect();
            let is_last = behind.trim().is_empty();
            edit.text += &lines;
            // Elsewhere than at the end of a line of YAML, the fields have no place.
            (lines.is_empty() || is_last && block.format == Format::Yaml).then_some(edit)
        }
        Fix::Quote { quoted, cut } => {
            let range = span.start.min(cut.0)..span.end.max(cut.1);
            Some(Edit::replace(range, &**quoted))
        }
        Fix::Case(proper) => {
            let target = link_target(finding, graph)?;
            let address = match address_range(text.get(span.clone())?, target) {
                Some(address) => span.start + address.start..span.start + address.end,
                None => address_of_definition(finding, text, target)?,
            };
            let (part, text) = in_case_of(&text[address.clone()], proper)?;
            let start = address.start;
            Some(Edit::replace(start + part.start..start + part.end, text))
        }
    }
}

/// True if the value is read otherwise afterwards.
fn changes_value(finding: &Finding) -> bool {
    let is_cut = matches!(finding.fix.as_deref(), Some(Fix::Quote { .. }));
    is_cut || finding.code == "bad-value"
}

/// The place of a finding with this text in it.
fn replaced(finding: &Finding, by: &str, text: &str) -> Option<Edit> {
    let span = finding.span.0..finding.span.1;
    let written = text.get(span.clone())?;
    let quote = match (&finding.place, Block::of_file(text).1.format) {
        // Only YAML has text without quotes.
        (Place::Value(_), Format::Toml | Format::Json) => Some('"'),
        _ => written.chars().next().filter(|c| "\"'".contains(*c)),
    };
    let quote = quote.map_or(String::new(), String::from);
    Some(Edit::replace(span, format!("{quote}{by}{quote}")))
}

/// The target of the link that a finding is about.
fn link_target<'a>(finding: &Finding, graph: &'a Graph) -> Option<&'a LinkTarget> {
    let Place::Body(start, end) = finding.place else {
        return None;
    };
    let entry = graph
        .entries
        .iter()
        .find(|entry| entry.document.path == finding.path)?;
    let mut links = entry.document.body.links.iter();
    links
        .find(|link| link.span == (start, end))
        .map(|link| &link.target)
}

/// The address of a link that is written elsewhere, `[text][name]` and `[name]: address`.
fn address_of_definition(
    finding: &Finding,
    text: &str,
    target: &LinkTarget,
) -> Option<Range<usize>> {
    let Place::Body(start, _) = finding.place else {
        return None;
    };
    let body = finding.span.0.checked_sub(start)?;
    let definitions = definition_ranges(text.get(body..)?).into_iter();
    let mut addresses = definitions.filter_map(|range| {
        let start = body + range.start;
        let address = address_range(text.get(start..body + range.end)?, target)?;
        Some(start + address.start..start + address.end)
    });
    addresses.next()
}

/// The part of an address, its path or its `#anchor`, that is written in another case than `proper`, and how it is written
/// right; `None` if they differ in more than case.
fn in_case_of(written: &str, proper: &str) -> Option<(Range<usize>, String)> {
    if let Some(anchor) = proper.strip_prefix('#') {
        let start = written.find('#')? + 1;
        let is_same = comparison_key(&written[start..]) == comparison_key(anchor);
        return is_same.then(|| (start..written.len(), anchor.to_owned()));
    }
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let mut parts: Vec<String> = written[..end].split('/').map(str::to_owned).collect();
    // A wikilink leaves the extension out.
    let stem = proper.rsplit_once('.').map_or(proper, |(stem, _)| stem);
    let last = |path: &str| comparison_key(path.rsplit('/').next().unwrap_or(path));
    let is_stem = last(&written[..end]) == last(stem);
    let proper = if is_stem { stem } else { proper };
    for (own, proper) in parts.iter_mut().rev().zip(proper.rsplit('/')) {
        let decoded = percent_decode_str(own).decode_utf8_lossy();
        if comparison_key(&decoded) != comparison_key(proper) {
            break;
        }
        if decoded != proper {
            *own = match own.contains('%') {
                true => encode_path(proper),
                false => proper.to_owned(),
            };
        }
    }
    let mended = parts.join("/");
    (mended != written[..end]).then_some((0..end, mended))
}
