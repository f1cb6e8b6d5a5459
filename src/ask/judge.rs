//! A tree whose names and values were understood, and whether it holds for an entry.

use super::expression::{Operator, Tree, Word, Wrong};
use super::name::{Name, World};
use super::value::{Cell, cells};
use crate::ask::name::Part;
use crate::graph::Id;
use crate::graph::evidence::State;
use crate::schema::{Date, Type};
use crate::unicode::nearest;

pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Has(Name),
    Compare(Name, Operator, Wanted),
}

/// What a value may be meant as; a name can be a number in one kind and a word in another.
#[derive(Default)]
pub(super) struct Wanted {
    text: String,
    number: Option<f64>,
    day: Option<Date>,
    flag: Option<bool>,
}

/// What a name takes.
#[derive(Default)]
struct Takes {
    number: bool,
    day: bool,
    flag: bool,
    text: bool,
    link: bool,
    words: Vec<String>,
}

impl Test {
    pub fn of(tree: &Tree, world: World, names: &mut Vec<(String, Name)>) -> Result<Test, Wrong> {
        let mut each = |parts: &[Tree]| -> Result<Vec<Test>, Wrong> {
            parts
                .iter()
                .map(|part| Test::of(part, world, names))
                .collect()
        };
        Ok(match tree {
            Tree::All(parts) => Test::All(each(parts)?),
            Tree::Any(parts) => Test::Any(each(parts)?),
            Tree::Not(inner) => Test::Not(Box::new(Test::of(inner, world, names)?)),
            Tree::Has(word) => Test::Has(name(word, world, names)?),
            Tree::Compare {
                name: word,
                operator,
                at,
                value,
            } => {
                let name = name(word, world, names)?;
                let takes = Takes::of(&name, world);
                if operator.orders() && !takes.number && !takes.day {
                    let message = format!("`{}` has no order", word.text);
                    return Err(Wrong::new(
                        at.clone(),
                        message,
                        "compare it with =, != or ~",
                    ));
                }
                let wanted = match operator {
                    Operator::Contains => Wanted::text(&value.text),
                    _ => takes.read(word, value, world)?,
                };
                if operator.orders() && wanted.number.is_none() && wanted.day.is_none() {
                    return Err(takes.wrong(word, value, world, true));
                }
                Test::Compare(name, *operator, wanted)
            }
        })
    }

    pub fn holds(&self, world: World, id: Id) -> bool {
        match self {
            Test::All(parts) => parts.iter().all(|p| p.holds(world, id)),
            Test::Any(parts) => parts.iter().any(|p| p.holds(world, id)),
            Test::Not(inner) => !inner.holds(world, id),
            Test::Has(name) => cells(world, id, name)
                .iter()
                .any(|cell| *cell != Cell::Text(String::new())),
            Test::Compare(name, Operator::IsNot, wanted) => !cells(world, id, name)
                .iter()
                .any(|cell| wanted.fits(cell, Operator::Is)),
            Test::Compare(name, operator, wanted) => cells(world, id, name)
                .iter()
                .any(|cell| wanted.fits(cell, *operator)),
        }
    }
}

/// Reads a name and notes it down once.
fn name(word: &Word, world: World, names: &mut Vec<(String, Name)>) -> Result<Name, Wrong> {
    let schema = &world.graph.schema;
    let Some(name) = Name::read(&word.text, schema) else {
        let help = match Name::nearest(&word.text, schema) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "ask for a field, for a kind, or for id, title, support, against, net, state, last, studies, \
                     opportunity, next_step, basis"
                .into(),
        };
        return Err(Wrong::new(
            word.at.clone(),
            format!("nothing is called `{}`", word.text),
            help,
        ));
    };
    if !names.iter().any(|(_, n)| *n == name) {
        names.push((word.text.clone(), name.clone()));
    }
    Ok(name)
}

impl Wanted {
    fn text(text: &str) -> Self {
        Wanted {
            text: text.to_owned(),
            ..Wanted::default()
        }
    }

    fn fits(&self, cell: &Cell, operator: Operator) -> bool {
        if operator == Operator::Contains {
            return cell
                .show()
                .to_lowercase()
                .contains(&self.text.to_lowercase());
        }
        match (cell, self.number, &self.day) {
            (Cell::Number(is), Some(than), _) => match operator {
                Operator::Below => *is < than,
                Operator::AtMost => *is <= than,
                Operator::Above => *is > than,
                Operator::AtLeast => *is >= than,
                _ => (*is - than).abs() < 1e-9,
            },
            // A day lies in a month; a month lies after the one before.
            (Cell::Day(is), _, Some(than)) => match operator {
                Operator::Below => is.last < than.first,
                Operator::AtMost => is.last <= than.last,
                Operator::Above => is.first > than.last,
                Operator::AtLeast => is.first >= than.first,
                _ => is.first >= than.first && is.last <= than.last,
            },
            (Cell::Flag(is), ..) => self.flag == Some(*is) && operator == Operator::Is,
            (Cell::Text(is), ..) => operator == Operator::Is && *is == self.text,
            _ => false,
        }
    }
}

impl Takes {
    fn of(name: &Name, world: World) -> Takes {
        let mut takes = Takes::default();
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        match name {
            Name::Id | Name::Linked(_) => takes.link = true,
            Name::Title | Name::Path => takes.text = true,
            Name::Kind => {
                let kinds = world.graph.schema.kinds.iter().map(|k| k.name.to_string());
                takes.words = kinds.chain(["page".to_owned()]).collect();
            }
            Name::Score(_, Part::State) => {
                takes.words = State::ALL.iter().map(|s| s.as_str().to_owned()).collect();
            }
            Name::Score(_, Part::Last) => takes.day = true,
            Name::Score(..) | Name::Opportunity => takes.number = true,
            Name::NextStep => takes.text = true,
            Name::Basis => takes.words = words(&["proto", "qualitative", "statistical"]),
            Name::Field(_) => {
                for field in name.fields(&world.graph.schema) {
                    match &field.ty {
                        Type::Flag => takes.flag = true,
                        Type::Date | Type::Deadline => takes.day = true,
                        Type::Whole { .. } | Type::Number { .. } | Type::Answers => {
                            takes.number = true
                        }
                        Type::Choice(words) => {
                            takes.words.extend(words.iter().map(|w| w.word.to_string()))
                        }
                        Type::Link | Type::Stage => takes.link = true,
                        _ => takes.text = true,
                    }
                }
            }
        }
        takes
    }

    /// The value as everything it may mean.
    fn read(&self, name: &Word, value: &Word, world: World) -> Result<Wanted, Wrong> {
        let text = &value.text;
        let linked = match self.link {
            true => world
                .graph
                .look_up(text)
                .map(|id| world.graph.entry(id).document.id.to_string()),
            false => None,
        };
        let wanted = Wanted {
            number: text
                .parse()
                .ok()
                .filter(|n: &f64| self.number && n.is_finite()),
            day: Date::parse(text).filter(|_| self.day),
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
            false => Err(self.wrong(name, value, world, false)),
        }
    }

    fn wrong(&self, name: &Word, value: &Word, world: World, ordered: bool) -> Wrong {
        let (name, text) = (&name.text, &value.text);
        let (message, help) = if self.number {
            (
                format!("`{text}` is no number"),
                format!("compare `{name}` with a number: {name}>=3"),
            )
        } else if self.day {
            (
                format!("`{text}` is no date"),
                "write 2026, 2026-Q3, 2026-07 or 2026-07-31".into(),
            )
        } else if self.link && !ordered {
            let near = world.graph.nearest(text, |_| true);
            let help = near.map_or("write the id of an entry".into(), |near| {
                format!("did you mean `{near}`?")
            });
            (format!("`{text}` matches nothing"), help)
        } else if self.flag {
            (
                format!("`{text}` is neither true nor false"),
                format!("write {name}=true"),
            )
        } else {
            let words = self.words.iter().map(String::as_str);
            let help = match nearest(text, words) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", self.words.join(", ")),
            };
            (format!("`{text}` is no `{name}`"), help)
        };
        Wrong::new(value.at.clone(), message, help)
    }
}
