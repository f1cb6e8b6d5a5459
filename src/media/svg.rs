//! Checks that an SVG is only a drawing. Opened by itself it is a document that could run scripts and load files, so it
//! must have no script, no event handler, no HTML, and no reference but to its own parts and to embedded images.
//!
//! When in doubt it is refused. Nothing is repaired, but comments and `metadata`, which no reader sees and which often say
//! who drew it, are taken out.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Namespaces whose elements are active in a browser even inside an SVG.
const ACTIVE_NAMESPACES: [&str; 5] = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.w3.org/2001/xml-events",
    "http://www.mozilla.org/xbl",
];
/// Elements that run scripts or embed other documents, in lower case.
const ACTIVE_ELEMENTS: [&str; 7] = [
    "script",
    "foreignobject",
    "handler",
    "listener",
    "iframe",
    "object",
    "embed",
];
/// Attributes whose whole value is an address, in whatever namespace (`xlink:href`).
const ADDRESS_ATTRIBUTES: [&str; 5] = ["href", "src", "srcset", "ping", "base"];
const IMAGE_DATA_URLS: [&str; 5] = [
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
];
const FONT_DATA_URLS: [&str; 3] = [
    "data:font/",
    "data:application/font-",
    "data:application/x-font-",
];

// Limits, because the parser compares each attribute of an element, and each namespace in scope, with all others.
const MAX_ATTRIBUTES: usize = 256;
const MAX_NAMESPACES: usize = 4096;
const MAX_NODES: u32 = 1_000_000;

/// A part of an SVG that is not shown, and what it is.
type Unseen = (Range<usize>, &'static str);

/// Accepts an SVG that is only a drawing, and gives what it has besides; the error says why it is not, as the end of a
/// sentence: “it has a `script`”.
pub fn check(bytes: &[u8]) -> Result<Vec<Unseen>, String> {
    let Ok(whole) = std::str::from_utf8(bytes) else {
        return Err("it is not UTF-8".into());
    };
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    check_before_parsing(text)?;
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("it is no well-formed XML: {error}"))?;
    if !document.root_element().has_tag_name((SVG_NAMESPACE, "svg")) {
        let what = "its outermost element is not an `svg` of";
        return Err(format!("{what} {SVG_NAMESPACE}"));
    }
    document.root().descendants().try_for_each(check_node)?;
    let mark = whole.len() - text.len();
    let mut unseen: Vec<Unseen> = Vec::new();
    for node in document.root().descendants() {
        let range = node.range().start + mark..node.range().end + mark;
        let what = match () {
            _ if node.is_comment() => "comments",
            _ if node.has_tag_name((SVG_NAMESPACE, "metadata")) => "metadata",
            _ => continue,
        };
        if unseen
            .last()
            .is_none_or(|(last, _)| last.end <= range.start)
        {
            unseen.push((range, what));
        }
    }
    Ok(unseen)
}

/// A drawing without what is not shown; `None` if it is none, or none without that.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let unseen = check(bytes).ok()?;
    let (mut shown, mut behind) = (Vec::with_capacity(bytes.len()), 0);
    for (range, _) in &unseen {
        shown.extend_from_slice(bytes.get(behind..range.start)?);
        behind = range.end;
    }
    shown.extend_from_slice(bytes.get(behind..)?);
    let is_whole = unseen.is_empty() || check(&shown).is_ok_and(|unseen| unseen.is_empty());
    is_whole.then_some(shown)
}

/// Refuses what the parser would accept or be too slow for.
fn check_before_parsing(text: &str) -> Result<(), String> {
    // Both can add elements and attributes that are not in the text. Plain doctypes are common and harmless.
    if text.contains("<!ENTITY") || text.contains("<!ATTLIST") {
        return Err("its DOCTYPE declares entities or attributes".into());
    }
    // In some encodings, bytes that are plain text in UTF-8 are markup.
    if let Some(encoding) = declared_encoding(text) {
        let known = ["utf-8", "us-ascii", "iso-8859-1", "windows-1252"];
        if !known.contains(&encoding.to_ascii_lowercase().as_str()) {
            return Err("its encoding is not UTF-8".into());
        }
    }
    let tags = text.split('<');
    if tags.map(|tag| tag.matches('=').count()).max() > Some(MAX_ATTRIBUTES)
        || text.matches("xmlns").count() > MAX_NAMESPACES
    {
        return Err("it is too complex to be looked through".into());
    }
    Ok(())
}

/// The encoding that the XML declaration names.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    value.split(['"', '\'']).nth(1).or(Some(value))
}

fn check_node(node: Node) -> Result<(), String> {
    if let Some(instruction) = node.pi() {
        // Browsers ignore other instructions.
        return match instruction.target.to_ascii_lowercase().as_str() {
            "xml-stylesheet" => Err("it loads a style sheet".into()),
            _ => Ok(()),
        };
    }
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name().name();
    let folded = name.to_ascii_lowercase();
    if ACTIVE_ELEMENTS.contains(&folded.as_str()) {
        return Err(format!("it has a `{name}`"));
    }
    let namespace = node.tag_name().namespace();
    if namespace.is_some_and(|n| ACTIVE_NAMESPACES.contains(&n)) {
        return Err(format!("its `{name}` is no part of a drawing"));
    }
    node.attributes().try_for_each(|a| check_attribute(&a))?;
    if folded == "style" {
        let texts = node.children().filter(Node::is_text);
        let text: String = texts.filter_map(|n| n.text()).collect();
        check_css(&text, name)?;
    }
    Ok(())
}

fn check_attribute(attribute: &roxmltree::Attribute) -> Result<(), String> {
    let (name, value) = (attribute.name(), attribute.value().trim());
    let folded = name.to_ascii_lowercase();
    if ADDRESS_ATTRIBUTES.contains(&folded.as_str()) {
        let inside =
            value.is_empty() || value.starts_with('#') || has_data_type(value, &IMAGE_DATA_URLS);
        return match inside {
            true => Ok(()),
            false => Err(outside_reference_message(name)),
        };
    }
    // Browsers ignore attributes of other namespaces, such as those of editors.
    if attribute.namespace().is_some() {
        return Ok(());
    }
    if folded.starts_with("on") {
        return Err(format!("its `{name}` runs a script"));
    }
    if folded == "attributename" {
        let animated = value.to_ascii_lowercase();
        if animated.starts_with("on") || animated.ends_with("href") {
            return Err(format!("it animates `{value}`"));
        }
    }
    check_css(value, name)
}

/// Refuses CSS, or a value that may be CSS, that refers to anything outside the file.
fn check_css(css: &str, name: &str) -> Result<(), String> {
    let css = css.to_ascii_lowercase();
    if css.contains('\\') && css.contains(['(', '@']) {
        return Err(format!(
            "its `{name}` has an escape that could hide an address"
        ));
    }
    let loads = [
        "@import",
        "image-set(",
        "image(",
        "src(",
        "expression(",
        "-moz-binding",
    ];
    let outside = css.split("url(").skip(1).any(|address| {
        let address = address.trim_start().trim_start_matches(['"', '\'']);
        let address = address.trim_start();
        !(address.starts_with('#')
            || has_data_type(address, &IMAGE_DATA_URLS)
            || has_data_type(address, &FONT_DATA_URLS))
    });
    if outside || loads.iter().any(|word| css.contains(word)) {
        return Err(outside_reference_message(name));
    }
    Ok(())
}

fn outside_reference_message(name: &str) -> String {
    format!("its `{name}` leads outside the file")
}

fn has_data_type(address: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| {
        let head = address.get(..kind.len());
        let next = address.as_bytes().get(kind.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(kind))
            && (kind.ends_with(['/', '-']) || matches!(next, Some(b';' | b',')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The result for a drawing, to which an `svg` element is added if it has none.
    fn checked(inner: &str) -> String {
        let whole = format!(
            "<svg xmlns=\"{SVG_NAMESPACE}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>"
        );
        let text = if inner.contains("<svg") {
            inner
        } else {
            &whole
        };
        check(text.as_bytes()).map_or_else(|why| why, |_| "fine".into())
    }

    #[test]
    fn drawings_are_fine() {
        for drawing in [
            "<path d='M0 0h1v1z' fill='url(#g)' style='stroke:url( \"#g\" )'/>",
            "<use href='#a'/><use xlink:href=' #a '/><a href=''/>",
            "<image href='data:image/png;base64,iVBORw0KGgo='/>",
            "<style>@font-face{src:url(data:font/woff2;base64,d09G)} .a{fill:#f00}</style>",
            "<style><![CDATA[.a > .b { content: \"\\201C\" }]]></style>",
            "<animate attributeName='opacity' values='0;1'/><title>on &amp; off</title>",
            "<!-- <script/> --><?xpacket begin=''?>",
            "<g xmlns:i='http://www.inkscape.org/namespaces/inkscape' i:onload='x' i:label='url(http://x)'/>",
            "<?xml version='1.0' encoding='iso-8859-1'?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \
             \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
        ] {
            assert_eq!(checked(drawing), "fine", "{drawing}");
        }
    }

    #[test]
    fn scripts_and_references_to_the_outside_are_refused() {
        for (drawing, why) in [
            ("<script>x()</script>", "it has a `script`"),
            ("<x:SCRIPT xmlns:x='urn:x'/>", "it has a `SCRIPT`"),
            ("<foreignObject/>", "it has a `foreignObject`"),
            (
                "<h:p xmlns:h='http://www.w3.org/1999/xhtml'/>",
                "its `p` is no part of a drawing",
            ),
            (
                "<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>",
                "it has a `script`",
            ),
            ("<g onclick='x()'/>", "its `onclick` runs a script"),
            ("<g ONLOAD='x()'/>", "its `ONLOAD` runs a script"),
            (
                "<a href='javascript:x()'/>",
                "its `href` leads outside the file",
            ),
            (
                "<a xlink:href='java&#x0A;script:x()'/>",
                "its `href` leads outside the file",
            ),
            (
                "<a href='https://example.com'/>",
                "its `href` leads outside the file",
            ),
            (
                "<image href='other.png'/>",
                "its `href` leads outside the file",
            ),
            (
                "<use href='data:image/svg+xml,x'/>",
                "its `href` leads outside the file",
            ),
            (
                "<use href='data:image/pngx,x'/>",
                "its `href` leads outside the file",
            ),
            (
                "<g xml:base='https://example.com/'/>",
                "its `base` leads outside the file",
            ),
            (
                "<set attributeName='href' to='javascript:x()'/>",
                "it animates `href`",
            ),
            (
                "<set attributeName='xlink:href'/>",
                "it animates `xlink:href`",
            ),
            (
                "<animate attributeName='onclick'/>",
                "it animates `onclick`",
            ),
            (
                "<g fill='url(http://x/#a)'/>",
                "its `fill` leads outside the file",
            ),
            (
                "<g style='fill: URL( \"//x\")'/>",
                "its `style` leads outside the file",
            ),
            (
                "<g style='fill:\\75rl(http://x)'/>",
                "its `style` has an escape that could hide an address",
            ),
            (
                "<style>@import 'x.css';</style>",
                "its `style` leads outside the file",
            ),
            (
                "<style>@imp<!-- -->ort 'x.css';</style>",
                "its `style` leads outside the file",
            ),
            (
                "<style>.a{fill:url(&quot;x.svg#a&quot;)}</style>",
                "its `style` leads outside the file",
            ),
            (
                "<style>.a{background:image-set('x' 1x)}</style>",
                "its `style` leads outside the file",
            ),
            ("<?xml-stylesheet href='x.css'?>", "it loads a style sheet"),
            (
                "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
                "its DOCTYPE declares entities or attributes",
            ),
            (
                "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x()'>]><svg xmlns='http://www.w3.org/2000/svg'/>",
                "its DOCTYPE declares entities or attributes",
            ),
            (
                "<?xml version='1.0' encoding = 'iso-2022-jp'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                "its encoding is not UTF-8",
            ),
            (
                "<svg/>",
                "its outermost element is not an `svg` of http://www.w3.org/2000/svg",
            ),
            (
                "<html><svg/></html>",
                "its outermost element is not an `svg` of http://www.w3.org/2000/svg",
            ),
        ] {
            assert_eq!(checked(drawing), why, "{drawing}");
        }
        assert!(checked("<g>").starts_with("it is no well-formed XML: "));
        assert!(checked("<g>&nbsp;</g>").starts_with("it is no well-formed XML: "));
        assert_eq!(check(b"\xff\xfe<\0"), Err("it is not UTF-8".into()));
    }

    #[test]
    fn a_drawing_made_to_be_slow_is_refused_or_read_quickly() {
        let start = std::time::Instant::now();
        let attributes: String = (0..100_000).map(|i| format!(" a{i}=''")).collect();
        assert_eq!(
            checked(&format!("<g{attributes}/>")),
            "it is too complex to be looked through"
        );
        let namespaces: String = (0..20_000)
            .map(|i| format!("<g xmlns:a{i}='a{i}'>"))
            .collect();
        assert_eq!(
            checked(&namespaces),
            "it is too complex to be looked through"
        );
        let deep = "<style>".repeat(100_000) + &"</style>".repeat(100_000);
        assert_eq!(checked(&deep), "fine");
        let wide: String = (0..255).map(|i| format!(" a{i}=''")).collect();
        assert_eq!(checked(&format!("<g{wide}/>").repeat(500)), "fine");
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
