//! Prints text on stdout and stderr.

use std::io::Write as _;

use super::CliError;
use crate::content::source::describe_io_error;

/// Prints a line on stderr. Failing is ignored.
pub fn eprint_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

pub fn eprint_text(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Prints text on stdout. That the reader has closed the pipe (`| head`) is no error.
///
/// # Errors
///
/// It cannot be written: the disk is full, for example.
pub fn print_stdout(text: &str) -> Result<(), CliError> {
    let mut stdout = anstream::stdout();
    let written = stdout.write_all(text.as_bytes());
    ignore_closed_pipe(written.and_then(|()| stdout.flush()))
}

/// The error of writing to stdout, unless its reader has gone.
pub fn ignore_closed_pipe(written: std::io::Result<()>) -> Result<(), CliError> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let cause = describe_io_error(&error);
            Err(CliError(format!("cannot write the output: {cause}")))
        }
        _ => Ok(()),
    }
}

/// True if a stream should get colours, after `NO_COLOR`, `CLICOLOR` and the terminal.
pub fn has_colour(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}
