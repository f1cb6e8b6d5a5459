//! Prints text on stdout and stderr. Text for people passes through `text::visible`, so that no name and no quote reaches
//! the terminal or forges a command of the runner.

use std::borrow::Cow;
use std::io::Write as _;

use super::CliError;
use crate::content::source::describe_io_error;
use crate::text::visible_except;

/// Prints a line for people on stderr. Failing is ignored.
pub fn eprint_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{}", for_people(line));
}

/// Prints findings on stderr as `diagnostic` wrote them, with their colours. Failing is ignored.
pub fn eprint_report(findings: &str) {
    let _ = anstream::stderr().write_all(findings.as_bytes());
}

/// Prints text for people on stdout. That the reader has closed the pipe (`| head`) is no error.
///
/// # Errors
///
/// It cannot be written: the disk is full, for example.
pub fn print_stdout(text: &str) -> Result<(), CliError> {
    print_data(&for_people(text))
}

/// As [`print_stdout`], for what programs read and for findings as `diagnostic` wrote them.
///
/// # Errors
///
/// As for [`print_stdout`].
pub fn print_data(text: &str) -> Result<(), CliError> {
    let mut stdout = anstream::stdout();
    let written = stdout.write_all(text.as_bytes());
    ignore_closed_pipe(written.and_then(|()| stdout.flush()))
}

/// Prints help, the version, or what is wrong with the arguments, which may hold anything.
///
/// # Errors
///
/// As for [`print_stdout`].
pub fn print_usage(message: &clap::Error) -> Result<(), CliError> {
    let is_plain = |text: &str| matches!(for_people(text), Cow::Borrowed(_));
    if message.use_stderr() && !std::env::args_os().all(|arg| is_plain(&arg.to_string_lossy())) {
        eprint_line(message.to_string().trim_end());
        return Ok(());
    }
    ignore_closed_pipe(message.print())
}

/// Text as people may see it, whatever names are in it. GitHub takes a line that begins with `::` or `##[` for a command,
/// and none of ours does.
pub fn for_people(text: &str) -> Cow<'_, str> {
    let text = visible_except(text, &['\n', '\t']);
    let commands = ["::", "##["];
    let is_command = |line: &str| {
        commands
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
    };
    if !text.lines().any(is_command) {
        return text;
    }
    let disarmed = text
        .split_inclusive('\n')
        .map(|line| match is_command(line) {
            true => format!("\\{}", line.trim_start()),
            false => line.to_owned(),
        });
    Cow::Owned(disarmed.collect())
}

/// The error of writing to stdout, unless its reader has gone.
fn ignore_closed_pipe(written: std::io::Result<()>) -> Result<(), CliError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_for_people_is_a_command_of_the_runner_or_of_the_terminal() {
        for (text, expected) in [
            ("a: b::c\n  = help: d", "a: b::c\n  = help: d"),
            ("a\n::error::b\nc", "a\n\\::error::b\nc"),
            ("a\n \t ::error::b", "a\n\\::error::b"),
            ("##[error]x", "\\##[error]x"),
            ("a\u{1b}[2J\rb", "a␛[2J␍b"),
        ] {
            assert_eq!(for_people(text), expected);
        }
    }
}
