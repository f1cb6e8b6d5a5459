//! The text of a question to its tree. Knows the grammar, not the names.
//!
//! ```text
//! question   = part { "or" part }
//! part       = term { "and" term }
//! term       = "not" term | "(" question ")" | NAME [ OPERATOR VALUE ]
//! OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" (contains)
//! ```

use std::ops::Range;

/// Longer questions are not read.
const MAX_LENGTH: usize = 10_000;
/// Nor are brackets and `not` nested deeper than this.
const MAX_DEPTH: usize = 50;

/// What is wrong with an expression, and the bytes of it that are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    pub help: String,
    pub at: Range<usize>,
}

impl Wrong {
    pub(super) fn new(
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Wrong {
            message: message.into(),
            help: help.into(),
            at,
        }
    }

    /// The message with the expression under it, and marks under what is wrong.
    pub fn show(&self, text: &str) -> String {
        let line = text.replace(char::is_control, " ");
        let column = text[..self.at.start].chars().count();
        let width = text[self.at.clone()].chars().count().max(1);
        format!(
            "{}\n  {line}\n  {}{} column {}\n  = help: {}",
            self.message,
            " ".repeat(column),
            "^".repeat(width),
            column + 1,
            self.help
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
    /// The name has some value.
    Has(Word),
    Compare {
        name: Word,
        operator: Operator,
        /// Where the operator stands.
        at: Range<usize>,
        value: Word,
    },
}

/// A name or a value, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
    Contains,
}

impl Operator {
    /// Does it need an order?
    pub fn orders(self) -> bool {
        !matches!(self, Operator::Is | Operator::IsNot | Operator::Contains)
    }
}

const OPERATORS: [(&str, Operator); 10] = [
    ("!=", Operator::IsNot),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("==", Operator::Is),
    ("≠", Operator::IsNot),
    ("≤", Operator::AtMost),
    ("≥", Operator::AtLeast),
    ("=", Operator::Is),
    ("<", Operator::Below),
    (">", Operator::Above),
];

/// # Errors
///
/// What is no question, with its place.
pub fn parse(text: &str) -> Result<Tree, Wrong> {
    if text.len() > MAX_LENGTH {
        return Err(Wrong::new(
            0..0,
            format!("the question is longer than {MAX_LENGTH} characters"),
            "ask less at once",
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        end: text.trim_end().len(),
        depth: 0,
    };
    if tokens.is_empty() {
        return Err(Wrong::new(
            0..0,
            "there is no question",
            "ask for example kind=problem and support<3",
        ));
    }
    let tree = parser.any()?;
    match parser.peek() {
        None => Ok(tree),
        Some(Token {
            kind: Kind::Close,
            at,
        }) => Err(Wrong::new(
            at.clone(),
            "this bracket closes nothing",
            "remove it, or open one before",
        )),
        Some(token) => Err(Wrong::new(
            token.at.clone(),
            "something is missing before this",
            "put `and` or `or` between two conditions; put a value with blanks in quotes",
        )),
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Token {
    kind: Kind,
    at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Word(String),
    /// In quotes: a value, never a name or `and`.
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
}

fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let operator = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign));
        let (kind, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '~' => (Kind::Operator(Operator::Contains), 1),
            '"' | '\'' => {
                let Some(end) = rest[1..].find(c) else {
                    return Err(Wrong::new(
                        at..text.len(),
                        "this quote is not closed",
                        format!("end it with {c}"),
                    ));
                };
                (Kind::Quoted(rest[1..=end].to_owned()), end + 2)
            }
            '&' | '|' | ',' | ';' | '!' if operator.is_none() => {
                let help = match c {
                    '&' => "write `and`",
                    '|' => "write `or`",
                    '!' => "write `not`, or `!=`",
                    _ => "write `and` or `or`; put a value with commas in quotes",
                };
                return Err(Wrong::new(
                    at..at + 1,
                    format!("`{c}` means nothing here"),
                    help,
                ));
            }
            _ => match operator {
                Some((sign, operator)) => (Kind::Operator(*operator), sign.len()),
                None => {
                    let end = rest.find(is_end).unwrap_or(rest.len());
                    (Kind::Word(rest[..end].to_owned()), end)
                }
            },
        };
        tokens.push(Token {
            kind,
            at: at..at + length,
        });
        at += length;
    }
    Ok(tokens)
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || "()\"'=!<>~≠≤≥&|,;".contains(c)
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    /// Where the text ends: what is missing is missing there.
    end: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn takes(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token { kind: Kind::Word(w), .. }) if w.eq_ignore_ascii_case(word));
        self.next += usize::from(is);
        is
    }

    fn any(&mut self) -> Result<Tree, Wrong> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Tree::Any))
    }

    fn all(&mut self) -> Result<Tree, Wrong> {
        let mut parts = vec![self.term()?];
        while self.takes("and") {
            parts.push(self.term()?);
        }
        Ok(one_or(parts, Tree::All))
    }

    fn term(&mut self) -> Result<Tree, Wrong> {
        let Some(token) = self.peek() else {
            return Err(Wrong::new(
                self.end..self.end,
                "a condition is missing here",
                "write for example kind=problem",
            ));
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Wrong::new(
                token.at.clone(),
                "this is nested too deeply",
                "write it with fewer brackets",
            ));
        }
        let tree = if self.takes("not") {
            Tree::Not(Box::new(self.term()?))
        } else {
            self.next += 1;
            match &token.kind {
                Kind::Open => self.bracket(&token.at)?,
                Kind::Word(word) => self.condition(word, &token.at)?,
                kind => return Err(self.no_condition(kind, &token.at)),
            }
        };
        self.depth -= 1;
        Ok(tree)
    }

    fn bracket(&mut self, open: &Range<usize>) -> Result<Tree, Wrong> {
        let inside = self.any()?;
        match self.peek() {
            Some(Token {
                kind: Kind::Close, ..
            }) => {
                self.next += 1;
                Ok(inside)
            }
            Some(token) => Err(Wrong::new(
                token.at.clone(),
                "something is missing before this",
                "put `and` or `or` between two conditions",
            )),
            None => Err(Wrong::new(
                open.clone(),
                "this bracket is not closed",
                "close it with `)`",
            )),
        }
    }

    fn condition(&mut self, name: &str, at: &Range<usize>) -> Result<Tree, Wrong> {
        if ["and", "or"].iter().any(|w| name.eq_ignore_ascii_case(w)) {
            return Err(Wrong::new(
                at.clone(),
                format!("a condition is missing before `{name}`"),
                "write for example kind=problem",
            ));
        }
        let name = Word {
            text: name.to_owned(),
            at: at.clone(),
        };
        let Some(Token {
            kind: Kind::Operator(operator),
            at,
        }) = self.peek()
        else {
            return Ok(Tree::Has(name));
        };
        self.next += 1;
        let Some(value) = self.peek() else {
            return Err(Wrong::new(
                at.clone(),
                "a value is missing after this",
                "put it in quotes if it has blanks",
            ));
        };
        self.next += 1;
        let (Kind::Word(text) | Kind::Quoted(text)) = &value.kind else {
            return Err(Wrong::new(
                value.at.clone(),
                "a value is missing before this",
                "put it in quotes if it has such signs",
            ));
        };
        Ok(Tree::Compare {
            name,
            operator: *operator,
            at: at.clone(),
            value: Word {
                text: text.clone(),
                at: value.at.clone(),
            },
        })
    }

    fn no_condition(&self, kind: &Kind, at: &Range<usize>) -> Wrong {
        match kind {
            Kind::Close => Wrong::new(
                at.clone(),
                "a condition is missing before this",
                "write for example kind=problem",
            ),
            Kind::Operator(_) => Wrong::new(
                at.clone(),
                "a name is missing before this",
                "write for example support<3",
            ),
            _ => Wrong::new(
                at.clone(),
                "a name is not written in quotes",
                "write for example title~\"a file\"",
            ),
        }
    }
}

fn one_or(mut parts: Vec<Tree>, many: fn(Vec<Tree>) -> Tree) -> Tree {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}
