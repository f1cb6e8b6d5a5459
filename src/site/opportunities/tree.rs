//! From outcome to answer: measures, the claims that should move them, the parts of those claims, and their answers.
//!
//! A claim with a parent hangs under it, one without hangs under its outcome.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::evidence::State;
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::mark::StateBadge;
use crate::site::{SiteContext, card, paging, prose};

/// So many entries hang in the tree, and so deep; templates end a component that calls itself more than about 20 times.
const MAX_NODES: usize = 500;
const MAX_DEPTH: usize = 12;
const MAX_TREE_BYTES: usize = 450 << 10;
const MAX_TITLE_CHARS: usize = 160;
/// A tree of up to so many is shown open where there is something tested to see.
const MAX_OPEN_NODES: usize = 80;

#[derive(Serialize)]
pub struct OpportunityTree {
    nodes: Vec<OpportunityNode>,
    /// How many entries are left out.
    more: usize,
}

#[derive(Serialize)]
struct OpportunityNode {
    icon: &'static str,
    title: String,
    /// From the root of the site; empty for what is no entry.
    href: String,
    state: Option<StateBadge>,
    note: String,
    children: Vec<OpportunityNode>,
    open: bool,
}

/// Does anything hang under anything?
pub fn exists(site: &SiteContext) -> bool {
    site.evidence.problems.keys().any(|id| {
        let out = ["parent", "outcome"].iter();
        out.flat_map(|field| site.graph.targets(id, field))
            .next()
            .is_some()
            || site
                .graph
                .sources(id, Role::Solution, "problems")
                .next()
                .is_some()
    })
}

/// `None` where nothing hangs under anything.
pub fn opportunity_tree(site: &SiteContext) -> Option<OpportunityTree> {
    if !exists(site) {
        return None;
    }
    let mut gardener = TreeBuilder {
        site,
        sub_problems: sub_problems(site),
        seen: HashSet::new(),
        bytes: 0,
        count: 0,
        left_out: 0,
    };
    let (rooted, loose) = roots(site);
    let mut nodes: Vec<OpportunityNode> = rooted
        .into_iter()
        .filter_map(|(outcome, claims)| gardener.outcome_node(outcome, claims))
        .collect();
    let mut under_none = gardener.problem_nodes(loose, 1);
    // Only a circle of parents is not reached from a root; its claims are shown all the same.
    let circle: Vec<EntryId> = site
        .evidence
        .problems
        .keys()
        .filter(|id| !gardener.seen.contains(id))
        .collect();
    let circle = match gardener.left_out {
        0 => circle,
        _ => vec![],
    };
    under_none.extend(gardener.problem_nodes(circle, 1));
    match nodes.is_empty() {
        true => nodes = under_none,
        false if under_none.is_empty() => {}
        false => nodes.push(OpportunityNode {
            icon: "untested",
            title: "No outcome yet".into(),
            href: String::new(),
            state: None,
            note: String::new(),
            children: under_none,
            open: false,
        }),
    }
    let is_small = gardener.count <= MAX_OPEN_NODES;
    for node in &mut nodes {
        open_tested(node, is_small);
        node.open = true;
    }
    Some(OpportunityTree {
        nodes,
        more: gardener.left_out,
    })
}

/// Opens what has a tested answer in it; tells whether it has.
fn open_tested(node: &mut OpportunityNode, is_small: bool) -> bool {
    let mut has_tested = node.icon == card::role_icon(Some(Role::Solution))
        && node.state.as_ref().is_some_and(|s| s.glyph != "untested");
    for child in &mut node.children {
        has_tested |= open_tested(child, is_small);
    }
    node.open = has_tested && is_small;
    has_tested
}

/// The parts of each claim.
fn sub_problems(site: &SiteContext) -> HashMap<EntryId, Vec<EntryId>> {
    let mut below: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    for id in site.evidence.problems.keys() {
        if let Some(parent) = site.graph.targets(id, "parent").next() {
            below.entry(parent).or_default().push(id);
        }
    }
    below
}

/// The claims without a parent: those of each outcome, by its title, and those without one.
fn roots(site: &SiteContext) -> (Vec<(EntryId, Vec<EntryId>)>, Vec<EntryId>) {
    let mut rooted: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    let mut loose = Vec::new();
    for id in site.evidence.problems.keys() {
        if site.graph.targets(id, "parent").next().is_some() {
            continue;
        }
        match site.graph.targets(id, "outcome").next() {
            Some(outcome) => rooted.entry(outcome).or_default().push(id),
            None => loose.push(id),
        }
    }
    let outcomes = site.graph.of_role(Role::Metric).into_iter();
    let rooted = outcomes.filter_map(|id| Some((id, rooted.remove(&id)?)));
    (rooted.collect(), loose)
}

struct TreeBuilder<'a> {
    site: &'a SiteContext<'a>,
    sub_problems: HashMap<EntryId, Vec<EntryId>>,
    seen: HashSet<EntryId>,
    bytes: usize,
    count: usize,
    left_out: usize,
}

impl TreeBuilder<'_> {
    fn outcome_node(&mut self, id: EntryId, claims: Vec<EntryId>) -> Option<OpportunityNode> {
        let mut node = self.new_node(id)?;
        node.note = prose::entry_note(self.site.graph, self.site.evidence, self.site.config, id);
        node.children = self.problem_nodes(claims, 1);
        Some(node)
    }

    /// The largest opportunity first.
    fn problem_nodes(&mut self, mut ids: Vec<EntryId>, depth: usize) -> Vec<OpportunityNode> {
        let claims = &self.site.evidence.problems;
        let worth = |id: &EntryId| {
            claims
                .get(id)
                .and_then(|c| c.opportunity.value)
                .unwrap_or(-1.0)
        };
        ids.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        ids.into_iter()
            .filter_map(|id| self.problem_node(id, depth))
            .collect()
    }

    fn problem_node(&mut self, id: EntryId, depth: usize) -> Option<OpportunityNode> {
        if !self.seen.insert(id) {
            return None;
        }
        let site = self.site;
        let mut node = self.new_node(id)?;
        let claim = site.evidence.problems.get(&id)?;
        node.state = Some(prose::state_badge(&claim.problem, site.config));
        if let Some(value) = claim.opportunity.value {
            node.note = format!("opportunity {}", prose::format_number(value));
        }
        let parts = self.sub_problems.remove(&id).unwrap_or_default();
        match depth < MAX_DEPTH {
            true => {
                node.children = self.problem_nodes(parts, depth + 1);
                let mut answers: Vec<EntryId> = claim
                    .best_solution
                    .iter()
                    .chain(&claim.other_solutions)
                    .copied()
                    .collect();
                answers.dedup();
                node.children
                    .extend(answers.into_iter().filter_map(|id| self.solution_node(id)));
            }
            false => self.left_out += parts.len(),
        }
        Some(node)
    }

    fn solution_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        let site = self.site;
        let mut node = self.new_node(id)?;
        let score = site.evidence.solutions.get(&id);
        node.state = score
            .filter(|score| score.state != State::Untested)
            .map(|score| prose::state_badge(score, site.config))
            .or_else(|| {
                Some(StateBadge {
                    glyph: "untested",
                    word: "Not tested".into(),
                    tone: "thin",
                })
            });
        let status = site.graph.entry(id).document.fields.text("status");
        node.note = status.map(prose::humanize).unwrap_or_default();
        Some(node)
    }

    /// Its title and address, while there is room.
    fn new_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        let entry = self.site.graph.entry(id);
        let href = entry.url.to_link(self.site.url_style());
        let title = paging::truncate_chars(&entry.document.title, MAX_TITLE_CHARS);
        let bytes = 350 + href.len() + title.len();
        if self.count >= MAX_NODES || self.bytes + bytes > MAX_TREE_BYTES {
            self.left_out += 1;
            return None;
        }
        self.count += 1;
        self.bytes += bytes;
        Some(OpportunityNode {
            icon: card::role_icon(self.site.graph.role(id)),
            title,
            href,
            state: None,
            note: String::new(),
            children: vec![],
            open: false,
        })
    }
}
