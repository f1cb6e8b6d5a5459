//! A whole file, read as a document of a kind.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::front_matter(text));
