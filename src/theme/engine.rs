//! Tera with filters that print numbers and dates as people read them, and `sentence`, which renders rich text (a line of
//! text with links and styles) as `site/rich_text.rs` serialises it.
//!
//! Filters, not components: a page has dozens of these, and a component's scope is far more expensive than its text.

use std::io::Write;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value, escape_html};

use crate::text::{self, Period};

/// All own filters are registered here. They must be pure.
pub(super) fn new_tera() -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".xml"]);
    tera.register_filter("sentence", rich_text_filter);
    tera.register_filter("plain_text", plain_text_filter);
    register_text_filters(&mut tera);
    tera
}

/// Finished HTML without its tags, for an attribute.
fn plain_text_filter(html: &str, _: Kwargs, _: &State) -> Value {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('>').map_or("", |(_, after)| after));
    }
    Value::safe_string(text.trim())
}

/// Each prints what it is given as the function of [`text`] does.
fn register_text_filters(tera: &mut Tera) {
    tera.register_filter("number", |n: f64, _: Kwargs, _: &State| {
        text::format_number(n)
    });
    tera.register_filter("count", |n: usize, _: Kwargs, _: &State| {
        text::group_digits(n)
    });
    tera.register_filter("number_word", |n: usize, _: Kwargs, _: &State| {
        text::number_word(n)
    });
    tera.register_filter("age", |days: i64, _: Kwargs, _: &State| {
        text::format_age(days)
    });
    tera.register_filter("ago", |days: i64, _: Kwargs, _: &State| {
        text::format_ago(days)
    });
    tera.register_filter("delay", |days: i64, _: Kwargs, _: &State| {
        text::format_delay(days)
    });
    tera.register_filter("half_life", |days: f64, _: Kwargs, _: &State| {
        text::half_life_text(days)
    });
    tera.register_filter("days", |days: f64, _: Kwargs, _: &State| text::days(days));
    tera.register_filter("span", |days: f64, _: Kwargs, _: &State| {
        text::half_life_span(days)
    });
    tera.register_filter("plural", |n: usize, kwargs: Kwargs, _: &State| {
        let (one, many) = (kwargs.must_get("one")?, kwargs.must_get("many")?);
        TeraResult::Ok(text::pluralize(n, one, many))
    });
    tera.register_filter("date", |written: &str, _: Kwargs, _: &State| {
        Period::parse(written).map_or(written.into(), |date| text::format_date(&date))
    });
    tera.register_filter("month", |day: &str, _: Kwargs, _: &State| {
        Period::parse(day).map_or(day.into(), |date| text::format_month(&date))
    });
    tera.register_filter("listed", |items: Vec<String>, kwargs: Kwargs, _: &State| {
        let last = kwargs.get::<&str>("last")?.unwrap_or("and");
        TeraResult::Ok(match items.split_last() {
            Some((end, [])) => end.clone(),
            Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
            None => String::new(),
        })
    });
    tera.register_filter("upper_first", |words: &str, _: Kwargs, _: &State| {
        text::capitalize(words)
    });
    tera.register_filter("xml_text", |text: &str, _: Kwargs, _: &State| {
        xml_text(text)
    });
    tera.register_filter("words", |name: &str, _: Kwargs, _: &State| {
        text::humanize(name)
    });
    tera.register_filter("outcome", |word: &str, _: Kwargs, _: &State| {
        text::outcome_text(word)
    });
}

/// Removes the characters that are invalid in XML 1.0 even when escaped.
fn xml_text(text: &str) -> String {
    let is_valid = |c: &char| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_valid).collect()
}

/// Renders `[text | [style, text] | ["page", text, href from the root of the site] | ["away", text, url]]` as HTML.
/// Links to pages are relative to the variable `page` of the template.
fn rich_text_filter(spans: &Value, _: Kwargs, state: &State) -> TeraResult<Value> {
    let Some(spans) = spans.as_array() else {
        return Err(Error::message(
            "`sentence` takes a line of text from the inputs",
        ));
    };
    let mut html = Vec::with_capacity(128);
    for span in spans {
        let parts = span.as_array().unwrap_or(std::slice::from_ref(span));
        let mut parts = parts.iter().map(|part| part.as_str().unwrap_or_default());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("page"), Some(words), Some(href)) => {
                let page = state.get::<Value>("page")?;
                let root = page.as_ref().and_then(|page| page.get_from_path("root"));
                let Some(root) = root.and_then(Value::as_str) else {
                    return Err(Error::message(
                        "`sentence` has a link and needs `page`: declare `@page`",
                    ));
                };
                html.extend_from_slice(b"<a href=\"");
                escape_html(root, &mut html)?;
                escape_html(href, &mut html)?;
                write_wrapped(&mut html, "\">", words, "</a>")?;
            }
            (Some("away"), Some(words), Some(url)) => {
                html.extend_from_slice(b"<a href=\"");
                escape_html(url, &mut html)?;
                write_wrapped(&mut html, "\">", words, "</a>")?;
            }
            (Some("strong"), Some(words), _) => write_wrapped(&mut html, "<b>", words, "</b>")?,
            (Some("code"), Some(words), _) => write_wrapped(&mut html, "<code>", words, "</code>")?,
            (Some(style), Some(words), _) => {
                html.extend_from_slice(b"<span class=\"");
                escape_html(style, &mut html)?;
                write_wrapped(&mut html, "\">", words, "</span>")?;
            }
            (words, ..) => escape_html(words.unwrap_or_default(), &mut html)?,
        }
    }
    let html = String::from_utf8(html).map_err(|e| Error::message(e.to_string()))?;
    Ok(Value::safe_string(&html))
}

fn write_wrapped(html: &mut Vec<u8>, open: &str, words: &str, close: &str) -> TeraResult<()> {
    html.extend_from_slice(open.as_bytes());
    escape_html(words, html)?;
    html.write_all(close.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tera::{Context, Tera};

    fn html(spans: serde_json::Value, page: Option<&str>) -> Result<String, String> {
        let mut tera = Tera::default();
        tera.autoescape_on([".html"]);
        tera.register_filter("sentence", super::rich_text_filter);
        tera.add_raw_template("a.html", "{{ line | sentence }}")
            .expect("it compiles");
        let mut context = Context::new();
        context.insert("line", &spans);
        if let Some(root) = page {
            context.insert("page", &serde_json::json!({ "root": root }));
        }
        tera.render("a.html", &context).map_err(|e| e.to_string())
    }

    #[test]
    fn text_is_escaped_and_links_are_relative_to_the_page() {
        let line = serde_json::json!([
            "a<b ",
            ["page", "<i>", "x.html\""],
            ["highlight", "&"],
            ["strong", "s"]
        ]);
        assert_eq!(
            html(line, Some("../")).as_deref(),
            Ok(
                "a&lt;b <a href=\"../x.html&quot;\">&lt;i&gt;</a><span class=\"highlight\">&amp;</span><b>s</b>"
            )
        );
    }

    #[test]
    fn numbers_days_and_words_are_printed_as_people_read_them() {
        let tera = super::new_tera();
        let printed = |expression: &str| {
            let template = format!("{{{{ {expression} }}}}");
            tera.render_str(&template, &Context::new(), true)
                .unwrap_or_else(|error| panic!("{expression}: {error}"))
        };
        let expected = [
            ("12.50 | number", "12.5"),
            ("20000 | count", "20\u{202f}000"),
            ("11 | number_word | upper_first", "Eleven"),
            (r#"1 | plural(one="study", many="studies")"#, "1 study"),
            (r#""2024-Q3" | date"#, "2024 Q3"),
            (r#""soon" | date"#, "soon"),
            (r#""2024-10-31" | month"#, "Oct 2024"),
            ("12 | age", "12 days"),
            ("12 | ago", "12 days ago"),
            ("1 | delay", "the next day"),
            ("1095 | half_life", "every three years"),
            (r#"["a", "b", "c"] | listed(last="or")"#, "a, b or c"),
            (r#""ab-test" | words"#, "A/B test"),
            (r#""defer" | outcome"#, "Not now"),
            (r#""a <b>c</b> &amp;" | plain_text"#, "a c &amp;"),
            (r#""a" | xml_text"#, "a"),
        ];
        for (expression, text) in expected {
            assert_eq!(printed(expression), text, "{expression}");
        }
    }

    #[test]
    fn characters_that_are_invalid_in_xml_are_removed() {
        assert_eq!(super::xml_text("a\u{b}b\n\u{fffe}c"), "ab\nc");
    }

    #[test]
    fn a_link_without_a_page_in_scope_is_an_error() {
        assert!(html(serde_json::json!([["page", "a", "b.html"]]), None).is_err());
        assert!(html(serde_json::json!("a"), Some("")).is_err());
    }
}
