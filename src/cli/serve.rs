//! `casebook serve`: the website, shown while it is written.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Failure, Outcome, Project, say, say_all, styled};
use crate::diagnostic::{Finding, Severity, human};
use crate::serve::{Options, Server, Told, is_loopback, real_root};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: Project,
    /// The port; where it is taken, the next one that is free
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    port: u16,
    /// Serve to others too, at this address
    #[arg(long, value_name = "ADDR")]
    host: Option<String>,
    /// Look at the files every so many seconds, where the system does not tell of changes
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, value_parser = super::seconds, default_missing_value = "1")]
    poll: Option<Duration>,
    /// Open the browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let root = real_root(args.project.root()?)?;
    let ask = |project: &Project| {
        let mut request = project.request()?;
        // The pages are those of a build; the index is made when somebody searches.
        request.search = true;
        Ok::<_, Failure>(request)
    };
    let first = ask(&args.project)?;
    let (asked, judging, talking) = (
        args.project.clone(),
        args.project.clone(),
        args.project.clone(),
    );
    let last = Mutex::new(None);
    let options = Options {
        host: args.host.clone(),
        port: args.port,
        poll: args.poll,
        // The day is asked for anew each time: a preview may stay open overnight.
        request: Box::new(move || ask(&asked).unwrap_or_else(|_| first.clone())),
        judge: Box::new(move |findings| judging.judge(findings)),
        say: Arc::new(move |told| tell(told, &talking, &last)),
        root,
    };
    let server = Server::bind(options).map_err(|error| {
        let cause = crate::source::cause(&error);
        Failure(format!("cannot listen on port {}: {cause}", args.port))
    })?;
    let port = server.address.port();
    if port != args.port && args.port != 0 {
        say(&format!("port {} is taken, so this is {port}", args.port));
    }
    let name = match &args.host {
        None => "localhost".to_owned(),
        Some(host) if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
        Some(host) => host.clone(),
    };
    if args.host.as_deref().is_some_and(|host| !is_loopback(host)) {
        say(
            "warning: others who can reach this machine can read the preview, with all its findings",
        );
    }
    let address = format!("http://{name}:{port}/");
    say(&format!("{address} (Ctrl-C ends it)"));
    if args.open {
        open(&address);
    }
    server.run()?;
    Ok(Outcome::Fine)
}

/// The first edition, and those with other findings; errors in full.
fn tell(told: &Told, project: &Project, last: &Mutex<Option<(usize, String)>>) {
    let edition = match told {
        Told::Notice(notice) => return say(notice),
        Told::Published(edition, took) => (edition, took),
    };
    let (edition, took) = edition;
    let findings: Vec<Finding> = edition.findings().cloned().collect();
    let errors: Vec<Finding> = findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .cloned()
        .collect();
    let mut news = human::write(&errors, styled(&std::io::stderr()));
    news.extend(
        edition
            .fault
            .iter()
            .map(|fault| format!("error: {fault}\n")),
    );
    let key = (findings.len(), news.clone());
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref() == Some(&key) {
        return;
    }
    if last.as_ref().is_none_or(|(_, told)| *told != news) {
        say_all(&news);
    }
    *last = Some(key);
    if let Some(snapshot) = edition.snapshot.as_ref().filter(|_| !project.quiet) {
        say(&format!(
            "{} documents, {} pages, {}, {:.2} s",
            snapshot.read,
            snapshot.site.html(),
            human::count(&findings),
            took.as_secs_f64()
        ));
    }
}

/// Asks the system to show an address. That it cannot is no error: the address has been printed.
fn open(address: &str) {
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
