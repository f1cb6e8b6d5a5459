//! What people call the properties of an entry.

use crate::config::Axis;
use crate::model::{Field, FieldType, Role, Schema};
use crate::property::{Property, ScorePart};

/// A field by its names, from the outermost to the innermost.
pub fn field_at<'f>(fields: &'f [Field], path: &[String]) -> Option<&'f Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter().find(|field| *field.name == **first)?;
    match (rest, &field.ty) {
        ([], _) => Some(field),
        (rest, FieldType::Map(inner)) => field_at(inner, rest),
        _ => None,
    }
}

/// What people call a property in the entries of a kind.
pub fn label(property: &Property, kind: usize, schema: &Schema) -> String {
    let kind = &schema.kinds[kind];
    match property {
        Property::Score(axis, ScorePart::State) => match (axis, kind.role) {
            (_, Some(Role::Solution)) => "Does it work?",
            (Some(Axis::Solution), _) => "Does our answer work?",
            _ => "Is it real?",
        },
        Property::Score(_, ScorePart::Support) => "For",
        Property::Score(_, ScorePart::Against) => "Against",
        Property::Score(_, ScorePart::Net) => "Net",
        Property::Score(_, ScorePart::Word) => "Evidence",
        Property::Score(_, ScorePart::Last) => "Last studied",
        Property::Score(_, ScorePart::Studies) => "Studies",
        Property::Opportunity => "Opportunity",
        Property::NextStep => "Next step",
        Property::Demand => "Demand",
        Property::Basis => "Rests on",
        Property::Evidence => "Evidence",
        Property::Waiting => "Waits, in days",
        Property::Id => "Id",
        Property::Kind => "Kind",
        Property::Title => "Title",
        Property::Path => "File",
        Property::LinkedKind(kind) => &schema.kinds[*kind].plural_label,
        Property::OtherEnd(kind, name) => {
            let field = schema.kinds[*kind].field(name);
            let link = field.and_then(|field| field.link.as_ref());
            link.map_or(&*schema.kinds[*kind].plural_label, |link| {
                &link.inverse_label
            })
        }
        Property::Field(path) => {
            field_at(&kind.fields, path).map_or("", |field| field.label.as_str())
        }
    }
    .to_owned()
}
