//! Formulas in TeX as MathML.
//!
//! The crate that translates them escapes not everything and nests without a limit, so what goes in is limited and what
//! comes out is checked.

use std::ops::Range;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// The longest formula, in bytes.
const MAX_BYTES: usize = 2_000;
/// The most commands, and the most groups: each may nest one level deeper.
const MAX_NESTING: usize = 100;
/// Commands that are not read: the crate fails at the first; the others are programs.
const REFUSED: [&str; 6] = [
    "\\char",
    "\\def",
    "\\let",
    "\\newcommand",
    "\\renewcommand",
    "\\providecommand",
];
/// Separated by spaces, as [`ATTRIBUTES`].
const ELEMENTS: &str = "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle \
    msub msubsup msup mtable mtd mtext mtr munder munderover none";
/// `style` is left out: pages allow no styles in attributes.
const ATTRIBUTES: &str = "accent accentunder class columnalign depth display displaystyle fence form height largeop linethickness lspace \
    mathvariant maxsize minsize movablelimits rspace scriptlevel stretchy symmetric width";

/// The dollar signs in these ranges of a text that belong to no formula: those of prices. A formula begins behind no letter
/// or digit and before no blank, and ends behind no blank and before no letter, digit or `{` (`${A}/${B}` is none), in one
/// paragraph. A number with words behind it is a price.
pub(super) fn lone_dollars(text: &str, ranges: &[Range<usize>]) -> Vec<usize> {
    let mut lone = Vec::new();
    // The dollar signs that may begin a formula: one, or two side by side.
    let mut open: Option<Range<usize>> = None;
    let mut behind = 0;
    let in_ranges = |at: usize| {
        let after = ranges.partition_point(|range| range.start <= at);
        after.checked_sub(1).is_some_and(|i| at < ranges[i].end)
    };
    for at in memchr::memchr_iter(b'$', text.as_bytes()) {
        if at < behind || !in_ranges(at) {
            continue;
        }
        // The parser shows a sign that is escaped.
        let escapes = text[..at].bytes().rev().take_while(|b| *b == b'\\');
        if escapes.count() % 2 == 1 {
            continue;
        }
        let run = text[at..].bytes().take_while(|b| *b == b'$').count();
        let mark = at..at + run;
        behind = mark.end;
        let before = text[..at].chars().next_back();
        let after = text[mark.end..].chars().next();
        let is_wordy = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '\\');
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let closes = |open: &Range<usize>| {
            let inside = &text[open.end..at];
            open.len() == run
                && !inside.is_empty()
                && !inside.contains("\n\n")
                && !is_wordy(after)
                && after != Some('{')
                && (run == 2 || !is_blank(before) && !is_price(inside))
        };
        if open.as_ref().is_some_and(closes) {
            open = None;
        } else {
            lone.extend(open.take().into_iter().flatten());
            match !is_wordy(before) && run <= 2 && (run == 2 || !is_blank(after)) {
                true => open = Some(mark),
                false => lone.extend(mark),
            }
        }
    }
    lone.extend(open.into_iter().flatten());
    lone
}

/// True for what stands between the dollar signs of “$20 (US$ only)”: a number, and words behind it.
fn is_price(inside: &str) -> bool {
    let is_word = |part: &str| part.chars().take(2).filter(|c| c.is_alphabetic()).count() == 2;
    let mut parts = inside.split([' ', '\n', '(']);
    inside.starts_with(|c: char| c.is_ascii_digit()) && parts.any(is_word)
}

/// A formula as MathML; `None` if it cannot be read.
pub(super) fn to_mathml(tex: &str, is_block: bool) -> Option<String> {
    let count = |mark| memchr::memchr_iter(mark, tex.as_bytes()).count();
    if tex.len() > MAX_BYTES
        || count(b'\\') > MAX_NESTING
        || count(b'{') > MAX_NESTING
        || REFUSED.iter().any(|command| tex.contains(command))
        // What follows it would be a comment, and lost.
        || tex.replace("\\%", "").contains('%')
    {
        return None;
    }
    let storage = Storage::new();
    let parsed: Result<Vec<_>, _> = Parser::new(tex, &storage).collect();
    let events = parsed.ok()?.into_iter().map(Ok::<_, std::fmt::Error>);
    let config = RenderConfig {
        display_mode: match is_block {
            true => DisplayMode::Block,
            false => DisplayMode::Inline,
        },
        ..RenderConfig::default()
    };
    let mut html = String::new();
    push_mathml(&mut html, events, config).ok()?;
    is_mathml(&html).then_some(html)
}

/// True if every tag is one of MathML, with no attributes but those of MathML.
fn is_mathml(html: &str) -> bool {
    let has = |words: &str, name: &str| words.split(' ').any(|word| word == name);
    html.split('<').skip(1).all(|tag| {
        let Some((tag, _)) = tag.split_once('>') else {
            return false;
        };
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_matches('/');
        // name="value" name="value": every second part is a value.
        let names = attributes.split('"').step_by(2).map(str::trim);
        let mut names = names.filter(|name| !name.is_empty() && *name != "/");
        has(ELEMENTS, name)
            && names.all(|name| {
                let name = name.strip_suffix('=').unwrap_or_default();
                has(ATTRIBUTES, name) || name.starts_with("column") || name.starts_with("row")
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_no_formulas() {
        let lone = |text: &str| lone_dollars(text, std::slice::from_ref(&(0..text.len()))).len();
        for text in [
            "It costs $5 and $6 a month",
            "between $5-$6",
            "US$5 or CA$7",
            "5$ (a) and 6$.",
            "US$(5) costs, but 6$.",
            "$5",
            "from $20k to $30k/year",
            "A $10 plan, a $20 plan and a $30 plan",
            "$ 5 and $ 6",
            "a $x\n\nb$",
            "/${A}/${B}/",
            "$20 (US$ only)",
        ] {
            assert_eq!(lone(text), text.matches('$').count(), "{text}");
        }
        for text in [
            "$a^2$",
            "($x$, $y$)",
            "$$\\sqrt{3}$$",
            "$$\na\n$$",
            "let $x_1$.",
            r"$2 + x$ or $3 \sin x$ or $2(a)$",
        ] {
            assert_eq!(lone(text), 0, "{text}");
        }
        assert_eq!(lone("$5 for $x$"), 1);
        assert_eq!(lone(r"\$5, \$$x$ and \\$6"), 1);
    }

    #[test]
    fn formulas_are_mathml_or_stay_text() {
        let formula = |tex| to_mathml(tex, false);
        for tex in [
            "a^2 + b_1",
            r"\sqrt{3}",
            r"\frac{a}{b} \leq \sum_{i=0}^n i",
            r"\text{Größe <b>}",
            r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}",
            r"\left( \bar{x} \right)",
        ] {
            let html = formula(tex).unwrap_or_else(|| panic!("{tex}"));
            assert!(html.starts_with("<math") && !html.contains("<b>"), "{html}");
        }
        for tex in [
            r"\operatorname{<img src=x>}",
            r"\operatorname{<mi onclick=alert(1)>}",
            r"\color{red}x",
            r"\char é",
            r"\def\a{\a\a}\a",
            r"\frac{a",
            r"\no",
            "a % b",
            &r"\sqrt".repeat(5_000),
            &"{".repeat(5_000),
        ] {
            assert_eq!(formula(tex), None, "{tex}");
        }
        assert!(to_mathml("x", true).unwrap().contains("block"));
    }
}
