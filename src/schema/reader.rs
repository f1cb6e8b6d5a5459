//! From YAML to values: each declared type reads YAML as itself, so `007` in a text field stays text.
//!
//! Pure: a node and a declaration in, a value and the problems out. Knows nothing about other documents; whether a
//! link leads anywhere is the graph's question.

use super::value::{Date, Fields, Value};
use super::{Field, Name, Type};
use crate::diagnostic::{At, Problem};
use crate::unicode::nearest;
use crate::yaml::{self, Node, Path, Step};

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
