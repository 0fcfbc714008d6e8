//! Reads the values that only a scenario has: time zones, what happens when a credit is gone, factors, and
//! expressions that a later parser reads.

use std::fmt::Display;
use std::str::FromStr;

use jiff::tz::TimeZone;

use super::spec::{ExpressionText, Placed};
use crate::diagnostic::nearest;
use crate::ledger::Exhaustion;
use crate::schedule::zone;
use crate::source::Span;
use crate::toml::{Field, Refusal, Takes};
use crate::units::{Multiplier, Usd};

/// Money has sixteen decimals, and a cost that is multiplied keeps all of them.
const DECIMALS: usize = 6;

/// A time zone by its name.
pub(super) fn zone(mut field: Field<'_, '_, '_>) -> Option<Placed<TimeZone>> {
    let name = field.name;
    let not_a_zone = |text: &str| format!("`{text}` is not a value for `{name}`");
    field.parsed(|text| zone::find(text).map_err(|reason| refusal(not_a_zone(text), reason, None)))
}

/// `stop`, `bill` or `cap=50.00`.
pub(super) fn exhaustion(mut field: Field<'_, '_, '_>) -> Option<Placed<Exhaustion>> {
    let name = field.name;
    field.parsed(|text| match (text, text.strip_prefix("cap=").map(str::parse::<Usd>)) {
        ("stop", _) => Ok(Exhaustion::Stop),
        ("bill", _) => Ok(Exhaustion::Bill),
        (_, Some(Ok(cap))) => Ok(Exhaustion::Cap(cap)),
        (_, cap) => {
            let reason = cap.and_then(Result::err).map(|reason| reason.to_string());
            let help = match nearest(text, ["stop", "bill"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `stop`, `bill` or `cap=50.00`".to_owned(),
            };
            let title = format!("`{text}` is not a value for `{name}`");
            Err(refusal(title, reason.unwrap_or_default(), Some(help)))
        }
    })
}

/// A value that says itself what is wrong with it.
pub(super) fn written<T: FromStr<Err: Display>>(name: &str, text: &str) -> Result<T, Refusal> {
    let not_one =
        |reason: T::Err| refusal(format!("`{text}` is not a value for `{name}`"), reason.to_string(), None);
    text.parse().map_err(not_one)
}

fn refusal(title: String, label: impl Into<String>, help: Option<String>) -> Refusal {
    Refusal { title, label: label.into(), help }
}

/// A number of at least one, of a few decimals.
pub(super) fn factor(field: Field<'_, '_, '_>) -> Option<Placed<Multiplier>> {
    at_least_one(field, "1.15 is 15% on top; if nothing is done twice, leave it out")
}

/// How many times as much something may cost: at least once.
pub(super) fn times_as_much(field: Field<'_, '_, '_>) -> Option<Placed<Multiplier>> {
    at_least_one(field, "2.0 is twice as much, and 1.0 is no more than usual")
}

fn at_least_one(mut field: Field<'_, '_, '_>, help_below: &str) -> Option<Placed<Multiplier>> {
    let factor = field.decimal::<Multiplier>(Takes::Factor)?;
    let name = field.name;
    field.checked(factor, |factor| {
        let one: Multiplier = "1".parse().expect("one is a number");
        let decimals = factor.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let (title, help) = if decimals > DECIMALS {
            let help = "round it: 1.15 is 15% on top";
            (format!("`{name}` has more than {DECIMALS} decimals"), help)
        } else if factor < one {
            (format!("`{name}` is below 1"), help_below)
        } else {
            return Ok(factor);
        };
        Err(refusal(title, "", Some(help.to_owned())))
    })
}

/// Where `true` is written, which is all that the key takes.
pub(super) fn yes(mut field: Field<'_, '_, '_>) -> Option<Span> {
    let truth = field.truth()?;
    let title = format!("`{}` can only be true", field.name);
    let help = "leave it out, and say when the job runs in another way".to_owned();
    let check = |truth| if truth { Ok(()) } else { Err(refusal(title, "this is false", Some(help))) };
    field.checked(truth, check).map(|yes| yes.span)
}

/// One text or several that a later parser reads.
pub(super) fn expressions(mut field: Field<'_, '_, '_>) -> Vec<ExpressionText> {
    let source = field.faults.source.text();
    let between_quotes = |text: Placed<String>| {
        let Span { start, end } = text.span;
        let quotes =
            if ["\"\"\"", "'''"].iter().any(|quotes| source[start..].starts_with(quotes)) { 3 } else { 1 };
        let inside = start + quotes..end - quotes;
        let verbatim = source.get(inside.clone()) == Some(text.value.as_str());
        ExpressionText { text: if verbatim { Placed { span: inside, ..text } } else { text }, verbatim }
    };
    field.texts().into_iter().map(between_quotes).collect()
}
