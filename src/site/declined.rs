//! `no.html`, the No register: a card for each decision to decline, defer or stop something, with its reason, the date
//! to revisit it and the reply to the people who asked.

use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::rich_text::RichText;
use super::{SiteContext, paging, prose};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
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
    outcome: String,
    date: Option<Period>,
    /// How many days the date to revisit the decision has passed.
    overdue: Option<i64>,
    asked: Option<RichText>,
    because: Option<String>,
    evidence: Option<RichText>,
    revisit_when: Option<String>,
    revisit: Option<Period>,
    /// `revisit` is one day.
    is_day: bool,
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
        let decision = role::Decision(site.fields(*id));
        let day = decision.date().map(|date| date.first);
        (
            days_overdue(site, decision).is_none(),
            std::cmp::Reverse(day),
        )
    });
    let due = ids
        .iter()
        .filter(|id| days_overdue(site, role::Decision(site.fields(**id))).is_some());
    let (times, due) = (ids.len(), due.count());
    let parts = paging::paginate(&Url::new(URL), &ids, site.url_style(), |id| {
        estimated_bytes(site, *id)
    });
    let page = |part: paging::ListPage<EntryId>| {
        let title = "What we said no to, and why";
        let lede = Line::of("declined_lede").with("times", &times);
        let meta = site.page_meta(&part.url, title, "", "no");
        let meta = meta.with_lede(lede.with("due", &due)).as_of(site.as_of);
        let cards: Vec<DeclinedCard> = part
            .items
            .iter()
            .map(|id| declined_card(site, *id))
            .collect();
        let inputs = site
            .layout_inputs(&meta)
            .with("cards", Shared::new(&cards))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "declined.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// True for a decision to decline, defer or stop that is accepted or has no status.
fn is_declined(site: &SiteContext, id: EntryId) -> bool {
    let decision = role::Decision(site.fields(id));
    site.graph.role(id) == Some(Role::Decision)
        && matches!(decision.outcome(), Some("decline" | "defer" | "stop"))
        && matches!(decision.status(), Some("accepted") | None)
        && decision.0.is_understood("status")
}

/// How many days ago the date to revisit the decision was; `None` if it has not passed.
fn days_overdue(site: &SiteContext, decision: role::Decision) -> Option<i64> {
    let days = prose::days_between(decision.revisit()?.last, site.as_of);
    (days > 0).then_some(days)
}

fn declined_card(site: &SiteContext, id: EntryId) -> DeclinedCard {
    let entry = site.graph.entry(id);
    let fields = &entry.document.fields;
    let decision = role::Decision(fields);
    let text = |name: &str| {
        let text = fields.text(name).map(str::trim).filter(|t| !t.is_empty());
        text.map(|text| paging::truncate_chars(text, MAX_TEXT_CHARS))
    };
    let who = site.graph.requester_of(id);
    let who = who.map(|who| RichText::entry(site, who));
    let revisit = decision.revisit();
    DeclinedCard {
        href: entry.url.to_link(site.url_style()),
        title: paging::truncate_chars(&entry.document.title, MAX_TITLE_CHARS),
        outcome: prose::outcome_text(decision.outcome().unwrap_or_default()),
        date: decision.date().cloned(),
        overdue: days_overdue(site, decision),
        asked: who.or_else(|| text("requested_by").map(RichText::new)),
        because: text("because"),
        evidence: evidence_text(site, id),
        revisit_when: text("revisit_when"),
        is_day: revisit.is_some_and(|date| date.first == date.last),
        revisit: revisit.cloned(),
        reply: text("reply"),
    }
}

/// “Talks, A test and 2 more”.
fn evidence_text(site: &SiteContext, id: EntryId) -> Option<RichText> {
    let ids: Vec<EntryId> = site.graph.evidence_of(id).collect();
    let named = ids.iter().map(|id| {
        let title = paging::truncate_chars(site.title_of(*id), MAX_TITLE_CHARS);
        RichText::default().entry_link_as(site, *id, title)
    });
    (!ids.is_empty()).then(|| RichText::join_some(named, MAX_EVIDENCE))
}

/// The approximate size of its card in HTML.
fn estimated_bytes(site: &SiteContext, id: EntryId) -> usize {
    let fields = site.fields(id);
    let texts = ["because", "revisit_when", "reply", "requested_by"];
    let texts = texts
        .iter()
        .filter_map(|name| fields.text(name))
        .map(|t| t.len().min(4 * MAX_TEXT_CHARS));
    let evidence = site.graph.evidence_of(id).take(MAX_EVIDENCE);
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
