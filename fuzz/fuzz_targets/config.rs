//! Settings, with the kinds they declare.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::config(text));
