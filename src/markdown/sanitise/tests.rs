//! How raw HTML is parsed, token by token.

use super::*;

/// The tokens as text, `[name attribute=value]` and `[/name]`.
fn parsed(html: &str) -> String {
    let token = |token| match token {
        HtmlToken::Text(text) => text.to_owned(),
        HtmlToken::Close(element) => format!("[/{}]", element.name),
        HtmlToken::LeftOut(_) => String::new(),
        HtmlToken::Open(tag) => {
            let attributes = tag.attributes.iter();
            let attributes: String = attributes.map(|(n, v)| format!(" {n}={v}")).collect();
            format!("[{}{attributes}]", tag.element.name)
        }
    };
    tokens(html, true).map(token).collect()
}

#[test]
fn a_comment_or_declaration_ends_where_a_browser_ends_it() {
    for (html, expected) in [
        ("a<!-->b", "ab"),
        ("a<!--->b", "ab"),
        ("a<!---->b", "ab"),
        ("a<!-- > -> -->b", "ab"),
        ("a<!-- b", "a"),
        ("a<!doctype html>b", "ab"),
        ("a<?php x ?>b", "ab"),
        ("a</ b>c", "ac"),
        ("a<!doctype", "a<!doctype"),
        ("a<?php b", "a<?php b"),
    ] {
        assert_eq!(parsed(html), expected, "{html}");
    }
}

#[test]
fn attributes_are_read_as_a_browser_reads_them() {
    for (html, expected) in [
        ("<p title = \"a>b\" dir='rtl'>c", "[p title=a>b dir=rtl]c"),
        ("<p title=a/b dir=rtl>c", "[p title=a/b dir=rtl]c"),
        ("<p/title=a/>c", "[p title=a/]c"),
        ("<p title dir>c", "[p title= dir=]c"),
        ("<p title=a TITLE=b>c", "[p title=a]c"),
        ("<p =title=a dir=ltr>c", "[p dir=ltr]c"),
        ("<p = dir=ltr>c", "[p dir=ltr]c"),
        ("<p ü=a dir=ltr>c", "[p dir=ltr]c"),
        ("<p title=\"a&quot;b\">c", "[p title=a\"b]c"),
        ("<p onclick=a style=b>c", "[p]c"),
        // Without an end it is text, so that nothing is lost.
        ("a<p title=\"b>c", "a<p title=\"b>c"),
        ("a<p title=", "a<p title="),
        ("a<p title", "a<p title"),
    ] {
        assert_eq!(parsed(html), expected, "{html}");
    }
}

#[test]
fn raw_text_ends_only_at_its_own_end_tag() {
    for (html, expected) in [
        ("a<script>b<p></scripts></p></script>c", "a[script]c"),
        ("a<SCRIPT>b</script >c", "a[script]c"),
        ("a<script>b</Script/>c", "a[script]c"),
        ("a<style>b</script></style>c", "a[style]c"),
        ("a<script>b</script c", "a<script>b</script c"),
        ("a<script>b</script <b>c</b>", "a<script>b[/script]c[/b]"),
        ("a<script/>b<script>c</script>d", "a<script/>b[script]d"),
        ("a<script src=x /> </script>d", "a[script]d"),
        ("a<script>b</scrip", "a<script>b</scrip"),
        ("a<script>b</script", "a<script>b</script"),
        ("<script></script>c", "[script]c"),
        ("a<style>b<style>c</script>d", "a<style>b<style>c[/script]d"),
        ("a<iframe>b", "a[iframe]b"),
        ("a<iframe/>b<iframe>c</iframe>d", "a[iframe]b[iframe]d"),
        (
            "a<noembed>b<xmp x=y>c</XMP >",
            "a<noembed>b<xmp x=y>c</XMP >",
        ),
        ("a<noscript>b", "ab"),
    ] {
        assert_eq!(parsed(html), expected, "{html}");
    }
}

#[test]
fn text_keeps_its_entities_and_escapes_the_rest() {
    let mut out = String::new();
    write_raw_text("1 < 2 > 0 & &amp; &#39; &#x27; &; &a b; &", &mut out);
    assert_eq!(
        out,
        "1 &lt; 2 &gt; 0 &amp; &amp; &#39; &#x27; &amp;; &amp;a b; &amp;"
    );
}

#[test]
fn numbers_have_one_to_four_digits() {
    let Some(HtmlToken::Open(tag)) = tokens("<td colspan=' 12 ' rowspan=12345>", true).next()
    else {
        panic!("a cell");
    };
    assert_eq!(
        (tag.number("colspan"), tag.number("rowspan")),
        (Some("12"), None)
    );
    for (text, is) in [
        ("1", true),
        ("9999", true),
        ("", false),
        ("1x", false),
        ("-1", false),
    ] {
        assert_eq!(is_number(text), is, "{text}");
    }
}

#[test]
fn a_list_or_table_ends_only_at_its_end_tag() {
    let has_implied_end = |name| {
        Element::from_name(name)
            .expect("an element")
            .has_implied_end()
    };
    for name in ["li", "td", "tr", "p", "b", "a"] {
        assert!(has_implied_end(name), "{name}");
    }
    for name in ["ul", "ol", "table", "div"] {
        assert!(!has_implied_end(name), "{name}");
    }
}
