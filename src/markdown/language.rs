//! What a highlighter has to know of each language: one row a language.

/// How a language writes its comments, strings and words. Enough to mark code, not to check it.
#[derive(Debug)]
pub(super) struct Language {
    /// What a code block may call it, in lower case.
    names: &'static [&'static str],
    /// What starts a comment that ends with its line. A `#` does so only after white space.
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// Longer starts first.
    pub strings: &'static [Quote],
    /// Separated by spaces; in lower case where the case does not matter.
    pub keywords: &'static str,
    pub ignores_case: bool,
    /// Whether a word that starts with a capital is a type.
    pub capital_types: bool,
    /// What follows the name of a key: `"a":`, `a = `.
    pub key: Option<char>,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Words, strings and comments.
    Words,
    /// Tags between text.
    Markup,
    /// Lines that were added and removed.
    Diff,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub open: &'static str,
    pub close: &'static str,
    pub escapes: bool,
    pub multiline: bool,
    /// Holds one character: `'` in Rust also starts a lifetime.
    pub single: bool,
}

const fn quote(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        escapes: true,
        multiline: false,
        single: false,
    }
}

const fn long(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        escapes: true,
        multiline: true,
        single: false,
    }
}

const fn raw(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        escapes: false,
        multiline: false,
        single: false,
    }
}

const CHARACTER: Quote = Quote {
    open: "'",
    close: "'",
    escapes: true,
    multiline: false,
    single: true,
};

const PLAIN: Language = Language {
    names: &[],
    line_comments: &[],
    block_comment: None,
    strings: &[quote("\""), quote("'")],
    keywords: "",
    ignores_case: false,
    capital_types: false,
    key: None,
    form: Form::Words,
};

/// Most languages with braces.
const C: Language = Language {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    strings: &[quote("\""), CHARACTER],
    capital_types: true,
    ..PLAIN
};

const HASH: Language = Language {
    line_comments: &["#"],
    ..PLAIN
};

/// The language a code block names, if it is known.
pub(super) fn named(name: &str) -> Option<&'static Language> {
    let name = name.to_ascii_lowercase();
    LANGUAGES
        .iter()
        .find(|language| language.names.contains(&&*name))
}

static LANGUAGES: &[Language] = &[
    Language {
        names: &["bash", "sh", "shell", "zsh", "console", "shellsession"],
        strings: &[quote("\""), raw("'")],
        keywords: "case do done elif else esac exit export fi for function if in local return set source then until while",
        ..HASH
    },
    Language {
        names: &["c", "h", "cpp", "c++", "cc", "hpp", "objc"],
        keywords: "auto bool break case catch char class const constexpr continue default delete do double else enum \
            explicit extern false float for friend goto if inline int long namespace new nullptr operator override \
            private protected public return short signed sizeof static struct switch template this throw true try \
            typedef typename union unsigned using virtual void volatile while #include #define #if #ifdef #ifndef #endif",
        ..C
    },
    Language {
        names: &["csharp", "cs", "c#"],
        keywords: "abstract as async await base bool break case catch char class const continue decimal default delegate \
            do double else enum event explicit false finally float for foreach get if in int interface internal is lock \
            long namespace new null object out override params private protected public readonly record ref return sealed \
            set short static string struct switch this throw true try typeof using var virtual void where while yield",
        ..C
    },
    Language {
        names: &["css", "scss", "sass", "less"],
        line_comments: &[],
        strings: &[quote("\""), quote("'")],
        keywords: "@import @media @supports @font-face @keyframes @layer @container !important inherit initial none auto",
        capital_types: false,
        key: Some(':'),
        ..C
    },
    Language {
        names: &["diff", "patch"],
        form: Form::Diff,
        ..PLAIN
    },
    Language {
        names: &["docker", "dockerfile"],
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user \
            volume workdir",
        ignores_case: true,
        ..HASH
    },
    Language {
        names: &["go", "golang"],
        strings: &[
            quote("\""),
            Quote {
                open: "`",
                close: "`",
                escapes: false,
                multiline: true,
                single: false,
            },
            CHARACTER,
        ],
        keywords: "bool break byte case chan const continue default defer else error fallthrough false float64 for func go \
            goto if import int int64 interface iota map nil package range return rune select string struct switch true \
            type uint64 var",
        ..C
    },
    Language {
        names: &["graphql", "gql"],
        keywords: "enum extend fragment implements input interface mutation on query scalar schema subscription type union \
            true false null",
        capital_types: true,
        ..HASH
    },
    Language {
        names: &[
            "html",
            "htm",
            "xml",
            "svg",
            "vue",
            "svelte",
            "xhtml",
            "jinja",
            "tera",
            "handlebars",
        ],
        form: Form::Markup,
        ..PLAIN
    },
    Language {
        names: &[
            "ini",
            "cfg",
            "conf",
            "properties",
            "env",
            "dotenv",
            "editorconfig",
        ],
        line_comments: &["#", ";"],
        keywords: "true false",
        key: Some('='),
        ..PLAIN
    },
    Language {
        names: &[
            "java", "kotlin", "kt", "scala", "groovy", "dart", "swift", "gradle",
        ],
        strings: &[long("\"\"\""), quote("\""), CHARACTER],
        keywords: "abstract as assert async await boolean break case catch char class const continue data default def do \
            double else enum extends extension false final finally float for fun func guard if implements import in init \
            instanceof int interface internal is lazy let long match native new nil null object open override package \
            private protected protocol public return sealed self static struct super switch this throw throws trait true \
            try type val var void when where while with yield",
        ..C
    },
    Language {
        names: &[
            "javascript",
            "js",
            "jsx",
            "mjs",
            "cjs",
            "typescript",
            "ts",
            "tsx",
            "mts",
            "cts",
        ],
        strings: &[long("`"), quote("\""), quote("'")],
        keywords: "abstract any as async await boolean break case catch class const continue declare default delete do else \
            enum export extends false finally for from function get if implements import in instanceof interface keyof let \
            namespace never new null number of private protected public readonly return satisfies set static string super \
            switch symbol this throw true try type typeof undefined unknown var void while with yield",
        ..C
    },
    Language {
        names: &[
            "json",
            "jsonc",
            "json5",
            "jsonl",
            "ndjson",
            "geojson",
            "webmanifest",
        ],
        keywords: "true false null",
        capital_types: false,
        key: Some(':'),
        strings: &[quote("\""), quote("'")],
        ..C
    },
    Language {
        names: &["lua"],
        line_comments: &["--"],
        keywords: "and break do else elseif end false for function goto if in local nil not or repeat return then true \
            until while",
        ..PLAIN
    },
    Language {
        names: &["make", "makefile", "mk"],
        keywords: "define else endef endif export ifdef ifeq ifndef ifneq include override unexport .PHONY",
        ..HASH
    },
    Language {
        names: &["php"],
        line_comments: &["//", "#"],
        strings: &[quote("\""), quote("'")],
        keywords: "abstract and array as break case catch class clone const continue declare default do echo else elseif \
            empty endforeach endif enum extends false final finally fn for foreach function global if implements include \
            instanceof interface isset match namespace new null or private protected public readonly require return \
            static switch this throw trait true try use var while yield <?php",
        ..C
    },
    Language {
        names: &["powershell", "ps1", "pwsh"],
        block_comment: Some(("<#", "#>")),
        keywords: "begin break catch class continue do else elseif end exit finally for foreach function if in param \
            process return switch throw try until while $true $false $null",
        ignores_case: true,
        ..HASH
    },
    Language {
        names: &["protobuf", "proto"],
        keywords: "bool bytes enum false import int32 int64 map message oneof option optional package repeated reserved \
            returns rpc service string syntax true uint32 uint64",
        ..C
    },
    Language {
        names: &["python", "py", "py3", "python3", "pycon", "ipython"],
        strings: &[long("\"\"\""), long("'''"), quote("\""), quote("'")],
        keywords: "and as assert async await break case class continue def del elif else except False finally for from \
            global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
        capital_types: true,
        ..HASH
    },
    Language {
        names: &["r"],
        keywords: "break else FALSE for function if in library next NULL NA repeat require return TRUE while",
        ..HASH
    },
    Language {
        names: &["ruby", "rb", "elixir", "ex", "exs"],
        keywords: "alias and begin break case class def defmodule defp do else elsif end ensure false fn for if in module \
            next nil not or private puts raise require rescue return self super then true unless until use when while \
            with yield",
        capital_types: true,
        ..HASH
    },
    Language {
        names: &["rust", "rs"],
        keywords: "as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 \
            if impl in let loop match mod move mut pub ref return self Self static str struct super trait true type u8 \
            u32 u64 unsafe use usize where while",
        ..C
    },
    Language {
        names: &[
            "sql",
            "mysql",
            "pgsql",
            "postgres",
            "postgresql",
            "plpgsql",
            "sqlite",
            "tsql",
            "bigquery",
        ],
        line_comments: &["--"],
        block_comment: Some(("/*", "*/")),
        strings: &[raw("'"), raw("\"")],
        keywords: "add all alter and as asc begin between bigint boolean by case cast check commit constraint create cross \
            date default delete desc distinct drop else end except exists false foreign from full group having if in index \
            inner insert int integer intersect interval into is join key left like limit not null numeric offset on or \
            order outer over partition primary references returning right rollback select set table text then timestamp \
            true union unique update using values varchar view when where with",
        ignores_case: true,
        ..PLAIN
    },
    Language {
        names: &["toml"],
        strings: &[long("\"\"\""), quote("\""), raw("'")],
        keywords: "true false",
        key: Some('='),
        ..HASH
    },
    Language {
        names: &["hcl", "terraform", "tf", "nix"],
        keywords: "data else false for if in inherit let locals module null output provider rec resource then true variable \
            with",
        key: Some('='),
        ..HASH
    },
    Language {
        names: &["yaml", "yml"],
        keywords: "true false null ~",
        key: Some(':'),
        ..HASH
    },
];
