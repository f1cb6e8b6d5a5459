//! `casebook schema`: the front matter of a kind as JSON Schema, for editors.

use std::path::PathBuf;

use super::new::kind;
use super::{Failure, Outcome, print};
use crate::config::Config;
use crate::schema::{json, load};
use crate::source;

#[derive(clap::Args)]
pub struct Args {
    /// One kind; without it all of them
    kind: Option<String>,
    /// The project's folder, for kinds and fields of its own
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
    let source = source::config(&args.root)?;
    let text = source.as_ref().and_then(|s| s.text()).unwrap_or_default();
    let (config, _) = Config::read(text);
    let (schema, _) = load::schema(&config);
    let json = match &args.kind {
        None => json::of_all(&schema),
        Some(name) => json::of_kind(kind(&schema, name)?),
    };
    print(&format!("{json:#}\n"));
    Ok(Outcome::Fine)
}
