//! `no.html`, the No register: a card for each decision to decline, defer or stop something, with its reason, the date
//! to revisit it and the reply to the people who asked.

use std::sync::Arc;

use serde::Serialize;

use super::rich_text::RichText;
use super::{SiteContext, paging, prose};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::{Page, Shared, Url};

const URL: &str = "no.html";
/// Longer texts are cut on a card; the page of the decision has all of it.
const MAX_TEXT_CHARS: usize = 600;
const MAX_TITLE_CHARS: usize = 160;
/// How many entries of evidence a card names before it counts the rest.
const MAX_EVIDENCE: usize = 3;

#[derive(Serialize)]
struct DeclinedCard {
    href: String,
    title: String,
    /// “Declined, 29 October 2024”
    chip: String,
    /// “31 days late”, if the date to revisit the decision has passed.
    late: Option<String>,
    facts: Vec<(&'static str, RichText)>,
    reply: Option<String>,
}

pub fn exists(site: &SiteContext) -> bool {
    site.graph.iter().any(|(id, _)| is_declined(site, id))
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let mut ids: Vec<EntryId> = site.graph.iter().map(|(id, _)| id).collect();
    ids.retain(|id| is_declined(site, *id));
    if ids.is_empty() {
        return vec![];
    }
    // Decisions that are due to be revisited first, then the newest.
    ids.sort_by_cached_key(|id| {
        let fields = site.fields(*id);
        let day = fields.first_day("date");
        (days_overdue(site, fields).is_none(), std::cmp::Reverse(day))
    });
    let lede = lede(site, &ids);
    let description = lede.to_plain_text();
    let parts = paging::paginate(&Url::new(URL), &ids, site.url_style(), |id| {
        estimated_bytes(site, *id)
    });
    let page = |part: paging::ListPage<EntryId>| {
        let title = "What we said no to, and why";
        let mut meta = site.page_meta(&part.url, title, &description, "no");
        meta.as_of = Some((site.as_of.to_string(), prose::format_day(site.as_of)));
        let cards: Vec<DeclinedCard> = part
            .items
            .iter()
            .map(|id| declined_card(site, *id))
            .collect();
        let inputs = site
            .layout_inputs(&meta)
            .with("lede", Shared::new(&lede))
            .with("cards", Shared::new(&cards))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "declined.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// True for a decision to decline, defer or stop that is accepted or has no status.
fn is_declined(site: &SiteContext, id: EntryId) -> bool {
    let fields = site.fields(id);
    let outcome = fields.text("outcome");
    site.graph.role(id) == Some(Role::Decision)
        && matches!(outcome, Some("decline" | "defer" | "stop"))
        && matches!(fields.text("status"), Some("accepted") | None)
        && fields.is_understood("status")
}

/// How many days ago the date to revisit the decision was; `None` if it has not passed.
fn days_overdue(site: &SiteContext, fields: &Fields) -> Option<i64> {
    let days = prose::days_between(fields.date("revisit")?.last, site.as_of);
    (days > 0).then_some(days)
}

/// “Three times we said no. **For one of them we promised to look again, and have not.**”
fn lede(site: &SiteContext, ids: &[EntryId]) -> RichText {
    let due = ids
        .iter()
        .filter(|id| days_overdue(site, site.fields(**id)).is_some());
    let times = match ids.len() {
        1 => "Once we said no".to_owned(),
        2 => "Twice we said no".to_owned(),
        n => format!("{} times we said no", prose::capital_number_word(n)),
    };
    match due.count() {
        0 => RichText::new(format!(
            "{times}. A no with a reason is worth as much as a yes."
        )),
        1 if ids.len() == 1 => {
            RichText::new(format!("{times}. ")).highlight("We promised to look again by now.")
        }
        n => RichText::new(format!("{times}. ")).highlight(format!(
            "{} of them {} due for another look.",
            prose::capital_number_word(n),
            if n == 1 { "is" } else { "are" }
        )),
    }
}

fn declined_card(site: &SiteContext, id: EntryId) -> DeclinedCard {
    let entry = site.graph.entry(id);
    let fields = &entry.document.fields;
    let outcome = fields
        .text("outcome")
        .map_or_else(String::new, prose::outcome_text);
    let day = fields.date("date").map(prose::format_date);
    let text = |name: &str| {
        let text = fields.text(name).map(str::trim).filter(|t| !t.is_empty());
        text.map(|text| paging::truncate_chars(text, MAX_TEXT_CHARS))
    };
    let asked = match site.graph.targets(id, "requested_by").next() {
        Some(who) => Some(RichText::entry(site, who)),
        None => text("requested_by").map(RichText::new),
    };
    let because = text("because").map(RichText::new);
    let again: Vec<String> = text("revisit_when")
        .into_iter()
        .chain(
            fields
                .date("revisit")
                .map(|date| match date.first == date.last {
                    true => format!("on {}", prose::format_date(date)),
                    false => format!("in {}", prose::format_date(date)),
                }),
        )
        .collect();
    let facts = [
        ("Asked by", asked),
        ("Because", because),
        ("Evidence", evidence_text(site, id)),
        (
            "We look again",
            (!again.is_empty()).then(|| RichText::new(prose::capitalize(&again.join(", or ")))),
        ),
    ];
    DeclinedCard {
        href: entry.url.to_link(site.url_style()),
        title: paging::truncate_chars(&entry.document.title, MAX_TITLE_CHARS),
        chip: prose::join_given([Some(outcome), day]),
        late: days_overdue(site, fields).map(|days| format!("{} late", prose::format_age(days))),
        facts: facts
            .into_iter()
            .filter_map(|(label, fact)| Some((label, fact?)))
            .collect(),
        reply: text("reply"),
    }
}

/// “Talks, A test and 2 more”.
fn evidence_text(site: &SiteContext, id: EntryId) -> Option<RichText> {
    let ids: Vec<EntryId> = site.graph.targets(id, "evidence").collect();
    let named = ids.iter().take(MAX_EVIDENCE).map(|id| {
        let title = paging::truncate_chars(site.title_of(*id), MAX_TITLE_CHARS);
        RichText::default().entry_link_as(site, *id, title)
    });
    let more = ids.len().saturating_sub(MAX_EVIDENCE);
    let more = (more > 0).then(|| RichText::new(format!("{more} more")));
    let items: Vec<RichText> = named.chain(more).collect();
    (!items.is_empty()).then(|| RichText::join_list(items, "and"))
}

/// The approximate size of its card in HTML.
fn estimated_bytes(site: &SiteContext, id: EntryId) -> usize {
    let fields = site.fields(id);
    let texts = ["because", "revisit_when", "reply", "requested_by"];
    let texts = texts
        .iter()
        .filter_map(|name| fields.text(name))
        .map(|t| t.len().min(4 * MAX_TEXT_CHARS));
    let evidence = site.graph.targets(id, "evidence").take(MAX_EVIDENCE);
    let linked = evidence.map(|id| paging::estimated_entry_bytes(site.graph.entry(id)));
    1500 + texts.sum::<usize>()
        + linked.sum::<usize>()
        + paging::estimated_entry_bytes(site.graph.entry(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    #[test]
    fn the_no_register_of_a_small_site() {
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
        let html = fixture::with_site(&files, |site| fixture::render(&pages(site), URL));
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "No register What we said no to, and why Twice we said no. One of them is due for another look. \
             Edit it here Not now, March 2024 1 month late We look again Ten people ask, or on 30 September 2024 \
             Send it by mail Declined, 29 October 2024 Asked by The board Because Mail is open. Evidence Talks \
             A polite reply to copy “ Thank you, no. ” Copy"
        );
    }

    #[test]
    fn without_a_declined_decision_there_is_no_page() {
        let files = [(
            "decisions/yes.md",
            "---\ntitle: Build it\noutcome: build\n---\n",
        )];
        assert!(fixture::with_site(&files, |site| pages(site).is_empty()));
    }
}
