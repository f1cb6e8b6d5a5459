//! `casebook check`: every finding, on stdout.

use clap::ValueEnum;

use super::{Failure, Outcome, Project, outcome, print, say, styled};
use crate::diagnostic::{human, json};
use crate::engine::Engine;
use crate::graph::gate::Audience;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: Project,
    /// Look at what `build` publishes, not at drafts and internal entries too
    #[arg(long)]
    published: bool,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With the line it concerns, for people
    Human,
    /// casebook-findings/1, for programs
    Json,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut request = args.project.request()?;
    if !args.published {
        request.audience = Audience::EVERYTHING;
    }
    let mut snapshot = Engine::new(args.project.root()?).snapshot(&request)?;
    args.project.judge(&mut snapshot.findings);
    let findings = &snapshot.findings;
    match args.format {
        Format::Human => {
            print(&human::write(
                findings,
                |path| snapshot.text(path),
                styled(&std::io::stdout()),
            ));
            if !args.project.quiet {
                let documents = snapshot.read;
                say(&format!(
                    "{documents} documents as of {}: {}",
                    snapshot.as_of,
                    human::count(findings)
                ));
            }
        }
        Format::Json => print(&json::write(findings, snapshot.as_of)),
    }
    Ok(outcome(findings))
}
