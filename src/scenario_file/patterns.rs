//! Regular expressions for the texts of a scenario file, which its schema publishes.

/// An amount as [`Usd`](crate::units::Usd) reads it.
pub(super) const AMOUNT: &str = r"\$?[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?";

/// A count as [`parse_count`](crate::units::parse_count) reads it.
pub(super) const COUNT: &str = r"^[0-9]+(_[0-9]+)*(\.[0-9]+(_[0-9]+)*)?[kKmM]?$";

/// Texts that say something.
pub(super) fn some_text() -> String {
    r"\S".to_owned()
}

/// A factor as [`Factor`](crate::units::Factor) reads it.
const FACTOR: &str = r"[0-9]+(\.[0-9]+)?";

/// What tokens are multiplied by.
pub(super) fn factor() -> String {
    format!("^{FACTOR}$")
}

/// What prices are multiplied by, always or from a day on.
pub(super) fn price_factor() -> String {
    let step = format!("{FACTOR}(@[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?");
    format!("^{step}(, *{step})*$")
}

/// A tax in percent.
pub(super) fn tax() -> String {
    r"^[0-9]+(\.[0-9]+)? *%$".to_owned()
}

/// A currency and what a dollar is in it.
pub(super) fn currency() -> String {
    r"^[A-Za-z]{3} *= *[0-9]+(\.[0-9]+)?$".to_owned()
}

/// What happens when a credit is gone.
pub(super) fn exhaustion() -> String {
    format!("^(stop|bill|cap={AMOUNT})$")
}
