//! The text of a Rust file as names and signs. What compiles is read right; nothing is checked.

pub fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::`, strings and single signs; no comments, lifetimes and characters.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").expect("a comment ends") + 2
        } else if rest.starts_with('\'') {
            quoted(rest)
        } else if let Some(length) = string(rest) {
            tokens.push(rest[..length].to_owned());
            length
        } else if first.is_whitespace() {
            first.len_utf8()
        } else {
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            tokens.push(rest[..length].to_owned());
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a character or of the tick of a lifetime.
fn quoted(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => 4 + text[3..].find('\'').expect("a character ends"),
        (_, Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The length of a string literal, raw or not.
fn string(text: &str) -> Option<usize> {
    let start = text.trim_start_matches(['b', 'r']);
    let prefix = text.len() - start.len();
    let hashes = start.len() - start.trim_start_matches('#').len();
    let body = start[hashes..].strip_prefix('"')?;
    let opening = prefix + hashes + 1;
    if text[..prefix].contains('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(opening + body.find(&end).expect("a string ends") + end.len());
    }
    let mut escaped = false;
    let end = body.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    Some(opening + end.expect("a string ends") + 1)
}

/// Leaves out each item whose `cfg` asks for tests.
pub fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let attribute = match tokens[at] == "#" {
            true => tokens[at..tokens.len().min(at + 7)].concat(),
            false => String::new(),
        };
        if attribute.starts_with("#[cfg(test)") || attribute.starts_with("#[cfg(all(test,") {
            at = end_of_item(&tokens, at);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// An item ends with a semicolon outside brackets, or with its closing brace.
pub fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    let mut head = tokens[start..].iter().take_while(|t| *t != "{");
    let is_use = head.any(|t| t == "use");
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == ";" || token == "}" && !is_use) {
            return at + 1;
        }
    }
    tokens.len()
}
