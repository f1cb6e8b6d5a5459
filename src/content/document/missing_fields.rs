//! What a document of a kind should say and does not.

use super::{DocumentReader, is_private};
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown::Body;
use crate::model::{Field, Fields, Need};

impl DocumentReader<'_> {
    pub(super) fn check_missing_fields(
        &mut self,
        kind: Option<usize>,
        fields: &Fields,
        body: &Body,
    ) {
        let Some(kind) = kind.map(|k| &self.schema.kinds[k]) else {
            return;
        };
        let declared = &kind.fields;
        let says_nothing = self.says_nothing && !self.says_private(&kind.fields, fields);
        let replaces = |name: &str| fields.has(name) && !is_private(declared, name);
        for field in declared {
            // The title is checked elsewhere, and `start` or `end` replace `date`.
            let is_given = fields.has(&field.name)
                || &*field.name == "title"
                || field.name == kind.title_field
                || field.missing_check.is_some()
                || field.is_told_by(body.heading_texts())
                || &*field.name == "date" && ["start", "end"].iter().any(|name| replaces(name));
            let mut told = self.diagnostics.iter();
            if is_given || told.any(|p| is_about_field(p, &field.name, &field.aliases)) {
                continue;
            }
            let code = match field.need {
                Need::Optional => continue,
                Need::Required if says_nothing => "missing-recommended-field",
                Need::Required if &*field.name == "method" => "missing-method",
                Need::Required => "bad-value",
                Need::Recommended => "missing-recommended-field",
            };
            let message = format!("`{}` is missing", field.name);
            let help = match &*lower_first(field.help.trim_end_matches('.')) {
                "" => format!("add `{}:`", field.name),
                what => format!("add `{}:` — {what}", field.name),
            };
            // By its place, what is told of a private field is known to be private.
            self.report(code, Place::field(&field.name), message, help);
        }
    }
}

impl DocumentReader<'_> {
    /// True if a private field of the kind itself is given. How grave it is what else is missing, nothing public shows.
    fn says_private(&self, declared: &[Field], fields: &Fields) -> bool {
        let mut own = declared.iter().filter(|f| !self.schema.is_shared(&f.name));
        own.any(|f| f.is_private && fields.has(&f.name))
    }
}

fn is_about_field(diagnostic: &Diagnostic, field: &str, aliases: &[String]) -> bool {
    let (Place::Value(path) | Place::Key(path)) = &diagnostic.place else {
        return false;
    };
    matches!(path.first(), Some(Step::Key(k)) if k == field || aliases.contains(k))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
