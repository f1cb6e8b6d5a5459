//! Links to files that are not copied: plain text with the reason, and one finding a file, at the first link to it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::asset::Refusal;
use crate::diagnostic::{At, Problem};
use crate::graph::{BodyLink, Graph};

/// The same graph, in which nothing refers to these files (by path from the content folder).
pub fn without(mut graph: Graph, refused: &HashMap<Arc<str>, Refusal>) -> Graph {
    if refused.is_empty() {
        return graph;
    }
    let mut told: HashSet<&str> = HashSet::new();
    for entry in &mut graph.entries {
        let links = entry.document.body.links.iter();
        for (link, to) in links.zip(&mut entry.body_links) {
            let BodyLink::Asset { url } = &*to else {
                continue;
            };
            let Some((path, refusal)) = refused.get_key_value(url.as_str()) else {
                continue;
            };
            let why = format!("{path} is not copied: {}", refusal.why.replace('`', ""));
            *to = BodyLink::Broken { why: why.into() };
            if told.insert(path) {
                let at = At::Body(link.span.0, link.span.1);
                let message = format!("`{path}` is not copied: {}", refusal.why);
                let problem = Problem::new("unsafe-asset", at, message).help(&*refusal.help);
                graph.problems.push((entry.document.path.clone(), problem));
            }
        }
    }
    graph.assets.retain(|path| !refused.contains_key(path));
    graph
}
