//! Typed values of front matter fields. [`super::reader`] reads them.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::content::yaml::Step;
use crate::text::Period;

/// The name of a kind or a field: shared, cheap to clone.
pub type Name = Arc<str>;

/// One value of the type that its field declares.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, the word of a choice, an id.
    Text(Name),
    Flag(bool),
    Number(f64),
    Date(Period),
    List(Vec<Value>),
    Map(Fields),
    /// A value that its field does not take, as it was written: it is neither absent nor the field's default.
    NotUnderstood(Name),
    /// An item of a list that cannot be read or must not be published; it stays so that the others keep their indexes.
    Unreadable,
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

    /// The text of a field as it was written, also if the field does not take it.
    pub fn written(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) | Value::NotUnderstood(text) => Some(text),
            _ => None,
        }
    }

    /// False if the field has a value that it does not take.
    pub fn is_understood(&self, name: &str) -> bool {
        !matches!(self.get(name), Some(Value::NotUnderstood(_)))
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

    pub fn date(&self, name: &str) -> Option<&Period> {
        match self.get(name)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    pub fn first_day(&self, name: &str) -> Option<jiff::civil::Date> {
        self.date(name).map(|date| date.first)
    }

    /// The items of a list field; empty if it is not given.
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

    /// Removes the value at a path. An item of a list becomes [`Value::Unreadable`].
    pub fn remove_at(&mut self, path: &[Step]) {
        let [Step::Key(name), rest @ ..] = path else {
            return;
        };
        match rest {
            [] => self.0.retain(|(n, _)| **n != **name),
            rest => {
                if let Some((_, value)) = self.0.iter_mut().find(|(n, _)| **n == **name) {
                    value.remove_at(rest);
                }
            }
        }
    }
}

impl Value {
    fn remove_at(&mut self, path: &[Step]) {
        match (self, path) {
            (Value::Map(map), path) => map.remove_at(path),
            (Value::List(items), [Step::Index(i), rest @ ..]) => match (items.get_mut(*i), rest) {
                (Some(item), []) => *item = Value::Unreadable,
                (Some(item), rest) => item.remove_at(rest),
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
            Value::Text(text) | Value::NotUnderstood(text) => s.serialize_str(text),
            Value::Flag(flag) => s.serialize_bool(*flag),
            Value::Number(n) => serialize_number(*n, s),
            Value::Date(date) => date.serialize(s),
            Value::List(items) => s.collect_seq(items.iter().filter(|i| **i != Value::Unreadable)),
            Value::Map(map) => map.serialize(s),
            Value::Unreadable => s.serialize_unit(),
        }
    }
}

/// Writes a whole number without a fraction, as people do.
pub fn serialize_number<S: Serializer>(n: f64, s: S) -> Result<S::Ok, S::Error> {
    // A larger f64 is no exact whole number.
    match n.fract() == 0.0 && n.abs() < 9e15 {
        true => s.serialize_i64(n as i64),
        false => s.serialize_f64(n),
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

/// As people write a day. Where a pattern is another's with day and month exchanged, both may fit.
const OTHER_PATTERNS: [&str; 9] = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y",
    "%m-%d-%Y",
];

/// The days that a text of numbers may mean which is no date as casebook reads them.
pub fn readings_of_date(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut days: Vec<String> = Vec::new();
    for pattern in OTHER_PATTERNS {
        let day = jiff::civil::Date::strptime(pattern, text);
        if let Some(day) = day.ok().filter(|day| day.year() > 999) {
            let day = day.to_string();
            if !days.contains(&day) {
                days.push(day);
            }
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_as_people_write_it_has_its_readings() {
        for (text, days) in [
            ("12/03/2026", "2026-03-12 2026-12-03"),
            ("12-03-2026", "2026-03-12 2026-12-03"),
            ("25/03/2026", "2026-03-25"),
            ("03/25/2026", "2026-03-25"),
            ("03/03/2026", "2026-03-03"),
            ("5.3.2026", "2026-03-05"),
            ("05.03.2026", "2026-03-05"),
            ("2026/3/5", "2026-03-05"),
            ("2026.03.05", "2026-03-05"),
            ("20260305", "2026-03-05"),
            ("2026-3-5", "2026-03-05"),
            ("31.02.2026", ""),
            ("12/03/26", ""),
            ("soon", ""),
        ] {
            assert_eq!(readings_of_date(text).join(" "), days, "{text}");
        }
    }
}
