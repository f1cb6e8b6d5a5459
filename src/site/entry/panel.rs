//! How the facts and panels of roles are called and set: `panels.yaml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::Role;

/// By role. Parsed when the first is asked for.
static ROLES: LazyLock<HashMap<String, RolePanels>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("panels.yaml"))
        .expect("panels.yaml is valid: every test that makes a page reads it")
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RolePanels {
    labels: HashMap<String, String>,
    panels: HashMap<String, Panel>,
}

/// The head of `panels.yaml` says what each is.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Panel {
    pub form: String,
    pub id: String,
    pub title: Option<String>,
    pub meta: String,
    pub missing: Option<String>,
    pub wide: bool,
    pub no_print: bool,
    pub prints_missing: bool,
}

/// What a fact is called, if its field does not say it.
pub fn label(role: Option<Role>, name: &str) -> Option<&'static str> {
    ROLES
        .get(role?.name())?
        .labels
        .get(name)
        .map(String::as_str)
}

/// How a panel of a role is set; `None` for what no role sets in a way of its own.
pub fn panel(role: Option<Role>, name: &str) -> Option<&'static Panel> {
    ROLES.get(role?.name())?.panels.get(name)
}

#[cfg(test)]
mod tests {
    use super::super::parts;
    use super::*;
    use crate::model::{PageArea, Schema};

    #[test]
    fn every_label_and_panel_is_one_that_the_layout_of_its_kind_names() {
        let schema = Schema::built_in();
        assert_eq!(ROLES.len(), schema.kinds.len());
        for kind in &schema.kinds {
            let role = &ROLES[&*kind.name];
            for name in role.labels.keys().chain(role.panels.keys()) {
                let name = name.split('-').next().unwrap_or_default();
                assert!(kind.page.has(name), "{}: {name}", kind.name);
            }
        }
    }

    #[test]
    fn every_name_of_a_built_in_layout_shows_something_where_it_stands() {
        let schema = Schema::built_in();
        for (index, kind) in schema.kinds.iter().enumerate() {
            for (key, area) in PageArea::ALL {
                for name in kind.page.area(area) {
                    let shows = parts::shows(name, area, index, &schema);
                    assert!(shows, "{}: {name} in {key}", kind.name);
                }
            }
        }
    }
}
