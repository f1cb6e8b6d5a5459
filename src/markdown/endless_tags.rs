//! Elements of raw HTML that hide their content and have no end in their paragraph. They would hide the rest of it, and people
//! write of `<title>`, so their tags are text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::Event;

use super::sanitise::{Element, ElementKind, HtmlToken, tokens};
use super::shielded_text::Events;

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
            Some(HtmlToken::Text(text)) if text.len() == html.len() => {
                events[at].0 = Event::Text(html.clone());
                continue;
            }
            _ => continue,
        };
        let element = tag.element;
        if element.kind == ElementKind::Hidden && !ends(element, at, &events, &mut searched) {
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
    element: &Element,
    start: usize,
    events: &Events,
    searched: &mut HashMap<&'static str, (Range<usize>, bool)>,
) -> bool {
    if let Some((range, found)) = searched.get(element.name)
        && range.contains(&start)
    {
        return *found;
    }
    let mut depth = 0;
    for (at, (event, _)) in events.iter().enumerate().skip(start + 1) {
        let found = match event {
            Event::InlineHtml(html) => {
                let end = tokens(html, false).next();
                matches!(end, Some(HtmlToken::Close(of)) if of.name == element.name)
            }
            _ => false,
        };
        if found || depth == 0 && matches!(event, Event::End(_)) {
            searched.insert(element.name, (start..at, found));
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
