//! The day that scores are computed for.

use jiff::civil::Date;

/// The day that scores are computed for, and which validations count.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScoreDate {
    /// All validations.
    Today(Date),
    /// Those dated up to the day.
    AsOf(Date),
    /// All validations; those with a date count as if of the day.
    IgnoreAge(Date),
}

impl ScoreDate {
    pub fn day(self) -> Date {
        let (Self::Today(day) | Self::AsOf(day) | Self::IgnoreAge(day)) = self;
        day
    }
}
