//! `casebook new`: a file with the front matter a kind wants, in the folder where it belongs.

use std::io::{BufRead, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Outcome, disk, print, say};
use crate::document::{self, Document, Options};
use crate::engine::{Engine, Request, Snapshot};
use crate::graph::gate::Audience;
use crate::schema::{Kind, Need, Schema, Type};
use crate::source::Source;
use crate::unicode::nearest;
use crate::write::scalar::one_line;
use crate::write::slug::slug;
use crate::write::template::{self, Given};
use crate::write::{Refusal, command};

#[derive(clap::Args)]
pub struct Args {
    /// persona, problem, validation, insight, solution, decision, feedback, metric, journey, or a kind of your own
    kind: String,
    /// What it is called; the file's name is made of it
    title: String,
    /// A field and its value; a list takes several with commas between, or the field again
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    if !args.root.is_dir() {
        return Err(Failure(format!(
            "there is no folder {}",
            args.root.display()
        )));
    }
    let project = Engine::new(&args.root).snapshot(&everything())?;
    let schema = &project.graph.schema;
    let kind = kind(schema, &args.kind)?;
    let title = one_line(&args.title);
    if title.is_empty() {
        return Err(Failure("the title is empty".into()));
    }
    let mut given = template::given(kind, &args.set)?;
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        let answers = ask(
            kind,
            &given,
            &mut std::io::stdin().lock(),
            &mut std::io::stderr(),
        )?;
        given.extend(template::given(kind, &answers)?);
    }
    let named = given
        .iter()
        .position(|g| g.field == "id")
        .map(|i| given.remove(i));
    let links = Links {
        project: &project,
        kind,
    };
    given.iter().try_for_each(|g| links.check(g))?;
    let text = template::document(kind, &title, &given)?;
    let stem = stem(&project, kind, &title, named.as_ref())?;
    let inner = folder(&project, kind).join(format!("{stem}.md"));
    let read = read_back(&project, kind, &inner, &text);
    if let Some(refusal) = wrong(&read) {
        return Err(refusal.into());
    }
    disk::create(&args.root, &inner, &text).map_err(Failure)?;
    print(&format!(
        "{}\n",
        args.root
            .join(&inner)
            .display()
            .to_string()
            .trim_start_matches("./")
    ));
    let left = left(kind, &read);
    if !left.is_empty() {
        say(&format!("still to say: {}", left.join(", ")));
    }
    Ok(Outcome::Fine)
}

/// What is there, drafts and internal entries too.
pub(super) fn everything() -> Request {
    Request {
        audience: Audience::EVERYTHING,
        as_of: jiff::civil::Date::constant(2000, 1, 1),
        base_url: None,
        output: None,
        search: false,
        pages: false,
    }
}

/// By its name, its folder or its label.
pub(super) fn kind<'s>(schema: &'s Schema, name: &str) -> Result<&'s Kind, Refusal> {
    let folded = name.to_lowercase();
    let found = schema
        .kind(&folded)
        .or_else(|| schema.kind_of_folder(&folded));
    let by_label = || {
        schema
            .kinds
            .iter()
            .find(|k| k.label.to_lowercase() == folded)
    };
    found
        .map(|k| &schema.kinds[k])
        .or_else(by_label)
        .ok_or_else(|| {
            let names = || schema.kinds.iter().map(|k| &*k.name);
            let help = match nearest(&folded, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", names().collect::<Vec<_>>().join(", ")),
            };
            Refusal::new(format!("there is no kind `{}`", one_line(name)), help)
        })
}

/// The first of the kind's folders that is there, from the project's root.
fn folder(project: &Snapshot, kind: &Kind) -> PathBuf {
    let content = Path::new(&project.layout.content);
    let there = |name: &&String| project.layout.content_dir().join(name).is_dir();
    let name = kind.folders.iter().find(there).map_or(kind.folder(), |f| f);
    content.join(name)
}

/// A name that no other entry has: another kind's makes room, one of the same kind does not.
fn stem(
    project: &Snapshot,
    kind: &Kind,
    title: &str,
    named: Option<&Given>,
) -> Result<String, Refusal> {
    let taken = |id: &str| {
        project
            .graph
            .find(id)
            .map(|id| &project.graph.entry(id).document)
    };
    let own =
        |d: &Document| d.kind.map(|k| &*project.graph.schema.kinds[k].name) == Some(&*kind.name);
    if let Some(id) = named.and_then(|g| g.values.first()) {
        let form = document::id_form(id);
        if form.is_empty() || form != *id || slug(id, &kind.name) != *id {
            let help = format!("for example `{}`", slug(id, &kind.name));
            return Err(Refusal::new(
                format!("`{}` cannot be an id here", one_line(id)),
                help,
            ));
        }
    }
    let wanted = named
        .and_then(|g| g.values.first().cloned())
        .unwrap_or_else(|| slug(title, &kind.name));
    let stem = match taken(&wanted) {
        Some(other) if named.is_none() && !own(other) => format!("{wanted}-{}", kind.name),
        _ => wanted,
    };
    match taken(&stem) {
        None => Ok(stem),
        Some(other) => Err(Refusal::new(
            format!("the id `{stem}` is already that of `{}`", other.path),
            "choose another title, or give it one with `--set id=…`",
        )),
    }
}

/// Links that are given must lead somewhere.
struct Links<'a> {
    project: &'a Snapshot,
    kind: &'a Kind,
}

impl Links<'_> {
    fn check(&self, given: &Given) -> Result<(), Refusal> {
        let Some(field) = self.kind.field(&given.field) else {
            return Ok(());
        };
        let Some(link) = field
            .link
            .as_ref()
            .filter(|_| !matches!(field.ty, Type::Person))
        else {
            return Ok(());
        };
        let graph = &self.project.graph;
        let fits = |id| {
            link.to
                .as_ref()
                .is_none_or(|to| graph.kind_name(id) == &**to)
        };
        for value in &given.values {
            let name = value.split('#').next().unwrap_or(value);
            let refuse = |message: String| {
                let help = graph
                    .nearest(name, fits)
                    .map(|near| format!("did you mean `{near}`?"));
                let write =
                    |to: &str| format!("write it first: {}", command::new_entry(to, "…", &[]));
                let help = help.or_else(|| link.to.as_ref().map(|to| write(to)));
                Err(Refusal { message, help })
            };
            match graph.look_up(name) {
                None => return refuse(format!("`{}` matches nothing", one_line(value))),
                Some(id) if !fits(id) => {
                    let (is, field) = (graph.kind_name(id), &given.field);
                    let wants = link.to.as_deref().unwrap_or_default();
                    return refuse(format!(
                        "`{value}` is a {is}, and `{field}` takes a {wants}"
                    ));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

fn read_back(project: &Snapshot, kind: &Kind, inner: &Path, text: &str) -> Document {
    let options = Options {
        max_front_matter: project.config.limits.front_matter,
        max_page: project.config.limits.page,
        ..Options::default()
    };
    let path = format!(
        "{}/{}",
        kind.folder(),
        inner.file_name().unwrap_or_default().to_string_lossy()
    );
    document::read(
        &Source::in_memory(&path, text),
        &project.graph.schema,
        &options,
    )
}

/// A value that is not what its field takes.
fn wrong(read: &Document) -> Option<Refusal> {
    let is_wrong = |code: &str| {
        matches!(
            code,
            "bad-value" | "bad-enum" | "front-matter-invalid" | "unknown-field"
        )
    };
    let is_missing = |message: &str| message.ends_with("is missing");
    let problem = read
        .problems
        .iter()
        .find(|p| is_wrong(p.code) && !is_missing(&p.message))?;
    Some(Refusal {
        message: problem.message.clone(),
        help: problem.help.clone(),
    })
}

/// What the file still lacks.
fn left(kind: &Kind, read: &Document) -> Vec<String> {
    let lacks = |f: &&crate::schema::Field| {
        f.need != Need::Optional
            && &*f.name != "title"
            && f.name != kind.title
            && !read.was_given(&f.name)
    };
    kind.fields
        .iter()
        .filter(lacks)
        .map(|f| format!("`{}`", f.name))
        .collect()
}

/// Asks for what is missing, a line each; an empty one leaves it out.
fn ask(
    kind: &Kind,
    given: &[Given],
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Vec<String>, Failure> {
    let mut answers = Vec::new();
    for field in &kind.fields {
        let known = given.iter().any(|g| *g.field == *field.name);
        let title = field.name == kind.title || &*field.name == "title";
        let simple = !matches!(
            field.ty,
            Type::Map(_) | Type::Open | Type::Numbers | Type::Answers
        );
        if field.need == Need::Optional || known || title || !simple {
            continue;
        }
        loop {
            let list = if field.list {
                ", with commas between"
            } else {
                ""
            };
            write!(
                output,
                "{}{list}\n{}: ",
                field.help.trim_end_matches('.'),
                field.name
            )?;
            output.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                return Ok(answers);
            }
            let answer = line.trim();
            if answer.is_empty() {
                break;
            }
            if let Type::Choice(words) = &field.ty
                && !words.iter().any(|w| *w.word == *answer)
            {
                let words: Vec<&str> = words.iter().map(|w| &*w.word).collect();
                writeln!(output, "It takes {}.", words.join(", "))?;
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
    use crate::schema::Role;

    #[test]
    fn what_is_missing_is_asked_for_until_it_is_understood() {
        let schema = Schema::built_in();
        let kind = schema.with_role(Role::Study).unwrap();
        let given = template::given(kind, &["date=2026-07-01".into()]).unwrap();
        let mut said = Vec::new();
        let answers = ask(
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
    fn an_end_of_input_is_no_answer() {
        let schema = Schema::built_in();
        let kind = schema.with_role(Role::Claim).unwrap();
        assert_eq!(
            ask(kind, &[], &mut "".as_bytes(), &mut vec![]).ok(),
            Some(vec![])
        );
    }

    #[test]
    fn a_value_that_a_field_does_not_take_is_refused() {
        let schema = Schema::built_in();
        let source = Source::in_memory("validations/a.md", "---\ntitle: A\nmethod: talk\n---\n");
        let read = document::read(
            &source,
            &schema,
            &Options {
                max_front_matter: 1 << 16,
                max_page: 1 << 20,
                ..Options::default()
            },
        );
        assert_eq!(wrong(&read).unwrap().message, "`talk` is no `method`");
    }
}
