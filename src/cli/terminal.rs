//! Text on stdout and stderr.

use std::io::Write as _;

/// One line on stderr. A closed stderr is nobody's error.
pub fn eprint_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Finished text on stderr.
pub fn eprint_text(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Text on stdout. A reader that has gone (`| head`) ends the output, not the program.
pub fn print_stdout(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Do colours make sense there? `NO_COLOR`, `CLICOLOR` and the terminal decide.
pub fn has_colour(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}
