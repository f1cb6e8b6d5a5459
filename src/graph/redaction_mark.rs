//! What stands in a published text where something hidden was named.

pub const MARK: &str = "…";
