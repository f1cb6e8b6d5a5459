//! `casebook query`: prints the entries that match a query, as a table, as JSON or as CSV.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::ValueEnum;
use serde_json::{Map, Value as Json};

use super::{CliError, Outcome, ProjectArgs, eprint_line, print_data, print_stdout};
use crate::engine::Engine;
use crate::evidence::ScoredGraph;
use crate::property::{Property, PropertyValue, sort_entries, values_of};
use crate::query::{Error, Query};
use crate::site::exports::csv;
use crate::text::visible;

#[derive(clap::Args)]
pub struct QueryArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// For example 'kind=problem and support<3 and persona=awinita'; with and, or, not, brackets, = != < <= > >= ~
    #[arg(value_name = "QUESTION")]
    query: String,
    /// By the values of a field; the largest first with a `-` before it
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    #[arg(long, value_enum, default_value_t = QueryFormat::Table)]
    format: QueryFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum QueryFormat {
    /// For people
    Table,
    /// A list of objects
    Json,
    /// For spreadsheets
    Csv,
}

/// The values of an entry, by column.
type Row = Vec<Vec<PropertyValue>>;

/// In characters. Longer text in a cell of the table is cut on a terminal.
const MAX_CELL_WIDTH: usize = 60;

pub fn run(args: &QueryArgs) -> Result<Outcome, CliError> {
    let mut request = args.project.request()?;
    request.with_pages = false;
    let snapshot = Engine::new_for_one_run(args.project.root()?).snapshot(&request)?;
    let context = snapshot.scored();
    let to_cli_error = |error: Error| CliError(error.to_text(&args.query));
    let question = Query::parse(&args.query, context).map_err(to_cli_error)?;
    let mut columns = vec![
        ("id".to_owned(), Property::Id),
        ("kind".to_owned(), Property::Kind),
        ("title".to_owned(), Property::Title),
    ];
    let sort = args.sort.as_deref().map(|sort| parse_sort(sort, context));
    let sort = sort.transpose()?;
    let used = question.properties.iter();
    for (word, name) in used.chain(sort.as_ref().map(|(name, _)| name)) {
        if !columns.iter().any(|(_, n)| n == name) {
            columns.push((word.clone(), name.clone()));
        }
    }
    let mut entries = question.matching_entries(context);
    if let Some(((_, name), is_descending)) = &sort {
        sort_entries(&mut entries, name, *is_descending, context);
    }
    let rows = entries.iter().map(|id| {
        let values = columns
            .iter()
            .map(|(_, name)| values_of(context, *id, name));
        values.collect()
    });
    let rows: Vec<Row> = rows.collect();
    // What a program reads is complete.
    let is_cut = std::io::stdout().is_terminal();
    match args.format {
        QueryFormat::Table => print_stdout(&table(&columns, &rows, is_cut))?,
        QueryFormat::Json => print_data(&json(&columns, &rows, context))?,
        QueryFormat::Csv => print_data(&csv(&columns, &rows))?,
    }
    if !args.project.quiet {
        let all = snapshot.graph.iter().count();
        let (shown, as_of) = (rows.len(), snapshot.as_of);
        eprint_line(&format!("{shown} of {all} entries, as of {as_of}"));
    }
    Ok(Outcome::Success)
}

fn parse_sort(sort: &str, context: ScoredGraph) -> Result<((String, Property), bool), CliError> {
    let (text, is_descending) = match sort.strip_prefix('-') {
        Some(text) => (text, true),
        None => (sort, false),
    };
    let schema = &context.graph.schema;
    let Some(name) = Property::parse(text, schema) else {
        let message = format!("nothing is called `{text}`");
        let at = sort.len() - text.len();
        let help = match Property::nearest(text, schema) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a field, or support, against, net, last …".into(),
        };
        let error = Error::new(at..sort.len(), message, help);
        return Err(CliError(error.to_text(sort)));
    };
    Ok(((text.to_owned(), name), is_descending))
}

fn join_values(cells: &[PropertyValue], separator: &str) -> String {
    let shown: Vec<String> = cells.iter().map(PropertyValue::to_text).collect();
    shown.join(separator)
}

/// The table. `is_cut`: long texts are cut, except ids.
fn table(columns: &[(String, Property)], rows: &[Row], is_cut: bool) -> String {
    let cell = |(cells, (_, property)): (&Vec<PropertyValue>, &(String, Property))| {
        let text = visible(&join_values(cells, ", ")).into_owned();
        match text.chars().count() {
            0 => "–".to_owned(),
            n if is_cut && n > MAX_CELL_WIDTH && *property != Property::Id => {
                let start: String = text.chars().take(MAX_CELL_WIDTH - 1).collect();
                format!("{}…", start.trim_end())
            }
            _ => text,
        }
    };
    if rows.is_empty() {
        return String::new();
    }
    let head: Vec<String> = columns.iter().map(|(word, _)| word.clone()).collect();
    let mut widths = vec![0; head.len()];
    let mut lines = vec![head];
    let cells = |row: &Row| row.iter().zip(columns).map(cell).collect();
    lines.extend(rows.iter().map(cells));
    for line in &lines {
        for (cell, width) in line.iter().zip(&mut widths) {
            *width = cell.chars().count().max(*width);
        }
    }
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

fn json(columns: &[(String, Property)], rows: &[Row], context: ScoredGraph) -> String {
    let schema = &context.graph.schema;
    let is_list = |name: &Property| {
        matches!(name, Property::LinkedKind(_))
            || name.declarations(schema).iter().any(|f| f.is_list)
            || matches!(name, Property::Field(path) if path.len() > 1)
    };
    let value =
        |name: &Property, cells: &Vec<PropertyValue>| match (is_list(name), cells.as_slice()) {
            (true, cells) => serde_json::to_value(cells),
            (false, []) => Ok(Json::Null),
            (false, [first, ..]) => serde_json::to_value(first),
        };
    let objects = rows.iter().map(|row| {
        let pairs = columns.iter().zip(row).map(|((word, name), cells)| {
            let value = value(name, cells).unwrap_or(Json::Null);
            (word.clone(), value)
        });
        Json::Object(pairs.collect::<Map<_, _>>())
    });
    format!("{:#}\n", Json::Array(objects.collect()))
}

/// CSV after RFC 4180, in which no cell can be taken for a formula by a spreadsheet.
fn csv(columns: &[(String, Property)], rows: &[Row]) -> String {
    let cell = |cells: &Vec<PropertyValue>| match cells.as_slice() {
        [number @ PropertyValue::Number(_)] => number.to_text(),
        cells => csv::escape_formula(&join_values(cells, "; ")),
    };
    let head: Vec<String> = columns.iter().map(|(word, _)| word.clone()).collect();
    let rows = rows.iter().map(|row| row.iter().map(cell).collect());
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(vec![]);
    for record in std::iter::once(head).chain(rows) {
        writer
            .write_record(record)
            .expect("every row has as many cells as the head");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8_lossy(&bytes).into_owned()
}
