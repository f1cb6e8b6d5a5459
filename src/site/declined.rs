//! `declined.html`: a card for each decision to decline, defer or stop something, with its reason, the date
//! to revisit it and the reply to the people who asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::page_link::PageLink;
use super::view_names::View;
use super::{SiteContext, paging, prose};
use crate::graph::EntryId;
use crate::model::{Fields, Period, Role};
use crate::page::Page;

/// Longer texts are cut on a card; the page of the decision has all of it.
const MAX_TEXT_CHARS: usize = 600;
const MAX_TITLE_CHARS: usize = 160;
/// How many entries of evidence a card names before it counts the rest.
const MAX_EVIDENCE: usize = 3;
const TEXTS: [&str; 4] = ["because", "revisit_when", "reply", "requested_by"];

/// The parts of the page in their order; the newest decisions first in each.
const GROUPS: [&str; 4] = ["due", "defer", "decline", "stop"];

#[derive(Serialize)]
struct DeclinedCard<'a> {
    /// One of [`GROUPS`].
    group: &'a str,
    #[serde(flatten)]
    link: PageLink,
    outcome: Option<&'a str>,
    date: Option<&'a Period>,
    /// How many days the date to revisit the decision has passed.
    overdue: Option<i64>,
    /// The entry that asked for it; else the text `requested_by` says who did.
    who: Option<PageLink>,
    #[serde(flatten)]
    texts: BTreeMap<&'static str, Option<String>>,
    evidence: Vec<PageLink>,
    /// How many more entries of evidence there are.
    more: usize,
    revisit: Option<&'a Period>,
    /// `revisit` is one day.
    is_day: bool,
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
    ids.sort_by_cached_key(|id| {
        let day = site.fields(*id).first_day("date");
        let group = GROUPS
            .iter()
            .position(|group| *group == group_of(site, *id));
        (group, std::cmp::Reverse(day))
    });
    let due = ids.iter().filter(|id| group_of(site, **id) == GROUPS[0]);
    let due = due.count();
    let view = View::named("declined");
    let bytes = |id: &EntryId| estimated_bytes(site, *id);
    paging::pages(site, "declined.html", &view.url(), &ids, bytes, |part| {
        let lede = Line::of("declined_lede").with("times", &ids.len());
        let cards = part.items.iter().map(|id| declined_card(site, *id));
        view.inputs(site, &part.url, lede.with("due", &due))
            .with_value("cards", &cards.collect::<Vec<_>>())
    })
}

/// “due” if the date to revisit it has passed, else its outcome.
fn group_of(site: &SiteContext, id: EntryId) -> &str {
    let fields = site.fields(id);
    match days_overdue(site, fields) {
        Some(_) => GROUPS[0],
        None => fields.text("outcome").unwrap_or_default(),
    }
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

fn declined_card(site: &SiteContext, id: EntryId) -> DeclinedCard<'_> {
    let fields = site.fields(id);
    let link = |id| PageLink::new(site, id, MAX_TITLE_CHARS);
    let texts = TEXTS.map(|name| {
        let text = fields.text(name).map(str::trim).filter(|t| !t.is_empty());
        let text = text.map(|text| paging::truncate_chars(text, MAX_TEXT_CHARS));
        (name, text)
    });
    let who = site.graph.targets(id, "requested_by").next();
    let mut evidence = site.graph.targets(id, "evidence");
    let revisit = fields.date("revisit");
    DeclinedCard {
        group: group_of(site, id),
        link: link(id),
        outcome: fields.text("outcome"),
        date: fields.date("date"),
        overdue: days_overdue(site, fields),
        who: who.map(|who| PageLink::new(site, who, usize::MAX)),
        texts: texts.into(),
        evidence: evidence.by_ref().take(MAX_EVIDENCE).map(link).collect(),
        more: evidence.count(),
        is_day: revisit.is_some_and(|date| date.first == date.last),
        revisit,
    }
}

/// The approximate size of its card in HTML.
fn estimated_bytes(site: &SiteContext, id: EntryId) -> usize {
    let texts = TEXTS.iter().filter_map(|name| site.fields(id).text(name));
    let texts = texts.map(|text| text.len().min(4 * MAX_TEXT_CHARS));
    let evidence = site.graph.targets(id, "evidence").take(MAX_EVIDENCE);
    let entries = evidence.chain([id]);
    let entries = entries.map(|id| paging::estimated_entry_bytes(site.graph.entry(id)));
    1500 + texts.sum::<usize>() + entries.sum::<usize>()
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
        let html = fixture::with_site(&files, |site| {
            fixture::render(&pages(site), "declined.html")
        });
        assert_eq!(
            fixture::visible_text(&html, "main"),
            "Declined How to read this What we declined, and what we tell people \
             Twice we said no. One of them is due for another look. \
             What was declined, put off or stopped: the reason, what would change it, and a reply to send to those who ask. \
             Promised to look again, and late Decide again, or give a new day \
             Edit it here Not now, March 2024 1 month late We look again Ten people ask, or on 30 September 2024 \
             Declined No, unless something changes \
             Send it by mail Declined, 29 October 2024 Mail is open. Asked by The board Evidence Talks \
             A reply to copy “ Thank you, no. ” Copy"
        );
    }

    #[test]
    fn a_long_no_register_has_an_index_of_its_parts() {
        for (count, index) in [(3, None), (20, Some("Not now 10 Declined 10"))] {
            let decision = |i: usize| {
                let outcome = if i.is_multiple_of(2) {
                    "decline"
                } else {
                    "defer"
                };
                let text = format!("---\ntitle: D\noutcome: {outcome}\nbecause: x\n---\n");
                (format!("decisions/d{i}.md"), text)
            };
            let files: Vec<_> = (0..count).map(decision).collect();
            let files: Vec<_> = files.iter().map(|(p, text)| (&**p, &**text)).collect();
            let html = fixture::with_site(&files, |site| {
                fixture::render(&pages(site), "declined.html")
            });
            let found = html.split_once("aria-label=\"Jump to a part\"");
            let found = found.map(|(_, nav)| fixture::visible_text(&format!("<nav {nav}"), "nav"));
            assert_eq!(found.as_deref(), index);
        }
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
