//! What the console showed: the balance that is kept, and a new one.

use jiff::Timestamp;

use super::asked::Asked;
use crate::cli::args::Status as Args;
use crate::cli::kept::{self, KeptBalance};
use crate::cli::values::BalanceAt;
use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::measure::Measurement;
use crate::phrase::{exact_dollars, moment};
use crate::schedule::Window;
use crate::studies::status::{self as study, Anchor};
use crate::units::UsdDelta;

/// The balance that is kept, where it is of this cycle and fits the credit.
pub(super) fn kept_balance(
    args: &Args,
    asked: &mut Asked<'_>,
    notes: &mut Vec<String>,
    world: &World<'_>,
) -> Result<Option<KeptBalance>, Failure> {
    if args.forget {
        let was_there = kept::forget(world)?;
        notes.push(if was_there { "forgot the balance" } else { "no balance was kept" }.to_owned());
        return Ok(None);
    }
    let kept = match kept::read(world) {
        Ok(Some(kept)) => kept,
        Ok(None) => return Ok(None),
        // A new one takes its place.
        Err(_) if args.balance.is_some() => return Ok(None),
        Err(fault) => {
            asked.cautions.push(format!("{}; `--forget` removes it", fault.title));
            return Ok(None);
        }
    };
    let at = kept.at.timestamp();
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let (shown, when) = (exact_dollars(kept.balance_usd), moment(at, &asked.zone));
    let why = if at < window.start {
        "is of an earlier cycle"
    } else if at >= window.end || at > asked.now {
        "is of a later time"
    } else if asked.holding.as_ref().is_some_and(|holding| kept.balance_usd > holding.credit()) {
        "is more than the credit"
    } else {
        return Ok(Some(kept));
    };
    if args.balance.is_none() {
        notes.push(format!("the balance of {shown} on {when} {why} and isn't used; `--forget` removes it"));
    }
    Ok(None)
}

/// When the balance was read, if it can be one of this cycle.
pub(super) fn read_at(balance: &BalanceAt, asked: &Asked<'_>) -> Result<Timestamp, Diagnostic> {
    let at = balance.at.map_or(Ok(asked.now), |at| at.in_zone(&asked.zone))?;
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let (when, period) = (moment(at, &asked.zone), asked.cycle.period());
    let last = period.end().yesterday().unwrap_or(period.end());
    if at > asked.now {
        let title = format!("the balance is of {when}, which is yet to come");
        return Err(Diagnostic::arguments(
            title,
            "write when you read it: `--balance 61.20@2026-11-20T09:00`",
        ));
    }
    if at < window.start {
        let title = format!("the balance is of {when}, before this cycle ({} to {last})", period.start());
        return Err(Diagnostic::arguments(
            title,
            "read the console again, or name your cycle with `--cycle-day`",
        ));
    }
    if let Some(holding) = asked.holding.as_ref().filter(|holding| balance.balance > holding.credit()) {
        let (shown, credit) = (exact_dollars(balance.balance), exact_dollars(holding.credit()));
        let title = format!("a balance of {shown} is more than the credit of {credit} (`{}`)", holding.id());
        let help = format!("if that is your credit, add `--credit {}`", balance.balance);
        return Err(Diagnostic::arguments(title, help));
    }
    Ok(at)
}

/// By how much the console has more than the records leave: since the balance before, or since the cycle began.
pub(super) fn drift(
    measured: &Measurement<'_>,
    question: &study::Question<'_, '_>,
    before: Option<&KeptBalance>,
    new: Anchor,
) -> Result<Option<UsdDelta>, Failure> {
    let before = before.map(|kept| Anchor { left: kept.balance_usd, at: kept.at.timestamp() });
    if let Some(before) = before.filter(|before| before.at < new.at) {
        let then = study::Question { now: new.at, anchor: Some(before), ..*question };
        let ours = study::status(measured, &then)?.left.unwrap_or(before.left);
        return Ok(Some(UsdDelta::between(ours, new.left)));
    }
    Ok(study::status(measured, &study::Question { anchor: Some(new), ..*question })?.drift)
}
