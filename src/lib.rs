//! casebook turns a folder of Markdown with YAML front matter into a linked, scored website.
//!
//! The whole program is one sentence: **Sources → Documents → Graph → Pages → Site**, with Findings beside it.
//! `ARCHITECTURE.md` walks through it; these are its layers, top first. A module may use only what stands on a lower
//! layer, and no two files may need each other (`tests/layers.rs` reads this table and checks both).
//!
//! | layer | modules |
//! |---|---|
//! | 15 | [`cli`]: one file a command |
//! | 14 | [`mod@diff`]: what a change does to what is known · [`output`]: stage, swap, manifest · [`serve`]: the preview, which follows the files |
//! | 13 | [`engine`]: [`engine::Engine::snapshot`], the five steps from top to bottom · [`old_urls`]: addresses that the site once had |
//! | 12 | [`check`]: one line a check · [`query`]: questions about the graph · [`mod@fix`]: edits that mend findings · [`rename`]: every reference to an entry · [`site`]: one file a view |
//! | 11 | [`mod@property`]: what an entry has by a name: its fields, links and derived values |
//! | 10 | [`evidence`]: scores, intervals, coverage |
//! | 9 | [`graph`]: entries, links both ways, what may be published · [`mod@scaffold`]: documents as text |
//! | 8 | [`content::document`]: one file → fields, body, its own diagnostics |
//! | 7 | [`model`]: kinds as data |
//! | 6 | [`content::source`]: every input file |
//! | 5 | [`git`]: the files of a commit · [`config`] · [`markdown`] · [`theme`] |
//! | 4 | [`diagnostic`]: what is wrong, where, and what to do · [`path_safety`]: paths that collide, and names that are not safe everywhere · [`content::personal_data`]: addresses, numbers and names in a text |
//! | 3 | [`content::block`]: front matter in YAML, TOML or JSON, with the place of each value |
//! | 2 | [`content::front_matter`] · [`content::yaml`] |
//! | 1 | [`content`]: what a team writes; its parts stand on layers of their own · [`media`]: which files may be published · [`chart`]: values in, coordinates out · [`page`]: what a page is before it is rendered · [`search`]: records in, index out · [`text`]: compares names · [`text_edit`]: replaces parts of a text |

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod chart;
pub mod check;
pub mod cli;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod diff;
pub mod engine;
pub mod evidence;
pub mod fix;
pub mod git;
pub mod graph;
pub mod markdown;
pub mod media;
pub mod model;
pub mod old_urls;
pub mod output;
pub mod page;
pub mod path_safety;
pub mod property;
pub mod query;
pub mod rename;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod site;
pub mod text;
pub mod text_edit;
pub mod theme;
