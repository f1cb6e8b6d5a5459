//! The opportunity solution tree: metrics, the problems that should move them, their sub-problems and solutions.
//!
//! A problem is under its `parent`, or without one under its `outcome`.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::evidence::State;
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::mark::StateBadge;
use crate::site::page_link::PageLink;
use crate::site::{SiteContext, card, prose};

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

#[derive(Serialize)]
struct OpportunityNode {
    icon: &'static str,
    /// `None` for the node over the problems without an outcome.
    #[serde(flatten)]
    link: Option<PageLink>,
    /// Of a problem, and of a solution that was tested.
    state: Option<StateBadge>,
    /// Of a problem.
    opportunity: Option<f64>,
    /// Of a solution its status, of a metric its newest reading.
    note: String,
    children: Vec<OpportunityNode>,
    open: bool,
}

/// True if a problem has a parent, an outcome or a solution.
pub fn exists(site: &SiteContext) -> bool {
    let graph = &site.graph;
    site.evidence.problems.keys().any(|id| {
        let out = ["parent", "outcome"].iter();
        let out = out.flat_map(|field| graph.targets(id, field));
        out.chain(graph.sources(id, Role::Solution, "problems"))
            .next()
            .is_some()
    })
}

/// `None` if [`exists`] is false.
pub fn opportunity_tree(site: &SiteContext) -> Option<OpportunityTree> {
    if !exists(site) {
        return None;
    }
    let mut by_parent: HashMap<Parent, Vec<EntryId>> = HashMap::new();
    for id in site.evidence.problems.keys() {
        let parent = site.graph.targets(id, "parent").next();
        let outcome = || site.graph.targets(id, "outcome").next();
        let parent = match parent {
            Some(parent) => Parent::Problem(parent),
            None => outcome().map_or(Parent::None, Parent::Outcome),
        };
        by_parent.entry(parent).or_default().push(id);
    }
    let mut builder = TreeBuilder {
        site,
        by_parent,
        seen: HashSet::new(),
        bytes: 0,
        count: 0,
        left_out: 0,
    };
    let outcomes = site.graph.of_role(Role::Metric).into_iter();
    let nodes = outcomes.filter_map(|id| builder.outcome_node(id));
    let mut nodes: Vec<OpportunityNode> = nodes.collect();
    let mut unplaced = builder.children(Parent::None, 1);
    // Problems whose parents form a cycle are not reached from a root. They are shown too, unless the tree is full.
    if builder.left_out == 0 {
        let in_cycle = site.evidence.problems.keys();
        let in_cycle: Vec<EntryId> = in_cycle.filter(|id| !builder.seen.contains(id)).collect();
        unplaced.extend(builder.problem_nodes(in_cycle, 1));
    }
    match nodes.is_empty() {
        true => nodes = unplaced,
        false if unplaced.is_empty() => {}
        false => nodes.push(OpportunityNode {
            children: unplaced,
            ..OpportunityNode::new("untested", None)
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
    let is_solution = node.icon == card::role_icon(Some(Role::Solution));
    let state = node.state.as_ref().filter(|_| is_solution);
    let mut has_tested = state.is_some_and(|state| state.glyph != "untested");
    for child in &mut node.children {
        has_tested |= open_tested(child, is_small);
    }
    node.open = has_tested && is_small;
    has_tested
}

/// What a problem stands under.
#[derive(PartialEq, Eq, Hash)]
enum Parent {
    Problem(EntryId),
    Outcome(EntryId),
    None,
}

struct TreeBuilder<'a> {
    site: &'a SiteContext,
    by_parent: HashMap<Parent, Vec<EntryId>>,
    seen: HashSet<EntryId>,
    bytes: usize,
    count: usize,
    left_out: usize,
}

impl TreeBuilder<'_> {
    /// `None` for a metric that is no outcome of a problem.
    fn outcome_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        self.by_parent.get(&Parent::Outcome(id))?;
        let node = self.new_node(id)?;
        Some(OpportunityNode {
            note: self.site.note(id),
            children: self.children(Parent::Outcome(id), 1),
            ..node
        })
    }

    fn children(&mut self, parent: Parent, depth: usize) -> Vec<OpportunityNode> {
        let ids = self.by_parent.remove(&parent).unwrap_or_default();
        self.problem_nodes(ids, depth)
    }

    /// The largest opportunity first.
    fn problem_nodes(&mut self, mut ids: Vec<EntryId>, depth: usize) -> Vec<OpportunityNode> {
        let problems = &self.site.evidence.problems;
        let opportunity = |id: &EntryId| problems.get(id).and_then(|s| s.opportunity.value);
        let opportunity = |id: &EntryId| opportunity(id).unwrap_or(-1.0);
        ids.sort_by(|a, b| opportunity(b).total_cmp(&opportunity(a)));
        let nodes = ids
            .into_iter()
            .filter_map(|id| self.problem_node(id, depth));
        nodes.collect()
    }

    fn problem_node(&mut self, id: EntryId, depth: usize) -> Option<OpportunityNode> {
        let site = self.site;
        let scores = site.evidence.problems.get(&id)?;
        if !self.seen.insert(id) {
            return None;
        }
        let mut node = self.new_node(id)?;
        node.state = Some(prose::state_badge(&scores.problem, &site.config));
        node.opportunity = scores.opportunity.value;
        if depth == MAX_DEPTH {
            let sub_problems = self.by_parent.remove(&Parent::Problem(id));
            self.left_out += sub_problems.map_or(0, |ids| ids.len());
            return Some(node);
        }
        node.children = self.children(Parent::Problem(id), depth + 1);
        let solutions = scores.best_solution.iter().chain(&scores.other_solutions);
        let mut solutions: Vec<EntryId> = solutions.copied().collect();
        solutions.dedup();
        let solutions = solutions
            .into_iter()
            .filter_map(|id| self.solution_node(id));
        node.children.extend(solutions);
        Some(node)
    }

    fn solution_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        let site = self.site;
        let score = site.evidence.solutions.get(&id);
        let score = score.filter(|score| score.state != State::Untested);
        let status = site.fields(id).text("status");
        Some(OpportunityNode {
            state: score.map(|score| prose::state_badge(score, &site.config)),
            note: status.map(prose::humanize).unwrap_or_default(),
            ..self.new_node(id)?
        })
    }

    /// A node with title and address only. `None` if the tree has reached its limits.
    fn new_node(&mut self, id: EntryId) -> Option<OpportunityNode> {
        let link = PageLink::new(self.site, id, MAX_TITLE_CHARS);
        let bytes = 350 + link.href.len() + link.title.len();
        if self.count >= MAX_NODES || self.bytes + bytes > MAX_TREE_BYTES {
            self.left_out += 1;
            return None;
        }
        self.count += 1;
        self.bytes += bytes;
        let icon = card::role_icon(self.site.graph.role(id));
        Some(OpportunityNode::new(icon, Some(link)))
    }
}

impl OpportunityNode {
    fn new(icon: &'static str, link: Option<PageLink>) -> Self {
        OpportunityNode {
            icon,
            link,
            state: None,
            opportunity: None,
            note: String::new(),
            children: vec![],
            open: false,
        }
    }
}
