//! Findings for the terminal: each with its line of the file and its help.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Finding, Quote, Severity};
use crate::text::{visible, visible_except};

/// All findings, with colours where `styled`.
pub fn write(findings: &[Finding], styled: bool) -> String {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for finding in findings {
        let _ = writeln!(out, "{}\n", render_finding(finding, &renderer));
    }
    out
}

/// “2 errors, 1 warning and 3 hints”, or “nothing to report”.
pub fn count_by_severity(findings: &[Finding]) -> String {
    let of = |severity, one: &str| {
        let n = findings.iter().filter(|f| f.severity == severity).count();
        (n > 0).then(|| counted(n, one))
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

/// “1 page”, “2 pages”.
pub fn counted(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

fn render_finding(finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let (message, path) = (visible(&finding.message), visible(&finding.shown_path));
    let title = level.primary_title(message).id(finding.code);
    let group = match &finding.quote {
        Quote::Line(line, span) => {
            let (line, span) = visible_quote(line, span);
            let annotation = AnnotationKind::Primary.span(span);
            let snippet = Snippet::source(line).line_start(finding.line).path(path);
            title.element(snippet.annotation(annotation))
        }
        Quote::TooLong => {
            let origin = Origin::path(path).line(finding.line);
            title.element(origin.char_column(finding.column))
        }
        Quote::None => title.element(Origin::path(path)),
    };
    let group = match &finding.help {
        Some(help) => group.element(Level::HELP.message(visible(help))),
        None => group,
    };
    renderer.render(&[group])
}

/// A line of a file with its marked bytes, as people may see it. Tabs are laid out with the line.
fn visible_quote(line: &str, span: &Range<usize>) -> (String, Range<usize>) {
    let part = |range: Range<usize>| visible_except(line.get(range).unwrap_or_default(), &['\t']);
    let (start, end) = (span.start, span.end);
    let (before, marked) = (part(0..start), part(start..end));
    let span = before.len()..before.len() + marked.len();
    ([before, marked, part(end..line.len())].concat(), span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Place};

    #[test]
    fn one_is_counted_in_the_singular() {
        let counts = [0, 1, 2].map(|n| counted(n, "page"));
        assert_eq!(counts, ["0 pages", "1 page", "2 pages"]);
    }

    /// The output for a finding at `[[gone]]` in this text.
    fn rendered(text: &str) -> String {
        let start = text.find("[[gone]]").expect("it is there");
        let at = Place::Bytes(start, start + 8);
        let broken = Diagnostic::new("broken-link", at, "there is no `gone`");
        let finding = Finding::new("home.md".into(), Severity::Error, broken).located(Some(text));
        write(&[finding], false)
    }

    #[test]
    fn what_reaches_the_terminal_is_shown_as_a_mark_and_the_part_stays_marked() {
        assert_eq!(
            rendered("a\u{9b}2J\u{1b}]0;x\u{7} [[gone]] \u{9d}\u{202e}"),
            "error[broken-link]: there is no `gone`\n --> home.md:1:12\n  |\n\
             1 | a�2J␛]0;x␇ [[gone]] ��\n  |            ^^^^^^^^\n\n"
        );
    }

    #[test]
    fn a_finding_shows_its_line_unless_the_line_is_too_long() {
        assert_eq!(
            rendered("# Home\n\né [[gone]] x\n\ny"),
            "error[broken-link]: there is no `gone`\n --> home.md:3:3\n  |\n3 | é [[gone]] x\n  |   ^^^^^^^^\n\n"
        );
        let long = format!("# Home\n\n{}[[gone]]", "é ".repeat(10_000));
        assert_eq!(
            rendered(&long),
            "error[broken-link]: there is no `gone`\n--> home.md:3:20001\n\n"
        );
    }
}
