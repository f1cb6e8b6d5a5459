//! `casebook explain`: what a finding, a kind, a field or a method means. Every text is the one that the checks, the
//! kinds and the settings themselves carry.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Failure, Outcome, print};
use crate::check::Check;
use crate::check::all::ALL;
use crate::config::{Axis, Class, Config, Method};
use crate::diagnostic::Severity;
use crate::schema::{self, Field, Kind, Need, Schema, Type, Value};
use crate::source;
use crate::unicode::nearest;

#[derive(clap::Args)]
pub struct Args {
    /// A code (`no-persona`), a kind (`problem`), a field (`problem.need`) or a method (`interview`); without one,
    /// everything that can be explained
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The project's folder, for its own kinds and methods
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    if !args.root.is_dir() {
        let root = args.root.display();
        return Err(Failure(format!("there is no folder {root}")));
    }
    let source = source::config(&args.root)?;
    let text = source.as_ref().and_then(|source| source.text());
    let config = text.map_or_else(Config::default, |text| Config::read(text).0);
    let (schema, _) = schema::load::schema(&config);
    let text = match &args.name {
        None => everything(&schema, &config),
        Some(name) => one(name.trim(), &schema, &config)?,
    };
    print(&text);
    Ok(Outcome::Fine)
}

/// What bears a name; of two things with one name, both.
fn one(name: &str, schema: &Schema, config: &Config) -> Result<String, Failure> {
    let mut texts = Vec::new();
    if let Some(check) = crate::check::find(name) {
        texts.push(of_check(check));
    }
    if let Some(kind) = schema.kind(name).and_then(|i| schema.kinds.get(i)) {
        texts.push(of_kind(kind, schema));
    }
    if let Some(method) = config.evidence.methods.get(name) {
        texts.push(of_method(name, method, config));
    }
    if let Some((kind, path)) = name.split_once('.')
        && let Some(kind) = schema.kind(kind).and_then(|i| schema.kinds.get(i))
    {
        match field(&kind.fields, path) {
            Some(field) => texts.push(of_field(name, field)),
            None => {
                let near = nearest(path, kind.fields.iter().map(|f| &*f.name));
                let help = match near {
                    Some(near) => format!("did you mean `{}.{near}`?", kind.name),
                    None => format!("`casebook explain {}` lists its fields", kind.name),
                };
                let message = format!("`{}` has no field `{path}`", kind.name);
                return Err(Failure(format!("{message}\n  = help: {help}")));
            }
        }
    }
    if texts.is_empty() {
        let codes = ALL.iter().map(|c| c.code);
        let kinds = schema.kinds.iter().map(|k| &*k.name);
        let methods = config.evidence.methods.keys().map(String::as_str);
        let help = match nearest(name, codes.chain(kinds).chain(methods)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`casebook explain` lists what can be explained".to_owned(),
        };
        let message = format!("nothing is called `{name}`");
        return Err(Failure(format!("{message}\n  = help: {help}")));
    }
    Ok(texts.join("\n"))
}

fn everything(schema: &Schema, config: &Config) -> String {
    let mut out = String::new();
    let mut part = |head: &str, lines: Vec<(&str, String)>| {
        let _ = writeln!(out, "{head}\n");
        columns(&lines, &mut out);
        out.push('\n');
    };
    for (severity, head) in [
        (Severity::Error, "Errors"),
        (Severity::Warning, "Warnings"),
        (Severity::Hint, "Hints"),
    ] {
        let checks = ALL.iter().filter(|c| c.severity == severity);
        let lines = checks.map(|c| (c.code, c.what.to_owned())).collect();
        part(head, lines);
    }
    let kinds = schema.kinds.iter().map(|k| (&*k.name, k.help.clone()));
    part("Kinds, each with its fields (KIND.FIELD)", kinds.collect());
    let methods = config.evidence.methods.iter();
    let lines = methods.map(|(name, method)| (name, shows(method).to_owned()));
    part("Methods", lines.collect());
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn of_check(check: &Check) -> String {
    let mut notes = vec![check.severity.as_str()];
    if check.due {
        notes.push("depends on the calendar");
    }
    if check.private {
        notes.push("never in an output folder");
    }
    let mut out = format!(
        "{} ({})\n\n{}\n{}\n",
        check.code,
        notes.join(", "),
        check.what,
        check.why
    );
    let (before, after) = (check.example_files(), check.instead_files());
    let differ = |these: &[(&str, &str)], those: &[(&str, &str)]| {
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
        let _ = write!(out, "\nExample\n{example}\n    {}\n", check.says);
    }
    let instead = differ(&after, &before);
    if !instead.is_empty() {
        let _ = write!(out, "\nInstead\n{instead}");
    }
    let _ = write!(
        out,
        "\nIn casebook.yaml: `checks: {{{}: off}}`, or hint, warning, error.",
        check.code
    );
    if check.severity != Severity::Error {
        let _ = write!(out, " In one document: `ignore: {{{}: WHY}}`.", check.code);
    }
    out.push('\n');
    out
}

fn of_kind(kind: &Kind, schema: &Schema) -> String {
    let mut out = format!("{}: {}\n", kind.name, kind.help);
    let _ = writeln!(
        out,
        "Files in a folder `{}`, or with `kind: {}`.\n",
        kind.folders.join("`, `"),
        kind.name
    );
    let is_own = |f: &&Field| !schema.shared.iter().any(|s| s.name == f.name);
    let line = |f: &Field| {
        let need = match f.need {
            Need::Required => " (required)",
            Need::Recommended => " (recommended)",
            Need::Optional => "",
        };
        format!("{}{need}", f.help)
    };
    let lines = |fields: Vec<&Field>| -> Vec<(String, String)> {
        fields
            .iter()
            .map(|f| (f.name.to_string(), line(f)))
            .collect()
    };
    let own = lines(kind.fields.iter().filter(is_own).collect());
    let shared = lines(kind.fields.iter().filter(|f| !is_own(f)).collect());
    columns(&borrowed(&own), &mut out);
    out.push_str("\nFields of every kind\n\n");
    columns(&borrowed(&shared), &mut out);
    out
}

fn borrowed(lines: &[(String, String)]) -> Vec<(&str, String)> {
    lines.iter().map(|(a, b)| (a.as_str(), b.clone())).collect()
}

/// A field by its name, or of a map in it: `readings.value`.
fn field<'a>(fields: &'a [Field], path: &str) -> Option<&'a Field> {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(n, r)| (n, Some(r)));
    let found = fields
        .iter()
        .find(|f| &*f.name == name || f.also.iter().any(|a| a == name))?;
    match (rest, &found.ty) {
        (None, _) => Some(found),
        (Some(rest), Type::Map(inner)) => field(inner, rest),
        _ => None,
    }
}

fn of_field(name: &str, field: &Field) -> String {
    let mut out = format!("{name}: {}\n\n", field.help);
    let mut lines = vec![("takes", field.expects())];
    match field.need {
        Need::Required => lines.push(("needed", "always".into())),
        Need::Recommended => lines.push(("needed", "recommended".into())),
        Need::Optional => {}
    }
    if let Some(link) = &field.link {
        let to = link.to.as_deref().unwrap_or("any kind");
        lines.push((
            "links to",
            format!("{to}; there it is called “{}”", link.inverse),
        ));
    }
    match &field.default {
        Some(Value::Text(word)) => lines.push(("if not given", format!("`{word}`"))),
        Some(Value::Flag(flag)) => lines.push(("if not given", format!("`{flag}`"))),
        Some(Value::Number(n)) => lines.push(("if not given", format!("{n}"))),
        _ => {}
    }
    if !field.also.is_empty() {
        lines.push(("also read as", format!("`{}`", field.also.join("`, `"))));
    }
    if let Type::Choice(words) = &field.ty {
        for word in words.iter().filter(|w| !w.spelled.is_empty()) {
            let spelled = word.spelled.join("`, `");
            lines.push(("also read as", format!("`{spelled}` for `{}`", word.word)));
        }
    }
    if let Type::Map(fields) = &field.ty {
        for inner in fields {
            lines.push((&inner.name, inner.help.clone()));
        }
    }
    if field.private {
        lines.push(("private", "never in a public build".into()));
    }
    columns(&lines, &mut out);
    out
}

fn of_method(name: &str, method: &Method, config: &Config) -> String {
    let half_life = match method.about {
        Axis::Problem => config.evidence.half_life.problem,
        Axis::Solution => config.evidence.half_life.solution,
    };
    let asks = match method.about {
        Axis::Problem => "whether a problem is real",
        Axis::Solution => "whether our answer works",
    };
    let mut out = format!("{name}: {}\n\n", shows(method));
    let sample = match method.n_full {
        n if n <= 1.0 => "one case is enough".to_owned(),
        n => format!("{n} people, answers or cases; with fewer, by the root of their share"),
    };
    columns(
        &[
            ("asks", asks.to_owned()),
            (
                "weight",
                format!("{} of 10, the most one such study can say", method.weight),
            ),
            ("full weight from", sample),
            ("worth half after", format!("{half_life} days")),
        ],
        &mut out,
    );
    out
}

fn shows(method: &Method) -> &'static str {
    match method.class {
        Class::Opinion => "an opinion",
        Class::Say => "what people say",
        Class::Do => "what people do",
    }
}

/// Names and what they mean, side by side.
fn columns(lines: &[(&str, String)], out: &mut String) {
    let width = lines.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or_default() + 2;
    for (name, text) in lines {
        let _ = writeln!(out, "  {name:width$}{text}");
    }
}
