//! Prints text on stdout and stderr.

use std::io::Write as _;

/// Prints a line on stderr. Failing is ignored.
pub fn eprint_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

pub fn eprint_text(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Prints text on stdout. Failing is ignored, because the reader may have closed the pipe (`| head`).
pub fn print_stdout(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// True if a stream should get colours, after `NO_COLOR`, `CLICOLOR` and the terminal.
pub fn has_colour(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}
