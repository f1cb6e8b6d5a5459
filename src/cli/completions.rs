//! `casebook completions`: prints a script with which a shell completes command lines.

use clap_complete::Shell;

use super::{CliError, Outcome, print_data};

#[derive(clap::Args)]
pub struct CompletionsArgs {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// `command` describes the whole command line.
pub fn run(args: &CompletionsArgs, mut command: clap::Command) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "casebook", &mut script);
    print_data(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Success)
}
