//! What a name in a question stands for: something derived, a field, or a kind that an entry is linked with.

use crate::config::{Axis, Config};
use crate::graph::evidence::{Evidence, Score};
use crate::graph::{Graph, Id};
use crate::schema::{Field, Schema, Type};
use crate::unicode::nearest;

/// Everything a question is asked of.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
}

/// A name that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Id,
    Kind,
    Title,
    Path,
    /// A part of a score: of a claim, its problem axis unless said otherwise; of an answer, its own.
    Score(Option<Axis>, Part),
    Opportunity,
    NextStep,
    Basis,
    /// The words of a field, from the outermost in.
    Field(Vec<String>),
    /// The entries of a kind (by its index) that link here or are linked from here by a field.
    Linked(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Support,
    Against,
    Net,
    State,
    Last,
    Studies,
}

const DERIVED: [(&str, Name); 7] = [
    ("id", Name::Id),
    ("kind", Name::Kind),
    ("title", Name::Title),
    ("path", Name::Path),
    ("opportunity", Name::Opportunity),
    ("next_step", Name::NextStep),
    ("basis", Name::Basis),
];

const PARTS: [(&str, Part); 6] = [
    ("support", Part::Support),
    ("against", Part::Against),
    ("net", Part::Net),
    ("state", Part::State),
    ("last", Part::Last),
    ("studies", Part::Studies),
];

const AXES: [(&str, Axis); 2] = [("problem", Axis::Problem), ("solution", Axis::Solution)];

impl Name {
    /// Derived values first, then kinds, then fields; `None` where it is nothing of these.
    pub fn read(text: &str, schema: &Schema) -> Option<Name> {
        if let Some((_, name)) = DERIVED.iter().find(|(word, _)| *word == text) {
            return Some(name.clone());
        }
        let part = |word: &str| {
            PARTS
                .iter()
                .find(|(w, _)| *w == word)
                .map(|(_, part)| *part)
        };
        if let Some(part) = part(text) {
            return Some(Name::Score(None, part));
        }
        if let Some((axis, word)) = text.split_once('.')
            && let Some((_, axis)) = AXES.iter().find(|(w, _)| *w == axis)
            && let Some(part) = part(word)
        {
            return Some(Name::Score(Some(*axis), part));
        }
        if let Some(kind) = schema.kind(text) {
            return Some(Name::Linked(kind));
        }
        let path: Vec<String> = text.split('.').map(str::to_owned).collect();
        let found = declared(&path, schema);
        // By its proper name, so that a column is called what the model calls it.
        let proper = found.first()?.name.to_string();
        let mut path = path;
        if !declared_open(&path, schema) {
            *path.last_mut()? = proper;
        }
        Some(Name::Field(path))
    }

    /// What was probably meant.
    pub fn nearest(text: &str, schema: &Schema) -> Option<String> {
        let derived = DERIVED
            .iter()
            .map(|(word, _)| *word)
            .chain(PARTS.iter().map(|(word, _)| *word));
        let kinds = schema.kinds.iter().map(|k| &*k.name);
        let fields = schema
            .kinds
            .iter()
            .flat_map(|k| &k.fields)
            .map(|f| &*f.name);
        nearest(text, derived.chain(kinds).chain(fields)).map(str::to_owned)
    }

    /// The declarations of a field, one for each kind that has it.
    pub fn fields<'s>(&self, schema: &'s Schema) -> Vec<&'s Field> {
        match self {
            Name::Field(path) => declared(path, schema),
            _ => vec![],
        }
    }
}

fn declared<'s>(path: &[String], schema: &'s Schema) -> Vec<&'s Field> {
    let all = schema
        .kinds
        .iter()
        .map(|k| k.fields.as_slice())
        .chain([schema.shared.as_slice()]);
    all.filter_map(|fields| declared_in(path, fields)).collect()
}

fn declared_in<'s>(path: &[String], fields: &'s [Field]) -> Option<&'s Field> {
    let (first, rest) = path.split_first()?;
    let field = fields
        .iter()
        .find(|f| *f.name == **first || f.also.contains(first))?;
    match (rest, &field.ty) {
        ([], _) => Some(field),
        (rest, Type::Map(inner)) => declared_in(rest, inner),
        // Whatever a map of anything has.
        ([_], Type::Open | Type::Address) => Some(field),
        _ => None,
    }
}

/// Does the path end inside a map of anything?
fn declared_open(path: &[String], schema: &Schema) -> bool {
    let ends_in = |f: &&Field| matches!(f.ty, Type::Open | Type::Address);
    path.len() > 1 && declared(path, schema).iter().any(ends_in)
}

/// The score that a name speaks of.
pub(super) fn score<'a>(world: World<'a>, id: Id, axis: Option<Axis>) -> Option<&'a Score> {
    match (world.evidence.claims.get(&id), axis) {
        (Some(claim), None | Some(Axis::Problem)) => Some(&claim.problem),
        (Some(claim), Some(Axis::Solution)) => Some(&claim.solution),
        (None, None | Some(Axis::Solution)) => world.evidence.answers.get(&id),
        (None, Some(Axis::Problem)) => None,
    }
}
