//! The command line: one file a command. Terminal, environment and clock are read here and nowhere else.

mod build;
mod check;
mod completions;
mod disk;
mod explain;
mod former;
mod init;
mod new;
mod outcome;
mod project;
mod query;
mod rename;
mod schema;
mod serve;
mod terminal;
mod why;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use outcome::{Failure, Outcome, outcome};
use project::{Project, seconds, today};
use terminal::{print, say, say_all, styled};

/// Turns a folder of Markdown about your customers into a linked, scored website.
#[derive(Parser)]
#[command(name = "casebook", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a project: a sample to change, settings, and a workflow that publishes
    Init(init::Args),
    /// Make the website
    Build(build::Args),
    /// Name everything that is wrong, with the line and the fix
    Check(check::Args),
    /// Say what a finding, a kind, a field or a method means
    Explain(explain::Args),
    /// Show the website while you write it
    Serve(serve::Args),
    /// Start a persona, a problem, a validation …: a file with what it should say
    New(new::Args),
    /// Write out the chain behind one entry, with its gaps
    Why(why::Args),
    /// List the entries that fit a question
    Query(query::Args),
    /// Give an entry another id, in every file that names it
    Rename(rename::Args),
    /// The front matter of a kind as JSON Schema, for editors
    Schema(schema::Args),
    /// Write what a shell needs to complete command lines
    Completions(completions::Args),
}

/// Runs a command: 0 fine, 1 the content or a template has errors, 2 usage, config or files.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Build(args) if args.watch => build::watch::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::New(args) => new::run(&args),
        Command::Why(args) => why::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Rename(args) => rename::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Schema(args) => schema::run(&args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(Failure(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}
