//! What a build tells, as text for the next one: where nothing has changed, that says the same without reading a
//! document. It quotes what need not be published, so its place is beside the project's files, never in a site.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Ground;
use crate::check;
use crate::diagnostic::{At, Finding, Quote, Severity};

const FORMAT: &str = "casebook-account/1";

/// What is told of a project that was built.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub ground: Ground,
    /// How many Markdown files were read.
    pub read: usize,
    /// How many pages for people the site has.
    pub pages: usize,
    /// The fingerprint of its manifest.
    pub manifest: u128,
    #[serde(with = "rows")]
    pub findings: Vec<Finding>,
}

#[derive(Serialize, Deserialize)]
struct File<A> {
    format: String,
    /// Which program wrote it: another one may find something else.
    program: u128,
    account: A,
}

impl Account {
    pub fn text(&self, program: u128) -> String {
        let file = File {
            format: FORMAT.to_owned(),
            program,
            account: self,
        };
        serde_json::to_string(&file).expect("text, numbers and lists are always JSON")
    }

    /// `None` where it is damaged, or of another program.
    pub fn read(text: &[u8], program: u128) -> Option<Self> {
        let file: File<Account> = serde_json::from_slice(text).ok()?;
        (file.format == FORMAT && file.program == program).then_some(file.account)
    }
}

/// Findings as lists, without what only the making of pages asks for.
mod rows {
    use serde::de::Error as _;
    use serde::{Deserializer, Serializer};

    use super::*;

    type Row<C, M, Q> = (C, Severity, M, [usize; 2], M, Option<M>, bool, Q);

    pub fn serialize<S: Serializer>(
        findings: &[Finding],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(findings.iter().map(row))
    }

    fn row(f: &Finding) -> Row<&str, &str, &Quote> {
        let at = [f.line, f.column];
        let help = f.help.as_deref();
        (
            f.code, f.severity, &f.path, at, &f.message, help, f.due, &f.quote,
        )
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Finding>, D::Error> {
        let rows = Vec::<Row<String, String, Quote>>::deserialize(from)?;
        let findings = rows.into_iter().map(finding).collect::<Option<_>>();
        findings.ok_or_else(|| D::Error::custom("a finding that no program could have written"))
    }

    /// `None` for what could not have been written.
    fn finding(row: Row<String, String, Quote>) -> Option<Finding> {
        let (code, severity, path, [line, column], message, help, due, quote) = row;
        if let Quote::Line(text, span) = &quote {
            text.get(span.clone())?;
        }
        // A snippet counts lines on from this one.
        u32::try_from(line).ok()?;
        Some(Finding {
            code: check::find(&code)?.code,
            severity,
            path: Arc::from(path),
            line,
            column,
            message,
            help,
            due,
            span: (0, 0),
            quote,
            at: At::Start,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(quote: Quote) -> Finding {
        Finding {
            code: "broken-link",
            severity: Severity::Warning,
            path: "a \"b\".md".into(),
            line: 3,
            column: 5,
            message: "there is no `ü`".into(),
            help: None,
            due: true,
            span: (0, 0),
            quote,
            at: At::Start,
        }
    }

    fn account(quotes: Vec<Quote>) -> Account {
        Account {
            ground: Ground::default(),
            read: 1,
            pages: 2,
            manifest: u128::MAX,
            findings: quotes.into_iter().map(finding).collect(),
        }
    }

    #[test]
    fn an_account_reads_as_it_was_written() {
        let quotes = [Quote::None, Quote::Far, Quote::Line("über".into(), 2..3)];
        let account = account(quotes.into());
        let text = account.text(7);
        assert_eq!(Account::read(text.as_bytes(), 7), Some(account));
        assert_eq!(Account::read(text.as_bytes(), 8), None);
    }

    #[test]
    fn what_no_program_could_have_written_is_not_read() {
        let backwards = std::ops::Range { start: 2, end: 1 };
        for span in [0..1, 3..9, backwards, 7..8] {
            let text = account(vec![Quote::Line("über".into(), span.clone())]).text(7);
            assert_eq!(Account::read(text.as_bytes(), 7), None, "{span:?}");
        }
        let mut far = account(vec![Quote::Far]);
        far.findings[0].line = usize::MAX;
        assert_eq!(Account::read(far.text(7).as_bytes(), 7), None);
    }
}
