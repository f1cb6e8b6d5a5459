//! What the layout of a page names, as statement, chips, facts and blocks: as the role of the entry shows it, else by the
//! type of the field.

use super::block::{Block, block_id};
use super::entry_blocks::entries;
use super::fact::Fact;
use super::panel;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{
    EntryContext, decision, fact, feedback, insight, journey, metric, persona, problem, solution,
    validation,
};
use crate::model::{Field, FieldType, Name, PageArea, Role, Schema};
use crate::property::{Property, values_of};
use crate::site::line::Line;
use crate::site::rich_text::RichText;
use crate::site::{property_label, prose};

pub fn of_role(role: Option<Role>) -> &'static RoleParts {
    match role {
        Some(Role::Persona) => &persona::PARTS,
        Some(Role::Problem) => &problem::PARTS,
        Some(Role::Validation) => &validation::PARTS,
        Some(Role::Insight) => &insight::PARTS,
        Some(Role::Solution) => &solution::PARTS,
        Some(Role::Decision) => &decision::PARTS,
        Some(Role::Feedback) => &feedback::PARTS,
        Some(Role::Metric) => &metric::PARTS,
        Some(Role::Journey) => &journey::PARTS,
        None => &NO_PARTS,
    }
}

/// Panels of every kind.
const SHARED_BLOCKS: [&str; 2] = ["body", "chain"];

/// The names of panels that a layout of this role can use besides fields, other ends and derived values.
pub fn panel_names(role: Option<Role>) -> impl Iterator<Item = &'static str> {
    let parts = of_role(role);
    let facts = parts.facts.iter().map(|(name, _)| *name);
    let blocks = parts.blocks.iter().map(|(name, _)| *name);
    facts.chain(blocks).chain(SHARED_BLOCKS)
}

/// True for what the page of a kind can show or hide.
pub fn is_known(name: &str, kind: usize, schema: &Schema) -> bool {
    let mut panels = panel_names(schema.kinds[kind].role);
    panels.any(|panel| panel == name) || Property::of_kind(name, kind, schema).is_some()
}

/// True if a name can show something in an area of the pages of a kind, or be hidden.
pub fn shows(name: &str, area: PageArea, kind: usize, schema: &Schema) -> bool {
    let (index, kind) = (kind, &schema.kinds[kind]);
    let own = of_role(kind.role);
    let field = kind.field(name);
    let is_title = name == "title" || *name == *kind.title_field;
    // A part of a field has no place of its own.
    let is_shown_by_type = || match Property::of_kind(name, index, schema) {
        Some(Property::Field(_)) => field.is_some(),
        property => property.is_some(),
    };
    let is_single = |is_fit: fn(&FieldType) -> bool| {
        field.is_some_and(|field| is_fit(&field.ty) && !field.is_list)
    };
    match area {
        PageArea::Statement => {
            find(own.statements, name).is_some() || is_single(|ty| matches!(ty, FieldType::Text))
        }
        PageArea::Chips => {
            let is_word = |ty: &FieldType| matches!(ty, FieldType::Text | FieldType::Choice(_));
            find(own.chips, name).is_some() || is_single(is_word)
        }
        PageArea::Side => find(own.facts, name).is_some() || is_shown_by_type(),
        PageArea::Main | PageArea::Below => {
            let is_block = find(own.blocks, name).is_some() || SHARED_BLOCKS.contains(&name);
            is_block || is_shown_by_type()
        }
        PageArea::Hidden => !is_title,
    }
}

fn find<T: Copy>(parts: &[(&str, T)], name: &str) -> Option<T> {
    let found = parts.iter().find(|(known, _)| *known == name);
    found.map(|(_, part)| *part)
}

impl EntryContext<'_> {
    fn own(&self) -> &'static RoleParts {
        of_role(self.kind.role)
    }

    /// What an area names, but for what is private.
    fn names(&self, area: PageArea) -> impl Iterator<Item = &str> {
        let properties = &self.index.properties[self.kind_index];
        let schema = &self.site.graph.schema;
        let is_private = |name: &Name| {
            let property = properties.get(name);
            property.is_some_and(|property| property.is_private(self.kind_index, schema))
        };
        let names = self.kind.page.area(area).iter();
        names
            .filter(move |name| !is_private(name))
            .map(|name| &**name)
    }

    pub fn is_hidden(&self, name: &str) -> bool {
        self.names(PageArea::Hidden).any(|hidden| hidden == name)
    }

    fn property(&self, name: &str) -> Option<Property> {
        self.index.properties[self.kind_index].get(name).cloned()
    }

    fn label_of(&self, property: &Property) -> String {
        property_label::label(property, self.kind_index, &self.site.graph.schema)
    }

    pub fn statement(&self) -> Option<Line> {
        self.names(PageArea::Statement).find_map(|name| {
            if let Some(own) = find(self.own().statements, name) {
                return own(self);
            }
            let text = self.fields.text(name)?;
            Some(RichText::new(text.trim()).into())
        })
    }

    pub fn chips(&self) -> Vec<Line> {
        let names = self.names(PageArea::Chips);
        let chips = names.filter_map(|name| match find(self.own().chips, name) {
            Some(own) => own(self),
            None => {
                let text = self.fields.written(name)?;
                let field = self.kind.field(name)?;
                // What somebody wrote stays as it is.
                Some(match field.ty {
                    FieldType::Choice(_) => Line::of("word").with("word", text),
                    _ => Line::of("tag").with("text", text),
                })
            }
        });
        chips.chain(fact::common_chips(self)).collect()
    }

    pub fn facts(&self) -> Vec<Fact> {
        self.names(PageArea::Side)
            .filter_map(|name| self.fact(name))
            .collect()
    }

    fn fact(&self, name: &str) -> Option<Fact> {
        let property = self.property(name);
        let label = match (panel::label(self.kind.role, name), &property) {
            (Some(label), _) => label.to_owned(),
            (None, Some(property)) => self.label_of(property),
            (None, None) => prose::label(name),
        };
        let lines = match (find(self.own().facts, name), property) {
            (Some(own), _) => own(self)?.into_lines(),
            (None, Some(Property::Field(_))) => {
                fact::lines(self, self.kind.field(name)?, self.fields.get(name)?)
            }
            (None, Some(Property::OtherEnd(kind, field))) => self
                .linked(&self.sources_of_kind(kind, &field), 8)?
                .into_lines(),
            (None, Some(property)) => {
                let values = values_of(self.site.scored(), self.id, &property).into_iter();
                let texts = values.map(|value| match property {
                    // As somebody wrote it.
                    Property::Id | Property::Title | Property::Path => value.to_text(),
                    _ => prose::label(&value.to_text()),
                });
                texts.map(|text| RichText::new(text).into()).collect()
            }
            (None, None) => vec![],
        };
        (!lines.is_empty()).then(|| Fact::new(label, lines))
    }

    pub fn blocks(&self, area: PageArea) -> Vec<Block> {
        self.names(area)
            .filter_map(|name| self.block(name))
            .collect()
    }

    fn block(&self, name: &str) -> Option<Block> {
        let panel = panel::panel(self.kind.role, name);
        let (block, missing) = match (find(self.own().blocks, name), name) {
            (Some(own), _) => (own(self), None),
            (None, "body") => return Some(Block::new("body").wide()),
            (None, "chain") => return self.chain(),
            (None, _) => match self.property(name)? {
                Property::Field(_) => self.field_block(self.kind.field(name)?),
                Property::OtherEnd(kind, field) => {
                    let other = self.site.graph.schema.kinds[kind].field(&field)?;
                    let missing = other.link.as_ref()?.inverse_missing.as_deref();
                    let ids = self.sources_of_kind(kind, &field);
                    let block = entries(self, ids, false, Some(&field));
                    let title = self.label_of(&Property::OtherEnd(kind, field));
                    let set = |block: Block| block.called(block_id(name), &title).not_printed();
                    let note = missing.map(Block::note);
                    (block.map(set), note.map(set))
                }
                _ => {
                    let fact = self.fact(name)?;
                    let block = Block::new("items").with("items", &fact.lines);
                    (Some(block.called(block_id(name), &fact.label)), None)
                }
            },
        };
        let Some(panel) = panel else {
            return block.or(missing);
        };
        let document = self.document();
        match (block, &panel.missing) {
            (Some(block), _) => Some(block.in_panel(panel, name, document)),
            (None, Some(text)) => {
                let text = self.missing(name, text);
                Some(Block::missing(panel, name, document, text))
            }
            (None, None) => missing.map(|note| note.in_panel(panel, name, document)),
        }
    }

    /// A field, and the note that it is missing.
    fn field_block(&self, field: &Field) -> (Option<Block>, Option<Block>) {
        let id = block_id(&field.name);
        let block = match &field.link {
            Some(link) => {
                let is_mixed = link.target_kind.is_none();
                let block = entries(self, self.targets(&field.name), is_mixed, None);
                block.map(|block| block.called(id.clone(), &field.label))
            }
            None => {
                let value = self.fields.get(&field.name);
                value.map(|value| fact::section(self, field, value))
            }
        };
        // What a body says is not missing, nor does a page with a text say before it that nobody wrote what may stand there.
        let missing = field.missing.as_deref();
        let body = &self.document().body;
        let missing = missing.filter(|_| field.headings.is_empty() || body.is_empty());
        let note = missing.map(|text| Block::note(text).called(id, &field.label));
        (block, note)
    }

    /// The chain of the problem that is known best, and how many there are, if it is one of several.
    fn chain(&self) -> Option<Block> {
        let site = self.site;
        let problems = (self.own().chain_problems)(self);
        let best = site.evidence.best_known_first(&problems, &site.config);
        let problem = *best.first()?;
        let scores = site.evidence.problems.get(&problem)?;
        let shown_for = (problems.len() > 1).then(|| RichText::entry(site, problem));
        Some(
            Block::new("chain")
                .wide()
                .with("steps", &site.scored().chain(problem, scores, self.id))
                .with("shown_for", &shown_for)
                .with("problems", &problems.len())
                .with_shared("evidence_summary", site.summary(problem).clone()),
        )
    }

    /// The given fields that no area names, in the order of their declaration: short ones as facts, others as blocks.
    /// Of those that an area names, what is not understood.
    pub fn remaining(&self) -> (Vec<Fact>, Vec<Block>) {
        let (mut facts, mut blocks) = (vec![], vec![]);
        let document = self.document();
        for field in &self.kind.fields {
            let name = &*field.name;
            // No layout knows what to say of a value that is not understood.
            let is_named = self.kind.page.has(name) && self.fields.is_understood(name);
            if is_named && let Some(value) = self.fields.get(name) {
                let unknown = fact::cap_list(fact::not_understood_inside(value).into_iter());
                facts.extend((!unknown.is_empty()).then(|| Fact::new(&field.label, unknown)));
            }
            let is_open = !is_named && !fact::is_shown_elsewhere(name) && document.is_given(name);
            let Some(value) = self.fields.get(name).filter(|_| is_open) else {
                continue;
            };
            let is_title = *name == *self.kind.title_field
                || name == "title" && value.as_text() == Some(&document.title);
            if is_title {
                continue;
            }
            match fact::short_lines(self, field, value) {
                Some(lines) if lines.is_empty() => {}
                Some(lines) => facts.push(Fact::new(&field.label, lines)),
                None => blocks.push(fact::section(self, field, value).wide()),
            }
        }
        (facts, blocks)
    }
}
