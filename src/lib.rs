//! casebook turns a folder of Markdown with YAML front matter into a linked, scored website.
//!
//! The whole program is one sentence: **Sources → Documents → Graph → Pages → Site**, with Diagnostics beside it.
//! `ARCHITECTURE.md` walks through it; this is the map of the house, top floor first. A module may use only what
//! stands on a lower floor (`tests/floors.rs` checks it).
//!
//! | floor | modules |
//! |---|---|
//! | 9 | [`cli`]: one file a command |
//! | 8 | [`output`]: stage, swap, manifest · [`serve`]: the preview, never behind the files |
//! | 7 | [`engine`]: [`engine::Engine::snapshot`], the five steps from top to bottom · [`former`]: addresses that the site once had |
//! | 6 | [`ask`]: questions about the graph · [`check`]: one file a check · [`rename`]: every reference to an entry · [`view`]: one file a view |
//! | 5 | [`graph`]: entries, links both ways, evidence scores · [`mod@write`]: documents as text |
//! | 4 | [`document`]: one file → front matter, body, its own problems |
//! | 3 | [`schema`]: kinds as data · [`config`] · [`markdown`] · [`theme`] · [`source`]: every input file |
//! | 2 | [`diagnostic`]: what is wrong, where, and what to do · [`privacy`]: personal data in a text |
//! | 1 | [`asset`]: which files may be published · [`fence`] · [`yaml`] · [`chart`]: values in, coordinates out · [`page`]: what a page is before it is rendered · [`search`]: records in, index out · [`unicode`] |

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod ask;
pub mod asset;
pub mod chart;
pub mod check;
pub mod cli;
pub mod collision;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod fence;
pub mod former;
pub mod graph;
pub mod markdown;
pub mod output;
pub mod page;
pub mod privacy;
pub mod rename;
pub mod schema;
pub mod search;
pub mod serve;
pub mod source;
pub mod theme;
pub mod unicode;
pub mod view;
pub mod write;
pub mod yaml;
