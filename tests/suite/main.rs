//! Everything that needs no process of its own, in one program, so that it is linked once. `cargo test --test suite
//! rename::` runs one part. Parts run on threads beside each other: what measures time, limits or kills processes, or
//! must be alone on a machine is a file of its own in `tests/`. `tests/README.md` says what each file guards.

#[path = "../support/mod.rs"]
mod support;

mod assets;
mod check_urls;
mod checks;
mod cli;
mod contributing;
mod determinism;
mod disguised_drafts;
mod formats;
mod front_matter_cases;
mod graph_json;
mod guide;
mod hidden_content;
mod init;
mod mistakes;
mod mutations;
mod names;
mod new;
mod odd_values;
mod path_cases;
mod personal_data;
mod planted_findings;
mod properties;
mod query;
mod redaction;
mod reference_scores;
mod rename;
mod schema;
mod serve_oracle;
mod template_cases;
mod theme;
mod workflows;
