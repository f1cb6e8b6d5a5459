//! What a template gets: the inputs of one page as JSON, or their names with types and examples.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use crate::cli::CliError;
use crate::cli::new::everything_request;
use crate::engine::{Engine, Request, Snapshot};
use crate::graph::Graph;
use crate::graph::publish::Audience;
use crate::page::{Content, Page};
use crate::text::did_you_mean;

/// The template of all entries.
const ENTRY_TEMPLATE: &str = "entry.html";

/// How deep names are listed, and how long an example is, in characters.
const MAX_DEPTH: usize = 6;
const MAX_EXAMPLE: usize = 48;

/// Stands for the keys of a map whose keys are ids of entries.
const BY_ID: &str = "ID";

/// The inputs of the page at an address, `problems/x` or `problems/x.html`, as JSON.
pub fn of_page(root: &Path, address: &str) -> Result<String, CliError> {
    let project = project(root)?;
    let wanted = address.trim_start_matches('/').trim_end_matches(".html");
    let is_wanted = |page: &&Page| page.url.as_str().trim_end_matches(".html") == wanted;
    let pages = project.pages().iter();
    let pages = pages.filter(|page| template_of(page).is_some());
    let Some(page) = pages.clone().find(is_wanted) else {
        let urls = pages.map(|page| page.url.as_str().trim_end_matches(".html"));
        let help = did_you_mean(wanted, urls, "write its address without `.html`");
        let message = format!("there is no page `{address}`");
        return Err(CliError::with_help(message, help));
    };
    let json = serde_json::to_string_pretty(&inputs(page));
    Ok(json.unwrap_or_default() + "\n")
}

/// The names that a template gets, each with its type, what it is, and an example, from the pages of a project. The name of
/// a kind stands for the template of its entries, with the pages of that kind.
pub fn of_template(root: &Path, name: &str) -> Result<String, CliError> {
    let project = project(root)?;
    let schema = &project.graph.schema;
    let kind = schema.kind_by_name(name).map(|kind| &schema.kinds[kind]);
    let of_kind = kind.map(|kind| format!("{}/", kind.page_folder));
    let wanted = match kind {
        Some(_) => ENTRY_TEMPLATE.to_owned(),
        None => format!("{}.html", name.trim_end_matches(".html")),
    };
    let pages = project.pages().iter();
    let of_template = pages.filter(|page| {
        let is_of_kind = |folder: &String| page.url.as_str().starts_with(folder.as_str());
        template_of(page) == Some(wanted.as_str()) && of_kind.as_ref().is_none_or(is_of_kind)
    });
    let mut names = InputNames {
        graph: &project.graph,
        found: vec![],
    };
    for page in of_template {
        if let Value::Object(inputs) = inputs(page) {
            for (name, value) in &inputs {
                names.collect(name, value, 0);
            }
        }
    }
    let names = names.found;
    if names.is_empty() {
        let templates = project.pages().iter().filter_map(template_of);
        let templates = templates.filter_map(|template| template.strip_suffix(".html"));
        let kinds = schema.kinds.iter().map(|kind| &*kind.name);
        let add = "add an entry that has such a page";
        let help = match kind {
            Some(_) => add.to_owned(),
            None => did_you_mean(name.trim_end_matches(".html"), templates.chain(kinds), add),
        };
        let message = format!("no page of this project is made by `{wanted}`");
        return Err(CliError::with_help(message, help));
    }
    let template = wanted.trim_end_matches(".html");
    let width = names.iter().map(|input| input.name.len()).max();
    let width = width.unwrap_or(0);
    let mut out = format!("What `{wanted}` gets, with examples of this project:\n\n");
    for InputName { name, ty, example } in &names {
        let meaning = meaning(template, name);
        let line = format!("{name:<width$} | {ty:<7} | {meaning} | {example}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    Ok(out)
}

/// One name that a template gets.
struct InputName {
    name: String,
    /// “map or list” where pages differ.
    ty: String,
    example: String,
}

/// What `inputs.yaml` says of a name: under the longest end of it that stands there.
fn meaning(template: &str, name: &str) -> &'static str {
    static MEANINGS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        serde_yaml::from_str(include_str!("inputs.yaml"))
            .expect("inputs.yaml is valid: the test of the guide's reference reads it")
    });
    let whole = format!("{template}.{}", name.replace("[]", ""));
    let starts = whole.match_indices('.').map(|(at, _)| at + 1);
    let mut ends = [0].into_iter().chain(starts).map(|start| &whole[start..]);
    let found = ends.find_map(|end| MEANINGS.get(end));
    found.map_or("", String::as_str)
}

fn project(root: &Path) -> Result<Snapshot, CliError> {
    let request = Request {
        audience: Audience::default(),
        as_of: crate::cli::today()?,
        with_pages: true,
        // It is a page too.
        with_search: true,
        ..everything_request()
    };
    Ok(Engine::new_for_one_run(root).snapshot(&request)?)
}

fn template_of(page: &Page) -> Option<&'static str> {
    match &page.content {
        Content::Template { template, .. } => Some(template),
        _ => None,
    }
}

fn inputs(page: &Page) -> Value {
    let Content::Template { inputs, .. } = &page.content else {
        return Value::Null;
    };
    let inputs = inputs.compute();
    let pairs = inputs.iter().map(|(name, value)| {
        let value = serde_json::to_value(value).unwrap_or_default();
        ((*name).to_owned(), value)
    });
    Value::Object(pairs.collect())
}

/// The names of a template, those inside a name behind it.
struct InputNames<'a> {
    graph: &'a Graph,
    found: Vec<InputName>,
}

impl InputNames<'_> {
    /// Adds a name with its type and an example, and those inside it: of a list, those of its items, and of a map by ids,
    /// those of its values.
    fn collect(&mut self, name: &str, value: &Value, depth: usize) {
        self.add(name, value);
        if depth == MAX_DEPTH {
            return;
        }
        let (mut items, mut mark) = (vec![value], String::new());
        // Of lists in a list, too.
        while items.iter().any(|item| item.is_array()) {
            let inner = items.iter().filter_map(|item| item.as_array());
            items = inner.flatten().collect();
            mark += "[]";
        }
        for map in items.into_iter().filter_map(Value::as_object) {
            let is_by_id = self.is_by_id(map);
            for (key, value) in map {
                let key = if is_by_id { BY_ID } else { key };
                self.collect(&format!("{name}{mark}.{key}"), value, depth + 1);
            }
        }
    }

    /// True for a map whose keys are ids of entries, and whose values are what belongs to each.
    fn is_by_id(&self, map: &serde_json::Map<String, Value>) -> bool {
        let is_own = |value: &Value, key: &str| value["id"] == key || value.is_null();
        map.iter()
            .all(|(key, value)| is_own(value, key) && self.graph.find_by_id(key).is_some())
    }

    fn add(&mut self, name: &str, value: &Value) {
        let (ty, example) = match value {
            Value::Null => ("nothing", String::new()),
            Value::Bool(flag) => ("flag", flag.to_string()),
            Value::Number(number) => ("number", number.to_string()),
            Value::String(text) => ("text", example(text)),
            Value::Array(items) => ("list", format!("{} here", items.len())),
            Value::Object(_) => ("map", String::new()),
        };
        if let Some(known) = self.found.iter_mut().find(|known| known.name == name) {
            // A value tells more than none.
            if known.ty == "nothing" || known.example == "0 here" {
                (known.ty, known.example) = (ty.to_owned(), example);
            } else if ty != "nothing" && known.ty.split(" or ").all(|known| known != ty) {
                known.ty = format!("{} or {ty}", known.ty);
            }
            return;
        }
        // What another page has more of a map stands with the rest of it.
        let outer = name.rsplit_once('.').map(|(outer, _)| outer);
        let is_inside = |known: &InputName| {
            let rest =
                outer.and_then(|outer| known.name.strip_prefix(outer.trim_end_matches("[]")));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let last = self.found.iter().rposition(is_inside);
        let place = last.map_or(self.found.len(), |last| last + 1);
        let (name, ty) = (name.to_owned(), ty.to_owned());
        self.found.insert(place, InputName { name, ty, example });
    }
}

fn example(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_EXAMPLE) {
        Some((end, _)) => format!("“{}…”", &text[..end]),
        None => format!("“{text}”"),
    }
}
