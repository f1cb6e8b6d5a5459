//! The path of a request, resolved to a file of the site.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|path: &str| properties::http_target(path));
