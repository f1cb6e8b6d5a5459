//! Markdown to HTML, with each setting for raw HTML except the one that trusts it.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/inspector.rs"]
mod inspector;

use casebook::markdown::{Html, Options, read};

libfuzzer_sys::fuzz_target!(|text: &str| {
    for html in [Html::Sanitise, Html::Escape] {
        let options = Options {
            html,
            external_images: true,
            definition_lists: true,
            mdx: text.len() % 2 == 0,
            from_right: text.len() % 3 == 0,
        };
        let out = inspector::fill(&read(text, None, &options));
        assert_eq!(inspector::faults(&out), [""; 0], "{out}");
    }
});
