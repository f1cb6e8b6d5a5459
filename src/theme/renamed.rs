//! Templates, components and blocks that were renamed. A file with an old name would never be used, so it is an error.

use super::ThemeFile;
use super::invalid::template_invalid;
use crate::diagnostic::{Finding, Place};

/// Old and new names of templates, as paths below `templates/`.
const RENAMED: [(&str, &str); 35] = [
    ("subject.html", "persona.html"),
    ("claim.html", "problem.html"),
    ("study.html", "validation.html"),
    ("finding.html", "insight.html"),
    ("answer.html", "solution.html"),
    ("choice.html", "decision.html"),
    ("voice.html", "feedback.html"),
    ("measure.html", "metric.html"),
    ("path.html", "journey.html"),
    ("no.html", "declined.html"),
    ("components/bars.html", "components/score_bars.html"),
    ("components/branch.html", "components/nav_tree.html"),
    ("components/chart.html", "components/metric_chart.html"),
    ("components/cmd.html", "components/command.html"),
    ("components/crumb.html", "components/breadcrumb.html"),
    ("components/curve.html", "components/journey_curve.html"),
    ("components/dot.html", "components/legend_dot.html"),
    ("components/fall.html", "components/decay_chart.html"),
    ("components/foot.html", "components/site_footer.html"),
    ("components/items.html", "components/entry_list.html"),
    ("components/kind.html", "components/kind_link.html"),
    ("components/lines.html", "components/annotated_list.html"),
    ("components/map4.html", "components/empathy_map.html"),
    ("components/measured.html", "components/scored_list.html"),
    ("components/problems.html", "components/problem_table.html"),
    ("components/quoted.html", "components/quote_list.html"),
    ("components/refusal.html", "components/declined_card.html"),
    ("components/sec.html", "components/section.html"),
    ("components/side.html", "components/sidebar.html"),
    ("components/sides.html", "components/for_and_against.html"),
    ("components/st.html", "components/state_badge.html"),
    ("components/top.html", "components/site_header.html"),
    ("components/why.html", "components/score_sum.html"),
    ("components/twig.html", "components/tree_node.html"),
    ("components/voice.html", "components/quote.html"),
];

/// Old and new names of blocks in `entry.html`.
const RENAMED_BLOCKS: [(&str, &str); 4] = [
    ("top", "beside_facts"),
    ("lead", "chain"),
    ("anatomy", "before_text"),
    ("after", "after_text"),
];

/// An error for each template with an old name.
pub fn check(templates: &[(&str, &ThemeFile)]) -> Vec<Finding> {
    let old = templates.iter().filter_map(|(name, file)| {
        let new = new_name(name)?;
        let help = match new.starts_with("components/") {
            true => "rename the file and the component in it",
            false => "rename the file",
        };
        let message = format!("`{name}` is called `{new}` now");
        Some(template_invalid(&file.path, Place::Start, message).help(help))
    });
    old.collect()
}

/// A help line with the new name of a component, if it was renamed.
pub fn component_hint(old: &str) -> Option<String> {
    let new = new_name(&format!("components/{old}.html"))?;
    let name = new.strip_prefix("components/")?.strip_suffix(".html")?;
    Some(format!("it is called `{name}` now"))
}

/// A help line with the new name of a block, if it was renamed.
pub fn block_hint(old: &str) -> Option<String> {
    let (_, new) = RENAMED_BLOCKS.iter().find(|(name, _)| *name == old)?;
    Some(format!("in `entry.html` it is called `{new}` now"))
}

fn new_name(old: &str) -> Option<&'static str> {
    let found = RENAMED.iter().find(|(name, _)| *name == old);
    found.map(|(_, new)| *new)
}

#[cfg(test)]
mod tests {
    use super::{RENAMED, RENAMED_BLOCKS};

    #[test]
    fn the_built_in_theme_has_every_new_name_and_no_old_one() {
        let theme = crate::theme::built_in("default").expect("the built-in theme");
        let has = |name: &str| {
            let name = format!("templates/{name}");
            theme.files.iter().any(|file| file.name == name)
        };
        for (old, new) in RENAMED {
            assert!(has(new) && !has(old), "{old} {new}");
        }
        let mut files = theme.files.iter();
        let entry = files.find(|file| file.name == "templates/entry.html");
        let entry = String::from_utf8_lossy(&entry.expect("entry.html").bytes).into_owned();
        let has = |block: &str| entry.contains(&format!("{{% block {block} "));
        for (old, new) in RENAMED_BLOCKS {
            assert!(has(new) && !has(old), "{old} {new}");
        }
    }
}
