//! Finds the edits that mend findings with certainty. Pure: a graph, findings and texts in, edits out.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::content::block::Block;
use crate::content::front_matter::Format;
use crate::diagnostic::{Finding, Fix, Place};
use crate::graph::Graph;
use crate::markdown::{LinkTarget, address_range};
use crate::page::encode_path;
use crate::path_safety::comparison_key;
use crate::text_edit::Edit;

/// The edit that mends a finding in the text of its file; `None` if it offers none, or its place is written in a way
/// that is not understood.
pub fn edit(finding: &Finding, text: &str, graph: &Graph) -> Option<Edit> {
    let span = finding.span.0..finding.span.1;
    match finding.fix.as_deref()? {
        Fix::Replace(by) => {
            let written = text.get(span.clone())?;
            let quote = match (&finding.place, Block::of_file(text).1.format) {
                // Only YAML has text without quotes.
                (Place::Value(_), Format::Toml | Format::Json) => Some('"'),
                _ => written.chars().next().filter(|c| "\"'".contains(*c)),
            };
            let quote = quote.map_or(String::new(), String::from);
            Some(Edit::replace(span, format!("{quote}{by}{quote}")))
        }
        Fix::Quote { quoted, cut } => {
            let range = span.start.min(cut.0)..span.end.max(cut.1);
            Some(Edit::replace(range, &**quoted))
        }
        Fix::Case(proper) => {
            let target = link_target(finding, graph)?;
            let region = text.get(span.clone())?;
            let address = address_range(region, target)?;
            let (part, text) = in_case_of(&region[address.clone()], proper)?;
            let start = span.start + address.start;
            Some(Edit::replace(start + part.start..start + part.end, text))
        }
    }
}

/// True if the value is read otherwise afterwards.
pub fn changes_value(finding: &Finding) -> bool {
    let is_cut = matches!(finding.fix.as_deref(), Some(Fix::Quote { .. }));
    is_cut || finding.code == "bad-value"
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
