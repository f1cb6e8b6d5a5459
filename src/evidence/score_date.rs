//! The day that scores are of.

use jiff::civil::Date;

/// The day that scores are of, and which studies count.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScoreDate {
    /// All studies.
    Today(Date),
    /// Those dated up to the day.
    AsOf(Date),
    /// All studies, those with a date as if they were of the day.
    IgnoreAge(Date),
}

impl ScoreDate {
    pub fn day(self) -> Date {
        let (Self::Today(day) | Self::AsOf(day) | Self::IgnoreAge(day)) = self;
        day
    }
}

/// Whole days from one day to a later one; negative where it is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
