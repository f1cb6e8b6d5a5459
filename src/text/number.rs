//! Numbers and counts as text.

use super::{capitalize, group_digits};

const NUMBER_WORDS: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// “Three”, “Eleven”, then “13”; “No” for none.
pub fn capital_number_word(n: usize) -> String {
    capitalize(&number_word(n))
}

/// “three”, “eleven”, then “13”; “no” for none.
pub fn number_word(n: usize) -> String {
    NUMBER_WORDS
        .get(n)
        .map_or_else(|| group_digits(n), |word| (*word).into())
}

/// “1 study”, “12 studies”.
pub fn pluralize(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", group_digits(n), if n == 1 { one } else { many })
}

/// “1 person”, “12 people”.
pub fn people(n: usize) -> String {
    pluralize(n, "person", "people")
}

/// “1 study”, “12 studies”.
pub fn studies(n: usize) -> String {
    pluralize(n, "study", "studies")
}

/// At most two decimals, no trailing zeros, a true minus sign.
pub fn format_number(value: f64) -> String {
    format_rounded(value, 2)
}

/// For a label in a chart: three significant digits, but up to one decimal for larger numbers. No trailing zeros.
pub fn format_chart_number(value: f64) -> String {
    let decimals = 2.0 - value.abs().log10().floor();
    format_rounded(value, decimals.clamp(1.0, 6.0) as usize)
}

fn format_rounded(value: f64, decimals: usize) -> String {
    // Fast path: most numbers on a page are small counts, and formatting an integer is much faster.
    if value.fract() == 0.0 && (0.0..10_000.0).contains(&value) {
        return (value as u32).to_string();
    }
    let text = format!("{value:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text.strip_prefix('-') {
        Some("0") => "0".into(),
        Some(rest) => format!("−{rest}"),
        None if value >= 10_000.0 && value.fract() == 0.0 => group_digits(value as usize),
        None => text.into(),
    }
}

/// “+19”, “−2”, “0”: rounded to a whole number, with its sign.
pub fn format_signed(value: f64) -> String {
    match value.round() {
        v if v > 0.0 => format!("+{v}"),
        v if v < 0.0 => format!("−{}", -v),
        _ => "0".into(),
    }
}

/// “12”, for a number of people in a sum.
pub fn count(n: f64) -> String {
    match n.fract() == 0.0 {
        true => group_digits(n as usize),
        false => format_number(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_the_right_plural() {
        assert_eq!(pluralize(1, "study", "studies"), "1 study");
        assert_eq!(pluralize(0, "study", "studies"), "0 studies");
        assert_eq!(
            pluralize(20_000, "person", "people"),
            "20\u{202f}000 people"
        );
        assert_eq!(
            [number_word(0), number_word(11), number_word(13)],
            ["no", "eleven", "13"]
        );
        assert_eq!(capitalize("étude"), "Étude");
    }

    #[test]
    fn chart_numbers_have_three_significant_digits() {
        let formatted = [0.25, 0.235, 12.34, 1234.56, -0.5, 0.0, 20_000.0].map(format_chart_number);
        let expected = [
            "0.25",
            "0.235",
            "12.3",
            "1234.6",
            "−0.5",
            "0",
            "20\u{202f}000",
        ];
        assert_eq!(formatted, expected);
    }

    #[test]
    fn numbers_have_at_most_two_decimals_and_no_trailing_zeros() {
        assert_eq!(format_number(15.4), "15.4");
        assert_eq!(format_number(3.0), "3");
        assert_eq!(format_number(-2.5), "−2.5");
        assert_eq!(format_number(-0.001), "0");
        assert_eq!(format_number(1_234_567.0), "1\u{202f}234\u{202f}567");
        assert_eq!(
            [
                format_signed(19.2),
                format_signed(-2.4),
                format_signed(-0.3)
            ],
            ["+19", "−2", "0"]
        );
    }
}
