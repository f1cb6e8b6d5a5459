//! `casebook new`: writes a file with the front matter of a kind, in the folder where it belongs.

use std::io::{BufRead, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use super::terminal::for_people;
use super::{CliError, Outcome, eprint_line, existing_folder, print_stdout, project_files};
use crate::content::document::{self, Document, ReadOptions};
use crate::content::source::Source;
use crate::engine::{Engine, Request, Snapshot};
use crate::graph::publish::Audience;
use crate::model::{FieldType, Kind, Need, Schema};
use crate::scaffold::scalar::one_line;
use crate::scaffold::slug::slug;
use crate::scaffold::template::{self, FieldInput};
use crate::scaffold::{Error, command};
use crate::text::{did_you_mean, shown};

#[derive(clap::Args)]
pub struct NewArgs {
    /// persona, problem, validation, insight, solution, decision, feedback, metric, journey, or a kind of your own
    kind: String,
    /// What it is called; the file's name is made of it
    title: String,
    /// A field and its value. A list takes several with commas between (a list of text: with `;`), or the field again
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &NewArgs) -> Result<Outcome, CliError> {
    existing_folder(&args.root)?;
    let project = Engine::new(&args.root).snapshot(&everything_request())?;
    let schema = &project.graph.schema;
    let kind = find_kind(schema, &args.kind)?;
    let title = one_line(&args.title);
    if title.is_empty() {
        return Err(CliError("the title is empty".into()));
    }
    let mut given = template::parse_inputs(kind, &args.set)?;
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        let (input, output) = (&mut std::io::stdin().lock(), &mut std::io::stderr());
        let answers = ask_for_missing(kind, &given, input, output)?;
        given.extend(template::parse_inputs(kind, &answers)?);
    }
    let id_at = given.iter().position(|g| g.field == "id");
    let named = id_at.map(|i| given.remove(i));
    given
        .iter()
        .try_for_each(|g| check_links(&project, kind, g))?;
    let text = template::document_text(kind, &title, &given)?;
    let stem = free_stem(&project, kind, &title, named.as_ref())?;
    let path = folder_of_kind(&project, kind).join(format!("{stem}.md"));
    let read = read_back(&project, kind, &path, &text);
    if let Some(error) = invalid_value(&read) {
        return Err(error.into());
    }
    project_files::create_new(&args.root, &path, &text).map_err(CliError)?;
    let shown = shown(&args.root.join(&path));
    print_stdout(&format!("{}\n", shown.trim_start_matches("./")))?;
    let left = missing_fields(kind, &read);
    if !left.is_empty() {
        eprint_line(&format!("still to say: {}", left.join(", ")));
    }
    Ok(Outcome::Success)
}

/// A request for all entries, with drafts and internal ones, without pages. Scores are not used, so any date will do.
pub(super) fn everything_request() -> Request {
    Request {
        audience: Audience::EVERYTHING,
        as_of: jiff::civil::Date::constant(2000, 1, 1),
        base_url: None,
        output: None,
        with_search: false,
        with_pages: false,
    }
}

/// Finds a kind by name, folder or label, in any case. The error suggests the nearest name.
pub(super) fn find_kind<'s>(schema: &'s Schema, name: &str) -> Result<&'s Kind, Error> {
    let folded = name.to_lowercase();
    let by_folder = || schema.kind_by_folder(&folded);
    let found = schema.kind_by_name(&folded).or_else(by_folder);
    let mut kinds = schema.kinds.iter();
    let by_label = || kinds.find(|k| k.label.to_lowercase() == folded);
    let found = found.map(|k| &schema.kinds[k]).or_else(by_label);
    found.ok_or_else(|| {
        let names = || schema.kinds.iter().map(|k| &*k.name);
        let all = names().collect::<Vec<_>>().join(", ");
        let help = did_you_mean(&folded, names(), format!("it takes {all}"));
        Error::new(format!("there is no kind `{}`", one_line(name)), help)
    })
}

/// The first of the kind's folders that exists, else its main one; relative to the project's root.
fn folder_of_kind(project: &Snapshot, kind: &Kind) -> PathBuf {
    let content = Path::new(&project.folders.content);
    let there = |folder: &&str| project.folders.content_dir().join(folder).is_dir();
    let folder = kind.plain_folders().find(there);
    content.join(folder.unwrap_or(kind.folder()))
}

/// The file's name without `.md`: the given id, else one made of the title, with the kind appended if another kind's
/// entry has that id. Fails if the given id is not valid, or the id is taken.
fn free_stem(
    project: &Snapshot,
    kind: &Kind,
    title: &str,
    named: Option<&FieldInput>,
) -> Result<String, Error> {
    let graph = &project.graph;
    let entry_with_id = |id: &str| graph.find_by_id(id).map(|id| graph.entry(id));
    let own_kind = graph.schema.kind_by_name(&kind.name);
    let is_same_kind = |id: &str| entry_with_id(id).is_none_or(|e| e.document.kind == own_kind);
    let stem = match named.and_then(|g| g.values.first()) {
        Some(id) => {
            let proper = slug(id, &kind.name);
            if document::to_id(id).is_empty() || document::to_id(id) != *id || proper != *id {
                let message = format!("`{}` cannot be an id here", one_line(id));
                return Err(Error::new(message, format!("for example `{proper}`")));
            }
            id.clone()
        }
        None => match slug(title, &kind.name) {
            stem if is_same_kind(&stem) => stem,
            stem => format!("{stem}-{}", kind.name),
        },
    };
    let Some(other) = entry_with_id(&stem) else {
        return Ok(stem);
    };
    let path = &other.document.path;
    let message = format!("the id `{stem}` is already that of `{path}`");
    let help = "choose another title, or give it one with `--set id=…`";
    Err(Error::new(message, help))
}

/// Checks that given links point at entries of the right kind.
fn check_links(project: &Snapshot, kind: &Kind, given: &FieldInput) -> Result<(), Error> {
    let field = kind.field(&given.field);
    let field = field.filter(|field| !matches!(field.ty, FieldType::Person));
    let Some(link) = field.and_then(|field| field.link.as_ref()) else {
        return Ok(());
    };
    let (graph, target_kind) = (&project.graph, link.target_kind.as_deref());
    let fits = |id| target_kind.is_none_or(|to| graph.kind_name(id) == to);
    for value in &given.values {
        let name = value.split('#').next().unwrap_or(value);
        let message = match graph.resolve_name(name) {
            Some(id) if fits(id) => continue,
            None => format!("`{}` matches nothing", one_line(value)),
            Some(id) => {
                let (is, field) = (graph.kind_name(id), &given.field);
                let wants = target_kind.unwrap_or_default();
                format!("`{value}` is a {is}, and `{field}` takes a {wants}")
            }
        };
        let near = graph.nearest_id(name, fits);
        let near = near.map(|near| format!("did you mean `{near}`?"));
        let write = |to| format!("write it first: {}", command::new_entry(to, "…", &[]));
        let help = near.or_else(|| target_kind.map(write));
        return Err(Error { message, help });
    }
    Ok(())
}

fn read_back(project: &Snapshot, kind: &Kind, path: &Path, text: &str) -> Document {
    let options = ReadOptions {
        max_front_matter: project.config.limits.front_matter,
        max_page: project.config.limits.page,
        ..ReadOptions::default()
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = Source::in_memory(&format!("{}/{name}", kind.folder()), text);
    document::read(&source, &project.graph.schema, &options)
}

/// The first value that its field does not accept. Missing fields are no errors here.
fn invalid_value(read: &Document) -> Option<Error> {
    const CODES: [&str; 4] = [
        "bad-value",
        "bad-enum",
        "front-matter-invalid",
        "unknown-field",
    ];
    let is_missing = |message: &str| message.ends_with("is missing");
    let mut all = read.diagnostics.iter();
    let problem = all.find(|p| CODES.contains(&p.code) && !is_missing(&p.message))?;
    Some(Error {
        message: problem.message.clone(),
        help: problem.help.clone(),
    })
}

/// The required and recommended fields that the file does not have yet, each between backticks.
fn missing_fields(kind: &Kind, read: &Document) -> Vec<String> {
    let lacks = |f: &&crate::model::Field| {
        f.need != Need::Optional
            && &*f.name != "title"
            && f.name != kind.title_field
            && !read.is_given(&f.name)
    };
    let lacking = kind.fields.iter().filter(lacks);
    lacking.map(|f| format!("`{}`", f.name)).collect()
}

/// Prompts for each missing field that fits in a line, and returns `FIELD=VALUE`s. An empty line skips a field.
fn ask_for_missing(
    kind: &Kind,
    given: &[FieldInput],
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Vec<String>, CliError> {
    let mut answers = Vec::new();
    for field in &kind.fields {
        let known = given.iter().any(|g| *g.field == *field.name);
        let title = field.name == kind.title_field || &*field.name == "title";
        if field.need == Need::Optional || known || title || !template::is_scalar(&field.ty) {
            continue;
        }
        loop {
            let list = field.is_list.then(|| match template::separator(field) {
                ';' => "; several with `;` between",
                _ => "; several with commas between",
            });
            let (list, help) = (list.unwrap_or_default(), field.help.trim_end_matches('.'));
            let question = format!("{help}{list}\n{}: ", field.name);
            output.write_all(for_people(&question).as_bytes())?;
            output.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                return Ok(answers);
            }
            let answer = line.trim();
            if answer.is_empty() {
                break;
            }
            if let FieldType::Choice(words) = &field.ty
                && !words.iter().any(|w| *w.word == *answer)
            {
                let words: Vec<&str> = words.iter().map(|w| &*w.word).collect();
                let answer = format!("It takes {}.\n", words.join(", "));
                output.write_all(for_people(&answer).as_bytes())?;
                continue;
            }
            answers.push(format!("{}={answer}", field.name));
            break;
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn missing_fields_are_prompted_for_until_the_value_is_valid() {
        let schema = Schema::built_in();
        let kind = schema.first_with_role(Role::Validation).unwrap();
        let given = template::parse_inputs(kind, &["date=2026-07-01".into()]).unwrap();
        let mut said = Vec::new();
        let answers = ask_for_missing(
            kind,
            &given,
            &mut "talking\ninterview\n\n5 of 9, at least\n".as_bytes(),
            &mut said,
        );
        assert_eq!(
            answers.ok(),
            Some(vec![
                "method=interview".to_owned(),
                "criterion=5 of 9, at least".to_owned()
            ])
        );
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("It takes expert, desk,"), "{said}");
        assert!(!said.contains("date:"), "{said}");
    }

    #[test]
    fn the_end_of_input_ends_the_prompts() {
        let schema = Schema::built_in();
        let kind = schema.first_with_role(Role::Problem).unwrap();
        assert_eq!(
            ask_for_missing(kind, &[], &mut "".as_bytes(), &mut vec![]).ok(),
            Some(vec![])
        );
    }

    #[test]
    fn a_value_that_a_field_does_not_take_is_refused() {
        let schema = Schema::built_in();
        let source = Source::in_memory("validations/a.md", "---\ntitle: A\nmethod: chat\n---\n");
        let read = document::read(
            &source,
            &schema,
            &ReadOptions {
                max_front_matter: 1 << 16,
                max_page: 1 << 20,
                ..ReadOptions::default()
            },
        );
        assert_eq!(
            invalid_value(&read).unwrap().message,
            "`chat` is no `method`"
        );
    }
}
