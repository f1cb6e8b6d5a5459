//! Dates and ages as text, as precise as they are given.

use jiff::civil;

use super::number::{format_number, number_word, pluralize};
use super::period::Period;

/// The mean length of a year, with leap years.
const DAYS_PER_YEAR: f64 = 365.25;
const DAYS_PER_MONTH: f64 = DAYS_PER_YEAR / 12.0;

/// “31 October 2024”; a period as it was written: “Oct 2020”, “2024 Q3”, “2019”.
pub fn format_date(date: &Period) -> String {
    match date.first == date.last {
        true => format_day(date.first),
        false => format_month(date),
    }
}

/// “31 October 2024”.
pub fn format_day(day: civil::Date) -> String {
    let name = MONTH_NAMES[usize::from(day.month() as u8 - 1)].0;
    format!("{} {name} {}", day.day(), day.year())
}

/// “Oct 2020”, “July 2021”: without a day. A quarter or a year stays one.
pub fn format_month(date: &Period) -> String {
    let (year, month) = (date.first.year(), date.first.month());
    match date.last.month() - month {
        0 => format!("{} {year}", MONTH_NAMES[usize::from(month as u8 - 1)].1),
        2 => format!("{year} Q{}", month / 3 + 1),
        _ => year.to_string(),
    }
}

/// In full, and shortened if longer than five letters.
const MONTH_NAMES: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "March"),
    ("April", "April"),
    ("May", "May"),
    ("June", "June"),
    ("July", "July"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];

/// “12 days”, “19 months” up to two years, then “2.3 years”.
pub fn format_age(days: i64) -> String {
    let days = days.max(0);
    let exact = days as f64;
    if days <= 30 {
        return pluralize(days as usize, "day", "days");
    }
    match (exact / DAYS_PER_MONTH).round() {
        months if exact < 2.0 * DAYS_PER_YEAR => pluralize(months as usize, "month", "months"),
        _ => format!("{:.1} years", exact / DAYS_PER_YEAR),
    }
}

/// “today”, “19 months ago”, “in 3 days”.
pub fn format_ago(days: i64) -> String {
    match days {
        0 => "today".into(),
        days if days < 0 => format!("in {}", format_age(-days)),
        days => format!("{} ago", format_age(days)),
    }
}

/// After how many days an answer came: “the same day”, “12 days later”.
pub fn format_delay(days: i64) -> String {
    match days {
        d if d < 0 => "before it arrived".into(),
        0 => "the same day".into(),
        1 => "the next day".into(),
        d => format!("{} later", format_age(d)),
    }
}

/// Whole days from `from` to `to`; negative if `to` is earlier.
pub fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// A half-life given in days: “every year”, “every three years”, “every 200 days”.
pub fn half_life_text(days: f64) -> String {
    match half_life_span(days).as_str() {
        "one year" => "every year".into(),
        "1 day" => "every day".into(),
        span => format!("every {span}"),
    }
}

/// “one year”, “three years”, “200 days”.
pub fn half_life_span(span: f64) -> String {
    match span / 365.0 {
        1.0 => "one year".into(),
        years if years.fract() == 0.0 && years > 0.0 => {
            format!("{} years", number_word(years as usize))
        }
        _ => days(span),
    }
}

/// “1 day”, “4380 days”, “0.5 days”.
pub fn days(n: f64) -> String {
    let noun = if n == 1.0 { "day" } else { "days" };
    format!("{} {noun}", format_number(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_they_are_written() {
        for (written, said) in [
            ("2024-10-31", "31 October 2024"),
            ("2020-10", "Oct 2020"),
            ("2021-07", "July 2021"),
            ("2024-Q3", "2024 Q3"),
            ("2019", "2019"),
        ] {
            let parsed = Period::parse(written).expect("a date");
            assert_eq!(format_date(&parsed), said);
        }
    }

    #[test]
    fn ages_are_months_up_to_two_years_and_then_years() {
        for (days, said) in [
            (-3, "0 days"),
            (1, "1 day"),
            (30, "30 days"),
            (31, "1 month"),
            (579, "19 months"),
            (730, "24 months"),
            (731, "2.0 years"),
            (1679, "4.6 years"),
        ] {
            assert_eq!(format_age(days), said);
        }
    }

    #[test]
    fn past_days_are_ago_and_future_days_are_in() {
        assert_eq!(
            [format_ago(0), format_ago(12), format_ago(-3)],
            ["today", "12 days ago", "in 3 days"]
        );
    }

    #[test]
    fn delays_are_written_in_everyday_words() {
        assert_eq!(
            [format_delay(0), format_delay(1), format_delay(12)],
            ["the same day", "the next day", "12 days later"]
        );
    }

    #[test]
    fn half_lives_of_whole_years_are_in_years() {
        assert_eq!(half_life_text(365.0), "every year");
        assert_eq!(half_life_text(1095.0), "every three years");
        assert_eq!(half_life_text(180.0), "every 180 days");
        assert_eq!(half_life_text(1.0), "every day");
    }
}
