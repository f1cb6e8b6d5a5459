//! What an entry has by a name, as queries and lists ask for it: a field, the other end of a link, a derived value.
//!
//! Knows no words of people: labels are those of the views.

mod value;

use crate::config::{Axis, config_invalid};
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place};
use crate::evidence::{
    Basis, DecisionEvidence, DemandState, NextStep, Score, ScoreWord, ScoredGraph, State,
};
use crate::graph::EntryId;
use crate::model::{Field, FieldType, Name, Role, Schema};
use crate::text::nearest_name;
pub use value::{PropertyValue, place_among, sort_entries, values_of};

/// What a name means.
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
    /// Of a decision: what it names as evidence, and how that stands.
    Evidence,
    /// Of feedback without an answer: for how many days.
    Waiting,
    /// The names of a field, from the outermost to the innermost.
    Field(Vec<String>),
    /// The entries of a kind (by its index) that are linked with the entry by a field, in either direction.
    LinkedKind(usize),
    /// The entries of a kind (by its index) that link here by this field: `validation.problems`.
    OtherEnd(usize, Name),
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

const DERIVED_PROPERTIES: [(&str, Property); 10] = [
    ("id", Property::Id),
    ("kind", Property::Kind),
    ("title", Property::Title),
    ("path", Property::Path),
    ("opportunity", Property::Opportunity),
    ("next_step", Property::NextStep),
    ("demand", Property::Demand),
    ("basis", Property::Basis),
    ("evidence", Property::Evidence),
    ("waiting", Property::Waiting),
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

/// The way out where a list or a page names a private field.
pub const PRIVATE_HELP: &str = "take it out here, or take `private: true` off the field";

const AXES: [(&str, Axis); 2] = [("problem", Axis::Problem), ("solution", Axis::Solution)];

impl Property {
    /// A value that casebook works out or takes from the file; `None` if none has this name.
    pub fn derived(text: &str) -> Option<Property> {
        let mut all = DERIVED_PROPERTIES.iter();
        if let Some((_, name)) = all.find(|(word, _)| *word == text) {
            return Some(name.clone());
        }
        let (axis, word) = match text.split_once('.') {
            Some((axis, word)) => (Some(axis), word),
            None => (None, text),
        };
        let part = SCORE_PARTS.iter().find(|(known, _)| *known == word)?.1;
        let axis = match axis {
            Some(axis) => Some(AXES.iter().find(|(known, _)| *known == axis)?.1),
            None => None,
        };
        Some(Property::Score(axis, part))
    }

    /// Looks among derived values, then kinds, then fields; `None` if the name is none of these.
    pub fn parse(text: &str, schema: &Schema) -> Option<Property> {
        if let Some(derived) = Property::derived(text) {
            return Some(derived);
        }
        if let Some(kind) = schema.kind_by_name(text) {
            return Some(Property::LinkedKind(kind));
        }
        if let Some((kind, field)) = text.split_once('.')
            && let Some(index) = schema.kind_by_name(kind)
            && let Some(field) = schema.kinds[index].field(field).filter(|f| f.may_link())
        {
            return Some(Property::OtherEnd(index, field.name.clone()));
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

    /// What a name means in the list of a kind: fields are those of the kind, other ends those of links to it.
    pub fn of_kind(text: &str, kind: usize, schema: &Schema) -> Option<Property> {
        let own = &schema.kinds[kind];
        // A field of the kind's own stands before whatever else is called so, but for what is worked out of its role.
        let property = match Property::parse(text, schema)? {
            property if own.field(text).is_none() || property.is_derived_for(own.role) => property,
            _ => Property::Field(vec![text.to_owned()]),
        };
        let fits = match &property {
            Property::Field(path) => declaration_in(path, &own.fields).is_some(),
            Property::OtherEnd(other, field) => {
                let field = schema.kinds[*other].field(field);
                let targets = field.map(Field::link_targets).unwrap_or_default();
                let is_own = |to: &Option<Name>| to.as_ref().is_none_or(|to| *to == own.name);
                targets.iter().any(is_own)
            }
            Property::LinkedKind(_) => true,
            derived => derived.is_derived_for(own.role),
        };
        fits.then_some(property)
    }

    /// True for a value that casebook works out, or takes from the file, of entries with this role.
    pub fn is_derived_for(&self, role: Option<Role>) -> bool {
        match self {
            Property::Id | Property::Kind | Property::Title | Property::Path => true,
            Property::Score(..) => matches!(role, Some(Role::Problem | Role::Solution)),
            Property::Opportunity | Property::NextStep => role == Some(Role::Problem),
            Property::Demand => role == Some(Role::Solution),
            Property::Basis => role == Some(Role::Persona),
            Property::Evidence => role == Some(Role::Decision),
            Property::Waiting => role == Some(Role::Feedback),
            Property::Field(_) | Property::LinkedKind(_) | Property::OtherEnd(..) => false,
        }
    }

    /// True if no site shows it, because a field that it is made of is private.
    pub fn is_private(&self, kind: usize, schema: &Schema) -> bool {
        match self {
            Property::Field(path) => {
                let fields = &schema.kinds[kind].fields;
                let outer = (1..=path.len()).filter_map(|n| declaration_in(&path[..n], fields));
                outer.into_iter().any(|field| field.is_private)
            }
            Property::OtherEnd(kind, name) => {
                let field = schema.kinds[*kind].field(name);
                field.is_some_and(|field| field.is_private)
            }
            Property::Evidence => {
                let field = schema.kinds[kind].field("evidence");
                field.is_some_and(|field| field.is_private)
            }
            _ => false,
        }
    }

    /// Why no column can show it of entries of a kind with these fields; `None` if one can. Of a list the items are counted.
    fn has_no_column(&self, fields: &[Field]) -> Option<&'static str> {
        let field = self.field_of(fields)?;
        let is_shown = field.is_list || matches!(field.ty, FieldType::Address);
        parts(field).filter(|_| !is_shown)
    }

    fn field_of<'f>(&self, fields: &'f [Field]) -> Option<&'f Field> {
        match self {
            Property::Field(path) => declaration_in(path, fields),
            _ => None,
        }
    }

    /// Why entries of a kind with these fields cannot be sorted by it; `None` if they can.
    fn has_no_order(&self, fields: &[Field]) -> Option<&'static str> {
        let field = match self {
            Property::Field(path) => declaration_in(path, fields)?,
            Property::Evidence => return Some("a decision can have several"),
            _ => return None,
        };
        match field.ty {
            _ if field.is_list => Some("an entry can have several"),
            _ => parts(field),
        }
    }

    /// Why entries of a kind with these fields cannot stand in groups by it; `None` if they can.
    fn has_no_groups(&self, fields: &[Field]) -> Option<&'static str> {
        let Property::Field(path) = self else {
            let is_of_one = matches!(self, Property::Id | Property::Title | Property::Path);
            return is_of_one.then_some("each entry has its own");
        };
        let field = declaration_in(path, fields)?;
        match field.ty {
            FieldType::Text if !matches!(path[0].as_str(), "owner" | "tags") => {
                Some("it is a text, which few entries share")
            }
            _ => parts(field),
        }
    }

    /// For “did you mean”: the name most like `text`.
    pub fn nearest(text: &str, schema: &Schema) -> Option<String> {
        let fields = schema.kinds.iter().flat_map(|kind| &kind.fields);
        let names = Property::names(fields, schema);
        nearest_name(text, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// All names that can mean something, where these are the fields.
    fn names<'s>(fields: impl Iterator<Item = &'s Field>, schema: &'s Schema) -> Vec<String> {
        let axes = AXES.iter().flat_map(|(axis, _)| {
            let parts = SCORE_PARTS.iter();
            parts.map(move |(part, _)| format!("{axis}.{part}"))
        });
        let links = schema.kinds.iter().flat_map(|other| {
            let fields = other.fields.iter().filter(|field| field.may_link());
            fields.map(|field| format!("{}.{}", other.name, field.name))
        });
        let derived = DERIVED_PROPERTIES.iter().map(|(word, _)| *word);
        let parts = SCORE_PARTS.iter().map(|(word, _)| *word);
        let kinds = schema.kinds.iter().map(|kind| &*kind.name);
        let mut names: Vec<String> = derived
            .chain(parts)
            .chain(kinds)
            .map(str::to_owned)
            .collect();
        for field in fields {
            names.push(field.name.to_string());
            if let FieldType::Map(parts) = &field.ty {
                names.extend(
                    parts
                        .iter()
                        .map(|part| format!("{}.{}", field.name, part.name)),
                );
            }
        }
        names.extend(axes.chain(links));
        names
    }

    /// The same among the names that mean something in the list of a kind.
    pub fn nearest_of_kind(text: &str, kind: usize, schema: &Schema) -> Option<String> {
        let mut names = Property::names(schema.kinds[kind].fields.iter(), schema);
        names.retain(|name| Property::of_kind(name, kind, schema).is_some());
        nearest_name(text, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// The words that its values are, in their order; empty if they are no words.
    pub fn words(&self, schema: &Schema) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match self {
            Property::Kind => {
                let kinds = schema.kinds.iter().map(|kind| kind.name.to_string());
                kinds.chain(["page".to_owned()]).collect()
            }
            Property::Score(_, ScorePart::State) => words(&State::ALL.map(State::as_str)),
            Property::Score(_, ScorePart::Word) => words(&ScoreWord::ALL.map(ScoreWord::as_str)),
            Property::Demand => words(&DemandState::ALL.map(DemandState::as_str)),
            Property::NextStep => words(&NextStep::ALL.map(NextStep::as_str)),
            Property::Basis => words(&Basis::ALL.map(Basis::as_str)),
            Property::Evidence => words(&DecisionEvidence::ALL.map(DecisionEvidence::as_str)),
            Property::Field(_) => {
                let choices = self.declarations(schema).into_iter();
                let words = choices.flat_map(|field| match &field.ty {
                    FieldType::Choice(words) => words.as_slice(),
                    _ => &[],
                });
                words.map(|choice| choice.word.to_string()).collect()
            }
            _ => vec![],
        }
    }

    /// The same for the entries of a kind: another kind may have other words for a field of that name.
    pub fn words_of_kind(&self, kind: Option<usize>, schema: &Schema) -> Vec<String> {
        let Property::Field(path) = self else {
            return self.words(schema);
        };
        match declaration_in(path, schema.fields(kind)).map(|field| &field.ty) {
            Some(FieldType::Choice(words)) => words.iter().map(|c| c.word.to_string()).collect(),
            _ => vec![],
        }
    }

    /// The declarations of a field, one for each kind that has it; empty for other properties.
    pub fn declarations<'s>(&self, schema: &'s Schema) -> Vec<&'s Field> {
        match self {
            Property::Field(path) => declarations_of(path, schema),
            _ => vec![],
        }
    }
}

const SEVERAL_PARTS: &str = "it has several parts";

/// The way out where a column or a filter is of parts that have no names of their own.
const NO_PART_HELP: &str = "leave it out here: the page of an entry shows it";

/// The name of a part that a list can show.
fn a_part(field: &Field) -> Option<&str> {
    match &field.ty {
        FieldType::Map(parts) => {
            let part = parts.iter().find(|part| !part.is_private)?;
            Some(&part.name)
        }
        FieldType::Address => Some("url"),
        FieldType::OpenMap => Some("key"),
        _ => None,
    }
}

/// Why a value of several parts has neither an order nor a group.
fn parts(field: &Field) -> Option<&'static str> {
    let has_parts = matches!(
        field.ty,
        FieldType::Map(_)
            | FieldType::OpenMap
            | FieldType::NumberMap
            | FieldType::SusAnswers
            | FieldType::Address
    );
    has_parts.then_some(SEVERAL_PARTS)
}

fn declarations_of<'s>(path: &[String], schema: &'s Schema) -> Vec<&'s Field> {
    let of_kinds = schema.kinds.iter().map(|k| &k.fields);
    let all = of_kinds.chain([&schema.shared]);
    let found = all.filter_map(|fields| declaration_in(path, fields));
    let mut found: Vec<&Field> = found.collect();
    // A field's own name stands before the other name of another.
    found.sort_by_key(|field| path.last().is_none_or(|last| *field.name != **last));
    found
}

/// The field at a path of names, from the outermost.
pub fn declaration_in<'s>(path: &[String], fields: &'s [Field]) -> Option<&'s Field> {
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
pub fn score_of<'a>(
    context: ScoredGraph<'a>,
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

/// Reports names in the lists of kinds that mean nothing there or that no site shows, and keys that give a list no order or no
/// groups.
pub fn check_lists(schema: &Schema) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, kind) in schema.kinds.iter().enumerate() {
        for (name, place) in &kind.list.given {
            if let Some((message, help)) = list_fault(name, place.get(3), index, schema) {
                found.push(config_invalid(Place::Value(place.clone()), message, help));
            }
        }
    }
    found
}

/// What is wrong with a name under a key of a list, and the way out.
fn list_fault(
    name: &str,
    key: Option<&Step>,
    kind: usize,
    schema: &Schema,
) -> Option<(String, String)> {
    let own = &schema.kinds[kind];
    let Some(property) = Property::of_kind(name, kind, schema) else {
        if name == "body" {
            let help = "write `summary`, or a field that says it in a few words";
            return Some(("the text of a page stands in no list".into(), help.into()));
        }
        if name.is_empty() {
            let help = "leave it out, or write a name";
            return Some(("an empty name names nothing".into(), help.into()));
        }
        let near = Property::nearest_of_kind(name, kind, schema);
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let other = "name a field, a derived value, or another kind's link: `validation.problems`";
        let message = format!("kind `{}` has nothing called `{name}`", own.name);
        return Some((message, help.unwrap_or_else(|| other.into())));
    };
    if property.is_private(kind, schema) {
        let message = format!("`{name}` is private, so no list shows it");
        return Some((message, PRIVATE_HELP.to_owned()));
    }
    let is_key = |word: &str| key == Some(&Step::from(word));
    let field = property.field_of(&own.fields);
    let (way, why, help) = if is_key("sort") {
        let why = property.has_no_order(&own.fields)?;
        let help = "sort by what an entry has one of: a number, a date, a word";
        ("be sorted by", why, help)
    } else if is_key("group") {
        let why = property.has_no_groups(&own.fields)?;
        let help = "group by a choice, a link, a flag, a date, a number, `owner` or `tags`";
        ("be grouped by", why, help)
    } else if is_key("filter") {
        ("be filtered by", field.and_then(parts)?, NO_PART_HELP)
    } else {
        ("show", property.has_no_column(&own.fields)?, NO_PART_HELP)
    };
    let message = format!("a list cannot {way} `{name}`: {why}");
    let part = field.filter(|_| why == SEVERAL_PARTS).and_then(a_part);
    let named = part.map(|part| format!("name one of them: `{name}.{part}`"));
    Some((message, named.unwrap_or_else(|| help.to_owned())))
}
