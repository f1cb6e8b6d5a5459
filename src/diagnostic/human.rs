//! Findings for people: each with the line it concerns and, where there is one, the way out.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Finding, Severity};

/// The longest line that is shown as it is; of a longer one, the part around the finding.
const MAX_LINE: usize = 400;

/// All findings, with colours where `styled`. `text_of` knows the text of each file, as it may be shown.
pub fn write<'t>(
    findings: &[Finding],
    text_of: impl Fn(&str) -> Option<&'t str>,
    styled: bool,
) -> String {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for finding in findings {
        let _ = writeln!(out, "{}\n", one(finding, text_of(&finding.path), &renderer));
    }
    out
}

/// “2 errors, 1 warning and 3 hints”; nothing to say is “nothing to report”.
pub fn count(findings: &[Finding]) -> String {
    let of = |severity, one: &str| {
        let n = findings.iter().filter(|f| f.severity == severity).count();
        match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {one}s")),
        }
    };
    let parts: Vec<String> = [
        of(Severity::Error, "error"),
        of(Severity::Warning, "warning"),
        of(Severity::Hint, "hint"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.as_slice() {
        [] => "nothing to report".into(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

fn one(finding: &Finding, text: Option<&str>, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let title = level.primary_title(&finding.message).id(finding.code);
    let group = match text {
        Some(text) => {
            let (line, span) = line_of(text, finding.span);
            let annotation = AnnotationKind::Primary.span(span.0..span.1);
            let snippet = Snippet::source(line)
                .line_start(finding.line)
                .path(&*finding.path);
            title.element(snippet.annotation(annotation))
        }
        None => title.element(Origin::path(&*finding.path)),
    };
    let group = match &finding.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    renderer.render(&[group])
}

/// The line in which a span starts, and the span within it.
fn line_of(text: &str, (start, end): (usize, usize)) -> (&str, (usize, usize)) {
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line = text[from..to].trim_end_matches('\r');
    let (start, end) = ((start - from).min(line.len()), (end - from).min(line.len()));
    if line.len() <= MAX_LINE {
        return (line, (start, end.max(start)));
    }
    // The snippet's column would no longer be that of the file, so a long line is cut at its end only.
    let cut = boundary(line, (end + 40).max(MAX_LINE).min(start + MAX_LINE));
    (&line[..cut], (start, end.min(cut).max(start)))
}

fn boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}
