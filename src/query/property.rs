//! Resolves a name in a query to a derived value, a field, or a kind that an entry is linked with.

use crate::config::{Axis, Config};
use crate::evidence::{Evidence, Score};
use crate::graph::{EntryId, Graph};
use crate::model::{Field, FieldType, Schema};
use crate::text::nearest_name;

/// Everything a query reads.
#[derive(Clone, Copy)]
pub struct QueryContext<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
}

/// What a name in a query means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    Id,
    Kind,
    Title,
    Path,
    /// A part of a score. Without an axis: the problem axis of a problem, the own score of a solution.
    Score(Option<Axis>, ScorePart),
    Opportunity,
    NextStep,
    Demand,
    Basis,
    /// The names of a field, from the outermost to the innermost.
    Field(Vec<String>),
    /// The entries of a kind (by its index) that are linked with the entry by a field, in either direction.
    LinkedKind(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScorePart {
    Support,
    Against,
    Net,
    State,
    Word,
    Last,
    Studies,
}

const DERIVED_PROPERTIES: [(&str, Property); 8] = [
    ("id", Property::Id),
    ("kind", Property::Kind),
    ("title", Property::Title),
    ("path", Property::Path),
    ("opportunity", Property::Opportunity),
    ("next_step", Property::NextStep),
    ("demand", Property::Demand),
    ("basis", Property::Basis),
];

const SCORE_PARTS: [(&str, ScorePart); 7] = [
    ("support", ScorePart::Support),
    ("against", ScorePart::Against),
    ("net", ScorePart::Net),
    ("state", ScorePart::State),
    ("word", ScorePart::Word),
    ("last", ScorePart::Last),
    ("studies", ScorePart::Studies),
];

const AXES: [(&str, Axis); 2] = [("problem", Axis::Problem), ("solution", Axis::Solution)];

impl Property {
    /// Looks among derived values, then kinds, then fields; `None` if the name is none of these.
    pub fn parse(text: &str, schema: &Schema) -> Option<Property> {
        if let Some((_, name)) = DERIVED_PROPERTIES.iter().find(|(word, _)| *word == text) {
            return Some(name.clone());
        }
        let part = |word: &str| {
            let found = SCORE_PARTS.iter().find(|(w, _)| *w == word);
            found.map(|(_, part)| *part)
        };
        if let Some(part) = part(text) {
            return Some(Property::Score(None, part));
        }
        if let Some((axis, word)) = text.split_once('.')
            && let Some((_, axis)) = AXES.iter().find(|(w, _)| *w == axis)
            && let Some(part) = part(word)
        {
            return Some(Property::Score(Some(*axis), part));
        }
        if let Some(kind) = schema.kind_by_name(text) {
            return Some(Property::LinkedKind(kind));
        }
        let path: Vec<String> = text.split('.').map(str::to_owned).collect();
        let found = declarations_of(&path, schema);
        // By its name instead of an alias, so that the column has the name of the model.
        let proper = found.first()?.name.to_string();
        let mut path = path;
        if !ends_in_open_map(&path, schema) {
            *path.last_mut()? = proper;
        }
        Some(Property::Field(path))
    }

    /// For “did you mean”: the name most like `text`.
    pub fn nearest(text: &str, schema: &Schema) -> Option<String> {
        let derived = DERIVED_PROPERTIES.iter().map(|(word, _)| *word);
        let parts = SCORE_PARTS.iter().map(|(word, _)| *word);
        let kinds = schema.kinds.iter().map(|k| &*k.name);
        let fields = schema.kinds.iter().flat_map(|k| &k.fields);
        let names = derived.chain(parts).chain(kinds);
        nearest_name(text, names.chain(fields.map(|f| &*f.name))).map(str::to_owned)
    }

    /// The declarations of a field, one for each kind that has it; empty for other properties.
    pub fn declarations<'s>(&self, schema: &'s Schema) -> Vec<&'s Field> {
        match self {
            Property::Field(path) => declarations_of(path, schema),
            _ => vec![],
        }
    }
}

fn declarations_of<'s>(path: &[String], schema: &'s Schema) -> Vec<&'s Field> {
    let of_kinds = schema.kinds.iter().map(|k| &k.fields);
    let all = of_kinds.chain([&schema.shared]);
    all.filter_map(|fields| declaration_in(path, fields))
        .collect()
}

fn declaration_in<'s>(path: &[String], fields: &'s [Field]) -> Option<&'s Field> {
    let (first, rest) = path.split_first()?;
    let is_named = |f: &&Field| *f.name == **first || f.aliases.contains(first);
    let field = fields.iter().find(is_named)?;
    match (rest, &field.ty) {
        ([], _) => Some(field),
        (rest, FieldType::Map(inner)) => declaration_in(rest, inner),
        // A map without declared keys takes any key.
        ([_], FieldType::OpenMap | FieldType::Address) => Some(field),
        _ => None,
    }
}

/// True if the path ends inside a map without declared keys.
fn ends_in_open_map(path: &[String], schema: &Schema) -> bool {
    let ends_in = |f: &&Field| matches!(f.ty, FieldType::OpenMap | FieldType::Address);
    path.len() > 1 && declarations_of(path, schema).iter().any(ends_in)
}

/// The score that [`Property::Score`] with this axis means for an entry.
pub(super) fn score_of<'a>(
    context: QueryContext<'a>,
    id: EntryId,
    axis: Option<Axis>,
) -> Option<&'a Score> {
    match (context.evidence.problems.get(&id), axis) {
        (Some(scores), None | Some(Axis::Problem)) => Some(&scores.problem),
        (Some(scores), Some(Axis::Solution)) => Some(&scores.solution),
        (None, None | Some(Axis::Solution)) => context.evidence.solutions.get(&id),
        (None, Some(Axis::Problem)) => None,
    }
}
