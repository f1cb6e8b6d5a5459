//! `casebook build`: the website, written.

use std::path::PathBuf;
use std::time::Instant;

use super::{Failure, Outcome, Project, outcome, say, styled};
use crate::config;
use crate::diagnostic::{Finding, Severity, human};
use crate::engine::Engine;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: Project,
    /// Where to write; from the working directory
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The site's absolute address, for feed, sitemap and canonical links
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write the site although there are errors; the exit code is still 1
    #[arg(long)]
    keep_going: bool,
    /// Leave the search index out
    #[arg(long)]
    no_search: bool,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut request = args.project.request()?;
    if let Some(url) = &args.base_url {
        request.base_url = Some(config::base_url(url).map_err(Failure)?);
    }
    request.output = args.output.clone();
    let mut snapshot = Engine::new(args.project.root()?).snapshot(&request)?;
    args.project.judge(&mut snapshot.findings);
    report(
        &snapshot.findings,
        |path| snapshot.text(path),
        &args.project,
    );
    let outcome = outcome(&snapshot.findings);
    if outcome == Outcome::Errors && !args.keep_going {
        let errors = snapshot.count(Severity::Error);
        say(&format!(
            "nothing was written: {errors} error{} (`--keep-going` writes what can be published)",
            if errors == 1 { "" } else { "s" }
        ));
        return Ok(Outcome::Errors);
    }
    // TODO-OUTPUT
    let out = snapshot.layout.output.clone();
    for page in snapshot.pages() {
        let path = out.join(page.url.as_str());
        std::fs::create_dir_all(path.parent().expect("a page is in a folder"))?;
        match &page.content {
            crate::page::Content::Bytes(b) => std::fs::write(&path, b)?,
            crate::page::Content::File { path: from, .. } => {
                std::fs::copy(from, &path)?;
            }
            crate::page::Content::Template { .. } => match snapshot.render(page) {
                Ok(html) => std::fs::write(&path, html)?,
                Err(wrong) => say(&format!("{wrong:?}")),
            },
        }
    }
    if !args.project.quiet {
        say(&format!(
            "{} documents, {} files, {} in {:.2} s: {}",
            snapshot.read,
            snapshot.pages().len(),
            human::count(&snapshot.findings),
            start.elapsed().as_secs_f64(),
            out.display()
        ));
    }
    Ok(outcome)
}

/// Errors and warnings with their lines; hints are counted, `check` lists them.
fn report<'t>(findings: &[Finding], text: impl Fn(&str) -> Option<&'t str>, project: &Project) {
    let least = if project.quiet {
        Severity::Error
    } else {
        Severity::Warning
    };
    let told: Vec<Finding> = findings
        .iter()
        .filter(|f| f.severity >= least)
        .cloned()
        .collect();
    eprint!("{}", human::write(&told, text, styled(&std::io::stderr())));
}
