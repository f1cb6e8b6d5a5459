//! What a body renders to, feature by feature.

use std::borrow::Cow;

use super::*;
use crate::diagnostic::Place;

fn body(text: &str) -> Body {
    read(text, None, &Options::default())
}

/// The HTML, with every link leading to its own target.
fn show(body: &Body) -> String {
    body.fill_links(|_, link| {
        let href: Cow<str> = match &link.target {
            LinkTarget::External(address) => Cow::Owned(address.to_string()),
            LinkTarget::Local { path, anchor } => Cow::Owned(format!(
                "{path}{}",
                anchor.as_ref().map(|a| format!("#{a}")).unwrap_or_default()
            )),
            LinkTarget::Wikilink { id, .. } => Cow::Owned(format!("{id}.html")),
            LinkTarget::OwnSource => Cow::Borrowed("source"),
        };
        Resolved::Linked {
            href,
            text: Some("Its title"),
        }
    })
}

fn html(text: &str) -> String {
    show(&body(text))
}

fn headings(body: &Body) -> Vec<(u8, &str, &str)> {
    body.headings
        .iter()
        .map(|h| (h.level, &*h.id, &*h.text))
        .collect()
}

#[test]
fn a_leading_h1_that_repeats_the_title_leaves_only_its_anchor() {
    for title in [None, Some(" an  ENTRY "), Some("An Entry")] {
        let body = read(
            "<!-- draft 2 -->\n\n# An Entry\n\n## Why\n",
            title,
            &Options::default(),
        );
        assert_eq!(
            show(&body).trim_start(),
            "<span id=\"an-entry\"></span>\n<h2 id=\"why\">Why</h2>\n"
        );
        assert_eq!(headings(&body), [(2, "why", "Why")]);
        assert_eq!(body.h1.as_deref(), Some("An Entry"));
        assert_eq!(body.anchors, ["an-entry".into(), "why".into()]);
    }
}

#[test]
fn the_headings_of_a_body_with_other_h1s_move_one_level_down() {
    let another = read(
        "# One\n\n## Two\n\n###### Six\n",
        Some("Title"),
        &Options::default(),
    );
    assert_eq!(
        headings(&another),
        [(2, "one", "One"), (3, "two", "Two"), (6, "six", "Six")]
    );
    assert_eq!(another.h1.as_deref(), Some("One"));

    let second = body("# One\n\n# Two\n");
    assert_eq!(headings(&second), [(2, "two", "Two")]);

    let later = body("Text first.\n\n# One\n");
    assert_eq!(
        (headings(&later), later.h1.as_deref()),
        (vec![(2, "one", "One")], Some("One"))
    );

    let raw = body("<h1 align=center>One</h1>\n\n## Two\n");
    assert_eq!(headings(&raw), [(2, "one", "One"), (3, "two", "Two")]);
    assert!(show(&raw).starts_with("<h2 id=\"one\" class=\"align-center\">One</h2>"));
}

#[test]
fn headings_keep_their_markup_and_get_ids_from_their_text() {
    let body =
        body("## The `code` *and* [link](x.md) ![pic](y.png)\n\n## ![Logo](l.png)\n\n## ???\n");
    assert_eq!(
        headings(&body),
        [
            (2, "the-code-and-link-", "The code and link"),
            (2, "", "Logo"),
            (2, "", "???")
        ]
    );
}

#[test]
fn heading_attributes_give_an_id_and_classes_and_other_braces_are_text() {
    assert_eq!(
        html("## A {#why .wide .cb-nav onclick=x}\n\n## GET /users/{id}\n\n## B {#cb-x}\n"),
        "<h2 id=\"why\" class=\"user-content-wide user-content-cb-nav\">A</h2>\n<h2 id=\"get-usersid\">GET /users/{id}</h2>\n\
         <h2 id=\"user-content-cb-x\">B</h2>\n"
    );
}

#[test]
fn links_are_holes_that_are_filled_later() {
    let body =
        body("[a *b*](../x%20y.md?q#z \"T\") [[ana]] [[ana#goals|her goals]] <https://e.org/?a&b>");
    let targets: Vec<_> = body.links.iter().map(|l| l.target.clone()).collect();
    assert_eq!(
        targets,
        [
            LinkTarget::Local {
                path: "../x y.md".into(),
                anchor: Some("z".into())
            },
            LinkTarget::Wikilink {
                id: "ana".into(),
                anchor: None
            },
            LinkTarget::Wikilink {
                id: "ana".into(),
                anchor: Some("goals".into())
            },
            LinkTarget::External("https://e.org/?a&b".into()),
        ]
    );
    let spans: Vec<_> = body.links.iter().map(|l| l.span).collect();
    assert_eq!(spans, [(0, 28), (29, 36), (37, 60), (61, 81)]);

    let filled = body.fill_links(|index, _| match index {
        0 => Resolved::Linked {
            href: "x%20y.html?a&b".into(),
            text: None,
        },
        1 => Resolved::Linked {
            href: "ana.html".into(),
            text: Some("Ana & Co"),
        },
        2 => Resolved::Broken,
        _ => Resolved::TextOnly,
    });
    assert_eq!(
        filled,
        "<p><a href=\"x%20y.html?a&amp;b\" title=\"T\">a <em>b</em></a> <a href=\"ana.html\">Ana &amp; Co</a> \
         <span class=\"broken\">her goals</span> https://e.org/?a&amp;b</p>\n"
    );
}

#[test]
fn a_link_to_an_address_that_may_not_be_followed_is_its_text() {
    let body = body(
        "[x](javascript:alert(1)) ![y](data:image/png;base64,x) <a href=' Java&#9;Script:z'>w</a> [s][s]\n\n[s]: slack://c",
    );
    assert_eq!(show(&body), "<p>x y w s</p>\n");
    assert_eq!(
        body.diagnostics.iter().map(|p| p.code).collect::<Vec<_>>(),
        ["outside-link"; 4]
    );
    assert_eq!(
        body.diagnostics[0].message,
        "a page may not link to `javascript:`"
    );
}

#[test]
fn bare_addresses_become_links_outside_code_and_links() {
    let body =
        body("https://a.org/b_c_d, www.b.org ana@c.org `https://d.org` [https://e.org](x.md)\n");
    assert_eq!(
        show(&body),
        "<p><a href=\"https://a.org/b_c_d\" rel=\"noopener noreferrer\">https://a.org/b_c_d</a>, \
         <a href=\"http://www.b.org\" rel=\"noopener noreferrer\">www.b.org</a> \
         <a href=\"mailto:ana@c.org\">ana@c.org</a> <code>https://d.org</code> <a href=\"x.md\">https://e.org</a></p>\n"
    );
    assert_eq!(body.links[0].span, (0, 19));
    assert_eq!(body.links[2].span, (31, 40));
}

#[test]
fn local_images_are_shown_and_those_of_other_hosts_are_linked() {
    let text = "![A \"b\"](i.png 'T') ![Far](https://h.org/i.png) ![](//h.org/j.png) [![Badge](https://h.org/k)](x.md)";
    let body = body(text);
    assert_eq!(
        show(&body),
        "<p><img src=\"i.png\" alt=\"A &quot;b&quot;\" title=\"T\" loading=\"lazy\"> \
         <a href=\"https://h.org/i.png\" rel=\"noopener noreferrer\">Far</a> \
         <a href=\"https://h.org/j.png\" rel=\"noopener noreferrer\">image on h.org</a> <a href=\"x.md\">Badge</a></p>\n"
    );
    assert_eq!(
        body.diagnostics.iter().map(|p| p.code).collect::<Vec<_>>(),
        ["external-image"; 3]
    );
    assert_eq!(body.diagnostics[0].place, Place::Body(20, 47));

    let allowed = read(
        "![Far](https://h.org/i.png)",
        None,
        &Options {
            external_images: true,
            ..Options::default()
        },
    );
    assert_eq!(
        show(&allowed),
        "<p><img src=\"https://h.org/i.png\" alt=\"Far\" loading=\"lazy\"></p>\n"
    );
    assert!(allowed.diagnostics.is_empty());
    assert_eq!(
        allowed.fill_links(|_, _| Resolved::Broken),
        "<p><span class=\"broken\">Far</span></p>\n"
    );
}

#[test]
fn tables_scroll_and_align_without_styles() {
    assert_eq!(
        html("|a|b|c|\n|-|:-:|-:|\n|1|2|3|\n|4|\n"),
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr><th>a</th>\
         <th class=\"align-center\">b</th><th class=\"align-right\">c</th></tr></thead>\n\
         <tbody><tr><td>1</td><td class=\"align-center\">2</td><td class=\"align-right\">3</td></tr>\n\
         <tr><td>4</td><td></td><td></td></tr>\n</tbody></table></div>\n"
    );
}

#[test]
fn tables_of_one_text_are_told_apart() {
    let html = html("|a|\n|-|\n\nb\n\n|c|\n|-|\n\n<table><tr><td>d</td></tr></table>\n");
    for name in ["Table", "Table 2", "Table 3"] {
        let region = format!("aria-label=\"{name}\">");
        assert_eq!(html.matches(&region).count(), 1, "{name}: {html}");
    }
}

#[test]
fn a_short_row_is_filled_up_with_empty_cells() {
    let rows = |table: &str| {
        let shown = html(table);
        let rows = shown.split("<tr>").skip(1);
        rows.map(|row| {
            row.matches("<td").count() + row.matches("<th").count() - row.matches("<thead").count()
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(
        rows("|a|b|c|\n|-|-|-|\n|1|\n||2|\n|1|2|3|\n|1|2|3|4|\n"),
        [3; 5]
    );
    assert_eq!(rows("a|b\n-|-\n1\n"), [2, 2]);
    assert_eq!(rows("> |a|b|\n> |-|-|\n> |1|\n"), [2, 2]);
    // Past the limit one cell takes the place of many.
    let wide = format!(
        "{}|\n{}|\n{}",
        "|a".repeat(2_001),
        "|-".repeat(2_001),
        "|b|\n".repeat(7)
    );
    let shown = html(&wide);
    assert!(shown.contains("<td>b</td><td colspan=\"1000\"></td><td colspan=\"1000\"></td></tr>"));
}

#[test]
fn cells_beyond_the_head_of_a_table_are_told_once_a_table() {
    let told = |text: &str| {
        let found = body(text).diagnostics.into_iter();
        let cut = found.map(|d| match (d.code, d.place) {
            ("cut-cells", Place::Body(start, end)) => text[start..end].to_owned(),
            other => panic!("{other:?}"),
        });
        cut.collect::<Vec<_>>()
    };
    for (text, cut) in [
        ("|a|b|\n|-|-|\n|1|2|3|\n|1|2|4|\n", &["3"][..]),
        ("a|b\n-|-\n1|2|3 *c*|4\n", &["3 *c*|4"]),
        ("|a|\n|-|\n| `b|c` |\n", &["c`"]),
        ("> |a|\n> |-|\n> |1||2|\n", &["2"]),
        ("- |a|\n  |-|\n  |1|2|\n\n|a|\n|-|\n|1|3|\n", &["2", "3"]),
        ("|a|\n|-|\n||2|\n", &["2"]),
        ("|a|b|\n|-|-|\n|1|2| |\n|1|2||\n|1|\n|1|2\n", &[]),
        ("|a|\n|-|\n|`b\\|c`|\n| [[a\\|b]] |\n", &[]),
        ("```\n|a|\n|-|\n|1|2|\n```\n", &[]),
    ] {
        assert_eq!(told(text), cut, "{text}");
    }
}

#[test]
fn lists_and_breaks_in_a_cell_stay() {
    assert!(html("|a|\n|-|\n|- b<br>- c|\n").contains("<td>- b<br>- c</td>"));
    for cell in [
        "<ul><li>b</li><li>c</li></ul>",
        "<details><summary>b</summary>c<br><em>d</em></details>",
    ] {
        let shown = html(&format!("|a|\n|-|\n|{cell}|\n"));
        assert!(shown.contains(&format!("<td>{cell}</td>")), "{shown}");
    }
}

#[test]
fn an_embedded_frame_becomes_a_link_to_what_it_showed() {
    let link =
        |text: &str| format!("<a href=\"https://v.org/e\" rel=\"noopener noreferrer\">{text}</a>");
    for (text, expected) in [
        (
            "<iframe src=\"https://v.org/e\" title=\"The form\"></iframe>\n",
            link("The form") + "\n",
        ),
        (
            "<iframe src='//v.org/e'></iframe>\n",
            link("page on v.org") + "\n",
        ),
        (
            "a <iframe src=https://v.org/e>no <b>frames</b></iframe> b\n",
            format!("<p>a {} b</p>\n", link("page on v.org")),
        ),
        (
            "<iframe src=https://v.org/e title=' '>\n\nb\n",
            link("page on v.org") + "\n<p>b</p>\n",
        ),
        (
            "<table><tr><td><iframe src=https://v.org/e></iframe></table>\n",
            format!(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><tr><td>{}</td></tr></table></div>\n",
                link("page on v.org")
            ),
        ),
        (
            "<a href=x><iframe src=https://v.org/e></iframe></a>\n",
            "<p><a href=\"x\">page on v.org</a></p>\n".into(),
        ),
        (
            "a <script><iframe src=https://v.org/e></iframe></script>\n",
            "<p>a </p>\n".into(),
        ),
        (
            "<iframe src=\"javascript:alert(1)\" title=x></iframe>\n",
            "\n".into(),
        ),
        ("<iframe src=\"data:text/html,x\"></iframe>\n", "\n".into()),
        ("<iframe src=\" java&#9;script:x\"></iframe>\n", "\n".into()),
        (
            "<iframe src=mailto:a@b.org></iframe>\n",
            "<a href=\"mailto:a@b.org\">mailto:a@b.org</a>\n".into(),
        ),
        (
            "<iframe srcdoc='<script>x</script>'></iframe>\n",
            "\n".into(),
        ),
        (
            "<iframe src=beside.html?a></iframe>\n",
            "<a href=\"beside.html\">beside.html</a>\n".into(),
        ),
        (
            "<video src=\"../clips/demo.mp4\" controls>no video</video>\n",
            "<p><a href=\"../clips/demo.mp4\">demo.mp4</a></p>\n".into(),
        ),
        (
            "<video controls title=\"The form\">\n<source src=demo.webm>\n<source src=demo.mp4>\nno video\n</video>\n",
            "<a href=\"demo.webm\">The form</a>\n".into(),
        ),
        (
            "a <audio><source src=https://v.org/e></audio> b\n",
            format!("<p>a {} b</p>\n", link("recording on v.org")),
        ),
        (
            "<object data=https://v.org/e type=text/html><p>old</p></object>\n",
            format!("<p>{}</p>\n", link("file on v.org")),
        ),
        (
            "<embed src=https://v.org/e>\n",
            link("file on v.org") + "\n",
        ),
        (
            "<table><tr><video><source src=https://v.org/e></video></table>\n",
            format!(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><tr><td>{}</td></tr></table></div>\n",
                link("video on v.org")
            ),
        ),
        (
            "<picture><source src=x><img src=a.png></picture>\n",
            "<p><img src=\"a.png\" alt=\"\" loading=\"lazy\"></p>\n".into(),
        ),
        ("<video></video><source src=x>\n", "<p></p>\n".into()),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    let told = body("<iframe src=https://v.org/e></iframe>\n").diagnostics;
    assert_eq!(
        told[0].message,
        "the embedded page is on `v.org`, so this page links to it"
    );
    for (text, message) in [
        (
            "<iframe srcdoc=x></iframe>\n",
            "the embedded page has no address, so it is left out",
        ),
        (
            "<object></object>\n",
            "the embedded file has no address, so it is left out",
        ),
        (
            "<video src=a.mp4></video>\n",
            "the embedded video is not shown, so this page links to it",
        ),
        (
            "<audio><source src=a.mp3></audio>\n",
            "the embedded recording is not shown, so this page links to it",
        ),
        (
            "<iframe src=\"javascript:x\"></iframe>\n",
            "a page may not link to `javascript:`",
        ),
    ] {
        let told = body(text).diagnostics;
        let told: Vec<&str> = told.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(told, [message], "{text}");
    }
}

#[test]
fn task_lists_alerts_and_strikethrough_show_as_on_github() {
    assert_eq!(
        html("- [ ] a\n- [x] b\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> b</li>\n</ul>\n"
    );
    assert_eq!(
        html("> [!WARNING]\n> Hot\n"),
        "<div class=\"alert alert-warning\"><p class=\"alert-title\">Warning</p>\n<p>Hot</p>\n</div>\n"
    );
    assert_eq!(
        html("~~a~~ \"b\" -- c...  \nd"),
        "<p><del>a</del> \"b\" -- c...<br>\nd</p>\n"
    );
}

#[test]
fn footnotes_are_numbered_by_their_first_reference_and_come_last() {
    let body = body("a[^y] b[^x] c[^y]\n\n[^x]: X\n[^y]: Y[^z]\n[^z]: Z\n[^unused]: U\n\nd\n");
    assert_eq!(
        show(&body),
        "<p>a<sup><a href=\"#cb-fn-1\" id=\"cb-fnref-1\">1</a></sup> \
         b<sup><a href=\"#cb-fn-2\" id=\"cb-fnref-2\">2</a></sup> c<sup><a href=\"#cb-fn-1\" id=\"cb-fnref-1-2\">1</a></sup></p>\n<p>d</p>\n\
         <section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n\
         <li id=\"cb-fn-1\"><p>Y<sup><a href=\"#cb-fn-3\" id=\"cb-fnref-3\">3</a></sup> \
         <a href=\"#cb-fnref-1\" aria-label=\"Back to the text\">↩</a> \
         <a href=\"#cb-fnref-1-2\" aria-label=\"Back to use 2\">↩2</a></p>\n</li>\n\
         <li id=\"cb-fn-2\"><p>X <a href=\"#cb-fnref-2\" aria-label=\"Back to the text\">↩</a></p>\n</li>\n\
         <li id=\"cb-fn-3\"><p>Z <a href=\"#cb-fnref-3\" aria-label=\"Back to the text\">↩</a></p>\n</li>\n</ol></section>\n"
    );
    assert!(body.anchors.contains(&"cb-fn-2".into()));
}

#[test]
fn code_blocks_name_their_language_and_can_be_scrolled_with_the_keyboard() {
    assert_eq!(
        html("```dot title=x\nA-->B\n```\n\n    <b>\n"),
        "<pre tabindex=\"0\"><code class=\"language-dot\">A--&gt;B\n</code></pre>\n\
         <pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>\n"
    );
    assert!(
        html("``` \"><img src=x onerror=alert(1)>\nx\n```")
            .contains("class=\"language-&quot;&gt;&lt;img\"")
    );
}

#[test]
fn raw_html_around_markdown_keeps_what_is_allowed() {
    assert_eq!(
        html(
            "<details open onclick=x>\n<summary>More</summary>\n\n**a** <kbd>K</kbd> H<sub>2</sub>O\n\n</details>\n"
        ),
        "<details open=\"\">\n<summary>More</summary>\n<p><strong>a</strong> <kbd>K</kbd> H<sub>2</sub>O</p>\n\
         </details>\n"
    );
    assert_eq!(
        html(
            "<p align=\"center\"><a href=\"x.md\"><img src=i.png width=\"50%\" alt='&quot;'></a>&copy; a&b</p>\n"
        ),
        "<p class=\"align-center\"><a href=\"x.md\"><img src=\"i.png\" alt=\"&quot;\" width=\"50%\" \
         loading=\"lazy\"></a>&copy; a&amp;b</p>\n"
    );
    assert_eq!(
        html("<table><tr><td>a<td>b<tr><td>c</table>\n"),
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></div>\n"
    );
}

#[test]
fn raw_html_cannot_close_elements_around_it() {
    for (text, expected) in [
        ("</main></body></html>\n", "\n"),
        ("<div><b>a\n\nb\n", "<div><b>a\n</b><p>b</p>\n</div>"),
        (
            "- <div>\n\nb\n",
            "<ul>\n<li><div>\n</div></li>\n</ul>\n<p>b</p>\n",
        ),
        (
            "a <script>alert(1)</script> b <input autofocus onfocus=x> c\n",
            "<p>a  b  c</p>\n",
        ),
        ("a <div>b</div> <li>c</li>\n", "<p>a b c</p>\n"),
        ("a <!-- b --> c\n", "<p>a  c</p>\n"),
        (
            "<a name=\"cb-x\"></a><a name=\"top\">a</a> <a href=1>b<a href=2>c</a>\n",
            "<p><span id=\"top\"></span>a <a href=\"1\">b</a><a href=\"2\">c</a></p>\n",
        ),
        (
            "<div title=\"\n\n[a](b)\n",
            "&lt;div title=\"\n<p><a href=\"b\">a</a></p>\n",
        ),
        ("<svg><path d=x></svg> b\n\na\n", "<p> b</p>\n<p>a</p>\n"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn raw_html_is_shown_or_trusted_where_the_options_say_so() {
    let shown = |html| {
        show(&read(
            "<div>\n\n<b onclick=x>a</b>\n",
            None,
            &Options {
                html,
                ..Options::default()
            },
        ))
    };
    assert_eq!(
        shown(Html::Escape),
        "<p>&lt;div&gt;</p>\n<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"
    );
    assert_eq!(shown(Html::Trusted), "<div>\n<p><b onclick=x>a</b></p>\n");
}

#[test]
fn ids_of_raw_html_are_anchors_and_none_is_used_twice() {
    let body = body("<a id=\"why\"></a>\n\n## Why\n\n<div id=why>\n\n## Why\n");
    assert_eq!(body.anchors, ["why".into(), "why-1".into(), "why-2".into()]);
    assert_eq!(show(&body).matches("id=\"why\"").count(), 1);
}

#[test]
fn the_summary_is_the_first_paragraph_of_running_text() {
    let text = "# T\n\n> quoted\n\n- item\n\n![only](i.png)\n\nOne *two*\n`three` [[four]] <b>five</b>.\n\nSix.\n";
    assert_eq!(body(text).summary, "One two three four five.");
    assert_eq!(body("# T\n").summary, "");
    let long = body(&"sentence after sentence, ".repeat(20)).summary;
    assert!(
        long.ends_with("after sentence…") && (180..=201).contains(&long.chars().count()),
        "{long}"
    );
}

#[test]
fn nul_and_other_odd_characters_are_harmless() {
    assert_eq!(
        html("a\0b\r\nc \u{202e}\"d\" [\u{202e}\"](x 't\"\u{202e}')"),
        "<p>a\u{fffd}b\nc \u{202e}\"d\" <a href=\"x\" title=\"t&quot;\u{202e}\">\u{202e}\"</a></p>\n"
    );
}

#[test]
fn a_link_with_bracketed_text_is_not_a_wikilink() {
    assert_eq!(
        html("See [[1]](#notes) and [[3] and [4]](#notes), not [[ana]] (yet).\n"),
        "<p>See <a href=\"#notes\">[1]</a> and <a href=\"#notes\">[3] and [4]</a>, \
         not <a href=\"ana.html\">Its title</a> (yet).</p>\n"
    );
}

#[test]
fn an_embed_in_a_link_and_a_wikilink_in_a_picture_are_what_they_are() {
    let wall = "<img src=\"wall.png.html\" alt=\"wall.png\" loading=\"lazy\">";
    for (text, expected) in [
        (
            "[![[wall.png]]](b.md)",
            format!("<a href=\"b.md\">{wall}</a>"),
        ),
        (
            "[![[wall.png]]](b.md \"t\") c",
            format!("<a href=\"b.md\" title=\"t\">{wall}</a> c"),
        ),
        (
            "[![[wall.png]] **c**](b.md)",
            format!("<a href=\"b.md\">{wall} <strong>c</strong></a>"),
        ),
        (
            "[![[wall.png]]][r]\n\n[r]: b.md",
            format!("<a href=\"b.md\">{wall}</a>"),
        ),
        (
            "[see ![[b|the words]] here](b.md)",
            "<a href=\"b.md\">see the words here</a>".into(),
        ),
        (
            "[a [c] ![[b|d]] e](b.md)",
            "<a href=\"b.md\">a [c] d e</a>".into(),
        ),
        ("\\[![[wall.png]]](b.md)", format!("[{wall}](b.md)")),
        (
            "![alt [[b]] more](wall.png)",
            "<img src=\"wall.png\" alt=\"alt b more\" loading=\"lazy\">".into(),
        ),
        (
            "[![alt [[b]] more](wall.png)](b.md)",
            "<a href=\"b.md\"><img src=\"wall.png\" alt=\"alt b more\" loading=\"lazy\"></a>"
                .into(),
        ),
        (
            "[![[[b|c]] ![[d]]][r] e](b.md)\n\n[r]: wall.png",
            "<a href=\"b.md\"><img src=\"wall.png\" alt=\"c d\" loading=\"lazy\"> e</a>".into(),
        ),
        (
            "\\![[b]] `![[c]]` ![[d|**e**]] <b title=\"![[f]]\">g</b>",
            "!<a href=\"b.html\">Its title</a> <code>![[c]]</code> \
             <a href=\"d.html\"><strong>e</strong></a> <b title=\"![[f]]\">g</b>"
                .into(),
        ),
        (
            "[![[wall.png|120]]](b.md) [![[wall.png]]](c.md)",
            format!(
                "<a href=\"b.md\"><img src=\"wall.png.html\" alt=\"wall.png\" width=\"120\" loading=\"lazy\"></a> <a href=\"c.md\">{wall}</a>"
            ),
        ),
        (
            "![[[b]]](wall.png) c",
            "<img src=\"wall.png\" alt=\"b\" loading=\"lazy\"> c".into(),
        ),
        (
            "![[wall.png]] [c](d)",
            format!("{wall} <a href=\"d\">c</a>"),
        ),
        (
            "![a](b.png) [[c]] ](d)",
            "<img src=\"b.png\" alt=\"a\" loading=\"lazy\"> <a href=\"c.html\">Its title</a> ](d)"
                .into(),
        ),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
}

#[test]
fn a_link_in_the_text_of_a_link_is_looked_up() {
    for text in [
        "[![[gone]] c](b.md)",
        "[see ![[gone]] here](b.md)",
        "<a href=\"b.md\">[[gone]]</a>",
        "<a href=\"b.md\">[c](gone)</a>",
    ] {
        let body = body(text);
        let is_gone = |link: &Link| match &link.target {
            LinkTarget::Wikilink { id, .. } => &**id == "gone",
            LinkTarget::Local { path, .. } => &**path == "gone",
            _ => false,
        };
        assert!(body.links.len() == 2 && is_gone(&body.links[1]), "{text}");
        assert_eq!(show(&body).matches("<a ").count(), 1, "{text}");
    }
}

#[test]
fn what_is_no_element_is_text_and_what_is_left_out_is_told() {
    for (text, expected) in [
        ("f with <your-name>.", "<p>f with &lt;your-name&gt;.</p>\n"),
        (
            "A List<String> or Vec<u8>, and </end>.",
            "<p>A List&lt;String&gt; or Vec&lt;u8&gt;, and &lt;/end&gt;.</p>\n",
        ),
        (
            "<Badge type=\"x\" /> a",
            "<p>&lt;Badge type=\"x\" /&gt; a</p>\n",
        ),
        (
            "<div>cp <path> <dir></div>",
            "<div>cp &lt;path&gt; &lt;dir&gt;</div>",
        ),
        (
            "<a-b>\n\nc\n\n</a-b>",
            "&lt;a-b&gt;\n<p>c</p>\n&lt;/a-b&gt;",
        ),
        (
            "![<x>](a.png)",
            "<p><img src=\"a.png\" alt=\"&lt;x&gt;\" loading=\"lazy\"></p>\n",
        ),
        ("<FONT color=red>a</FONT> <label>b</label>", "<p>a b</p>\n"),
        (
            "Press <button> or <link rel=x>, then *<select>* or <input>.",
            "<p>Press &lt;button&gt; or &lt;link rel=x&gt;, then <em>&lt;select&gt;</em> or &lt;input&gt;.</p>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    let options = Options {
        mdx: true,
        ..Options::default()
    };
    let components = read("<div>\n<Foo/> a <Bar b />\n</div>\n", None, &options);
    assert!(!show(&components).contains("&lt;"), "{}", show(&components));
    let title = body("# Use <name>\n");
    assert_eq!(title.h1.as_deref(), Some("Use <name>"));
    for (text, code) in [
        (
            "<script>a</script>\n\nb <style>c</style>\n",
            Some("foreign-syntax"),
        ),
        ("a <script>b</script>\n", Some("foreign-syntax")),
        ("<svg><text>a</text></svg>\n", Some("foreign-syntax")),
        ("<form action=\"/x\">a</form>\n", Some("foreign-syntax")),
        ("<form>a</form> <font>b</font> <x>\n", None),
        (
            "a <button>b</button> <select>c</select>\n",
            Some("foreign-syntax"),
        ),
        ("<link rel=x>\n<meta charset=y>\n", Some("foreign-syntax")),
        ("a <?php echo 1 ?> b\n", Some("foreign-syntax")),
        ("<?xml version=\"1.0\"?>\n", Some("foreign-syntax")),
        ("<!DOCTYPE html>\n", Some("foreign-syntax")),
        ("a <!X b> c\n", Some("foreign-syntax")),
        ("<![CDATA[ a ]]>\n", Some("foreign-syntax")),
        ("The <table> and the <p> of <hr>\n", Some("foreign-syntax")),
        ("<li>a</li>\n", Some("foreign-syntax")),
        (
            "a <!-- b --> <br> <picture><img src=\"a.png\"></picture>\n",
            None,
        ),
        ("| a |\n|-|\n| <ul><li>b<li>c</ul> |\n", None),
        (
            "<map><area href=\"https://e.net/x\" alt=\"a\"></map>\n",
            Some("external-image"),
        ),
    ] {
        let mut found = body(text)
            .diagnostics
            .iter()
            .map(|d| d.code)
            .collect::<Vec<_>>();
        // Once for each element.
        found.dedup();
        assert_eq!(found, code.into_iter().collect::<Vec<_>>(), "{text}");
    }
    assert_eq!(
        html("<area href=\"https://e.net/x\" alt=\"a\">\n").trim(),
        "<a href=\"https://e.net/x\" rel=\"noopener noreferrer\">a</a>"
    );
}

#[test]
fn an_invalid_character_reference_in_raw_html_is_text() {
    let references =
        "&amp; &eacute; &#233; &#xe9; &#9; &Eop; &#0; &#11; &#xfffe; &#x110000; &#xd800; &; &#;";
    assert_eq!(
        html(&format!("<div>{references}</div>\n")),
        "<div>&amp; &eacute; &#233; &#xe9; &#9; &amp;Eop; &amp;#0; &amp;#11; &amp;#xfffe; &amp;#x110000; &amp;#xd800; \
         &amp;; &amp;#;</div>\n"
    );
}

#[test]
fn raw_html_that_is_open_ends_where_its_parent_ends() {
    for (text, expected) in [
        (
            "a <b>b <i>c</b> d</i> e",
            "<p>a <b>b <i>c</i></b> d e</p>\n",
        ),
        (
            "a <script>b <b>c</b> **d** </b>e</script> f",
            "<p>a  f</p>\n",
        ),
        ("a <script><script>b</script>c</script> d", "<p>a  d</p>\n"),
        (
            "<div>a<script>b<b>c</b></div>d</script>e</div>\n",
            "<div>ae</div>\n",
        ),
        // Of elements that are not allowed, the words stay.
        (
            "<select><option>b</option></select> <svg><text x=1>c</text><style>d</style></svg>\n",
            "<p>b </p>\n",
        ),
        (
            "a <math><mi>c</mi></math> <svg><title>d</title><path d=x /></svg>.\n",
            "<p>a c .</p>\n",
        ),
        (
            "a <noscript>b</noscript> <template>*c*</template>",
            "<p>a b <em>c</em></p>\n",
        ),
        ("a <hr> b", "<p>a  b</p>\n"),
        ("<hr>\n", "<hr>\n"),
        ("a<br>b", "<p>a<br>b</p>\n"),
        (
            "<p class=\"note cb-card\" align=center>a</p>\n",
            "<p class=\"user-content-note user-content-cb-card align-center\">a</p>\n",
        ),
        (
            "![a <b>b</b>](c.png)",
            "<p><img src=\"c.png\" alt=\"a b\" loading=\"lazy\"></p>\n",
        ),
        (
            "<ul><li>a<ul><li>b</ul>c</ul>d\n",
            "<ul><li>a<ul><li>b</li></ul>c</li></ul>d\n",
        ),
        ("<div><b>a</div>b</b>\n", "<div><b>a</b></div>b\n"),
        (
            "<div><b>a<div>b</b>c</div>d</b>e</div>\n",
            "<div><b>a<div>bc</div>d</b>e</div>\n",
        ),
        (
            "<div>a<ul><li>b</div>c\n",
            "<div>a<ul><li>b</li></ul></div>c\n",
        ),
        ("<p>a<br>b<hr>c</p>d\n", "<p>a<br>b</p><hr>cd\n"),
        (
            "<div>\n\n<b>a\n\n</div>\n\nb</b>\n",
            "<div>\n<p><b>a</b></p>\n</div>\n<p>b</p>\n",
        ),
        (
            "<dl><dt>a<b>b<dt>c</b></dl>\n",
            "<dl><dt>a<b>b</b></dt><dt>c</dt></dl>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

/// Kinds of text in which the words shown once differed from those of cmark-gfm.
#[test]
fn no_word_is_lost_that_github_shows() {
    for (text, expected) in [
        (
            "Set the <title> of *each* page.\n",
            "<p>Set the &lt;title&gt; of <em>each</em> page.</p>\n",
        ),
        (
            "a <script> b <style> c\n",
            "<p>a &lt;script&gt; b &lt;style&gt; c</p>\n",
        ),
        (
            "a *b <textarea> c* </textarea>d\n",
            "<p>a <em>b &lt;textarea&gt; c</em> &lt;/textarea&gt;d</p>\n",
        ),
        (
            "a <title>b</title> c\n",
            "<p>a &lt;title&gt;b&lt;/title&gt; c</p>\n",
        ),
        (
            "<textarea rows=2>\na <b>b</b>\n</textarea>\n",
            "&lt;textarea rows=2&gt;\na <b>b</b>\n&lt;/textarea&gt;\n",
        ),
        (
            "a <xmp>b</xmp> <noembed>c</noembed> <NoFrames>d</NoFrames>\n",
            "<p>a &lt;xmp&gt;b&lt;/xmp&gt; &lt;noembed&gt;c&lt;/noembed&gt; &lt;NoFrames&gt;d&lt;/NoFrames&gt;</p>\n",
        ),
        (
            "<input value=\"A &amp; B\"> <input type=submit value=Send> <input placeholder=Name>\n",
            "<p>A &amp; B Send Name</p>\n",
        ),
        (
            "<input type=checkbox checked> a <input type=radio> b <input type=hidden value=c>\n",
            "<p>☑ a ☐ b </p>\n",
        ),
        (
            "<frameset><frame src=\"https://a.org/b\"></frameset>\n",
            "<a href=\"https://a.org/b\" rel=\"noopener noreferrer\">page on a.org</a>\n",
        ),
        (
            "See ftp://a.org/__init__.py, FTP://a.org/*b*.\n",
            "<p>See ftp://a.org/__init__.py, FTP://a.org/*b*.</p>\n",
        ),
        (
            "https://a.org/?b=1&lt;c&nbsp;d.\n",
            "<p><a href=\"https://a.org/?b=1%3Cc%C2%A0d\" rel=\"noopener noreferrer\">https://a.org/?b=1%3Cc%C2%A0d</a>.</p>\n",
        ),
        (
            "<title> is a tag.\n<p>So is <textarea>.</p>\n",
            "&lt;title&gt; is a tag.\n<p>So is &lt;textarea&gt;.</p>\n",
        ),
        ("It costs \\$5 or \\$6.\n", "<p>It costs $5 or $6.</p>\n"),
        (
            "Set `A` to ${B}/${C}\n",
            "<p>Set <code>A</code> to ${B}/${C}</p>\n",
        ),
        ("For std::hash::Hash\n", "<p>For std::hash::Hash</p>\n"),
        (
            "See [https://a.org/22].\n",
            "<p>See [<a href=\"https://a.org/22\" rel=\"noopener noreferrer\">https://a.org/22</a>].</p>\n",
        ),
        (
            "<p align=center>\n<b>a</b>\n\n<i>b</i>\n</p>\n\nc\n",
            "<p class=\"align-center\">\n<b>a</b>\n</p><p><i>b</i></p>\n\n<p>c</p>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    let title = body("# The <title> of a page\n").h1;
    assert_eq!(title.as_deref(), Some("The <title> of a page"));
}

#[test]
fn hidden_elements_hide_their_content_at_any_depth() {
    let deep = |end: usize| format!("a {}b{}c", "<script>".repeat(70), "</script>".repeat(end));
    assert_eq!(html(&deep(63)), "<p>a </p>\n");
    assert_eq!(html(&deep(64)), "<p>a c</p>\n");
}

#[test]
fn the_span_of_a_link_in_raw_html_is_its_tag() {
    let text = "> <div>\n> a <a href=\"x.md\">b</a>\n>\n> </div>\n\nc <a href=y.md>d</a>\n";
    let spans: Vec<&str> = body(text)
        .links
        .iter()
        .map(|link| &text[link.span.0..link.span.1])
        .collect();
    assert_eq!(spans, ["<a href=\"x.md\">", "<a href=y.md>"]);
}

#[test]
fn a_heading_in_raw_html_has_its_level() {
    for level in 2..=6 {
        let body = body(&format!("<h{level}>a</h{level}>\n"));
        assert_eq!(headings(&body), [(level, "a", "a")]);
    }
}

#[test]
fn a_comment_with_a_blank_line_is_removed_to_its_end() {
    for (text, expected) in [
        (
            "<div>\n<!-- a\n\nb --> c\n\nd\n",
            "<div>\n<p> c</p>\n<p>d</p>\n</div>",
        ),
        (
            "<div>\n<!-- a\n\n**b** -->\n\nd\n",
            "<div>\n<p></p>\n<p>d</p>\n</div>",
        ),
        ("<div>\n<!-- a\n\nb\n", "<div>\n<p>b</p>\n</div>"),
        (
            "<div>\n<!-- a -->\n\nb --> c\n",
            "<div>\n\n<p>b --&gt; c</p>\n</div>",
        ),
        (
            "<p>a</p>\n<!-- b\n\n<p>c</p>\n\n<p>d --> e</p>\n\nf\n",
            "<p>a</p>\n e\n<p>f</p>\n",
        ),
        (
            "<div>\n<!-- a\n\nb -->\n</div>\n\n<div>\n<!-- c\n\nd -->e\n",
            "<div>\n<p></p>\n</div>\n<div>\n<p>e</p>\n</div>",
        ),
        ("<!-- a\n\nb -->\nc\n", "\n<p>c</p>\n"),
        ("<div>\n<!-- a\n\nb -->", "<div>\n</div>"),
        (
            "> <div><!-- a\nb -->\n\nc\n",
            "<blockquote>\n<div></div></blockquote>\n<p></p>\n<p>c</p>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

/// What cmark-gfm shows for the same text.
#[test]
fn a_bare_address_is_taken_whole_before_the_marks_in_it() {
    let link = |address: &str, shown: &str| {
        format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{shown}</a>")
    };
    let plain = |address: &str| link(address, address);
    for (text, expected) in [
        (
            "https://a.org/pkg/__init__.py",
            plain("https://a.org/pkg/__init__.py"),
        ),
        (
            "https://a.org/~u/_x_",
            format!("{}_", plain("https://a.org/~u/_x")),
        ),
        (
            "https://a.org/a*b*c and https://a.org/*x*",
            format!(
                "{} and {}*",
                plain("https://a.org/a*b*c"),
                plain("https://a.org/*x")
            ),
        ),
        ("https://a.org/a~~b~~c", plain("https://a.org/a~~b~~c")),
        ("https://a.org/==b==", plain("https://a.org/==b==")),
        (
            "https://a.org/?q=[one](two)",
            link(
                "https://a.org/?q=%5Bone%5D(two)",
                "https://a.org/?q=[one](two)",
            ),
        ),
        (
            "https://a.org/[[ana]]",
            link("https://a.org/%5B%5Bana%5D%5D", "https://a.org/[[ana]]"),
        ),
        (
            "https://a.org/a`b`c",
            link("https://a.org/a%60b%60c", "https://a.org/a`b`c"),
        ),
        (
            "https://a.org/x\\_y",
            link("https://a.org/x%5C_y", "https://a.org/x\\_y"),
        ),
        (
            "https://a.org/?a=1&copy=2&amp;b_c",
            plain("https://a.org/?a=1&amp;copy=2&amp;b_c"),
        ),
        (
            "https://a.org/?x=_y_ and __https://a.org/z__",
            format!(
                "{}_ and <strong>{}</strong>",
                plain("https://a.org/?x=_y"),
                plain("https://a.org/z")
            ),
        ),
        (
            "**https://a.org/_p_/x**",
            format!("<strong>{}</strong>", plain("https://a.org/_p_/x")),
        ),
        (
            "*see www.a.org/_p_*",
            format!(
                "<em>see {}</em>",
                link("http://www.a.org/_p", "www.a.org/_p") + "_"
            ),
        ),
        (
            "~https://a.org/b~",
            format!("<del>{}</del>", plain("https://a.org/b")),
        ),
        (
            "https://a.org/a_<b>c_</b>",
            format!("{}_<b>c_</b>", plain("https://a.org/a")),
        ),
        (
            "| https://a.org/a|b_c_d",
            format!(
                "| {}",
                link("https://a.org/a%7Cb_c_d", "https://a.org/a|b_c_d")
            ),
        ),
        (
            "https://a.org/[x https://a.org/y](z)",
            format!(
                "{} {}",
                link("https://a.org/%5Bx", "https://a.org/[x"),
                link("https://a.org/y%5D(z)", "https://a.org/y](z)")
            ),
        ),
        (
            "https://a.org/a`b c https://a.org/d`e",
            format!(
                "{} c {}",
                link("https://a.org/a%60b", "https://a.org/a`b"),
                link("https://a.org/d%60e", "https://a.org/d`e")
            ),
        ),
        // These begin in code, in a link, in HTML.
        (
            "`a https://a.org/b`_c_",
            "<code>a https://a.org/b</code><em>c</em>".into(),
        ),
        (
            "[https://a.org/_b_](c)",
            "<a href=\"c\">https://a.org/<em>b</em></a>".into(),
        ),
        (
            "<b title=\"https://a.org/_x_\">y</b>",
            "<b title=\"https://a.org/_x_\">y</b>".into(),
        ),
        (
            "first_last_@a.org",
            "<a href=\"mailto:first_last_@a.org\">first_last_@a.org</a>".into(),
        ),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
    let table = html("|a|\n|-|\n|https://a.org/a\\|b_c_|\n|https://a.org/__x__.py|\n");
    let cells = [
        format!(
            "<td>{}_</td>",
            link("https://a.org/a%7Cb_c", "https://a.org/a|b_c")
        ),
        format!("<td>{}</td>", plain("https://a.org/__x__.py")),
    ];
    assert!(cells.iter().all(|cell| table.contains(cell)), "{table}");
    let heading = body("## See https://a.org/_x_/y\n");
    assert_eq!(headings(&heading)[0].1, "see-httpsaorg_x_y");
}

#[test]
fn the_span_of_an_address_with_marks_is_its_own() {
    let text = "é https://a.org/_b_c and [x](y)";
    let spans: Vec<&str> = body(text)
        .links
        .iter()
        .map(|link| &text[link.span.0..link.span.1])
        .collect();
    assert_eq!(spans, ["https://a.org/_b_c", "[x](y)"]);
}

#[test]
fn from_a_footnote_a_way_leads_back_to_each_of_its_uses() {
    let ids = |text: &str| {
        let shown = html(text);
        let all = |before: &str| {
            let found = shown.split(before).skip(1);
            let ids: Vec<String> = found
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect();
            ids.join(" ")
        };
        (all("id=\"cb-fnref-"), all("href=\"#cb-fnref-"))
    };
    let same = |text: &str, expected: &str| {
        assert_eq!(
            ids(text),
            (expected.to_owned(), expected.to_owned()),
            "{text}"
        );
    };
    same("a[^n]\n\n[^n]: x\n", "1");
    same("a[^n] b[^n] c[^n]\n\n[^n]: x\n", "1 1-2 1-3");
    same("a[^n] b[^N]\n\n[^n]: x\n", "1 1-2");
    same("|a[^n]|\n|-|\n|b[^n]|\n\n[^n]: x\n", "1 1-2");
    same("a[^n]\n\n[^n]: x\n\n    > y\n", "1");
    // The uses in notes come behind those in the text, as the notes do.
    assert_eq!(ids("a[^m]\n\n[^m]: x[^m]\n").0, "1 1-2");
    // A link has no room for another.
    same("a[^n] <a href=c>b[^n]</a>\n\n[^n]: x\n", "1");
}

#[test]
fn a_footnote_mark_without_its_note_is_told() {
    let told = |text: &str| {
        let found = body(text)
            .diagnostics
            .into_iter()
            .filter(|d| d.code == "broken-footnote");
        let place = |d: crate::diagnostic::Diagnostic| match d.place {
            Place::Body(start, end) => text[start..end].to_owned(),
            _ => panic!("{d:?}"),
        };
        found.map(place).collect::<Vec<_>>()
    };
    assert_eq!(
        told("a[^x] **b[^y]**\n\n- c[^x]\n"),
        ["[^x]", "[^y]", "[^x]"]
    );
    assert_eq!(told("|a[^x]|\n|-|\n|b|\n"), ["[^x]"]);
    assert_eq!(told("# a[^x]\n\n[^y]: z\n"), ["[^x]", "[^y]"]);
    for silent in [
        "a[^x]\n\n[^X]: y\n",
        "`[^x]` and `[^`\n",
        "```\na[^x]\n```\n",
        "a\\[^x]\n",
        "[^x](y)\n",
        "[^ x] [^] [^x y] [^x\n",
        "<b title=\"[^x]\">y</b>\n",
    ] {
        assert_eq!(told(silent), [""; 0], "{silent}");
    }
}

#[test]
fn a_line_that_begins_with_a_colon_is_a_paragraph_unless_definition_lists_are_asked_for() {
    for text in [
        "a\n: b\n",
        "a\n\n: b\n",
        "What is next\n:rocket Search\n",
        "a\n\n:::\n",
        "- a\n  : b\n",
    ] {
        let shown = html(text);
        assert!(!shown.contains("<d"), "{shown}");
        assert_eq!(
            shown.matches(':').count(),
            text.matches(':').count(),
            "{shown}"
        );
    }
    let asked = Options {
        definition_lists: true,
        ..Options::default()
    };
    let shown = show(&read("a\n: b\n", None, &asked));
    assert_eq!(shown, "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n");
    for (text, expected) in [
        ("a\n:tada: x\n", "<p>a\n🎉 x</p>\n"),
        ("a\n:no: x\n", "<p>a\n:no: x</p>\n"),
        (
            "> a\n> :tada: x\n",
            "<blockquote>\n<p>a\n🎉 x</p>\n</blockquote>\n",
        ),
        (
            "a\n\n    :b\n",
            "<p>a</p>\n<pre tabindex=\"0\"><code>:b\n</code></pre>\n",
        ),
        ("a\n:   b\n", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
    ] {
        assert_eq!(show(&read(text, None, &asked)), expected, "{text}");
    }
    let shown = show(&read(
        "a\n:::note\nb\n:::\n\na|b\n:-|:-\n1|2\n",
        None,
        &asked,
    ));
    assert!(
        !shown.contains("<dd>") && shown.contains("<table"),
        "{shown}"
    );
}

#[test]
fn a_comment_of_obsidian_is_not_shown() {
    for (text, expected) in [
        ("%%secret%%\n", ""),
        ("a %%secret%% b\n", "<p>a  b</p>\n"),
        ("a %%secret%%.\n", "<p>a .</p>\n"),
        ("a\n%%secret%%\nb\n", "<p>a\n\nb</p>\n"),
        ("a\n%% secret\nsecret\n%%\n\nb\n", "<p>a</p>\n<p>b</p>\n"),
        ("a %%secret\nsecret%% b\n", "<p>a \n b</p>\n"),
        (
            "%%\nsecret\n\n- secret\n\n    secret\n%%\n\na\n",
            "<p>a</p>\n",
        ),
        ("%%secret\n\n# secret\n\nsecret%% b\n", "<p> b</p>\n"),
        ("%%\n```\nsecret\n%%\n\na\n", "<p>a</p>\n"),
        ("%% `secret %% a `b`\n", "<p> a <code>b</code></p>\n"),
        (
            "%% [secret](javascript:x) https://secret.org/_a_ %%\n\na\n",
            "<p>a</p>\n",
        ),
        ("%% secret `%%` secret %% a\n", "<p> a</p>\n"),
        (
            "%% it`s secret %% a `b` %%secret%%\n",
            "<p> a <code>b</code> </p>\n",
        ),
        (
            "`%%` a %% secret `%% secret` %% b `%%`\n",
            "<p><code>%%</code> a  b <code>%%</code></p>\n",
        ),
        ("%% secret ``a ` %% secret`` secret %% a\n", "<p> a</p>\n"),
        (
            "%%\n```\nsecret %% secret\n```\nsecret %% a\n",
            "<p> a</p>\n",
        ),
        (
            "%%\n~~~ x\n%%\nsecret\n~~~\nsecret\n%%\n\na\n",
            "<p>a</p>\n",
        ),
        (
            "- a\n  %%secret%%\n- b\n",
            "<ul>\n<li>a\n</li>\n<li>b</li>\n</ul>\n",
        ),
        (
            "> a\n> %%\n> secret\n> %%\n> b\n",
            "<blockquote>\n<p>a\n\n\n\nb</p>\n</blockquote>\n",
        ),
        ("<div>\n%%secret%%\n</div>\n", "<div>\n\n</div>\n"),
        (
            "a %%secret%% **b** _c_\n",
            "<p>a  <strong>b</strong> <em>c</em></p>\n",
        ),
        ("[[1]](x) %%secret%%\n", "<p><a href=\"x\">[1]</a> </p>\n"),
        ("%%secret%%\n---\n", "<hr>\n"),
        (
            "<!-- a %% b -->\n\nc %%secret%%\n\nd\n",
            "<p>c </p>\n<p>d</p>\n",
        ),
        (
            "<!-- a\n\n%% b -->\n\nc %% d -->\n",
            "<p>c %% d --&gt;</p>\n",
        ),
        (
            "a <!-- %% --> b\n\n%%secret%%\n\nc\n",
            "<p>a  b</p>\n<p>c</p>\n",
        ),
        (
            "<div>\n<!--\n%%\n-->\n</div>\n\na %% b\n",
            "<div>\n\n</div>\n<p>a %% b</p>\n",
        ),
        ("%% <!-- secret %% a <!-- secret -->\n", "<p> a </p>\n"),
        ("<kbd>\n\n%%secret%%\n\n</kbd>\n\n", "<kbd>\n</kbd>\n"),
        // Code, and what does not begin or end as a comment does.
        (
            "<pre>\n%%a%%\n\n%% b %%\n</pre>\n",
            "<pre>\n%%a%%\n\n%% b %%\n</pre>\n",
        ),
        (
            "<div><PRE class=x>\n%%a%%</PRE> %%secret%%</div>\n",
            "<div><pre class=\"user-content-x\">\n%%a%%</pre> </div>\n",
        ),
        (
            "a <code>b %% c %%</code> d\n",
            "<p>a <code>b %% c %%</code> d</p>\n",
        ),
        (
            "<kbd>a %%b%%</kbd> %%secret%%\n",
            "<p><kbd>a %%b%%</kbd> </p>\n",
        ),
        (
            "<samp>a <code>b</code> %%c%%</samp>\n",
            "<p><samp>a <code>b</code> %%c%%</samp></p>\n",
        ),
        ("`%%a%%` b\n", "<p><code>%%a%%</code> b</p>\n"),
        (
            "```\n%%a%%\n```\n",
            "<pre tabindex=\"0\"><code>%%a%%\n</code></pre>\n",
        ),
        ("$a %%b%% c$ d\n", "<p>$a %%b%% c$ d</p>\n"),
        ("$$\na %% b\n%%c%%\n$$\n", "<p>$$\na %% b\n%%c%%\n$$</p>\n"),
        ("$5 %%secret%% or $6\n", "<p>$5  or $6</p>\n"),
        (
            "a $b$ %%secret%%\n",
            "<p>a <math display=\"inline\"><mi>b</mi></math> </p>\n",
        ),
        ("%%secret $a%% b %%secret$%%\n", "<p> b </p>\n"),
        ("5%% to 6%%\n", "<p>5%% to 6%%</p>\n"),
        ("a %%b%%c\n", "<p>a %%b%%c</p>\n"),
        ("a \\%%b%%\n", "<p>a %%b%%</p>\n"),
        ("%% a\n", "<p>%% a</p>\n"),
    ] {
        let body = body(text);
        let all = format!(
            "{}{}{:?}{:?}",
            show(&body),
            body.summary,
            body.headings,
            body.h1
        );
        assert!(!all.contains("secret"), "{text:?}: {all}");
        assert_eq!(show(&body).trim_start_matches('\n'), expected, "{text:?}");
    }
    let title = body("# A %%secret%%\n\n%%secret%%\n\nb %%secret%%\n\n## C %%secret%%\n");
    let shown = (title.h1.as_deref(), &*title.summary, headings(&title));
    assert_eq!(shown, (Some("A"), "b", vec![(2, "c-", "C")]));
}

#[test]
fn brackets_that_name_nothing_stay() {
    let page = body("a [[ ]] b [[ ]](x.md)\n");
    assert_eq!(page.links.len(), 1);
    assert_eq!(show(&body("a [[ ]] b\n")), "<p>a [[ ]] b</p>\n");
}

#[test]
fn a_mark_inside_a_block_pairs_with_none_of_another() {
    let comment = "%%\nsecret\n\nsecret\n%%\n";
    for (text, shown) in [
        ("100 %%s lines\n", "<p>100 %%s lines</p>\n"),
        ("## a %%s b\n", "<h2 id=\"a-s-b\">a %%s b</h2>\n"),
        ("- a %%s b\n", "<ul>\n<li>a %%s b</li>\n</ul>\n"),
        (
            "> a %%s b\n",
            "<blockquote>\n<p>a %%s b</p>\n</blockquote>\n",
        ),
        (
            "a **b** %%s `c`\n",
            "<p>a <strong>b</strong> %%s <code>c</code></p>\n",
        ),
        ("a\n%%s b\n", "<p>a\n%%s b</p>\n"),
        ("<div>Now 50 %%s off</div>\n", "<div>Now 50 %%s off</div>\n"),
        ("<p>\n%%s a\n</p>\n", "<p>\n%%s a\n</p>\n"),
    ] {
        let page = body(&format!("{text}\n{comment}\nrest %%secret%%.\n"));
        assert_eq!(show(&page), format!("{shown}<p>rest .</p>\n"), "{text}");
        let told = page.diagnostics.iter().map(|d| d.code);
        assert_eq!(told.collect::<Vec<_>>(), ["unclosed-comment"], "{text}");
    }
    for (text, end) in [
        ("a %%s b\n%%\nsecret\n\nsecret\n%%\n\nc\n", "<p>c</p>\n"),
        (
            "| a |\n|-|\n| b %%c%%d |\n\n%%\nsecret\n%%\n\ne %%secret%%\n",
            "<p>e </p>\n",
        ),
        ("a\n%%\nsecret\n\nsecret\n%%\n\nb\n", "<p>b</p>\n"),
        (
            "<div>\n%%\nsecret\n\nsecret\n%%\n</div>\n\nb\n",
            "<p>b</p>\n",
        ),
        (
            "- %% secret\n\n  secret\n\n  secret %%\n\nb\n",
            "<p>b</p>\n",
        ),
    ] {
        let page = show(&body(text));
        assert!(
            !page.contains("secret") && page.ends_with(end),
            "{text}: {page}"
        );
    }
}

#[test]
fn a_comment_without_an_end_is_text_and_told_once() {
    let told = |text: &str| {
        let found = body(text)
            .diagnostics
            .into_iter()
            .filter(|d| d.code == "unclosed-comment");
        found.map(|d| d.place).collect::<Vec<_>>()
    };
    assert_eq!(told("a %% b\n\n%%c\n"), [Place::Body(2, 4)]);
    assert_eq!(told("%%a%%\n\n%% c\n"), [Place::Body(7, 9)]);
    let cell = "| a | b |\n|-|-|\n| a %%b | c%% |\n";
    assert_eq!(told(cell), [Place::Body(20, 22)]);
    // It may be none: two marks in the middle of prose.
    assert_eq!(told("5 %% a\nb 20 %% c\n"), [Place::Body(2, 4)]);
    for silent in [
        "a %%b%%\n",
        "a %% b %% c\n",
        "a %%b\nc%%\n",
        "%%b\nc%% d\n",
        "5%% of 6\n",
        "`%% a`\n",
        "    %% a\n",
        "a \\%% b\n",
    ] {
        assert_eq!(told(silent), [], "{silent}");
    }
}

#[test]
fn boxes_of_obsidian_mkdocs_and_docusaurus_are_shown_as_alerts() {
    let tip = |title: &str, rest: &str| {
        format!(
            "<div class=\"alert alert-tip\"><p class=\"alert-title\">{title}</p>\n{rest}</div>\n"
        )
    };
    let text = "<p>Ask <em>now</em>.</p>\n";
    for (markdown, expected) in [
        (
            "> [!tip] The Mom Test\n> Ask *now*.\n",
            tip("The Mom Test", text),
        ),
        ("> [!TIP]\n> Ask *now*.\n", tip("Tip", text)),
        ("> [!hint]\n>\n> Ask *now*.\n", tip("Hint", text)),
        ("> [!tip] A *title*\n", tip("A <em>title</em>", "")),
        (
            "!!! tip \"The Mom Test\"\n    Ask *now*.\n",
            tip("The Mom Test", text),
        ),
        ("!!! tip\n\n    Ask *now*.\n", tip("Tip", text)),
        (
            "!!! tip inline end \"The Mom Test\"\n    Ask *now*.\n",
            tip("The Mom Test", text),
        ),
        ("!!! tip inline\n    Ask *now*.\n", tip("Tip", text)),
        (
            "!!! tip highlight blink \"The Mom Test\"\n    Ask *now*.\n",
            tip("The Mom Test", text),
        ),
        ("!!! tip annotate\n    Ask *now*.\n", tip("Tip", text)),
        ("!!!tip\n    Ask *now*.\n", tip("Tip", text)),
        ("!!! tip\n\tAsk *now*.\n", tip("Tip", text)),
        ("!!! tip\n  \tAsk *now*.\n", tip("Tip", text)),
        ("::::tip\n\nAsk *now*.\n\n::::\n", tip("Tip", text)),
        (
            "::: details Said in May\nAsk *now*.\n:::\n",
            format!(
                "<details class=\"alert alert-note\"><summary class=\"alert-title\">Said in May</summary>\n{text}</details>\n"
            ),
        ),
        (
            "!!! tip\n    Ask *now*.\n\n    Ask *now*.\n\nOutside.\n",
            tip("Tip", &text.repeat(2)) + "<p>Outside.</p>\n",
        ),
        (
            ":::tip The Mom Test\n\nAsk *now*.\n\n:::\n",
            tip("The Mom Test", text),
        ),
        (
            ":::tip[The Mom Test]\nAsk *now*.\n:::\n",
            tip("The Mom Test", text),
        ),
        (
            "::: tip\nAsk *now*.\n\n:::\nOutside.\n",
            tip("Tip", text) + "<p>Outside.</p>\n",
        ),
        (
            ":::tip\n\n:::tip\nAsk *now*.\n:::\n\n:::\n",
            tip("Tip", &tip("Tip", text)),
        ),
        (
            "> [!quote]- Said in May\n> Ask *now*.\n",
            format!(
                "<details class=\"alert alert-quote\"><summary class=\"alert-title\">Said in May</summary>\n{text}</details>\n"
            ),
        ),
        (
            "???+ tip\n    Ask *now*.\n",
            format!(
                "<details class=\"alert alert-tip\" open><summary class=\"alert-title\">Tip</summary>\n{text}</details>\n"
            ),
        ),
    ] {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
    // Beside all that is found in the events before them.
    let beside = html("==a== $x$ :tada: %%b%%\n\n> [!tip] ==T==\n> Ask.\n");
    let title = "<p class=\"alert-title\"><mark>T</mark></p>";
    assert!(beside.contains(title), "{beside}");
    // What only looks like a box stays as it is written.
    for markdown in [
        "> [x] done\n",
        "> [!] no\n",
        ":::tip\n\nNo end.\n",
        ":::columns\n\na\n\n:::\n",
        "!!!\n",
        "!!! 5\n",
        "!!! Do not delete this file\n",
        "!!! Note that it moves\n\n\tAsk now.\n",
        "!!! tip\n  Ask now.\n",
        "??? what is this about\n",
        "!!! IMPORTANT: read this first\n",
        "!!! tip\nAsk now.\n",
    ] {
        let html = html(markdown);
        assert!(!html.contains("alert"), "{markdown}");
        let is_quotation = markdown.starts_with('>');
        assert_eq!(html.contains("<blockquote>"), is_quotation, "{html}");
    }
    let code = html("```\n!!! tip\n    a\n```\n");
    assert!(code.contains("!!! tip\n    a"), "{code}");
}

#[test]
fn marked_text_emoji_and_formulas_are_shown() {
    for (markdown, expected) in [
        ("a ==b *c*== d", "a <mark>b <em>c</em></mark> d"),
        ("==**a**==", "<mark><strong>a</strong></mark>"),
        ("a == b == c", "a == b == c"),
        ("a==b and c==d", "a==b and c==d"),
        (r"\==a==", "==a=="),
        ("*==a* b==", "<em>==a</em> b=="),
        ("`==a==`", "<code>==a==</code>"),
        ("%%x%% and ==m==", " and <mark>m</mark>"),
        ("==m== %%x%% ==n==.", "<mark>m</mark>  <mark>n</mark>."),
        ("Merged :tada: `:tada:`", "Merged 🎉 <code>:tada:</code>"),
        ("costs $5 and $6, US$7", "costs $5 and $6, US$7"),
        ("x $\\no$ y", "x $\\no$ y"),
    ] {
        assert_eq!(html(markdown), format!("<p>{expected}</p>\n"), "{markdown}");
    }
    for markdown in [
        "Let $a_1^2$ be",
        "$$\n\\sqrt{3}\n$$",
        "```math\na*b\n```",
        "| a |\n|---|\n| $x$ |",
        "Let $`a_1^2`$ be",
    ] {
        let shown = html(markdown);
        assert!(shown.contains("<math") && !shown.contains('`'), "{shown}");
    }
    let heading = body("## :rocket: Launch\n");
    assert_eq!(headings(&heading), [(2, "rocket-launch", "🚀 Launch")]);
    assert_eq!(body("# :rocket: Go\n").h1.as_deref(), Some("🚀 Go"));
    assert_eq!(body("So :tada: $x$.\n").summary, "So 🎉 x.");
}

#[test]
fn sentences_with_prices_percents_and_colons_are_shown_as_they_are_written() {
    for sentence in [
        "It costs $5, and later $10 a month.",
        "Plans are $9/month, $19/month or $49/month.",
        "They paid $1,200 in May and $1,350.50 in June.",
        "From $5-$10 it became $10–$20 (US$ only).",
        "A budget of $2M–$3M, not $20k.",
        "\"$5?\" she said. \"$4.99, or $5.\"",
        "Between $5 and 10$ they choose $5.",
        "($5) is less than ($10), $5 < $10 & $5 = $5.",
        "$5, $6, $7: any price with a $ before it.",
        "C$5, A$6, R$7, HK$8 and 9 $ are prices, $10_000 too.",
        "Of them 50% said yes, 30 % no and 20% nothing.",
        "100%% sure, or 110%%?",
        "A 5%-discount and a 10%-discount were tried.",
        "The share rose from 12.5% to 15% (+2.5%).",
        "%d of %d were read, %s was not.",
        "It is %20 in an address and \"%%\" in a format.",
        "50%/50% or 60%/40%: nobody minds.",
        "Set %PATH% and %HOME% first.",
        "95% CI [40%, 60%], n = 12.",
        "% of those who answered: 80%.",
        "Who asks: the clerk: twice.",
        "At 10:30, at 11:45:00 and from 9:00 to 17:00.",
        "The ratio is 1:100:1 and 16:9.",
        "Note: this is no note. Tip: nor this.",
        "She said: \"no\" : and left.",
        "std::hash::Hash and Vec::new() and a::b:c.",
        ": a line that begins with a colon",
        "key:value, key: value and key :value",
        ":not an emoji: and :neither_this_one:",
        "C:\\dir, urn:isbn:1 and a:b:c:d.",
    ] {
        let shown = html(sentence);
        let text = html_escape::decode_html_entities(&shown);
        let written = sentence.replace("\\\\", "\\");
        assert_eq!(text, format!("<p>{written}</p>\n"));
        assert_eq!(body(sentence).diagnostics, [], "{sentence}");
    }
}

#[test]
fn of_mdx_the_text_between_tags_stays() {
    let read_mdx = |text: &str| {
        let options = Options {
            mdx: true,
            ..Options::default()
        };
        read(text, None, &options)
    };
    for (text, expected) in [
        (
            "import Tabs from '@theme/Tabs';\nimport {\n  A,\n\n  B,\n} from './c'\n\nimport of goods\n",
            "<p>import of goods</p>\n",
        ),
        (
            "export const meta = {\n  title: 'x',\n\n  a: [1],\n}\n\nexport your data\n",
            "<p>export your data</p>\n",
        ),
        (
            "<Note>Ask **her**.</Note>\n",
            "<p>Ask <strong>her</strong>.</p>\n",
        ),
        (
            "a <Foo.Bar x={() => <b/>} />, <>b</> {/* no\n\nno */}c\n",
            "<p>a ,   b </p>\n<p>c</p>\n",
        ),
        (
            "<Tip>\n## Ask\n- *a*\n</Tip>\n",
            "<h2 id=\"ask\">Ask</h2>\n<ul>\n<li><em>a</em></li>\n</ul>\n",
        ),
        (
            "<Tabs>\n  <Tab label='a'>\n    - one\n      two\n\n    ```sh\n    npm i\n      x\n    ```\n  </Tab>\n</Tabs>\n",
            "<ul>\n<li>one\ntwo</li>\n</ul>\n<pre tabindex=\"0\"><code class=\"language-sh\">npm i\n  x\n</code></pre>\n",
        ),
        (
            "> <Tip>\n> **a**\n> </Tip>\n\n- <Tip>\n  b\n  </Tip>\n",
            "<blockquote>\n<p><strong>a</strong></p>\n</blockquote>\n<ul>\n<li>b</li>\n</ul>\n",
        ),
        (
            "- a\n\n  <Foo/>\n\n  b\n",
            "<ul>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ul>\n",
        ),
        (
            "<Video src='a.mp4' /> <div style={{ a: 1 }}>b</div>\n",
            "<p> b</p>\n",
        ),
        (
            "`<Foo>` \\<Foo> a < b <https://a.org>\n\n```\nimport a from 'b'\n<Foo>\n```\n",
            "<p><code>&lt;Foo&gt;</code> &lt;Foo&gt; a &lt; b <a href=\"https://a.org\" rel=\"noopener noreferrer\">https://a.org</a></p>\n\
             <pre tabindex=\"0\"><code>import a from 'b'\n&lt;Foo&gt;\n</code></pre>\n",
        ),
        (
            "a <Foo b=\n\nc {/* d\n",
            "<p>a &lt;Foo b=</p>\n<p>c {/* d</p>\n",
        ),
    ] {
        assert_eq!(show(&read_mdx(text)), expected, "{text}");
        assert_eq!(jsx::without_jsx(text).0.len(), text.len(), "{text}");
    }
    let text = "a <Foo b={1}>\n[c](d.md)\n</Foo> {{ e }}\n";
    let told = read_mdx(text).diagnostics;
    let message = "`<Foo>` is for another program, and is left out";
    assert_eq!((told.len(), &*told[0].message), (1, message));
    assert_eq!(told[0].place, Place::Body(2, 6));
    for (text, quoted) in [
        ("export const secret = 1\n", "`export`"),
        ("import secret from 'secret'\n", "`import`"),
        ("<Foo secret=\"secret\" />\n", "`<Foo>`"),
        ("<Foo/>\n", "`<Foo>`"),
        ("a {{ b %%secret%% }}\n", "`{{`"),
        ("a {{ b <!-- secret --> }}\n", "`{{`"),
    ] {
        let told = &read_mdx(text).diagnostics[0].message;
        assert!(told.starts_with(quoted), "{text}: {told}");
        assert!(!told.contains("secret"), "{text}: {told}");
    }
    let link = &read_mdx(text).links[0];
    assert_eq!(&text[link.span.0..link.span.1], "[c](d.md)");
    let escaped = Options {
        mdx: true,
        html: Html::Escape,
        ..Options::default()
    };
    let shown = show(&read("a <Foo>b</Foo>\n", None, &escaped));
    assert_eq!(shown, "<p>a b</p>\n");
}

#[test]
fn a_block_that_runs_against_its_page_says_so() {
    for (markdown, expected) in [
        ("هذه فقرة.\n", "<p dir=\"auto\">هذه فقرة.</p>\n"),
        ("## שלום\n", "<h2 id=\"שלום\" dir=\"auto\">שלום</h2>\n"),
        (
            "1. *بند*\n",
            "<ol dir=\"auto\">\n<li><em>بند</em></li>\n</ol>\n",
        ),
        ("React هو\n", "<p>React هو</p>\n"),
        ("2026: بند\n", "<p dir=\"auto\">2026: بند</p>\n"),
        ("Plain.\n", "<p>Plain.</p>\n"),
    ] {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
    let text = "> بند\n\n| بند |\n|---|\n| a |\n\nText.\n\n## Text\n";
    let from_right = Options {
        from_right: true,
        ..Options::default()
    };
    for (shown, count) in [
        (html(text), 3),
        (show(&read(text, None, &from_right)), 2),
        (show(&read("Text.\n\n- a\n\n5.\n", None, &from_right)), 2),
    ] {
        assert_eq!(shown.matches("dir=\"auto\"").count(), count, "{shown}");
    }
}

#[test]
fn a_wikilink_in_a_table_may_escape_its_bar() {
    let read = body("| a |\n|---|\n| [[N 2\\|y]] |\n| ![[w.png\\|20]] |\n");
    let targets: Vec<&LinkTarget> = read.links.iter().map(|link| &link.target).collect();
    let wikilink = |id: &str| LinkTarget::Wikilink {
        id: id.into(),
        anchor: None,
    };
    assert_eq!(targets, [&wikilink("N 2"), &wikilink("w.png")]);
}

#[test]
fn the_mark_of_the_contents_is_left_out_where_it_stands_alone() {
    for (markdown, expected) in [
        ("[[_TOC_]]\n\na\n", "<p>a</p>\n"),
        ("a\n\n[[toc]]\n\nb\n", "<p>a</p>\n<p>b</p>\n"),
        ("`[[toc]]`\n", "<p><code>[[toc]]</code></p>\n"),
    ] {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
    assert_eq!(body("see [[toc]]\n").links.len(), 1);
}

#[test]
fn a_template_in_an_address_and_a_container_that_is_no_box_are_told() {
    let told = body("a:::b\n\n`:::c`\n\n```\n:::d\n```\n[e]({{url}}/e)\n").diagnostics;
    assert_eq!(told, []);
    for markdown in [
        "[b]({% link a.md %})\n",
        "[c]({{ \"/a\" | relative_url }})\n",
        "![d]({{ site.url }}/a.png)\n",
        "[e]: {{ url }}\n\n[f]({{url}})\n",
        "a <%= b %>\n",
        "{::comment}\n",
        "[g](https://x.org/{{url}})\n",
        "::::tabs\n\na\n\n::::\n",
        ":::tip\n\nNo end.\n",
    ] {
        let told = body(markdown).diagnostics;
        assert!(
            told.iter().any(|d| d.code == "foreign-syntax"),
            "{markdown}: {told:?}"
        );
    }
}

#[test]
fn raw_html_that_hides_and_has_no_end_is_text_or_told() {
    for text in [
        "<script src=\"x\" />\n\nKEEP\n\n## KEEP",
        "<script>\nKEEP",
        "<SCRIPT async\nsrc=x>\n\nKEEP",
        "<script>a</script>\n\n<script>\n\nKEEP",
        "<style/>\n\nKEEP",
        "<script src=x />\n\n## KEEP\n\n<script>a</script>\n\nKEEP",
        "<script>a</script\n\nKEEP\n\n## KEEP",
        "<style>\nKEEP\n\n- KEEP",
        "<script>\n\nKEEP\n\n```html\n</script>\n```\n\nKEEP",
        "<style>\nKEEP\n\n~~~~\n</style>\n```\n~~~~\nKEEP",
        "> <script>\n> KEEP\n>\n> ```\n> </script>\n> ```\n> KEEP",
        "```\n<script>\n```\n\n<script>\nKEEP\n\n```\n</script>\n```\nKEEP\n\n</script>\nKEEP",
        "<?php KEEP\n\n```\n?>\n```\nKEEP",
        "<title>KEEP</title> KEEP\n\n<textarea>\nKEEP\n\nKEEP</textarea>\nKEEP",
        "> <script>\n> KEEP\n\nKEEP",
        "- <style>\n  KEEP\n\nKEEP",
        "<div>\n<script src=x/>\nKEEP\n</div>\n\nKEEP",
        "<textarea><video>KEEP\n\n## KEEP",
        "<?php KEEP\n\nKEEP -> KEEP",
        "<!X KEEP\n\nKEEP > KEEP",
        "<![CDATA[ KEEP\n\nKEEP",
        "<video>\nKEEP",
        "<video controls><source src=\"https://a.org/b.mp4\">\nKEEP",
        "<pre><video/>KEEP</pre>",
        "<video src=\"a.mp4\"/>KEEP<video src=\"b.mp4\"></video>",
        "<audio src=\"a.mp3\">\nKEEP",
        "<object data=\"https://a.org/b\">\nKEEP",
        "<iframe src=\"https://a.org/b\" />\nKEEP\n<iframe src=\"https://a.org/c\"></iframe>",
        "<noembed>\nKEEP",
        "<noframes>\nKEEP",
        "<div title=\"a>\nKEEP",
    ] {
        let body = body(text);
        let kept = body.html.matches("KEEP").count();
        assert_eq!(kept, text.matches("KEEP").count(), "{text}: {}", body.html);
        let headings = text.contains("##").then_some("KEEP");
        assert_eq!(
            body.headings.first().map(|h| &*h.text),
            headings,
            "{text}: {}",
            body.html
        );
    }
    for (text, at) in [
        ("a\n\n<!-- b\n\n## c\n", Some((3, 7))),
        ("<div>\n<!-- b\n\nc\n", Some((6, 10))),
        ("> <!-- b\n\nc\n", Some((2, 6))),
        ("<!-- a -->\n<!-- b\n\nc\n", Some((11, 15))),
        ("<!-- a\n\nb -->\n", None),
        ("a <!-- b\n", None),
        ("`<!-- a`\n\n    <!-- b\n", None),
    ] {
        let body = body(text);
        let told = body.diagnostics.iter().map(|d| (d.code, d.place.clone()));
        let wanted = at.map(|(start, end)| ("unclosed-comment", Place::Body(start, end)));
        assert!(told.eq(wanted), "{text}: {:?}", body.diagnostics);
    }
}

#[test]
fn a_footnote_that_is_not_shown_is_told() {
    for (text, told) in [
        ("a[^x]\n\n[^x]: b\n", &[][..]),
        ("a\n\n[^x]: b\n", &[(3, 7)]),
        ("a[^x]\n\n[^x]: b\n\n[^X]: c\n", &[(16, 20)]),
        ("a[^x]\n\n[^x]: b[^y]\n\n[^y]: c\n", &[]),
        ("a\n\n[^x]: b[^y]\n\n[^y]: c\n", &[(3, 7), (16, 20)]),
        ("`[^x]: a`\n", &[]),
    ] {
        let body = body(text);
        let found = body.diagnostics.iter();
        let found = found
            .filter(|d| d.code == "broken-footnote")
            .map(|d| d.place.clone());
        let wanted = told.iter().map(|(start, end)| Place::Body(*start, *end));
        assert!(found.eq(wanted), "{text}: {:?}", body.diagnostics);
    }
}

#[test]
fn an_escaped_head_of_a_box_is_text() {
    for markdown in [
        "> \\[!NOTE] x\n",
        "> [\\!NOTE] x\n",
        "> [!NOTE\\] x\n",
        "> \\[!NOTE]\n> x\n",
        "\\:::note\n\nx\n\n:::\n",
    ] {
        let shown = html(markdown);
        assert!(!shown.contains("class=\"alert"), "{markdown}: {shown}");
        assert!(shown.to_lowercase().contains("note"), "{markdown}: {shown}");
    }
    assert!(html("> [!NOTE] x\n").contains("class=\"alert"));
}

#[test]
fn links_and_pictures_of_the_title_stand_below_it() {
    let anchor = |id: &str| format!("<span id=\"{id}\"></span>\n");
    for (markdown, id, below) in [
        (
            "# Foo [docs](a.md) `x`\n",
            "foo-docs-x",
            "<p><a href=\"a.md\">docs</a></p>\n",
        ),
        (
            "# Foo [![Badge](b.svg)](c.md) ![Logo](d.svg)\n",
            "foo--",
            "<p><a href=\"c.md\"><img src=\"b.svg\" alt=\"Badge\" loading=\"lazy\"></a> \
             <img src=\"d.svg\" alt=\"Logo\" loading=\"lazy\"></p>\n",
        ),
        (
            "# <img src=\"d.svg\" alt=\"Logo\"> Foo\n",
            "-foo",
            "<p><img src=\"d.svg\" alt=\"Logo\" loading=\"lazy\"></p>\n",
        ),
        (
            "# <a href=\"a.md\">Foo *b*</a> c\n",
            "foo-b-c",
            "<p><a href=\"a.md\">Foo <em>b</em></a></p>\n",
        ),
        ("# Foo *b* </a> <b>c</b>\n", "foo-b--c", ""),
    ] {
        assert_eq!(html(markdown), anchor(id) + below, "{markdown}");
    }
    let page = body("# Foo [docs](a.md)\n\nText.\n");
    assert_eq!(
        (page.h1.as_deref(), &*page.summary),
        (Some("Foo docs"), "Text.")
    );
    let secret = read_with_private_title(
        "# Foo [docs](a.md)\n\nText.\n",
        "Foo docs",
        &Options::default(),
    );
    assert_eq!(show(&secret), "<p>Text.</p>\n");
}
