//! Regular expressions for the texts of a scenario file, which its schema publishes.

/// An amount as [`Usd`](crate::units::Usd) reads it.
pub(super) const AMOUNT: &str = r"\$?[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?";

/// A count as [`parse_count`](crate::units::parse_count) reads it.
pub(super) const COUNT: &str = r"^[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?[kKmM]?$";

/// Texts that say something.
pub(super) fn some_text() -> String {
    r"\S".to_owned()
}

/// What happens when a credit is gone.
pub(super) fn exhaustion() -> String {
    format!("^(stop|bill|cap={AMOUNT})$")
}
