//! `casebook query`: the entries that fit a question, as a table, as JSON or as CSV.

use std::fmt::Write as _;

use clap::ValueEnum;
use serde_json::{Map, Value as Json};

use super::{Failure, Outcome, Project, print, say};
use crate::ask::{self, Cell, Name, Question, World, Wrong, cells};
use crate::engine::Engine;
use crate::graph::Id;
use crate::view::spreadsheet;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: Project,
    /// For example 'kind=problem and support<3 and persona=awinita'; with and, or, not, brackets, = != < <= > >= ~
    question: String,
    /// By the values of a field; the largest first with a `-` before it
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// A list of objects
    Json,
    /// For spreadsheets
    Csv,
}

/// A title that is longer is cut in a table.
const MAX_TITLE: usize = 60;

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut request = args.project.request()?;
    request.pages = false;
    let snapshot = Engine::once(args.project.root()?).snapshot(&request)?;
    let world = World {
        graph: &snapshot.graph,
        evidence: &snapshot.evidence,
        config: &snapshot.config,
    };
    let told = |wrong: Wrong| Failure(wrong.show(&args.question));
    let question = Question::read(&args.question, world).map_err(told)?;
    let mut columns = vec![
        ("id".to_owned(), Name::Id),
        ("kind".to_owned(), Name::Kind),
        ("title".to_owned(), Name::Title),
    ];
    let sort = args
        .sort
        .as_deref()
        .map(|sort| sort_name(sort, world))
        .transpose()?;
    let asked = question
        .names
        .iter()
        .chain(sort.as_ref().map(|(name, _)| name));
    for (word, name) in asked {
        if !columns.iter().any(|(_, n)| n == name) {
            columns.push((word.clone(), name.clone()));
        }
    }
    let mut answers = question.answers(world);
    if let Some(((_, name), down)) = &sort {
        ask::sort(&mut answers, name, *down, world);
    }
    let rows: Vec<Vec<Vec<Cell>>> = answers.iter().map(|id| row(world, *id, &columns)).collect();
    match args.format {
        Format::Table => print(&table(&columns, &rows)),
        Format::Json => print(&json(&columns, &rows, world)),
        Format::Csv => print(&csv(&columns, &rows)),
    }
    if !args.project.quiet {
        let all = snapshot.graph.iter().count();
        say(&format!(
            "{} of {all} entries, as of {}",
            rows.len(),
            snapshot.as_of
        ));
    }
    Ok(Outcome::Fine)
}

fn sort_name(sort: &str, world: World) -> Result<((String, Name), bool), Failure> {
    let (text, down) = match sort.strip_prefix('-') {
        Some(text) => (text, true),
        None => (sort, false),
    };
    let schema = &world.graph.schema;
    let Some(name) = Name::read(text, schema) else {
        let wrong = Wrong {
            message: format!("nothing is called `{text}`"),
            help: Name::nearest(text, schema).map_or(
                "name a field, or support, against, net, last …".into(),
                |near| format!("did you mean `{near}`?"),
            ),
            at: sort.len() - text.len()..sort.len(),
        };
        return Err(Failure(wrong.show(sort)));
    };
    Ok(((text.to_owned(), name), down))
}

fn row(world: World, id: Id, columns: &[(String, Name)]) -> Vec<Vec<Cell>> {
    columns
        .iter()
        .map(|(_, name)| cells(world, id, name))
        .collect()
}

fn shown(cells: &[Cell], separator: &str) -> String {
    let shown: Vec<String> = cells.iter().map(Cell::show).collect();
    shown.join(separator)
}

fn table(columns: &[(String, Name)], rows: &[Vec<Vec<Cell>>]) -> String {
    let cell = |cells: &Vec<Cell>| {
        let text = shown(cells, ", ").replace(char::is_control, " ");
        match text.chars().count() {
            0 => "–".to_owned(),
            n if n > MAX_TITLE => format!(
                "{}…",
                text.chars()
                    .take(MAX_TITLE - 1)
                    .collect::<String>()
                    .trim_end()
            ),
            _ => text,
        }
    };
    if rows.is_empty() {
        return String::new();
    }
    let head: Vec<String> = columns.iter().map(|(word, _)| word.clone()).collect();
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(cell).collect())
        .collect();
    let lines: Vec<&Vec<String>> = [&head].into_iter().chain(&lines).collect();
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|l| l.get(column))
            .map(|c| c.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..head.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut out = String::new();
    for line in lines {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            let _ = write!(text, "{cell:width$}  ");
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

fn json(columns: &[(String, Name)], rows: &[Vec<Vec<Cell>>], world: World) -> String {
    let is_list = |name: &Name| {
        matches!(name, Name::Linked(_))
            || name.fields(&world.graph.schema).iter().any(|f| f.list)
            || matches!(name, Name::Field(path) if path.len() > 1)
    };
    let value = |name: &Name, cells: &Vec<Cell>| match (is_list(name), cells.as_slice()) {
        (true, cells) => serde_json::to_value(cells),
        (false, []) => Ok(Json::Null),
        (false, [first, ..]) => serde_json::to_value(first),
    };
    let objects = rows.iter().map(|row| {
        let pairs = columns.iter().zip(row);
        let pairs = pairs
            .map(|((word, name), cells)| (word.clone(), value(name, cells).unwrap_or(Json::Null)));
        Json::Object(pairs.collect::<Map<_, _>>())
    });
    format!("{:#}\n", Json::Array(objects.collect()))
}

/// RFC 4180, and no cell that a spreadsheet takes for a formula.
fn csv(columns: &[(String, Name)], rows: &[Vec<Vec<Cell>>]) -> String {
    let cell = |cells: &Vec<Cell>| match cells.as_slice() {
        [number @ Cell::Number(_)] => number.show(),
        cells => spreadsheet::text(&shown(cells, "; ")),
    };
    let head: Vec<String> = columns.iter().map(|(word, _)| word.clone()).collect();
    let rows = rows
        .iter()
        .map(|row| row.iter().map(cell).collect::<Vec<String>>());
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(vec![]);
    for record in std::iter::once(head).chain(rows) {
        writer
            .write_record(record)
            .expect("every row has as many cells as the head");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8_lossy(&bytes).into_owned()
}
