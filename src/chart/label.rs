//! Where the texts of a chart stand: inside its edges, and over neither a mark nor one another.

use serde::Serialize;

use super::scale::round_to_tenth;

/// The height of a line of text.
pub(super) const LINE_HEIGHT: f64 = 13.0;

#[derive(Clone, Debug, Serialize)]
pub struct PlacedLabel {
    pub x: f64,
    /// The baseline of its first line.
    pub y: f64,
    /// `text-anchor` of SVG: `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rect(pub f64, pub f64, pub f64, pub f64);

impl Rect {
    pub fn around(x: f64, y: f64, reach: f64) -> Self {
        Rect(x - reach, y - reach, x + reach, y + reach)
    }

    fn overlaps(&self, other: &Rect) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    fn is_inside(&self, edges: &Rect) -> bool {
        // Half a unit is not seen, and sums of fractions are not exact.
        let is_in = |inner: f64, outer: f64| inner <= outer + 0.5;
        is_in(edges.0, self.0)
            && is_in(edges.1, self.1)
            && is_in(self.2, edges.2)
            && is_in(self.3, edges.3)
    }
}

/// The labels placed so far, and what the next ones must not cover.
pub(super) struct Labels {
    edges: Rect,
    taken: Vec<Rect>,
}

impl Labels {
    pub fn within(edges: Rect) -> Self {
        Labels {
            edges,
            taken: vec![],
        }
    }

    pub fn avoid(&mut self, area: Rect) {
        self.taken.push(area);
    }

    /// Takes the first place that is free for a text of this width and number of lines.
    pub fn place(
        &mut self,
        width: f64,
        lines: usize,
        places: impl IntoIterator<Item = (f64, f64, &'static str)>,
    ) -> Option<PlacedLabel> {
        places.into_iter().find_map(|(x, y, anchor)| {
            let left = match anchor {
                "start" => x,
                "end" => x - width,
                _ => x - width / 2.0,
            };
            let below = LINE_HEIGHT * (lines.max(1) - 1) as f64;
            let area = Rect(left, y - LINE_HEIGHT + 3.0, left + width, y + 3.0 + below);
            let is_free =
                area.is_inside(&self.edges) && self.taken.iter().all(|other| !area.overlaps(other));
            is_free.then(|| {
                self.taken.push(area);
                PlacedLabel {
                    x: round_to_tenth(x),
                    y: round_to_tenth(y),
                    anchor,
                }
            })
        })
    }

    /// Under an axis: centred at `x`, or as near to it as the edges allow.
    pub fn place_on_axis(&mut self, x: f64, y: f64, width: f64) -> Option<PlacedLabel> {
        let half = width / 2.0;
        let (low, high) = (self.edges.0 + half, self.edges.2 - half);
        self.place(width, 1, [(x.min(high).max(low), y, "middle")])
    }
}

/// How many letters wide a text is; East Asian characters take the room of two.
pub(super) fn letters(text: &str) -> f64 {
    let width = |c| if c >= '\u{1100}' { 2.0 } else { 1.0 };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_off_the_edges_and_the_others() {
        let mut labels = Labels::within(Rect(0.0, 0.0, 100.0, 40.0));
        let x = |label: Option<PlacedLabel>| label.map(|label| label.x);
        assert_eq!(x(labels.place_on_axis(5.0, 20.0, 40.0)), Some(20.0));
        assert_eq!(x(labels.place_on_axis(50.0, 20.0, 40.0)), None);
        assert_eq!(x(labels.place_on_axis(99.0, 20.0, 40.0)), Some(80.0));
        // Two lines reach below the edge.
        assert_eq!(x(labels.place(10.0, 2, [(50.0, 30.0, "middle")])), None);
    }
}
