//! The title of a list and the sentence under it.

use crate::evidence::{State, feedback_clock};
use crate::graph::EntryId;
use crate::model::{Kind, Role};
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, prose};

/// The title of a list without an index file.
pub fn title(kind: &Kind, count: usize) -> String {
    match kind.role {
        Some(Role::Problem) if count > 0 => problems_title(kind, count),
        _ => kind.plural_label.clone(),
    }
}

pub fn lede(site: &SiteContext, kind: &Kind, ids: &[EntryId]) -> RichText {
    match (kind.role, ids.len()) {
        (_, 0) => RichText::new(format!(
            "Nobody has written a {} yet.",
            kind.label.to_lowercase()
        )),
        (Some(Role::Problem), _) => problems_lede(site, ids.iter().copied()),
        (Some(Role::Feedback), count) => feedback_lede(site, count),
        _ if kind.help.is_empty() => RichText::default(),
        _ => RichText::new(format!("{}.", prose::capitalize(&kind.help))),
    }
}

/// “Ten problems, and what to do with each”.
fn problems_title(kind: &Kind, ids: usize) -> String {
    let noun = match ids {
        1 => &kind.label,
        _ => &kind.plural_label,
    };
    let (number, noun) = (prose::capital_number_word(ids), noun.to_lowercase());
    match ids {
        1 => format!("{number} {noun}, and what to do with it"),
        _ => format!("{number} {noun}, and what to do with each"),
    }
}

/// “Four are well supported by studies, and none has an answer we can trust yet.”
fn problems_lede(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> RichText {
    let (mut all, mut real, mut answered, mut refuted) = (0, 0, 0, 0);
    for scores in ids.filter_map(|id| site.evidence.problems.get(&id)) {
        all += 1;
        let is_real = scores.problem.is_good(&site.config);
        real += usize::from(is_real);
        let works = scores.solution.is_good(&site.config);
        answered += usize::from(is_real && works);
        refuted += usize::from(scores.problem.state == State::Refuted);
    }
    let are = |n: usize| if n == 1 { "is" } else { "are" };
    let known = match real {
        0 if refuted > 0 => {
            let known = match (refuted, all) {
                (1, 1) => "Studies refute it".to_owned(),
                (n, all) if n == all => format!("Studies refute all {}", prose::number_word(all)),
                (n, _) => format!("Studies refute {}", prose::number_word(n)),
            };
            let lede = RichText::default().highlight(format!("{known}."));
            return match refuted == all {
                true => lede,
                false => lede.text(" We do not know enough about the others yet."),
            };
        }
        0 if all == 1 => {
            return RichText::default().highlight("We do not know enough about it yet.");
        }
        0 => return RichText::default().highlight("We do not know enough about any of them yet."),
        n if n == all && all == 1 => "It is well supported by studies".into(),
        n if n == all => format!("All {} well supported by studies", are(n)),
        n => format!(
            "{} {} well supported by studies",
            prose::capital_number_word(n),
            are(n)
        ),
    };
    let answer = match (answered, real) {
        (0, 1) => "it has no answer we can trust yet".into(),
        (0, _) => "none has an answer we can trust yet".into(),
        (1, 1) => "our answer works".into(),
        (n, _) if n == real => "each has an answer that works".into(),
        (1, _) => "one has an answer that works".into(),
        (n, _) => format!("{} have an answer that works", prose::number_word(n)),
    };
    RichText::new(format!("{known}, and "))
        .highlight(answer)
        .text(".")
}

/// “Half of the answers came within 2.5 days. **1 of 9 waits** for longer than the 2 days we promise.”
fn feedback_lede(site: &SiteContext, count: usize) -> RichText {
    let clock = feedback_clock::compute(&site.graph, &site.config.feedback, site.as_of);
    let promise = site.config.feedback.answer_days;
    let mut lede = match clock.median_days {
        Some(days) => {
            let s = if days == 1.0 { "" } else { "s" };
            RichText::new(format!(
                "Half of the answers came within {} day{s}. ",
                prose::format_number(days)
            ))
        }
        None => RichText::new("Nobody has been answered yet. "),
    };
    lede = match clock.overdue.len() {
        0 => lede.text("Nobody waits."),
        1 => lede
            .highlight(format!("1 of {count} waits"))
            .text(format!(" for longer than the {promise} days we promise.")),
        n => lede
            .highlight(format!("{n} of {count} wait"))
            .text(format!(" for longer than the {promise} days we promise.")),
    };
    match clock.loops_due {
        0 => lede,
        due => lede.text(format!(
            " {} of {due} older than {} days were told what changed.",
            clock.loops_closed, site.config.feedback.loop_days
        )),
    }
}
