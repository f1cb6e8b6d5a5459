//! `casebook explain`: prints what a finding, a kind, a field, a method or a word of the pages means. The texts come from
//! the checks, the kinds, the settings and the glossary; there are none of its own.

mod inputs;

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{CliError, Outcome, existing_folder, print_stdout};
use crate::check::Check;
use crate::check::registry::ALL;
use crate::check::texts::{File, Texts};
use crate::config::{Axis, Config, Method, MethodClass};
use crate::content::source;
use crate::diagnostic::Severity;
use crate::model::{self, Field, FieldType, Kind, Need, PageArea, Schema, Value};
use crate::site::glossary::{Glossary, Term};
use crate::site::prose;
use crate::text::{did_you_mean, nearest_name};

#[derive(clap::Args)]
pub struct ExplainArgs {
    /// A code (`no-persona`), a kind (`problem`), a field (`problem.need`), a method (`interview`), or a word of the
    /// pages (`good`, `contested`, `research next`); without one, everything that can be explained. For themes:
    /// `page problems/x` prints what the template of that page gets as JSON, `template list` the names with examples
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The address of the page, or the name of the template
    #[arg(value_name = "WHICH")]
    which: Option<String>,
    /// The project's folder, for its own kinds and methods
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &ExplainArgs) -> Result<Outcome, CliError> {
    if let (Some(what), Some(which)) = (args.name.as_deref(), &args.which) {
        let root = existing_folder(&args.root)?;
        let text = match what {
            "page" => inputs::of_page(root, which)?,
            "template" => inputs::of_template(root, which)?,
            _ => {
                let message = format!("`{what}` and `{which}` are two names");
                let help = "put a name of several words in quotes; only `page` and `template` take a second";
                return Err(CliError::with_help(message, help));
            }
        };
        print_stdout(&text)?;
        return Ok(Outcome::Success);
    }
    let source = source::read_config(existing_folder(&args.root)?)?;
    let text = source.as_ref().and_then(|source| source.text());
    let config = text.map_or_else(Config::default, |text| Config::read(text).0);
    let (schema, _) = model::load::load_schema(&config);
    let text = match &args.name {
        None => list_all(&schema, &config),
        Some(name) => explain_name(name.trim(), &schema, &config)?,
    };
    print_stdout(&text)?;
    Ok(Outcome::Success)
}

/// Explains everything that has this name.
fn explain_name(name: &str, schema: &Schema, config: &Config) -> Result<String, CliError> {
    let mut texts = Vec::new();
    if let Some(check) = crate::check::by_code(name) {
        texts.push(check_text(check, config));
    }
    if let Some(kind) = schema.kind_by_name(name).and_then(|i| schema.kinds.get(i)) {
        texts.push(kind_text(kind, schema));
    }
    // As a page writes it, too: “Usability tests”, “Not tested”, “Research next”.
    let plain = |word: &str| word.to_lowercase().replace('-', " ");
    let is_name = |word: &str| plain(word) == plain(name);
    for (method, settings) in config.evidence.methods.iter() {
        let words = [
            method.to_owned(),
            prose::humanize(method),
            prose::method_plural(method),
        ];
        if words.iter().any(|word| is_name(word)) {
            texts.push(method_text(method, settings, config));
        }
    }
    if let Some((kind, path)) = name.split_once('.')
        && let Some(kind) = schema.kind_by_name(kind).and_then(|i| schema.kinds.get(i))
    {
        match find_field(&kind.fields, path) {
            Some(field) => texts.push(field_text(name, field)),
            None => {
                let near = nearest_name(path, kind.fields.iter().map(|f| &*f.name));
                let help = match near {
                    Some(near) => format!("did you mean `{}.{near}`?", kind.name),
                    None => format!("`casebook explain {}` lists its fields", kind.name),
                };
                let message = format!("`{}` has no field `{path}`", kind.name);
                return Err(CliError::with_help(message, help));
            }
        }
    }
    let parts = Glossary::new(config).parts().into_iter();
    let terms: Vec<Term> = parts.flat_map(|(_, terms)| terms).collect();
    let is_meant = |term: &&Term| {
        let mut shown = term.shown_as.iter().flat_map(|words| words.split(", or "));
        shown.any(is_name) || is_name(&term.name)
    };
    for term in terms.iter().filter(is_meant) {
        texts.push(format!(
            "{}: {}\n\n{}\n",
            term.name, term.when, term.meaning
        ));
    }
    if texts.is_empty() {
        let codes = ALL.iter().map(|c| c.code);
        let kinds = schema.kinds.iter().map(|k| &*k.name);
        let methods = config.evidence.methods.keys().map(String::as_str);
        let words = terms.iter().map(|term| &*term.name);
        let names = codes.chain(kinds).chain(methods).chain(words);
        let otherwise = "`casebook explain` lists what can be explained";
        let help = did_you_mean(name, names, otherwise);
        let message = format!("nothing is called `{name}`");
        return Err(CliError::with_help(message, help));
    }
    Ok(texts.join("\n"))
}

fn list_all(schema: &Schema, config: &Config) -> String {
    let mut out = String::new();
    let mut part = |head: &str, lines: Vec<(&str, String)>| {
        let _ = writeln!(out, "{head}\n");
        write_columns(&lines, &mut out);
        out.push('\n');
    };
    for (severity, head) in [
        (Severity::Error, "Errors"),
        (Severity::Warning, "Warnings"),
        (Severity::Hint, "Hints"),
    ] {
        let checks = ALL.iter().filter(|c| c.severity == severity);
        let lines = checks.map(|c| (c.code, c.texts().what.clone())).collect();
        part(head, lines);
    }
    let kinds = schema.kinds.iter().map(|k| (&*k.name, k.help.clone()));
    part("Kinds, each with its fields (KIND.FIELD)", kinds.collect());
    let methods = config.evidence.methods.iter();
    let lines = methods.map(|(name, method)| (name, evidence_class(method).to_owned()));
    part("Methods", lines.collect());
    for (head, terms) in Glossary::new(config).parts() {
        let lines = terms.iter().map(|term| (&*term.name, term.when.clone()));
        part(head, lines.collect());
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn check_text(check: &Check, config: &Config) -> String {
    let mut notes = vec![check.severity.as_str()];
    if check.depends_on_date() {
        notes.push("depends on the calendar");
    }
    if check.is_private {
        notes.push("never in an output folder");
    }
    let (code, texts) = (check.code, check.texts());
    let Texts { what, why, .. } = texts;
    let mut out = format!("{code} ({})\n\n{what}\n{why}\n", notes.join(", "));
    if code == "solution-without-demand" {
        let good = config.evidence.words.good;
        let _ = writeln!(out, "Good is {good} of 10 or more in this project.");
    }
    let (before, after) = (texts.example_files(), texts.instead_files());
    let differ = |these: &[File], those: &[File]| {
        let mut text = String::new();
        for (path, content) in these.iter().filter(|file| !those.contains(file)) {
            let _ = writeln!(text, "\n    {path}");
            for line in content.lines() {
                let _ = writeln!(text, "    | {line}");
            }
        }
        text
    };
    let example = differ(&before, &after);
    if !example.is_empty() {
        let _ = write!(out, "\nExample\n{example}\n    {}\n", texts.finding);
    }
    let instead = differ(&after, &before);
    if !instead.is_empty() {
        let _ = write!(out, "\nInstead\n{instead}");
    }
    out += &format!("\nIn casebook.yaml: `checks: {{{code}: off}}`, or hint, warning, error.");
    if check.severity != Severity::Error {
        out += &format!(" In one document: `ignore: {{{code}: WHY}}`.");
    }
    out + "\n"
}

fn kind_text(kind: &Kind, schema: &Schema) -> String {
    let mut out = format!("{}: {}\n", kind.name, kind.help);
    let (folders, name) = (kind.folders.join("`, `"), &kind.name);
    out += &format!("Files in a folder `{folders}`, or with `kind: {name}`.\n\n");
    let is_own = |f: &&Field| !schema.shared.iter().any(|s| s.name == f.name);
    let line = |f: &Field| {
        let need = match f.need {
            Need::Required => " (required)",
            Need::Recommended => " (recommended)",
            Need::Optional => "",
        };
        format!("{}{need}", f.help)
    };
    let (own, shared): (Vec<&Field>, Vec<&Field>) = kind.fields.iter().partition(is_own);
    let page: String = PageArea::ALL
        .iter()
        .map(|(key, area)| (key, kind.page.area(*area)))
        .filter(|(_, names)| !names.is_empty())
        .map(|(key, names)| format!("    {key}: [{}]\n", names.join(", ")))
        .collect();
    let page = match page.is_empty() {
        true => String::new(),
        false => format!("\nIts page; what no key names follows at the end\n\n  page:\n{page}"),
    };
    let list = format!("\nIts list\n\n  list: {}\n", kind.list.to_yaml());
    let shared_head = page + &list + "\nFields of every kind\n\n";
    for (head, fields) in [("", own), (&*shared_head, shared)] {
        let lines: Vec<_> = fields.iter().map(|f| (&*f.name, line(f))).collect();
        out.push_str(head);
        write_columns(&lines, &mut out);
    }
    out
}

/// Finds a field by name or alias; `readings.value` is a field of a map.
fn find_field<'a>(fields: &'a [Field], path: &str) -> Option<&'a Field> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let is_named = |f: &&Field| &*f.name == name || f.aliases.iter().any(|a| a == name);
    let found = fields.iter().find(is_named)?;
    match &found.ty {
        _ if name.len() == path.len() => Some(found),
        FieldType::Map(inner) => find_field(inner, rest),
        _ => None,
    }
}

fn field_text(name: &str, field: &Field) -> String {
    let mut out = format!("{name}: {}\n\n", field.help);
    let mut lines = vec![("takes", field.expects())];
    match field.need {
        Need::Required => lines.push(("needed", "always".into())),
        Need::Recommended => lines.push(("needed", "recommended".into())),
        Need::Optional => {}
    }
    if let Some(link) = &field.link {
        let to = link.target_kind.as_deref().unwrap_or("any kind");
        let text = format!("{to}; there it is called “{}”", link.inverse_label);
        lines.push(("links to", text));
    }
    let default = match &field.default {
        Some(Value::Text(word)) => Some(format!("`{word}`")),
        Some(Value::Flag(flag)) => Some(format!("`{flag}`")),
        Some(Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    lines.extend(default.map(|default| ("if not given", default)));
    if !field.aliases.is_empty() {
        lines.push(("also read as", format!("`{}`", field.aliases.join("`, `"))));
    }
    if let FieldType::Choice(words) = &field.ty {
        for word in words.iter().filter(|w| !w.other_spellings.is_empty()) {
            let spelled = word.other_spellings.iter().map(|s| s.text.as_str());
            let spelled = spelled.collect::<Vec<_>>().join("`, `");
            lines.push(("also read as", format!("`{spelled}` for `{}`", word.word)));
        }
    }
    if !field.unset_words.is_empty() {
        let words = field.unset_words.join("`, `");
        lines.push(("no value yet", format!("`{words}`")));
    }
    if let FieldType::Map(fields) = &field.ty {
        for inner in fields {
            lines.push((&inner.name, inner.help.clone()));
        }
    }
    if field.is_private {
        lines.push(("private", "never in a public build".into()));
    }
    write_columns(&lines, &mut out);
    out
}

fn method_text(name: &str, method: &Method, config: &Config) -> String {
    let half_life = &config.evidence.half_life;
    let (asks, half_life) = match method.about {
        Axis::Problem => ("whether a problem is real", half_life.problem),
        Axis::Solution => ("whether our answer works", half_life.solution),
    };
    let mut out = format!("{name}: {}\n\n", evidence_class(method));
    let sample = match method.n_full {
        n if n <= 1.0 => "one case is enough".to_owned(),
        n => {
            let cases = "people, answers or cases in all such studies";
            format!("{n} {cases}; with fewer, by the root of their share")
        }
    };
    let most = "of 10, the most that all such studies together can say";
    let weight = format!("{} {most}", method.weight);
    let lines = [
        ("asks", asks.to_owned()),
        ("weight", weight),
        ("full weight from", sample),
        ("worth half after", prose::days(half_life)),
    ];
    write_columns(&lines, &mut out);
    out
}

fn evidence_class(method: &Method) -> &'static str {
    match method.class {
        MethodClass::Opinion => "an opinion",
        MethodClass::Say => "what people say",
        MethodClass::Do => "what people do",
    }
}

/// Writes names and their meanings in two columns.
fn write_columns(lines: &[(&str, String)], out: &mut String) {
    let width = lines.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or_default() + 2;
    for (name, text) in lines {
        let _ = writeln!(out, "  {name:width$}{text}");
    }
}
