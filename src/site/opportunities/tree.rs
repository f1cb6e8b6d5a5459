//! The opportunity solution tree: metrics, the problems that should move them, their sub-problems and solutions.
//!
//! A problem is under its `parent`, or without one under its `outcome`.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::evidence::State;
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::site::mark::StateBadge;
use crate::site::{SiteContext, card, paging, prose};

/// Limits of the tree. The depth has one because templates stop a component that calls itself more than about 20 times.
const MAX_NODES: usize = 500;
const MAX_DEPTH: usize = 12;
const MAX_TREE_BYTES: usize = 450 << 10;
const MAX_TITLE_CHARS: usize = 160;
/// In a tree of at most this many nodes, branches with a tested solution are shown open.
const MAX_OPEN_NODES: usize = 80;

#[derive(Serialize)]
pub struct OpportunityTree {
    nodes: Vec<OpportunityNode>,
    /// How many entries the limits leave out.
    more: usize,
}

#[derive(Serialize, Default)]
struct OpportunityNode {
    icon: &'static str,
    title: String,
    /// From the root of the site; empty for the node “No outcome yet”.
    href: String,
    state: Option<StateBadge>,
    note: String,
    children: Vec<OpportunityNode>,
    open: bool,
}

/// True if a problem has a parent, an outcome or a solution.
pub fn exists(site: &SiteContext) -> bool {
    site.evidence.problems.keys().any(|id| {
        let above = site.graph.parent_of(id).or(site.graph.outcome_of(id));
        above.is_some() || site.graph.solutions_to(id).next().is_some()
    })
}

/// `None` if [`exists`] is false.
pub fn opportunity_tree(site: &SiteContext) -> Option<OpportunityTree> {
    if !exists(site) {
        return None;
    }
    let mut builder = TreeBuilder {
        site,
        sub_problems: sub_problems(site),
        seen: HashSet::new(),
        bytes: 0,
        count: 0,
        left_out: 0,
    };
    let (by_outcome, without_outcome) = roots(site);
    let mut nodes: Vec<OpportunityNode> = by_outcome
        .into_iter()
        .filter_map(|(outcome, problems)| builder.outcome_node(outcome, problems))
        .collect();
    let mut unplaced = builder.problem_nodes(without_outcome, 1);
    // Problems whose parents form a cycle are not reached from a root. They are shown too, unless the tree is full.
    let in_cycle: Vec<EntryId> = site
        .evidence
        .problems
        .keys()
        .filter(|id| !builder.seen.contains(id))
        .collect();
    let in_cycle = match builder.left_out {
        0 => in_cycle,
        _ => vec![],
    };
    unplaced.extend(builder.problem_nodes(in_cycle, 1));
    match nodes.is_empty() {
        true => nodes = unplaced,
        false if unplaced.is_empty() => {}
        false => nodes.push(OpportunityNode {
            icon: "untested",
            title: "No outcome yet".into(),
            children: unplaced,
            ..OpportunityNode::default()
        }),
    }
    let is_small = builder.count <= MAX_OPEN_NODES;
    for node in &mut nodes {
        open_tested(node, is_small);
        node.open = true;
    }
    Some(OpportunityTree {
        nodes,
        more: builder.left_out,
    })
}

/// Opens the branches of a small tree that contain a tested solution. True if this one contains one.
fn open_tested(node: &mut OpportunityNode, is_small: bool) -> bool {
    let mut has_tested = node.icon == card::role_icon(Some(Role::Solution))
        && node.state.as_ref().is_some_and(|s| s.glyph != "untested");
    for child in &mut node.children {
        has_tested |= open_tested(child, is_small);
    }
    node.open = has_tested && is_small;
    has_tested
}

/// The sub-problems of each problem that has any.
fn sub_problems(site: &SiteContext) -> HashMap<EntryId, Vec<EntryId>> {
    let mut by_parent: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    for id in site.evidence.problems.keys() {
        if let Some(parent) = site.graph.parent_of(id) {
            by_parent.entry(parent).or_default().push(id);
        }
    }
    by_parent
}

/// The problems without a parent: those of each outcome, in the order of metrics, and those without an outcome.
fn roots(site: &SiteContext) -> (Vec<(EntryId, Vec<EntryId>)>, Vec<EntryId>) {
    let mut by_outcome: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    let mut without_outcome = Vec::new();
    for id in site.evidence.problems.keys() {
        if site.graph.parent_of(id).is_some() {
            continue;
        }
        match site.graph.outcome_of(id) {
            Some(outcome) => by_outcome.entry(outcome).or_default().push(id),
            None => without_outcome.push(id),
        }
    }
    let outcomes = site.graph.of_role(Role::Metric).into_iter();
    let by_outcome = outcomes.filter_map(|id| Some((id, by_outcome.remove(&id)?)));
    (by_outcome.collect(), without_outcome)
}

struct TreeBuilder<'a> {
    site: &'a SiteContext,
    sub_problems: HashMap<EntryId, Vec<EntryId>>,
    seen: HashSet<EntryId>,
    bytes: usize,
    count: usize,
    left_out: usize,
}

impl TreeBuilder<'_> {
    fn outcome_node(&mut self, id: EntryId, problems: Vec<EntryId>) -> Option<OpportunityNode> {
        let mut node = self.new_node(id)?;
        node.note = self.site.note(id);
        node.children = self.problem_nodes(problems, 1);
        Some(node)
    }

    /// The largest opportunity first.
    fn problem_nodes(&mut self, mut ids: Vec<EntryId>, depth: usize) -> Vec<OpportunityNode> {
        let problems = &self.site.evidence.problems;
        let opportunity = |id: &EntryId| {
            problems
                .get(id)
                .and_then(|scores| scores.opportunity.value)
                .unwrap_or(-1.0)
        };
        ids.sort_by(|a, b| opportunity(b).total_cmp(&opportunity(a)));
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
        let scores = site.evidence.problems.get(&id)?;
        node.state = Some(prose::state_badge(&scores.problem, &site.config));
        if let Some(value) = scores.opportunity.value {
            node.note = prose::opportunity_text(value);
        }
        let sub_problems = self.sub_problems.remove(&id).unwrap_or_default();
        match depth < MAX_DEPTH {
            true => {
                node.children = self.problem_nodes(sub_problems, depth + 1);
                let mut ids: Vec<EntryId> = scores
                    .best_solution
                    .iter()
                    .chain(&scores.other_solutions)
                    .copied()
                    .collect();
                ids.dedup();
                node.children
                    .extend(ids.into_iter().filter_map(|id| self.solution_node(id)));
            }
            false => self.left_out += sub_problems.len(),
        }
        Some(node)
    }

    fn solution_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        let site = self.site;
        let mut node = self.new_node(id)?;
        let score = site.evidence.solutions.get(&id);
        node.state = score
            .filter(|score| score.state != State::Untested)
            .map(|score| prose::state_badge(score, &site.config))
            .or_else(|| Some(StateBadge::new("untested", "Not tested", "thin")));
        let status = role::Solution(site.fields(id)).status();
        node.note = status.map(prose::humanize).unwrap_or_default();
        Some(node)
    }

    /// A node with title and address only. `None` if the tree has reached its limits.
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
            ..OpportunityNode::default()
        })
    }
}
