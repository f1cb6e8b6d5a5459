//! What a name in a question stands for: something derived, a field, or a kind that an entry is linked with.

use crate::config::{Axis, Config};
use crate::evidence::{Evidence, Score};
use crate::graph::{EntryId, Graph};
use crate::model::{Field, FieldType, Schema};
use crate::text::nearest_name;

/// Everything a question is asked of.
#[derive(Clone, Copy)]
pub struct QueryContext<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
}

/// A name that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    Id,
    Kind,
    Title,
    Path,
    /// A part of a score: of a claim, its problem axis unless said otherwise; of an answer, its own.
    Score(Option<Axis>, ScorePart),
    Opportunity,
    NextStep,
    Basis,
    /// The words of a field, from the outermost in.
    Field(Vec<String>),
    /// The entries of a kind (by its index) that link here or are linked from here by a field.
    LinkedKind(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScorePart {
    Support,
    Against,
    Net,
    State,
    Last,
    Studies,
}

const DERIVED_PROPERTIES: [(&str, Property); 7] = [
    ("id", Property::Id),
    ("kind", Property::Kind),
    ("title", Property::Title),
    ("path", Property::Path),
    ("opportunity", Property::Opportunity),
    ("next_step", Property::NextStep),
    ("basis", Property::Basis),
];

const SCORE_PARTS: [(&str, ScorePart); 6] = [
    ("support", ScorePart::Support),
    ("against", ScorePart::Against),
    ("net", ScorePart::Net),
    ("state", ScorePart::State),
    ("last", ScorePart::Last),
    ("studies", ScorePart::Studies),
];

const AXES: [(&str, Axis); 2] = [("problem", Axis::Problem), ("solution", Axis::Solution)];

impl Property {
    /// Derived values first, then kinds, then fields; `None` where it is nothing of these.
    pub fn parse(text: &str, schema: &Schema) -> Option<Property> {
        if let Some((_, name)) = DERIVED_PROPERTIES.iter().find(|(word, _)| *word == text) {
            return Some(name.clone());
        }
        let part = |word: &str| {
            SCORE_PARTS
                .iter()
                .find(|(w, _)| *w == word)
                .map(|(_, part)| *part)
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
        // By its proper name, so that a column is called what the model calls it.
        let proper = found.first()?.name.to_string();
        let mut path = path;
        if !ends_in_open_map(&path, schema) {
            *path.last_mut()? = proper;
        }
        Some(Property::Field(path))
    }

    /// What was probably meant.
    pub fn nearest(text: &str, schema: &Schema) -> Option<String> {
        let derived = DERIVED_PROPERTIES
            .iter()
            .map(|(word, _)| *word)
            .chain(SCORE_PARTS.iter().map(|(word, _)| *word));
        let kinds = schema.kinds.iter().map(|k| &*k.name);
        let fields = schema
            .kinds
            .iter()
            .flat_map(|k| &k.fields)
            .map(|f| &*f.name);
        nearest_name(text, derived.chain(kinds).chain(fields)).map(str::to_owned)
    }

    /// The declarations of a field, one for each kind that has it.
    pub fn declarations<'s>(&self, schema: &'s Schema) -> Vec<&'s Field> {
        match self {
            Property::Field(path) => declarations_of(path, schema),
            _ => vec![],
        }
    }
}

fn declarations_of<'s>(path: &[String], schema: &'s Schema) -> Vec<&'s Field> {
    let all = schema
        .kinds
        .iter()
        .map(|k| k.fields.as_slice())
        .chain([schema.shared.as_slice()]);
    all.filter_map(|fields| declaration_in(path, fields))
        .collect()
}

fn declaration_in<'s>(path: &[String], fields: &'s [Field]) -> Option<&'s Field> {
    let (first, rest) = path.split_first()?;
    let field = fields
        .iter()
        .find(|f| *f.name == **first || f.aliases.contains(first))?;
    match (rest, &field.ty) {
        ([], _) => Some(field),
        (rest, FieldType::Map(inner)) => declaration_in(rest, inner),
        // Whatever a map of anything has.
        ([_], FieldType::OpenMap | FieldType::Address) => Some(field),
        _ => None,
    }
}

/// Does the path end inside a map of anything?
fn ends_in_open_map(path: &[String], schema: &Schema) -> bool {
    let ends_in = |f: &&Field| matches!(f.ty, FieldType::OpenMap | FieldType::Address);
    path.len() > 1 && declarations_of(path, schema).iter().any(ends_in)
}

/// The score that a name speaks of.
pub(super) fn score_of<'a>(
    context: QueryContext<'a>,
    id: EntryId,
    axis: Option<Axis>,
) -> Option<&'a Score> {
    match (context.evidence.problems.get(&id), axis) {
        (Some(problem_scores), None | Some(Axis::Problem)) => Some(&problem_scores.problem),
        (Some(claim), Some(Axis::Solution)) => Some(&claim.solution),
        (None, None | Some(Axis::Solution)) => context.evidence.solutions.get(&id),
        (None, Some(Axis::Problem)) => None,
    }
}
