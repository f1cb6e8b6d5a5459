//! Checks the contrast of text in the colours that `theme.yaml` sets (WCAG 2.2, success criterion 1.4.3), in light and
//! in dark.
//!
//! A pure function of the settings and the minified style sheet: colours that a project does not set keep the value of
//! the sheet. Colours without a fixed value (`currentcolor`) are skipped.

use std::collections::BTreeMap;

use csscolorparser::Color;

use super::settings::{COLOURS, SOFT_BACKGROUNDS, SetColour, Settings, soft_share};
use crate::diagnostic::{Diagnostic, Finding, Severity};

/// Minimum contrast ratio of text.
const MIN_CONTRAST: f32 = 4.5;

/// Text colours that the style sheet uses on all of [`BACKGROUNDS`].
const TEXT_COLOURS: [&str; 8] = [
    "ink", "ink2", "ink3", "accent", "for", "against", "mixed", "thin",
];
const BACKGROUNDS: [&str; 3] = ["paper", "surface", "sunk"];
const OTHER_PAIRS: [(&str, &str); 14] = [
    ("ink", "accsoft"),
    ("ink2", "accsoft"),
    ("ink3", "accsoft"),
    ("accent", "accsoft"),
    ("ink", "mark"),
    ("ink", "forsoft"),
    ("ink3", "forsoft"),
    ("for", "forsoft"),
    ("ink", "agsoft"),
    ("ink3", "agsoft"),
    ("against", "agsoft"),
    ("ink", "mixsoft"),
    ("ink3", "mixsoft"),
    ("mixed", "mixsoft"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Light,
    Dark,
}

/// The colours of one mode, as a browser resolves them.
#[derive(Clone)]
struct Palette {
    mode: Mode,
    /// From the style sheet.
    defaults: BTreeMap<&'static str, Color>,
    /// From the settings; takes precedence.
    overrides: BTreeMap<&'static str, Color>,
}

/// A text colour with too little contrast on a background.
struct LowContrastPair {
    text: &'static str,
    background: &'static str,
    ratio: f32,
}

/// A warning for every set colour that gives some text too little contrast.
pub fn warnings(settings: &Settings, sheet: &str) -> Vec<Finding> {
    let [light, dark] = [Mode::Light, Mode::Dark].map(|mode| Palette::new(mode, settings, sheet));
    let sides = settings.colours.iter().flat_map(|(name, (day, night))| {
        let both = day.as_ref().is_some_and(|d| {
            let same = |n: &SetColour| (&n.path, &n.at) == (&d.path, &d.at);
            night.as_ref().is_some_and(same)
        });
        match both {
            // A value that is set for both modes gives one warning.
            true => vec![(*name, day.as_ref(), vec![&light, &dark])],
            false => vec![
                (*name, day.as_ref(), vec![&light]),
                (*name, night.as_ref(), vec![&dark]),
            ],
        }
    });
    sides
        .filter_map(|(name, set, palettes)| warning(name, set?, &palettes))
        .collect()
}

fn warning(name: &'static str, set: &SetColour, palettes: &[&Palette]) -> Option<Finding> {
    let failing: Vec<(Mode, Vec<LowContrastPair>)> = palettes
        .iter()
        .map(|palette| (palette.mode, palette.failing_because_of(name)))
        .collect();
    let all = || {
        let each = failing.iter();
        each.flat_map(|(mode, pairs)| pairs.iter().map(move |pair| (*mode, pair)))
    };
    let (mode, worst) = all().min_by(|(_, a), (_, b)| a.ratio.total_cmp(&b.ratio))?;
    let more = match all().count() - 1 {
        0 => String::new(),
        n => format!(" (and {n} more)"),
    };
    let LowContrastPair {
        text,
        background: back,
        ratio,
    } = worst;
    // Rounded down, so that 4.46 is not shown as 4.5.
    let ratio = (ratio * 10.0).floor() / 10.0;
    let mode = mode.name();
    let message = format!(
        "`{text}` on `{back}` has a contrast of {ratio:.1} in {mode}, and text needs {MIN_CONTRAST}{more}"
    );
    let shades: Option<Vec<String>> = palettes
        .iter()
        .map(
            |palette| match palette.failing_because_of(name).is_empty() {
                true => Some(set.value.clone()),
                false => palette.nearest_passing_shade(name),
            },
        )
        .collect();
    let help = match shades.as_deref() {
        Some([one]) => format!("`'{one}'` is near it and has enough"),
        Some([day, night]) => format!("write `{name}: {{light: '{day}', dark: '{night}'}}`"),
        _ => "no shade of it has enough with everything it stands with: change those too".into(),
    };
    let warning = Diagnostic::new("config-invalid", set.at.clone(), message).help(help);
    Some(Finding::new(set.path.clone(), Severity::Warning, warning))
}

impl Palette {
    fn new(mode: Mode, settings: &Settings, sheet: &str) -> Self {
        let mut from_sheet = declared_colours(sheet, ":root{");
        if mode == Mode::Dark {
            from_sheet.extend(declared_colours(sheet, ":root[data-theme=dark]{"));
        }
        let set = settings.colours.iter().filter_map(|(name, (day, night))| {
            let set = match mode {
                Mode::Light => day.as_ref(),
                Mode::Dark => night.as_ref(),
            };
            Some((*name, csscolorparser::parse(&set?.value).ok()?))
        });
        Palette {
            mode,
            overrides: set.collect(),
            defaults: from_sheet,
        }
    }

    /// A colour, and the name of the setting that determines it, if one does.
    fn resolve(&self, name: &'static str) -> Option<(Color, Option<&'static str>)> {
        if let Some(colour) = self.overrides.get(name) {
            return Some((*colour, Some(name)));
        }
        // A soft colour that is not set is mixed from its full colour.
        let full = SOFT_BACKGROUNDS.iter().find(|(_, soft)| *soft == name);
        if let Some((full, _)) = full
            && let Some(colour) = self.overrides.get(full)
        {
            let (paper, _) = self.resolve("paper")?;
            return Some((mix(colour, &paper, soft_share()), Some(full)));
        }
        self.defaults.get(name).map(|colour| (*colour, None))
    }

    /// The failing pairs that a setting is responsible for: the one of the text colour, or else that of the background.
    fn failing_because_of(&self, name: &str) -> Vec<LowContrastPair> {
        let mut found = self.failing_involving(name);
        found.retain(|pair| {
            let owner = |name| self.resolve(name).and_then(|(_, owner)| owner);
            owner(pair.text).or_else(|| owner(pair.background)) == Some(name)
        });
        found
    }

    /// All failing pairs in which this setting determines a colour.
    fn failing_involving(&self, name: &str) -> Vec<LowContrastPair> {
        let under_all = TEXT_COLOURS
            .into_iter()
            .flat_map(|text| BACKGROUNDS.map(|back| (text, back)));
        let pairs = under_all.chain(OTHER_PAIRS);
        let failing = pairs.filter_map(|(text, back)| {
            let ((front, its), (behind, other)) = (self.resolve(text)?, self.resolve(back)?);
            let ratio = contrast_ratio(&front, &behind);
            let concerned = its == Some(name) || other == Some(name);
            (concerned && ratio < MIN_CONTRAST).then_some(LowContrastPair {
                text,
                background: back,
                ratio,
            })
        });
        failing.collect()
    }

    /// The nearest darker or lighter shade with which no pair of this setting fails, in hexadecimal form.
    fn nearest_passing_shade(&self, name: &'static str) -> Option<String> {
        let start = self.overrides.get(name)?.to_rgba8();
        let start = Color::from_rgba8(start[0], start[1], start[2], u8::MAX);
        let ends = [
            Color::new(0.0, 0.0, 0.0, 1.0),
            Color::new(1.0, 1.0, 1.0, 1.0),
        ];
        let mut palette = self.clone();
        let mut shades = (1..=100u8).flat_map(|step| {
            let share = f32::from(step) / 100.0;
            ends.iter().map(move |end| (end, share))
        });
        shades.find_map(|(end, share)| {
            let shade = round_to_rgba8(&mix(end, &start, share));
            palette.overrides.insert(name, shade);
            let enough = palette.failing_involving(name).is_empty();
            enough.then(|| shade.to_css_hex().to_string())
        })
    }
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Mode::Light => "light",
            Mode::Dark => "dark",
        }
    }
}

/// The colours among the custom properties of the first rule with this selector.
fn declared_colours(sheet: &str, selector: &str) -> BTreeMap<&'static str, Color> {
    let rule = sheet
        .split_once(selector)
        .and_then(|(_, rest)| rest.split_once('}'));
    let declarations = rule.map_or("", |(rule, _)| rule).split(';');
    let found = declarations.filter_map(|declaration| {
        let (name, value) = declaration.trim().strip_prefix("--")?.split_once(':')?;
        let known = COLOURS.into_iter().find(|known| *known == name.trim())?;
        Some((known, csscolorparser::parse(value.trim()).ok()?))
    });
    found.collect()
}

/// Mixes `share` (0 to 1) of one colour into another, as `color-mix(in srgb, …)` does.
fn mix(one: &Color, other: &Color, share: f32) -> Color {
    let part = |a: f32, b: f32| a * share + b * (1.0 - share);
    Color::new(
        part(one.r, other.r),
        part(one.g, other.g),
        part(one.b, other.b),
        part(one.a, other.a),
    )
}

/// Rounds a colour to what its hexadecimal form can express.
fn round_to_rgba8(colour: &Color) -> Color {
    let [r, g, b, a] = colour.to_rgba8();
    Color::from_rgba8(r, g, b, a)
}

/// Contrast ratio, 1 to 21 (WCAG 2.2). Translucent text is composited over its background, and that over white.
fn contrast_ratio(text: &Color, back: &Color) -> f32 {
    let back = composite_over(back, &Color::new(1.0, 1.0, 1.0, 1.0));
    let (a, b) = (luminance(&composite_over(text, &back)), luminance(&back));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn composite_over(front: &Color, back: &Color) -> Color {
    let part = |a: f32, b: f32| a * front.a + b * (1.0 - front.a);
    Color::new(
        part(front.r, back.r),
        part(front.g, back.g),
        part(front.b, back.b),
        1.0,
    )
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(colour: &Color) -> f32 {
    let linear = |part: f32| {
        let part = part.clamp(0.0, 1.0);
        match part <= 0.04045 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::minify::minify_css;
    use crate::theme::{Layer, ThemeFile, built_in, load};

    /// `line:column: message (help)` of every warning.
    fn messages(settings: &str) -> Vec<String> {
        let own = Layer {
            files: vec![ThemeFile {
                path: "theme.yaml".into(),
                name: "theme.yaml".into(),
                bytes: settings.as_bytes().into(),
            }],
        };
        let layers: Vec<Layer> = [own].into_iter().chain(built_in("default")).collect();
        let theme = load(&layers).expect("valid settings");
        let line = |d: &Finding| {
            let at = d.place.locate(settings);
            let help = d.help.as_deref().unwrap_or_default();
            format!("{}:{}: {} ({help})", at.line, at.column, d.message)
        };
        theme.warnings.iter().map(line).collect()
    }

    #[test]
    fn the_contrast_ratio_follows_wcag() {
        let of = |a: &str, b: &str| {
            let parse = |text: &str| csscolorparser::parse(text).expect("a colour");
            (contrast_ratio(&parse(a), &parse(b)) * 100.0).round() / 100.0
        };
        assert_eq!(of("black", "white"), 21.0);
        assert_eq!(of("#777", "#fff"), 4.48);
        assert_eq!(of("#767676", "#fff"), 4.54);
        assert_eq!(of("rgb(0 0 0 / 50%)", "white"), 3.98);
    }

    #[test]
    fn every_text_of_the_built_in_theme_has_enough_contrast() {
        let settings = Settings::default();
        let sheet = minify_css(include_str!("../../themes/default/static/site.css"));
        for mode in [Mode::Light, Mode::Dark] {
            let palette = Palette::new(mode, &settings, &sheet);
            assert_eq!(palette.defaults.len(), COLOURS.len());
            let pairs = TEXT_COLOURS
                .into_iter()
                .flat_map(|text| BACKGROUNDS.map(|back| (text, back)))
                .chain(OTHER_PAIRS);
            for (text, back) in pairs {
                let (front, behind) = (&palette.defaults[text], &palette.defaults[back]);
                let ratio = contrast_ratio(front, behind);
                assert!(
                    ratio >= MIN_CONTRAST,
                    "{text} on {back}: {ratio} in {}",
                    mode.name()
                );
            }
        }
    }

    #[test]
    fn colours_with_enough_contrast_give_no_warning() {
        assert_eq!(messages(""), [""; 0]);
        assert_eq!(
            messages(
                "colours:\n  accent: {light: '#7a1f5c', dark: '#f0a8d8'}\n  mark: {light: '#ffd8ec', dark: '#5c2048'}\n"
            ),
            [""; 0]
        );
        assert_eq!(messages("colours: {ink: currentcolor}"), [""; 0]);
    }

    #[test]
    fn a_colour_with_too_little_contrast_is_reported_with_a_better_one() {
        let cases = [
            "accent: {light: '#ff8800'}",
            "accent: '#0a5a44'",
            "paper: {light: '#808080'}",
            "ink: {dark: rgb(233 237 234 / 40%)}",
            "paper: {dark: white}",
        ];
        let found = cases.map(|case| messages(&format!("colours:\n  {case}\n")).join("\n"));
        assert_eq!(
            found,
            [
                "2:19: `accent` on `accsoft` has a contrast of 2.0 in light, and text needs 4.5 (and 3 more) \
                 (`'#a15600'` is near it and has enough)",
                "2:11: `accent` on `sunk` has a contrast of 1.9 in dark, and text needs 4.5 (and 3 more) \
                 (write `accent: {light: '#0a5a44', dark: '#609485'}`)",
                "2:18: `against` on `paper` has a contrast of 1.4 in light, and text needs 4.5 (and 7 more) \
                 (`'#e6e6e6'` is near it and has enough)",
                "2:15: `ink` on `mark` has a contrast of 2.3 in dark, and text needs 4.5 (and 7 more) \
                 (`'#e7ebe8'` is near it and has enough)",
                "2:17: `ink` on `paper` has a contrast of 1.1 in dark, and text needs 4.5 (and 7 more) \
                 (`'#3b3b3b'` is near it and has enough)",
            ]
        );
    }

    #[test]
    fn a_proposed_colour_has_enough_contrast() {
        for name in COLOURS {
            for value in ["#888888", "#ff8800", "teal"] {
                for found in messages(&format!("colours:\n  {name}: {{light: '{value}'}}\n")) {
                    if let Some((_, rest)) = found.split_once("(`'") {
                        let shade = rest.split('\'').next().expect("a shade");
                        let fixed = format!("colours:\n  {name}: {{light: '{shade}'}}\n");
                        assert_eq!(messages(&fixed), [""; 0], "{found}");
                    }
                }
            }
        }
    }
}
