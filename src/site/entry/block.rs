//! A block of an entry's page: what a field, the other end of a link or a panel shows, and how wide it is.

use serde::Serialize;

use crate::page::Shared;

/// Template `components/block.html` prints each form.
pub struct Block {
    head: BlockHead,
    data: Vec<(&'static str, Shared)>,
}

#[derive(Serialize)]
struct BlockHead {
    form: &'static str,
    /// The anchor is `#cb-ID`.
    id: String,
    /// Empty: the form has headings of its own, or needs none.
    title: String,
    /// A short text at the right of the title.
    meta: String,
    print: bool,
    #[serde(skip)]
    is_wide: bool,
}

impl Block {
    /// A block beside others where there is room.
    pub fn new(form: &'static str, id: impl Into<String>, title: impl Into<String>) -> Self {
        Block {
            head: BlockHead {
                form,
                id: id.into(),
                title: title.into(),
                meta: String::new(),
                print: true,
                is_wide: false,
            },
            data: vec![],
        }
    }

    /// As wide as the page.
    pub fn wide(mut self) -> Self {
        self.head.is_wide = true;
        self
    }

    pub fn meta(mut self, meta: impl Into<String>) -> Self {
        self.head.meta = meta.into();
        self
    }

    pub fn not_printed(mut self) -> Self {
        self.head.print = false;
        self
    }

    pub fn with(mut self, name: &'static str, value: Shared) -> Self {
        self.data.push((name, value));
        self
    }

    pub fn with_value<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.with(name, Shared::new(value))
    }

    fn into_shared(self) -> Shared {
        let head = Shared::new(&self.head);
        let data = self.data.iter().map(|(name, value)| (*name, value));
        Shared::from_map(std::iter::once(("head", &head)).chain(data))
    }
}

#[derive(Serialize)]
struct RowHead {
    side_by_side: bool,
    print: bool,
}

/// `[{row, blocks}]`: wide blocks have a row of their own, the others between two of them share one.
pub fn rows(blocks: Vec<Block>) -> Shared {
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        match rows.last_mut() {
            Some(row) if !block.head.is_wide && !row[0].head.is_wide => row.push(block),
            _ => rows.push(vec![block]),
        }
    }
    let rows = rows.into_iter().map(|row| {
        let head = Shared::new(&RowHead {
            side_by_side: !row[0].head.is_wide,
            print: row.iter().any(|block| block.head.print),
        });
        let blocks = Shared::from_list(row.into_iter().map(Block::into_shared));
        Shared::from_map([("row", &head), ("blocks", &blocks)])
    });
    Shared::from_list(rows)
}
