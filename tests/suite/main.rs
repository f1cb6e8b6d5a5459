//! All tests that need no process of their own, in one program, so that it is linked once. `cargo test --test suite
//! rename::` runs one module. Modules run in parallel threads: tests that measure time, limit or kill processes, or
//! must run alone are files of their own in `tests/`. `tests/README.md` has a line for each file.

#[path = "../support/mod.rs"]
mod support;

mod as_others_write;
mod assets;
mod check_urls;
mod checks;
mod cli;
mod contributing;
mod determinism;
mod diff;
mod disguised_drafts;
mod entry_layout;
mod evidence_agrees;
mod existing_folders;
mod file_history;
mod fix;
mod folders;
mod formats;
mod front_matter_cases;
mod graph_json;
mod guide;
mod hidden_content;
mod init;
mod lists;
mod long_values;
mod mistakes;
mod mutations;
mod names;
mod new;
mod odd_values;
mod page_tree;
mod path_cases;
mod personal_data;
mod planted_findings;
mod private_fields;
mod properties;
mod published_or_told;
mod query;
mod reader_pages;
mod redaction;
mod reference_scores;
mod rename;
mod schema;
mod serve_oracle;
mod template_cases;
mod theme;
mod wikilinks;
mod words;
mod workflows;
