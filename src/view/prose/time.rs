//! Dates and ages in words, as precise as they are known.

use jiff::civil;

use super::number;
use crate::schema::Date;

/// The days of a year, leap years counted in.
const YEAR: f64 = 365.25;
const MONTH: f64 = YEAR / 12.0;

/// “31 October 2024”; a period as it was written: “Oct 2020”, “2024 Q3”, “2019”.
pub fn date(date: &Date) -> String {
    let year = date.first.year();
    match date.written.split('-').nth(1) {
        _ if date.first == date.last => day(date.first),
        None => year.to_string(),
        Some(quarter) if quarter.starts_with(['Q', 'q']) => {
            format!("{year} {}", quarter.to_uppercase())
        }
        Some(_) => month(date.first),
    }
}

/// “31 October 2024”.
pub fn day(day: civil::Date) -> String {
    let name = MONTHS[usize::from(day.month() as u8 - 1)].0;
    format!("{} {name} {}", day.day(), day.year())
}

/// “Oct 2020”, “July 2021”: a month without a day.
pub fn month(day: civil::Date) -> String {
    let name = MONTHS[usize::from(day.month() as u8 - 1)].1;
    format!("{name} {}", day.year())
}

/// In full, and as short as it can be without looking cut.
const MONTHS: [(&str, &str); 12] = [
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
pub fn age(days: i64) -> String {
    let days = days.max(0);
    let exact = days as f64;
    if days <= 30 {
        return super::count(days as usize, "day", "days");
    }
    match (exact / MONTH).round() {
        months if exact < 2.0 * YEAR => super::count(months as usize, "month", "months"),
        _ => format!("{:.1} years", exact / YEAR),
    }
}

/// “today”, “19 months ago”, “in 3 days”.
pub fn ago(days: i64) -> String {
    match days {
        0 => "today".into(),
        days if days < 0 => format!("in {}", age(-days)),
        days => format!("{} ago", age(days)),
    }
}

/// Whole days from one day to a later one; negative where it is earlier.
pub fn days(from: civil::Date, to: civil::Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// A half-life: “every year”, “every three years”, “every 200 days”.
pub fn every(days: f64) -> String {
    let years = days / 365.0;
    match years {
        1.0 => "every year".into(),
        y if y.fract() == 0.0 && y > 0.0 => format!("every {} years", number(y as usize)),
        _ => format!("every {} days", super::measured(days)),
    }
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
            let parsed = Date::parse(written).expect("a date");
            assert_eq!(date(&parsed), said);
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
            assert_eq!(age(days), said);
        }
    }

    #[test]
    fn what_is_past_was_ago_and_what_is_to_come_is_in() {
        assert_eq!(
            [ago(0), ago(12), ago(-3)],
            ["today", "12 days ago", "in 3 days"]
        );
    }

    #[test]
    fn half_lives_are_told_in_years_where_they_are_years() {
        assert_eq!(every(365.0), "every year");
        assert_eq!(every(1095.0), "every three years");
        assert_eq!(every(180.0), "every 180 days");
    }
}
