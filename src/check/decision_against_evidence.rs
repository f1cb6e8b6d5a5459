//! `decision-against-evidence`: something is to be built although the evidence says otherwise.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::State;
use crate::graph::evidence::coverage::is_live;
use crate::schema::{Fields, Role};
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "decision-against-evidence",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "An accepted decision to build or iterate concerns what was refuted, contested or inconclusive, and has no `because`.",
    why: "Deciding against the evidence can be right; doing so without a word cannot.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: inconclusive
---
>>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: build
evidence: [talks]
---
"#,
    says: "decisions/error-report.md:5:12 builds although *Talks* was inconclusive",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: build
evidence: [talks]
because: The law asks for it.
---
"#,
    find: Find::Scores(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Choice) {
        if !is_live(scene.graph, id) || !scene.lacks(id, "because") {
            continue;
        }
        let out = scene.graph.entry(id).out.iter();
        let edges = out.map(|edge| scene.graph.edge(*edge));
        let mut against = edges.filter_map(|edge| {
            let known = matches!(&*edge.field, "evidence" | "problems" | "solutions");
            Some((edge, word(scene, edge.to)?)).filter(|_| known)
        });
        let Some((edge, word)) = against.next() else {
            continue;
        };
        let verb = match scene.fields(id).text("outcome") {
            Some("iterate") => "iterates",
            _ => "builds",
        };
        let message = format!("{verb} although *{}* {word}", scene.title(edge.to));
        let at = At::Value(vec![
            Step::Key(edge.field.to_string()),
            Step::Index(edge.item),
        ]);
        let help = "if that is right, say why in `because:`";
        found.push((id, Problem::new(CHECK.code, at, message).help(help)));
    }
}

/// What speaks against leaning on an entry: its score, or a study's own verdict.
fn word(scene: &Scene, id: Id) -> Option<&'static str> {
    let state = match scene.graph.role(id)? {
        Role::Claim => scene.evidence.claims.get(&id)?.problem.state,
        Role::Answer => scene.evidence.answers.get(&id)?.state,
        Role::Study if scene.is_done(id) => return verdict(scene.fields(id)),
        _ => return None,
    };
    match state {
        State::Refuted => Some("was refuted"),
        State::Contested => Some("is contested"),
        State::Inconclusive => Some("was inconclusive"),
        _ => None,
    }
}

/// Of a study with several results, only what all of them say.
fn verdict(study: &Fields) -> Option<&'static str> {
    let own = study.text("verdict");
    let results = study.maps("results").map(|r| r.text("verdict").or(own));
    let mut all = results.chain(own.filter(|_| study.list("results").is_empty()).map(Some));
    let first = all.next()??;
    match first {
        _ if all.any(|other| other != Some(first)) => None,
        "refuted" => Some("was refuted"),
        "inconclusive" => Some("was inconclusive"),
        _ => None,
    }
}
