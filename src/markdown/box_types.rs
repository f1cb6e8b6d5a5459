//! The types of callouts and admonitions, and the classes that they are shown as.

/// The types of boxes, separated by spaces, by the class that they are shown as.
const TYPES: [(&str, &str); 6] = [
    (
        "note",
        "note info todo abstract summary tldr example question help faq details",
    ),
    ("tip", "tip hint success check done"),
    ("important", "important"),
    ("warning", "warning attention"),
    ("caution", "caution danger error bug failure fail missing"),
    ("quote", "quote cite"),
];

/// True for a type that is known, as it is written there.
pub(super) fn is_type(name: &str) -> bool {
    class_of(name).is_some()
}

/// The class that boxes of a type are shown as.
pub(super) fn class_of(name: &str) -> Option<&'static str> {
    let is_of = |names: &str| names.split(' ').any(|known| known == name);
    let class = TYPES.iter().find(|(_, names)| is_of(names));
    class.map(|(class, _)| *class)
}
