//! `casebook completions`: what a shell needs to complete command lines.

use clap_complete::Shell;

use super::{Failure, Outcome, print};

#[derive(clap::Args)]
pub struct Args {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// `command` is the whole command line.
pub fn run(args: &Args, mut command: clap::Command) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "casebook", &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Fine)
}
