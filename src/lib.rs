//! casebook turns a folder of Markdown with YAML front matter into a linked, scored website.
//!
//! The whole program is one sentence: **Sources → Documents → Graph → Pages → Site**, with Diagnostics beside it.
//! `ARCHITECTURE.md` walks through it; these are its layers, top first. A module may use only what stands on a lower
//! layer, and no two files may need each other (`tests/layers.rs` reads this table and checks both).
//!
//! | layer | modules |
//! |---|---|
//! | 10 | [`cli`]: one file a command |
//! | 9 | [`output`]: stage, swap, manifest · [`serve`]: the preview, never behind the files |
//! | 8 | [`engine`]: [`engine::Engine::snapshot`], the five steps from top to bottom · [`former`]: addresses that the site once had |
//! | 7 | [`ask`]: questions about the graph · [`check`]: one file a check · [`rename`]: every reference to an entry · [`view`]: one file a view |
//! | 6 | [`graph`]: entries, links both ways, evidence scores · [`mod@write`]: documents as text |
//! | 5 | [`document`]: one file → front matter, body, its own problems |
//! | 4 | [`schema`]: kinds as data |
//! | 3 | [`config`] · [`markdown`] · [`theme`] · [`source`]: every input file |
//! | 2 | [`diagnostic`]: what is wrong, where, and what to do · [`collision`]: paths that cannot stand side by side · [`privacy`]: personal data in a text |
//! | 1 | [`asset`]: which files may be published · [`fence`] · [`yaml`] · [`chart`]: values in, coordinates out · [`page`]: what a page is before it is rendered · [`search`]: records in, index out · [`unicode`]: text that looks the same |

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod chart;
pub mod check;
pub mod cli;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod engine;
pub mod evidence;
pub mod graph;
pub mod markdown;
pub mod media;
pub mod model;
pub mod old_urls;
pub mod output;
pub mod page;
pub mod path_safety;
pub mod query;
pub mod rename;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod site;
pub mod text;
pub mod theme;
