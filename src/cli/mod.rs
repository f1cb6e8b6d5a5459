//! The command line: a file for each command. Only this module uses the terminal, the environment and today's date.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod fix;
mod init;
mod known_findings;
mod new;
mod old_urls;
mod outcome;
mod project;
mod project_files;
mod query;
mod rename;
mod schema;
mod serve;
mod terminal;
mod why;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use outcome::{CliError, Outcome, outcome_of};
use project::{ProjectArgs, existing_folder, parse_seconds, path_in_repository, today};
use terminal::{eprint_line, eprint_report, has_colour, print_data, print_stdout};

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
    Init(init::InitArgs),
    /// Make the website
    Build(build::BuildArgs),
    /// Name everything that is wrong, with the line and the fix
    Check(check::CheckArgs),
    /// Say what a change does to what is known: scores, gates, decisions
    Diff(diff::DiffArgs),
    /// Mend what can be mended with certainty: other spellings, the case of links
    Fix(fix::FixArgs),
    /// Say what a finding, a kind, a field or a method means
    Explain(explain::ExplainArgs),
    /// Show the website while you write it
    Serve(serve::ServeArgs),
    /// Start a persona, a problem, a validation …: a file with what it should say
    New(new::NewArgs),
    /// Write out the chain behind one entry, with its gaps
    Why(why::WhyArgs),
    /// List the entries that fit a question
    Query(query::QueryArgs),
    /// Give an entry another id, in every file that names it
    Rename(rename::RenameArgs),
    /// The front matter of a kind as JSON Schema, for editors
    Schema(schema::SchemaArgs),
    /// Write what a shell needs to complete command lines
    Completions(completions::CompletionsArgs),
}

/// Runs a command. Exit codes: 0 success, 1 errors in content or templates, 2 wrong usage, settings or files.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => return print_usage(&message),
    };
    let outcome = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Build(args) if args.watch => build::watch::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Fix(args) => fix::run(&args),
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
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::HasErrors) => ExitCode::from(1),
        Err(error) => print_error(&error),
    }
}

fn print_error(CliError(message): &CliError) -> ExitCode {
    eprint_line(&format!("error: {message}"));
    ExitCode::from(2)
}

/// Prints help, the version, or what is wrong with the arguments.
fn print_usage(message: &clap::Error) -> ExitCode {
    match terminal::print_usage(message) {
        Ok(()) => ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2)),
        Err(error) => print_error(&error),
    }
}
