//! Questions about the graph, as people type them: `kind=problem and support<3 and persona=awinita`.
//!
//! [`expression`] turns text into a tree, [`name`] says what a name stands for in this project, [`Question`] is both
//! together and knows which entries fit. Pure: it prints nothing.

pub mod expression;
mod judge;
pub mod name;
mod value;

use std::cmp::Ordering;

use crate::graph::Id;

pub use expression::Wrong;
pub use name::{Name, World};
pub use value::{Cell, cells};

/// A question that was understood.
pub struct Question {
    test: judge::Test,
    /// The names it uses, each once, in their order.
    pub names: Vec<(String, Name)>,
}

impl Question {
    /// # Errors
    ///
    /// What cannot be understood, with its place in the text.
    pub fn read(text: &str, world: World) -> Result<Self, Wrong> {
        let tree = expression::parse(text)?;
        let mut names = Vec::new();
        let test = judge::Test::of(&tree, world, &mut names)?;
        Ok(Question { test, names })
    }

    /// The entries that fit, by id.
    pub fn answers(&self, world: World) -> Vec<Id> {
        let fits = world
            .graph
            .iter()
            .map(|(id, _)| id)
            .filter(|id| self.test.holds(world, *id));
        let mut fits: Vec<Id> = fits.collect();
        fits.sort_by_key(|id| &world.graph.entry(*id).document.id);
        fits
    }
}

/// Sorts by a name's first value, what has none last; `down` turns the others round.
pub fn sort(ids: &mut [Id], name: &Name, down: bool, world: World) {
    ids.sort_by_cached_key(|id| Key {
        cell: cells(world, *id, name).into_iter().next(),
        down,
    });
}

struct Key {
    cell: Option<Cell>,
    down: bool,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.cell, &other.cell) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if self.down => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}
