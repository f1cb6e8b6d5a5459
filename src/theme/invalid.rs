//! The finding for a template that cannot be used.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Finding, Place, Severity};

/// `template-invalid` at a place of the template at `path`.
pub fn template_invalid(path: &Arc<str>, place: Place, message: impl Into<String>) -> Finding {
    let diagnostic = Diagnostic::new("template-invalid", place, message);
    Finding::new(Arc::clone(path), Severity::Error, diagnostic)
}
