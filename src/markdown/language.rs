//! What the highlighter knows of each language, from `languages.yaml`.

use std::sync::LazyLock;

use crate::content::yaml::{self, Node};

/// How a language writes its comments, strings and words. Enough to mark code, not to check it; `languages.yaml` explains
/// each.
#[derive(Clone, Debug, Default)]
pub(super) struct Language {
    names: String,
    pub line_comments: Vec<String>,
    pub block_comment: Option<(String, String)>,
    pub strings: Vec<StringSyntax>,
    pub keywords: String,
    pub ignores_case: bool,
    pub has_capitalised_types: bool,
    pub key_separator: Option<char>,
    pub syntax: SyntaxFamily,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SyntaxFamily {
    /// Words, strings and comments.
    #[default]
    Code,
    /// Tags between text.
    Markup,
    /// Lines that were added and removed.
    Diff,
}

#[derive(Clone, Debug)]
pub(super) struct StringSyntax {
    pub mark: String,
    pub has_escapes: bool,
    pub is_multiline: bool,
    pub is_single_char: bool,
}

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    match yaml::parse(include_str!("languages.yaml")).expect("a unit test reads it") {
        Node::List(languages) => languages.iter().map(Language::read).collect(),
        _ => vec![],
    }
});

/// The language with this name, in any case.
pub(super) fn find_language(name: &str) -> Option<&'static Language> {
    let name = name.to_ascii_lowercase();
    let is_named = |language: &&Language| language.names.split(' ').any(|n| n == name);
    LANGUAGES.iter().find(is_named)
}

impl Language {
    fn read(node: &Node) -> Self {
        let text = |key: &str| node.get(key).and_then(Node::as_text);
        let texts = |key: &str| match node.get(key) {
            Some(Node::List(items)) => items.iter().map(Node::as_text).collect(),
            _ => None::<Vec<String>>,
        };
        let like = text("like").unwrap_or_default();
        let flags = texts("flags").unwrap_or_default();
        let has = |flag: &str| flags.iter().any(|own| own == flag);
        let (comments, strings): (&[&str], _) = match like.as_str() {
            "c" => (&["//"], ["\"", "one '"]),
            "hash" => (&["#"], ["\"", "'"]),
            _ => (&[], ["\"", "'"]),
        };
        let of_like = |all: &[&str]| all.iter().map(|mark| (*mark).to_owned()).collect();
        let of_c = || (like == "c").then(|| ("/*".to_owned(), "*/".to_owned()));
        let block = texts("block").and_then(|marks| <[String; 2]>::try_from(marks).ok());
        let strings = texts("strings").unwrap_or_else(|| of_like(&strings));
        Language {
            names: text("names").unwrap_or_default(),
            line_comments: texts("comments").unwrap_or_else(|| of_like(comments)),
            block_comment: block.map(Into::into).or_else(of_c),
            strings: strings
                .iter()
                .map(|text| StringSyntax::read(text))
                .collect(),
            keywords: text("keywords").unwrap_or_default(),
            ignores_case: has("ignores_case"),
            has_capitalised_types: has("capitals") || like == "c" && !has("no_capitals"),
            key_separator: text("key").and_then(|key| key.chars().next()),
            syntax: match text("syntax").as_deref() {
                Some("markup") => SyntaxFamily::Markup,
                Some("diff") => SyntaxFamily::Diff,
                _ => SyntaxFamily::Code,
            },
        }
    }
}

impl StringSyntax {
    /// Reads a mark with the words before it.
    fn read(text: &str) -> Self {
        let (words, mark) = text.rsplit_once(' ').unwrap_or(("", text));
        StringSyntax {
            mark: mark.to_owned(),
            has_escapes: !words.contains("raw"),
            is_multiline: words.contains("lines"),
            is_single_char: words == "one",
        }
    }
}
