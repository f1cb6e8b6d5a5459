//! Layout of charts: values in, coordinates out.
//!
//! Knows nothing about what the values mean and writes no SVG: the templates do that from these coordinates, which are
//! those of the `viewBox` and grow to the right and downwards.

mod curve;
mod decay;
mod label;
mod scale;
mod scatter;
mod series;
mod timeline;

pub use curve::{Curve, curve};
pub use decay::{Decay, decay};
pub use label::PlacedLabel;
pub use scatter::{Scatter, ScatterData, scatter};
pub use series::{Series, SeriesPoint, SeriesReading, series};
pub use timeline::{Timeline, TimelineEvent, timeline};
