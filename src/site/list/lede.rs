//! The facts that the title of a list and the sentence under it are made of.

use crate::evidence::{State, feedback_clock};
use crate::graph::EntryId;
use crate::model::{Kind, Role};
use crate::site::SiteContext;
use crate::site::line::Line;

/// The title of a list without an index file, where it is more than the name of the kind.
pub fn heading(kind: &Kind, count: usize) -> Option<Line> {
    let is_told = kind.role == Some(Role::Problem) && count > 0;
    is_told.then(|| of_kind("problems_title", kind).with("all", &count))
}

pub fn lede(site: &SiteContext, kind: &Kind, ids: &[EntryId]) -> Line {
    match kind.role {
        _ if ids.is_empty() => of_kind("nothing_written", kind),
        Some(Role::Problem) => problems_lede(site, ids),
        Some(Role::Feedback) => feedback_lede(site, ids.len()),
        _ => of_kind("help_of_kind", kind).with("help", &kind.help),
    }
}

fn of_kind(form: &'static str, kind: &Kind) -> Line {
    let line = Line::of(form).with("label", &kind.label);
    line.with("labels", &kind.plural_label)
}

/// How many problems are real, how many of these have an answer that works, and how many are refuted.
fn problems_lede(site: &SiteContext, ids: &[EntryId]) -> Line {
    let scores = || ids.iter().filter_map(|id| site.evidence.problems.get(id));
    let real = || scores().filter(|scores| scores.problem.is_good(&site.config));
    let answered = real().filter(|scores| scores.solution.is_good(&site.config));
    let refuted = scores().filter(|scores| scores.problem.state == State::Refuted);
    Line::of("problems_lede")
        .with("all", &scores().count())
        .with("real", &real().count())
        .with("answered", &answered.count())
        .with("refuted", &refuted.count())
}

fn feedback_lede(site: &SiteContext, count: usize) -> Line {
    let settings = &site.config.feedback;
    let clock = feedback_clock::compute(&site.graph, settings, site.as_of);
    Line::of("feedback_lede")
        .with("all", &count)
        .with("median_days", &clock.median_days)
        .with("overdue", &clock.overdue.len())
        .with("promise", &settings.answer_days)
        .with("loops_due", &clock.loops_due)
        .with("loops_closed", &(clock.loops_due - clock.untold.len()))
        .with("loop_days", &settings.loop_days)
}
