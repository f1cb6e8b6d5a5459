//! What people call the properties of an entry.

use crate::config::Axis;
use crate::model::{Role, Schema};
use crate::property::{Property, ScorePart, declaration_in};

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
            declaration_in(path, &kind.fields).map_or("", |field| field.label.as_str())
        }
    }
    .to_owned()
}
