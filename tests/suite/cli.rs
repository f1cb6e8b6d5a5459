//! Commands with their output and exit codes. Each case is a `.trycmd` file, run in a copy of the folder of the same
//! name.

use std::process::Command;

use crate::support::{HOW_TO_UPDATE, update};

#[test]
fn commands_say_what_they_should() {
    // Trycmd has its own variable for this and reads it only from the environment.
    const ITS_VARIABLE: &str = "TRYCMD";
    if update() && std::env::var_os(ITS_VARIABLE).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "cli::commands_say_what_they_should"]);
        assert!(
            again
                .env(ITS_VARIABLE, "overwrite")
                .status()
                .unwrap()
                .success()
        );
        return;
    }
    // It panics with its own message; this line is printed above it.
    eprintln!("{HOW_TO_UPDATE}");
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
