//! What the highlighter knows of each language, one row per language.

/// How a language writes its comments, strings and words. Enough to mark code, not to check it.
#[derive(Debug)]
pub(super) struct Language {
    /// What a code block may call the language, in lower case.
    names: &'static str,
    /// What starts a line comment. A single character such as `#` does so only after white space.
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// Tried in this order, so longer openings come first.
    pub strings: &'static [StringSyntax],
    /// Separated by spaces; in lower case if the language ignores case.
    pub keywords: &'static str,
    pub ignores_case: bool,
    /// True if a word that starts with a capital is a type.
    pub has_capitalised_types: bool,
    /// What follows the name of a key: the `:` of `"a": 1`, the `=` of `a = 1`.
    pub key_separator: Option<char>,
    pub syntax: SyntaxFamily,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SyntaxFamily {
    /// Words, strings and comments.
    Code,
    /// Tags between text.
    Markup,
    /// Lines that were added and removed.
    Diff,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct StringSyntax {
    pub open: &'static str,
    pub close: &'static str,
    pub has_escapes: bool,
    pub is_multiline: bool,
    /// Contains exactly one character: `'` in Rust also starts a lifetime.
    pub is_single_char: bool,
}

const fn quoted(mark: &'static str) -> StringSyntax {
    StringSyntax {
        open: mark,
        close: mark,
        has_escapes: true,
        is_multiline: false,
        is_single_char: false,
    }
}

const fn multiline(mark: &'static str) -> StringSyntax {
    StringSyntax {
        is_multiline: true,
        ..quoted(mark)
    }
}

const fn without_escapes(mark: &'static str) -> StringSyntax {
    StringSyntax {
        has_escapes: false,
        ..quoted(mark)
    }
}

const CHAR_LITERAL: StringSyntax = StringSyntax {
    is_single_char: true,
    ..quoted("'")
};

const BASE: Language = Language {
    names: "",
    line_comments: &[],
    block_comment: None,
    strings: &[quoted("\""), quoted("'")],
    keywords: "",
    ignores_case: false,
    has_capitalised_types: false,
    key_separator: None,
    syntax: SyntaxFamily::Code,
};

/// Most languages with braces.
const C_LIKE: Language = Language {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    strings: &[quoted("\""), CHAR_LITERAL],
    has_capitalised_types: true,
    ..BASE
};

const HASH_COMMENTS: Language = Language {
    line_comments: &["#"],
    ..BASE
};

/// The language with this name, in any case.
pub(super) fn find_language(name: &str) -> Option<&'static Language> {
    let name = name.to_ascii_lowercase();
    LANGUAGES
        .iter()
        .find(|language| language.names.split(' ').any(|n| n == name))
}

static LANGUAGES: &[Language] = &[
    Language {
        names: "bash sh shell zsh console shellsession",
        strings: &[quoted("\""), without_escapes("'")],
        keywords: "case do done elif else esac exit export fi for function if in local return set source then until while",
        ..HASH_COMMENTS
    },
    Language {
        names: "c h cpp c++ cc hpp objc",
        keywords: "auto bool break case catch char class const constexpr continue default delete do double else enum \
            explicit extern false float for friend goto if inline int long namespace new nullptr operator override \
            private protected public return short signed sizeof static struct switch template this throw true try \
            typedef typename union unsigned using virtual void volatile while #include #define #if #ifdef #ifndef #endif",
        ..C_LIKE
    },
    Language {
        names: "csharp cs c#",
        keywords: "abstract as async await base bool break case catch char class const continue decimal default delegate \
            do double else enum event explicit false finally float for foreach get if in int interface internal is lock \
            long namespace new null object out override params private protected public readonly record ref return sealed \
            set short static string struct switch this throw true try typeof using var virtual void where while yield",
        ..C_LIKE
    },
    Language {
        names: "css scss sass less",
        line_comments: &[],
        strings: &[quoted("\""), quoted("'")],
        keywords: "@import @media @supports @font-face @keyframes @layer @container !important inherit initial none auto",
        has_capitalised_types: false,
        key_separator: Some(':'),
        ..C_LIKE
    },
    Language {
        names: "diff patch",
        syntax: SyntaxFamily::Diff,
        ..BASE
    },
    Language {
        names: "docker dockerfile",
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user \
            volume workdir",
        ignores_case: true,
        ..HASH_COMMENTS
    },
    Language {
        names: "go golang",
        strings: &[
            quoted("\""),
            StringSyntax {
                is_multiline: true,
                ..without_escapes("`")
            },
            CHAR_LITERAL,
        ],
        keywords: "bool break byte case chan const continue default defer else error fallthrough false float64 for func go \
            goto if import int int64 interface iota map nil package range return rune select string struct switch true \
            type uint64 var",
        ..C_LIKE
    },
    Language {
        names: "graphql gql",
        keywords: "enum extend fragment implements input interface mutation on query scalar schema subscription type union \
            true false null",
        has_capitalised_types: true,
        ..HASH_COMMENTS
    },
    Language {
        names: "html htm xml svg vue svelte xhtml jinja tera handlebars",
        syntax: SyntaxFamily::Markup,
        ..BASE
    },
    Language {
        names: "ini cfg conf properties env dotenv editorconfig",
        line_comments: &["#", ";"],
        keywords: "true false",
        key_separator: Some('='),
        ..BASE
    },
    Language {
        names: "java kotlin kt scala groovy dart swift gradle",
        strings: &[multiline("\"\"\""), quoted("\""), CHAR_LITERAL],
        keywords: "abstract as assert async await boolean break case catch char class const continue data default def do \
            double else enum extends extension false final finally float for fun func guard if implements import in init \
            instanceof int interface internal is lazy let long match native new nil null object open override package \
            private protected protocol public return sealed self static struct super switch this throw throws trait true \
            try type val var void when where while with yield",
        ..C_LIKE
    },
    Language {
        names: "javascript js jsx mjs cjs typescript ts tsx mts cts",
        strings: &[multiline("`"), quoted("\""), quoted("'")],
        keywords: "abstract any as async await boolean break case catch class const continue declare default delete do else \
            enum export extends false finally for from function get if implements import in instanceof interface keyof let \
            namespace never new null number of private protected public readonly return satisfies set static string super \
            switch symbol this throw true try type typeof undefined unknown var void while with yield",
        ..C_LIKE
    },
    Language {
        names: "json jsonc json5 jsonl ndjson geojson webmanifest",
        keywords: "true false null",
        has_capitalised_types: false,
        key_separator: Some(':'),
        strings: &[quoted("\""), quoted("'")],
        ..C_LIKE
    },
    Language {
        names: "lua",
        line_comments: &["--"],
        keywords: "and break do else elseif end false for function goto if in local nil not or repeat return then true \
            until while",
        ..BASE
    },
    Language {
        names: "make makefile mk",
        keywords: "define else endef endif export ifdef ifeq ifndef ifneq include override unexport .PHONY",
        ..HASH_COMMENTS
    },
    Language {
        names: "php",
        line_comments: &["//", "#"],
        strings: &[quoted("\""), quoted("'")],
        keywords: "abstract and array as break case catch class clone const continue declare default do echo else elseif \
            empty endforeach endif enum extends false final finally fn for foreach function global if implements include \
            instanceof interface isset match namespace new null or private protected public readonly require return \
            static switch this throw trait true try use var while yield <?php",
        ..C_LIKE
    },
    Language {
        names: "powershell ps1 pwsh",
        block_comment: Some(("<#", "#>")),
        keywords: "begin break catch class continue do else elseif end exit finally for foreach function if in param \
            process return switch throw try until while $true $false $null",
        ignores_case: true,
        ..HASH_COMMENTS
    },
    Language {
        names: "protobuf proto",
        keywords: "bool bytes enum false import int32 int64 map message oneof option optional package repeated reserved \
            returns rpc service string syntax true uint32 uint64",
        ..C_LIKE
    },
    Language {
        names: "python py py3 python3 pycon ipython",
        strings: &[
            multiline("\"\"\""),
            multiline("'''"),
            quoted("\""),
            quoted("'"),
        ],
        keywords: "and as assert async await break case class continue def del elif else except False finally for from \
            global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
        has_capitalised_types: true,
        ..HASH_COMMENTS
    },
    Language {
        names: "r",
        keywords: "break else FALSE for function if in library next NULL NA repeat require return TRUE while",
        ..HASH_COMMENTS
    },
    Language {
        names: "ruby rb elixir ex exs",
        keywords: "alias and begin break case class def defmodule defp do else elsif end ensure false fn for if in module \
            next nil not or private puts raise require rescue return self super then true unless until use when while \
            with yield",
        has_capitalised_types: true,
        ..HASH_COMMENTS
    },
    Language {
        names: "rust rs",
        keywords: "as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 \
            if impl in let loop match mod move mut pub ref return self Self static str struct super trait true type u8 \
            u32 u64 unsafe use usize where while",
        ..C_LIKE
    },
    Language {
        names: "sql mysql pgsql postgres postgresql plpgsql sqlite tsql bigquery",
        line_comments: &["--"],
        block_comment: Some(("/*", "*/")),
        strings: &[without_escapes("'"), without_escapes("\"")],
        keywords: "add all alter and as asc begin between bigint boolean by case cast check commit constraint create cross \
            date default delete desc distinct drop else end except exists false foreign from full group having if in index \
            inner insert int integer intersect interval into is join key left like limit not null numeric offset on or \
            order outer over partition primary references returning right rollback select set table text then timestamp \
            true union unique update using values varchar view when where with",
        ignores_case: true,
        ..BASE
    },
    Language {
        names: "toml",
        strings: &[multiline("\"\"\""), quoted("\""), without_escapes("'")],
        keywords: "true false",
        key_separator: Some('='),
        ..HASH_COMMENTS
    },
    Language {
        names: "hcl terraform tf nix",
        keywords: "data else false for if in inherit let locals module null output provider rec resource then true variable \
            with",
        key_separator: Some('='),
        ..HASH_COMMENTS
    },
    Language {
        names: "yaml yml",
        keywords: "true false null ~",
        key_separator: Some(':'),
        ..HASH_COMMENTS
    },
];
