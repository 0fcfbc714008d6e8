//! Why a vendor's own figure differs from the published prices. It is an estimate that the vendor's program
//! made on the user's machine, and that program has habits of its own.

use jiff::civil::Date;

use super::measurement::{Difference, MeasuredModel};
use crate::cost::price_usage;
use crate::pricing::{Model, PriceTable};
use crate::units::{Tokens, Usd};
use crate::usage::{ModelUsage, Requests, Service, TokenKind};

/// Whether two figures agree to within the noise of floats: Claude Code adds up floats.
pub(super) fn is_same(ours: Usd, theirs: Usd) -> bool {
    let apart = ours.less(theirs).max(theirs.less(ours));
    apart < Usd::FLOAT_NOISE
}

/// How the vendor's figure for what a run used of a model, on `day` first, differs from ours.
pub(super) fn of_model<'t>(
    table: &'t PriceTable,
    used: &MeasuredModel<'t>,
    day: Date,
) -> Option<Difference<'t>> {
    let vendor = used.vendor_cost?;
    // Where we only know a bracket, the program that sent the requests knew the figure.
    if used.price().is_some_and(|ours| is_same(ours.cost, vendor) || is_same(ours.low, vendor)) {
        return Some(Difference::None);
    }
    let hour = used.usage.of(TokenKind::CacheWrite1h).get();
    let five = used.usage.of(TokenKind::CacheWrite5m).get();
    let with_writes = |five, hour| ModelUsage {
        model: used.name.clone(),
        usage: used
            .usage
            .with(TokenKind::CacheWrite5m, Tokens::new(five))
            .with(TokenKind::CacheWrite1h, Tokens::new(hour)),
        writes_of_unknown_ttl: Tokens::ZERO,
        web_searches: used.web_searches,
        requests: Requests::Unknown,
        service: used.service,
    };
    let as_written = with_writes(five, hour);
    let all_as_5m = with_writes(five.saturating_add(hour), 0);
    let unknown_ttl = used.writes_of_unknown_ttl.get();
    let unknown_as_hour = with_writes(five.saturating_sub(unknown_ttl), hour.saturating_add(unknown_ttl));
    let is_cost = |model: &Model, usage: &ModelUsage| {
        let card = table.rate_card(model, day, Service::default()).ok()?;
        let cost = price_usage(&card, usage).ok()?;
        Some(is_same(cost.cost, vendor) || is_same(cost.low, vendor))
    };
    let fits = |model: &Model, usage: &ModelUsage| is_cost(model, usage) == Some(true);
    if let Some(model) = used.model {
        // Claude Code's own figure knows no regions.
        let is_regional = used.service == Service::default()
            && table.rate_card_of(&used.name, model, day, used.service).is_ok_and(|card| card.is_regional());
        if is_regional && fits(model, &as_written) {
            return Some(Difference::WithoutRegion);
        }
        if fits(model, &all_as_5m) {
            return Some(Difference::HourAsFiveMinutes);
        }
        if unknown_ttl > 0 && fits(model, &unknown_as_hour) {
            return Some(Difference::UnknownTtlAsHour);
        }
    }
    // Several models have the same rates; the first in the file will do.
    let vendor_id = used.model.map_or("anthropic", |model| model.vendor.as_str());
    let others = || table.models().iter().filter(|model| model.vendor == vendor_id);
    if let Some(model) = others().find(|model| fits(model, &as_written) || fits(model, &unknown_as_hour)) {
        return Some(Difference::AsModel(model));
    }
    if let Some(model) = others().find(|model| fits(model, &all_as_5m)) {
        return Some(Difference::AsModelHourAsFiveMinutes(model));
    }
    Some(Difference::Unexplained)
}
