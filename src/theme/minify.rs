//! Minifies style sheets and templates, which are written for people.

/// Removes the indentation of a template's lines from what it renders: white space between elements is one line break.
/// Lines stay where they are. Tera's tags, and text whose white space a reader sees or a program needs, stay as they are.
pub fn remove_indentation(template: &str) -> String {
    const KEPT: [(&str, &str); 7] = [
        ("{{", "}}"),
        ("{%", "%}"),
        ("{#", "#}"),
        ("<pre", "</pre>"),
        ("<textarea", "</textarea>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
    ];
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find(['\n', '{', '<']) {
        let (text, from_start) = rest.split_at(start);
        let kept = KEPT.iter().find(|(open, _)| from_start.starts_with(open));
        let length = kept.map_or(1, |(_, close)| {
            from_start
                .find(close)
                .map_or(from_start.len(), |i| i + close.len())
        });
        let (token, after) = from_start.split_at(length);
        out.push_str(text);
        out.push_str(token);
        rest = if token == "\n" {
            after.trim_start_matches([' ', '\t'])
        } else {
            after
        };
    }
    out + rest
}

/// Removes comments and white space. Strings, `url(…)` and every space that may be significant stay: `a :hover`,
/// `calc(1px + 2px)`, `screen and (…)`. A comment counts as white space.
pub fn minify_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let (mut rest, mut space) = (css, false);
    loop {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        let Some(first) = rest.chars().next() else {
            return out;
        };
        let (token, after) = rest.split_at(token_length(rest));
        rest = after;
        if first.is_whitespace() {
            space = true;
            continue;
        }
        if space && !out.is_empty() && !out.ends_with(OPENING) && !CLOSING.contains(&first) {
            out.push(' ');
        }
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        // A backslash at the end of a line continues a string on the next.
        match token.contains('\\') {
            true => out.push_str(&token.replace("\\\n", "")),
            false => out.push_str(token),
        }
        space = false;
    }
}

/// White space is insignificant after a character of `OPENING` and before one of `CLOSING`.
const OPENING: [char; 7] = ['{', '}', ';', ',', ':', '>', '('];
const CLOSING: [char; 7] = ['{', '}', ';', ',', '!', '>', ')'];

/// The length of the next token to copy whole: a string, a URL without quotes, an escape, or else one character.
fn token_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, quote @ ('"' | '\''))) => {
            let mut is_escaped = false;
            let end = chars.find(|(_, c)| {
                let is_end = *c == quote && !is_escaped;
                is_escaped = *c == '\\' && !is_escaped;
                is_end
            });
            end.map_or(text.len(), |(i, _)| i + 1)
        }
        Some((_, 'u')) if is_bare_url(text) => text.find(')').map_or(text.len(), |end| end + 1),
        Some((_, '\\')) => chars.nth(1).map_or(text.len(), |(i, _)| i),
        Some((_, c)) => c.len_utf8(),
        None => 0,
    }
}

fn is_bare_url(text: &str) -> bool {
    let inside = text.strip_prefix("url(");
    inside.is_some_and(|inside| !inside.trim_start().starts_with(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::{minify_css, remove_indentation};

    #[test]
    fn only_the_indentation_of_text_is_removed() {
        for (template, small) in [
            ("<p>\n  <b>a</b>\n\t c\n</p>\n", "<p>\n<b>a</b>\nc\n</p>\n"),
            ("a <  b {\n  c", "a <  b {\nc"),
            (
                "{% set a = [1,\n  2] -%}\n  {{\n  a }}",
                "{% set a = [1,\n  2] -%}\n{{\n  a }}",
            ),
            (
                "<pre>a\n  b</pre>\n  <textarea>\n  ",
                "<pre>a\n  b</pre>\n<textarea>\n  ",
            ),
            (
                "<script>\n  a\n</script>\n  {#\n  #}\n  é",
                "<script>\n  a\n</script>\n{#\n  #}\né",
            ),
        ] {
            assert_eq!(remove_indentation(template), small);
        }
    }

    #[test]
    fn only_insignificant_white_space_is_removed() {
        for (css, small) in [
            (
                "/* a */\n.a, .b > i {\n  color: red;\n  margin: 0 auto !important;\n}\n",
                ".a,.b>i{color:red;margin:0 auto!important}",
            ),
            ("a :hover, a:hover { }", "a :hover,a:hover{}"),
            (
                "x { width: calc( 100% - (2px + 1px) ) }",
                "x{width:calc(100% - (2px + 1px))}",
            ),
            (
                "@media screen and (min-width: 1rem) { a { b: c } }",
                "@media screen and (min-width:1rem){a{b:c}}",
            ),
            (
                "a::after { content: \" /* \\\" */  x\" }",
                "a::after{content:\" /* \\\" */  x\"}",
            ),
            (
                "a { b: url( //x/*y z ) ; c: url(\"d  e\") }",
                "a{b:url( //x/*y z );c:url(\"d  e\")}",
            ),
            ("a { b: 'c\\\nd' }", "a{b:'cd'}"),
            (".a\\:b\\ .c .d/**/.e { }", ".a\\:b\\ .c .d .e{}"),
            ("a /* without an end", "a"),
            ("'without an end", "'without an end"),
            ("\\", "\\"),
        ] {
            assert_eq!(minify_css(css), small);
            assert_eq!(minify_css(small), small);
        }
    }

    #[test]
    fn the_sheet_of_the_built_in_theme_has_no_comment_and_no_line_break() {
        let sheet = minify_css(include_str!("../../themes/default/static/site.css"));
        assert!(!sheet.contains(['\n', '\\']) && !sheet.contains("/*"));
        assert!(sheet.starts_with(":root{color-scheme:light;--paper:#"));
    }
}
