//! What the page and the list of a kind show, as names: the keys `page` and `list` of a kind in `kinds.yaml` and
//! `casebook.yaml`.
//!
//! A name is that of a field, of a derived value, of the other end of a link (`validation.problems`), or on a page of a
//! panel. What it means is not known here.

use super::Name;
use crate::content::yaml::NodePath;

/// What the page of an entry shows, and where. What no area names follows at the end.
#[derive(Clone, Debug, Default)]
pub struct PageLayout {
    /// The names of each area, in the order of [`PageArea::ALL`].
    areas: [Vec<Name>; PageArea::ALL.len()],
    /// The names that a project gives, each with its place in `casebook.yaml`.
    pub given: Vec<(Name, NodePath)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageArea {
    /// The sentence under the title: the first of its names that has a value.
    Statement,
    /// The labels above the title.
    Chips,
    /// The facts beside the title.
    Side,
    /// Under the title, beside the facts.
    Main,
    /// Under both, as wide as the page.
    Below,
    /// Not shown.
    Hidden,
}

impl PageArea {
    pub const ALL: [(&'static str, PageArea); 6] = [
        ("statement", PageArea::Statement),
        ("chips", PageArea::Chips),
        ("side", PageArea::Side),
        ("main", PageArea::Main),
        ("below", PageArea::Below),
        ("hidden", PageArea::Hidden),
    ];
}

impl PageLayout {
    pub fn area(&self, area: PageArea) -> &[Name] {
        &self.areas[area as usize]
    }

    pub fn set_area(&mut self, area: PageArea, names: Vec<Name>) {
        self.areas[area as usize] = names;
    }

    /// Takes names out of every area but one.
    pub fn take_out_elsewhere(&mut self, kept: PageArea, names: &[Name]) {
        let others = self.areas.iter_mut().enumerate();
        for (_, area) in others.filter(|(i, _)| *i != kept as usize) {
            area.retain(|name| !names.contains(name));
        }
    }

    /// Puts what `base` shows beside the title or below it, and no area has any more, at the end of the page. A list of plain
    /// names loses no evidence; what is not to be shown is named under `hidden`.
    pub fn append_unnamed(&mut self, base: &PageLayout) {
        use PageArea::{Below, Main, Side};
        for (from, to) in [(Side, Side), (Main, Below), (Below, Below)] {
            let names = base.area(from).iter();
            let unnamed: Vec<Name> = names.filter(|name| !self.has(name)).cloned().collect();
            self.areas[to as usize].extend(unnamed);
        }
    }

    /// True if a panel stands on the page.
    pub fn has_panel(&self, name: &str) -> bool {
        let areas = [PageArea::Main, PageArea::Below].into_iter();
        let mut names = areas.flat_map(|area| self.area(area));
        names.any(|known| **known == *name)
    }

    /// True if an area has this name.
    pub fn has(&self, name: &str) -> bool {
        let mut names = self.areas.iter().flatten();
        names.any(|known| **known == *name)
    }
}

/// How the entries of a kind stand in their list.
#[derive(Clone, Debug, Default)]
pub struct ListLayout {
    pub columns: Vec<Name>,
    pub sort: Vec<SortKey>,
    /// Rows with the same value stand together, in the order of the values.
    pub group: Option<Name>,
    /// What a list is filtered by first; choices, links, tags, owners and years follow by themselves.
    pub filter: Vec<Name>,
    pub form: ListForm,
    /// The names that a project gives, each with its place in `casebook.yaml`.
    pub given: Vec<(Name, NodePath)>,
}

impl ListLayout {
    /// As `casebook.yaml` says it, on one line.
    pub fn to_yaml(&self) -> String {
        let names = |key: &str, names: &[Name]| match names {
            [] => None,
            names => Some(format!("{key}: [{}]", names.join(", "))),
        };
        let sort = self.sort.iter().map(|key| match key.is_descending {
            true => format!("-{}", key.name).into(),
            false => key.name.clone(),
        });
        let group = self.group.iter().map(|name| format!("group: {name}"));
        let form = ListForm::ALL.iter().find(|(_, form)| *form == self.form);
        let form = form.map(|(word, _)| format!("as: {word}"));
        let columns = names("columns", &self.columns).into_iter();
        let sort = names("sort", &sort.collect::<Vec<_>>());
        let parts = columns.chain(sort).chain(group);
        let parts = parts.chain(names("filter", &self.filter)).chain(form);
        format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
    }
}

/// `-date`: the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    pub name: Name,
    pub is_descending: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ListForm {
    #[default]
    Table,
    /// The groups side by side.
    Board,
    Cards,
}

impl ListForm {
    pub const ALL: [(&'static str, ListForm); 3] = [
        ("table", ListForm::Table),
        ("board", ListForm::Board),
        ("cards", ListForm::Cards),
    ];
}

impl SortKey {
    pub fn parse(text: &str) -> Self {
        let (name, is_descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        SortKey {
            name: name.trim().into(),
            is_descending,
        }
    }
}

/// A list of names as a project writes it: a new list, or changes of the one there is: `-x` takes a name out, `+x` adds it
/// at the end, `+x before y` before another, also where it stood elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub enum NameListError {
    /// Names with and without a sign.
    Mixed,
    /// The index of a name that is to be taken out or stood before, and is not in the list.
    NotInList(usize),
}

/// # Errors
///
/// See [`NameListError`].
pub fn edit_names(base: &[Name], written: &[String]) -> Result<Vec<Name>, NameListError> {
    let is_edit = |text: &String| text.starts_with(['+', '-']);
    if !written.iter().any(is_edit) {
        return Ok(written.iter().map(|name| name.trim().into()).collect());
    }
    if !written.iter().all(is_edit) {
        return Err(NameListError::Mixed);
    }
    let mut names = base.to_vec();
    for (i, text) in written.iter().enumerate() {
        let (sign, rest) = text.split_at(1);
        let (name, before) = match rest.split_once(" before ") {
            Some((name, before)) if sign == "+" => (name.trim(), Some(before.trim())),
            _ => (rest.trim(), None),
        };
        let place = |wanted: &str, names: &[Name]| {
            let place = names.iter().position(|known| **known == *wanted);
            place.ok_or(NameListError::NotInList(i))
        };
        if sign == "+" {
            names.retain(|known| **known != *name);
        }
        match (sign, before) {
            ("-", _) => drop(names.remove(place(name, &names)?)),
            (_, Some(before)) => names.insert(place(before, &names)?, name.into()),
            (_, None) => names.push(name.into()),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(written: &[&str]) -> Result<String, NameListError> {
        let base: Vec<Name> = ["a", "b", "c"].map(Name::from).into();
        let written: Vec<String> = written.iter().map(|text| (*text).to_owned()).collect();
        edit_names(&base, &written).map(|names| names.join(" "))
    }

    #[test]
    fn a_list_is_replaced_by_plain_names_and_changed_by_names_with_signs() {
        for (written, names) in [
            (&["x", "y"][..], "x y"),
            (&["-b"], "a c"),
            (&["+x"], "a b c x"),
            (&["+x before b", "-c"], "a x b"),
            (&["+c before a"], "c a b"),
            (&[], ""),
        ] {
            assert_eq!(edited(written).as_deref(), Ok(names), "{written:?}");
        }
        assert_eq!(edited(&["x", "-b"]), Err(NameListError::Mixed));
        assert_eq!(edited(&["+x", "-z"]), Err(NameListError::NotInList(1)));
        let missing = edited(&["+x before z"]);
        assert_eq!(missing, Err(NameListError::NotInList(0)));
    }
}
