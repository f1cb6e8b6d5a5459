//! Intervals for metrics: how sure can one be of a share, a mean, a net promoter score?

use crate::schema::Fields;

/// Readings whose counts do not add up: index, sum, n.
pub fn bad_sums(fields: &Fields) -> Vec<(usize, f64, f64)> {
    let _ = fields;
    vec![]
}
