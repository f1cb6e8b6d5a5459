//! `casebook serve`: starts the preview and prints its events.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{CliError, Outcome, ProjectArgs, eprint_line, eprint_report, has_colour};
use crate::diagnostic::{Finding, Severity, human};
use crate::serve::{ServeOptions, Server, ServerEvent, canonical_root, is_loopback};
use crate::text::visible;

#[derive(clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The port; where it is taken, the next one that is free
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    port: u16,
    /// Serve to others too, at this address
    #[arg(long, value_name = "ADDR")]
    host: Option<String>,
    /// Look at the files every so many seconds, where the system does not tell of changes
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, value_parser = super::parse_seconds, default_missing_value = "1")]
    poll: Option<Duration>,
    /// Open the browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: &ServeArgs) -> Result<Outcome, CliError> {
    let root = canonical_root(args.project.root()?)?;
    let make_request = |project: &ProjectArgs| {
        let mut request = project.request()?;
        // The pages are those of a build. The index itself is made at the first search.
        request.with_search = true;
        Ok::<_, CliError>(request)
    };
    let first = make_request(&args.project)?;
    let (request_args, strictness_args, output_args) = (
        args.project.clone(),
        args.project.clone(),
        args.project.clone(),
    );
    let last = Mutex::new(None);
    let options = ServeOptions {
        host: args.host.clone(),
        port: args.port,
        poll: args.poll,
        // Made anew for each snapshot, because the day may change while the preview runs.
        request: Box::new(move || make_request(&request_args).unwrap_or_else(|_| first.clone())),
        apply_strictness: Box::new(move |findings| strictness_args.apply_strictness(findings)),
        on_event: Arc::new(move |event| print_event(event, &output_args, &last)),
        root,
    };
    let server = Server::bind(options).map_err(|error| {
        let cause = crate::content::source::describe_io_error(&error);
        CliError(format!("cannot listen on port {}: {cause}", args.port))
    })?;
    let port = server.address.port();
    if port != args.port && args.port != 0 {
        eprint_line(&format!("port {} is taken, so this is {port}", args.port));
    }
    let name = match &args.host {
        None => "localhost".to_owned(),
        Some(host) if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
        Some(host) => host.clone(),
    };
    if args.host.as_deref().is_some_and(|host| !is_loopback(host)) {
        eprint_line(
            "warning: others who can reach this machine can read the preview, with all its findings",
        );
    }
    let address = format!("http://{name}:{port}/");
    eprint_line(&format!("{address} (Ctrl-C ends it)"));
    if args.open {
        open_browser(&address);
    }
    server.run()?;
    Ok(Outcome::Success)
}

/// Prints a warning, or a revision if its findings differ from those of the last one; errors in full.
fn print_event(event: &ServerEvent, project: &ProjectArgs, last: &Mutex<Option<(usize, String)>>) {
    let (revision, took) = match event {
        ServerEvent::Warning(notice) => return eprint_line(notice),
        ServerEvent::Published(revision, took) => (revision, took),
    };
    let findings: Vec<Finding> = revision.findings().cloned().collect();
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let errors: Vec<Finding> = errors.cloned().collect();
    let mut text = human::write(&errors, has_colour(&std::io::stderr()));
    if let Some(error) = &revision.read_error {
        text += &format!("error: {}\n", visible(error));
    }
    let key = (findings.len(), text.clone());
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref() == Some(&key) {
        return;
    }
    if last.as_ref().is_none_or(|(_, shown)| *shown != text) {
        eprint_report(&text);
    }
    *last = Some(key);
    if let Some(snapshot) = revision.snapshot.as_ref().filter(|_| !project.quiet) {
        eprint_line(&format!(
            "{}, {}, {}, {:.2} s",
            project.counted_documents(snapshot),
            human::counted(snapshot.site.html_page_count(), "page"),
            human::count_by_severity(&findings),
            took.as_secs_f64()
        ));
    }
}

/// Opens an address in the browser. Failing is no error, because the address has been printed.
fn open_browser(address: &str) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    let quiet = command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let _ = quiet.stderr(Stdio::null()).spawn();
}
