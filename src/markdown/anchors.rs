//! The anchors of a body: GitHub's rule for headings, and each id used once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The anchor GitHub gives a heading: in lower case; letters, marks, digits, connectors (`_`) and hyphens are kept,
/// spaces become hyphens, everything else is dropped.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if text.is_ascii() {
        let kept = text.bytes().filter_map(|b| match b {
            b' ' => Some('-'),
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' => Some(char::from(b)),
            b'A'..=b'Z' => Some(char::from(b.to_ascii_lowercase())),
            _ => None,
        });
        slug.extend(kept);
        return slug;
    }
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            _ if is_slug_char(c) => slug.push(c),
            _ => {}
        }
    }
    slug
}

fn is_slug_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let category = || c.general_category();
    c.is_alphabetic()
        || is_combining_mark(c)
        || matches!(
            category(),
            GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation
        )
}

/// The ids used in one body.
#[derive(Default)]
pub(super) struct AnchorIds {
    /// Every id in use, with the last number that was appended to it.
    taken: HashMap<String, u32>,
}

impl AnchorIds {
    /// Returns the id itself or, if it is taken, the first free one of `id-1`, `id-2` … (as github-slugger does). Ids
    /// with the theme's prefix `cb-` get the prefix that GitHub gives all ids of authors.
    pub fn claim(&mut self, id: String) -> String {
        let id = if is_reserved(&id) {
            author_name(&id)
        } else {
            id
        };
        let mut number = match self.taken.entry(id.clone()) {
            Entry::Vacant(free) => {
                free.insert(0);
                return id;
            }
            Entry::Occupied(taken) => *taken.get(),
        };
        let free = loop {
            number += 1;
            let numbered = format!("{id}-{number}");
            if !self.taken.contains_key(&numbered) {
                break numbered;
            }
        };
        self.taken.insert(id, number);
        self.taken.insert(free.clone(), 0);
        free
    }

    /// Takes an id of raw HTML if it is free; true if it was. It is not numbered: links name it as written.
    pub fn claim_exactly(&mut self, id: &str) -> bool {
        self.is_free(id) && self.taken.insert(id.to_string(), 0).is_none()
    }

    pub fn is_free(&self, id: &str) -> bool {
        let usable = !id.is_empty() && !id.contains(char::is_whitespace) && !is_reserved(id);
        usable && !self.taken.contains_key(id)
    }
}

/// A name with the prefix that GitHub gives to names of authors. All classes of authors have it, so that no rule of the
/// theme's style sheet applies to what they wrote.
pub(super) fn author_name(name: &str) -> String {
    format!("user-content-{name}")
}

/// True for an id with the theme's prefix `cb-`, in any case.
fn is_reserved(name: &str) -> bool {
    name.get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("cb-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_githubs_rule() {
        for (text, expected) in [
            ("Hello World", "hello-world"),
            ("A  &  B", "a----b"),
            ("What's new in v1.2?", "whats-new-in-v12"),
            ("snake_case-and 漢字", "snake_case-and-漢字"),
            ("ÜBER Straße", "über-straße"),
            ("🎉 Party", "-party"),
            (":tada: Party", "tada-party"),
            ("CO₂ ½ Ⅷ ٣", "co--ⅷ-٣"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
            ("foo‿bar", "foo‿bar"),
            ("???", ""),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_is_used_once() {
        let mut ids = AnchorIds::default();
        let given: Vec<_> = ["a", "a", "a", "a-1", "a-3", "a", "cb-main"]
            .map(|id| ids.claim(id.into()))
            .into();
        assert_eq!(
            given,
            [
                "a",
                "a-1",
                "a-2",
                "a-1-1",
                "a-3",
                "a-4",
                "user-content-cb-main"
            ]
        );
        assert!(!ids.claim_exactly("a-2") && ids.claim_exactly("b") && !ids.claim_exactly("b"));
        assert!(
            !ids.claim_exactly("cb-nav") && !ids.claim_exactly("CB-nav") && !ids.claim_exactly("")
        );
    }
}
