//! Elements of raw HTML that hide their content, or that are left out, and have no end in their paragraph. They would hide the
//! rest of it or show nothing, and people write of `<title>` and `<button>`, so their tags are text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::Event;

use super::sanitise::{ElementKind, HtmlToken, tokens};
use super::shielded_text::Events;

/// Tags that show nothing without attributes.
const WORDS: [&str; 3] = ["<img>", "<input>", "<source>"];

/// Makes such tags text. One whose element is shown as a link is ended.
pub(super) fn end(mut events: Events) -> Events {
    // For each element, the events that were searched last, and whether its end tag is there.
    let mut searched = HashMap::new();
    for at in 0..events.len() {
        let Event::InlineHtml(html) = &events[at].0 else {
            continue;
        };
        let tag = match tokens(html, false).next() {
            Some(HtmlToken::Open(tag)) => tag,
            Some(HtmlToken::LeftOut(tag)) => {
                let is_element = !tag.name.is_empty() && !tag.closes;
                if is_element && !ends(tag.name, at, &events, &mut searched) {
                    events[at].0 = Event::Text(html.clone());
                }
                continue;
            }
            Some(HtmlToken::Text(text)) if text.len() == html.len() => {
                events[at].0 = Event::Text(html.clone());
                continue;
            }
            _ => continue,
        };
        let element = tag.element;
        if WORDS.iter().any(|word| word.eq_ignore_ascii_case(html)) {
            events[at].0 = Event::Text(html.clone());
        } else if element.kind == ElementKind::Hidden
            && !ends(element.name, at, &events, &mut searched)
        {
            events[at].0 = match element.embedded_noun() {
                Some(_) => Event::InlineHtml(format!("{html}</{}>", element.name).into()),
                None => Event::Text(html.clone()),
            };
        }
    }
    events
}

/// True if the element that starts with the event here has an end tag in the same parent, or is inside one that has.
fn ends(
    name: &'static str,
    start: usize,
    events: &Events,
    searched: &mut HashMap<&'static str, (Range<usize>, bool)>,
) -> bool {
    if let Some((range, found)) = searched.get(name)
        && range.contains(&start)
    {
        return *found;
    }
    let mut depth = 0;
    for (at, (event, _)) in events.iter().enumerate().skip(start + 1) {
        let found = match event {
            Event::InlineHtml(html) => {
                let end = tokens(html, false).next();
                match end {
                    Some(HtmlToken::Close(of)) => of.name == name,
                    Some(HtmlToken::LeftOut(of)) => of.closes && of.name == name,
                    _ => false,
                }
            }
            _ => false,
        };
        if found || depth == 0 && matches!(event, Event::End(_)) {
            searched.insert(name, (start..at, found));
            return found;
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    false
}
