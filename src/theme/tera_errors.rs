//! Tera's errors as findings: in the template that causes them, at its line, in words for the template's author.

use std::sync::Arc;

use tera::{Error, ErrorKind, ReportError};

use super::engine::new_tera;
use super::file::{TemplateFile, TemplateFiles, ThemeFile};
use super::invalid::template_invalid;
use super::minify::remove_indentation;
use crate::diagnostic::{Finding, Place};

/// How many names a help line lists.
const MAX_LISTED_NAMES: usize = 8;

/// Line and column of a byte offset.
pub fn at_offset(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Place::Line(
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

pub fn not_utf8(file: &ThemeFile, valid: usize) -> Finding {
    let before = String::from_utf8_lossy(&file.bytes[..valid]);
    template_invalid(&file.path, at_offset(&before, before.len()), "not UTF-8")
        .help("save the file as UTF-8")
}

/// The syntax error of one template, compiled alone.
pub fn syntax_error(name: &str, file: &TemplateFile) -> Option<Finding> {
    match new_tera().add_raw_template(name, &file.text).err()?.kind() {
        ErrorKind::SyntaxError(report) => Some(from_tera_report(&file.path, report)),
        _ => None,
    }
}

/// Errors between templates that parse: unknown names, duplicate components, circular inheritance.
pub fn reference_errors(error: &Error, files: &TemplateFiles) -> Vec<Finding> {
    let one = match error.kind() {
        ErrorKind::Msg(text) => {
            let reports = joined_reports(text, files);
            if !reports.is_empty() {
                return reports;
            }
            duplicate_component(text, files)
        }
        ErrorKind::MissingParent { current, parent } => find_tag(files, current, "extends", parent)
            .map(|found| {
                let names = files.keys().map(String::as_str);
                found
                    .into_finding(format!("no template `{parent}`"))
                    .with_help(did_you_mean(parent, names))
            }),
        ErrorKind::CircularExtend {
            tpl,
            inheritance_chain,
        } => {
            let next = inheritance_chain.first().unwrap_or(tpl);
            find_tag(files, tpl, "extends", next).map(|found| {
                found.into_finding(circular_message(tpl, "extends", inheritance_chain))
            })
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let inside = include_chain.iter().skip_while(|name| *name != tpl).skip(1);
            let inside: Vec<String> = inside.cloned().collect();
            let next = inside.first().unwrap_or(tpl);
            find_tag(files, tpl, "include", next)
                .map(|found| found.into_finding(circular_message(tpl, "includes", &inside)))
        }
        _ => None,
    };
    one.or_else(|| error_without_place(error, files))
        .into_iter()
        .collect()
}

/// The error of rendering `name`, in the template where it occurred.
pub fn render_error(error: &Error, name: &str, files: &TemplateFiles) -> Finding {
    match error.kind() {
        ErrorKind::RenderingError(report) => {
            let file = files.get(report.filename()).or_else(|| files.get(name));
            let file = file.expect("a template that is rendered has been compiled");
            let mut finding = from_tera_report(&file.path, report);
            if let Place::Line(line, column) = &mut finding.place {
                *column += removed_indentation(&file.text, *line);
            }
            finding
        }
        kind => {
            let file = files
                .get(name)
                .expect("a template that is rendered has been compiled");
            let (message, help) = simplify_message(&kind.to_string());
            template_invalid(&file.path, Place::Start, message).with_help(help)
        }
    }
}

/// What `remove_indentation` took from the start of a line, in characters.
fn removed_indentation(template: &str, line: usize) -> usize {
    let minified = remove_indentation(template);
    let length = |text: &str| {
        text.lines()
            .nth(line - 1)
            .map_or(0, |line| line.chars().count())
    };
    length(template) - length(&minified)
}

fn from_tera_report(path: &Arc<str>, report: &ReportError) -> Finding {
    let (message, help) = simplify_message(report.message());
    // Tera counts columns from 0.
    template_invalid(
        path,
        Place::Line(report.span().start_line, report.span().start_col + 1),
        message,
    )
    .with_help(help)
}

/// Tera's message as a terse phrase, and a help line.
fn simplify_message(message: &str) -> (String, Option<String>) {
    if let Some((missing, rest)) = message.split_once(" is not defined") {
        let names: Vec<&str> = rest
            .split_once(": ")
            .map_or(Vec::new(), |(_, names)| names.split(", ").collect());
        let wanted = missing.split('`').nth(1).unwrap_or(missing);
        let help = did_you_mean(wanted, names.iter().copied()).or_else(|| list_names(&names));
        return (format!("{} is not defined", lowercase_first(missing)), help);
    }
    let help = match message {
        "Unexpected end of input" => {
            Some("is an `endif`, `endfor`, `endblock` or `endcomponent` missing?")
        }
        "Maximum render recursion depth for components exceeded." => {
            return ("components call each other without end".to_owned(), None);
        }
        _ if message.starts_with("Unknown function") => {
            Some("a template sees its page's inputs; its only functions are `range` and `throw`")
        }
        _ => None,
    };
    (
        lowercase_first(message.trim_end_matches('.')),
        help.map(str::to_owned),
    )
}

fn lowercase_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

fn list_names(names: &[&str]) -> Option<String> {
    let shown: Vec<String> = names
        .iter()
        .take(MAX_LISTED_NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if names.len() > MAX_LISTED_NAMES {
        " …"
    } else {
        ""
    };
    (!names.is_empty()).then(|| format!("there are {}{more}", shown.join(", ")))
}

pub fn did_you_mean<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let (distance, name) = names
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .min()?;
    (distance <= wanted.chars().count().div_ceil(3)).then(|| format!("did you mean `{name}`?"))
}

/// Tera gives all errors about references as one text of reports: `error: MESSAGE`, then `--> NAME:LINE:COLUMN`, then
/// the source line.
fn joined_reports(text: &str, files: &TemplateFiles) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut message: Option<&str> = None;
    for line in text.lines() {
        if let Some(start) = line.strip_prefix("error: ") {
            message = Some(start);
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(message) = message.take()
            && let [column, row, name] = place.rsplitn(3, ':').collect::<Vec<_>>()[..]
            && let (Ok(row), Ok(column), Some(file)) =
                (row.parse(), column.parse(), files.get(name))
        {
            let at = Place::Line(row, column);
            let error = missing_definition(message, files);
            let error = error.unwrap_or_else(|| unknown_name(message, at, file, files));
            // Each use of a component that is not defined is an error of the one file that should define it.
            let is_same = |known: &Finding| {
                known.path == error.path
                    && known.place == error.place
                    && known.message == error.message
            };
            if !found.iter().any(is_same) {
                found.push(error);
            }
        }
    }
    found
}

/// The error of the file that is named like a component and does not define it, as that of a project that takes the place of
/// a built-in one.
fn missing_definition(message: &str, files: &TemplateFiles) -> Option<Finding> {
    let (before, rest) = message.split_once('`')?;
    let wanted = rest.split('`').next()?;
    let file = files.get(&format!("components/{wanted}.html"));
    let file = file.filter(|_| before == "Unknown component ")?;
    let defined = tags(&file.text, "component").next();
    let at = defined.map_or(Place::Line(1, 1), |(offset, _)| {
        at_offset(&file.text, offset)
    });
    let message = match defined {
        Some((_, other)) => format!("this file defines `{other}`, not the component `{wanted}`"),
        None => format!("this file does not define the component `{wanted}`"),
    };
    let help = match defined {
        Some(_) => format!("call it `{wanted}`, as its file and the templates that use it do"),
        None => format!(
            "begin with `{{% component {wanted}(…) %}}` and end with `{{% endcomponent {wanted} %}}`"
        ),
    };
    Some(template_invalid(&file.path, at, message).help(help))
}

fn unknown_name(message: &str, at: Place, file: &TemplateFile, files: &TemplateFiles) -> Finding {
    let wanted = message.split('`').nth(1).unwrap_or_default();
    let suggestion = match message.split('`').next() {
        Some("Unknown template ") => did_you_mean(wanted, files.keys().map(String::as_str)),
        Some("Unknown component ") => {
            let names = files
                .values()
                .flat_map(|file| tags(&file.text, "component"))
                .map(|(_, name)| name);
            did_you_mean(wanted, names)
        }
        _ => None,
    };
    let (plain, help) = simplify_message(message);
    template_invalid(&file.path, at, plain).with_help(suggestion.or(help))
}

/// Tera's message that a component is defined in two templates has no place, so the tag is searched in the second.
fn duplicate_component(text: &str, files: &TemplateFiles) -> Option<Finding> {
    let [_, component, _, first, _, second, ..] = text.split('`').collect::<Vec<_>>()[..] else {
        return None;
    };
    let (first, second) = (files.get(first)?, files.get(second)?);
    let (offset, _) = tags(&second.text, "component").find(|(_, name)| *name == component)?;
    let message = format!(
        "component `{component}` is also defined in `{}`",
        first.path
    );
    let help = "rename it, or override the other file by one of the same name";
    Some(template_invalid(&second.path, at_offset(&second.text, offset), message).help(help))
}

/// For errors that name no template: reported at the first one, so that they are not lost.
fn error_without_place(error: &Error, files: &TemplateFiles) -> Option<Finding> {
    let (_, file) = files.first_key_value()?;
    let text = error.to_string();
    Some(template_invalid(
        &file.path,
        Place::Start,
        lowercase_first(text.lines().next().unwrap_or_default()),
    ))
}

struct TagPlace<'a> {
    file: &'a TemplateFile,
    at: Place,
}

impl TagPlace<'_> {
    fn into_finding(self, message: String) -> Finding {
        template_invalid(&self.file.path, self.at, message)
    }
}

/// The place of the tag in which a template names another; the start of the file if it is not found.
fn find_tag<'a>(
    files: &'a TemplateFiles,
    template: &str,
    keyword: &'static str,
    target: &str,
) -> Option<TagPlace<'a>> {
    let file = files.get(template)?;
    let tag = tags(&file.text, keyword).find(|(_, name)| *name == target);
    Some(TagPlace {
        file,
        at: tag.map_or(Place::Start, |(offset, _)| at_offset(&file.text, offset)),
    })
}

/// The tags with this keyword in a template that parses: offset and the name that follows.
fn tags<'a>(text: &'a str, keyword: &'static str) -> impl Iterator<Item = (usize, &'a str)> {
    text.match_indices("{%").filter_map(move |(offset, _)| {
        let tag = text[offset + 2..].trim_start_matches('-').trim_start();
        let rest = tag.strip_prefix(keyword)?.trim_start();
        let name = match rest.chars().next()? {
            quote @ ('"' | '\'' | '`') => rest[1..].split(quote).next()?,
            _ => rest
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()?,
        };
        Some((offset, name))
    })
}

/// "`a.html` includes itself", or "`a.html` includes itself through `b.html`".
fn circular_message(template: &str, verb: &str, chain: &[String]) -> String {
    let between: Vec<String> = chain
        .iter()
        .filter(|name| *name != template)
        .map(|name| format!("`{name}`"))
        .collect();
    match &between[..] {
        [] => format!("`{template}` {verb} itself"),
        names => format!("`{template}` {verb} itself through {}", names.join(", ")),
    }
}
