//! `theme.yaml`: colours, fonts and logo, written as custom properties at the end of `site.css`.
//!
//! The settings of the theme and of the project are merged key by key. Only values that cannot end a declaration get
//! into the style sheet. Knows nothing about pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::ThemeFile;
use super::tera_errors::{at_offset, did_you_mean, not_utf8};
use crate::content::block::Block;
use crate::content::yaml::{Node, NodePath, child_path};
use crate::diagnostic::{Diagnostic, Finding, Place, Severity};

pub const SETTINGS_FILE: &str = "theme.yaml";

/// The custom properties of `site.css` that are colours.
pub(super) const COLOURS: [&str; 19] = [
    "paper", "surface", "sunk", "line", "rule", "edge", "ink", "ink2", "ink3", "accent", "accsoft",
    "mark", "for", "forsoft", "against", "agsoft", "mixed", "mixsoft", "thin",
];
/// A colour and its soft background, which is mixed from it unless it is set itself.
pub(super) const SOFT_BACKGROUNDS: [(&str, &str); 4] = [
    ("accent", "accsoft"),
    ("for", "forsoft"),
    ("against", "agsoft"),
    ("mixed", "mixsoft"),
];
/// Share of the colour in a soft background; the rest is paper. With more, labels on a soft black would be hard to
/// read.
const SOFT_PERCENT: u8 = 9;
const TYPE_KEYS: [&str; 4] = ["sans", "serif", "mono", "size"];
const TOP_LEVEL_KEYS: [&str; 3] = ["colours", "type", "logo"];

/// The merged settings of every `theme.yaml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The value in light and in dark; `None` keeps the style sheet's own.
    pub(super) colours: BTreeMap<&'static str, (Option<SetColour>, Option<SetColour>)>,
    fonts: BTreeMap<&'static str, String>,
    /// A path below `static/`.
    pub logo: Option<String>,
}

/// A colour that was set, and where.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SetColour {
    pub value: String,
    /// The `theme.yaml` that sets it.
    pub path: Arc<str>,
    pub at: Place,
}

/// [`SOFT_PERCENT`] as a fraction, 0 to 1.
pub(super) fn soft_share() -> f32 {
    f32::from(SOFT_PERCENT) / 100.0
}

impl Settings {
    /// Merges one file into the settings; its values replace earlier ones.
    ///
    /// # Errors
    ///
    /// Every unknown key and invalid value, each with its place.
    pub fn read(
        &mut self,
        file: &ThemeFile,
        is_static_file: &dyn Fn(&str) -> bool,
    ) -> Result<(), Vec<Finding>> {
        let text = match std::str::from_utf8(&file.bytes) {
            Ok(text) => text,
            Err(error) => return Err(vec![not_utf8(file, error.valid_up_to())]),
        };
        let (start, block) = Block::of_file(text);
        let mut reader = SettingsReader {
            file,
            settings: self,
            is_static_file,
            diagnostics: vec![],
        };
        match block.parse() {
            Ok(Node::Null) => {}
            Ok(Node::Map(items)) => reader.read_all(&items),
            Ok(other) => {
                let message = format!("the settings of a theme cannot be {}", other.type_name());
                reader.report(Place::Start, message, "write NAME: VALUE lines");
            }
            Err(error) => {
                let (message, help) = error.explain();
                reader.report(at_offset(text, start + error.offset), message, help);
            }
        }
        match reader.diagnostics.is_empty() {
            true => Ok(()),
            false => Err(reader.diagnostics),
        }
    }

    /// Rules to append to the style sheet; empty if nothing is set.
    pub fn css(&self) -> String {
        let mut light: Vec<String> = Vec::new();
        let mut dark: Vec<String> = Vec::new();
        for (name, (in_light, in_dark)) in &self.colours {
            light.extend(in_light.iter().map(|v| format!("--{name}:{}", v.value)));
            dark.extend(in_dark.iter().map(|v| format!("--{name}:{}", v.value)));
            let soft = SOFT_BACKGROUNDS
                .iter()
                .find(|(full, soft)| full == name && !self.colours.contains_key(soft));
            if let Some((_, soft)) = soft {
                let mixed = format!(
                    "--{soft}:color-mix(in srgb,var(--{name}) {SOFT_PERCENT}%,var(--paper))"
                );
                light.extend(in_light.iter().map(|_| mixed.clone()));
                dark.extend(in_dark.iter().map(|_| mixed.clone()));
            }
        }
        for (name, value) in &self.fonts {
            let property = if *name == "size" { "text-body" } else { name };
            light.push(format!("--{property}:{value}"));
        }
        let mut css = String::new();
        if !light.is_empty() {
            css += &format!("\n:root{{{}}}\n", light.join(";"));
        }
        if !dark.is_empty() {
            let dark = dark.join(";");
            css += &format!(
                "\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
                 @media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
            );
        }
        css
    }
}

/// One file while it is read.
struct SettingsReader<'a> {
    file: &'a ThemeFile,
    settings: &'a mut Settings,
    is_static_file: &'a dyn Fn(&str) -> bool,
    diagnostics: Vec<Finding>,
}

impl SettingsReader<'_> {
    fn read_all(&mut self, items: &[(String, Node)]) {
        for (key, value) in items {
            let path = vec![key.as_str().into()];
            match (key.as_str(), value) {
                (_, Node::Null) => {}
                ("colours", Node::Map(colours)) => {
                    for (name, value) in colours {
                        self.read_colour(&path, name, value);
                    }
                }
                ("type", Node::Map(fonts)) => {
                    for (name, value) in fonts {
                        self.read_font(&path, name, value);
                    }
                }
                ("logo", Node::Text(logo)) => self.read_logo(path, logo),
                ("colours" | "type", other) => {
                    let message = format!("`{key}` cannot be {}", other.type_name());
                    self.report(Place::Value(path), message, "write a map");
                }
                ("logo", other) => {
                    let message = format!("`logo` cannot be {}", other.type_name());
                    self.report(
                        Place::Value(path),
                        message,
                        "write the name of a file in `static/`",
                    );
                }
                _ => self.report_unknown(path, key, &TOP_LEVEL_KEYS),
            }
        }
    }

    /// `accent: '#0a5a44'` for both modes, or `accent: {light: '#0a5a44', dark: '#74d3b2'}`.
    fn read_colour(&mut self, path: &NodePath, name: &str, value: &Node) {
        let path = child_path(path, name);
        let Some(known) = COLOURS.into_iter().find(|known| *known == name) else {
            return self.report_unknown(path, name, &COLOURS);
        };
        let (light, dark) = match value {
            Node::Map(sides) => {
                let mut found = (None, None);
                for (side, value) in sides {
                    let path = child_path(&path, &**side);
                    match side.as_str() {
                        "light" => found.0 = self.read_colour_value(path, value),
                        "dark" => found.1 = self.read_colour_value(path, value),
                        _ => self.report_unknown(path, side, &["light", "dark"]),
                    }
                }
                found
            }
            value => {
                let both = self.read_colour_value(path, value);
                (both.clone(), both)
            }
        };
        let slot = self.settings.colours.entry(known).or_default();
        slot.0 = light.or(slot.0.take());
        slot.1 = dark.or(slot.1.take());
    }

    fn read_colour_value(&mut self, path: NodePath, value: &Node) -> Option<SetColour> {
        match value {
            Node::Text(text) if is_colour(text) => {
                return Some(SetColour {
                    value: text.clone(),
                    path: self.file.path.clone(),
                    at: Place::Value(path),
                });
            }
            Node::Text(text) => self.report(
                Place::Value(path),
                format!("`{text}` is no colour"),
                "write `'#0a5a44'`, a name such as `teal`, or `rgb(10 90 68)`",
            ),
            // `#fff` without quotes is a comment.
            Node::Null => self.report(
                Place::Value(path),
                "the colour is missing".into(),
                "put it in quotes: `'#0a5a44'`",
            ),
            other => self.report(
                Place::Value(path),
                format!("a colour cannot be {}", other.type_name()),
                "put it in quotes: `'#0a5a44'`",
            ),
        }
        None
    }

    fn read_font(&mut self, path: &NodePath, name: &str, value: &Node) {
        let path = child_path(path, name);
        let Some(known) = TYPE_KEYS.into_iter().find(|known| *known == name) else {
            return self.report_unknown(path, name, &TYPE_KEYS);
        };
        let text = match value {
            Node::Text(text) => text.as_str(),
            _ => "",
        };
        let (is_valid, help) = match known {
            "size" => (is_size(text), "write a size such as `1rem` or `17px`"),
            _ => (
                is_font_list(text),
                "write names of fonts with commas between them; one with a blank in quotes",
            ),
        };
        match is_valid {
            true => {
                self.settings.fonts.insert(known, text.to_owned());
            }
            false => {
                let noun = if known == "size" {
                    "size"
                } else {
                    "list of fonts"
                };
                self.report(Place::Value(path), format!("this is no {noun}"), help);
            }
        }
    }

    fn read_logo(&mut self, path: NodePath, logo: &str) {
        let name = logo.strip_prefix("static/").unwrap_or(logo);
        match (self.is_static_file)(name) {
            true => self.settings.logo = Some(name.to_owned()),
            false => self.report(
                Place::Value(path),
                format!("there is no `static/{name}`"),
                "put the picture into `static/`",
            ),
        }
    }

    fn report_unknown(&mut self, path: NodePath, name: &str, known: &[&str]) {
        let near = did_you_mean(name, known.iter().copied());
        let help = near.unwrap_or_else(|| format!("use one of `{}`", known.join("`, `")));
        self.report(Place::Key(path), format!("nothing reads `{name}`"), &help);
    }

    fn report(&mut self, at: Place, message: String, help: &str) {
        let invalid = Diagnostic::new("config-invalid", at, message).help(help);
        let path = self.file.path.clone();
        self.diagnostics
            .push(Finding::new(path, Severity::Error, invalid));
    }
}

/// Colours that follow the text or the system.
const KEYWORDS: [&str; 10] = [
    "currentcolor",
    "canvas",
    "canvastext",
    "linktext",
    "visitedtext",
    "mark",
    "marktext",
    "graytext",
    "highlight",
    "accentcolor",
];

/// `#rgb` to `#rrggbbaa`, a name that CSS knows, or one of its colour functions over plain numbers.
fn is_colour(text: &str) -> bool {
    let is_hex = |digits: &str| {
        [3, 4, 6, 8].contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let is_name = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic());
    let is_call = || {
        let (function, rest) = text.split_once('(')?;
        let inside = rest.strip_suffix(')')?;
        let functions = [
            "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
        ];
        let is_plain = |b: u8| b.is_ascii_digit() || b" .,%/-+deg".contains(&b);
        Some(functions.contains(&function) && inside.bytes().all(is_plain))
    };
    let is_safe =
        text.strip_prefix('#').is_some_and(is_hex) || is_name || is_call().unwrap_or(false);
    let lower = text.to_ascii_lowercase();
    is_safe && (KEYWORDS.contains(&&*lower) || csscolorparser::parse(text).is_ok())
}

fn is_size(text: &str) -> bool {
    let units = ["rem", "px", "em", "%"];
    let number = units.iter().find_map(|unit| text.strip_suffix(unit));
    number.is_some_and(|n| n.parse::<f64>().is_ok_and(|n| n.is_finite() && n > 0.0))
}

/// Names separated by commas; a name may be in quotes.
fn is_font_list(text: &str) -> bool {
    let is_name = |name: &str| {
        let name = name.trim();
        let quoted = ['"', '\'']
            .iter()
            .find_map(|q| name.strip_prefix(*q)?.strip_suffix(*q));
        let name = quoted.unwrap_or(name);
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
    };
    text.split(',').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ThemeFile {
        ThemeFile {
            path: SETTINGS_FILE.into(),
            name: SETTINGS_FILE.into(),
            bytes: text.as_bytes().into(),
        }
    }

    fn settings(layers: &[&str]) -> Settings {
        let mut settings = Settings::default();
        for text in layers {
            settings
                .read(&file(text), &|name| name == "logo.svg")
                .expect("nothing is wrong");
        }
        settings
    }

    /// `line:column: message (help)` of every error.
    fn errors(text: &str) -> Vec<String> {
        let found = Settings::default().read(&file(text), &|_| false);
        let found = found.expect_err("something is wrong").into_iter();
        found
            .map(|d| {
                let at = d.place.locate(text);
                format!(
                    "{}:{}: {} ({})",
                    at.line,
                    at.column,
                    d.message,
                    d.help.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn colours_and_type_become_custom_properties() {
        let css = settings(&[
            "colours:\n  accent: {light: '#0a4', dark: rgb(1 2 3 / 50%)}\n  mark: gold\n  for: {light: '#00f'}\n",
            "colours:\n  accent: {light: '#123456'}\ntype:\n  sans: \"'Atkinson Hyperlegible', sans-serif\"\n  size: 1rem\n",
        ])
        .css();
        assert_eq!(
            css,
            "\n:root{--accent:#123456;--accsoft:color-mix(in srgb,var(--accent) 9%,var(--paper));--for:#00f;\
             --forsoft:color-mix(in srgb,var(--for) 9%,var(--paper));--mark:gold;\
             --sans:'Atkinson Hyperlegible', sans-serif;--text-body:1rem}\n\
             \n@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:rgb(1 2 3 / 50%);\
             --accsoft:color-mix(in srgb,var(--accent) 9%,var(--paper));--mark:gold}}\n\
             @media screen{:root[data-theme=dark]{--accent:rgb(1 2 3 / 50%);\
             --accsoft:color-mix(in srgb,var(--accent) 9%,var(--paper));--mark:gold}}\n"
        );
        assert_eq!(settings(&[""]).css(), "");
        assert_eq!(
            settings(&["logo: static/logo.svg"]).logo.as_deref(),
            Some("logo.svg")
        );
    }

    #[test]
    fn invalid_settings_are_reported_at_their_place() {
        assert_eq!(
            errors(
                "colours:\n  acent: '#0a5a44'\n  ink: #16201b\n  paper: red;}body{display:none\nlogo: mine.svg\nfont: x\n"
            ),
            [
                "2:3: nothing reads `acent` (did you mean `accent`?)",
                "3:7: the colour is missing (put it in quotes: `'#0a5a44'`)",
                "4:10: `red;}body{display:none` is no colour (write `'#0a5a44'`, a name such as `teal`, or `rgb(10 90 68)`)",
                "5:7: there is no `static/mine.svg` (put the picture into `static/`)",
                "6:1: nothing reads `font` (use one of `colours`, `type`, `logo`)",
            ]
        );
        assert_eq!(
            errors("type: {sans: 'a;b', size: big}"),
            [
                "1:14: this is no list of fonts (write names of fonts with commas between them; one with a blank in quotes)",
                "1:27: this is no size (write a size such as `1rem` or `17px`)",
            ]
        );
    }

    #[test]
    fn no_value_ends_its_declaration() {
        for text in [
            "red;",
            "url(x)",
            "rgb(1,2,3",
            "#12",
            "#ggg",
            "expression(1)",
            "rgb(var(--x))",
            "re\nd",
            "",
        ] {
            assert!(!is_colour(text), "{text}");
        }
        for text in ["a;b", "a,", "'a", "url(x)", "a}b", "a\\b"] {
            assert!(!is_font_list(text), "{text}");
        }
        assert!(
            is_font_list("\"Noto Sans\", Arial, sans-serif") && !is_size("-1px") && !is_size("1")
        );
    }
}
