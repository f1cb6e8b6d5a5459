//! What the layout of a page names, as statement, chips, facts and blocks: as the role of the entry shows it, else by the
//! type of the field.

use super::block::Block;
use super::entry_blocks::{block_id, entries, note};
use super::layout::{Chip, Fact, StatementStyle};
use super::role_parts::{NO_PARTS, RoleParts};
use super::{
    EntryContext, decision, fact, feedback, insight, journey, metric, persona, problem, solution,
    validation,
};
use crate::graph::EntryId;
use crate::model::{Field, Kind, PageArea, Role};
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
    let facts = parts.facts.iter().map(|(name, ..)| *name);
    let blocks = parts.blocks.iter().map(|(name, _)| *name);
    facts.chain(blocks).chain(SHARED_BLOCKS)
}

fn find<T: Copy>(parts: &[(&str, T)], name: &str) -> Option<T> {
    let found = parts.iter().find(|(known, _)| *known == name);
    found.map(|(_, part)| *part)
}

/// What stands on the page of one entry.
pub struct PageParts<'a> {
    pub ctx: &'a EntryContext<'a>,
    pub id: EntryId,
    pub kind: &'a Kind,
    pub kind_index: usize,
}

impl PageParts<'_> {
    fn own(&self) -> &'static RoleParts {
        of_role(self.kind.role)
    }

    fn names(&self, area: PageArea) -> impl Iterator<Item = &str> {
        self.kind.page.area(area).iter().map(|name| &**name)
    }

    fn property(&self, name: &str) -> Option<Property> {
        Property::of_kind(name, self.kind_index, &self.ctx.site.graph.schema)
    }

    pub fn statement(&self) -> Option<(Line, StatementStyle)> {
        self.names(PageArea::Statement).find_map(|name| {
            if let Some(own) = find(self.own().statements, name) {
                return own(self.ctx, self.id);
            }
            let text = self.ctx.fields(self.id).text(name)?;
            Some((RichText::new(text.trim()).into(), StatementStyle::Lede))
        })
    }

    pub fn chips(&self) -> Vec<Chip> {
        let fields = self.ctx.fields(self.id);
        let chips =
            self.names(PageArea::Chips)
                .filter_map(|name| match find(self.own().chips, name) {
                    Some(own) => own(self.ctx, self.id),
                    None => Some(Chip::new(prose::label(fields.written(name)?))),
                });
        chips.chain(fact::common_chips(self.ctx, self.id)).collect()
    }

    pub fn facts(&self) -> Vec<Fact> {
        self.names(PageArea::Side)
            .filter_map(|name| self.fact(name))
            .collect()
    }

    fn fact(&self, name: &str) -> Option<Fact> {
        let (ctx, id) = (self.ctx, self.id);
        let own = self.own().facts.iter().find(|(known, ..)| *known == name);
        let property = self.property(name);
        let label = match (own, &property) {
            (Some((_, label, _)), _) if !label.is_empty() => (*label).to_owned(),
            (_, Some(property)) => {
                property_label::label(property, self.kind_index, &ctx.site.graph.schema)
            }
            _ => prose::label(name),
        };
        let lines = match (own, property) {
            (Some((.., lines)), _) => lines(ctx, id),
            (None, Some(Property::Field(_))) => {
                let field = self.kind.field(name)?;
                let value = ctx.fields(id).get(name)?;
                fact::lines(ctx, id, field, value)
            }
            (None, Some(Property::OtherEnd(kind, field))) => {
                let ids = ctx.sources_of_kind(id, kind, &field);
                match ids.is_empty() {
                    true => vec![],
                    false => vec![ctx.entry_links(&ids, 8).into()],
                }
            }
            (None, Some(property)) => {
                let values = values_of(ctx.site.scored(), id, &property);
                values
                    .iter()
                    .map(|value| RichText::new(prose::label(&value.to_text())).into())
                    .collect()
            }
            (None, None) => vec![],
        };
        (!lines.is_empty()).then(|| Fact::with_lines(label, lines))
    }

    pub fn blocks(&self, area: PageArea) -> Vec<Block> {
        self.names(area)
            .filter_map(|name| self.block(name))
            .collect()
    }

    fn block(&self, name: &str) -> Option<Block> {
        let (ctx, id) = (self.ctx, self.id);
        if let Some(own) = find(self.own().blocks, name) {
            return own(ctx, id);
        }
        match name {
            "body" => return Some(Block::new("body", "text", "").wide()),
            "chain" => return self.chain(),
            _ => {}
        }
        match self.property(name)? {
            Property::Field(_) => self.field_block(self.kind.field(name)?),
            Property::OtherEnd(kind, field) => {
                let title = property_label::label(
                    &Property::OtherEnd(kind, field.clone()),
                    self.kind_index,
                    &ctx.site.graph.schema,
                );
                let link = ctx.site.graph.schema.kinds[kind]
                    .field(&field)?
                    .link
                    .clone()?;
                let ids = ctx.sources_of_kind(id, kind, &field);
                let missing = link.inverse_missing.as_deref();
                entries(ctx, name, title, ids, false, missing).map(Block::not_printed)
            }
            _ => {
                let fact = self.fact(name)?;
                let block = Block::new("items", block_id(name), fact.label);
                Some(block.with_value("items", &fact.lines))
            }
        }
    }

    fn field_block(&self, field: &Field) -> Option<Block> {
        let (ctx, id) = (self.ctx, self.id);
        // What the body says is not missing.
        let body = &ctx.site.graph.entry(id).document.body;
        let missing = field.missing.as_deref();
        let missing = missing.filter(|_| !field.is_told_by(body.heading_texts()));
        if let Some(link) = &field.link {
            let (ids, is_mixed) = (ctx.targets(id, &field.name), link.target_kind.is_none());
            return entries(
                ctx,
                &field.name,
                field.label.clone(),
                ids,
                is_mixed,
                missing,
            );
        }
        match ctx.fields(id).get(&field.name) {
            Some(value) => Some(fact::section(ctx, field, value)),
            None => missing.map(|text| note(&field.name, &field.label, text)),
        }
    }

    fn chain(&self) -> Option<Block> {
        let problems = (self.own().chain_problems)(self.ctx, self.id);
        let chain = self
            .ctx
            .index
            .chains
            .chain_for_page(self.ctx.site, &problems, self.id)?;
        Some(Block::new("chain", "chain", "").wide().with("chain", chain))
    }

    /// The given fields that no area names, in the order of their declaration: short ones as facts, others as blocks.
    pub fn remaining(&self) -> (Vec<Fact>, Vec<Block>) {
        let (mut facts, mut blocks) = (vec![], vec![]);
        let document = &self.ctx.site.graph.entry(self.id).document;
        let open = self.kind.fields.iter().filter(|field| {
            // No layout knows what to say of a value that is not understood.
            let is_named =
                self.kind.page.has(&field.name) && document.fields.is_understood(&field.name);
            let is_named = is_named || fact::is_shown_elsewhere(&field.name);
            !is_named && self.kind.title_field != field.name && document.is_given(&field.name)
        });
        for field in open {
            let Some(value) = document.fields.get(&field.name) else {
                continue;
            };
            let is_title = &*field.name == "title" && value.as_text() == Some(&document.title);
            if is_title {
                continue;
            }
            match fact::short_lines(self.ctx, self.id, field, value) {
                Some(lines) if lines.is_empty() => {}
                Some(lines) => facts.push(Fact::with_lines(&field.label, lines)),
                None => blocks.push(fact::section(self.ctx, field, value).wide()),
            }
        }
        (facts, blocks)
    }
}
