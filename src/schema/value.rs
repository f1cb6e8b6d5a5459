//! Values of front matter fields: each declared type reads YAML as itself, so `007` in a text field stays text.
//!
//! Pure: a node and a declaration in, a value and the problems out. Knows nothing about other documents; whether a
//! link leads anywhere is the graph's question.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Field, Name, Type};
use crate::diagnostic::{At, Problem};
use crate::yaml::{self, Node, Path, Step};

/// One value as its field's type means it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, the word of a choice, an id.
    Text(Name),
    Flag(bool),
    Number(f64),
    Date(Date),
    List(Vec<Value>),
    Map(Fields),
    /// An item of a list that could not be read or may not be told; it keeps its place, so that the others keep
    /// theirs.
    Unreadable,
}

/// A period that starts at `first` and ends at `last`: a year, a quarter, a month or one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    pub first: jiff::civil::Date,
    pub last: jiff::civil::Date,
    /// As it was written.
    pub written: Name,
}

/// Named values, in the order of their declaration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(pub Vec<(Name, Value)>);

impl Fields {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| &**n == name).map(|(_, v)| v)
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn date(&self, name: &str) -> Option<&Date> {
        match self.get(name)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// The items of a list field; nothing where it is not given.
    pub fn list(&self, name: &str) -> &[Value] {
        match self.get(name) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// The texts of a list field.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.list(name).iter().filter_map(Value::as_text)
    }

    /// The maps of a list field.
    pub fn maps(&self, name: &str) -> impl Iterator<Item = &Fields> {
        self.list(name).iter().filter_map(Value::as_map)
    }

    pub fn map(&self, name: &str) -> Option<&Fields> {
        self.get(name)?.as_map()
    }

    /// Takes out the value at a path. An item of a list leaves its place behind.
    pub fn forget(&mut self, path: &[Step]) {
        let [Step::Key(name), rest @ ..] = path else {
            return;
        };
        match rest {
            [] => self.0.retain(|(n, _)| **n != **name),
            rest => {
                if let Some((_, value)) = self.0.iter_mut().find(|(n, _)| **n == **name) {
                    value.forget(rest);
                }
            }
        }
    }
}

impl Value {
    fn forget(&mut self, path: &[Step]) {
        match (self, path) {
            (Value::Map(map), path) => map.forget(path),
            (Value::List(items), [Step::Index(i), rest @ ..]) => match (items.get_mut(*i), rest) {
                (Some(item), []) => *item = Value::Unreadable,
                (Some(item), rest) => item.forget(rest),
                (None, _) => {}
            },
            // A single value given for a list.
            (Value::List(items), []) => items.clear(),
            _ => {}
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Fields> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => s.serialize_str(text),
            Value::Flag(flag) => s.serialize_bool(*flag),
            Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => s.serialize_i64(*n as i64),
            Value::Number(n) => s.serialize_f64(*n),
            Value::Date(date) => s.serialize_str(&date.written),
            Value::List(items) => s.collect_seq(items.iter().filter(|i| **i != Value::Unreadable)),
            Value::Map(map) => map.serialize(s),
            Value::Unreadable => s.serialize_unit(),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(&**name, value)?;
        }
        map.end()
    }
}

impl Date {
    /// Reads `YYYY`, `YYYY-Qn`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let digits = |s: &str, n: usize| -> Option<i16> {
            (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
        };
        let date = |y, m, d| jiff::civil::Date::new(y, i8::try_from(m).ok()?, d).ok();
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4).filter(|y| *y > 0)?;
        let (first, last) = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => (date(year, 1, 1)?, date(year, 12, 31)?),
            (Some(quarter), None, _) if quarter.starts_with(['Q', 'q']) => {
                let n = digits(&quarter[1..], 1).filter(|n| (1..=4).contains(n))?;
                (
                    date(year, n * 3 - 2, 1)?,
                    date(year, n * 3, 1)?.last_of_month(),
                )
            }
            (Some(month), None, _) => {
                let first = date(year, digits(month, 2)?, 1)?;
                (first, first.last_of_month())
            }
            (Some(month), Some(day), None) => {
                let day = date(year, digits(month, 2)?, i8::try_from(digits(day, 2)?).ok()?)?;
                (day, day)
            }
            _ => return None,
        };
        Some(Date {
            first,
            last,
            written: text.into(),
        })
    }
}

/// Reads the fields of one block. It keeps what it can read and says what is wrong with the rest.
pub struct Reader<'a> {
    /// The block, for values that are wanted as they are written.
    pub written: yaml::Written<'a>,
    /// On plain pages unknown fields are fine and a shared field in an unexpected shape is a hint.
    pub lenient: bool,
    pub problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The declared fields of a map, in the order of their declaration; defaults are not filled in.
    pub fn fields(&mut self, map: &[(String, Node)], declared: &[Field], path: &Path) -> Fields {
        let mut values: Vec<Option<Value>> = vec![None; declared.len()];
        let mut given: Vec<Option<&str>> = vec![None; declared.len()];
        for (key, node) in map {
            let path = join(path, Step::Key(key.clone()));
            let Some((i, alias)) = find(declared, key) else {
                if !self.lenient {
                    self.unknown(key, declared, path);
                }
                continue;
            };
            let field = &declared[i];
            if let Some(other) = given[i] {
                let message = format!("`{key}` and `{other}` are the same field");
                self.problem("bad-value", At::Key(path), message, "keep one of them");
                continue;
            }
            given[i] = Some(key);
            if alias && &*field.name != "summary" {
                let message = format!("`{key}` is read as `{}`", field.name);
                self.problem(
                    "alias-used",
                    At::Key(path.clone()),
                    message,
                    &format!("write `{}:`", field.name),
                );
            }
            values[i] = self.value(node, field, path);
        }
        Fields(
            declared
                .iter()
                .zip(values)
                .filter_map(|(f, v)| Some((f.name.clone(), v?)))
                .collect(),
        )
    }

    fn value(&mut self, node: &Node, field: &Field, path: Path) -> Option<Value> {
        match (node, field.list) {
            // A name with nothing after it says nothing.
            (Node::Null, true) => None,
            (Node::Null, false) => self.null(field, path),
            // A list of lists is read as a whole.
            (answers, _) if matches!(field.ty, Type::Answers) => self.one(answers, field, path),
            (Node::List(items), true) => {
                let items = items.iter().enumerate();
                let items =
                    items.map(|(i, item)| self.one(item, field, join(&path, Step::Index(i))));
                Some(Value::List(
                    items.map(|v| v.unwrap_or(Value::Unreadable)).collect(),
                ))
            }
            (single, true) => Some(Value::List(
                self.one(single, field, path).into_iter().collect(),
            )),
            (single, false) => self.one(single, field, path),
        }
    }

    /// `title:` with nothing after it is a mistake; any other field is then as good as left out.
    fn null(&mut self, field: &Field, path: Path) -> Option<Value> {
        if matches!(&*field.name, "draft" | "visibility") {
            self.wrong(&Node::Null, field, path);
        } else if matches!(&*field.name, "title" | "id") {
            let message = format!("`{}` is empty", field.name);
            self.problem(
                "bad-value",
                At::Key(path),
                message,
                "write it, or remove the line",
            );
        }
        None
    }

    fn one(&mut self, node: &Node, field: &Field, path: Path) -> Option<Value> {
        let number = |min: &Option<f64>, max: &Option<f64>, whole: bool| -> Option<Value> {
            let n = match node {
                Node::Int(n) => *n as f64,
                Node::Float(n) => *n,
                Node::Text(text) => text.trim().parse().ok()?,
                _ => return None,
            };
            let fits = n.abs() <= LARGEST
                && min.is_none_or(|m| n >= m)
                && max.is_none_or(|m| n <= m)
                && !(whole && n.fract() != 0.0);
            fits.then_some(Value::Number(n))
        };
        let value = match &field.ty {
            Type::Text | Type::Link | Type::Stage | Type::Person => {
                self.text(node, &path).map(Value::Text)
            }
            Type::Flag => match node {
                Node::Bool(flag) => Some(Value::Flag(*flag)),
                _ => None,
            },
            Type::Date | Type::Deadline => self
                .text(node, &path)
                .and_then(|t| Date::parse(&t))
                .map(Value::Date),
            Type::Whole { min, max } => number(min, max, true),
            Type::Number { min, max } => number(min, max, false),
            Type::Choice(_) => return self.choice(node, field, path),
            Type::Address => match node {
                Node::Map(map) => return self.address(map, field, path),
                _ => self.text(node, &path).map(Value::Text),
            },
            Type::Map(fields) => match node {
                Node::Map(map) => Some(Value::Map(self.fields(map, fields, &path))),
                _ => None,
            },
            Type::Open => match node {
                Node::Map(map) => Some(Value::Map(self.open(map, &path))),
                _ => None,
            },
            Type::Numbers => match node {
                Node::Map(map) => numbers(map).map(Value::Map),
                _ => None,
            },
            Type::Answers => answers(node),
        };
        if value.is_none() {
            self.wrong(node, field, path);
        }
        value
    }

    fn text(&self, node: &Node, path: &Path) -> Option<Name> {
        match node {
            Node::Text(text) => Some(text.as_str().into()),
            Node::Bool(_) | Node::Int(_) | Node::Float(_) => self.written.get(path).map(Into::into),
            _ => None,
        }
    }

    fn choice(&mut self, node: &Node, field: &Field, path: Path) -> Option<Value> {
        let Type::Choice(words) = &field.ty else {
            return None;
        };
        let Some(text) = self.text(node, &path) else {
            self.wrong(node, field, path);
            return None;
        };
        if let Some(word) = words.iter().find(|w| *w.word == *text) {
            return Some(Value::Text(word.word.clone()));
        }
        let lower = text.to_lowercase();
        if let Some(word) = words
            .iter()
            .find(|w| w.spelled.contains(&lower) || *w.word == *lower)
        {
            let message = format!("`{text}` is read as `{}`", word.word);
            let help = format!("write `{}: {}`", field.name, word.word);
            // What decides about publishing is taken to the letter.
            if &*field.name != "visibility" {
                self.problem("alias-used", At::Value(path), message, &help);
                return Some(Value::Text(word.word.clone()));
            }
        }
        let near = nearest(&lower, words.iter().map(|w| &*w.word));
        let help = match near {
            Some(near) => format!("did you mean `{near}`? It takes {}", field.ty.expects()),
            None => format!("it takes {}", field.ty.expects()),
        };
        self.problem(
            "bad-enum",
            At::Value(path),
            format!("`{text}` is no `{}`", field.name),
            &help,
        );
        None
    }

    fn address(&mut self, map: &[(String, Node)], field: &Field, path: Path) -> Option<Value> {
        let open = self.open(map, &path);
        if open.text("url").is_none() {
            self.wrong(&Node::Map(map.to_vec()), field, path);
            return None;
        }
        Some(Value::Map(open))
    }

    fn open(&mut self, map: &[(String, Node)], path: &Path) -> Fields {
        let mut fields = Vec::new();
        for (key, node) in map {
            let path = join(path, Step::Key(key.clone()));
            let value = match node {
                Node::Null => continue,
                Node::List(items) => {
                    let texts = items.iter().enumerate();
                    let texts =
                        texts.filter_map(|(i, n)| self.text(n, &join(&path, Step::Index(i))));
                    Value::List(texts.map(Value::Text).collect())
                }
                Node::Map(inner) => Value::Map(self.open(inner, &path)),
                scalar => match self.text(scalar, &path) {
                    Some(text) => Value::Text(text),
                    None => continue,
                },
            };
            fields.push((key.as_str().into(), value));
        }
        Fields(fields)
    }

    fn wrong(&mut self, node: &Node, field: &Field, path: Path) {
        let strict = matches!(&*field.name, "draft" | "visibility" | "id");
        let shown = match node {
            Node::List(_) | Node::Map(_) | Node::Null => node.kind().to_owned(),
            _ => match self.written.get(&path) {
                Some(text) if text.chars().count() <= 60 => format!("`{text}`"),
                _ => node.kind().to_owned(),
            },
        };
        let help = format!("it takes {}", field.expects());
        match self.lenient && !strict {
            true => self.problem(
                "odd-field",
                At::Value(path),
                format!("`{}` is {shown} here", field.name),
                &help,
            ),
            false => self.problem(
                "bad-value",
                At::Value(path),
                format!("`{}` cannot be {shown}", field.name),
                &help,
            ),
        }
    }

    fn unknown(&mut self, key: &str, declared: &[Field], path: Path) {
        let names = declared.iter().map(|f| &*f.name);
        let help = match nearest(key, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, or declare it under `kinds` in casebook.yaml".into(),
        };
        self.problem(
            "unknown-field",
            At::Key(path),
            format!("nothing reads `{key}`"),
            &help,
        );
    }

    fn problem(&mut self, code: &'static str, at: At, message: String, help: &str) {
        self.problems
            .push(Problem::new(code, at, message).help(help));
    }
}

fn find(declared: &[Field], key: &str) -> Option<(usize, bool)> {
    let proper = declared
        .iter()
        .position(|f| &*f.name == key)
        .map(|i| (i, false));
    proper.or_else(|| {
        declared
            .iter()
            .position(|f| f.also.iter().any(|a| a == key))
            .map(|i| (i, true))
    })
}

/// The largest number that is read: whole ones are exact up to there, and no sum or square of such leaves the numbers.
const LARGEST: f64 = 9e15;
/// The longest name, in bytes, that is compared with others.
const LONGEST: usize = 512;

fn numbers(map: &[(String, Node)]) -> Option<Fields> {
    let number = |node: &Node| match node {
        Node::Int(n) => Some(*n as f64),
        Node::Float(n) if n.is_finite() => Some(*n),
        _ => None,
    };
    let items = map.iter().map(|(k, v)| {
        Some((
            k.as_str().into(),
            Value::Number(number(v).filter(|n| *n >= 0.0)?),
        ))
    });
    items.collect::<Option<Vec<_>>>().map(Fields)
}

/// Lists of ten answers from 1 to 5 (SUS); the ten answers of one person are a single value.
fn answers(node: &Node) -> Option<Value> {
    let people = match node {
        Node::List(items) if matches!(items.first(), Some(Node::Int(_))) => {
            std::slice::from_ref(node)
        }
        Node::List(people) => people,
        _ => return None,
    };
    let person = |node: &Node| {
        let Node::List(items) = node else { return None };
        let one = |n: &Node| match n {
            Node::Int(n @ 1..=5) => Some(Value::Number(*n as f64)),
            _ => None,
        };
        let items = items.iter().map(one).collect::<Option<Vec<_>>>()?;
        (items.len() == 10).then_some(Value::List(items))
    };
    people
        .iter()
        .map(person)
        .collect::<Option<Vec<_>>>()
        .map(Value::List)
}

/// The name that was probably meant. Looking for it costs the product of the lengths, so a very long one has none.
pub fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let limit = 1 + wrong.chars().count() / 4;
    names
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn join(path: &Path, step: Step) -> Path {
    let mut path = path.clone();
    path.push(step);
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Role, Schema};

    #[test]
    fn a_partial_date_has_a_first_and_a_last_day() {
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-02-29", "2024-02-29", "2024-02-29"),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!(
                (date.first.to_string(), date.last.to_string()),
                (first.into(), last.into())
            );
        }
        for text in [
            "2025-02-29",
            "0000-00-00",
            "2024-13",
            "2024-Q5",
            "24",
            "2024-1-1",
            "2024-01-01-01",
            "",
            "-",
            "２０２４",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn answers_are_one_list_for_each_person() {
        let schema = Schema::built_in();
        let readings = schema.with_role(Role::Measure).unwrap().field("readings");
        let Type::Map(declared) = &readings.unwrap().ty else {
            panic!("readings are maps");
        };
        let read = |answers: &str| {
            let block = format!("answers: {answers}");
            let Ok(Node::Map(map)) = yaml::parse(&block) else {
                panic!("{block}");
            };
            let mut reader = Reader {
                written: yaml::Written::new(&block),
                lenient: false,
                problems: vec![],
            };
            let fields = reader.fields(&map, declared, &vec![]);
            (fields.list("answers").to_vec(), reader.problems.len())
        };
        let ten = "[3, 3, 3, 3, 3, 3, 3, 3, 3, 3]";
        let person = Value::List(vec![Value::Number(3.0); 10]);
        assert_eq!(
            read(&format!("[{ten}, {ten}]")),
            (vec![person.clone(); 2], 0)
        );
        assert_eq!(read(ten), (vec![person], 0));
        assert_eq!(read("[3, 3]"), (vec![], 1));
    }
}
