//! A column, a filter or a group of a list: a property of its kind, what people call it, and the order of its values.

use serde::Serialize;

use super::entry_link::short;
use crate::config::Axis;
use crate::graph::EntryId;
use crate::model::{FieldType, Role, Schema};
use crate::property::{Property, PropertyValue, ScorePart, values_of};
use crate::site::{SiteContext, property_label, prose};

/// One name of a list layout.
#[derive(Clone, Serialize)]
pub struct Column {
    pub name: String,
    pub label: String,
    pub num: bool,
    #[serde(skip)]
    pub property: Property,
    /// Of a field.
    #[serde(skip)]
    pub field_type: Option<FieldType>,
}

impl Column {
    /// `None` for a name that means nothing in this kind: a finding tells of it.
    pub fn new(name: &str, kind: usize, schema: &Schema) -> Option<Self> {
        let property = Property::of_kind(name, kind, schema)?;
        let field = match &property {
            Property::Field(path) => property_label::field_at(&schema.kinds[kind].fields, path),
            _ => None,
        };
        Some(Column {
            name: name.to_owned(),
            label: property_label::label(&property, kind, schema),
            num: matches!(
                (&property, field.map(|field| &field.ty)),
                (
                    _,
                    Some(FieldType::Number { .. } | FieldType::Integer { .. })
                ) | (Property::Opportunity | Property::Waiting, _)
            ),
            field_type: field.map(|field| field.ty.clone()),
            property,
        })
    }

    pub fn is_link(&self) -> bool {
        let ty = self.field_type.as_ref();
        matches!(
            ty,
            Some(FieldType::Link | FieldType::Stage | FieldType::Person)
        )
    }

    /// True for running text, which stands under the title where it comes first.
    pub fn is_text(&self) -> bool {
        matches!(self.field_type, Some(FieldType::Text))
    }

    fn is_date(&self) -> bool {
        matches!(self.field_type, Some(FieldType::Date | FieldType::Deadline))
            || matches!(self.property, Property::Score(_, ScorePart::Last))
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
        // A study is of the day that its formulas use, wherever that is written.
        if self.name == "date" && site.graph.role(id) == Some(Role::Validation) {
            let day = crate::evidence::study_date(site.fields(id));
            return day
                .map(|day| day.first.year().to_string())
                .into_iter()
                .collect();
        }
        let mut keys: Vec<String> = values_of(site.properties(), id, &self.property)
            .iter()
            .map(|value| match value {
                PropertyValue::Day(day) if self.is_date() => day.first.year().to_string(),
                value => value.to_text(),
            })
            .collect();
        if self.property == Property::Evidence {
            keys.truncate(1);
        }
        keys.sort();
        keys.dedup();
        keys
    }

    /// A value as people read it.
    pub fn key_label(&self, site: &SiteContext, key: &str) -> String {
        let is_linked = self.is_link()
            || matches!(
                self.property,
                Property::OtherEnd(..) | Property::LinkedKind(_)
            );
        if let Some(id) = site.graph.find_by_id(key).filter(|_| is_linked) {
            return short(site.title_of(id));
        }
        match (&self.property, self.name.as_str()) {
            (_, "outcome") => prose::outcome_text(key),
            (Property::Score(Some(Axis::Solution), _), _) if key == "untested" => {
                "Not tested".into()
            }
            (Property::Field(_), _) if self.is_text() || self.is_link() => short(key),
            _ => prose::label(key),
        }
    }

    /// Where a value stands among the others: words in the order of their declaration, years from the newest, all else by
    /// its label.
    pub fn key_order(&self, site: &SiteContext, key: &str) -> (usize, String) {
        let words = self.property.words(&site.graph.schema);
        match words.iter().position(|word| word == key) {
            Some(place) => (place, String::new()),
            None if self.is_date() => (
                usize::MAX,
                format!("{:05}", 99_999 - key.parse::<i32>().unwrap_or(0)),
            ),
            None => (usize::MAX, self.key_label(site, key).to_lowercase()),
        }
    }
}
