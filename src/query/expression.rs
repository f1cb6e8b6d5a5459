//! Parses the text of a query into a tree. Knows the grammar, not the names of properties.
//!
//! ```text
//! query      = part { "or" part }
//! part       = term { "and" term }
//! term       = "not" term | "(" query ")" | NAME [ OPERATOR VALUE ]
//! OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" (contains)
//! ```

use std::ops::Range;

/// The maximum length of a query in bytes.
const MAX_LENGTH: usize = 10_000;
/// The maximum depth of nested brackets and `not`, since the parser is recursive.
const MAX_DEPTH: usize = 50;

/// What is wrong with a query, and at which bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub help: String,
    pub at: Range<usize>,
}

impl Error {
    pub fn new(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        Error { message, help, at }
    }

    /// The message, the query with the error underlined, and the help. `text` is the query.
    pub fn to_text(&self, text: &str) -> String {
        let line = text.replace(char::is_control, " ");
        let column = text[..self.at.start].chars().count();
        let width = text[self.at.clone()].chars().count().max(1);
        let mark = " ".repeat(column) + &"^".repeat(width);
        let (Error { message, help, .. }, column) = (self, column + 1);
        format!("{message}\n  {line}\n  {mark} column {column}\n  = help: {help}")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    /// True for entries in which the name has a value.
    Has(SpannedText),
    Compare {
        name: SpannedText,
        operator: Operator,
        /// The bytes of the operator.
        at: Range<usize>,
        value: SpannedText,
    },
}

/// A name or a value, and its bytes in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpannedText {
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
    /// True if it can only compare numbers and dates.
    pub fn needs_order(self) -> bool {
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
/// A syntax error, with its place.
pub fn parse(text: &str) -> Result<Expression, Error> {
    if text.len() > MAX_LENGTH {
        let message = format!("the question is longer than {MAX_LENGTH} characters");
        return Err(Error::new(0..0, message, "ask less at once"));
    }
    let tokens = tokenize(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        end: text.trim_end().len(),
        depth: 0,
    };
    if tokens.is_empty() {
        let help = "ask for example kind=problem and support<3";
        return Err(Error::new(0..0, "there is no question", help));
    }
    let tree = parser.parse_any()?;
    let Some(Token { kind, at }) = parser.peek() else {
        return Ok(tree);
    };
    let (message, help) = match kind {
        TokenKind::CloseBracket => (
            "this bracket closes nothing",
            "remove it, or open one before",
        ),
        _ => (
            "something is missing before this",
            "put `and` or `or` between two conditions; put a value with blanks in quotes",
        ),
    };
    Err(Error::new(at.clone(), message, help))
}

#[derive(Clone, Debug, PartialEq)]
struct Token {
    kind: TokenKind,
    at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum TokenKind {
    Word(String),
    /// A value in quotes; never a name, `and`, `or` or `not`.
    Quoted(String),
    Operator(Operator),
    OpenBracket,
    CloseBracket,
}

fn tokenize(text: &str) -> Result<Vec<Token>, Error> {
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
            '(' => (TokenKind::OpenBracket, 1),
            ')' => (TokenKind::CloseBracket, 1),
            '~' => (TokenKind::Operator(Operator::Contains), 1),
            '"' | '\'' => {
                let Some(end) = rest[1..].find(c) else {
                    let help = format!("end it with {c}");
                    return Err(Error::new(at..text.len(), "this quote is not closed", help));
                };
                (TokenKind::Quoted(rest[1..=end].to_owned()), end + 2)
            }
            '&' | '|' | ',' | ';' | '!' if operator.is_none() => {
                let help = match c {
                    '&' => "write `and`",
                    '|' => "write `or`",
                    '!' => "write `not`, or `!=`",
                    _ => "write `and` or `or`; put a value with commas in quotes",
                };
                let message = format!("`{c}` means nothing here");
                return Err(Error::new(at..at + 1, message, help));
            }
            _ => match operator {
                Some((sign, operator)) => (TokenKind::Operator(*operator), sign.len()),
                None => {
                    let end = rest.find(is_end_of_word).unwrap_or(rest.len());
                    (TokenKind::Word(rest[..end].to_owned()), end)
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

fn is_end_of_word(c: char) -> bool {
    c.is_whitespace() || "()\"'=!<>~≠≤≥&|,;".contains(c)
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    /// The end of the text: the place of errors about a missing part.
    end: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token { kind: TokenKind::Word(w), .. }) if w.eq_ignore_ascii_case(word));
        self.next += usize::from(is);
        is
    }

    fn parse_any(&mut self) -> Result<Expression, Error> {
        let mut parts = vec![self.parse_all()?];
        while self.accept_word("or") {
            parts.push(self.parse_all()?);
        }
        Ok(single_or(parts, Expression::Any))
    }

    fn parse_all(&mut self) -> Result<Expression, Error> {
        let mut parts = vec![self.parse_term()?];
        while self.accept_word("and") {
            parts.push(self.parse_term()?);
        }
        Ok(single_or(parts, Expression::All))
    }

    fn parse_term(&mut self) -> Result<Expression, Error> {
        let Some(token) = self.peek() else {
            return Err(missing_condition(&(self.end..self.end), "here"));
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let (at, message) = (token.at.clone(), "this is nested too deeply");
            return Err(Error::new(at, message, "write it with fewer brackets"));
        }
        let tree = if self.accept_word("not") {
            Expression::Not(Box::new(self.parse_term()?))
        } else {
            self.next += 1;
            match &token.kind {
                TokenKind::OpenBracket => self.parse_bracket(&token.at)?,
                TokenKind::Word(word) => self.parse_condition(word, &token.at)?,
                kind => return Err(expected_condition(kind, &token.at)),
            }
        };
        self.depth -= 1;
        Ok(tree)
    }

    fn parse_bracket(&mut self, open: &Range<usize>) -> Result<Expression, Error> {
        let inside = self.parse_any()?;
        match self.peek() {
            Some(token) if token.kind == TokenKind::CloseBracket => {
                self.next += 1;
                Ok(inside)
            }
            Some(token) => {
                let (at, message) = (token.at.clone(), "something is missing before this");
                let help = "put `and` or `or` between two conditions";
                Err(Error::new(at, message, help))
            }
            None => {
                let message = "this bracket is not closed";
                Err(Error::new(open.clone(), message, "close it with `)`"))
            }
        }
    }

    fn parse_condition(&mut self, name: &str, at: &Range<usize>) -> Result<Expression, Error> {
        if ["and", "or"].iter().any(|w| name.eq_ignore_ascii_case(w)) {
            return Err(missing_condition(at, &format!("before `{name}`")));
        }
        let name = SpannedText {
            text: name.to_owned(),
            at: at.clone(),
        };
        let next = self.peek().map(|token| (&token.kind, &token.at));
        let Some((TokenKind::Operator(operator), at)) = next else {
            return Ok(Expression::Has(name));
        };
        self.next += 1;
        let Some(value) = self.peek() else {
            let help = "put it in quotes if it has blanks";
            return Err(Error::new(
                at.clone(),
                "a value is missing after this",
                help,
            ));
        };
        self.next += 1;
        let (TokenKind::Word(text) | TokenKind::Quoted(text)) = &value.kind else {
            let (at, message) = (value.at.clone(), "a value is missing before this");
            let help = "put it in quotes if it has such signs";
            return Err(Error::new(at, message, help));
        };
        Ok(Expression::Compare {
            name,
            operator: *operator,
            at: at.clone(),
            value: SpannedText {
                text: text.clone(),
                at: value.at.clone(),
            },
        })
    }
}

fn expected_condition(kind: &TokenKind, at: &Range<usize>) -> Error {
    let (message, example) = match kind {
        TokenKind::CloseBracket => return missing_condition(at, "before this"),
        TokenKind::Operator(_) => ("a name is missing before this", "support<3"),
        _ => ("a name is not written in quotes", "title~\"a file\""),
    };
    Error::new(at.clone(), message, format!("write for example {example}"))
}

fn missing_condition(at: &Range<usize>, place: &str) -> Error {
    let message = format!("a condition is missing {place}");
    Error::new(at.clone(), message, "write for example kind=problem")
}

fn single_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}
