//! A date as precise as it is written.

use std::sync::Arc;

use super::phrase;

/// A period that starts at `first` and ends at `last`: a year, a quarter, a month or one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub first: jiff::civil::Date,
    pub last: jiff::civil::Date,
    /// As it was written.
    pub written: Arc<str>,
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.written)
    }
}

impl Period {
    pub fn of_day(day: jiff::civil::Date) -> Period {
        Period {
            first: day,
            last: day,
            written: day.to_string().into(),
        }
    }

    /// Reads a date also as people write it, and says whether that is all of the text: as Notion does (`March 12, 2024`), with
    /// the day first (`12 March 2024`, `12. März 2024`), with an end, a time or a remark in brackets behind it.
    pub fn read(text: &str) -> Option<(Period, bool)> {
        let start = text.split(['→', '(']).next().unwrap_or(text);
        let is_all = start == text;
        let day = Period::parse(start).map(|day| (day, true));
        let (day, is_all_of_start) = day.or_else(|| in_words(start))?;
        Some((day, is_all && is_all_of_start))
    }

    /// Reads `YYYY`, `YYYY-Qn`, `YYYY-MM` or `YYYY-MM-DD`; a time after a day is left out.
    pub fn parse(text: &str) -> Option<Period> {
        let text = without_time(text.trim());
        let digits = |s: &str, n: usize| -> Option<i16> {
            (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
        };
        let date = |y, m, d| jiff::civil::Date::new(y, i8::try_from(m).ok()?, d).ok();
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4).filter(|y| *y > 0)?;
        let (first, last) = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => (date(year, 1, 1)?, date(year, 12, 31)?),
            (Some(quarter), None, _) if quarter.starts_with(['Q', 'q']) => {
                let n = digits(&quarter[1..], 1).filter(|n| (1..=4).contains(n))?;
                (
                    date(year, n * 3 - 2, 1)?,
                    date(year, n * 3, 1)?.last_of_month(),
                )
            }
            (Some(month), None, _) => {
                let first = date(year, digits(month, 2)?, 1)?;
                (first, first.last_of_month())
            }
            (Some(month), Some(day), None) => {
                let day = date(year, digits(month, 2)?, i8::try_from(digits(day, 2)?).ok()?)?;
                (day, day)
            }
            _ => return None,
        };
        Some(Period {
            first,
            last,
            written: text.into(),
        })
    }
}

/// Months as people write them, the first of each line in English.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier enero gennaio janeiro januari",
    "february feb februar feber fevrier febrero febbraio fevereiro februari",
    "march mar marz mars marzo marco maart",
    "april apr avril abril aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug aout agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dicembre dezembro",
];

/// A date with its month in words, and whether that is all of the text.
fn in_words(text: &str) -> Option<(Period, bool)> {
    let parts = text.split([' ', ',']);
    let parts = parts.map(|part| part.trim_end_matches('.'));
    let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | "de")).collect();
    let month_of = |name: &str| {
        let name = phrase(name);
        let is_it = |names: &&str| names.split(' ').any(|known| known == name);
        MONTHS.iter().position(is_it).map(|i| i + 1)
    };
    let (month, day, year) = match parts[..] {
        [month, year] => (month_of(month)?, None, year),
        [first, second, year, ..] => match month_of(first) {
            Some(month) => (month, Some(second), year),
            None => (month_of(second)?, Some(first), year),
        },
        _ => return None,
    };
    let date = match day {
        None => format!("{year}-{month:02}"),
        Some(day) => format!("{year}-{month:02}-{:02}", day.parse::<u8>().ok()?),
    };
    Some((Period::parse(&date)?, parts.len() <= 3))
}

/// A day without the time behind it: `2024-03-05` of `2024-03-05T10:00:00Z` and of `2024-03-05 10:00`.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
        return text;
    };
    let is_of_time = |c: char| c.is_ascii_digit() || ":., +-ZzUTCGMAPamp".contains(c);
    let is_time = time.trim_start().starts_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
        && time.chars().all(is_of_time);
    match is_time && day.len() == "YYYY-MM-DD".len() {
        true => day,
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_date_has_a_first_and_a_last_day() {
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-02-29", "2024-02-29", "2024-02-29"),
        ] {
            let date = Period::parse(text).unwrap();
            assert_eq!(
                (date.first.to_string(), date.last.to_string()),
                (first.into(), last.into())
            );
        }
        for text in [
            "2024-03-05T10:00:00Z",
            "2024-03-05 10:00",
            "2024-03-05T10:00:00.5+02:00",
            "2024-03-05  9:30 PM",
            " 2024-03-05 ",
        ] {
            assert_eq!(Period::parse(text), Period::parse("2024-03-05"), "{text}");
        }
        for text in [
            "2024-03 10:00",
            "2024-03-05 maybe",
            "2024-03-05 10",
            "2024-03-05T",
            "2024-03-05 to 2024-03-06",
            "2025-02-29",
            "0000-00-00",
            "2024-13",
            "2024-Q5",
            "24",
            "2024-1-1",
            "2024-01-01-01",
            "",
            "-",
            "２０２４",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
