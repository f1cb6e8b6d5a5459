//! Findings for people: each with the line it concerns and, where there is one, the way out.

use std::collections::HashMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Finding, Severity};

/// The longest line that is shown as it is; of a longer one, the part around the finding.
const MAX_LINE: usize = 400;
/// A line that begins further away from the finding is not shown: no person has written it.
const MAX_BEFORE: usize = 2_000;

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
    // Asked for once: it may take a look at the whole file.
    let mut texts: HashMap<&str, Option<&str>> = HashMap::new();
    let mut out = String::new();
    for finding in findings {
        let text = texts.entry(&finding.path);
        let text = *text.or_insert_with(|| text_of(&finding.path));
        let _ = writeln!(
            out,
            "{}
",
            one(finding, text, &renderer)
        );
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
    let group = match text.map(|text| line_of(text, finding.span)) {
        Some(Some((line, span))) => {
            let annotation = AnnotationKind::Primary.span(span.0..span.1);
            let snippet = Snippet::source(line)
                .line_start(finding.line)
                .path(&*finding.path);
            title.element(snippet.annotation(annotation))
        }
        Some(None) => {
            let origin = Origin::path(&*finding.path).line(finding.line);
            title.element(origin.char_column(finding.column))
        }
        None => title.element(Origin::path(&*finding.path)),
    };
    let group = match &finding.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    renderer.render(&[group])
}

/// The line in which a span starts, and the span within it; `None` where the line begins too far away.
fn line_of(text: &str, (start, end): (usize, usize)) -> Option<(&str, (usize, usize))> {
    let near = boundary(text, start.saturating_sub(MAX_BEFORE));
    let from = match text[near..start].rfind('\n') {
        Some(i) => near + i + 1,
        None if near == 0 => 0,
        None => return None,
    };
    let far = boundary(text, start.saturating_add(MAX_LINE));
    let to = text[start..far].find('\n').map_or(far, |i| start + i);
    let line = text[from..to].trim_end_matches('\r');
    let (start, end) = ((start - from).min(line.len()), (end - from).min(line.len()));
    if line.len() <= MAX_LINE {
        return Some((line, (start, end.max(start))));
    }
    // The snippet's column would no longer be that of the file, so a long line is cut at its end only.
    let cut = boundary(line, (end + 40).max(MAX_LINE).min(start + MAX_LINE));
    Some((&line[..cut], (start, end.min(cut).max(start))))
}

fn boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{At, Diagnostic, Place};

    /// How a finding at a word of this text is told.
    fn told(text: &str) -> String {
        let start = text.find("[[gone]]").expect("it is there");
        let diagnostic = Diagnostic {
            code: "broken-link",
            severity: Severity::Error,
            due: false,
            place: Place {
                path: "home.md".into(),
                at: At::Bytes(start, start + 8),
            },
            message: "there is no `gone`".into(),
            help: None,
        };
        let finding = Finding::new(diagnostic, Some(text));
        write(&[finding], |_| Some(text), false)
    }

    #[test]
    fn a_finding_shows_its_line_unless_that_begins_too_far_away() {
        assert_eq!(
            told("# Home\n\né [[gone]] x\n\ny"),
            "error[broken-link]: there is no `gone`\n --> home.md:3:3\n  |\n3 | é [[gone]] x\n  |   ^^^^^^^^\n\n"
        );
        let long = format!("# Home\n\n{}[[gone]]", "é ".repeat(10_000));
        assert_eq!(
            told(&long),
            "error[broken-link]: there is no `gone`\n--> home.md:3:20001\n\n"
        );
    }
}
