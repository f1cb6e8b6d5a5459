//! `casebook schema`: prints the front matter of a kind as JSON Schema, for editors, and the schema of what
//! `casebook diff` writes, for programs.

use std::path::PathBuf;

use super::new::find_kind;
use super::{CliError, Outcome, existing_folder, print_data};
use crate::config::Config;
use crate::content::source;
use crate::diff;
use crate::model::{json_schema, load};

#[derive(clap::Args)]
pub struct SchemaArgs {
    /// One kind; without it all of them; `diff` for what `casebook diff --format json` writes
    kind: Option<String>,
    /// The project's folder, for kinds and fields of its own
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &SchemaArgs) -> Result<Outcome, CliError> {
    existing_folder(&args.root)?;
    let source = source::read_config(&args.root)?;
    let text = source.as_ref().and_then(|s| s.text()).unwrap_or_default();
    let (config, _) = Config::read(text);
    let (schema, _) = load::load_schema(&config);
    let json = match &args.kind {
        None => json_schema::all_kinds_schema(&schema),
        Some(name) if name == "diff" && find_kind(&schema, name).is_err() => {
            return print_data(diff::SCHEMA).map(|()| Outcome::Success);
        }
        Some(name) => json_schema::kind_schema(find_kind(&schema, name)?),
    };
    print_data(&format!("{json:#}\n"))?;
    Ok(Outcome::Success)
}
