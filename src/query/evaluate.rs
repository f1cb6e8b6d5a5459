//! Resolves the names and values of a query's tree, and evaluates it for an entry.

use super::expression::{Error, Expression, Operator, SpannedText};
use crate::evidence::ScoredGraph;
use crate::graph::EntryId;
use crate::model::{FieldType, Period};
use crate::property::{Property, PropertyValue, ScorePart, values_of};
use crate::text::did_you_mean;

pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Has(Property),
    Compare(Property, Operator, Operand),
}

/// A value of the query in every type it can have, because a field can be a number in one kind and a word in another.
#[derive(Default)]
pub(super) struct Operand {
    text: String,
    number: Option<f64>,
    day: Option<Period>,
    flag: Option<bool>,
}

/// The types of values that a property can be compared with.
#[derive(Default)]
struct AcceptedTypes {
    number: bool,
    day: bool,
    flag: bool,
    text: bool,
    link: bool,
    words: Vec<String>,
}

impl Condition {
    pub fn from_expression(
        tree: &Expression,
        context: ScoredGraph,
        names: &mut Vec<(String, Property)>,
    ) -> Result<Condition, Error> {
        let mut each = |parts: &[Expression]| -> Result<Vec<Condition>, Error> {
            let parts = parts.iter();
            parts
                .map(|part| Condition::from_expression(part, context, names))
                .collect()
        };
        Ok(match tree {
            Expression::All(parts) => Condition::All(each(parts)?),
            Expression::Any(parts) => Condition::Any(each(parts)?),
            Expression::Not(inner) => {
                Condition::Not(Box::new(Condition::from_expression(inner, context, names)?))
            }
            Expression::Has(word) => Condition::Has(resolve_property(word, context, names)?),
            Expression::Compare {
                name: word,
                operator,
                at,
                value,
            } => {
                let name = resolve_property(word, context, names)?;
                let takes = AcceptedTypes::of_property(&name, context);
                if operator.needs_order() && !takes.number && !takes.day {
                    let (at, message) = (at.clone(), format!("`{}` has no order", word.text));
                    return Err(Error::new(at, message, "compare it with =, != or ~"));
                }
                let wanted = match operator {
                    Operator::Contains => Operand::from_text(&value.text),
                    _ => takes.parse_operand(word, value, context)?,
                };
                if operator.needs_order() && wanted.number.is_none() && wanted.day.is_none() {
                    return Err(takes.type_error(word, value, context, true));
                }
                Condition::Compare(name, *operator, wanted)
            }
        })
    }

    pub fn matches_entry(&self, context: ScoredGraph, id: EntryId) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|p| p.matches_entry(context, id)),
            Condition::Any(parts) => parts.iter().any(|p| p.matches_entry(context, id)),
            Condition::Not(inner) => !inner.matches_entry(context, id),
            Condition::Has(name) => !values_of(context, id, name).is_empty(),
            Condition::Compare(name, operator, wanted) => {
                let negated = *operator == Operator::IsNot;
                let operator = if negated { Operator::Is } else { *operator };
                let values = values_of(context, id, name);
                values.iter().any(|value| wanted.compare(value, operator)) != negated
            }
        }
    }
}

/// Resolves a name, and adds it to `names` if it is new.
fn resolve_property(
    word: &SpannedText,
    context: ScoredGraph,
    names: &mut Vec<(String, Property)>,
) -> Result<Property, Error> {
    let schema = &context.graph.schema;
    let Some(name) = Property::parse(&word.text, schema) else {
        let help = match Property::nearest(&word.text, schema) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "ask for a field, for a kind, or for id, title, support, against, net, state, last, studies, \
                     opportunity, next_step, demand, evidence, basis, waiting"
                .into(),
        };
        let message = format!("nothing is called `{}`", word.text);
        return Err(Error::new(word.at.clone(), message, help));
    };
    if !names.iter().any(|(_, n)| *n == name) {
        names.push((word.text.clone(), name.clone()));
    }
    Ok(name)
}

impl Operand {
    fn from_text(text: &str) -> Self {
        Operand {
            text: text.to_owned(),
            ..Operand::default()
        }
    }

    fn compare(&self, value: &PropertyValue, operator: Operator) -> bool {
        if operator == Operator::Contains {
            let text = value.to_text().to_lowercase();
            return text.contains(&self.text.to_lowercase());
        }
        match (value, self.number, &self.day) {
            (PropertyValue::Number(is), Some(than), _) => match operator {
                Operator::Below => *is < than,
                Operator::AtMost => *is <= than,
                Operator::Above => *is > than,
                Operator::AtLeast => *is >= than,
                _ => (*is - than).abs() < 1e-9,
            },
            // Periods: a day equals the month it is in; one period is before another if it ends before that begins.
            (PropertyValue::Day(is), _, Some(than)) => match operator {
                Operator::Below => is.last < than.first,
                Operator::AtMost => is.last <= than.last,
                Operator::Above => is.first > than.last,
                Operator::AtLeast => is.first >= than.first,
                _ => is.first >= than.first && is.last <= than.last,
            },
            (PropertyValue::Flag(is), ..) => self.flag == Some(*is) && operator == Operator::Is,
            (PropertyValue::Text(is), ..) => operator == Operator::Is && *is == self.text,
            _ => false,
        }
    }
}

impl AcceptedTypes {
    fn of_property(name: &Property, context: ScoredGraph) -> AcceptedTypes {
        let mut takes = AcceptedTypes {
            words: name.words(&context.graph.schema),
            ..AcceptedTypes::default()
        };
        match name {
            Property::Id | Property::LinkedKind(_) | Property::OtherEnd(..) => takes.link = true,
            Property::Evidence => takes.link = true,
            Property::Title | Property::Path => takes.text = true,
            Property::Score(_, ScorePart::Last) => takes.day = true,
            Property::Score(_, ScorePart::State | ScorePart::Word) => {}
            Property::Score(..) | Property::Opportunity | Property::Waiting => takes.number = true,
            Property::Kind | Property::Demand | Property::NextStep | Property::Basis => {}
            Property::Field(_) => {
                for field in name.declarations(&context.graph.schema) {
                    match &field.ty {
                        FieldType::Flag => takes.flag = true,
                        FieldType::Date | FieldType::Deadline => takes.day = true,
                        FieldType::Integer { .. }
                        | FieldType::Number { .. }
                        | FieldType::SusAnswers => takes.number = true,
                        FieldType::Choice(_) => {}
                        FieldType::Link | FieldType::Stage => takes.link = true,
                        _ => takes.text = true,
                    }
                }
            }
        }
        takes
    }

    /// Parses a value as each accepted type; an error if it fits none.
    fn parse_operand(
        &self,
        name: &SpannedText,
        value: &SpannedText,
        context: ScoredGraph,
    ) -> Result<Operand, Error> {
        let text = &value.text;
        let linked = context.graph.resolve_name(text).filter(|_| self.link);
        let linked = linked.map(|id| context.graph.entry(id).document.id.to_string());
        let number = text.parse().ok();
        let wanted = Operand {
            number: number.filter(|n: &f64| self.number && n.is_finite()),
            day: Period::parse(text).filter(|_| self.day),
            flag: text.parse().ok().filter(|_| self.flag),
            text: linked.clone().unwrap_or_else(|| text.clone()),
        };
        let means = wanted.number.is_some()
            || wanted.day.is_some()
            || wanted.flag.is_some()
            || linked.is_some()
            || self.text
            || self.words.contains(text);
        match means {
            true => Ok(wanted),
            false => Err(self.type_error(name, value, context, false)),
        }
    }

    fn type_error(
        &self,
        name: &SpannedText,
        value: &SpannedText,
        context: ScoredGraph,
        ordered: bool,
    ) -> Error {
        let (name, text) = (&name.text, &value.text);
        let (message, help) = if self.number {
            let help = format!("compare `{name}` with a number: {name}>=3");
            (format!("`{text}` is no number"), help)
        } else if self.day {
            let help = "write 2026, 2026-Q3, 2026-07 or 2026-07-31".into();
            (format!("`{text}` is no date"), help)
        } else if self.link && !ordered {
            let near = context.graph.nearest_id(text, |_| true);
            let help = near.map_or("write the id of an entry".into(), |near| {
                format!("did you mean `{near}`?")
            });
            (format!("`{text}` matches nothing"), help)
        } else if self.flag {
            let message = format!("`{text}` is neither true nor false");
            (message, format!("write {name}=true"))
        } else {
            let words = self.words.iter().map(String::as_str);
            let all = format!("it takes {}", self.words.join(", "));
            let help = did_you_mean(text, words, all);
            (format!("`{text}` is no `{name}`"), help)
        };
        Error::new(value.at.clone(), message, help)
    }
}
