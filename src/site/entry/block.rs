//! A block of an entry's page: what a field, the other end of a link or a panel shows, and how wide it is.

use serde::Serialize;

use super::panel::Panel;
use crate::content::document::Document;
use crate::page::Shared;
use crate::site::paging::truncate_chars;
use crate::site::rich_text::RichText;

/// The form of running text.
pub const NOTE: &str = "paragraphs";

/// What a block shows, in a form that the template `components/block.html` prints.
pub struct Block {
    head: BlockHead,
    data: Vec<(&'static str, Shared)>,
}

#[derive(Default, Serialize)]
struct BlockHead {
    form: String,
    /// The anchor is `#cb-ID`.
    id: String,
    /// Empty: the form has headings of its own, or needs none.
    title: String,
    meta: String,
    print: bool,
    #[serde(skip)]
    is_wide: bool,
}

/// A heading may have the name of the entry.
const MAX_LABEL_CHARS: usize = 60;

/// A block with a heading, as the index of a long page names it.
#[derive(Serialize)]
pub struct BlockLink {
    id: String,
    label: String,
}

impl Block {
    pub fn part(&self) -> Option<BlockLink> {
        let head = &self.head;
        (!head.title.is_empty()).then(|| BlockLink {
            id: head.id.clone(),
            label: truncate_chars(&head.title, MAX_LABEL_CHARS),
        })
    }

    /// Without a form: that of its panel, or the panel's name.
    pub fn new(form: &str) -> Self {
        let head = BlockHead {
            form: form.into(),
            print: true,
            ..BlockHead::default()
        };
        Block { head, data: vec![] }
    }

    /// The sentence that says what is missing.
    pub fn note(text: &str) -> Self {
        Block::new(NOTE).with("paragraphs", &[RichText::from_backticks(text)])
    }

    /// The same in its panel.
    pub fn missing(panel: &Panel, name: &str, entry: &Document, text: &str) -> Self {
        let mut block = Block::note(text).in_panel(panel, name, entry);
        block.head.form = NOTE.into();
        block.head.meta.clear();
        block.head.print |= panel.prints_missing;
        block
    }

    pub fn with<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.with_shared(name, Shared::new(value))
    }

    pub fn with_shared(mut self, name: &'static str, value: Shared) -> Self {
        self.data.push((name, value));
        self
    }

    /// With its anchor and heading.
    pub fn called(mut self, id: String, title: &str) -> Self {
        (self.head.id, self.head.title) = (id, title.into());
        self
    }

    pub fn wide(mut self) -> Self {
        self.head.is_wide = true;
        self
    }

    pub fn not_printed(mut self) -> Self {
        self.head.print = false;
        self
    }

    /// Called and set as its panel says.
    pub fn in_panel(mut self, panel: &Panel, name: &str, entry: &Document) -> Self {
        let head = &mut self.head;
        if !panel.id.is_empty() {
            head.id.clone_from(&panel.id);
        } else if head.id.is_empty() {
            head.id = block_id(name);
        }
        if let Some(title) = &panel.title {
            head.title = match title.contains("{entry}") {
                true => title.replace("{entry}", entry.whole_title()),
                false => title.clone(),
            };
        }
        // A value that is not what its field takes has the form of what it is.
        let is_text = head.form.is_empty() || head.form == NOTE;
        if !panel.form.is_empty() && is_text {
            head.form.clone_from(&panel.form);
        } else if head.form.is_empty() {
            head.form = name.into();
        }
        head.meta.clone_from(&panel.meta);
        (head.is_wide, head.print) = (panel.wide, !panel.no_print);
        self
    }

    fn into_shared(self) -> Shared {
        let head = Shared::new(&self.head);
        let data = self.data.iter().map(|(name, value)| (*name, value));
        Shared::from_map(std::iter::once(("head", &head)).chain(data))
    }
}

/// The anchor of what a layout names.
pub fn block_id(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// `[{side_by_side, print, blocks}]`: wide blocks have a row of their own, the others between two of them share one.
pub fn rows(blocks: Vec<Block>) -> Shared {
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        match rows.last_mut() {
            Some(row) if !block.head.is_wide && !row[0].head.is_wide => row.push(block),
            _ => rows.push(vec![block]),
        }
    }
    let rows = rows.into_iter().map(|row| {
        let side_by_side = Shared::new(&!row[0].head.is_wide);
        let print = Shared::new(&row.iter().any(|block| block.head.print));
        let blocks = Shared::from_list(row.into_iter().map(Block::into_shared));
        Shared::from_map([
            ("side_by_side", &side_by_side),
            ("print", &print),
            ("blocks", &blocks),
        ])
    });
    Shared::from_list(rows)
}
