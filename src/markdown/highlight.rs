//! Code with its parts marked: keywords, strings, comments, numbers, functions, types.
//!
//! Six classes, so that a theme's style sheet stays small: `hl-k`, `hl-s`, `hl-c`, `hl-n`, `hl-f`, `hl-t`.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::escape;

/// Code beyond these is shown plain: the time a line takes is not linear in its length.
const MAX_LINE: usize = 2_000;
const MAX_BLOCK: usize = 64 * 1024;

/// Marked code that would be more than this many times as long is shown plain.
const MAX_GROWTH: usize = 12;

/// What a scope shows as, the more special first. Text takes the class of its innermost scope that has one.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-c"),
    ("string", "hl-s"),
    ("constant.numeric", "hl-n"),
    ("constant.character", "hl-s"),
    ("constant", "hl-n"),
    ("keyword.operator.word", "hl-k"),
    ("keyword.operator", ""),
    ("keyword", "hl-k"),
    ("storage", "hl-k"),
    ("entity.name.function", "hl-f"),
    ("support.function", "hl-f"),
    ("variable.function", "hl-f"),
    ("entity.name.tag", "hl-t"),
    ("entity.name", "hl-t"),
    ("entity.other.inherited-class", "hl-t"),
    ("entity.other.attribute-name", "hl-f"),
    ("support.type", "hl-t"),
    ("support.class", "hl-t"),
    ("markup.inserted", "hl-s"),
    ("markup.deleted", "hl-c"),
];

/// Names that people write and the syntaxes do not know.
const ALIASES: &[(&str, &str)] = &[
    ("console", "sh"),
    ("cts", "js"),
    ("golang", "go"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "js"),
    ("mts", "js"),
    ("shell", "sh"),
    ("ts", "js"),
    ("tsx", "js"),
    ("typescript", "js"),
    ("zsh", "sh"),
];

struct Highlighter {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

/// Read on the first code block in a known language; some milliseconds.
static HIGHLIGHTER: LazyLock<Highlighter> = LazyLock::new(|| Highlighter {
    syntaxes: SyntaxSet::load_defaults_newlines(),
    classes: CLASSES
        .iter()
        .map(|(scope, class)| {
            (
                Scope::new(scope).expect("a scope of CLASSES has at most eight parts"),
                *class,
            )
        })
        .collect(),
});

/// Writes code as HTML, marked if the language is known and the code is not too long.
pub(super) fn write(code: &str, language: &str, out: &mut String) {
    let start = out.len();
    let marked = mark(code, language, out).is_some()
        && out.len() - start <= code.len().saturating_mul(MAX_GROWTH);
    if !marked {
        out.truncate(start);
        escape(code, out);
    }
}

fn mark(code: &str, language: &str, out: &mut String) -> Option<()> {
    let bounded = code.len() <= MAX_BLOCK && code.lines().all(|line| line.len() <= MAX_LINE);
    if language.is_empty() || !bounded {
        return None;
    }
    let highlighter = &*HIGHLIGHTER;
    let mut state = ParseState::new(highlighter.syntax(language)?);
    let mut scopes = ScopeStack::new();
    let mut span = Span {
        out,
        class: "",
        blank: String::new(),
    };
    for line in LinesWithEndings::from(code) {
        let mut written = 0;
        for (at, change) in state.parse_line(line, &highlighter.syntaxes).ok()? {
            span.write(line.get(written..at)?, highlighter.class(&scopes));
            written = at;
            scopes.apply(&change).ok()?;
        }
        span.write(line.get(written..)?, highlighter.class(&scopes));
    }
    span.end();
    Some(())
}

impl Highlighter {
    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        let language = language.to_ascii_lowercase();
        let known = ALIASES
            .iter()
            .find(|(alias, _)| *alias == language)
            .map_or(&*language, |(_, name)| *name);
        self.syntaxes
            .find_syntax_by_token(known)
            .filter(|syntax| syntax.name != "Plain Text")
    }

    fn class(&self, scopes: &ScopeStack) -> &'static str {
        let class = |scope: &Scope| {
            self.classes
                .iter()
                .find(|(s, _)| s.is_prefix_of(*scope))
                .map(|(_, class)| *class)
        };
        scopes.as_slice().iter().rev().find_map(class).unwrap_or("")
    }
}

/// The span being written; neighbours of one class share it.
struct Span<'a> {
    out: &'a mut String,
    class: &'static str,
    /// White space that looks the same in any class: it joins the span only if that goes on.
    blank: String,
}

impl Span<'_> {
    fn write(&mut self, text: &str, class: &'static str) {
        let inner = text.trim();
        if inner.is_empty() {
            return self.blank.push_str(text);
        }
        let leading = text.len() - text.trim_start().len();
        self.blank.push_str(text.get(..leading).unwrap_or_default());
        if class != self.class {
            self.end();
            self.class = class;
            if !class.is_empty() {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
            }
        }
        self.out.push_str(&self.blank);
        self.blank.clear();
        escape(inner, self.out);
        self.blank
            .push_str(text.get(leading + inner.len()..).unwrap_or_default());
    }

    fn end(&mut self) {
        if !self.class.is_empty() {
            self.out.push_str("</span>");
            self.class = "";
        }
        self.out.push_str(&self.blank);
        self.blank.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(code, language, &mut out);
        out
    }

    #[test]
    fn code_in_a_known_language_is_marked() {
        assert_eq!(
            marked("SELECT 'a<b' -- no\n", "sql"),
            "<span class=\"hl-k\">SELECT</span> <span class=\"hl-s\">'a&lt;b'</span> <span class=\"hl-c\">-- no</span>\n"
        );
        assert!(marked("const x = 1;", "ts").contains("<span class=\"hl-n\">1</span>"));
        assert!(marked("a: 1", "YAML").contains("hl-n"));
    }

    #[test]
    #[ignore = "a measurement: cargo test --release cost_of -- --ignored --nocapture"]
    fn cost_of_short_blocks() {
        for (language, code) in [
            (
                "json",
                "{\n  \"a\": 1,\n  \"b\": [true, null],\n  \"c\": \"text\",\n  \"d\": -2.5\n}\n",
            ),
            (
                "python",
                "import os\n\ndef f(x):\n    # why\n    return os.path.join(x, \"a\")\nprint(f(1))\n",
            ),
            (
                "sql",
                "SELECT a, count(*)\nFROM t\nWHERE b = 'x' -- why\nGROUP BY a\nHAVING count(*) > 1\nORDER BY 2;\n",
            ),
            ("yaml", "a: 1\nb:\n  - x\n  - \"y\"\n# why\nc: {d: true}\n"),
            (
                "js",
                "import a from 'b';\nconst f = (x) => {\n  // why\n  return `${x} 1`;\n};\nexport default f;\n",
            ),
            (
                "sh",
                "set -e\nfor f in *.md; do\n  echo \"$f\" | wc -l\ndone\n# why\nexit 0\n",
            ),
            (
                "rust",
                "use std::fmt;\n\nfn f(x: &str) -> u8 {\n    // why\n    x.len() as u8 + 1\n}\n",
            ),
            (
                "html",
                "<div class=\"a\">\n  <!-- why -->\n  <p>b &amp; c</p>\n  <br>\n</div>\n\n",
            ),
        ] {
            let first = std::time::Instant::now();
            marked(code, language);
            let first = first.elapsed();
            let warm = std::time::Instant::now();
            (0..200).for_each(|_| drop(marked(code, language)));
            println!(
                "{language}: first {first:?}, warm {:?}",
                warm.elapsed() / 200
            );
        }
    }

    #[test]
    fn code_in_an_unknown_language_is_shown_as_it_is() {
        assert_eq!(marked("graph TD; A-->B", "mermaid"), "graph TD; A--&gt;B");
        assert_eq!(marked("<b>", ""), "&lt;b&gt;");
    }

    #[test]
    fn code_that_would_cost_too_much_is_shown_as_it_is() {
        assert!(
            !marked(&format!("x = \"{}\"\n", "a".repeat(MAX_LINE)), "python").contains("<span")
        );
        assert!(!marked(&"x = 1\n".repeat(MAX_BLOCK / 6 + 1), "python").contains("<span"));
    }
}
