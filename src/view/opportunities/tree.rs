//! From outcome to answer: measures, the claims that should move them, the parts of those claims, and their answers.
//!
//! A claim with a parent hangs under it, one without hangs under its outcome.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::graph::Id;
use crate::graph::evidence::State;
use crate::schema::Role;
use crate::view::mark::Mark;
use crate::view::{Look, card, paging, prose};

/// So many entries hang in the tree, and so deep; templates end a component that calls itself more than about 20 times.
const MOST: usize = 500;
const DEEPEST: usize = 12;
const MOST_BYTES: usize = 450 << 10;
const LONGEST: usize = 160;
/// A tree of up to so many is shown open where there is something tested to see.
const OPEN: usize = 80;

#[derive(Serialize)]
pub struct Tree {
    nodes: Vec<Node>,
    /// How many entries are left out.
    more: usize,
}

#[derive(Serialize)]
struct Node {
    icon: &'static str,
    title: String,
    /// From the root of the site; empty for what is no entry.
    href: String,
    state: Option<Mark>,
    note: String,
    children: Vec<Node>,
    open: bool,
}

/// Does anything hang under anything?
pub fn exists(look: &Look) -> bool {
    look.evidence.claims.keys().any(|id| {
        let out = ["parent", "outcome"].iter();
        out.flat_map(|field| look.graph.targets(id, field))
            .next()
            .is_some()
            || look
                .graph
                .sources(id, Role::Answer, "problems")
                .next()
                .is_some()
    })
}

/// `None` where nothing hangs under anything.
pub fn tree(look: &Look) -> Option<Tree> {
    if !exists(look) {
        return None;
    }
    let mut gardener = Gardener {
        look,
        below: below(look),
        seen: HashSet::new(),
        bytes: 0,
        count: 0,
        more: 0,
    };
    let (rooted, loose) = roots(look);
    let mut nodes: Vec<Node> = rooted
        .into_iter()
        .filter_map(|(outcome, claims)| gardener.outcome(outcome, claims))
        .collect();
    let mut under_none = gardener.claims(loose, 1);
    // Only a circle of parents is not reached from a root; its claims are shown all the same.
    let circle: Vec<Id> = look
        .evidence
        .claims
        .keys()
        .filter(|id| !gardener.seen.contains(id))
        .collect();
    let circle = match gardener.more {
        0 => circle,
        _ => vec![],
    };
    under_none.extend(gardener.claims(circle, 1));
    match nodes.is_empty() {
        true => nodes = under_none,
        false if under_none.is_empty() => {}
        false => nodes.push(Node {
            icon: "untested",
            title: "No outcome yet".into(),
            href: String::new(),
            state: None,
            note: String::new(),
            children: under_none,
            open: false,
        }),
    }
    let is_small = gardener.count <= OPEN;
    for node in &mut nodes {
        open(node, is_small);
        node.open = true;
    }
    Some(Tree {
        nodes,
        more: gardener.more,
    })
}

/// Opens what has a tested answer in it; tells whether it has.
fn open(node: &mut Node, is_small: bool) -> bool {
    let mut has_tested = node.icon == card::icon(Some(Role::Answer))
        && node.state.as_ref().is_some_and(|s| s.glyph != "untested");
    for child in &mut node.children {
        has_tested |= open(child, is_small);
    }
    node.open = has_tested && is_small;
    has_tested
}

/// The parts of each claim.
fn below(look: &Look) -> HashMap<Id, Vec<Id>> {
    let mut below: HashMap<Id, Vec<Id>> = HashMap::new();
    for id in look.evidence.claims.keys() {
        if let Some(parent) = look.graph.targets(id, "parent").next() {
            below.entry(parent).or_default().push(id);
        }
    }
    below
}

/// The claims without a parent: those of each outcome, by its title, and those without one.
fn roots(look: &Look) -> (Vec<(Id, Vec<Id>)>, Vec<Id>) {
    let mut rooted: HashMap<Id, Vec<Id>> = HashMap::new();
    let mut loose = Vec::new();
    for id in look.evidence.claims.keys() {
        if look.graph.targets(id, "parent").next().is_some() {
            continue;
        }
        match look.graph.targets(id, "outcome").next() {
            Some(outcome) => rooted.entry(outcome).or_default().push(id),
            None => loose.push(id),
        }
    }
    let outcomes = look.graph.of_role(Role::Measure).into_iter();
    let rooted = outcomes.filter_map(|id| Some((id, rooted.remove(&id)?)));
    (rooted.collect(), loose)
}

struct Gardener<'a> {
    look: &'a Look<'a>,
    below: HashMap<Id, Vec<Id>>,
    seen: HashSet<Id>,
    bytes: usize,
    count: usize,
    more: usize,
}

impl Gardener<'_> {
    fn outcome(&mut self, id: Id, claims: Vec<Id>) -> Option<Node> {
        let mut node = self.node(id)?;
        node.note = prose::note(self.look.graph, self.look.evidence, self.look.config, id);
        node.children = self.claims(claims, 1);
        Some(node)
    }

    /// The largest opportunity first.
    fn claims(&mut self, mut ids: Vec<Id>, depth: usize) -> Vec<Node> {
        let claims = &self.look.evidence.claims;
        let worth = |id: &Id| {
            claims
                .get(id)
                .and_then(|c| c.opportunity.value)
                .unwrap_or(-1.0)
        };
        ids.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        ids.into_iter()
            .filter_map(|id| self.claim(id, depth))
            .collect()
    }

    fn claim(&mut self, id: Id, depth: usize) -> Option<Node> {
        if !self.seen.insert(id) {
            return None;
        }
        let look = self.look;
        let mut node = self.node(id)?;
        let claim = look.evidence.claims.get(&id)?;
        node.state = Some(prose::mark(&claim.problem, look.config));
        if let Some(value) = claim.opportunity.value {
            node.note = format!("opportunity {}", prose::measured(value));
        }
        let parts = self.below.remove(&id).unwrap_or_default();
        match depth < DEEPEST {
            true => {
                node.children = self.claims(parts, depth + 1);
                let mut answers: Vec<Id> =
                    claim.best.iter().chain(&claim.others).copied().collect();
                answers.dedup();
                node.children
                    .extend(answers.into_iter().filter_map(|id| self.answer(id)));
            }
            false => self.more += parts.len(),
        }
        Some(node)
    }

    fn answer(&mut self, id: Id) -> Option<Node> {
        let look = self.look;
        let mut node = self.node(id)?;
        let score = look.evidence.answers.get(&id);
        node.state = score
            .filter(|score| score.state != State::Untested)
            .map(|score| prose::mark(score, look.config))
            .or_else(|| {
                Some(Mark {
                    glyph: "untested",
                    word: "Not tested".into(),
                    tone: "thin",
                })
            });
        let status = look.graph.entry(id).document.fields.text("status");
        node.note = status.map(prose::plain).unwrap_or_default();
        Some(node)
    }

    /// Its title and address, while there is room.
    fn node(&mut self, id: Id) -> Option<Node> {
        let entry = self.look.graph.entry(id);
        let href = entry.url.link(self.look.style());
        let title = paging::cut(&entry.document.title, LONGEST);
        let bytes = 350 + href.len() + title.len();
        if self.count >= MOST || self.bytes + bytes > MOST_BYTES {
            self.more += 1;
            return None;
        }
        self.count += 1;
        self.bytes += bytes;
        Some(Node {
            icon: card::icon(self.look.graph.role(id)),
            title,
            href,
            state: None,
            note: String::new(),
            children: vec![],
            open: false,
        })
    }
}
