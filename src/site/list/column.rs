//! A column, a filter or a group of a list: a property of its kind, what people call it, and the order of its values.

use serde::Serialize;

use crate::evidence::LEVELS;
use crate::graph::EntryId;
use crate::model::{FieldType, Role, Schema};
use crate::property::{Property, PropertyValue, ScorePart, declaration_in, score_of, values_of};
use crate::site::{SiteContext, paging, property_label, prose};
use crate::text::cut_name;

/// Longer texts are cut, so that a page of 500 rows stays small.
pub const MAX_TITLE_CHARS: usize = 160;

pub fn short(text: &str) -> String {
    paging::truncate_chars(text, MAX_TITLE_CHARS)
}

/// The value of a filter for entries that have none. A column with a value of that name says it otherwise.
const NO_VALUE: &str = "none";
const NO_VALUE_BESIDE_NONE: &str = "none-said";
/// At most so many values of one entry can be filtered by, which keeps its row small.
const MAX_KEYS: usize = 40;

/// One name of a list layout.
#[derive(Clone, Serialize)]
pub struct Column {
    pub name: String,
    pub label: String,
    /// number · date · word · text: says what the two directions of a sorted list are called
    pub order: &'static str,
    /// Its numbers stand below each other; bars do not.
    pub num: bool,
    /// A value that needs no label beside it on a phone or a card.
    pub is_plain: bool,
    #[serde(skip)]
    pub property: Property,
    /// Of a field.
    #[serde(skip)]
    pub field_type: Option<FieldType>,
    /// An entry has a value that reads like that of entries without one.
    #[serde(skip)]
    has_none: bool,
}

impl Column {
    /// `None` for a name that means nothing in this kind or that no site shows: a finding tells of it.
    pub fn new(name: &str, kind: usize, schema: &Schema) -> Option<Self> {
        let property = Property::of_kind(name, kind, schema)?;
        if property.is_private(kind, schema) {
            return None;
        }
        let field = match &property {
            Property::Field(path) => declaration_in(path, &schema.kinds[kind].fields),
            _ => None,
        };
        let ty = field.map(|field| &field.ty);
        let order = match (&property, ty) {
            (Property::Score(_, ScorePart::Last), _)
            | (_, Some(FieldType::Date | FieldType::Deadline)) => "date",
            (Property::Score(_, ScorePart::Word), _) => "text",
            (Property::Score(..) | Property::Opportunity | Property::Waiting, _)
            | (Property::OtherEnd(..) | Property::LinkedKind(_), _)
            | (_, Some(FieldType::Number { .. } | FieldType::Integer { .. })) => "number",
            _ if !property.words_of_kind(Some(kind), schema).is_empty() => "word",
            _ => "text",
        };
        Some(Column {
            name: name.to_owned(),
            label: property_label::label(&property, kind, schema),
            order,
            num: order == "number" && !matches!(property, Property::Score(..)),
            is_plain: name == "owner"
                || matches!(
                    ty,
                    Some(FieldType::Link | FieldType::Stage | FieldType::Person)
                ),
            field_type: ty.cloned(),
            has_none: false,
            property,
        })
    }

    pub fn is_link(&self) -> bool {
        self.is_plain && !self.is_text()
    }

    /// True for running text, which stands under the title where it comes first.
    pub fn is_text(&self) -> bool {
        matches!(self.field_type, Some(FieldType::Text))
    }

    pub fn is_date(&self) -> bool {
        self.order == "date"
    }

    /// True for the other end of links from a kind of this role.
    pub fn is_of_role(&self, site: &SiteContext, role: Role) -> bool {
        match &self.property {
            Property::OtherEnd(kind, _) => site.graph.schema.role(Some(*kind)) == Some(role),
            _ => false,
        }
    }

    /// The values to group and filter by, each as it is compared: a date by its year.
    pub fn keys(&self, site: &SiteContext, id: EntryId) -> Vec<String> {
        if let Property::Score(axis, ScorePart::State) = self.property {
            let score = score_of(site.scored(), id, axis);
            let level = score.map(|score| score.level(&site.config).to_owned());
            return level.into_iter().collect();
        }
        let mut keys: Vec<String> = values_of(site.scored(), id, &self.property)
            .iter()
            .map(|value| match value {
                PropertyValue::Day(day) if self.is_date() => day.first.year().to_string(),
                value => cut_name(&value.to_text()).into_owned(),
            })
            .collect();
        if self.property == Property::Evidence {
            keys.truncate(1);
        }
        keys.sort();
        keys.dedup();
        keys
    }

    /// What an entry is found by in a filter: its values, or that it has none.
    pub fn filter_values(&self, site: &SiteContext, id: EntryId) -> Vec<String> {
        let keys = self.keys(site, id).into_iter().take(MAX_KEYS);
        // A `|` stands between the values of a row.
        let mut values: Vec<String> = keys.map(|key| key.replace('|', "¦")).collect();
        if values.is_empty() {
            values.push(self.no_value(site).to_owned());
        }
        values
    }

    /// Looks whether one of the entries of a list has the value that stands for none.
    pub fn look_for_none(&mut self, site: &SiteContext, ids: &[EntryId]) {
        let is_none = |key: String| key.eq_ignore_ascii_case(NO_VALUE);
        let mut keys = ids.iter().flat_map(|id| self.keys(site, *id));
        self.has_none = keys.any(is_none);
    }

    /// The value of its filter for entries without one.
    pub fn no_value(&self, site: &SiteContext) -> &'static str {
        let words = self.words(&site.graph.schema);
        let is_word = words.iter().any(|word| word == NO_VALUE);
        match is_word || self.has_none || self.links() && site.graph.find_by_id(NO_VALUE).is_some()
        {
            true => NO_VALUE_BESIDE_NONE,
            false => NO_VALUE,
        }
    }

    /// True if its values are ids of entries.
    fn links(&self) -> bool {
        let is_of_links = matches!(
            self.property,
            Property::OtherEnd(..) | Property::LinkedKind(_)
        );
        is_of_links || self.is_link()
    }

    /// A value as people read it.
    pub fn key_label(&self, site: &SiteContext, key: &str) -> String {
        if let Some(id) = site.graph.find_by_id(key).filter(|_| self.links()) {
            return short(site.title_of(id));
        }
        match (&self.property, &self.field_type) {
            (Property::Score(_, ScorePart::State), _) => prose::level_label(key),
            _ if key == NO_VALUE_BESIDE_NONE => "Nothing said".into(),
            (_, Some(FieldType::Choice(_))) if self.name == "outcome" => prose::outcome_text(key),
            (_, Some(FieldType::Flag)) if key != NO_VALUE => {
                if key == "true" { "Yes" } else { "No" }.into()
            }
            (Property::Id | Property::Title | Property::Path | Property::Field(_), ty)
                if !matches!(ty, Some(FieldType::Choice(_)))
                    && (key != NO_VALUE || self.has_none) =>
            {
                short(key)
            }
            _ => prose::label(key),
        }
    }

    /// The words that its values are, in the order of this kind's declaration; another kind may have a field of that name.
    pub fn words(&self, schema: &Schema) -> Vec<String> {
        if matches!(self.property, Property::Score(_, ScorePart::State)) {
            return LEVELS.map(str::to_owned).to_vec();
        }
        match &self.field_type {
            Some(FieldType::Choice(own)) => own.iter().map(|c| c.word.to_string()).collect(),
            _ => self.property.words(schema),
        }
    }

    /// Where a value stands among the others: words in the order of their declaration, years from the newest, numbers from the
    /// lowest, all else by its label.
    pub fn key_order(&self, site: &SiteContext, key: &str) -> (usize, i64, String) {
        let words = self.words(&site.graph.schema);
        let last = usize::MAX;
        match words.iter().position(|word| word == key) {
            Some(place) => (place, 0, String::new()),
            None if [NO_VALUE, NO_VALUE_BESIDE_NONE].contains(&key) => {
                (last, i64::MAX, String::new())
            }
            None if self.is_date() => (
                last,
                key.parse::<i64>().unwrap_or(0).saturating_neg(),
                String::new(),
            ),
            // A key has at most two decimals.
            None => match key.parse::<f64>().ok().filter(|_| self.order == "number") {
                Some(number) => (last, (number * 100.0) as i64, String::new()),
                None => (last, 0, self.key_label(site, key).to_lowercase()),
            },
        }
    }
}
