//! Hostile and odd pages (`tests/cases/markdown.jsonl`, and those of `../shared/cases` if they exist), converted and
//! then inspected with an independent HTML tokenizer. It measures time, so it is a program of its own.

#[path = "support/inspector.rs"]
mod inspector;
mod support;

use casebook::markdown::{Html, Options, read};
use inspector::{faults, fill, page};
use proptest::prelude::*;
use rayon::prelude::*;
use std::time::Duration;
use support::thread_time;

const FILE: &str = "markdown.jsonl";
/// What takes less is not compared: pages faulting in memory cost the kernel up to 100 ms of a thread's time, more of it for
/// larger texts.
const MIN_TIME: Duration = Duration::from_millis(250);

fn rows() -> Vec<serde_json::Value> {
    [support::own_rows(FILE), support::shared_rows(FILE)].concat()
}

#[test]
fn no_case_brings_script_or_breaks_the_page_around_it() {
    for row in rows() {
        let Some(text) = row["input"].as_str() else {
            continue;
        };
        for html in [Html::Sanitise, Html::Escape] {
            for external_images in [false, true] {
                let options = Options {
                    html,
                    external_images,
                    definition_lists: external_images,
                    mdx: external_images,
                    from_right: external_images,
                };
                let out = fill(&read(text, None, &options));
                assert_eq!(
                    faults(&out),
                    [""; 0],
                    "{}: {html:?}: {text}\n{out}",
                    row["id"]
                );
            }
        }
    }
}

#[test]
fn cases_show_what_they_should() {
    assert_eq!(
        page("{{ config }} {% include \"x\" %} {{ 7*7 }}"),
        "<p>{{ config }} {% include \"x\" %} {{ 7*7 }}</p>\n"
    );
    assert_eq!(
        page("12345678901234567890. item\n"),
        "<p>12345678901234567890. item</p>\n"
    );
    let ids: Vec<_> = read("# A\n\n# A\n\n# a\n\n# A 1\n", None, &Options::default()).anchors;
    assert_eq!(
        ids.iter().map(|id| &**id).collect::<Vec<_>>(),
        ["a", "a-1", "a-2", "a-1-1"]
    );
    assert_eq!(
        page("# h {onfocus=alert(1) tabindex=0 autofocus}"),
        "<span id=\"h\"></span>\n"
    );
}

/// With every setting for raw HTML.
#[test]
fn a_comment_is_never_shown() {
    for html in [Html::Sanitise, Html::Escape] {
        let options = Options {
            html,
            ..Options::default()
        };
        for text in [
            "<!-- secret -->",
            "a <!-- secret --> b",
            "# a <!-- secret -->",
            "<div><!-- secret --></div>",
            "<!-- secret\n\nsecret -->\n\nb",
            "<!-- secret",
            "<div><!-- secret\n\nsecret --></div>",
            "<p>\n<!-- a\n\n# secret\n\n- secret\n\n-->\n\nb",
            "- <!-- secret -->",
            "|a|\n|-|\n|<!-- secret -->|",
        ] {
            let body = read(text, None, &options);
            let all = format!(
                "{}{}{:?}{:?}",
                fill(&body),
                body.summary,
                body.headings,
                body.h1
            );
            assert!(!all.contains("secret"), "{html:?} {text}: {all}");
        }
    }
}

/// Asserts CPU time: at most ten times the promised second per 250 KB, and that it grows little faster than the text. Other
/// work on the machine makes caches cold and large texts slower than small ones, so growth is measured up to three times.
fn assert_cheap(name: &str, prefix: &str, unit: &str, count: usize, options: &Options) {
    let mut exponents = (0..3).map(|_| growth(name, prefix, unit, count, options));
    let is_cheap = exponents.any(|exponent| exponent <= 1.6);
    assert!(is_cheap, "{name} {unit:?}: its cost grows too fast");
}

/// The exponent by which the CPU time of a page grows with its size; 0 if it is too short to be measured.
fn growth(name: &str, prefix: &str, unit: &str, count: usize, options: &Options) -> f64 {
    let mut sizes = Vec::new();
    for part in [4, 1] {
        let text = format!("{prefix}{}", unit.repeat(count / part));
        let timed = || {
            let start = thread_time();
            let html = fill(&read(&text, None, options));
            (thread_time() - start, html)
        };
        let mut best = timed();
        // The minimum of three where it counts, because other work on the machine slows some runs.
        if best.0 >= MIN_TIME {
            best = [timed(), timed()]
                .into_iter()
                .fold(best, |a, b| if b.0 < a.0 { b } else { a });
        }
        let (time, html) = best;
        println!(
            "{name} {:?}: {} KB in {time:?}, {:.1}x",
            unit,
            text.len() / 1024,
            html.len() as f64 / text.len() as f64
        );
        let allowed = Duration::from_secs(10).mul_f64((text.len() as f64 / 250_000.0).max(1.0));
        assert!(
            time < allowed,
            "{name} {unit:?}: {time:?} for {} bytes",
            text.len()
        );
        assert!(
            html.len() <= 20 * text.len() + 1_000,
            "{name} {unit:?}: {} bytes of {}",
            html.len(),
            text.len()
        );
        assert_eq!(faults(&html), [""; 0], "{name} {unit:?}");
        sizes.push((text.len(), time));
    }
    let [(small, fast), (large, slow)] = sizes[..] else {
        unreachable!()
    };
    let exponent =
        (slow.as_secs_f64() / fast.as_secs_f64()).ln() / (large as f64 / small as f64).ln();
    match slow < MIN_TIME {
        true => 0.0,
        false => exponent,
    }
}

#[test]
fn the_cost_of_a_page_grows_with_its_size() {
    rows().par_iter().for_each(|row| {
        let recipe = &row["recipe"];
        let (Some(unit), Some(count)) = (recipe["unit"].as_str(), recipe["count"].as_u64()) else {
            return;
        };
        let name = row["id"].as_str().unwrap_or_default();
        let prefix = recipe["prefix"].as_str().unwrap_or_default();
        let options = Options {
            mdx: recipe["mdx"] == true,
            ..Options::default()
        };
        assert_cheap(
            name,
            prefix,
            &unit.replace("\\n", "\n"),
            count as usize,
            &options,
        );
    });
}

/// Parts of hostile pages, joined in any order.
const PARTS: &[&str] = &[
    "$",
    "$a^2$",
    "$$",
    "\\operatorname{<img src=x>}",
    "==",
    ":tada:",
    "{{ a }}",
    "\n> [!tip]- T\n> ",
    "\n!!! tip \"T\"\n    ",
    "\n\n:::tip\n",
    "\n:::\n",
    "\n```mermaid\n",
    "![[a.png|1]]",
    " ^b1\n",
    "[[#^b1]]",
    "import a from 'b'\n",
    "<Foo>",
    "<Foo a={",
    "</Foo>",
    "{/*",
    "*/}",
    "<x >",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<math>",
    "<template>",
    "</template>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<div",
    "<div ",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i class=x>",
    "</i>",
    "<a href=javascript:alert(1)>",
    "<a href=\"x\"",
    "<a href='&#106;avascript:x'>",
    "</a>",
    "<a name=cb-x id=y>",
    "<img src=x onerror=alert(1)>",
    "<video src=javascript:alert(1)>",
    "<video>",
    "<source src=x onerror=alert(1)>",
    "</video>",
    "<audio src=//h/x>",
    "<object data=x>",
    "</object>",
    "<embed src=\"x",
    "<iframe srcdoc='<b>'>",
    "<img src=\"//h/x\" alt=a>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h1>",
    "<h2 id=a>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "<title>",
    "</title>",
    "<xmp>",
    "<plaintext>",
    "<noscript>",
    "<br>",
    "<hr>",
    "<input autofocus",
    "<iframe src=x>",
    "</main></body></html>",
    " onclick=alert(1)",
    " title=\"",
    "'",
    "\"",
    ">",
    "<",
    "/",
    "=",
    "&",
    "&lt;",
    "&#x3c;script&#x3e;",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "* ",
    "1. ",
    "> ",
    "> [!NOTE]\n",
    "# ",
    "## a",
    "{#cb-a}",
    "{x=y}",
    "|",
    "|-|-|\n",
    "|a|b|\n",
    "```",
    "```html\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "[[",
    "]]",
    "![",
    "![[",
    "](javascript:x)",
    "](/a 'b\" c')",
    "](<",
    "[x](y)",
    "[^1]",
    "[^1]: ",
    "[a]: ",
    "https://a.b/",
    "https://a.b/_",
    "%%",
    " %%",
    "%%\n",
    "https://a.b/`x[",
    "www.a.b ",
    "a@b.cd ",
    "<https://a.b>",
    "- [ ] ",
    "- [x] ",
    ": ",
    "a",
    "b c",
    "\\",
    "\0",
    "\u{202e}",
    "\r\n",
    "\t",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mixture_of_hostile_parts_brings_script_or_breaks_the_page(
        parts in prop::collection::vec(prop::sample::select(PARTS), 1..40)
    ) {
        let text = parts.concat();
        let mdx = parts.len() % 2 == 0;
        let options = Options { definition_lists: true, mdx, ..Options::default() };
        let body = read(&text, None, &options);
        let html = fill(&body);
        prop_assert_eq!(faults(&html), Vec::<String>::new(), "{:?}\n{}", text, html);
        for link in &body.links {
            prop_assert!(link.span.0 <= link.span.1);
        }
    }
}
