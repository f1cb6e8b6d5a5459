//! A diff as a page that needs no other file.

use super::report::Report;
use crate::engine::Snapshot;
use crate::page::{Inputs, Shared};
use crate::theme;

/// `head` names the project, and where its pages are.
///
/// # Errors
///
/// The built-in theme cannot be rendered.
pub fn write(report: &Report, head: &Snapshot) -> Result<String, String> {
    let theme = theme::built_in("default").and_then(|layer| theme::load(&[layer]).ok());
    let theme = theme.ok_or_else(|| "the built-in theme is broken".to_owned())?;
    let mut files = theme.static_files.iter();
    let sheet = files.find(|file| file.path == "site.css");
    let sheet = sheet.map(|file| String::from_utf8_lossy(&file.bytes));
    let page = serde_json::json!({"root": ""});
    let inputs = Inputs::new()
        .with("css", Shared::from_html(&sheet.unwrap_or_default()))
        .with("page", Shared::new(&page))
        .with("site_title", Shared::new(&head.title))
        .with("base_url", Shared::new(&head.config.base_url))
        .with("report", Shared::new(report));
    let rendered = theme.templates.render("diff.html", &inputs);
    rendered.map_err(|finding| finding.message.clone())
}
