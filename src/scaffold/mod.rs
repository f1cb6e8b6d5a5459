//! Documents as text: what `casebook new` and `casebook init` write, and what `casebook rename` changes in place.
//!
//! Pure: text in, text out. Whatever is written is read back and compared before anybody sees it.

pub mod command;
pub mod scalar;
pub mod slug;
pub mod template;

/// Why something cannot be written, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub help: Option<String>,
}

impl Error {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Error {
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  = help: {help}"),
            None => Ok(()),
        }
    }
}
