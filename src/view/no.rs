//! The No register: what was declined, put off or stopped, why, when we look again, and what we tell those who asked.

use serde::Serialize;

use super::sentence::Sentence;
use super::{Look, paging, prose};
use crate::graph::Id;
use crate::page::{Page, Shared, Url};
use crate::schema::{Fields, Role};

const URL: &str = "no.html";
/// So much of a text stands on a card; the page of the decision has all of it.
const LONGEST: usize = 600;
const LONGEST_TITLE: usize = 160;
/// So many pieces of evidence are named.
const MOST: usize = 3;

#[derive(Serialize)]
struct Card {
    href: String,
    title: String,
    /// “Declined, 29 October 2024”
    chip: String,
    /// “31 days late”: when we promised to look again and have not.
    late: Option<String>,
    facts: Vec<(&'static str, Sentence)>,
    reply: Option<String>,
}

pub fn exists(look: &Look) -> bool {
    look.graph.iter().any(|(id, _)| is_no(look, id))
}

pub fn pages(look: &Look) -> Vec<Page> {
    let mut ids: Vec<Id> = look.graph.iter().map(|(id, _)| id).collect();
    ids.retain(|id| is_no(look, *id));
    if ids.is_empty() {
        return vec![];
    }
    // What we promised to look at again comes first, then the newest.
    ids.sort_by_cached_key(|id| {
        let fields = fields(look, *id);
        let day = fields.date("date").map(|date| date.first);
        (late(look, fields).is_none(), std::cmp::Reverse(day))
    });
    let lede = lede(look, &ids);
    let description = lede.text();
    let parts = paging::parts(&Url::new(URL), &ids, look.style(), |id| bytes(look, *id));
    let page = |part: paging::Part<Id>| {
        let title = "What we said no to, and why";
        let mut head = look.head(&part.url, title, &description, "no");
        head.as_of = Some((look.as_of.to_string(), prose::day(look.as_of)));
        let cards: Vec<Card> = part.items.iter().map(|id| card(look, *id)).collect();
        let inputs = look
            .inputs(&head)
            .with("lede", Shared::new(&lede))
            .with("cards", Shared::new(&cards))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "declined.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

fn fields<'a>(look: &Look<'a>, id: Id) -> &'a Fields {
    &look.graph.entry(id).document.fields
}

/// A decision against something, that still holds.
fn is_no(look: &Look, id: Id) -> bool {
    let fields = fields(look, id);
    let outcome = fields.text("outcome");
    look.graph.role(id) == Some(Role::Choice)
        && matches!(outcome, Some("decline" | "defer" | "stop"))
        && matches!(fields.text("status"), Some("accepted") | None)
}

/// By how many days the day to look again is past.
fn late(look: &Look, fields: &Fields) -> Option<i64> {
    let days = prose::days(fields.date("revisit")?.last, look.as_of);
    (days > 0).then_some(days)
}

/// “Three times we said no. **For one of them we promised to look again, and have not.**”
fn lede(look: &Look, ids: &[Id]) -> Sentence {
    let due = ids
        .iter()
        .filter(|id| late(look, fields(look, **id)).is_some());
    let times = match ids.len() {
        1 => "Once we said no".to_owned(),
        2 => "Twice we said no".to_owned(),
        n => format!("{} times we said no", prose::capital(&prose::number(n))),
    };
    match due.count() {
        0 => Sentence::new(format!(
            "{times}. A no with a reason is worth as much as a yes."
        )),
        1 if ids.len() == 1 => {
            Sentence::new(format!("{times}. ")).mark("We promised to look again by now.")
        }
        n => Sentence::new(format!("{times}. ")).mark(format!(
            "{} of them {} due for another look.",
            prose::capital(&prose::number(n)),
            if n == 1 { "is" } else { "are" }
        )),
    }
}

fn card(look: &Look, id: Id) -> Card {
    let entry = look.graph.entry(id);
    let fields = &entry.document.fields;
    let outcome = fields
        .text("outcome")
        .map_or_else(String::new, prose::outcome);
    let day = fields.date("date").map(prose::date);
    let text = |name: &str| {
        let text = fields.text(name).map(str::trim).filter(|t| !t.is_empty());
        text.map(|text| paging::cut(text, LONGEST))
    };
    let asked = match look.graph.targets(id, "requested_by").next() {
        Some(who) => Some(Sentence::default().entry(look, who)),
        None => text("requested_by").map(Sentence::new),
    };
    let because = text("because").map(Sentence::new);
    let again: Vec<String> = text("revisit_when")
        .into_iter()
        .chain(
            fields
                .date("revisit")
                .map(|date| match date.first == date.last {
                    true => format!("on {}", prose::date(date)),
                    false => format!("in {}", prose::date(date)),
                }),
        )
        .collect();
    let facts = [
        ("Asked by", asked),
        ("Because", because),
        ("Evidence", evidence(look, id)),
        (
            "We look again",
            (!again.is_empty()).then(|| Sentence::new(prose::capital(&again.join(", or ")))),
        ),
    ];
    Card {
        href: entry.url.link(look.style()),
        title: paging::cut(&entry.document.title, LONGEST_TITLE),
        chip: [Some(outcome), day]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
        late: late(look, fields).map(|days| format!("{} late", prose::age(days))),
        facts: facts
            .into_iter()
            .filter_map(|(label, fact)| Some((label, fact?)))
            .collect(),
        reply: text("reply"),
    }
}

/// “Talks, A test and 2 more”.
fn evidence(look: &Look, id: Id) -> Option<Sentence> {
    let ids: Vec<Id> = look.graph.targets(id, "evidence").collect();
    let named = ids.iter().take(MOST).map(|id| {
        let title = paging::cut(&look.graph.entry(*id).document.title, LONGEST_TITLE);
        Sentence::default().link(look, *id, title)
    });
    let more = ids.len().saturating_sub(MOST);
    let more = (more > 0).then(|| Sentence::new(format!("{more} more")));
    let items: Vec<Sentence> = named.chain(more).collect();
    (!items.is_empty()).then(|| Sentence::listed(items, "and"))
}

/// About how large its card will be.
fn bytes(look: &Look, id: Id) -> usize {
    let fields = fields(look, id);
    let texts = ["because", "revisit_when", "reply", "requested_by"];
    let texts = texts
        .iter()
        .filter_map(|name| fields.text(name))
        .map(|t| t.len().min(4 * LONGEST));
    let evidence = look.graph.targets(id, "evidence").take(MOST);
    let linked = evidence.map(|id| paging::bytes_of(look.graph.entry(id)));
    1500 + texts.sum::<usize>() + linked.sum::<usize>() + paging::bytes_of(look.graph.entry(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

    #[test]
    fn a_register_of_a_small_site() {
        let files = [
            (
                "decisions/mail.md",
                "---\ntitle: Send it by mail\noutcome: decline\ndate: 2024-10-29\nbecause: Mail is open.\nevidence: talks\nrequested_by: The board\nreply: Thank you, no.\n---\n",
            ),
            (
                "decisions/edit.md",
                "---\ntitle: Edit it here\noutcome: defer\ndate: 2024-03\nrevisit: 2024-09-30\nrevisit_when: ten people ask\n---\n",
            ),
            (
                "decisions/yes.md",
                "---\ntitle: Build it\noutcome: build\n---\n",
            ),
            (
                "decisions/old.md",
                "---\ntitle: Old\noutcome: stop\nstatus: superseded\n---\n",
            ),
            (
                "validations/talks.md",
                "---\ntitle: Talks\nmethod: interview\n---\n",
            ),
        ];
        let html = fixture::look(&files, |look| fixture::render(&pages(look), URL));
        assert_eq!(
            fixture::text(&html, "main"),
            "No register What we said no to, and why Twice we said no. One of them is due for another look. \
             Edit it here Not now, March 2024 1 month late We look again Ten people ask, or on 30 September 2024 \
             Send it by mail Declined, 29 October 2024 Asked by The board Because Mail is open. Evidence Talks \
             A polite reply to copy “ Thank you, no. ” Copy"
        );
    }

    #[test]
    fn without_a_no_there_is_no_page() {
        let files = [(
            "decisions/yes.md",
            "---\ntitle: Build it\noutcome: build\n---\n",
        )];
        assert!(fixture::look(&files, |look| pages(look).is_empty()));
    }
}
