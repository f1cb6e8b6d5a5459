//! Removes HTML comments, also those that a blank line splits: Markdown ends the block of HTML at that line, and the
//! rest of the comment would be shown as text. Works on events, where code is already distinguished from HTML.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::shielded_text::Events;

const COMMENT_START: &str = "<!--";
const COMMENT_END: &str = "-->";

/// The events without such comments, and the byte of one that has no end.
pub(super) fn remove_split_comments<'a>(
    events: Events<'a>,
    text: &'a str,
) -> (Events<'a>, Option<usize>) {
    if !text.contains(COMMENT_START) {
        return (events, None);
    }
    let mut unclosed = None;
    let mut kept = Vec::with_capacity(events.len());
    let mut html = String::new();
    // The part of a comment after the end of its block.
    let mut rest = 0..0;
    for (event, span) in events {
        match &event {
            Event::Start(Tag::HtmlBlock) => html.clear(),
            Event::Html(line) => html.push_str(line),
            Event::End(TagEnd::HtmlBlock)
                if span.start >= rest.end && without_comments(&html).1 =>
            {
                let end = text
                    .get(span.end..)
                    .and_then(|behind| behind.find(COMMENT_END));
                match end {
                    Some(end) => rest = span.end..span.end + end + COMMENT_END.len(),
                    None => {
                        let start = text[span.clone()].rfind(COMMENT_START);
                        unclosed = unclosed.or(start.map(|at| span.start + at));
                    }
                }
            }
            _ => {}
        }
        if span.start < rest.start || span.start >= rest.end {
            kept.push((event, span));
        } else if span.end > rest.end {
            // The comment ends inside this event: keep what follows it.
            let behind = text.get(rest.end..span.end).unwrap_or_default();
            kept.push(match event {
                Event::Text(_) => (Event::Text(behind.into()), rest.end..span.end),
                Event::Html(_) => (Event::Html(behind.into()), rest.end..span.end),
                other => (other, span),
            });
        }
    }
    (kept, unclosed)
}

/// HTML without its comments, and whether the last comment is not closed.
pub(super) fn without_comments(html: &str) -> (Cow<'_, str>, bool) {
    let Some((shown, mut rest)) = html.split_once(COMMENT_START) else {
        return (Cow::Borrowed(html), false);
    };
    let mut shown = shown.to_owned();
    loop {
        // `<!-->` and `<!--->` are comments as well.
        let behind = rest.strip_prefix('>').or_else(|| rest.strip_prefix("->"));
        let Some(behind) = behind.or_else(|| Some(rest.split_once(COMMENT_END)?.1)) else {
            return (Cow::Owned(shown), true);
        };
        let Some((text, next)) = behind.split_once(COMMENT_START) else {
            shown.push_str(behind);
            return (Cow::Owned(shown), false);
        };
        shown.push_str(text);
        rest = next;
    }
}
